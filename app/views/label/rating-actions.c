/* What a rater can do. */
#include "app/views/label/rating-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* Pixels by which a key moves a picture that is larger than the stage. */
#define PAN 80

/* Whether what is shown is a notice right after an answer, which can be taken back from there. */
static gboolean
is_after_answer (AcuRatingPage *self)
{
  return self->session && !acu_rating_page_is_rating (self) &&
         acu_rating_notice_follows_answer (acu_rating_notice_get_kind (self->notice));
}

/* What can be done now. */
void
acu_rating_page_update_actions (AcuRatingPage *self)
{
  static const struct {
    const char *name;
    int kind; /* of the answers that it belongs to; -1 for all */
    gboolean needs_picture;
  } needs[] = {
      {"label-grade", ACU_ANSWERS_GRADES, TRUE},
      {"label-prefer", ACU_ANSWERS_PAIRS, TRUE},
      {"label-step", ACU_ANSWERS_VALUE, TRUE},
      {"label-digit", ACU_ANSWERS_VALUE, TRUE},
      {"label-accept", ACU_ANSWERS_VALUE, TRUE},
      {"label-skip", -1, FALSE},
      {"label-skip-menu", -1, FALSE},
      {"label-pause", -1, FALSE},
      {"label-back", -1, FALSE},
      {"label-pan", -1, TRUE},
  };
  int kind = (int)acu_rating_answers_get_kind (self->answers);
  AcuRatingStep step = {0};

  /* An answer under way keeps the page when its window has gone. */
  if (!self->actions)
    return;
  if (self->session)
    acu_rating_session_get_step (self->session, &step);
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    gboolean usable = acu_rating_page_is_rating (self) &&
                      (!needs[i].needs_picture || self->is_shown) &&
                      (needs[i].kind < 0 || needs[i].kind == kind);
    if (g_str_equal (needs[i].name, "label-accept"))
      usable = usable && !isnan (acu_value_scale_get_value (self->scale));
    if (g_str_equal (needs[i].name, "label-back"))
      usable = (usable && (step.can_undo || kind == ACU_ANSWERS_VALUE)) ||
               (is_after_answer (self) && step.can_undo);
    g_simple_action_set_enabled (
        G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, needs[i].name)), usable);
  }
  const struct {
    const char *name;
    gboolean usable;
  } ways[] = {
      {"label-begin", self->session && !acu_rating_page_is_rating (self) && !step.is_over},
      {"label-see-results", self->session && step.is_over},
      {"label-leave", self->session != NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_simple_action_set_enabled (
        G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, ways[i].name)), ways[i].usable);
}

static void
begin_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;

  if (!self->session || acu_rating_page_is_rating (self))
    return;
  acu_rating_session_take_break (self->session);
  acu_rating_strip_forget_pace (self->strip);
  acu_rating_page_show_step (self);
  acu_rating_page_focus (self);
}

/* Answers. */

static void
answered (AcuRatingPage *self, const GError *error, gboolean is_new)
{
  self->is_busy = FALSE;
  if (error) {
    acu_rating_page_show_notice (self, ACU_NOTICE_FAILED, error->message);
    return;
  }
  /* Who takes an answer back after the last one, or instead of a break, wants to see its picture.
   */
  if (!is_new && is_after_answer (self)) {
    acu_rating_page_show_item (self);
    acu_rating_page_focus (self);
    return;
  }
  if (is_new)
    acu_rating_strip_note_answer (self->strip);
  /* Who paused before the answer was on the disk sees no picture until he goes on. */
  if (!acu_rating_page_is_rating (self)) {
    AcuRatingStep step;

    acu_rating_session_get_step (self->session, &step);
    if (!step.is_over) {
      acu_rating_page_turn (self);
      acu_rating_page_update_actions (self);
      return;
    }
  }
  acu_rating_page_show_step (self);
}

/* The page may have turned to another session, or gone, before an answer is on the disk. */
typedef struct {
  AcuRatingPage *page;
  AcuRatingSession *session;
  gboolean is_new;
} Answer;

static Answer *
begin_answer (AcuRatingPage *self, gboolean is_new)
{
  Answer *answer = g_new (Answer, 1);

  *answer = (Answer){g_object_ref (self), acu_rating_session_ref (self->session), is_new};
  self->is_busy = TRUE;
  return answer;
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Answer *answer = data;
  g_autoptr (GError) error = NULL;

  /* The window may have been closed meanwhile; the answer is kept all the same.  Who left the
   * session before it was on the disk is told of a failure where he is now. */
  acu_rating_session_finish (answer->session, result, &error);
  if (gtk_widget_get_root (GTK_WIDGET (answer->page))) {
    if (answer->page->session == answer->session) {
      answered (answer->page, error, answer->is_new);
    } else if (error) {
      g_autofree char *text =
          g_strdup_printf ("%s: %s", _ ("Your answer could not be kept"), error->message);
      g_signal_emit_by_name (answer->page->library, "message", text, FALSE);
    }
  }
  acu_rating_session_unref (answer->session);
  g_object_unref (answer->page);
}

/* For how long and how large the item is seen; of one that was never drawn nothing is known. */
static AcuViewing
get_viewing (AcuRatingPage *self)
{
  gint64 drawn = acu_rating_stage_get_drawn (self->stage);

  if (drawn == 0)
    return (AcuViewing){.response_ms = -1};
  return (AcuViewing){
      .response_ms = (int)MIN ((g_get_monotonic_time () - drawn) / 1000, G_MAXINT),
      .zoom = acu_rating_stage_get_zoom (self->stage, 0),
      .other_zoom = acu_rating_stage_get_zoom (self->stage, 1),
  };
}

static void
rate (AcuRatingPage *self, double score)
{
  /* What has not been drawn yet cannot have been judged. */
  if (self->is_busy || !self->is_shown || acu_rating_stage_get_drawn (self->stage) == 0)
    return;
  AcuViewing viewing = get_viewing (self);
  acu_rating_session_rate_async (self->session, score, &viewing, answer_cb,
                                 begin_answer (self, TRUE));
}

static void
grade_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  guint grade = g_variant_get_uint32 (parameter);

  if (grade >= 1 && grade <= 5)
    rate (data, grade);
}

static void
prefer_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *side = g_variant_get_string (parameter, NULL);

  rate (data, g_str_equal (side, "left") ? 1 : g_str_equal (side, "right") ? 0 : 0.5);
}

static void
step_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_value_scale_step (ACU_RATING_PAGE (data)->scale, g_variant_get_int32 (parameter));
}

static void
digit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (g_variant_get_uint32 (parameter) <= 9)
    acu_value_scale_type (ACU_RATING_PAGE (data)->scale, g_variant_get_uint32 (parameter));
}

static void
accept_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;

  rate (self, acu_value_scale_get_value (self->scale));
}

static void
skip_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;
  const char *reason = g_variant_get_string (parameter, NULL);

  if (self->is_busy || !*reason)
    return;
  AcuViewing viewing = get_viewing (self);
  acu_rating_session_skip_async (self->session, reason, &viewing, answer_cb,
                                 begin_answer (self, TRUE));
  acu_rating_answers_close_skip (self->answers);
  /* The list of reasons had the focus: the next key is for the session, at once. */
  acu_rating_page_focus (self);
}

static void
skip_menu_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_rating_answers_open_skip (ACU_RATING_PAGE (data)->answers);
}

/* Typed digits first, then the last answer. */
static void
back_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;
  AcuRatingStep step;

  if (self->is_busy || (acu_rating_page_is_rating (self) && acu_value_scale_untype (self->scale)))
    return;
  acu_rating_session_get_step (self->session, &step);
  if (!step.can_undo)
    return;
  acu_rating_session_undo_async (self->session, answer_cb, begin_answer (self, FALSE));
}

static void
pause_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_rating_page_pause (data);
}

static void
leave_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;

  if (!self->session)
    return;
  acu_rating_page_set_session (self, NULL);
  g_signal_emit (self, acu_rating_page_signals[ACU_RATING_PAGE_LEFT], 0);
}

static void
see_results_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;

  if (!self->session)
    return;
  g_autofree char *name = g_strdup (acu_rating_session_get_set_name (self->session));
  acu_rating_page_set_session (self, NULL);
  g_signal_emit (self, acu_rating_page_signals[ACU_RATING_PAGE_RESULTS], 0, name);
}

static void
pan_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int dx, dy;

  g_variant_get (parameter, "(ii)", &dx, &dy);
  acu_rating_stage_pan (ACU_RATING_PAGE (data)->stage, dx * PAN, dy * PAN);
}

void
acu_rating_page_attach (AcuRatingPage *self, AcuLibrary *library, GActionMap *actions)
{
  static const GActionEntry entries[] = {
      {"label-begin", begin_action},        {"label-grade", grade_action, "u"},
      {"label-prefer", prefer_action, "s"}, {"label-step", step_action, "i"},
      {"label-digit", digit_action, "u"},   {"label-accept", accept_action},
      {"label-skip", skip_action, "s"},     {"label-skip-menu", skip_menu_action},
      {"label-back", back_action},          {"label-pause", pause_action},
      {"label-leave", leave_action},        {"label-see-results", see_results_action},
      {"label-pan", pan_action, "(ii)"},
  };

  g_return_if_fail (ACU_IS_RATING_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  g_set_weak_pointer (&self->actions, actions);
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  acu_rating_page_update_actions (self);
}
