/* The rounds of a pairwise session, which are made while it goes on. */
#include "app/labeling/pair-round.h"
#include "app/labeling/rating-session-private.h"

/* Pairs that are left when the next round is made beside them. */
#define LOOK_AHEAD 6

/* Whether the next round is to be made when so few pairs are left. */
static gboolean
is_round_due (AcuRatingSession *session, guint n_left)
{
  return session->method == ACU_METHOD_PAIRWISE &&
         session->items->len <= session->history->len + n_left &&
         session->items->len < session->settings.n_total;
}

/* (transfer full) (element-type AcuLabelItem) */
static GArray *
list_open (AcuRatingSession *session)
{
  GArray *open = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));

  for (guint i = session->position; i < session->items->len; i++)
    if (g_array_index (session->answers, gint64, i) == 0)
      g_array_append_val (open, g_array_index (session->items, AcuLabelItem, i));
  return open;
}

static gboolean
append_round (AcuRatingSession *session, GArray *round, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  int position = 0;

  if (session->items->len > 0)
    position = g_array_index (session->items, AcuLabelItem, session->items->len - 1).position + 1;
  for (guint k = 0; k < round->len; k++)
    g_array_index (round, AcuLabelItem, k).position = position++;
  if (!acu_label_store_append_items (session->catalog, session->id,
                                     (const AcuLabelItem *)round->data, round->len, error))
    return FALSE;
  locker = g_mutex_locker_new (&session->lock);
  g_array_append_vals (session->items, round->data, round->len);
  g_array_set_size (session->answers, session->items->len);
  return TRUE;
}

gboolean
acu_rating_session_extend (AcuRatingSession *session, GError **error)
{
  g_autoptr (GArray) open = NULL, round = NULL;

  if (!is_round_due (session, 1))
    return TRUE;
  open = list_open (session);
  round = acu_pair_round_make (session->catalog, session->label_set, &session->settings,
                               session->items, open, session->seed, error);
  return round != NULL && append_round (session, round, error);
}

/* ---- Ahead of the rater ---- */

typedef struct {
  AcuRatingSession *session;
  GArray *shown, *open; /* as they were when the round began to be made */
  GArray *round;
} Ahead;

static void
ahead_free (gpointer data)
{
  Ahead *ahead = data;

  acu_rating_session_unref (ahead->session);
  g_array_unref (ahead->shown);
  g_array_unref (ahead->open);
  g_clear_pointer (&ahead->round, g_array_unref);
  g_free (ahead);
}

/* What takes long only reads, beside the writing of answers. */
static gpointer
make_round (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Ahead *ahead = data;
  AcuRatingSession *session = ahead->session;

  ahead->round = acu_pair_round_make (catalog, session->label_set, &session->settings, ahead->shown,
                                      ahead->open, session->seed, error);
  return ahead->round != NULL ? catalog : NULL;
}

static gpointer
keep_round (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Ahead *ahead = data;

  /* Whoever answers fast has had it made while answering. */
  if (ahead->session->items->len != ahead->shown->len)
    return catalog;
  return append_round (ahead->session, ahead->round, error) ? catalog : NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Ahead *ahead = g_task_get_task_data (task);
  GError *error = NULL;

  ahead->session->is_looking_ahead = FALSE;
  if (acu_catalog_run_finish (ACU_CATALOG (source), result, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Ahead *ahead = g_task_get_task_data (task);
  GError *error = NULL;

  if (acu_catalog_run_finish (ACU_CATALOG (source), result, &error) != NULL) {
    acu_catalog_run_async (ACU_CATALOG (source), ACU_CATALOG_WRITES, keep_round, ahead, NULL, NULL,
                           NULL, kept_cb, g_object_ref (task));
    return;
  }
  ahead->session->is_looking_ahead = FALSE;
  g_task_return_error (task, error);
}

void
acu_rating_session_look_ahead_async (AcuRatingSession *session,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session->catalog, cancellable, callback, user_data);
  Ahead *ahead = NULL;

  g_mutex_lock (&session->lock);
  if (!session->is_looking_ahead && is_round_due (session, LOOK_AHEAD)) {
    ahead = g_new0 (Ahead, 1);
    ahead->session = acu_rating_session_ref (session);
    ahead->shown = g_array_copy (session->items);
    ahead->open = list_open (session);
    session->is_looking_ahead = TRUE;
  }
  g_mutex_unlock (&session->lock);
  if (ahead == NULL) {
    g_task_return_boolean (task, FALSE);
    return;
  }
  g_task_set_task_data (task, ahead, ahead_free);
  acu_catalog_run_async (session->catalog, ACU_CATALOG_READS, make_round, ahead, NULL, NULL, NULL,
                         made_cb, g_object_ref (task));
}

gboolean
acu_rating_session_look_ahead_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
