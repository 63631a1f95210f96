#include "app/views/shared/wrap-layout.h"

struct _AcuWrapLayout {
  GtkLayoutManager parent_instance;

  int spacing;
};

enum { PROP_0, PROP_SPACING };

G_DEFINE_FINAL_TYPE (AcuWrapLayout, acu_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* A child and the room that it gets. */
typedef struct {
  GtkWidget *widget;
  int width, widest;   /* what it gets, and would take */
  int height, tallest; /* what it needs, and would take */
} Item;

/* The items that share a line: @n of them, from @first on. */
typedef struct {
  guint first, n;
  int left; /* pixels that nobody takes */
  int height, tallest;
} Line;

static void
add_item (GArray *items, GtkWidget *widget, int available)
{
  Item item = {.widget = widget};
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &item.widest, NULL, NULL);
  item.widest = MAX (minimum, MIN (item.widest, available));
  item.width =
      gtk_widget_compute_expand (widget, GTK_ORIENTATION_HORIZONTAL) ? minimum : item.widest;
  g_array_append_val (items, item);
}

/* Shares what is left of the line among those who would take more, and finds how high it is. */
static void
finish_line (const AcuWrapLayout *self, GArray *items, Line *line)
{
  for (guint i = line->first; i < line->first + line->n; i++) {
    Item *item = &g_array_index (items, Item, i);
    int more = MIN (line->left, item->widest - item->width);

    item->width += more;
    line->left -= more;
    gtk_widget_measure (item->widget, GTK_ORIENTATION_VERTICAL, item->width, &item->height,
                        &item->tallest, NULL, NULL);
    line->height = MAX (line->height, item->height);
    line->tallest = MAX (line->tallest, item->tallest);
  }
}

/* Breaks the children of @parent into lines of at most @width pixels. (transfer full) (element-type
 * Line) */
static GArray *
break_lines (const AcuWrapLayout *self, GtkWidget *parent, int width, GArray *items)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  Line line = {.left = width};

  for (GtkWidget *child = gtk_widget_get_first_child (parent); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_should_layout (child))
      continue;
    add_item (items, child, width);
    int needed = g_array_index (items, Item, items->len - 1).width;
    if (line.n > 0 && needed + self->spacing > line.left) {
      finish_line (self, items, &line);
      g_array_append_val (lines, line);
      line = (Line){.first = items->len - 1, .left = width};
    }
    line.left -= needed + (line.n > 0 ? self->spacing : 0);
    line.n++;
  }
  if (line.n > 0) {
    finish_line (self, items, &line);
    g_array_append_val (lines, line);
  }
  return lines;
}

static void
measure_width (const AcuWrapLayout *self, GtkWidget *parent, int *minimum, int *natural)
{
  guint n = 0;

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child;
       child = gtk_widget_get_next_sibling (child)) {
    int least, most;
    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &most, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural += most + (n++ > 0 ? self->spacing : 0);
  }
}

static void
acu_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget *parent,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  AcuWrapLayout *self = ACU_WRAP_LAYOUT (manager);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    measure_width (self, parent, minimum, natural);
    return;
  }
  if (for_size < 0)
    measure_width (self, parent, minimum, &for_size);
  g_autoptr (GArray) lines = break_lines (self, parent, for_size, items);
  *minimum = *natural = lines->len > 0 ? (int)(lines->len - 1) * (self->spacing / 2) : 0;
  for (guint i = 0; i < lines->len; i++) {
    *minimum += g_array_index (lines, Line, i).height;
    *natural += g_array_index (lines, Line, i).tallest;
  }
}

static void
place_line (
    const AcuWrapLayout *self, GtkWidget *parent, const GArray *items, const Line *line, int y)
{
  gboolean is_backwards = gtk_widget_get_direction (parent) == GTK_TEXT_DIR_RTL;
  int x = 0, width = gtk_widget_get_width (parent);

  for (guint i = line->first; i < line->first + line->n; i++) {
    const Item *item = &g_array_index (items, Item, i);
    gboolean is_last = i + 1 == line->first + line->n;

    if (is_last && gtk_widget_get_halign (item->widget) == GTK_ALIGN_END)
      x += MAX (line->left, 0);
    gtk_widget_size_allocate (
        item->widget,
        &(GtkAllocation){is_backwards ? width - x - item->width : x, y, item->width, line->height},
        -1);
    x += item->width + self->spacing;
  }
}

/* Whoever gets more height than there are lines leaves it below them. */
static void
acu_wrap_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *parent, int width, int height, int baseline)
{
  AcuWrapLayout *self = ACU_WRAP_LAYOUT (manager);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GArray) lines = break_lines (self, parent, width, items);
  int y = 0;

  for (guint i = 0; i < lines->len; i++) {
    const Line *line = &g_array_index (lines, Line, i);

    place_line (self, parent, items, line, y);
    y += line->height + self->spacing / 2;
  }
}

static GtkSizeRequestMode
acu_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *parent)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
acu_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, ACU_WRAP_LAYOUT (object)->spacing);
}

static void
acu_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ACU_WRAP_LAYOUT (object)->spacing = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
}

static void
acu_wrap_layout_init (AcuWrapLayout *self)
{
}

static void
acu_wrap_layout_class_init (AcuWrapLayoutClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  object_class->get_property = acu_wrap_layout_get_property;
  object_class->set_property = acu_wrap_layout_set_property;
  layout_class->measure = acu_wrap_layout_measure;
  layout_class->allocate = acu_wrap_layout_allocate;
  layout_class->get_request_mode = acu_wrap_layout_get_request_mode;
  g_object_class_install_property (object_class, PROP_SPACING,
                                   g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

GtkLayoutManager *
acu_wrap_layout_new (void)
{
  return g_object_new (ACU_TYPE_WRAP_LAYOUT, NULL);
}
