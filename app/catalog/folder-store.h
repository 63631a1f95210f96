/* The folders that photos are in, as a tree, and those a person opened lately. */
#pragma once

#include "app/catalog/undo-journal.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;
  gint64 parent; /* 0: at the top of the tree */
  char *path;
  gboolean is_root; /* opened by a person */
  char *problem;    /* why it could not be read, or NULL */
  guint n_photos;   /* shown, in the folder itself */
  guint n_below;    /* shown, in it and all folders below it */
  gint64 opened;    /* microseconds since 1970; 0 unless it is a recent one */
} AcuFolder;

void acu_folder_free (AcuFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuFolder, acu_folder_free)

/* The id of the folder at @path (absolute), entered where it is new; @is_root: a person opened it.
 * 0 on failure. */
gint64
acu_folder_store_add (AcuCatalog *catalog, const char *path, gboolean is_root, GError **error);

/* The id of the folder at @path; 0 with ACU_CATALOG_ERROR_MISSING where it is not known. */
gint64 acu_folder_store_find (AcuCatalog *catalog, const char *path, GError **error);

/* All folders with photos in or below them, and all roots, ordered so that a parent comes before
 * its children. (transfer full) (element-type AcuFolder) */
GPtrArray *acu_folder_store_list (AcuCatalog *catalog, GError **error);

/* Makes the folder the most recent one / lists recent folders, newest first.
 * (transfer full) (element-type AcuFolder) */
gboolean acu_folder_store_touch_recent (AcuCatalog *catalog, gint64 folder, GError **error);
GPtrArray *acu_folder_store_list_recent (AcuCatalog *catalog, guint max, GError **error);
gboolean acu_folder_store_clear_recent (AcuCatalog *catalog, GError **error);

/* Notes why the folder cannot be read; NULL where it can. */
gboolean acu_folder_store_set_problem (AcuCatalog *catalog,
                                       gint64 folder,
                                       const char *problem,
                                       GError **error);

/* Takes a root off the tree and off the recent folders.  No file is touched, and the catalog keeps
 * all that it knows of the photos (scores, stars, flags, colours, opinion scores, their places in
 * collections and in the undo journal): they are hidden as if their files were gone, until their
 * folder is opened and scanned again.  What another root shows, above or further down, stays.  All
 * of it is the step @group (NULL: nothing to undo), which brings back to the tree what it was,
 * without another look at the disk; one that has an entry already is done again. */
gboolean
acu_folder_store_close (AcuCatalog *catalog, gint64 folder, AcuUndoGroup *group, GError **error);

G_END_DECLS
