#include "app/views/compare/compare-board.h"

#define SPACING 6

/* What stands below each photo. */
#define BAR_HEIGHT 40

/* Least sizes of a pane that is of any use. */
#define MIN_WIDTH  150
#define MIN_HEIGHT 90

struct _AcuCompareBoard {
  GtkWidget parent_instance;

  guint columns;
};

G_DEFINE_FINAL_TYPE (AcuCompareBoard, acu_compare_board, GTK_TYPE_WIDGET)

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);
  return n;
}

guint
acu_compare_board_choose_columns (guint n, int width, int height)
{
  double largest = -1;
  guint best = 1;

  for (guint columns = 1; columns <= n; columns++) {
    guint rows = (n + columns - 1) / columns;
    double across = (double)width / columns, down = (double)height / rows - BAR_HEIGHT;
    double size = MIN (across, down * 3 / 2);
    if (size > largest) {
      largest = size;
      best = columns;
    }
  }
  return best;
}

guint
acu_compare_board_get_columns (AcuCompareBoard *self)
{
  g_return_val_if_fail (ACU_IS_COMPARE_BOARD (self), 1);

  return self->columns;
}

void
acu_compare_board_append (AcuCompareBoard *self, GtkWidget *child)
{
  g_return_if_fail (ACU_IS_COMPARE_BOARD (self));

  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

static void
acu_compare_board_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;

  /* Panes clip what has no room, so two of the least size beside each other are always possible. */
  *minimum = across ? 2 * MIN_WIDTH + SPACING : 2 * MIN_HEIGHT + SPACING;
  *natural = across ? 900 : 600;
}

static void
acu_compare_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuCompareBoard *self = ACU_COMPARE_BOARD (widget);
  guint n = count_children (widget), i = 0;

  if (n == 0)
    return;
  self->columns = acu_compare_board_choose_columns (n, width, height);
  guint rows = (n + self->columns - 1) / self->columns;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_should_layout (child))
      continue;
    /* The last row shares its width among fewer. */
    guint row = i / self->columns, column = i % self->columns;
    guint in_row = row + 1 < rows ? self->columns : n - row * self->columns;
    int across = (width - SPACING * ((int)in_row - 1)) / (int)in_row;
    int down = (height - SPACING * ((int)rows - 1)) / (int)rows;
    int place = (int)(rtl ? in_row - 1 - column : column);
    int least_across, least_down;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least_across, NULL, NULL, NULL);
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &least_down, NULL, NULL, NULL);
    gtk_widget_size_allocate (child,
                              &(GtkAllocation){place * (across + SPACING),
                                               (int)row * (down + SPACING),
                                               MAX (across, least_across), MAX (down, least_down)},
                              -1);
    i++;
  }
}

static void
acu_compare_board_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (acu_compare_board_parent_class)->dispose (object);
}

static void
acu_compare_board_init (AcuCompareBoard *self)
{
  self->columns = 1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
acu_compare_board_class_init (AcuCompareBoardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_compare_board_dispose;
  widget_class->measure = acu_compare_board_measure;
  widget_class->size_allocate = acu_compare_board_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "compare-board");
}
