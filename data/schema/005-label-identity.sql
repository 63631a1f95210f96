-- What a session is known by on every machine.  NULL for one of before, or of a file that does not say: it is known by
-- its rater and its seed.
ALTER TABLE sessions ADD COLUMN uid BLOB;
-- Two of one rater and seed were told apart by their ids, which no other machine knows.
UPDATE sessions SET uid = randomblob (16) WHERE EXISTS (
  SELECT 1 FROM sessions s WHERE s.label_set = sessions.label_set AND s.rater = sessions.rater
  AND s.seed = sessions.seed AND s.id < sessions.id);
CREATE UNIQUE INDEX sessions_by_uid ON sessions (label_set, uid);

-- What was rated, whatever its file holds by now: app/catalog/content-hash.h has it as text; SIZE@MTIME of the file
-- where its hash was not known; NULL: what is there.
ALTER TABLE labels ADD COLUMN content TEXT;
ALTER TABLE labels ADD COLUMN other_content TEXT; -- of the right one of a pair
