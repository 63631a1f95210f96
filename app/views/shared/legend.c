#include "app/views/shared/legend.h"

#include "app/views/shared/quality-colours.h"

#include <glib/gi18n.h>
#include <math.h>

#define WIDTH      180
#define BAR_HEIGHT 8
#define PADDING    8

struct _AcuLegend {
  GtkWidget parent_instance;

  AcuScoreScale scale;
  gboolean saliency;
};

G_DEFINE_FINAL_TYPE (AcuLegend, acu_legend, GTK_TYPE_WIDGET)

static void
describe (AcuLegend *self)
{
  g_autofree char *from = acu_score_format (self->scale, self->scale.min);
  g_autofree char *to = acu_score_format (self->scale, self->scale.max);
  g_autofree char *text =
      self->saliency
          ? g_strdup (_ ("Saliency map: orange lowers the score, blue raises it"))
          : g_strdup_printf (_ ("Quality map: orange is weak (%s), yellow fair, blue strong (%s)"),
                             from, to);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
acu_legend_set_scale (AcuLegend *self, AcuScoreScale scale)
{
  g_return_if_fail (ACU_IS_LEGEND (self));

  self->scale = scale;
  describe (self);
}

void
acu_legend_set_saliency (AcuLegend *self, gboolean saliency)
{
  g_return_if_fail (ACU_IS_LEGEND (self));

  self->saliency = saliency;
  describe (self);
}

static int
get_text_height (GtkWidget *widget)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static void
acu_legend_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                            ? WIDTH + 2 * PADDING
                            : BAR_HEIGHT + 3 + get_text_height (widget) + 2 * PADDING;
}

static void
append_text (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, double part)
{
  static const GdkRGBA white = {1, 1, 1, 0.95f};
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (PADDING + part * (WIDTH - width), PADDING + BAR_HEIGHT + 3));
  gtk_snapshot_append_layout (snapshot, layout, &white);
  gtk_snapshot_restore (snapshot);
}

/* The colour at @position of the bar.  The saliency map has two, which are the more opaque the more
 * they mean. */
static GdkRGBA
get_colour (AcuLegend *self, double position)
{
  if (!self->saliency)
    return acu_quality_colours_at (position);

  GdkRGBA colour = acu_quality_colours_at (position < 0.5 ? 0 : 1);
  colour.alpha = fabs (2 * position - 1);
  return colour;
}

static void
acu_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuLegend *self = ACU_LEGEND (widget);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GskColorStop stops[17];
  GskRoundedRect box;

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++) {
    double part = i / (G_N_ELEMENTS (stops) - 1.0);
    stops[i] = (GskColorStop){part, get_colour (self, backwards ? 1 - part : part)};
  }
  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (PADDING, PADDING, WIDTH, BAR_HEIGHT),
                                   BAR_HEIGHT / 2.0);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_linear_gradient (snapshot, &box.bounds, &GRAPHENE_POINT_INIT (PADDING, 0),
                                       &GRAPHENE_POINT_INIT (PADDING + WIDTH, 0), stops,
                                       G_N_ELEMENTS (stops));
  gtk_snapshot_pop (snapshot);

  g_autofree char *from = acu_score_format (self->scale, self->scale.min);
  g_autofree char *to = acu_score_format (self->scale, self->scale.max);
  g_autofree char *weak = g_strdup_printf (_ ("weak %s"), from);
  g_autofree char *strong = g_strdup_printf (_ ("strong %s"), to);
  append_text (widget, snapshot, self->saliency ? _ ("lowers") : weak, backwards ? 1 : 0);
  append_text (widget, snapshot, self->saliency ? _ ("raises the score") : strong,
               backwards ? 0 : 1);
}

static void
acu_legend_init (AcuLegend *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  acu_legend_set_scale (self, ACU_SCORE_SCALE_DEFAULT);
}

static void
acu_legend_class_init (AcuLegendClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->measure = acu_legend_measure;
  widget_class->snapshot = acu_legend_snapshot;
  gtk_widget_class_set_css_name (widget_class, "legend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

GtkWidget *
acu_legend_new (void)
{
  return g_object_new (ACU_TYPE_LEGEND, NULL);
}
