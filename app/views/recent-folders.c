#include "app/views/recent-folders.h"

#include "app/catalog/folder-store.h"
#include "app/views/shared/menu-label.h"

#define MAX_RECENT 8

struct _AcuRecentFolders {
  GObject parent_instance;

  AcuLibrary *library;
  GMenu *menu;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AcuRecentFolders, acu_recent_folders, G_TYPE_OBJECT)

static gpointer
list_recent (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_folder_store_list_recent (catalog, MAX_RECENT, error);
}

/* What @folder is called among @folders: by its own name, and by where it is as well if another
 * has the same. */
static char *
name_recent (const GPtrArray *folders, const AcuFolder *folder)
{
  g_autofree char *name = g_filename_display_basename (folder->path);

  for (guint i = 0; i < folders->len; i++) {
    const AcuFolder *other = g_ptr_array_index (folders, i);
    g_autofree char *other_name = g_filename_display_basename (other->path);
    if (other != folder && g_str_equal (name, other_name)) {
      g_autofree char *parent = g_path_get_dirname (folder->path);
      g_autofree char *shown = g_filename_display_name (parent);
      return g_strdup_printf ("%s — %s", name, shown);
    }
  }
  return g_steal_pointer (&name);
}

static void
recent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuRecentFolders) self = data;
  g_autoptr (GPtrArray) folders = acu_catalog_run_finish (ACU_CATALOG (source), result, NULL);

  if (!folders || g_cancellable_is_cancelled (self->cancellable))
    return;

  g_menu_remove_all (self->menu);
  for (guint i = 0; i < folders->len; i++) {
    AcuFolder *folder = g_ptr_array_index (folders, i);
    g_autofree char *title = name_recent (folders, folder);
    g_autofree char *label = acu_menu_label_escape (title);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "win.open-path", "s", folder->path);
    g_menu_append_item (self->menu, item);
  }
}

static void
changed_cb (AcuRecentFolders *self, const AcuCatalogChange *change)
{
  if (change->flags & ACU_CHANGE_FOLDERS)
    acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, list_recent,
                           NULL, NULL, (GDestroyNotify)g_ptr_array_unref, self->cancellable,
                           recent_cb, g_object_ref (self));
}

void
acu_recent_folders_follow (AcuRecentFolders *self)
{
  g_return_if_fail (ACU_IS_RECENT_FOLDERS (self));

  AcuCatalogChange everything = {.flags = ACU_CHANGE_FOLDERS};
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  g_signal_handlers_disconnect_by_func (catalog, changed_cb, self);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self, &everything);
}

void
acu_recent_folders_stop (AcuRecentFolders *self)
{
  g_return_if_fail (ACU_IS_RECENT_FOLDERS (self));

  g_cancellable_cancel (self->cancellable);
}

static void
acu_recent_folders_dispose (GObject *object)
{
  AcuRecentFolders *self = ACU_RECENT_FOLDERS (object);

  g_clear_object (&self->library);
  g_clear_object (&self->menu);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (acu_recent_folders_parent_class)->dispose (object);
}

static void
acu_recent_folders_init (AcuRecentFolders *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
acu_recent_folders_class_init (AcuRecentFoldersClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_recent_folders_dispose;
}

AcuRecentFolders *
acu_recent_folders_new (AcuLibrary *library, GMenu *menu)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && G_IS_MENU (menu), NULL);

  AcuRecentFolders *self = g_object_new (ACU_TYPE_RECENT_FOLDERS, NULL);

  self->library = g_object_ref (library);
  self->menu = g_object_ref (menu);
  return self;
}
