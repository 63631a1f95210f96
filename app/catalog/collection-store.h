/* Collections: photos that belong together wherever their files are. */
#pragma once

#include "app/catalog/undo-journal.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;
  char *name;
  guint n_photos; /* shown */
} AcuCollection;

void acu_collection_free (AcuCollection *collection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuCollection, acu_collection_free)

/* The new collection's id; 0 with ACU_CATALOG_ERROR_EXISTS where the name is taken.  This, like all
 * that follows, is part of the step @group (NULL: nothing to undo). */
gint64 acu_collection_store_create (AcuCatalog *catalog,
                                    const char *name,
                                    AcuUndoGroup *group,
                                    GError **error);
gboolean acu_collection_store_rename (
    AcuCatalog *catalog, gint64 collection, const char *name, AcuUndoGroup *group, GError **error);

/* It comes back, when that is undone, by its id and its name, and with the photos it had. */
gboolean acu_collection_store_remove (AcuCatalog *catalog,
                                      gint64 collection,
                                      AcuUndoGroup *group,
                                      GError **error);

/* NULL with ACU_CATALOG_ERROR_MISSING where there is none. (transfer full) */
char *acu_collection_store_dup_name (AcuCatalog *catalog, gint64 collection, GError **error);

/* By name. (transfer full) (element-type AcuCollection) */
GPtrArray *acu_collection_store_list (AcuCatalog *catalog, GError **error);

/* Those of @photos that acu_collection_store_change() would put in or take out; the others are as
 * it wants them already. (transfer full) (element-type gint64) */
GArray *acu_collection_store_find_changing (AcuCatalog *catalog,
                                            gint64 collection,
                                            const gint64 *photos,
                                            gsize n,
                                            gboolean include,
                                            GError **error);

/* Puts photos into the collection, or takes them out; what is already so stays. */
gboolean acu_collection_store_change (AcuCatalog *catalog,
                                      gint64 collection,
                                      const gint64 *photos,
                                      gsize n,
                                      gboolean include,
                                      AcuUndoGroup *group,
                                      GError **error);

G_END_DECLS
