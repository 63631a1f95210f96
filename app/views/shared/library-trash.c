/* Photos to the trash, and back, in their turn among what is undone. */
#include "app/catalog/photo-trash.h"
#include "app/views/shared/library-private.h"
#include "app/views/shared/work.h"

#include <glib/gi18n.h>

static void
report_free (gpointer data)
{
  acu_trash_report_clear (data);
  g_free (data);
}

/* What is told of a step while it is under way, and whom it is told when it has ended. */
typedef struct {
  AcuLibrary *library;
  AcuWork *work;
  guint step;
} Waiting;

static Waiting *
begin (AcuLibrary *self, AcuWork *work)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){g_object_ref (self), work, self->step};
  self->n_moving++;
  g_signal_emit_by_name (self, "work-begun", work);
  return waiting;
}

static void
waiting_free (Waiting *waiting)
{
  g_object_unref (waiting->library);
  g_object_unref (waiting->work);
  g_free (waiting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

/* The step has ended. */
static void
end (Waiting *waiting)
{
  waiting->library->n_moving--;
  acu_work_end (waiting->work);
}

static void
progress_cb (guint n_done, guint n, gpointer data)
{
  acu_work_note (data, n_done, n);
}

/* Into the trash. */

typedef struct {
  GArray *photos; /* gint64 */
  char *title;
  gint64 entry; /* of the journal, where it is done again */
  AcuWork *work;
} Moving;

static void
moving_free (gpointer data)
{
  Moving *moving = data;

  g_array_unref (moving->photos);
  g_free (moving->title);
  g_object_unref (moving->work);
  g_free (moving);
}

static char *
describe (guint n)
{
  return g_strdup_printf (
      ngettext ("%'u photo moved to the trash", "%'u photos moved to the trash", n), n);
}

static gpointer
trash (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Moving *moving = data;
  AcuUndoGroup group = {.title = moving->title, .entry = moving->entry};
  AcuTrashReport *report = g_new0 (AcuTrashReport, 1);
  g_autoptr (GError) failure = NULL;

  if (acu_photo_trash (catalog, (const gint64 *)moving->photos->data, moving->photos->len, &group,
                       report, progress_cb, moving->work, acu_work_get_cancellable (moving->work),
                       &failure) ||
      acu_library_is_cancelled (failure))
    return report;
  /* What was moved is told however it ended. */
  if (report->files->len > 0) {
    g_ptr_array_add (report->problems, g_strdup (failure->message));
    return report;
  }
  g_propagate_error (error, g_steal_pointer (&failure));
  report_free (report);
  return NULL;
}

/* (transfer full) */
static char *
describe_end (AcuWork *work, const AcuTrashReport *report)
{
  guint done = acu_work_get_n_done (work), n = acu_work_get_n (work);

  return done < n ? acu_photos_stopped_format (done, n) : describe (report->n_photos);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Waiting) waiting = data;
  AcuLibrary *self = waiting->library;
  g_autoptr (GError) error = NULL;
  AcuTrashReport *report = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  end (waiting);
  if (!report) {
    acu_library_tell (self, error->message);
    return;
  }
  g_autofree char *text = describe_end (waiting->work, report);
  if (report->n_photos > 0)
    acu_library_refresh (self);
  if (report->n_photos > 0)
    acu_library_tell_of_step (self, text, waiting->step);
  else if (g_cancellable_is_cancelled (acu_work_get_cancellable (waiting->work)))
    acu_library_tell (self, text);
  if (report->problems->len > 0)
    acu_library_complain (self, _ ("Not everything could be moved to the trash"), report->problems);
  report_free (report);
}

/* What was asked for before the library was closed is done before the program ends: the journal
 * has it as done. */
static void
finish_if_closed (AcuLibrary *self)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    acu_catalog_drain (self->catalog);
}

/* Takes @photos. */
static void
move (AcuLibrary *self, GArray *photos, char *title, gint64 entry)
{
  Moving *moving = g_new (Moving, 1);

  AcuWork *work = acu_work_new (_ ("Moving photos to the trash"), photos->len);

  *moving = (Moving){photos, title, entry, g_object_ref (work)};
  acu_catalog_run_async (self->catalog, ACU_CATALOG_FILES, trash, moving, moving_free, report_free,
                         NULL, trashed_cb, begin (self, work));
  finish_if_closed (self);
}

void
acu_library_trash (AcuLibrary *self, const gint64 *photos, gsize n)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog);

  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)n);
  g_array_append_vals (copy, photos, (guint)n);
  acu_library_begin_step (self);
  move (self, copy, describe ((guint)n), 0);
}

/* Out of it. */

typedef struct {
  AcuUndone *undone;
  AcuWork *work;
} Returning;

static void
returning_free (gpointer data)
{
  Returning *returning = data;

  acu_undone_free (returning->undone);
  g_object_unref (returning->work);
  g_free (returning);
}

static gpointer
restore (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Returning *returning = data;
  AcuTrashReport *report = g_new0 (AcuTrashReport, 1);
  g_autoptr (GError) failure = NULL;

  if (acu_photo_trash_undo (catalog, returning->undone, report, progress_cb, returning->work,
                            acu_work_get_cancellable (returning->work), &failure) ||
      acu_library_is_cancelled (failure))
    return report;
  g_propagate_error (error, g_steal_pointer (&failure));
  report_free (report);
  return NULL;
}

/* (transfer full) */
static char *
describe_return (AcuWork *work, const AcuTrashReport *report)
{
  guint done = acu_work_get_n_done (work), n = acu_work_get_n (work);

  if (done < n)
    return g_strdup_printf (ngettext ("%'u of %'u photo brought back: undo once more for the rest",
                                      "%'u of %'u photos brought back: undo once more for the rest",
                                      n),
                            done, n);
  return g_strdup_printf (
      ngettext ("%'u photo brought back", "%'u photos brought back", report->n_photos),
      report->n_photos);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Waiting) waiting = data;
  AcuLibrary *self = waiting->library;
  g_autoptr (GError) error = NULL;
  AcuTrashReport *report = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  end (waiting);
  if (!report) {
    acu_library_tell (self, error->message);
    return;
  }
  gboolean is_stopped = acu_work_get_n_done (waiting->work) < acu_work_get_n (waiting->work);
  g_autofree char *text = describe_return (waiting->work, report);
  if (is_stopped)
    acu_library_tell_of_step (self, text, waiting->step);
  else
    acu_library_tell (self, text);
  if (report->problems->len > 0)
    acu_library_complain (self, _ ("Not everything could be brought back"), report->problems);
  report_free (report);
  acu_library_refresh (self);
  acu_library_rescan (self);
}

/* Somebody has said yes to moving them already. */
void
acu_library_move_undone (AcuLibrary *self, AcuUndone *undone, gboolean redo)
{
  if (redo) {
    move (self, g_array_ref (undone->photos), g_strdup (undone->title), undone->entry);
    acu_undone_free (undone);
    return;
  }
  Returning *returning = g_new (Returning, 1);
  AcuWork *work = acu_work_new (_ ("Bringing photos back"), undone->photos->len);

  *returning = (Returning){undone, g_object_ref (work)};
  acu_catalog_run_async (self->catalog, ACU_CATALOG_FILES, restore, returning, returning_free,
                         report_free, NULL, restored_cb, begin (self, work));
  finish_if_closed (self);
}

/* Nothing, after all that was to be moved before. */
static gpointer
pass (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return catalog;
}

gboolean
acu_library_wait_for_moves (AcuLibrary *self, GAsyncReadyCallback callback)
{
  if (self->n_moving == 0)
    return FALSE;
  acu_catalog_run_async (self->catalog, ACU_CATALOG_FILES, pass, NULL, NULL, NULL, NULL, callback,
                         g_object_ref (self));
  return TRUE;
}
