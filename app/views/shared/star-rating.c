#include "app/views/shared/star-rating.h"

#include <glib/gi18n.h>

#define STARS     5
#define NOT_ASKED (-1)

struct _AcuStarRating {
  GtkWidget parent_instance;

  GtkWidget *images[STARS];
  char *action;
  int stars;
  int asked; /* what was asked for last and has not been answered yet, or NOT_ASKED */
};

G_DEFINE_FINAL_TYPE (AcuStarRating, acu_star_rating, GTK_TYPE_WIDGET)

char *
acu_star_rating_describe (int stars)
{
  if (stars == 0)
    return g_strdup (_ ("No stars"));
  return g_strdup_printf (ngettext ("%d star", "%d stars", stars), stars);
}

static void
show (AcuStarRating *self)
{
  g_autofree char *text = acu_star_rating_describe (self->stars);

  for (int i = 0; i < STARS; i++) {
    gboolean is_set = i < self->stars;
    gtk_image_set_from_icon_name (GTK_IMAGE (self->images[i]),
                                  is_set ? "acutance-star-symbolic"
                                         : "acutance-star-empty-symbolic");
    if (is_set)
      gtk_widget_remove_css_class (self->images[i], "empty");
    else
      gtk_widget_add_css_class (self->images[i], "empty");
  }
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
      0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)STARS, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
      (double)self->stars, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

void
acu_star_rating_set_stars (AcuStarRating *self, int stars)
{
  g_return_if_fail (ACU_IS_STAR_RATING (self));

  stars = CLAMP (stars, 0, STARS);
  self->asked = NOT_ASKED;
  if (stars == self->stars)
    return;
  self->stars = stars;
  show (self);
}

void
acu_star_rating_set_action (AcuStarRating *self, const char *action)
{
  g_return_if_fail (ACU_IS_STAR_RATING (self));

  g_free (self->action);
  self->action = g_strdup (action);
  gtk_widget_set_focusable (GTK_WIDGET (self), action != NULL);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), action ? "pointer" : NULL);
}

/* What the next step counts from: what is shown lags behind what was asked for. */
static int
get_latest (AcuStarRating *self)
{
  return self->asked != NOT_ASKED ? self->asked : self->stars;
}

static void
rate (AcuStarRating *self, int stars)
{
  if (!self->action)
    return;
  /* Before the action, which may answer at once, or lead on to another photo. */
  self->asked = CLAMP (stars, 0, STARS);
  gtk_widget_activate_action (GTK_WIDGET (self), self->action, "i", self->asked);
}

/* The second press of a double click would rate the photo that came after the first. */
static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, AcuStarRating *self)
{
  GtkWidget *under = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  int latest = get_latest (self);

  if (n > 1)
    return;
  for (int i = 0; i < STARS; i++)
    if (under == self->images[i]) /* the star that is set already takes itself away */
      rate (self, i + 1 == latest ? i : i + 1);
}

static gboolean
step_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuStarRating *self = ACU_STAR_RATING (widget);
  int step = g_variant_get_int32 (arguments);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  rate (self, get_latest (self) + (backwards ? -step : step));
  return self->action != NULL;
}

static void
acu_star_rating_dispose (GObject *object)
{
  AcuStarRating *self = ACU_STAR_RATING (object);

  for (int i = 0; i < STARS; i++)
    g_clear_pointer (&self->images[i], gtk_widget_unparent);
  g_clear_pointer (&self->action, g_free);
  G_OBJECT_CLASS (acu_star_rating_parent_class)->dispose (object);
}

static void
acu_star_rating_init (AcuStarRating *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->asked = NOT_ASKED;
  for (int i = 0; i < STARS; i++) {
    self->images[i] =
        g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
    gtk_widget_set_parent (self->images[i], GTK_WIDGET (self));
  }
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_css_class (GTK_WIDGET (self), "star-rating");
  show (self);
}

static void
acu_star_rating_class_init (AcuStarRatingClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_star_rating_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "star-rating");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step_cb, "i", 1);
}

GtkWidget *
acu_star_rating_new (void)
{
  return g_object_new (ACU_TYPE_STAR_RATING, NULL);
}
