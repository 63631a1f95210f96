#include "app/views/compare/compare-pane.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/photo-colour.h"
#include "app/views/shared/score-badge.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/star-rating.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AcuComparePane {
  GtkWidget parent_instance;

  AcuPhotoView *view;
  GtkWidget *reference;
  AcuScoreBadge *badge;
  GtkLabel *name;
  GtkWidget *colour;
  GtkLabel *flag;
  AcuStarRating *stars;

  AcuLibrary *library;
  AcuPhoto *photo;
  gulong notify;
};

G_DEFINE_FINAL_TYPE (AcuComparePane, acu_compare_pane, GTK_TYPE_WIDGET)

static void
show_colour (AcuComparePane *self, AcuColour colour)
{
  acu_colour_mark_set (GTK_LABEL (self->colour), colour);
  gtk_widget_set_tooltip_text (self->colour, acu_colour_get_word (colour));
  gtk_widget_set_visible (self->colour, colour != ACU_COLOUR_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->colour), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  acu_colour_get_word (colour), -1);
}

static void
show_row (AcuComparePane *self)
{
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;

  acu_score_badge_set_score (self->badge, acu_library_get_scale (self->library),
                             row && row->has_score ? row->score : (double)NAN);
  gtk_label_set_label (self->name, row ? row->display_name : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), row ? row->display_name : NULL);
  acu_star_rating_set_stars (self->stars, row ? row->stars : 0);
  gtk_widget_set_visible (GTK_WIDGET (self->flag), row && row->flag != ACU_FLAG_NONE);
  gtk_label_set_label (self->flag,
                       row && row->flag > 0 ? C_ ("flag", "Pick") : C_ ("flag", "Reject"));
  show_colour (self, row ? row->colour : ACU_COLOUR_NONE);
}

void
acu_compare_pane_set_photo (AcuComparePane *self, AcuPhoto *photo, gboolean is_reference)
{
  g_return_if_fail (ACU_IS_COMPARE_PANE (self));

  gtk_widget_set_visible (self->reference, is_reference);
  if (photo == self->photo)
    return;
  if (self->photo)
    g_clear_signal_handler (&self->notify, self->photo);
  g_set_object (&self->photo, photo);
  if (photo)
    self->notify = g_signal_connect_swapped (photo, "notify", G_CALLBACK (show_row), self);
  acu_photo_view_set_photo (self->view, photo);
  show_row (self);
}

AcuPhotoView *
acu_compare_pane_get_view (AcuComparePane *self)
{
  g_return_val_if_fail (ACU_IS_COMPARE_PANE (self), NULL);

  return self->view;
}

void
acu_compare_pane_set_current (AcuComparePane *self, gboolean is_current)
{
  g_return_if_fail (ACU_IS_COMPARE_PANE (self));

  if (is_current)
    gtk_widget_add_css_class (GTK_WIDGET (self), "current");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "current");
}

static void
acu_compare_pane_dispose (GObject *object)
{
  AcuComparePane *self = ACU_COMPARE_PANE (object);

  if (self->photo)
    g_clear_signal_handler (&self->notify, self->photo);
  g_clear_object (&self->photo);
  g_clear_object (&self->library);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_COMPARE_PANE);
  G_OBJECT_CLASS (acu_compare_pane_parent_class)->dispose (object);
}

static void
acu_compare_pane_init (AcuComparePane *self)
{
  g_type_ensure (ACU_TYPE_PHOTO_VIEW);
  g_type_ensure (ACU_TYPE_SCORE_BADGE);
  g_type_ensure (ACU_TYPE_STAR_RATING);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
acu_compare_pane_class_init (AcuComparePaneClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_compare_pane_dispose;
  gtk_widget_class_set_css_name (widget_class, "compare-pane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/compare-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuComparePane, view);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePane, reference);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePane, badge);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePane, name);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePane, colour);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePane, flag);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePane, stars);
}

GtkWidget *
acu_compare_pane_new (AcuLibrary *library, AcuPhotoPlace *place)
{
  AcuComparePane *self = g_object_new (ACU_TYPE_COMPARE_PANE, NULL);

  self->library = g_object_ref (library);
  acu_photo_view_attach (self->view, library);
  acu_photo_canvas_share_place (acu_photo_view_get_canvas (self->view), place);
  return GTK_WIDGET (self);
}
