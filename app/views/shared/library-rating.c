/* What a person does to photos, and undoes. */
#include "app/views/shared/library-private.h"

#include <glib/gi18n.h>

typedef struct {
  AcuLibrary *library;
  char *title;
  gsize n;
  guint step;
} Rating;

static void
rated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rating *rating = data;
  g_autoptr (GError) error = NULL;

  if (!acu_rating_store_apply_finish (ACU_CATALOG (source), result, &error))
    acu_library_report (rating->library, error);
  else if (rating->n > 1)
    acu_library_tell_of_step (rating->library, rating->title, rating->step);

  g_object_unref (rating->library);
  g_free (rating->title);
  g_free (rating);
}

void
acu_library_rate_each (AcuLibrary *self, const AcuRatingChange *changes, gsize n, const char *title)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog);

  if (n == 0)
    return;

  guint step = acu_library_begin_step (self);
  /* Photos stay under the hand that rates them, whatever the filter and the order say. */
  acu_library_hold (self);

  Rating *rating = g_new (Rating, 1);
  rating->library = g_object_ref (self);
  rating->title = g_strdup (title);
  rating->n = n;
  rating->step = step;
  acu_rating_store_apply_async (self->catalog, changes, n, title, rated_cb, rating);
}

void
acu_library_rate (AcuLibrary *self,
                  const gint64 *photos,
                  gsize n,
                  const AcuRatingChange *change,
                  const char *title)
{
  g_autofree AcuRatingChange *changes = g_new (AcuRatingChange, n);

  for (gsize i = 0; i < n; i++) {
    changes[i] = *change;
    changes[i].photo = photos[i];
  }
  acu_library_rate_each (self, changes, n, title);
}

typedef struct {
  gint64 photo;
  guint version;
  char *reason;
} Failure;

static void
failure_free (gpointer data)
{
  g_free (((Failure *)data)->reason);
  g_free (data);
}

static gpointer
enter_failure (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Failure *failure = data;

  return acu_photo_store_set_error (catalog, failure->photo, failure->version, failure->reason,
                                    error)
             ? GINT_TO_POINTER (1)
             : NULL;
}

void
acu_library_note_failure (AcuLibrary *self, const AcuPhotoRow *row, const char *reason)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && row && reason);

  if (!self->catalog || acu_catalog_is_read_only (self->catalog))
    return;
  Failure *failure = g_new (Failure, 1);
  *failure = (Failure){row->id, row->version, g_strdup (reason)};
  /* Nobody waits: what cannot be kept is found out again. */
  acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, enter_failure, failure, failure_free,
                         NULL, self->cancellable, NULL, NULL);
}

/* Shows what a filter was, where and in which order it was. */
static void
show_undone (AcuLibrary *self, const AcuPhotoQuery *query)
{
  acu_library_take_order (self, query);
  if (query->scope == self->query->scope && query->scope_id == self->query->scope_id)
    acu_library_take_query (self, query);
  else
    acu_library_return_to (self, query);
}

/* A collection that is there no more is shown no more. */
static void
forget_ended (AcuLibrary *self, const AcuUndone *step)
{
  for (guint i = 0; i < step->ended->len; i++) {
    gint64 ended = g_array_index (step->ended, gint64, i);

    if (self->query->scope == ACU_SCOPE_COLLECTION && self->query->scope_id == ended)
      acu_library_show_rest (self);
    acu_library_forget_collection (self, ended);
  }
}

static void
undone (AcuLibrary *self, GAsyncResult *result, gboolean redo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuUndone) step = acu_undo_journal_undo_finish (self->catalog, result, &error);

  if (!step) {
    if (error)
      acu_library_report (self, error);
    else
      acu_library_tell (self, redo ? _ ("Nothing to do again") : _ ("Nothing to undo"));
    return;
  }
  if (step->files->len > 0) {
    acu_library_move_undone (self, g_steal_pointer (&step), redo);
    return;
  }

  if (step->folder != 0 && redo) {
    acu_library_remove_again (self, step);
    return;
  }
  if (step->folder != 0)
    acu_library_follow_back (self, step);
  if (step->has_filter) {
    g_auto (AcuPhotoQuery) query;
    if (acu_photo_query_parse (step->filter, &query, NULL))
      show_undone (self, &query);
  }
  forget_ended (self, step);
  /* Translators: what was taken back, such as "3 photos picked" */
  g_autofree char *text = redo ? g_strdup_printf (_ ("Done again: %s"), step->title)
                               : g_strdup_printf (_ ("Undone: %s"), step->title);
  acu_library_tell (self, text);
  /* What only went with a collection that is there no more was not done to the photos. */
  if (step->photos->len > 0 && step->ended->len == 0)
    g_signal_emit_by_name (self, "undone", step->photos);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;

  undone (self, result, FALSE);
}

static void
redone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;

  undone (self, result, TRUE);
}

static void
undo_then_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;

  acu_library_undo (self);
}

void
acu_library_undo (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (!self->catalog || acu_library_stop_leaving (self) ||
      acu_library_wait_for_moves (self, undo_then_cb))
    return;
  acu_library_begin_step (self);
  acu_undo_journal_undo_async (self->catalog, undone_cb, g_object_ref (self));
}

static void
redo_then_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;

  acu_library_redo (self);
}

void
acu_library_redo (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (!self->catalog || acu_library_wait_for_moves (self, redo_then_cb))
    return;
  acu_library_begin_step (self);
  acu_undo_journal_redo_async (self->catalog, redone_cb, g_object_ref (self));
}
