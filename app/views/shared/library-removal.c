/* Folders that leave the library, while their files stay. */
#include "app/catalog/folder-store.h"
#include "app/views/shared/library-private.h"
#include "app/views/shared/settings.h"

typedef struct {
  gint64 folder;
  char *path;
} Leaving;

static void
leaving_free (gpointer data)
{
  Leaving *leaving = data;

  g_free (leaving->path);
  g_free (leaving);
}

/* Returns the folder that is the most recent one then, "" for none. */
static gpointer
close_folder (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Leaving *leaving = data;

  if (!acu_folder_store_close (catalog, leaving->folder, error))
    return NULL;
  g_autoptr (GPtrArray) recent = acu_folder_store_list_recent (catalog, 1, error);
  if (!recent)
    return NULL;
  return g_strdup (recent->len > 0 ? ((AcuFolder *)g_ptr_array_index (recent, 0))->path : "");
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *recent = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!recent) {
    if (!acu_library_is_cancelled (error))
      acu_library_report (self, error);
    return;
  }
  /* What the next start opens; unless something else has been opened meanwhile. */
  if (!self->folder)
    g_settings_set_string (acu_settings_get (), "last-folder", recent);
  acu_library_refresh (self);
}

void
acu_library_go_on_removing (AcuLibrary *self)
{
  if (self->n_ending > 0 || self->state != ACU_LIBRARY_READY)
    return;

  while (self->leaving && self->leaving->len > 0)
    acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, close_folder,
                           g_ptr_array_steal_index (self->leaving, 0), leaving_free, g_free,
                           self->cancellable, closed_cb, g_object_ref (self));
}

void
acu_library_keep_folder (AcuLibrary *self)
{
  for (guint i = self->leaving ? self->leaving->len : 0; i > 0; i--) {
    const Leaving *leaving = g_ptr_array_index (self->leaving, i - 1);
    if (acu_library_is_within (self->folder, leaving->path))
      g_ptr_array_remove_index (self->leaving, i - 1);
  }
}

void
acu_library_show_rest (AcuLibrary *self)
{
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  acu_library_take_query (self, &query);
}

void
acu_library_remove_folder (AcuLibrary *self, gint64 folder, const char *path)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && path && self->state == ACU_LIBRARY_READY);

  if (self->folder && acu_library_is_within (self->folder, path)) {
    acu_library_leave_folder (self);
    g_clear_pointer (&self->folder, g_free);
    if (self->scoring)
      acu_scoring_service_set_folder (self->scoring, NULL);
    g_signal_emit_by_name (self, "scan-changed");
    acu_library_show_rest (self);
  } else if ((self->query->scope == ACU_SCOPE_TREE || self->query->scope == ACU_SCOPE_FOLDER) &&
             self->query->scope_id == folder) {
    acu_library_show_rest (self);
  }

  Leaving *leaving = g_new (Leaving, 1);
  *leaving = (Leaving){folder, g_strdup (path)};
  if (!self->leaving)
    self->leaving = g_ptr_array_new_with_free_func (leaving_free);
  g_ptr_array_add (self->leaving, leaving);
  acu_library_go_on_removing (self);
}
