/* Brings the catalog up to date with a folder on disk. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/imaging/decoder.h"

G_BEGIN_DECLS

typedef struct {
  gboolean recursive;
  gboolean below_root;   /* the folder is part of what a person opened: it becomes no root */
  gboolean hidden_files; /* names that begin with a dot; else they are passed over */
  AcuDecoder *decoder;   /* reads metadata, in its helpers; NULL: none is read */
} AcuScanOptions;

typedef struct {
  guint n_folders;
  guint n_files; /* photos found */
  guint n_new;
  guint n_changed; /* content changed: their scores are dropped */
  guint n_moved;   /* known under another name */
  guint n_vanished;
  guint n_unreadable;  /* files and folders */
  guint n_to_describe; /* whose hash and metadata the second pass reads: its length */
  guint n_described;
  guint n_sidecars; /* whose ratings were taken over */
  gboolean is_gone; /* there is no folder any more where it was */
} AcuScanCounts;

/* Told after every batch. */
typedef void (*AcuScanProgress) (const AcuScanCounts *counts, gpointer user_data);

/* Scans the folder at @path, in two passes: the first finds files by name, size and time, and what
 * is new appears in the catalog as it goes, a few hundred files a transaction; the second reads
 * hashes, metadata and changed XMP sidecars.  A new file whose size and hash are those of a photo
 * whose own file is gone is that photo, moved, and keeps everything.  A RAW file beside a JPEG or
 * HEIF of the same name is shown by it.  Links to folders are not followed.  What cannot be read is
 * entered with the reason and counted; only a catalog that cannot be written, and cancelling, is an
 * error.
 *
 * A scan that is cancelled leaves what it has read, takes nothing that it has not come to for gone,
 * and goes on first while photos are between two places.  @counts say how far it came; the next
 * scan reads the rest, and nothing twice.
 *
 * @progress, which may be NULL, is called from this thread. */
gboolean acu_folder_scan_run (AcuCatalog *catalog,
                              const char *path,
                              const AcuScanOptions *options,
                              AcuScanProgress progress,
                              gpointer progress_data,
                              AcuScanCounts *counts,
                              GCancellable *cancellable,
                              GError **error);

/* The same on a thread of its own; @progress is called in the caller's main context, at most ten
 * times a second, and never after @callback. */
void acu_folder_scan_run_async (AcuCatalog *catalog,
                                const char *path,
                                const AcuScanOptions *options,
                                AcuScanProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* @counts may be NULL, and is filled where the scan failed too. */
gboolean acu_folder_scan_run_finish (AcuCatalog *catalog,
                                     GAsyncResult *result,
                                     AcuScanCounts *counts,
                                     GError **error);

G_END_DECLS
