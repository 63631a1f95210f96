-- The content that a photo had before its file was last changed in its place: another file that holds it is an earlier
-- version of the photo.  Empty where it was not known; NULL: never changed.
ALTER TABLE images ADD COLUMN hash_before BLOB;
-- Until now every change of place was counted as well.
UPDATE images SET hash_before = x'' WHERE version > 1;

-- Which file of that path a change of the kind 'trash' is, among all that the trash holds: its bytes, time and inode.
-- NULL: the latest.
ALTER TABLE undo_changes ADD COLUMN mark TEXT;
