-- What a sidecar said when it was last read or written, as far as it is of interest here: what it says no longer was
-- taken out by another program, and what it never said that program does not know.
CREATE TABLE sidecars (
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  naming INTEGER NOT NULL CHECK (naming IN (0, 1)), -- app/catalog/sidecar.h
  rating INTEGER,                                   -- xmp:Rating; NULL: none
  label TEXT,                                       -- xmp:Label; NULL: none
  PRIMARY KEY (image, naming)
) STRICT, WITHOUT ROWID;
