#include "app/views/viewer/patch-chart.h"

#include "app/views/shared/compat.h"

#include <glib/gi18n.h>
#include <math.h>

#define BINS 12
#define GAP  3

/* The outline of the folder, pixels. */
#define OUTLINE 1.5

/* One photo is no folder to compare with. */
#define LEAST_PHOTOS 2

struct _AcuPatchChart {
  GtkWidget parent_instance;

  AcuPatchMap *map;
  double shares[BINS]; /* of the photo's patches */
  double folder_shares[BINS];
  char *folder_words; /* NULL: there is nothing to compare with */
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
    if (self->folder_words) {
      char *alone = g_steal_pointer (&text);
      /* Translators: what the chart shows of the photo, and of its folder */
      text = g_strdup_printf (C_ ("sentences", "%s. %s"), alone, self->folder_words);
      g_free (alone);
    }
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
  memset (self->shares, 0, sizeof self->shares);
  if (map) {
    self->map = acu_patch_map_ref (map);
    AcuScoreScale scale = acu_patch_map_get_scale (map);
    guint n = acu_patch_map_get_n (map);
    for (guint i = 0; i < n; i++) {
      double position = acu_score_scale_normalise (scale, acu_patch_map_get_patch_score (map, i));
      self->shares[MIN ((guint)(position * BINS), BINS - 1)] += 1.0 / n;
    }
  }
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static char *
describe_folder (const AcuPatchHistogram *folder)
{
  AcuScoreScale scale = {folder->min, folder->max};
  g_autofree char *median = acu_score_format (scale, acu_patch_histogram_get_median (folder));

  return g_strdup_printf (ngettext ("In its folder, with %u photo scored, the median is %s",
                                    "In its folder, with %u photos scored, the median is %s",
                                    folder->n_photos),
                          folder->n_photos, median);
}

gboolean
acu_patch_chart_set_folder (AcuPatchChart *self, const AcuPatchHistogram *folder)
{
  g_return_val_if_fail (ACU_IS_PATCH_CHART (self), FALSE);

  gboolean shown = folder && folder->n_photos >= LEAST_PHOTOS && folder->n_patches > 0;

  g_clear_pointer (&self->folder_words, g_free);
  memset (self->folder_shares, 0, sizeof self->folder_shares);
  if (shown) {
    self->folder_words = describe_folder (folder);
    for (guint i = 0; i < ACU_PATCH_BINS; i++)
      self->folder_shares[i * BINS / ACU_PATCH_BINS] +=
          (double)folder->counts[i] / (double)folder->n_patches;
  }
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return shown;
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

/* The folder's shares as a line over the bars, which keep their colours. */
static void
draw_outline (AcuPatchChart *self, GtkSnapshot *snapshot, double most, double height, double bar)
{
  gboolean backwards = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA colour = acu_get_text_colour (GTK_WIDGET (self));
  double before = height - OUTLINE;

  for (guint i = 0; i <= BINS; i++) {
    double left = MAX (i * bar - GAP / 2.0 - OUTLINE / 2, 0);
    double share = i == BINS ? 0 : self->folder_shares[backwards ? BINS - 1 - i : i];
    double top = height - OUTLINE - share / most * (height - OUTLINE);

    gtk_snapshot_append_color (
        snapshot, &colour,
        &GRAPHENE_RECT_INIT (left, MIN (before, top), OUTLINE, fabs (before - top) + OUTLINE));
    if (i < BINS)
      gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (left, top, bar, OUTLINE));
    before = top;
  }
}

static void
acu_patch_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuPatchChart *self = ACU_PATCH_CHART (widget);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double height = gtk_widget_get_height (widget);
  double bar = (gtk_widget_get_width (widget) + GAP) / (double)BINS;
  double most = 0;

  for (guint i = 0; i < BINS; i++)
    most = MAX (most, MAX (self->shares[i], self->folder_shares[i]));

  for (guint i = 0; i < BINS; i++) {
    AcuScoreBand band = acu_score_band_get ((AcuScoreScale){0, BINS}, i + 0.5);
    GdkRGBA colour = acu_score_band_get_colour (band, widget, FALSE);
    double tall = self->shares[i] > 0 ? MAX (self->shares[i] / most * height, 3) : 2;
    GskRoundedRect bounds;

    /* An empty bin keeps a faint foot, so that the axis is seen. */
    if (self->shares[i] <= 0)
      colour.alpha = 0.25;
    gsk_rounded_rect_init_from_rect (
        &bounds,
        &GRAPHENE_RECT_INIT ((backwards ? BINS - 1 - i : i) * bar, height - tall, bar - GAP, tall),
        MIN (2, tall / 2));
    gtk_snapshot_push_rounded_clip (snapshot, &bounds);
    gtk_snapshot_append_color (snapshot, &colour, &bounds.bounds);
    gtk_snapshot_pop (snapshot);
  }
  if (self->map && self->folder_words)
    draw_outline (self, snapshot, most, height, bar);
}

static void
acu_patch_chart_finalize (GObject *object)
{
  AcuPatchChart *self = ACU_PATCH_CHART (object);

  g_clear_pointer (&self->map, acu_patch_map_unref);
  g_clear_pointer (&self->folder_words, g_free);
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
