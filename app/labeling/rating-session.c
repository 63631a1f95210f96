#include "app/labeling/rating-session.h"

#include "app/labeling/error.h"
#include "app/labeling/rating-session-private.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const displays[] = {
    [ACU_DISPLAY_FIT] = "fit",
    [ACU_DISPLAY_ACTUAL] = "actual",
};

const char *
acu_display_scale_to_string (AcuDisplayScale display)
{
  g_return_val_if_fail (display < G_N_ELEMENTS (displays), "");

  return displays[display];
}

gboolean
acu_display_scale_from_string (const char *text, AcuDisplayScale *display)
{
  for (guint i = 0; i < G_N_ELEMENTS (displays); i++)
    if (g_strcmp0 (text, displays[i]) == 0) {
      *display = (AcuDisplayScale)i;
      return TRUE;
    }
  return FALSE;
}

static void
session_clear (AcuRatingSession *session)
{
  g_clear_object (&session->catalog);
  g_clear_pointer (&session->items, g_array_unref);
  g_array_unref (session->answers);
  g_array_unref (session->history);
  g_free (session->set_name);
  g_free (session->note);
  g_free (session->rater_name);
  acu_session_settings_clear (&session->settings);
  g_mutex_clear (&session->lock);
}

AcuRatingSession *
acu_rating_session_ref (AcuRatingSession *session)
{
  return g_atomic_rc_box_acquire (session);
}

void
acu_rating_session_unref (AcuRatingSession *session)
{
  g_atomic_rc_box_release_full (session, (GDestroyNotify)session_clear);
}

static AcuRatingSession *
session_new (AcuCatalog *catalog)
{
  AcuRatingSession *session = g_atomic_rc_box_new0 (AcuRatingSession);

  session->catalog = g_object_ref (catalog);
  session->answers = g_array_new (FALSE, TRUE, sizeof (gint64));
  session->history = g_array_new (FALSE, FALSE, sizeof (guint));
  session->rested = g_get_monotonic_time ();
  g_mutex_init (&session->lock);
  return session;
}

AcuLabelSet *
acu_rating_session_find_set (AcuCatalog *catalog, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (catalog, error);

  for (guint i = 0; sets != NULL && i < sets->len; i++)
    if (((const AcuLabelSet *)g_ptr_array_index (sets, i))->id == id)
      return g_ptr_array_steal_index (sets, i);
  if (sets != NULL)
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 _ ("the label set of this session is no longer in the catalog"));
  return NULL;
}

char *
acu_rating_session_find_rater (AcuCatalog *catalog, gint64 rater, GError **error)
{
  g_autoptr (GPtrArray) raters = acu_label_store_list_raters (catalog, error);

  for (guint i = 0; raters != NULL && i < raters->len; i++) {
    const AcuRater *known = g_ptr_array_index (raters, i);

    if (known->id == rater)
      return g_strdup (known->name);
  }
  return raters != NULL ? g_strdup ("") : NULL;
}

/* ---- Opening ---- */

/* As they were given: clocks are set back at times, ids never. */
static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const AcuLabel *first = *(AcuLabel *const *)a, *second = *(AcuLabel *const *)b;

  return (first->id > second->id) - (first->id < second->id);
}

/* The place of the item at @position of the catalog; G_MAXUINT where it is gone. */
static guint
find_place (AcuRatingSession *session, int position)
{
  guint low = 0, high = session->items->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (g_array_index (session->items, AcuLabelItem, middle).position < position)
      low = middle + 1;
    else
      high = middle;
  }
  return low < session->items->len &&
                 g_array_index (session->items, AcuLabelItem, low).position == position
             ? low
             : G_MAXUINT;
}

static void
find_position (AcuRatingSession *session)
{
  while (session->position < session->answers->len &&
         g_array_index (session->answers, gint64, session->position) != 0)
    session->position++;
}

/* Reads what has been answered so far. */
static gboolean
read_answers (AcuRatingSession *session, GError **error)
{
  g_autoptr (GPtrArray) labels = acu_label_store_list (session->catalog, session->label_set, error);

  if (labels == NULL)
    return FALSE;
  g_ptr_array_sort (labels, compare_ids);
  g_array_set_size (session->answers, session->items->len);
  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);
    guint place = label->session == session->id ? find_place (session, label->position) : G_MAXUINT;

    if (place == G_MAXUINT)
      continue;
    g_array_index (session->answers, gint64, place) = label->id;
    g_array_append_val (session->history, place);
  }
  find_position (session);
  return TRUE;
}

static gboolean
read_session (AcuRatingSession *session, GError **error)
{
  g_autoptr (GPtrArray) sessions = acu_label_store_list_sessions (session->catalog, 0, error);

  for (guint i = 0; sessions != NULL && i < sessions->len; i++) {
    const AcuLabelSession *stored = g_ptr_array_index (sessions, i);

    if (stored->id != session->id)
      continue;
    session->label_set = stored->label_set;
    session->rater = stored->rater;
    session->seed = stored->seed;
    acu_session_settings_from_json (stored->settings, &session->settings);
    return TRUE;
  }
  if (sessions != NULL)
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SESSION,
                 _ ("this session is no longer in the catalog at %s"),
                 acu_catalog_get_path (session->catalog));
  return FALSE;
}

static gboolean
read_rater (AcuRatingSession *session, GError **error)
{
  session->rater_name = acu_rating_session_find_rater (session->catalog, session->rater, error);
  if (session->rater_name == NULL)
    return FALSE;
  session->seed = acu_session_plan_mix_seed (session->seed, session->rater_name);
  return TRUE;
}

AcuRatingSession *
acu_rating_session_open (AcuCatalog *catalog, gint64 id, GError **error)
{
  g_autoptr (AcuRatingSession) session = session_new (catalog);
  g_autoptr (AcuLabelSet) set = NULL;

  session->id = id;
  if (!read_session (session, error))
    return NULL;
  set = acu_rating_session_find_set (catalog, session->label_set, error);
  if (set == NULL)
    return NULL;
  session->method = set->method;
  session->score_min = set->score_min;
  session->score_max = set->score_max;
  session->set_name = g_strdup (set->name);
  session->note = g_strdup (set->note != NULL ? set->note : "");
  session->items = acu_label_store_list_items (catalog, id, error);
  if (session->items == NULL || !read_rater (session, error) || !read_answers (session, error) ||
      !acu_rating_session_extend (session, error))
    return NULL;
  return g_steal_pointer (&session);
}

/* ---- Looking ---- */

gint64
acu_rating_session_get_id (AcuRatingSession *session)
{
  return session->id;
}

AcuLabelMethod
acu_rating_session_get_method (AcuRatingSession *session)
{
  return session->method;
}

AcuDisplayScale
acu_rating_session_get_display (AcuRatingSession *session)
{
  return session->settings.display;
}

gboolean
acu_rating_session_is_blind (AcuRatingSession *session)
{
  return !session->settings.informed;
}

const char *
acu_rating_session_get_set_name (AcuRatingSession *session)
{
  return session->set_name;
}

const char *
acu_rating_session_get_note (AcuRatingSession *session)
{
  return session->note;
}

const char *
acu_rating_session_get_rater_name (AcuRatingSession *session)
{
  return session->rater_name;
}

void
acu_rating_session_get_scale (AcuRatingSession *session, double *score_min, double *score_max)
{
  *score_min = session->score_min;
  *score_max = session->score_max;
}

void
acu_rating_session_get_step (AcuRatingSession *session, AcuRatingStep *step)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);
  double planned = session->settings.break_minutes;
  double minutes = (double)(g_get_monotonic_time () - session->rested) / (60.0 * G_USEC_PER_SEC);

  *step = (AcuRatingStep){
      .is_over = session->position >= session->items->len,
      .position = session->position,
      .n_done = session->history->len,
      /* More pairs are to come; of pictures, all that are still there are known. */
      .n_total = session->method == ACU_METHOD_PAIRWISE
                     ? MAX (session->settings.n_total, session->items->len)
                     : session->items->len,
      .can_undo = session->history->len > 0,
      .is_break_due = planned > 0.0 && minutes >= planned,
      .break_minutes = planned > 0.0 ? fmax (planned - minutes, 0.0) : (double)INFINITY,
  };
  if (!step->is_over)
    step->item = g_array_index (session->items, AcuLabelItem, session->position);
}

gboolean
acu_rating_session_peek (AcuRatingSession *session, guint ahead, AcuLabelItem *item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);

  /* After an undo there may be answers behind the present place, which are passed over. */
  for (guint position = session->position; position < session->items->len; position++) {
    if (g_array_index (session->answers, gint64, position) != 0)
      continue;
    if (ahead-- == 0) {
      *item = g_array_index (session->items, AcuLabelItem, position);
      return TRUE;
    }
  }
  return FALSE;
}

void
acu_rating_session_take_break (AcuRatingSession *session)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);

  session->rested = g_get_monotonic_time ();
}

/* ---- Answering ---- */

static gboolean
check_score (AcuRatingSession *session, double score, GError **error)
{
  gboolean fits = score >= session->score_min && score <= session->score_max;

  if (session->method == ACU_METHOD_PAIRWISE)
    fits = score == 0.0 || score == 0.5 || score == 1.0;
  else if (acu_label_method_is_graded (session->method, session->score_min, session->score_max))
    fits = fits && score == floor (score);
  if (fits)
    return TRUE;
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_VALUE,
               _ ("%g is no answer on the scale from %g to %g"), score, session->score_min,
               session->score_max);
  return FALSE;
}

typedef struct {
  AcuLabel label;
  gint64 id;
  gboolean is_last;
} Answer;

static gboolean
keep_answer (AcuCatalog *catalog, gpointer data, GError **error)
{
  Answer *answer = data;

  answer->id = acu_label_store_add (catalog, &answer->label, NULL, error);
  return answer->id != 0 && (!answer->is_last || acu_label_store_finish_session (
                                                     catalog, answer->label.session, error));
}

static gboolean
give_answer (AcuRatingSession *session,
             double score,
             const char *reason,
             const AcuViewing *viewing,
             GError **error)
{
  Answer answer = {.label = {.label_set = session->label_set,
                             .rater = session->rater,
                             .session = session->id,
                             .score = score,
                             .skip_reason = (char *)reason,
                             .response_ms = viewing != NULL ? viewing->response_ms : -1,
                             .zoom = viewing != NULL ? viewing->zoom : 0.0,
                             .other_zoom = viewing != NULL ? viewing->other_zoom : 0.0}};
  g_autoptr (GMutexLocker) locker = NULL;

  if (session->position >= session->items->len) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SESSION,
                 _ ("the session is over: everything in it is answered"));
    return FALSE;
  }
  if (!acu_rating_session_extend (session, error))
    return FALSE;
  answer.label.item = g_array_index (session->items, AcuLabelItem, session->position);
  answer.label.position = answer.label.item.position;
  answer.is_last = session->history->len + 1 == session->items->len;
  if (!acu_label_store_transact (session->catalog, keep_answer, &answer, error))
    return FALSE;
  locker = g_mutex_locker_new (&session->lock);
  g_array_index (session->answers, gint64, session->position) = answer.id;
  g_array_append_val (session->history, session->position);
  find_position (session);
  return TRUE;
}

gboolean
acu_rating_session_rate (AcuRatingSession *session,
                         double score,
                         const AcuViewing *viewing,
                         GError **error)
{
  return check_score (session, score, error) && give_answer (session, score, NULL, viewing, error);
}

gboolean
acu_rating_session_skip (AcuRatingSession *session,
                         const char *reason,
                         const AcuViewing *viewing,
                         GError **error)
{
  g_return_val_if_fail (reason != NULL, FALSE);

  return give_answer (session, (double)NAN, reason, viewing, error);
}

gboolean
acu_rating_session_undo (AcuRatingSession *session, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint position;

  if (session->history->len == 0) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SESSION,
                 _ ("nothing in this session is answered yet"));
    return FALSE;
  }
  position = g_array_index (session->history, guint, session->history->len - 1);
  if (!acu_label_store_withdraw (session->catalog,
                                 g_array_index (session->answers, gint64, position), NULL, error))
    return FALSE;
  locker = g_mutex_locker_new (&session->lock);
  g_array_set_size (session->history, session->history->len - 1);
  g_array_index (session->answers, gint64, position) = 0;
  session->position = MIN (session->position, position);
  return TRUE;
}

/* ---- On the catalog's thread ---- */

typedef enum { RATE, SKIP, UNDO } Act;

typedef struct {
  AcuRatingSession *session;
  Act act;
  double score;
  char *reason;
  AcuViewing viewing;
} Work;

static void
work_free (Work *work)
{
  acu_rating_session_unref (work->session);
  g_free (work->reason);
  g_free (work);
}

static gpointer
do_work (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  gboolean ok = FALSE;

  switch (work->act) {
  case RATE:
    ok = acu_rating_session_rate (work->session, work->score, &work->viewing, error);
    break;
  case SKIP:
    ok = acu_rating_session_skip (work->session, work->reason, &work->viewing, error);
    break;
  case UNDO:
    ok = acu_rating_session_undo (work->session, error);
    break;
  }
  return ok ? catalog : NULL;
}

static void
start_work (AcuRatingSession *session,
            Act act,
            double score,
            const char *reason,
            const AcuViewing *viewing,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  *work = (Work){acu_rating_session_ref (session), act, score, g_strdup (reason),
                 viewing != NULL ? *viewing : (AcuViewing){.response_ms = -1}};
  acu_catalog_run_async (session->catalog, ACU_CATALOG_WRITES, do_work, work,
                         (GDestroyNotify)work_free, NULL, NULL, callback, user_data);
}

void
acu_rating_session_rate_async (AcuRatingSession *session,
                               double score,
                               const AcuViewing *viewing,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  start_work (session, RATE, score, NULL, viewing, callback, user_data);
}

void
acu_rating_session_skip_async (AcuRatingSession *session,
                               const char *reason,
                               const AcuViewing *viewing,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  start_work (session, SKIP, (double)NAN, reason, viewing, callback, user_data);
}

void
acu_rating_session_undo_async (AcuRatingSession *session,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  start_work (session, UNDO, (double)NAN, NULL, NULL, callback, user_data);
}

gboolean
acu_rating_session_finish (AcuRatingSession *session, GAsyncResult *result, GError **error)
{
  return acu_catalog_run_finish (session->catalog, result, error) != NULL;
}
