-- What pictures look like, in few bytes (app/culling/likeness.h), kept by content: it is worked out
-- once, wherever a file is moved or copied.
CREATE TABLE likenesses (
  size INTEGER NOT NULL, -- of the file, bytes
  hash BLOB NOT NULL,    -- as images.hash
  likeness BLOB,         -- NULL where the picture cannot be shown
  PRIMARY KEY (size, hash)
) STRICT, WITHOUT ROWID;
