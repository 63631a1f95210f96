#include "app/views/shared/map-key.h"

#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

/* What the settings allow: a map that nobody sees is not on. */
#define OPACITY_MIN 0.1
#define OPACITY_MAX 1.0

struct _AcuMapKey {
  GtkWidget parent_instance;

  GtkWidget *legend;
  GtkWidget *opacity;
};

G_DEFINE_FINAL_TYPE (AcuMapKey, acu_map_key, GTK_TYPE_WIDGET)

void
acu_map_key_set_scale (AcuMapKey *self, AcuScoreScale scale)
{
  g_return_if_fail (ACU_IS_MAP_KEY (self));

  acu_legend_set_scale (ACU_LEGEND (self->legend), scale);
}

void
acu_map_key_set_saliency (AcuMapKey *self, gboolean saliency)
{
  g_return_if_fail (ACU_IS_MAP_KEY (self));

  acu_legend_set_saliency (ACU_LEGEND (self->legend), saliency);
  gtk_widget_set_visible (self->opacity, !saliency);
}

static void
opacity_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GSettings *settings = acu_settings_get ();
  double opacity = g_settings_get_double (settings, "heatmap-opacity");

  opacity = CLAMP (opacity + g_variant_get_double (parameter), OPACITY_MIN, OPACITY_MAX);
  g_settings_set_double (settings, "heatmap-opacity", opacity);
}

void
acu_map_key_add_actions (GActionMap *map)
{
  static const GActionEntry actions[] = {{"map-opacity", opacity_action, "d"}};

  g_return_if_fail (G_IS_ACTION_MAP (map));

  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), NULL);
  g_settings_bind (acu_settings_get (), "heatmap", g_action_map_lookup_action (map, "map-opacity"),
                   "enabled", G_SETTINGS_BIND_GET);
}

static void
acu_map_key_dispose (GObject *object)
{
  AcuMapKey *self = ACU_MAP_KEY (object);

  g_clear_pointer (&self->legend, gtk_widget_unparent);
  g_clear_pointer (&self->opacity, gtk_widget_unparent);
  G_OBJECT_CLASS (acu_map_key_parent_class)->dispose (object);
}

static void
acu_map_key_init (AcuMapKey *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkAdjustment *adjustment =
      gtk_adjustment_new (OPACITY_MIN, OPACITY_MIN, OPACITY_MAX, 0.05, 0.2, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "map-key");
  self->legend = acu_legend_new ();
  self->opacity = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);
  gtk_widget_set_tooltip_text (self->opacity, _ ("Opacity of the quality map"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->opacity), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Opacity of the quality map"), -1);
  gtk_widget_set_parent (self->legend, GTK_WIDGET (self));
  gtk_widget_set_parent (self->opacity, GTK_WIDGET (self));
  g_settings_bind (acu_settings_get (), "heatmap-opacity", adjustment, "value",
                   G_SETTINGS_BIND_DEFAULT);
}

static void
acu_map_key_class_init (AcuMapKeyClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_map_key_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "map-key");
}
