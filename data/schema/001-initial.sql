-- The catalog's first layout.  Times are seconds since 1970 unless a column says otherwise; names and
-- paths are the bytes of the file system, which need not be UTF-8.

-- Facts about the catalog itself, such as when it was last checked and backed up.
CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

-- A folder that photos were found in, or that lies between one and what a person opened.
CREATE TABLE folders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER REFERENCES folders (id) ON DELETE SET NULL,
  path TEXT NOT NULL UNIQUE,
  is_root INTEGER NOT NULL DEFAULT 0 CHECK (is_root IN (0, 1)), -- opened by a person
  problem TEXT,                                                 -- why it could not be read
  scanned INTEGER
) STRICT;
CREATE INDEX folders_by_parent ON folders (parent, path);

CREATE TABLE recent_folders (
  folder INTEGER PRIMARY KEY REFERENCES folders (id) ON DELETE CASCADE,
  opened INTEGER NOT NULL -- microseconds
) STRICT;
CREATE INDEX recent_folders_by_time ON recent_folders (opened);

CREATE TABLE cameras (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE images (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
  folder INTEGER NOT NULL REFERENCES folders (id),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,           -- what a search looks in: UTF-8, case folded
  name_key TEXT NOT NULL,            -- bytewise order is the order people expect: 2 before 10
  size INTEGER NOT NULL,             -- bytes
  mtime INTEGER NOT NULL,            -- nanoseconds
  hash BLOB,                         -- app/catalog/content-hash.h; NULL until it was computed
  version INTEGER NOT NULL DEFAULT 1, -- grows whenever the content changes
  hidden INTEGER NOT NULL DEFAULT 0, -- 0 shown; 1 shown by its partner; 2 the file has vanished
  partner INTEGER REFERENCES images (id) ON DELETE SET NULL, -- RAW and JPEG of one exposure
  sort_time INTEGER NOT NULL,        -- of capture, else of the file
  facts_version INTEGER,             -- the version that the columns below tell of
  format TEXT,
  width INTEGER,                     -- upright
  height INTEGER,
  orientation INTEGER,
  taken INTEGER,                     -- the camera's clock, as if it ran in UTC
  camera INTEGER REFERENCES cameras (id),
  lens TEXT,
  exposure REAL,                     -- seconds
  aperture REAL,                     -- f-number
  focal_length REAL,                 -- millimetres
  iso INTEGER,
  has_location INTEGER,
  sidecar_mtime INTEGER,             -- nanoseconds; of the XMP sidecar when it was last read or written
  error TEXT,                        -- why it cannot be decoded
  UNIQUE (folder, name)
) STRICT;
-- Lists: each order and each condition is one walk of one of these.
CREATE INDEX images_by_folder ON images (hidden, folder);
CREATE INDEX images_by_name ON images (hidden, name_key, name_fold);
CREATE INDEX images_by_time ON images (hidden, sort_time);
CREATE INDEX images_by_size ON images (hidden, size);
CREATE INDEX images_by_camera ON images (hidden, camera) WHERE camera IS NOT NULL;
CREATE INDEX images_with_error ON images (hidden, error) WHERE error IS NOT NULL;
-- Work: what moved, what is not hashed or described yet.
CREATE INDEX images_by_content ON images (size, hash);
CREATE INDEX images_without_hash ON images (folder) WHERE hash IS NULL AND hidden <> 2;
CREATE INDEX images_without_facts ON images (folder) WHERE facts_version IS NULL AND hidden <> 2;
CREATE INDEX images_by_partner ON images (partner) WHERE partner IS NOT NULL;

-- What gives scores: a model, how pictures become patches for it, and where the patches are cut.
CREATE TABLE scorers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  model TEXT NOT NULL,
  fingerprint TEXT NOT NULL, -- of the model's weights: another file of the same name is another scorer
  protocol TEXT NOT NULL,
  plan TEXT NOT NULL,
  score_min REAL NOT NULL,
  score_max REAL NOT NULL,
  faults TEXT NOT NULL,      -- names, one a line
  created INTEGER NOT NULL,
  UNIQUE (model, fingerprint, protocol, plan)
) STRICT;

CREATE TABLE scores (
  scorer INTEGER NOT NULL REFERENCES scorers (id) ON DELETE CASCADE,
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  score REAL,  -- NULL where scoring failed
  std REAL,
  error TEXT,  -- then why
  scored INTEGER NOT NULL,
  PRIMARY KEY (scorer, image),
  CHECK ((score IS NULL) <> (error IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX scores_by_score ON scores (scorer, score) WHERE score IS NOT NULL;
CREATE INDEX scores_by_image ON scores (image);

-- Apart from the scores, so that these stay narrow.
CREATE TABLE score_details (
  scorer INTEGER NOT NULL,
  image INTEGER NOT NULL,
  details BLOB NOT NULL, -- app/catalog/score-blob.h
  PRIMARY KEY (scorer, image),
  FOREIGN KEY (scorer, image) REFERENCES scores (scorer, image) ON DELETE CASCADE
) STRICT;

-- A photo without a row here has none of the three.
CREATE TABLE ratings (
  image INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
  stars INTEGER NOT NULL CHECK (stars BETWEEN 0 AND 5),
  flag INTEGER NOT NULL CHECK (flag IN (-1, 0, 1)), -- rejected, none, picked
  colour INTEGER NOT NULL CHECK (colour BETWEEN 0 AND 5),
  changed INTEGER NOT NULL
) STRICT;
CREATE INDEX ratings_by_stars ON ratings (stars);
CREATE INDEX ratings_by_flag ON ratings (flag);
CREATE INDEX ratings_by_colour ON ratings (colour);

CREATE TABLE collections (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE collection_images (
  collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  PRIMARY KEY (collection, image)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_images_by_image ON collection_images (image);

-- Opinion scores.  A uid is 16 random bytes that stay the same on every machine.
CREATE TABLE raters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE label_sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  method TEXT NOT NULL CHECK (method IN ('acr', 'continuous', 'pairwise', 'patch')),
  score_min REAL NOT NULL,
  score_max REAL NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  label_set INTEGER NOT NULL REFERENCES label_sets (id) ON DELETE CASCADE,
  rater INTEGER NOT NULL REFERENCES raters (id),
  seed INTEGER NOT NULL,
  settings TEXT NOT NULL DEFAULT '', -- of the application: JSON
  created INTEGER NOT NULL,
  finished INTEGER
) STRICT;
CREATE INDEX sessions_by_set ON sessions (label_set, rater);

-- What a session shows, in order.
CREATE TABLE session_items (
  session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  other INTEGER REFERENCES images (id) ON DELETE CASCADE, -- the right one of a pair
  y INTEGER, x INTEGER, side INTEGER,                     -- of a patch, pixels of the upright photo
  role TEXT NOT NULL DEFAULT 'item' CHECK (role IN ('item', 'training', 'anchor', 'repeat')),
  PRIMARY KEY (session, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_items_by_image ON session_items (image);
CREATE INDEX session_items_by_other ON session_items (other) WHERE other IS NOT NULL;

CREATE TABLE labels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid BLOB NOT NULL UNIQUE,
  label_set INTEGER NOT NULL REFERENCES label_sets (id) ON DELETE CASCADE,
  rater INTEGER NOT NULL REFERENCES raters (id),
  session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
  position INTEGER, -- in the session
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  other INTEGER REFERENCES images (id) ON DELETE CASCADE,
  y INTEGER, x INTEGER, side INTEGER,
  score REAL,       -- of a pair: 1 the first is better, 0 the other, 0.5 neither
  skip_reason TEXT, -- instead of a score
  role TEXT NOT NULL DEFAULT 'item' CHECK (role IN ('item', 'training', 'anchor', 'repeat')),
  response_ms INTEGER,
  given INTEGER NOT NULL, -- microseconds
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)), -- by undo
  CHECK ((score IS NULL) <> (skip_reason IS NULL))
) STRICT;
CREATE INDEX labels_by_set ON labels (label_set, withdrawn, rater);
CREATE INDEX labels_by_image ON labels (image);
CREATE INDEX labels_by_other ON labels (other) WHERE other IS NOT NULL;
CREATE INDEX labels_by_session ON labels (session, position);

-- Which part of the data is for learning and which for judging what was learnt.
CREATE TABLE splits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  label_set INTEGER REFERENCES label_sets (id) ON DELETE CASCADE,
  seed INTEGER NOT NULL,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE split_images (
  split INTEGER NOT NULL REFERENCES splits (id) ON DELETE CASCADE,
  image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  part TEXT NOT NULL CHECK (part IN ('train', 'val', 'test')),
  grouping TEXT, -- what must stay on one side
  PRIMARY KEY (split, image)
) STRICT, WITHOUT ROWID;
CREATE INDEX split_images_by_image ON split_images (image);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  folder TEXT NOT NULL UNIQUE, -- where its files are
  base TEXT NOT NULL,          -- the model it began with
  data TEXT NOT NULL,          -- what it learns from, a SPEC of the command line
  settings TEXT NOT NULL,      -- JSON
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'finished', 'failed')),
  error TEXT,
  split INTEGER REFERENCES splits (id) ON DELETE SET NULL,
  model TEXT,                  -- what came of it, where it was kept
  note TEXT NOT NULL DEFAULT '',
  started INTEGER NOT NULL,
  finished INTEGER
) STRICT;
CREATE INDEX runs_by_time ON runs (started);

CREATE TABLE epochs (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  loss REAL, train_srcc REAL,
  val_srcc REAL, val_plcc REAL, val_krcc REAL, val_rmse REAL,
  seconds REAL NOT NULL,
  PRIMARY KEY (run, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  step INTEGER NOT NULL,
  path TEXT NOT NULL UNIQUE,
  is_best INTEGER NOT NULL DEFAULT 0 CHECK (is_best IN (0, 1)),
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX checkpoints_by_run ON checkpoints (run, step);

-- What a person did, newest last.  Entries undone are kept, to be done again, until something new is done.
CREATE TABLE undo_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX undo_entries_undone ON undo_entries (undone, id);

CREATE TABLE undo_changes (
  entry INTEGER NOT NULL REFERENCES undo_entries (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('rating', 'label', 'collection', 'filter')),
  target INTEGER, -- the photo, or the label
  place INTEGER,  -- the collection
  old ANY,
  new ANY,
  PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;
