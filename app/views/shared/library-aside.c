/* Folders that came back to the tree while others are open: read for what has changed on the disk
 * since, one after the other, while nothing else is read. */
#include "app/views/shared/library-private.h"

typedef struct {
  AcuLibrary *library;
  GCancellable *cancellable;
} Aside;

static void
aside_free (Aside *aside)
{
  g_object_unref (aside->library);
  g_object_unref (aside->cancellable);
  g_free (aside);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Aside, aside_free)

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Aside) aside = data;
  AcuLibrary *self = aside->library;
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts = {0};
  gboolean ok = acu_folder_scan_run_finish (ACU_CATALOG (source), result, &counts, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (aside->cancellable != self->aside) {
    self->n_ending--;
    acu_library_go_on_removing (self);
  } else {
    g_clear_object (&self->aside);
    g_clear_pointer (&self->aside_path, g_free);
    if (!ok)
      acu_library_report (self, error);
    if (counts.n_new + counts.n_moved + counts.n_vanished > 0)
      acu_library_refresh (self);
  }
  acu_library_go_on_aside (self);
}

void
acu_library_go_on_aside (AcuLibrary *self)
{
  AcuScanOptions options = {.decoder = self->decoder, .recursive = TRUE};

  if (!self->asides || self->asides->len == 0 || self->aside || self->scan || self->n_ending > 0 ||
      self->state != ACU_LIBRARY_READY)
    return;

  self->aside = g_cancellable_new ();
  self->aside_path = g_ptr_array_steal_index (self->asides, 0);
  Aside *aside = g_new (Aside, 1);
  *aside = (Aside){g_object_ref (self), g_object_ref (self->aside)};
  acu_folder_scan_run_async (self->catalog, self->aside_path, &options, NULL, NULL, self->aside,
                             read_cb, aside);
}

void
acu_library_read_aside (AcuLibrary *self, const char *path)
{
  if (!self->asides)
    self->asides = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->asides, g_strdup (path));
  acu_library_go_on_aside (self);
}

void
acu_library_put_aside_off (AcuLibrary *self, const char *path)
{
  if (self->aside) {
    self->n_ending++;
    g_cancellable_cancel (self->aside);
    g_clear_object (&self->aside);
    g_ptr_array_insert (self->asides, 0, g_steal_pointer (&self->aside_path));
  }
  for (guint i = self->asides ? self->asides->len : 0; i > 0; i--)
    if (acu_library_is_within (g_ptr_array_index (self->asides, i - 1), path))
      g_ptr_array_remove_index (self->asides, i - 1);
}
