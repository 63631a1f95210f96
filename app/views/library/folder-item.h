/* A folder in the sidebar's tree. */
#pragma once

#include "app/catalog/folder-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_FOLDER_ITEM (acu_folder_item_get_type ())
G_DECLARE_FINAL_TYPE (AcuFolderItem, acu_folder_item, ACU, FOLDER_ITEM, GObject)

gint64 acu_folder_item_get_id (AcuFolderItem *item);
const char *acu_folder_item_get_path (AcuFolderItem *item);

/* The folder's own name, UTF-8. */
const char *acu_folder_item_get_name (AcuFolderItem *item);

/* Why it cannot be read, or NULL. */
const char *acu_folder_item_get_problem (AcuFolderItem *item);

/* Whether it can be taken off the tree: a person opened it, and it is no part of another that was
 * opened, which would bring it back. */
gboolean acu_folder_item_is_removable (AcuFolderItem *item);

/* Photos in it and below it; the property "n-photos" notifies. */
guint acu_folder_item_get_n_photos (AcuFolderItem *item);

/* The folders below it, AcuFolderItem. (transfer none) */
GListModel *acu_folder_item_get_children (AcuFolderItem *item);

/* Brings @roots, a list of AcuFolderItem, up to date with @folders (AcuFolder, parents first).
 * Items that are there already stay the same objects, so that the tree neither closes nor loses its
 * selection. */
void acu_folder_item_update (GListStore *roots, const GPtrArray *folders);

G_END_DECLS
