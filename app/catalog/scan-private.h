/* The parts of a folder scan.  Private to this folder. */
#pragma once

#include "app/catalog/catalog-private.h"
#include "app/catalog/content-hash.h"
#include "app/catalog/folder-scan.h"
#include "app/imaging/file-kind.h"

#include <sys/stat.h>

G_BEGIN_DECLS

typedef struct {
  AcuCatalog *catalog;
  const AcuScanOptions *options;
  const char *root; /* canonical */
  AcuScanProgress progress;
  gpointer progress_data;
  AcuScanCounts *counts;
  GCancellable *cancellable;
  GHashTable *folders;   /* gint64: those visited */
  GHashTable *vanished;  /* gint64: photos hidden by this scan that have not turned up elsewhere */
  GHashTable *displaced; /* gint64: photos that another one took the place of */
  GHashTable *sidecars;  /* path to mtime in nanoseconds (gint64): those seen */
} AcuScan;

/* Marks a photo as gone, inside the caller's transaction. */
gboolean acu_scan_hide (AcuScan *scan, AcuDatabase *writer, gint64 photo, GError **error);

void acu_scan_report (AcuScan *scan);

gint64 acu_scan_get_mtime (const struct stat *info);

/* A photo's file as it is on disk. */
typedef struct {
  char *name;
  AcuFileKind kind;
  goffset size;
  gint64 mtime;      /* nanoseconds */
  char *problem;     /* why it cannot be read, or NULL */
  gint64 id;         /* of its row, once there is one */
  gboolean has_hash; /* it was asked for */
  guint8 hash[ACU_CONTENT_HASH_SIZE];
} AcuScanFile;

/* Reads the folder at @path, whose own folders are appended to @below; NULL with *@problem where it
 * cannot be. (transfer full) (nullable) (element-type AcuScanFile) */
GPtrArray *acu_scan_read_disk (AcuScan *scan, const char *path, GPtrArray *below, char **problem);

/* What a file holds. */
typedef struct {
  const char *name;
  gint64 row;      /* of that name so far; 0: none */
  gboolean is_new; /* there was no file of that name */
  goffset size;
  const guint8 *hash;
} AcuScanContent;

/* Finds the photo that has @content, of a file at a place where it was not before, and is at its
 * own place no more; *@id is 0 where there is none. */
gboolean acu_scan_find_moved (const AcuScan *scan,
                              AcuDatabase *writer,
                              const AcuScanContent *content,
                              gint64 *id,
                              GError **error);

/* Moves the row of the photo @there to the place of @here, which holds its content now, and @here
 * to the place that it leaves: what is there now may prove to be @here's, edited perhaps, unless
 * @here was gone before: then it has no place until its content turns up.  So a photo that was
 * renamed keeps all that was said of it, however many changed their names. */
gboolean
acu_scan_exchange (AcuScan *scan, AcuDatabase *writer, gint64 here, gint64 there, GError **error);

/* The first pass over one folder: compares what is on disk with what the catalog has.  Appends the
 * paths of the folders in it to @below. */
gboolean
acu_scan_folder (AcuScan *scan, const char *path, gint64 folder, GPtrArray *below, GError **error);

/* The second pass, over the folders visited. */
gboolean acu_scan_describe (AcuScan *scan, GError **error);

/* Reads the sidecars that have changed. */
gboolean acu_scan_sidecars (AcuScan *scan, GError **error);

G_END_DECLS
