/* The parts of a folder scan.  Private to this folder. */
#pragma once

#include "app/catalog/catalog-private.h"
#include "app/catalog/folder-scan.h"

G_BEGIN_DECLS

typedef struct {
  AcuCatalog *catalog;
  const AcuScanOptions *options;
  AcuScanProgress progress;
  gpointer progress_data;
  AcuScanCounts *counts;
  GCancellable *cancellable;
  GHashTable *folders;  /* gint64: those visited */
  GHashTable *vanished; /* gint64: photos hidden by this scan that have not turned up elsewhere */
  GHashTable *sidecars; /* path to mtime in nanoseconds (gint64): those seen */
} AcuScan;

/* Marks a photo as gone, inside the caller's transaction. */
gboolean acu_scan_hide (AcuScan *scan, AcuDatabase *writer, gint64 photo, GError **error);

void acu_scan_report (AcuScan *scan);

/* The first pass over one folder: compares what is on disk with what the catalog has.  Appends the
 * paths of the folders in it to @below. */
gboolean
acu_scan_folder (AcuScan *scan, const char *path, gint64 folder, GPtrArray *below, GError **error);

/* The second pass, over the folders visited. */
gboolean acu_scan_describe (AcuScan *scan, GError **error);

/* Reads the sidecars that have changed. */
gboolean acu_scan_sidecars (AcuScan *scan, GError **error);

G_END_DECLS
