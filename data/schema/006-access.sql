-- Whether a photo's error is that its file could not be opened or read: that can pass without the file changing, and
-- the next scan that can read it takes the error back.
ALTER TABLE images ADD COLUMN inaccessible INTEGER NOT NULL DEFAULT 0;

-- Until now such errors, and those of a decoder that could not be started, stayed with photos that nothing ails.
-- Whatever is truly broken is found to be so again.
UPDATE images SET error = NULL WHERE error IS NOT NULL;
DELETE FROM scores WHERE error IS NOT NULL;
