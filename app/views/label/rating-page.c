#include "app/views/label/rating-page.h"

#include "app/views/label/label-words.h"
#include "app/views/label/rating-ahead.h"
#include "app/views/label/rating-notice.h"
#include "app/views/label/rating-stage.h"
#include "app/views/label/skip-button.h"
#include "app/views/label/value-scale.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

/* Previews have no more pixels a side than this for certain; a larger stage gets whole photos. */
#define PREVIEW_SIDE 1000

/* Answers from whose times the rest is estimated. */
#define PACE 20

/* Pixels by which a key moves a picture that is larger than the stage. */
#define PAN 80

/* Below this width the strip has room for the place in the session alone, and answers are close
 * together. */
#define NARROW 620

/* The least that everything fits into then. */
#define NARROWEST 340

struct _AcuRatingPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  AcuRatingNotice *notice;
  GtkLabel *title;
  GtkLabel *kind;
  GtkLabel *place;
  AcuRatingStage *stage;
  GtkLabel *failure;
  GtkSpinner *spinner;
  GtkProgressBar *progress;
  GtkStack *answers;
  GtkWidget *pairs;
  AcuValueScale *scale;
  GtkWidget *bar;
  GtkWidget *hints;
  AcuSkipButton *skip;

  AcuLibrary *library;
  GActionMap *actions;
  AcuRatingSession *session; /* NULL while there is none */
  AcuRatingAhead *ahead;
  gboolean is_shown; /* the present item's picture is on the stage */
  gboolean is_busy;  /* an answer is being written */
  gboolean is_training;
  GArray *times; /* gint64: when the last answers were given */
};

enum { LEFT, RESULTS, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuRatingPage, acu_rating_page, GTK_TYPE_WIDGET)

static gboolean
has_grades (AcuRatingPage *self)
{
  AcuLabelMethod method = acu_rating_session_get_method (self->session);
  double min, max;

  acu_rating_session_get_scale (self->session, &min, &max);
  return method == ACU_METHOD_ACR || (method == ACU_METHOD_PATCH && min == 1 && max == 5);
}

static gboolean
is_rating (AcuRatingPage *self)
{
  return self->session && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "rating") == 0;
}

/* What can be done now. */
static void
update_actions (AcuRatingPage *self)
{
  static const struct {
    const char *name;
    const char *answers; /* the page of answers that it belongs to; NULL for all */
    gboolean needs_picture;
  } needs[] = {
      {"label-grade", "grades", TRUE},  {"label-prefer", "pairs", TRUE},
      {"label-step", "value", TRUE},    {"label-digit", "value", TRUE},
      {"label-accept", "value", TRUE},  {"label-skip", NULL, FALSE},
      {"label-skip-menu", NULL, FALSE}, {"label-pause", NULL, FALSE},
      {"label-back", NULL, FALSE},      {"label-pan", NULL, TRUE},
  };
  const char *answers = gtk_stack_get_visible_child_name (self->answers);
  AcuRatingStep step = {0};

  if (self->session)
    acu_rating_session_get_step (self->session, &step);
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    gboolean usable = is_rating (self) && (!needs[i].needs_picture || self->is_shown) &&
                      (!needs[i].answers || g_strcmp0 (needs[i].answers, answers) == 0);
    if (g_str_equal (needs[i].name, "label-accept"))
      usable = usable && !isnan (acu_value_scale_get_value (self->scale));
    if (g_str_equal (needs[i].name, "label-back"))
      usable = usable && (step.can_undo || g_strcmp0 (answers, "value") == 0);
    g_simple_action_set_enabled (
        G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, needs[i].name)), usable);
  }
  const struct {
    const char *name;
    gboolean usable;
  } ways[] = {
      {"label-begin", self->session && !is_rating (self) && !step.is_over},
      {"label-see-results", self->session && step.is_over},
      {"label-leave", self->session != NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_simple_action_set_enabled (
        G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, ways[i].name)), ways[i].usable);
}

/* The strip above the picture. */

/* Seconds that the rest will take, at the pace of the last answers; NAN before there is one.  The
 * middle one of their times counts, so that a telephone call does not. */
static double
estimate_rest (AcuRatingPage *self, guint n_left)
{
  gint64 gaps[PACE];
  guint n = 0;

  for (guint i = 1; i < self->times->len; i++) {
    gint64 gap =
        g_array_index (self->times, gint64, i) - g_array_index (self->times, gint64, i - 1);
    guint k = n++;
    for (; k > 0 && gaps[k - 1] > gap; k--)
      gaps[k] = gaps[k - 1];
    gaps[k] = gap;
  }
  return n < 3 ? NAN : n_left * (gaps[n / 2] / 1e6);
}

static void
show_place (AcuRatingPage *self, const AcuRatingStep *step)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double rest = estimate_rest (self, step->n_total - step->n_done);

  /* Translators: place in a session: "137 of 500" */
  g_string_append_printf (text, _ ("%u of %u"), MIN (step->n_done + 1, step->n_total),
                          step->n_total);
  if (step->item.role == ACU_ROLE_TRAINING)
    g_string_assign (text, _ ("Example, not counted"));
  else if (gtk_widget_get_width (GTK_WIDGET (self)) >= NARROW) {
    if (!isnan (rest)) {
      g_autofree char *left = acu_time_left_format (rest);
      g_string_append_printf (text, " · %s", left);
    }
    if (step->break_minutes < 60) {
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("break in %.0f min"), ceil (step->break_minutes));
    }
  }
  gtk_label_set_label (self->place, text->str);
  gtk_progress_bar_set_fraction (self->progress,
                                 step->n_total ? (double)step->n_done / step->n_total : 0);
}

static void
show_kind (AcuRatingPage *self, const AcuLabelItem *item)
{
  g_autoptr (GString) text =
      g_string_new (acu_label_method_get_word (acu_rating_session_get_method (self->session)));
  const AcuPhotoRow *row = item ? acu_rating_ahead_get_row (self->ahead, item->image) : NULL;

  if (acu_rating_session_is_blind (self->session))
    g_string_append_printf (text, ", %s", _ ("blind"));
  g_string_append_printf (text, ", %s",
                          acu_rating_session_get_display (self->session) == ACU_DISPLAY_ACTUAL
                              ? "1:1"
                              : _ ("fit to window"));
  if (!acu_rating_session_is_blind (self->session) && row)
    g_string_append_printf (text, " · %s", row->display_name);
  gtk_label_set_label (self->kind, text->str);
}

/* Notices in place of the picture. */

static void
show_notice (AcuRatingPage *self, AcuRatingNoticeKind kind, const char *reason)
{
  acu_rating_stage_clear (self->stage);
  self->is_shown = FALSE;
  acu_rating_notice_show (self->notice, kind, self->session, reason);
  gtk_stack_set_visible_child_name (self->stack, "notice");
  update_actions (self);
  acu_rating_notice_focus (self->notice);
}

void
acu_rating_page_pause (AcuRatingPage *self)
{
  g_return_if_fail (ACU_IS_RATING_PAGE (self));

  if (is_rating (self))
    show_notice (self, ACU_NOTICE_PAUSED, NULL);
}

/* Pictures. */

static void
show_picture (AcuRatingPage *self)
{
  const char *reason = NULL, *other_reason = NULL;
  AcuPhotoTexture *other = NULL;
  AcuRatingStep step;

  acu_rating_session_get_step (self->session, &step);
  if (step.is_over || self->is_shown)
    return;

  AcuPhotoTexture *picture = acu_rating_ahead_get (self->ahead, step.item.image, &reason);
  if (step.item.other != 0)
    other = acu_rating_ahead_get (self->ahead, step.item.other, &other_reason);
  gtk_label_set_label (self->failure, "");
  if (picture && (other || step.item.other == 0)) {
    acu_rating_stage_show (self->stage, &step.item, picture, other);
    self->is_shown = TRUE;
    gtk_spinner_stop (self->spinner);
    show_kind (self, &step.item);
  } else if (reason || other_reason) {
    /* The reason may name the file. */
    gtk_label_set_label (self->failure, _ ("This picture cannot be shown. Skip it to go on."));
    gtk_spinner_stop (self->spinner);
  } else {
    gtk_spinner_start (self->spinner);
  }
  update_actions (self);
}

static void
arrived_cb (gpointer data)
{
  AcuRatingPage *self = data;

  if (is_rating (self))
    show_picture (self);
}

/* Shows where the session is, as after every answer. */
static void
show_step (AcuRatingPage *self)
{
  AcuRatingStep step;

  acu_rating_session_get_step (self->session, &step);
  acu_rating_ahead_follow (self->ahead);
  self->is_shown = FALSE;
  acu_value_scale_reset (self->scale);
  if (step.is_over) {
    show_notice (self, ACU_NOTICE_OVER, NULL);
    return;
  }
  gboolean was_training = self->is_training;
  self->is_training = step.item.role == ACU_ROLE_TRAINING;
  show_place (self, &step);
  if (was_training && !self->is_training) {
    show_notice (self, ACU_NOTICE_TRAINED, NULL);
    return;
  }
  if (step.is_break_due) {
    show_notice (self, ACU_NOTICE_BREAK, NULL);
    return;
  }
  gtk_stack_set_visible_child_name (self->stack, "rating");
  show_picture (self);
  if (!self->is_shown)
    acu_rating_stage_clear (self->stage);
}

static void
begin_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;

  if (!self->session || is_rating (self))
    return;
  acu_rating_session_take_break (self->session);
  g_array_set_size (self->times, 0);
  show_step (self);
  acu_rating_page_focus (self);
}

/* Answers. */

static void
answered (AcuRatingPage *self, GAsyncResult *result, gboolean is_new)
{
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_monotonic_time ();
  gboolean ok = acu_rating_session_finish (self->session, result, &error);

  self->is_busy = FALSE;
  if (!ok) {
    show_notice (self, ACU_NOTICE_FAILED, error->message);
    return;
  }
  if (is_new) {
    g_array_append_val (self->times, now);
    if (self->times->len > PACE)
      g_array_remove_index (self->times, 0);
  }
  /* Who paused before the answer was on the disk sees no picture until he goes on. */
  if (!is_rating (self)) {
    AcuRatingStep step;

    acu_rating_session_get_step (self->session, &step);
    if (!step.is_over) {
      acu_rating_ahead_follow (self->ahead);
      self->is_shown = FALSE;
      acu_value_scale_reset (self->scale);
      update_actions (self);
      return;
    }
  }
  show_step (self);
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

  /* The window may have been closed meanwhile; the answer is kept all the same. */
  if (answer->page->session == answer->session && gtk_widget_get_root (GTK_WIDGET (answer->page)))
    answered (answer->page, result, answer->is_new);
  acu_rating_session_unref (answer->session);
  g_object_unref (answer->page);
}

/* Milliseconds from picture to answer; -1 where it was never seen. */
static int
get_response_time (AcuRatingPage *self)
{
  gint64 drawn = acu_rating_stage_get_drawn (self->stage);

  return drawn == 0 ? -1 : (int)MIN ((g_get_monotonic_time () - drawn) / 1000, G_MAXINT);
}

static void
rate (AcuRatingPage *self, double score)
{
  /* What has not been drawn yet cannot have been judged. */
  if (self->is_busy || !self->is_shown || acu_rating_stage_get_drawn (self->stage) == 0)
    return;
  acu_rating_session_rate_async (self->session, score, get_response_time (self), answer_cb,
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
  acu_rating_session_skip_async (self->session, reason, get_response_time (self), answer_cb,
                                 begin_answer (self, TRUE));
}

static void
skip_menu_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_skip_button_open (ACU_RATING_PAGE (data)->skip);
}

/* Typed digits first, then the last answer. */
static void
back_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;
  AcuRatingStep step;

  acu_rating_session_get_step (self->session, &step);
  if (self->is_busy || acu_value_scale_untype (self->scale) || !step.can_undo)
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
  g_signal_emit (self, signals[LEFT], 0);
}

static void
see_results_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingPage *self = data;

  if (!self->session)
    return;
  g_autofree char *name = g_strdup (acu_rating_session_get_set_name (self->session));
  acu_rating_page_set_session (self, NULL);
  g_signal_emit (self, signals[RESULTS], 0, name);
}

static void
pan_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int dx, dy;

  g_variant_get (parameter, "(ii)", &dx, &dy);
  acu_rating_stage_pan (ACU_RATING_PAGE (data)->stage, dx * PAN, dy * PAN);
}

/* The wheel moves a continuous answer. */
static gboolean
scroll_cb (AcuRatingPage *self, double dx, double dy)
{
  if (!is_rating (self) || !self->is_shown ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->answers), "value") != 0)
    return GDK_EVENT_PROPAGATE;
  acu_value_scale_step (self->scale, dy < 0 ? 1 : -1);
  return GDK_EVENT_STOP;
}

/* A key that is held down is not an answer to every picture that follows. */
static gboolean
key_pressed_cb (AcuRatingPage *self,
                guint key,
                guint code,
                GdkModifierType state,
                GtkEventController *controller)
{
  guint held = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (controller), "held"));
  gboolean moves = key == GDK_KEY_Left || key == GDK_KEY_Right || key == GDK_KEY_Up ||
                   key == GDK_KEY_Down || key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down;
  gboolean pairs =
      self->session && acu_rating_session_get_method (self->session) == ACU_METHOD_PAIRWISE;

  g_object_set_data (G_OBJECT (controller), "held", GUINT_TO_POINTER (code));
  return is_rating (self) && held == code && (!moves || pairs) ? GDK_EVENT_STOP
                                                               : GDK_EVENT_PROPAGATE;
}

static void
key_released_cb (AcuRatingPage *self,
                 guint key,
                 guint code,
                 GdkModifierType state,
                 GtkEventController *controller)
{
  g_object_set_data (G_OBJECT (controller), "held", NULL);
}

/* Sessions. */

void
acu_rating_page_focus (AcuRatingPage *self)
{
  g_return_if_fail (ACU_IS_RATING_PAGE (self));

  if (is_rating (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->stage));
  else if (self->session)
    acu_rating_notice_focus (self->notice);
}

AcuRatingSession *
acu_rating_page_get_session (AcuRatingPage *self)
{
  g_return_val_if_fail (ACU_IS_RATING_PAGE (self), NULL);

  return self->session;
}

gboolean
acu_rating_page_has_next (AcuRatingPage *self)
{
  AcuLabelItem item;

  g_return_val_if_fail (ACU_IS_RATING_PAGE (self), FALSE);

  return self->session && acu_rating_session_peek (self->session, 1, &item) &&
         acu_rating_ahead_get (self->ahead, item.image, NULL) &&
         (item.other == 0 || acu_rating_ahead_get (self->ahead, item.other, NULL));
}

/* Whether the screen may show more of a picture than its preview has. */
static gboolean
needs_full (AcuRatingPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int height = root ? gtk_widget_get_height (GTK_WIDGET (root)) : 0;

  return acu_rating_session_get_display (self->session) == ACU_DISPLAY_ACTUAL ||
         height * gtk_widget_get_scale_factor (GTK_WIDGET (self)) > PREVIEW_SIDE;
}

void
acu_rating_page_set_session (AcuRatingPage *self, AcuRatingSession *session)
{
  AcuRatingStep step;
  double min, max;

  g_return_if_fail (ACU_IS_RATING_PAGE (self));

  if (session)
    acu_rating_session_ref (session);
  g_clear_pointer (&self->ahead, acu_rating_ahead_free);
  g_clear_pointer (&self->session, acu_rating_session_unref);
  self->session = session;
  self->is_shown = self->is_busy = FALSE;
  acu_rating_stage_clear (self->stage);
  if (!session) {
    update_actions (self);
    return;
  }

  gboolean pairs = acu_rating_session_get_method (session) == ACU_METHOD_PAIRWISE;
  gtk_stack_set_visible_child_name (self->answers, pairs               ? "pairs"
                                                   : has_grades (self) ? "grades"
                                                                       : "value");
  acu_rating_session_get_scale (session, &min, &max);
  acu_value_scale_set_range (self->scale, min, max);
  acu_rating_stage_set_display (self->stage, acu_rating_session_get_display (session));
  self->ahead = acu_rating_ahead_new (self->library, session, needs_full (self), arrived_cb, self);
  acu_rating_ahead_follow (self->ahead);

  g_autofree char *title = g_strdup_printf ("%s · %s", acu_rating_session_get_set_name (session),
                                            acu_rating_session_get_rater_name (session));
  gtk_label_set_label (self->title, title);
  show_kind (self, NULL);
  acu_rating_session_get_step (session, &step);
  self->is_training = step.item.role == ACU_ROLE_TRAINING;
  show_place (self, &step);
  show_notice (self, step.is_over ? ACU_NOTICE_OVER : ACU_NOTICE_INSTRUCTIONS, NULL);
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
  self->actions = actions;
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  update_actions (self);
}

static void
acu_rating_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuRatingPage *self = ACU_RATING_PAGE (widget);
  gboolean wide = width >= NARROW;

  if (gtk_widget_get_visible (self->hints) != wide) {
    gtk_widget_set_visible (self->hints, wide);
    gtk_widget_set_visible (GTK_WIDGET (self->kind), wide);
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar),
                                    wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
    if (wide)
      gtk_widget_remove_css_class (self->bar, "narrow");
    else
      gtk_widget_add_css_class (self->bar, "narrow");
  }
  gtk_widget_size_allocate (GTK_WIDGET (self->stack), &(GtkAllocation){0, 0, width, height},
                            baseline);
}

static void
acu_rating_page_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (ACU_RATING_PAGE (widget)->stack), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
  /* What a wide window shows is no reason for a window not to become narrow. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, NARROWEST);
}

static void
acu_rating_page_dispose (GObject *object)
{
  AcuRatingPage *self = ACU_RATING_PAGE (object);

  g_clear_pointer (&self->ahead, acu_rating_ahead_free);
  g_clear_pointer (&self->session, acu_rating_session_unref);
  g_clear_pointer (&self->times, g_array_unref);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_RATING_PAGE);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_rating_page_parent_class)->dispose (object);
}

static void
acu_rating_page_init (AcuRatingPage *self)
{
  static const AcuKeyScope scopes[] = {ACU_KEY_SCOPE_RATING, ACU_KEY_SCOPE_GRADES,
                                       ACU_KEY_SCOPE_PAIRS, ACU_KEY_SCOPE_VALUE};

  g_type_ensure (ACU_TYPE_RATING_NOTICE);
  g_type_ensure (ACU_TYPE_RATING_STAGE);
  g_type_ensure (ACU_TYPE_SKIP_BUTTON);
  g_type_ensure (ACU_TYPE_VALUE_SCALE);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  /* Left is left, whatever the direction of the text. */
  gtk_widget_set_direction (self->pairs, GTK_TEXT_DIR_LTR);
  g_signal_connect_swapped (self->scale, "notify::has-value", G_CALLBACK (update_actions), self);

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    acu_keymap_attach (GTK_WIDGET (self), scopes[i]);
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->stage), scroll);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
acu_rating_page_class_init (AcuRatingPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_rating_page_dispose;
  widget_class->measure = acu_rating_page_measure;
  widget_class->size_allocate = acu_rating_page_size_allocate;
  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[RESULTS] = g_signal_new ("results", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/rating-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, notice);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, title);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, kind);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, place);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, stage);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, failure);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, answers);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, pairs);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, scale);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, hints);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, skip);
}
