/* The application's memory: folders, photos, scores, ratings, labels and what was done to them, in
 * one SQLite file.
 *
 * One connection writes, for whoever holds the write lock; readers have connections of their own
 * and see the last committed state.  Every function of the stores is synchronous and may be called
 * from any thread.  A main loop calls none that writes or lists: it hands them to
 * acu_catalog_run_async(), which runs writes one after another in their order on one thread, and
 * reads on others beside them. */
#pragma once

#include "app/catalog/error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ACU_TYPE_CATALOG (acu_catalog_get_type ())
G_DECLARE_FINAL_TYPE (AcuCatalog, acu_catalog, ACU, CATALOG, GObject)

typedef enum {
  ACU_CATALOG_OPEN_DEFAULT = 0,
  ACU_CATALOG_OPEN_READ_ONLY = 1 << 0, /* look, change nothing: every write fails */
  ACU_CATALOG_OPEN_CHECK = 1 << 1,     /* run acu_catalog_check() before anything else */
} AcuCatalogOpenFlags;

/* $XDG_DATA_HOME/acutance/catalog.db. (transfer full) */
char *acu_catalog_get_default_path (void);

/* Opens the catalog at @path, which is created where it does not exist and brought up to this
 * program's schema where it is older.  Fails with an ACU_CATALOG_ERROR that tells the ways on:
 * _DAMAGED (app/catalog/backup.h restores or starts fresh), _NEWER, _FOREIGN, _READ_ONLY (open it
 * with that flag), _FULL, _BUSY, _FILE. (transfer full) */
AcuCatalog *acu_catalog_open (const char *path, AcuCatalogOpenFlags flags, GError **error);
void acu_catalog_open_async (const char *path,
                             AcuCatalogOpenFlags flags,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
AcuCatalog *acu_catalog_open_finish (GAsyncResult *result, GError **error);

/* Closes the file, once everything that was asked for so far is written and nobody reads any more,
 * so that another can be put in its place.  Until it is opened again whatever is asked of @catalog
 * fails with @reason.  Not for a thread that has borrowed a reader or writes. */
void acu_catalog_close (AcuCatalog *catalog, const GError *reason);
void acu_catalog_close_async (AcuCatalog *catalog,
                              const GError *reason,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* Opens what lies at the path of a closed @catalog, for everybody who has it; ids may mean other
 * things now, and `changed` tells at the end of the asynchronous one that anything may be
 * different.  Of the flags only ACU_CATALOG_OPEN_READ_ONLY is heeded.  On failure, with the errors
 * of acu_catalog_open(), it stays closed. */
gboolean acu_catalog_reopen (AcuCatalog *catalog, AcuCatalogOpenFlags flags, GError **error);
void acu_catalog_reopen_async (AcuCatalog *catalog,
                               AcuCatalogOpenFlags flags,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean acu_catalog_reopen_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

const char *acu_catalog_get_path (AcuCatalog *catalog);
gboolean acu_catalog_is_read_only (AcuCatalog *catalog);

/* Whether the file is sound (PRAGMA quick_check), on a reader's connection.  This reads all of it:
 * at 100,000 photos it takes a good part of a second, so the application runs it after its window
 * is shown.  Fails with ACU_CATALOG_ERROR_DAMAGED. */
gboolean acu_catalog_check (AcuCatalog *catalog, GError **error);

/* Does the regular care that is due: checks the file once a day, then copies it to the backups once
 * a week.  Errors: those of acu_catalog_check() and acu_catalog_back_up(). */
gboolean acu_catalog_maintain (AcuCatalog *catalog, GError **error);
void acu_catalog_maintain_async (AcuCatalog *catalog,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean acu_catalog_maintain_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

typedef enum {
  ACU_CATALOG_WRITES, /* in the order of the calls, one at a time */
  ACU_CATALOG_READS,  /* beside everything else */
  ACU_CATALOG_FILES,  /* in the order of the calls among themselves, beside everything else: what
                       * does much to files and writes little, and must not keep a rating waiting */
} AcuCatalogQueue;

/* Work for another thread.  Returns a result that is not NULL, or sets @error. */
typedef gpointer (*AcuCatalogJob) (AcuCatalog *catalog,
                                   gpointer data,
                                   GCancellable *cancellable,
                                   GError **error);

/* Runs @job on one of the catalog's threads and then @callback in the caller's main context.  Takes
 * @data; @result_free is for a result that nobody fetches.  A write begins whether or not it was
 * cancelled meanwhile, if @cancellable is NULL. */
void acu_catalog_run_async (AcuCatalog *catalog,
                            AcuCatalogQueue queue,
                            AcuCatalogJob job,
                            gpointer data,
                            GDestroyNotify data_free,
                            GDestroyNotify result_free,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gpointer acu_catalog_run_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

/* Waits until every write and all work on files asked for so far is done: before the program ends,
 * and in tests. */
void acu_catalog_drain (AcuCatalog *catalog);

typedef enum {
  ACU_CHANGE_LIST = 1 << 0,        /* photos came, went, moved: run queries again */
  ACU_CHANGE_FACTS = 1 << 1,       /* metadata, size, decode error of `photos` */
  ACU_CHANGE_RATINGS = 1 << 2,     /* of `photos` */
  ACU_CHANGE_SCORES = 1 << 3,      /* of `photos` */
  ACU_CHANGE_FOLDERS = 1 << 4,     /* the tree, or the recent ones */
  ACU_CHANGE_COLLECTIONS = 1 << 5, /* their names or contents */
  ACU_CHANGE_LABELS = 1 << 6,
  ACU_CHANGE_RUNS = 1 << 7,
  ACU_CHANGE_JOURNAL = 1 << 8, /* what can be undone or done again */
  ACU_CHANGE_EVERYTHING = (1 << 9) - 1,
} AcuChangeFlags;

/* What the signal `changed` tells:
 *   void (*changed) (AcuCatalog *catalog, const AcuCatalogChange *change, gpointer user_data)
 * It is emitted after the commit, in the main context in which the catalog was opened, and gathers
 * whatever was committed since the last one. */
typedef struct {
  AcuChangeFlags flags;
  const gint64 *photos; /* ascending; NULL where there are so many that any may have changed */
  gsize n_photos;
} AcuCatalogChange;

/* Whether @change may concern @photo. */
gboolean acu_catalog_change_has_photo (const AcuCatalogChange *change, gint64 photo);

G_END_DECLS
