-- The contents that a photo had before its file was changed in its place: another file that holds one of them is an
-- earlier version of the photo.  Empty: one that was not known, which may have been any.
CREATE TABLE earlier_contents (
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  hash BLOB NOT NULL, -- SHA-256
  PRIMARY KEY (image, hash)
) STRICT, WITHOUT ROWID;
-- Until now every change of place was counted as well.
INSERT INTO earlier_contents SELECT id, x'' FROM images WHERE version > 1;

-- Which file of that path a change of the kind 'trash' is, among all that the trash holds: its bytes, time and inode.
-- NULL: the latest.
ALTER TABLE undo_changes ADD COLUMN mark TEXT;
