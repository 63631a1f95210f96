-- Collections come, go and change their names, and folders leave the tree, in steps that are undone in their turn: of
-- the kind 'name' a change is what the collection `place` is called (NULL: there is none), of the kind 'folder' that
-- the folder `target` left, with one of the kind 'hidden' for each of its photos that were there
-- (app/catalog/folder-leaving.c).
CREATE TABLE undo_changes_of_all_kinds (
  entry INTEGER NOT NULL REFERENCES undo_entries (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('rating', 'label', 'collection', 'name', 'folder', 'hidden', 'filter', 'trash')),
  target INTEGER, -- the photo, the label, or the folder
  place INTEGER,  -- the collection, or the folder of a photo
  old ANY,
  new ANY,
  mark TEXT,
  PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;
INSERT INTO undo_changes_of_all_kinds SELECT entry, position, kind, target, place, old, new, mark FROM undo_changes;
DROP TABLE undo_changes;
ALTER TABLE undo_changes_of_all_kinds RENAME TO undo_changes;
