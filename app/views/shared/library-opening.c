/* The library's catalog: opened, closed where it turns out to be damaged, and opened again. */
#include "app/views/shared/library-private.h"
#include "app/views/shared/settings.h"

/* Damage that is found later than on opening. */

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;

  self->closing = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  /* Another may have been opened meanwhile. */
  acu_library_leave_folder (self);
  self->state = ACU_LIBRARY_FAILED;
  g_signal_emit_by_name (self, "state-changed");
  g_signal_emit_by_name (self, "scan-changed");
}

/* What was done up to now is still written, if it can be, since the file is kept whatever comes. */
static void
close_damaged (AcuLibrary *self, const GError *error)
{
  self->closing = TRUE;
  self->error = g_error_copy (error);
  acu_library_leave_folder (self);
  acu_library_stop_scoring (self);
  g_clear_pointer (&self->sidecars, acu_sidecar_writer_free);
  acu_catalog_close_async (self->catalog, error, closed_cb, g_object_ref (self));
}

static gboolean
is_in_use (AcuLibrary *self)
{
  return self->state == ACU_LIBRARY_READY && !self->closing;
}

void
acu_library_report (AcuLibrary *self, const GError *error)
{
  if (is_in_use (self) && g_error_matches (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED))
    close_damaged (self, error);
  else
    acu_library_tell (self, error->message);
}

/* Opening. */

static void
list_failed_cb (AcuLibrary *self, const GError *error)
{
  /* That nothing can be listed any more is no news. */
  if (is_in_use (self))
    acu_library_report (self, error);
}

/* The daily check and the weekly backup. */
static void
maintained_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!acu_catalog_maintain_finish (ACU_CATALOG (source), result, &error) &&
      !acu_library_is_cancelled (error))
    acu_library_report (data, error);
}

static void
sidecar_failed_cb (const char *text, gpointer library)
{
  g_signal_emit_by_name (library, "setting-fails", text);
}

static void
opening_failed (AcuLibrary *self, GError *error)
{
  self->opening = FALSE;
  self->state = ACU_LIBRARY_FAILED;
  self->error = error;
  g_signal_emit_by_name (self, "state-changed");
}

/* What begins with a catalog that has been opened, for the first time or again. */
static void
begin (AcuLibrary *self)
{
  gboolean is_writable = !acu_catalog_is_read_only (self->catalog);

  self->opening = FALSE;
  self->state = ACU_LIBRARY_READY;
  if (is_writable)
    self->sidecars = acu_sidecar_writer_new (self->catalog, sidecar_failed_cb, self);
  acu_library_set_scorer (self, 0);
  acu_library_start_scoring (self);
  acu_library_apply_query (self);
  if (is_writable)
    acu_catalog_maintain_async (self->catalog, self->cancellable, maintained_cb, self);
  g_signal_emit_by_name (self, "state-changed");
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuCatalog *catalog = acu_catalog_open_finish (result, &error);

  if (!catalog && acu_library_is_cancelled (error))
    return;

  AcuLibrary *self = ACU_LIBRARY (data);
  if (!catalog) {
    opening_failed (self, g_steal_pointer (&error));
    return;
  }
  self->catalog = catalog;
  self->photos = acu_photo_list_new (catalog);
  self->filters = acu_filter_history_new (catalog);
  g_signal_connect_object (self->photos, "failed", G_CALLBACK (list_failed_cb), self,
                           G_CONNECT_SWAPPED);
  begin (self);
  if (self->folder)
    acu_library_enter_last_folder (self);
}

/* Another file, such as a backup, may have taken the place of the one that was open: nothing that
 * was known by its id is known any more. */
static void
reopened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = acu_catalog_reopen_finish (ACU_CATALOG (source), result, &error);

  if (!ok && acu_library_is_cancelled (error))
    return;

  AcuLibrary *self = ACU_LIBRARY (data);
  if (!ok) {
    opening_failed (self, g_steal_pointer (&error));
    return;
  }
  g_auto (AcuPhotoQuery) query;
  acu_photo_query_init (&query);
  acu_photo_query_free (self->query);
  self->query = acu_photo_query_copy (&query);
  acu_library_forget_places (self);
  g_clear_pointer (&self->scorer, acu_scorer_info_free);
  begin (self);
  g_signal_emit_by_name (self, "scorer-changed");
  /* What is below a folder of the tree is not to become one of its own. */
  if (self->below_root) {
    g_autofree char *root = g_settings_get_string (acu_settings_get (), "last-folder");
    if (*root)
      acu_library_show_folder (self, root);
  } else if (self->folder) {
    acu_library_enter_last_folder (self);
  }
}

void
acu_library_open (AcuLibrary *self, const char *path, AcuCatalogOpenFlags flags)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->state != ACU_LIBRARY_READY);

  if (self->opening)
    return;
  g_autofree char *standard = acu_catalog_get_default_path ();
  self->opening = TRUE;
  self->state = ACU_LIBRARY_OPENING;
  g_clear_error (&self->error);
  if (self->catalog)
    acu_catalog_reopen_async (self->catalog, flags, self->cancellable, reopened_cb, self);
  else
    acu_catalog_open_async (path ?: standard, flags, self->cancellable, opened_cb, self);
  g_signal_emit_by_name (self, "state-changed");
}
