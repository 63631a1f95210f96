-- Moving photos to the trash is undone in its turn: a change of the kind 'trash' is one file, with its path.
CREATE TABLE undo_changes_with_trash (
  entry INTEGER NOT NULL REFERENCES undo_entries (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('rating', 'label', 'collection', 'filter', 'trash')),
  target INTEGER, -- the photo, or the label
  place INTEGER,  -- the collection
  old ANY,
  new ANY,
  PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;
INSERT INTO undo_changes_with_trash SELECT entry, position, kind, target, place, old, new FROM undo_changes;
DROP TABLE undo_changes;
ALTER TABLE undo_changes_with_trash RENAME TO undo_changes;
