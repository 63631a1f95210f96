#include "app/views/shared/score-badge.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AcuScoreBadge {
  GtkWidget parent_instance;

  GtkWidget *shape;
  GtkWidget *number;
  AcuScoreBand band;
};

G_DEFINE_FINAL_TYPE (AcuScoreBadge, acu_score_badge, GTK_TYPE_WIDGET)

void
acu_score_badge_set_score (AcuScoreBadge *self, AcuScoreScale scale, double score)
{
  g_return_if_fail (ACU_IS_SCORE_BADGE (self));

  AcuScoreBand band = acu_score_band_get (scale, score);
  g_autofree char *number = acu_score_format (scale, score);
  g_autofree char *label = NULL;

  if (band != self->band) {
    gtk_widget_remove_css_class (GTK_WIDGET (self), acu_score_band_get_css_class (self->band));
    gtk_widget_add_css_class (GTK_WIDGET (self), acu_score_band_get_css_class (band));
    gtk_image_set_from_icon_name (GTK_IMAGE (self->shape), acu_score_band_get_icon (band));
    self->band = band;
  }
  gtk_label_set_label (GTK_LABEL (self->number), number);

  if (band == ACU_SCORE_BAND_NONE)
    label = g_strdup (_ ("Not scored"));
  else /* Translators: a score and its band, "Score 88, strong" */
    label = g_strdup_printf (_ ("Score %s, %s"), number, acu_score_band_get_word (band));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
acu_score_badge_dispose (GObject *object)
{
  AcuScoreBadge *self = ACU_SCORE_BADGE (object);

  g_clear_pointer (&self->shape, gtk_widget_unparent);
  g_clear_pointer (&self->number, gtk_widget_unparent);
  G_OBJECT_CLASS (acu_score_badge_parent_class)->dispose (object);
}

static void
acu_score_badge_init (AcuScoreBadge *self)
{
  self->shape = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                              "icon-name", acu_score_band_get_icon (ACU_SCORE_BAND_NONE), NULL);
  gtk_widget_set_parent (self->shape, GTK_WIDGET (self));
  self->number = gtk_label_new ("–");
  gtk_widget_set_parent (self->number, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "score-badge");
  gtk_widget_add_css_class (GTK_WIDGET (self), "none");
}

static void
acu_score_badge_class_init (AcuScoreBadgeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_score_badge_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "score-badge");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

GtkWidget *
acu_score_badge_new (void)
{
  return g_object_new (ACU_TYPE_SCORE_BADGE, NULL);
}
