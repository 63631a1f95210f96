#include "tests/display/layout-checks.h"

#include "app/views/charts/chart.h"
#include "app/views/charts/plot-text.h"
#include "tests/display/layout-names.h"
#include "tests/display/pseudo-locale.h"

#include <adwaita.h>
#include <math.h>

/* Edges between pixels, and buttons that share a border. */
#define TOLERANCE 2

/* A text of which less is left, in pixels, is no text. */
#define LEGIBLE 24

typedef struct {
  GtkWidget *window;
  const char *const *names;
  GtkWidget *whole; /* what is being looked at is a part of it */
  void (*found) (AcuLayoutFault fault, const char *description, gpointer data);
  gpointer data;
} Check;

/* Within which part of the window a widget must lie; infinite where it can be scrolled to. */
typedef struct {
  double left, top, right, bottom;
} Frame;

static const char *
find_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    const char *words = find_words (child);
    if (words && *words)
      return words;
  }
  return NULL;
}

/* The types from the window down to the widget, and what it says. */
static char *
describe (GtkWidget *widget)
{
  GString *text = g_string_new (NULL);
  const char *words = find_words (widget);

  for (GtkWidget *w = widget; w && !GTK_IS_WINDOW (w); w = gtk_widget_get_parent (w)) {
    const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (w));
    g_string_prepend (text, ")");
    g_string_prepend (text, id ?: "");
    g_string_prepend (text, "(");
    g_string_prepend (text, G_OBJECT_TYPE_NAME (w));
    g_string_prepend (text, " > ");
  }
  if (words)
    g_string_append_printf (text, " “%s”", words);
  return g_string_free (text, FALSE);
}

G_GNUC_PRINTF (4, 5)
static void
report (Check *check, AcuLayoutFault fault, GtkWidget *widget, const char *format, ...)
{
  g_autofree char *what = describe (widget);
  g_autofree char *reason = NULL;
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text = g_strdup_printf ("%s: %s", what, reason);
  check->found (fault, text, check->data);
}

static gboolean
get_bounds (Check *check, GtkWidget *widget, Frame *bounds)
{
  graphene_rect_t rect;

  if (!gtk_widget_compute_bounds (widget, check->window, &rect) || rect.size.width <= 0 ||
      rect.size.height <= 0)
    return FALSE;
  *bounds = (Frame){rect.origin.x, rect.origin.y, rect.origin.x + rect.size.width,
                    rect.origin.y + rect.size.height};
  return TRUE;
}

static void
check_place (Check *check, GtkWidget *widget, const Frame *frame)
{
  Frame bounds;

  if (!get_bounds (check, widget, &bounds))
    return;
  if (bounds.left < frame->left - TOLERANCE || bounds.right > frame->right + TOLERANCE ||
      bounds.top < frame->top - TOLERANCE || bounds.bottom > frame->bottom + TOLERANCE)
    report (check, ACU_LAYOUT_OUTSIDE, widget,
            "from %.0f, %.0f to %.0f, %.0f, where there is %.0f, %.0f to %.0f, %.0f", bounds.left,
            bounds.top, bounds.right, bounds.bottom, frame->left, frame->top, frame->right,
            frame->bottom);
}

static void
check_room (Check *check, GtkWidget *widget)
{
  int width = gtk_widget_get_allocated_width (widget) + gtk_widget_get_margin_start (widget) +
              gtk_widget_get_margin_end (widget);
  int height = gtk_widget_get_allocated_height (widget) + gtk_widget_get_margin_top (widget) +
               gtk_widget_get_margin_bottom (widget);
  int least_width, least_height;

  if (GTK_IS_SCROLLABLE (widget))
    return; /* needs the room that it has */
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  if (width < least_width) {
    report (check, ACU_LAYOUT_SMALL, widget, "%d pixels wide, needs %d", width, least_width);
    return;
  }
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL, NULL, NULL);
  if (height < least_height)
    report (check, ACU_LAYOUT_SMALL, widget, "%d pixels high, needs %d", height, least_height);
}

/* A button of an icon alone is about as wide as it asks for. */
static void
check_stretch (Check *check, GtkWidget *widget)
{
  int width = gtk_widget_get_allocated_width (widget);
  int wanted;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_has_css_class (widget, "image-button"))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wanted, NULL, NULL);
  if (width > 2 * wanted)
    report (check, ACU_LAYOUT_STRETCHED, widget, "%d pixels wide, wants %d", width, wanted);
}

/* Parents that lay one child over another on purpose: pages, drawers, the toolkit's own. */
static gboolean
is_pile (GtkWidget *widget)
{
  const char *type = G_OBJECT_TYPE_NAME (widget);

  return GTK_IS_STACK (widget) || GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_PANED (widget) ||
         g_str_has_prefix (type, "Adw") || g_str_has_suffix (type, "Gizmo");
}

/* Finds where @child is, unless others may lie over it: what fills its parent is a background. */
static gboolean
get_foreground (Check *check, GtkWidget *child, Frame *bounds)
{
  GtkWidget *parent = gtk_widget_get_parent (child);

  if (GTK_IS_NATIVE (child) || !gtk_widget_get_mapped (child) ||
      (GTK_IS_LABEL (child) && *gtk_label_get_text (GTK_LABEL (child)) == '\0') ||
      !get_bounds (check, child, bounds))
    return FALSE;
  return bounds->right - bounds->left < gtk_widget_get_width (parent) - TOLERANCE ||
         bounds->bottom - bounds->top < gtk_widget_get_height (parent) - TOLERANCE;
}

static void
check_siblings (Check *check, GtkWidget *parent)
{
  if (is_pile (parent))
    return;
  for (GtkWidget *a = gtk_widget_get_first_child (parent); a; a = gtk_widget_get_next_sibling (a)) {
    Frame first, second;
    if (!get_foreground (check, a, &first))
      continue;
    for (GtkWidget *b = gtk_widget_get_next_sibling (a); b; b = gtk_widget_get_next_sibling (b)) {
      if (!get_foreground (check, b, &second))
        continue;
      double width = MIN (first.right, second.right) - MAX (first.left, second.left);
      double height = MIN (first.bottom, second.bottom) - MAX (first.top, second.top);
      if (width > TOLERANCE && height > TOLERANCE) {
        g_autofree char *other = describe (b);
        report (check, ACU_LAYOUT_OVERLAP, a, "%.0f x %.0f pixels over %s", width, height, other);
      }
    }
  }
}

/* Where results are told in facts, "210 ratings · 14 pictures", the last one is on one line. */
static void
check_facts (Check *check, GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  const char *text = pango_layout_get_text (layout);
  const char *last = g_strrstr (text, " · ");
  int n = pango_layout_get_line_count (layout);

  GType page = g_type_from_name ("AcuResultsPage");

  if (!page || !gtk_widget_get_ancestor (GTK_WIDGET (label), page) || !last || n < 2 ||
      pango_layout_is_ellipsized (layout))
    return;
  int start = pango_layout_get_line_readonly (layout, n - 1)->start_index;
  if (start > last - text + (int)strlen (" · "))
    report (check, ACU_LAYOUT_CUT, GTK_WIDGET (label), "the last fact is on two lines");
}

/* What @widget tells the pointer at a place of its own. */
static gboolean
tells (GtkWidget *widget, double x, double y)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean told = FALSE;

  if (gtk_widget_get_has_tooltip (widget))
    g_signal_emit_by_name (widget, "query-tooltip", (int)x, (int)y, FALSE, tooltip, &told);
  return told;
}

/* Words that are cut have the rest of them in a tooltip, of their own or of what they are a part
 * of.  Those that cannot be pointed at, since they are scrolled away, are asked nothing. */
static void
check_tooltip (Check *check, GtkWidget *widget)
{
  graphene_point_t middle = {(float)gtk_widget_get_width (widget) / 2,
                             (float)gtk_widget_get_height (widget) / 2};
  graphene_point_t at;

  if (!gtk_widget_compute_point (widget, check->window, &middle, &at) ||
      gtk_widget_pick (check->window, at.x, at.y, GTK_PICK_INSENSITIVE) != widget)
    return;
  for (GtkWidget *w = widget; w; w = gtk_widget_get_parent (w))
    if (gtk_widget_compute_point (widget, w, &middle, &at) && tells (w, at.x, at.y))
      return;
  report (check, ACU_LAYOUT_UNTOLD, widget, "no tooltip has the rest of it");
}

/* The heading of the label sets is read whole: its buttons go below it before it is cut. */
static void
check_heading (Check *check, GtkLabel *label)
{
  GType page = g_type_from_name ("AcuLabelOverview");

  if (page && gtk_widget_get_ancestor (GTK_WIDGET (label), page) &&
      gtk_widget_has_css_class (GTK_WIDGET (label), "title-2") &&
      pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    report (check, ACU_LAYOUT_CUT, GTK_WIDGET (label), "the heading is cut");
}

static void
check_label (Check *check, GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  int width = gtk_widget_get_width (GTK_WIDGET (label));
  int height = gtk_widget_get_height (GTK_WIDGET (label));
  int text_width, text_height;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  if (pango_layout_is_ellipsized (layout)) {
    if (width < LEGIBLE)
      report (check, ACU_LAYOUT_CUT, GTK_WIDGET (label), "only %d pixels are left", width);
    check_tooltip (check, GTK_WIDGET (label));
  } else if (text_width > width + 1 || text_height > height + 1) {
    report (check, ACU_LAYOUT_CUT, GTK_WIDGET (label), "%d x %d pixels of text in %d x %d",
            text_width, text_height, width, height);
  }
  check_facts (check, label);
  check_heading (check, label);
}

static void
check_entry (Check *check, GtkText *entry)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (
      GTK_WIDGET (entry), gtk_editable_get_text (GTK_EDITABLE (entry)));
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > gtk_widget_get_width (GTK_WIDGET (entry)))
    check_tooltip (check, GTK_WIDGET (entry));
}

static void
check_words (Check *check, GtkWidget *widget, const char *kind, const char *text)
{
  g_autofree char *foreign = text ? acu_pseudo_locale_dup_foreign (text, check->names) : NULL;

  if (foreign)
    report (check, ACU_LAYOUT_FOREIGN, widget, "the %s has untranslated words: %s", kind, foreign);
}

static void
check_all_words (Check *check, GtkWidget *widget)
{
  g_autofree char *name = acu_layout_dup_name (widget);

  if (!GTK_IS_LABEL (widget))
    check_words (check, widget, "accessible name", name);
  check_words (check, widget, "tooltip", gtk_widget_get_tooltip_text (widget));
  if (GTK_IS_LABEL (widget))
    check_words (check, widget, "text", gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_TEXT (widget))
    check_words (check, widget, "placeholder", gtk_text_get_placeholder_text (GTK_TEXT (widget)));
  if (GTK_IS_WINDOW (widget))
    check_words (check, widget, "title", gtk_window_get_title (GTK_WINDOW (widget)));
  if (ACU_IS_CHART (widget)) {
    AcuPlot *plot = acu_chart_get_plot (ACU_CHART (widget));
    g_autofree char *summary = acu_plot_dup_summary (plot);
    check_words (check, widget, "title", acu_plot_get_title (plot));
    check_words (check, widget, "horizontal axis", acu_plot_get_axis_title (plot, ACU_PLOT_X));
    check_words (check, widget, "vertical axis", acu_plot_get_axis_title (plot, ACU_PLOT_Y));
    check_words (check, widget, "summary", summary);
  }
}

/* What @widget lets its children have: all they want in the directions that it scrolls in. */
static Frame
frame_children (Check *check, GtkWidget *widget, Frame frame)
{
  GtkPolicyType horizontal, vertical;

  if (!GTK_IS_SCROLLED_WINDOW (widget)) {
    /* The viewport's child is all there is to be scrolled to. */
    if (GTK_IS_VIEWPORT (widget)) {
      GtkWidget *child = gtk_viewport_get_child (GTK_VIEWPORT (widget));
      Frame bounds;
      if (child && get_bounds (check, child, &bounds)) {
        frame.left = MAX (frame.left, bounds.left);
        frame.right = MIN (frame.right, bounds.right);
        frame.top = MAX (frame.top, bounds.top);
        frame.bottom = MIN (frame.bottom, bounds.bottom);
      }
    }
    return frame;
  }
  gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (widget), &horizontal, &vertical);
  if (horizontal != GTK_POLICY_NEVER) {
    frame.left = -INFINITY;
    frame.right = INFINITY;
  }
  if (vertical != GTK_POLICY_NEVER) {
    frame.top = -INFINITY;
    frame.bottom = INFINITY;
  }
  return frame;
}

static void look_within (Check *check, GtkWidget *widget, Frame frame);

/* Those who listen find the way as well as those who see. */
static void
check_name (Check *check, GtkWidget *widget)
{
  if (!check->whole && acu_layout_is_nameless (widget)) {
    g_autofree char *role = g_enum_to_string (
        GTK_TYPE_ACCESSIBLE_ROLE, gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)));
    report (check, ACU_LAYOUT_NAMELESS, widget, "no accessible name as %s", role);
  }
  if (!check->whole && acu_layout_is_whole (widget))
    check->whole = widget;
}

static void
look (Check *check, GtkWidget *widget, Frame frame)
{
  check_name (check, widget);
  check_place (check, widget, &frame);
  check_room (check, widget);
  check_stretch (check, widget);
  /* Sliders stick out of their troughs, and are the toolkit's business. */
  if (!GTK_IS_RANGE (widget) && !GTK_IS_SCROLLBAR (widget) && !GTK_IS_SWITCH (widget))
    look_within (check, widget, frame);
  if (check->whole == widget)
    check->whole = NULL;
}

static void
look_within (Check *check, GtkWidget *widget, Frame frame)
{
  check_siblings (check, widget);
  if (GTK_IS_LABEL (widget))
    check_label (check, GTK_LABEL (widget));
  if (GTK_IS_TEXT (widget))
    check_entry (check, GTK_TEXT (widget));
  if (check->names)
    check_all_words (check, widget);

  frame = frame_children (check, widget, frame);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child) && !GTK_IS_NATIVE (child))
      look (check, child, frame);
}

void
acu_layout_check (GtkWidget *window,
                  const char *const *names,
                  void (*found) (AcuLayoutFault fault, const char *description, gpointer data),
                  gpointer data)
{
  Check check = {window, names, NULL, found, data};
  Frame frame = {0, 0, gtk_widget_get_width (window), gtk_widget_get_height (window)};

  look (&check, window, frame);
}

static int
measure_width (GtkWidget *widget)
{
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

char *
acu_layout_dup_widest (GtkWidget *window, int width)
{
  GString *text = g_string_new (NULL);

  for (GtkWidget *widest = window, *next; widest; widest = next) {
    const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widest));
    g_string_append_printf (text, "%s%s(%s) needs %d", text->len ? ", " : "",
                            G_OBJECT_TYPE_NAME (widest), id ?: "", measure_width (widest));
    next = NULL;
    for (GtkWidget *child = gtk_widget_get_first_child (widest); child;
         child = gtk_widget_get_next_sibling (child))
      if (gtk_widget_get_visible (child) && !GTK_IS_NATIVE (child) &&
          measure_width (child) > MAX (width * 3 / 4, next ? measure_width (next) : 0))
        next = child;
  }
  return g_string_free (text, FALSE);
}
