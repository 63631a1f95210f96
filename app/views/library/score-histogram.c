#include "app/views/library/score-histogram.h"

#include "app/views/shared/compat.h"

#include <glib/gi18n.h>
#include <math.h>

/* A handle is a slider of its own to the keyboard and to a screen reader. */
#define ACU_TYPE_SCORE_HANDLE (acu_score_handle_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoreHandle, acu_score_handle, ACU, SCORE_HANDLE, GtkWidget)

struct _AcuScoreHandle {
  GtkWidget parent_instance;

  int which; /* 0 the lower, 1 the upper */
};

struct _AcuScoreHistogram {
  GtkWidget parent_instance;

  GtkWidget *handles[2];
  double positions[2]; /* 0..1 of the scale */
  AcuScoreScale scale;
  guint counts[ACU_SCORE_HISTOGRAM_BINS];
  int dragged; /* a handle, or -1 */
  double drag_start;
};

#define BAR_GAP      1.5
#define TRACK_HEIGHT 3

enum { RANGE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuScoreHandle, acu_score_handle, GTK_TYPE_WIDGET)
G_DEFINE_FINAL_TYPE (AcuScoreHistogram, acu_score_histogram, GTK_TYPE_WIDGET)

static double
to_score (AcuScoreHistogram *self, double position)
{
  return self->scale.min + position * (self->scale.max - self->scale.min);
}

/* The score below which @share of the photos lie, as closely as the bars tell. */
static double
find_quantile (AcuScoreHistogram *self, guint64 n, double share)
{
  double wanted = share * (double)n, below = 0;

  for (guint i = 0; i < ACU_SCORE_HISTOGRAM_BINS; i++) {
    if (self->counts[i] > 0 && below + self->counts[i] >= wanted)
      return to_score (self, (i + (wanted - below) / self->counts[i]) / ACU_SCORE_HISTOGRAM_BINS);
    below += self->counts[i];
  }
  return self->scale.max;
}

/* What the bars show, in words. (transfer full) */
static char *
dup_summary (AcuScoreHistogram *self)
{
  g_autofree char *low = NULL, *high = NULL;
  guint64 n = 0;

  for (guint i = 0; i < ACU_SCORE_HISTOGRAM_BINS; i++)
    n += self->counts[i];
  if (n == 0)
    return g_strdup (_ ("No photo has a score yet."));
  low = acu_score_format (self->scale, find_quantile (self, n, 0.25));
  high = acu_score_format (self->scale, find_quantile (self, n, 0.75));
  /* Translators: what a chart of scores shows: how many photos, and where most of them are */
  return g_strdup_printf (ngettext ("%u photo has a score; the middle half lies from %s to %s.",
                                    "%u photos have a score; the middle half lies from %s to %s.",
                                    (gulong)n),
                          (guint)n, low, high);
}

static void
describe (AcuScoreHistogram *self)
{
  g_autofree char *summary = dup_summary (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  summary, -1);
  for (int i = 0; i < 2; i++) {
    double score = to_score (self, self->positions[i]);
    g_autofree char *text = acu_score_format (self->scale, score);
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (self->handles[i]), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, self->scale.min,
        GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, self->scale.max, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
        score, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
        /* GTK tells AT-SPI the values of its own sliders alone. */
        GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  }
}

/* Moves a handle, never past the other. */
static void
move (AcuScoreHistogram *self, int which, double position)
{
  double lowest = which == 0 ? 0 : self->positions[0];
  double highest = which == 0 ? self->positions[1] : 1;

  position = CLAMP (position, lowest, highest);
  if (self->positions[which] == position)
    return;

  self->positions[which] = position;
  describe (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[RANGE_CHANGED], 0);
}

/* Left and right are swapped where text runs from right to left. */
static double
from_x (AcuScoreHistogram *self, double x)
{
  double knob = gtk_widget_get_width (self->handles[0]);
  double length = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - knob, 1);
  double position = (x - knob / 2) / length;

  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? 1 - position : position;
}

/* Whole scores are what people mean. */
static double
snap (AcuScoreHistogram *self, double position)
{
  double steps = self->scale.max - self->scale.min >= 20 ? self->scale.max - self->scale.min : 100;

  return CLAMP (round (position * steps) / steps, 0, 1);
}

static void
step (AcuScoreHistogram *self, int which, int steps)
{
  double length = self->scale.max - self->scale.min;

  move (self, which,
        snap (self, self->positions[which] + steps * (length >= 20 ? 1 / length : 0.01)));
}

/* Towards where the arrow points, which is down the scale where text runs from right to left. */
static gboolean
step_across_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuScoreHistogram *self = ACU_SCORE_HISTOGRAM (gtk_widget_get_parent (widget));
  int steps = g_variant_get_int32 (arguments);
  gboolean backwards = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  step (self, ACU_SCORE_HANDLE (widget)->which, backwards ? -steps : steps);
  return TRUE;
}

static gboolean
step_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  step (ACU_SCORE_HISTOGRAM (gtk_widget_get_parent (widget)), ACU_SCORE_HANDLE (widget)->which,
        g_variant_get_int32 (arguments));
  return TRUE;
}

static void
acu_score_handle_init (AcuScoreHandle *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "score-handle");
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "ew-resize");
}

static void
acu_score_handle_class_init (AcuScoreHandleClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  static const struct {
    guint key;
    int steps;
  } keys[] = {
      {GDK_KEY_Down, -1},    {GDK_KEY_Up, 1},         {GDK_KEY_Page_Down, -10},
      {GDK_KEY_Page_Up, 10}, {GDK_KEY_Home, -100000}, {GDK_KEY_End, 100000},
  };

  gtk_widget_class_set_css_name (widget_class, "score-handle");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step_across_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step_across_cb, "i", 1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, step_cb, "i", keys[i].steps);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, AcuScoreHistogram *self)
{
  double position = from_x (self, x);
  double to_lower = fabs (position - self->positions[0]);
  double to_upper = fabs (position - self->positions[1]);

  /* Where both lie together, the one that has room to move. */
  self->dragged = to_lower < to_upper || (to_lower == to_upper && self->positions[0] > 0.5) ? 0 : 1;
  self->drag_start = x;
  gtk_widget_grab_focus (self->handles[self->dragged]);
  move (self, self->dragged, snap (self, position));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, AcuScoreHistogram *self)
{
  if (self->dragged >= 0)
    move (self, self->dragged, snap (self, from_x (self, self->drag_start + x)));
}

static void
acu_score_histogram_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 44;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 260 : 48;
}

static void
acu_score_histogram_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuScoreHistogram *self = ACU_SCORE_HISTOGRAM (widget);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (int i = 0; i < 2; i++) {
    GtkRequisition size;
    gtk_widget_get_preferred_size (self->handles[i], &size, NULL);
    double position = backwards ? 1 - self->positions[i] : self->positions[i];
    GtkAllocation place = {round (position * (width - size.width)), height - size.height,
                           size.width, size.height};
    gtk_widget_size_allocate (self->handles[i], &place, -1);
  }
}

static void
acu_score_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuScoreHistogram *self = ACU_SCORE_HISTOGRAM (widget);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double knob = gtk_widget_get_width (self->handles[0]);
  double length = gtk_widget_get_width (widget) - knob;
  double base = gtk_widget_get_height (widget) - gtk_widget_get_height (self->handles[0]) - 1;
  double bar = length / ACU_SCORE_HISTOGRAM_BINS;
  GdkRGBA chosen = acu_lookup_colour (widget, "blue_2", "#62a0ea");
  GdkRGBA text = acu_get_text_colour (widget);
  GdkRGBA other = text;
  guint most = 1;

  other.alpha = 0.28;
  for (guint i = 0; i < ACU_SCORE_HISTOGRAM_BINS; i++)
    most = MAX (most, self->counts[i]);

  for (guint i = 0; i < ACU_SCORE_HISTOGRAM_BINS; i++) {
    if (self->counts[i] == 0)
      continue;

    /* The square root keeps the few very good photos visible beside the many. */
    double height = MAX (2, base * sqrt ((double)self->counts[i] / most));
    double centre = (i + 0.5) / ACU_SCORE_HISTOGRAM_BINS;
    double x = knob / 2 + (backwards ? ACU_SCORE_HISTOGRAM_BINS - 1 - i : i) * bar;
    gboolean inside = centre >= self->positions[0] && centre <= self->positions[1];
    GskRoundedRect rounded;
    gsk_rounded_rect_init (
        &rounded, &GRAPHENE_RECT_INIT (x + BAR_GAP / 2, base - height, bar - BAR_GAP, height),
        &GRAPHENE_SIZE_INIT (1.5, 1.5), &GRAPHENE_SIZE_INIT (1.5, 1.5), &GRAPHENE_SIZE_INIT (0, 0),
        &GRAPHENE_SIZE_INIT (0, 0));
    gtk_snapshot_push_rounded_clip (snapshot, &rounded);
    gtk_snapshot_append_color (snapshot, inside ? &chosen : &other, &rounded.bounds);
    gtk_snapshot_pop (snapshot);
  }

  double middle = gtk_widget_get_height (widget) - knob / 2 - TRACK_HEIGHT / 2.0;
  double from = backwards ? 1 - self->positions[1] : self->positions[0];
  double to = backwards ? 1 - self->positions[0] : self->positions[1];
  other.alpha = 0.18;
  gtk_snapshot_append_color (snapshot, &other,
                             &GRAPHENE_RECT_INIT (knob / 2, middle, length, TRACK_HEIGHT));
  gtk_snapshot_append_color (
      snapshot, &chosen,
      &GRAPHENE_RECT_INIT (knob / 2 + from * length, middle, (to - from) * length, TRACK_HEIGHT));

  for (int i = 0; i < 2; i++)
    gtk_widget_snapshot_child (widget, self->handles[i], snapshot);
}

void
acu_score_histogram_set_counts (AcuScoreHistogram *self, AcuScoreScale scale, const guint *counts)
{
  g_return_if_fail (ACU_IS_SCORE_HISTOGRAM (self));
  g_return_if_fail (scale.max > scale.min);

  self->scale = scale;
  memcpy (self->counts, counts, sizeof self->counts);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
acu_score_histogram_get_range (AcuScoreHistogram *self, double *lower, double *upper)
{
  g_return_if_fail (ACU_IS_SCORE_HISTOGRAM (self));

  *lower = to_score (self, self->positions[0]);
  *upper = to_score (self, self->positions[1]);
}

void
acu_score_histogram_set_range (AcuScoreHistogram *self, double lower, double upper)
{
  g_return_if_fail (ACU_IS_SCORE_HISTOGRAM (self));
  g_return_if_fail (lower <= upper);

  double from = acu_score_scale_normalise (self->scale, lower);
  double to = acu_score_scale_normalise (self->scale, upper);
  if (from == self->positions[0] && to == self->positions[1])
    return;

  self->positions[0] = from;
  self->positions[1] = to;
  describe (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[RANGE_CHANGED], 0);
}

gboolean
acu_score_histogram_is_open (AcuScoreHistogram *self)
{
  g_return_val_if_fail (ACU_IS_SCORE_HISTOGRAM (self), TRUE);

  return self->positions[0] <= 0 && self->positions[1] >= 1;
}

static void
acu_score_histogram_dispose (GObject *object)
{
  AcuScoreHistogram *self = ACU_SCORE_HISTOGRAM (object);

  for (int i = 0; i < 2; i++)
    g_clear_pointer (&self->handles[i], gtk_widget_unparent);
  G_OBJECT_CLASS (acu_score_histogram_parent_class)->dispose (object);
}

static void
acu_score_histogram_init (AcuScoreHistogram *self)
{
  const char *names[] = {_ ("Lowest score"), _ ("Highest score")};
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->scale = ACU_SCORE_SCALE_DEFAULT;
  self->positions[1] = 1;
  self->dragged = -1;
  for (int i = 0; i < 2; i++) {
    self->handles[i] = g_object_new (ACU_TYPE_SCORE_HANDLE, NULL);
    ACU_SCORE_HANDLE (self->handles[i])->which = i;
    gtk_widget_set_parent (self->handles[i], GTK_WIDGET (self));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->handles[i]),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, names[i], -1);
  }
  describe (self);

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_css_class (GTK_WIDGET (self), "score-histogram");
}

static void
acu_score_histogram_class_init (AcuScoreHistogramClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_score_histogram_dispose;
  widget_class->measure = acu_score_histogram_measure;
  widget_class->size_allocate = acu_score_histogram_size_allocate;
  widget_class->snapshot = acu_score_histogram_snapshot;
  gtk_widget_class_set_css_name (widget_class, "score-histogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[RANGE_CHANGED] = g_signal_new ("range-changed", G_TYPE_FROM_CLASS (class),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

GtkWidget *
acu_score_histogram_new (void)
{
  return g_object_new (ACU_TYPE_SCORE_HISTOGRAM, NULL);
}
