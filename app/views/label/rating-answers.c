#include "app/views/label/rating-answers.h"

#include "app/views/label/skip-button.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

struct _AcuRatingAnswers {
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkStack *answers;
  GtkWidget *pairs;
  GtkWidget *value;
  AcuValueScale *scale;
  GtkWidget *hints;
  AcuSkipButton *skip;

  AcuAnswerKind kind;
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
acu_rating_answers_set_wide (AcuRatingAnswers *self, gboolean wide)
{
  GtkOrientation along = wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL;

  g_return_if_fail (ACU_IS_RATING_ANSWERS (self));

  gtk_widget_set_visible (self->hints, wide);
  gtk_widget_set_halign (GTK_WIDGET (self->skip), wide ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), along);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->value), along);
  if (wide)
    gtk_widget_remove_css_class (self->bar, "narrow");
  else
    gtk_widget_add_css_class (self->bar, "narrow");
}

static void
acu_rating_answers_dispose (GObject *object)
{
  acu_dispose_template (GTK_WIDGET (object), ACU_TYPE_RATING_ANSWERS);
  G_OBJECT_CLASS (acu_rating_answers_parent_class)->dispose (object);
}

static void
acu_rating_answers_init (AcuRatingAnswers *self)
{
  g_type_ensure (ACU_TYPE_SKIP_BUTTON);
  g_type_ensure (ACU_TYPE_VALUE_SCALE);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Left is left, whatever the direction of the text. */
  gtk_widget_set_direction (self->pairs, GTK_TEXT_DIR_LTR);
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
