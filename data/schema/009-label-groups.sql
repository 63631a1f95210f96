-- Which photos of a set are of the same thing, as the list or the table that they came from says: pictures of one
-- reference, for instance.
CREATE TABLE label_groups (
  label_set INTEGER NOT NULL REFERENCES label_sets (id) ON DELETE CASCADE,
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (label_set, image)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_groups_by_image ON label_groups (image);
