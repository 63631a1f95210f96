-- How the scores of a set are made of its ratings, as acutance-cli labels mos --method has it; NULL: as suits them.
ALTER TABLE label_sets ADD COLUMN opinion TEXT;

-- Raters whose ratings count whatever rule speaks against them.
CREATE TABLE kept_raters (
  label_set INTEGER NOT NULL REFERENCES label_sets (id) ON DELETE CASCADE,
  rater INTEGER NOT NULL REFERENCES raters (id),
  PRIMARY KEY (label_set, rater)
) STRICT, WITHOUT ROWID;
