/* Brings the catalog up to date with a folder on disk. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

typedef struct {
  gboolean recursive;
  gboolean hidden_files; /* names that begin with a dot; else they are passed over */
  gboolean no_facts;     /* only find the files: read no metadata and no sidecars */
} AcuScanOptions;

typedef struct {
  guint n_folders;
  guint n_files; /* photos found */
  guint n_new;
  guint n_changed; /* content changed: their scores are dropped */
  guint n_moved;   /* known under another name */
  guint n_vanished;
  guint n_unreadable; /* files and folders */
  guint n_described;  /* whose hash and metadata were read */
} AcuScanCounts;

/* Called from the scanning thread after every batch. */
typedef void (*AcuScanProgress) (const AcuScanCounts *counts, gpointer user_data);

/* Scans the folder at @path, in two passes: the first finds files by name, size and time, and what
 * is new appears in the catalog as it goes, a few hundred files a transaction; the second reads
 * hashes, metadata and sidecars of what is new or changed.  Files whose size and hash are those of
 * a photo whose own file is gone are that photo, moved.  A RAW file beside a JPEG of the same name
 * is paired with it.  Links to folders are not followed.  What cannot be read is entered with the
 * reason and counted; only a catalog that cannot be written, and cancelling, is an error. */
gboolean acu_folder_scan_run (AcuCatalog *catalog,
                              const char *path,
                              const AcuScanOptions *options,
                              AcuScanProgress progress,
                              gpointer progress_data,
                              AcuScanCounts *counts,
                              GCancellable *cancellable,
                              GError **error);

/* The same on a thread of its own; @progress is called in the caller's main context, at most ten
 * times a second. */
void acu_folder_scan_run_async (AcuCatalog *catalog,
                                const char *path,
                                const AcuScanOptions *options,
                                AcuScanProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean acu_folder_scan_run_finish (AcuCatalog *catalog,
                                     GAsyncResult *result,
                                     AcuScanCounts *counts,
                                     GError **error);

/* Whether a file of this name is taken for a photo / for a camera raw file. */
gboolean acu_folder_scan_is_photo (const char *name);
gboolean acu_folder_scan_is_raw (const char *name);

G_END_DECLS
