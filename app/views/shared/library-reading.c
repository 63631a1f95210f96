/* The folder that is open: read from disk, followed, read again, and what stops that. */
#include "app/views/shared/gone-words.h"
#include "app/views/shared/library-private.h"
#include "app/views/shared/scan-words.h"

#include <glib/gi18n.h>

/* One scan, and what is told of it. */
typedef struct {
  AcuLibrary *library;
  AcuWork *work;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->library);
  g_object_unref (reading->work);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void scan_folder (AcuLibrary *self);

static void
tell_change (AcuLibrary *self)
{
  g_signal_emit_by_name (self, "scan-changed");
}

static void
scan_progress (const AcuScanCounts *counts, gpointer data)
{
  const Reading *reading = data;

  if (reading->work != reading->library->scan)
    return; /* another has taken its place */
  reading->library->n_found = counts->n_files;
  acu_work_note (reading->work, counts->n_described, counts->n_to_describe);
  tell_change (reading->library);
}

static void
cancel (AcuLibrary *self)
{
  g_cancellable_cancel (acu_work_get_cancellable (self->scan));
}

gboolean
acu_library_is_stopping (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), FALSE);

  return self->scan && !self->scan_again &&
         g_cancellable_is_cancelled (acu_work_get_cancellable (self->scan));
}

/* Nobody waits for what is under way, nor for the rest of what was stopped. */
static void
end_scan (AcuLibrary *self)
{
  if (self->scan) {
    self->n_ending++;
    cancel (self);
  }
  g_clear_object (&self->scan);
  g_clear_object (&self->stopped);
  self->scan_again = FALSE;
}

void
acu_library_leave_folder (AcuLibrary *self)
{
  end_scan (self);
  self->is_asked = FALSE;
  self->is_gone = FALSE;
  g_clear_pointer (&self->watch, acu_folder_watch_free);
}

/* Something changed on the disk.  A scan that runs is let end, or a folder in which something goes
 * on all the time would never be read; one that was stopped is for a person to go on with. */
static void
folder_changed_cb (gpointer data)
{
  AcuLibrary *self = data;

  if (self->stopped || acu_library_is_stopping (self))
    return;
  if (self->scan)
    self->scan_again = TRUE;
  else
    scan_folder (self);
}

static void
follow_folder (AcuLibrary *self)
{
  g_clear_pointer (&self->watch, acu_folder_watch_free);
  if (!acu_catalog_is_read_only (self->catalog))
    self->watch = acu_folder_watch_new (self->folder, folder_changed_cb, self);
}

/* What has come back is another folder than the one that was followed, and was read before anybody
 * followed it. */
static void
note_presence (AcuLibrary *self, gboolean is_gone)
{
  gboolean is_news = is_gone && (!self->is_gone || self->is_asked);

  if (self->is_gone && !is_gone) {
    follow_folder (self);
    self->scan_again = TRUE;
  }
  self->is_gone = is_gone;
  if (is_news) {
    g_autofree char *text = acu_gone_words_tell (self->folder);
    acu_library_tell (self, text);
  }
}

/* Several scans answer one question where the folder was read anew meanwhile. */
static void
add_found (AcuLibrary *self, const AcuScanCounts *counts)
{
  self->found.n_new += counts->n_new;
  self->found.n_changed += counts->n_changed;
  self->found.n_moved += counts->n_moved;
  self->found.n_vanished += counts->n_vanished;
  self->found.n_described += counts->n_described;
  self->found.n_sidecars += counts->n_sidecars;
}

/* It has ended by itself. */
static void
answer (AcuLibrary *self)
{
  g_autofree char *text = acu_scan_words_tell (&self->found);

  if (self->is_asked && !self->is_gone)
    acu_library_tell (self, text);
  self->is_asked = FALSE;
}

static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  AcuLibrary *self = reading->library;
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts = {0};
  gboolean ok = acu_folder_scan_run_finish (ACU_CATALOG (source), result, &counts, &error);
  gboolean is_cut = !ok && acu_library_is_cancelled (error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  /* Another scan has taken its place, or nobody waits for any. */
  if (reading->work != self->scan) {
    self->n_ending--;
    acu_library_go_on_removing (self);
    return;
  }

  g_clear_object (&self->scan);
  add_found (self, &counts);
  if (!ok && !is_cut) {
    self->is_asked = FALSE;
    acu_library_report (self, error);
  }
  if (!is_cut)
    note_presence (self, ok && counts.is_gone);
  if (self->scan_again)
    scan_folder (self);
  else if (is_cut)
    self->stopped = g_object_ref (reading->work);
  else if (ok)
    answer (self);
  if (counts.n_new + counts.n_moved + counts.n_vanished > 0)
    acu_library_refresh (self);
  tell_change (self);
}

static AcuWork *
new_work (AcuLibrary *self)
{
  g_autofree char *name = g_filename_display_basename (self->folder);
  /* Translators: %s is a folder whose photos are read */
  g_autofree char *title = g_strdup_printf (_ ("Reading %s"), name);

  return acu_work_new (title, 0);
}

static void
scan_folder (AcuLibrary *self)
{
  AcuScanOptions options = {
      .decoder = self->decoder, .recursive = TRUE, .below_root = self->below_root};

  if (acu_catalog_is_read_only (self->catalog) || g_cancellable_is_cancelled (self->cancellable))
    return;

  end_scan (self);
  self->scan = new_work (self);
  self->n_found = 0;
  Reading *reading = g_new (Reading, 1);
  *reading = (Reading){g_object_ref (self), g_object_ref (self->scan)};
  acu_folder_scan_run_async (self->catalog, self->folder, &options, scan_progress, reading,
                             acu_work_get_cancellable (self->scan), scanned_cb, reading);
  tell_change (self);
}

void
acu_library_read_folder (AcuLibrary *self)
{
  self->is_asked = FALSE;
  self->is_gone = FALSE;
  follow_folder (self);
  if (self->scoring)
    acu_scoring_service_set_folder (self->scoring, self->folder);
  scan_folder (self);
}

/* From the start: what is under way ends first, so that no two go over the same photos. */
static void
read_anew (AcuLibrary *self)
{
  if (!self->scan) {
    scan_folder (self);
    return;
  }
  self->scan_again = TRUE;
  cancel (self);
}

void
acu_library_rescan (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (self->state == ACU_LIBRARY_READY && self->folder && !self->stopped &&
      !acu_library_is_stopping (self))
    read_anew (self);
}

void
acu_library_look_again (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (self->state != ACU_LIBRARY_READY || !self->folder)
    return;
  if (!self->is_asked)
    self->found = (AcuScanCounts){0};
  self->is_asked = TRUE;
  read_anew (self);
}

void
acu_library_stop_reading (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (!self->scan)
    return;
  self->scan_again = FALSE;
  self->is_asked = FALSE;
  cancel (self);
  tell_change (self);
}

gboolean
acu_library_is_scanning (AcuLibrary *self, guint *n_files)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), FALSE);

  if (n_files)
    *n_files = self->n_found;
  return self->scan != NULL;
}

AcuWork *
acu_library_get_reading (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->scan ? self->scan : self->stopped;
}

gboolean
acu_library_is_folder_gone (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), FALSE);

  return self->is_gone;
}
