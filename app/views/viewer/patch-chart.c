#include "app/views/viewer/patch-chart.h"

#include "app/views/shared/compat.h"

#include <glib/gi18n.h>

#define BINS 12
#define GAP  3

struct _AcuPatchChart {
  GtkWidget parent_instance;

  AcuPatchMap *map;
  guint counts[BINS];
};

G_DEFINE_FINAL_TYPE (AcuPatchChart, acu_patch_chart, GTK_TYPE_WIDGET)

static void
describe (AcuPatchChart *self)
{
  g_autofree char *text = NULL;

  if (self->map) {
    AcuScoreScale scale = acu_patch_map_get_scale (self->map);
    g_autofree char *median = acu_score_format (scale, acu_patch_map_get_median (self->map));
    g_autofree char *worst = acu_score_format (
        scale, acu_patch_map_get_patch_score (self->map, acu_patch_map_get_worst (self->map)));
    g_autofree char *best = acu_score_format (
        scale, acu_patch_map_get_patch_score (self->map, acu_patch_map_get_best (self->map)));
    guint n = acu_patch_map_get_n (self->map);
    /* Translators: what the chart of patch scores shows */
    text = g_strdup_printf (ngettext ("Scores of %u patch: median %s, worst %s, best %s",
                                      "Scores of %u patches: median %s, worst %s, best %s", n),
                            n, median, worst, best);
  } else {
    text = g_strdup (_ ("Not scored"));
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
acu_patch_chart_set_map (AcuPatchChart *self, AcuPatchMap *map)
{
  g_return_if_fail (ACU_IS_PATCH_CHART (self));

  g_clear_pointer (&self->map, acu_patch_map_unref);
  memset (self->counts, 0, sizeof self->counts);
  if (map) {
    self->map = acu_patch_map_ref (map);
    AcuScoreScale scale = acu_patch_map_get_scale (map);
    for (guint i = 0; i < acu_patch_map_get_n (map); i++) {
      double position = acu_score_scale_normalise (scale, acu_patch_map_get_patch_score (map, i));
      self->counts[MIN ((guint)(position * BINS), BINS - 1)]++;
    }
  }
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
acu_patch_chart_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 56;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 230 : 62;
}

static void
acu_patch_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuPatchChart *self = ACU_PATCH_CHART (widget);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double height = gtk_widget_get_height (widget);
  double bar = (gtk_widget_get_width (widget) + GAP) / (double)BINS;
  guint most = 1;

  for (guint i = 0; i < BINS; i++)
    most = MAX (most, self->counts[i]);

  for (guint i = 0; i < BINS; i++) {
    AcuScoreBand band = acu_score_band_get ((AcuScoreScale){0, BINS}, i + 0.5);
    GdkRGBA colour = acu_score_band_get_colour (band, widget, FALSE);
    double share = (double)self->counts[i] / most;
    double tall = self->counts[i] ? MAX (share * height, 3) : 2;
    GskRoundedRect bounds;

    /* An empty bin keeps a faint foot, so that the axis is seen. */
    if (!self->counts[i])
      colour.alpha = 0.25;
    gsk_rounded_rect_init_from_rect (
        &bounds,
        &GRAPHENE_RECT_INIT ((backwards ? BINS - 1 - i : i) * bar, height - tall, bar - GAP, tall),
        MIN (2, tall / 2));
    gtk_snapshot_push_rounded_clip (snapshot, &bounds);
    gtk_snapshot_append_color (snapshot, &colour, &bounds.bounds);
    gtk_snapshot_pop (snapshot);
  }
}

static void
acu_patch_chart_finalize (GObject *object)
{
  g_clear_pointer (&ACU_PATCH_CHART (object)->map, acu_patch_map_unref);
  G_OBJECT_CLASS (acu_patch_chart_parent_class)->finalize (object);
}

static void
acu_patch_chart_init (AcuPatchChart *self)
{
  describe (self);
}

static void
acu_patch_chart_class_init (AcuPatchChartClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = acu_patch_chart_finalize;
  widget_class->measure = acu_patch_chart_measure;
  widget_class->snapshot = acu_patch_chart_snapshot;
  gtk_widget_class_set_css_name (widget_class, "patch-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

GtkWidget *
acu_patch_chart_new (void)
{
  return g_object_new (ACU_TYPE_PATCH_CHART, NULL);
}
