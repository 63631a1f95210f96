#include "app/views/label/value-scale.h"

#include "app/text/number-text.h"
#include "app/views/label/label-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* Steps of a scale from end to end. */
#define STEPS 100

struct _AcuValueScale {
  GtkWidget parent_instance;

  GtkWidget *number;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  double min, max;
  gboolean has_value;
  gboolean is_setting;
  char typed[8];
};

enum { PROP_HAS_VALUE = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (AcuValueScale, acu_value_scale, GTK_TYPE_WIDGET)

static void
update (AcuValueScale *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);
  g_autofree char *text =
      self->has_value ? acu_number_format (value, self->max - self->min >= 20 ? 0 : 2) : NULL;

  gtk_label_set_label (GTK_LABEL (self->number), self->has_value ? text : "–");
  if (self->has_value)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "unset");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "unset");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  self->has_value ? text : _ ("not rated yet"), -1);
}

static void
set_has_value (AcuValueScale *self, gboolean has_value)
{
  if (self->has_value == has_value)
    return;
  self->has_value = has_value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_VALUE]);
}

static void
set_value (AcuValueScale *self, double value)
{
  double step = (self->max - self->min) / STEPS;
  double rounded =
      self->min + step * round ((CLAMP (value, self->min, self->max) - self->min) / step);

  self->is_setting = TRUE;
  gtk_adjustment_set_value (self->adjustment, rounded);
  self->is_setting = FALSE;
  set_has_value (self, TRUE);
  update (self);
}

void
acu_value_scale_set_range (AcuValueScale *self, double min, double max)
{
  g_return_if_fail (ACU_IS_VALUE_SCALE (self) && min < max);

  self->min = min;
  self->max = max;
  self->is_setting = TRUE;
  gtk_adjustment_configure (self->adjustment, (min + max) / 2, min, max, (max - min) / STEPS,
                            (max - min) / 10, 0);
  self->is_setting = FALSE;
  acu_value_scale_reset (self);
}

void
acu_value_scale_reset (AcuValueScale *self)
{
  g_return_if_fail (ACU_IS_VALUE_SCALE (self));

  self->typed[0] = '\0';
  self->is_setting = TRUE;
  gtk_adjustment_set_value (self->adjustment, (self->min + self->max) / 2);
  self->is_setting = FALSE;
  set_has_value (self, FALSE);
  update (self);
}

double
acu_value_scale_get_value (AcuValueScale *self)
{
  g_return_val_if_fail (ACU_IS_VALUE_SCALE (self), NAN);

  return self->has_value ? gtk_adjustment_get_value (self->adjustment) : NAN;
}

void
acu_value_scale_step (AcuValueScale *self, int steps)
{
  g_return_if_fail (ACU_IS_VALUE_SCALE (self));

  self->typed[0] = '\0';
  set_value (self,
             gtk_adjustment_get_value (self->adjustment) + steps * (self->max - self->min) / STEPS);
}

static void
take_typed (AcuValueScale *self)
{
  double value = g_ascii_strtod (self->typed, NULL);

  if (self->typed[0] != '\0' && value >= self->min && value <= self->max)
    set_value (self, value);
  else
    acu_value_scale_reset (self);
}

void
acu_value_scale_type (AcuValueScale *self, guint digit)
{
  g_return_if_fail (ACU_IS_VALUE_SCALE (self) && digit <= 9);

  char longer[sizeof self->typed + 2];
  g_snprintf (longer, sizeof longer, "%s%u", self->typed, digit);
  if (strlen (longer) >= sizeof self->typed || g_ascii_strtod (longer, NULL) > self->max)
    g_snprintf (longer, sizeof longer, "%u", digit);
  g_strlcpy (self->typed, longer, sizeof self->typed);

  /* A first digit may lie below the scale that the second brings it into. */
  if (g_ascii_strtod (self->typed, NULL) >= self->min)
    take_typed (self);
}

gboolean
acu_value_scale_untype (AcuValueScale *self)
{
  g_return_val_if_fail (ACU_IS_VALUE_SCALE (self), FALSE);

  gsize length = strlen (self->typed);
  if (length == 0)
    return FALSE;
  self->typed[length - 1] = '\0';
  take_typed (self);
  return TRUE;
}

static gboolean
change_value_cb (AcuValueScale *self, GtkScrollType scroll, double value)
{
  self->typed[0] = '\0';
  set_value (self, value);
  return TRUE;
}

/* Assistive technologies set the adjustment itself. */
static void
value_changed_cb (AcuValueScale *self)
{
  if (!self->is_setting)
    set_value (self, gtk_adjustment_get_value (self->adjustment));
}

static void
acu_value_scale_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HAS_VALUE)
    g_value_set_boolean (value, ACU_VALUE_SCALE (object)->has_value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
acu_value_scale_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (acu_value_scale_parent_class)->dispose (object);
}

/* Rec. ITU-R BT.500 divides the continuous scale into five equal parts with these words.  (Marks of
 * the scale itself could not be shortened where there is no room for them.) */
static GtkWidget *
make_grades (void)
{
  GtkWidget *grades = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_set_homogeneous (GTK_BOX (grades), TRUE);
  gtk_widget_add_css_class (grades, "grades");
  gtk_widget_set_direction (grades, GTK_TEXT_DIR_LTR);
  for (guint i = 1; i <= 5; i++) {
    GtkWidget *word = gtk_label_new (acu_grade_get_word (i));
    gtk_label_set_ellipsize (GTK_LABEL (word), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (grades), word);
  }
  return grades;
}

static void
acu_value_scale_init (AcuValueScale *self)
{
  self->adjustment = gtk_adjustment_new (50, 0, 100, 1, 10, 0);
  self->number = gtk_label_new ("–");
  gtk_widget_add_css_class (self->number, "rating-number");
  gtk_widget_set_parent (self->number, GTK_WIDGET (self));

  self->scale = GTK_SCALE (gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->adjustment));
  gtk_scale_set_draw_value (self->scale, FALSE);
  /* To where the keys point that move it, whatever the direction of the text. */
  gtk_widget_set_direction (GTK_WIDGET (self->scale), GTK_TEXT_DIR_LTR);
  gtk_range_set_round_digits (GTK_RANGE (self->scale), -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->scale), TRUE);
  gtk_widget_set_focus_on_click (GTK_WIDGET (self->scale), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Quality"), -1);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->scale));
  gtk_box_append (GTK_BOX (column), make_grades ());
  gtk_widget_set_parent (column, GTK_WIDGET (self));
  g_signal_connect_swapped (self->scale, "change-value", G_CALLBACK (change_value_cb), self);
  g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (value_changed_cb), self);
  acu_value_scale_set_range (self, 0, 100);
}

static void
acu_value_scale_class_init (AcuValueScaleClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_value_scale_dispose;
  G_OBJECT_CLASS (class)->get_property = acu_value_scale_get_property;
  properties[PROP_HAS_VALUE] = g_param_spec_boolean ("has-value", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPERTIES, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "value-scale");
}

GtkWidget *
acu_value_scale_new (void)
{
  return g_object_new (ACU_TYPE_VALUE_SCALE, NULL);
}
