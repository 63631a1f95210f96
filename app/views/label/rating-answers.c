#include "app/views/label/rating-answers.h"

#include "app/views/label/skip-button.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/key-hint.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <math.h>

struct _AcuRatingAnswers {
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkStack *answers;
  GtkWidget *grades;
  GtkWidget *pairs;
  GtkWidget *value;
  AcuValueScale *scale;
  GtkWidget *hints;
  AcuSkipButton *skip;

  AcuAnswerKind kind;
  gboolean has_pressed; /* a mouse button: when and where last */
  guint32 press_time;
  double press_x, press_y;
};

G_DEFINE_FINAL_TYPE (AcuRatingAnswers, acu_rating_answers, GTK_TYPE_WIDGET)

static AcuAnswerKind
find_kind (AcuRatingSession *session)
{
  double min, max;

  acu_rating_session_get_scale (session, &min, &max);
  if (acu_rating_session_get_method (session) == ACU_METHOD_PAIRWISE)
    return ACU_ANSWERS_PAIRS;
  return acu_label_method_is_graded (acu_rating_session_get_method (session), min, max)
             ? ACU_ANSWERS_GRADES
             : ACU_ANSWERS_VALUE;
}

void
acu_rating_answers_set_session (AcuRatingAnswers *self, AcuRatingSession *session)
{
  static const char *const pages[] = {
      [ACU_ANSWERS_GRADES] = "grades",
      [ACU_ANSWERS_PAIRS] = "pairs",
      [ACU_ANSWERS_VALUE] = "value",
  };
  double min, max;

  g_return_if_fail (ACU_IS_RATING_ANSWERS (self) && session);

  self->kind = find_kind (session);
  gtk_stack_set_visible_child_name (self->answers, pages[self->kind]);
  acu_rating_session_get_scale (session, &min, &max);
  acu_value_scale_set_range (self->scale, min, max);
}

AcuAnswerKind
acu_rating_answers_get_kind (AcuRatingAnswers *self)
{
  g_return_val_if_fail (ACU_IS_RATING_ANSWERS (self), ACU_ANSWERS_GRADES);

  return self->kind;
}

AcuValueScale *
acu_rating_answers_get_scale (AcuRatingAnswers *self)
{
  g_return_val_if_fail (ACU_IS_RATING_ANSWERS (self), NULL);

  return self->scale;
}

void
acu_rating_answers_open_skip (AcuRatingAnswers *self)
{
  g_return_if_fail (ACU_IS_RATING_ANSWERS (self));

  acu_skip_button_open (self->skip);
}

void
acu_rating_answers_close_skip (AcuRatingAnswers *self)
{
  g_return_if_fail (ACU_IS_RATING_ANSWERS (self));

  acu_skip_button_close (self->skip);
}

void
acu_rating_answers_set_wide (AcuRatingAnswers *self, gboolean wide)
{
  GtkOrientation along = wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL;

  g_return_if_fail (ACU_IS_RATING_ANSWERS (self));

  /* Words have all the room that there is where there is little, the longer ones more of it. */
  gtk_box_set_homogeneous (GTK_BOX (self->grades), wide);
  gtk_box_set_homogeneous (GTK_BOX (self->pairs), wide);
  gtk_widget_set_halign (self->bar, wide ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  gtk_widget_set_visible (self->hints, wide);
  gtk_widget_set_halign (GTK_WIDGET (self->skip), wide ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), along);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->value), along);
  if (wide)
    gtk_widget_remove_css_class (self->bar, "narrow");
  else
    gtk_widget_add_css_class (self->bar, "narrow");
}

/* Whether a press at @time and (x, y) follows the one before as in a double click. */
static gboolean
is_repeated (AcuRatingAnswers *self, guint32 time, double x, double y)
{
  int interval, distance;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &interval,
                "gtk-double-click-distance", &distance, NULL);
  return self->has_pressed && time - self->press_time < (guint32)interval &&
         fabs (x - self->press_x) <= distance && fabs (y - self->press_y) <= distance;
}

/* The second click of a double click would answer what came after the first.  The scale is no
 * answer yet, and may be clicked as often as one likes.  A gesture's own count begins anew where
 * buttons could not be pressed in between. */
static void
pressed_cb (AcuRatingAnswers *self, int n_press, double x, double y, GtkGesture *gesture)
{
  guint32 time = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  gboolean is_scale = widget && gtk_widget_is_ancestor (widget, GTK_WIDGET (self->scale));

  if (!is_scale && is_repeated (self, time, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  self->has_pressed = TRUE;
  self->press_time = time;
  self->press_x = x;
  self->press_y = y;
}

static void
acu_rating_answers_dispose (GObject *object)
{
  acu_dispose_template (GTK_WIDGET (object), ACU_TYPE_RATING_ANSWERS);
  G_OBJECT_CLASS (acu_rating_answers_parent_class)->dispose (object);
}

/* Has the buttons of @box share what room is left. */
static void
expand (GtkWidget *box)
{
  for (GtkWidget *button = gtk_widget_get_first_child (box); button;
       button = gtk_widget_get_next_sibling (button))
    gtk_widget_set_hexpand (button, TRUE);
}

static void
acu_rating_answers_init (AcuRatingAnswers *self)
{
  g_type_ensure (ACU_TYPE_KEY_HINT);
  g_type_ensure (ACU_TYPE_SKIP_BUTTON);
  g_type_ensure (ACU_TYPE_VALUE_SCALE);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->answers));
  expand (self->grades);
  expand (self->pairs);
  /* Left is left, whatever the direction of the text. */
  gtk_widget_set_direction (self->pairs, GTK_TEXT_DIR_LTR);

  GtkGesture *clicks = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (clicks), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (clicks, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (clicks));
}

static void
acu_rating_answers_class_init (AcuRatingAnswersClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_rating_answers_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               ACU_RESOURCE_PATH "/rating-answers.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, bar);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, answers);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, grades);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, pairs);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, value);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, scale);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, hints);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingAnswers, skip);
}

GtkWidget *
acu_rating_answers_new (void)
{
  return g_object_new (ACU_TYPE_RATING_ANSWERS, NULL);
}
