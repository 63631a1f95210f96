#include "app/views/label/score-table.h"

#include "app/text/number-text.h"

#include <glib/gi18n.h>
#include <math.h>

/* One row. */
#define ACU_TYPE_SCORE_ROW (acu_score_row_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoreRow, acu_score_row, ACU, SCORE_ROW, GObject)

typedef enum { COLUMN_NAME, COLUMN_SCORE, COLUMN_CI, COLUMN_STDDEV, COLUMN_N, N_COLUMNS } Column;

struct _AcuScoreRow {
  GObject parent_instance;

  char *name;
  double numbers[N_COLUMNS]; /* by column; that of the name is unused */
};

G_DEFINE_FINAL_TYPE (AcuScoreRow, acu_score_row, G_TYPE_OBJECT)

static void
acu_score_row_finalize (GObject *object)
{
  g_free (ACU_SCORE_ROW (object)->name);
  G_OBJECT_CLASS (acu_score_row_parent_class)->finalize (object);
}

static void
acu_score_row_init (AcuScoreRow *self)
{
}

static void
acu_score_row_class_init (AcuScoreRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_score_row_finalize;
}

struct _AcuScoreTable {
  GtkWidget parent_instance;

  GtkWidget *scroll;
  GListStore *rows;
};

G_DEFINE_FINAL_TYPE (AcuScoreTable, acu_score_table, GTK_TYPE_WIDGET)

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const AcuScoreRow *first = a, *second = b;
  Column column = GPOINTER_TO_INT (data);
  double x = first->numbers[column], y = second->numbers[column];

  if (column == COLUMN_NAME)
    return g_utf8_collate (first->name, second->name);
  if (isnan (x) || isnan (y))
    return isnan (x) - isnan (y);
  return (x > y) - (x < y);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gboolean is_name = GPOINTER_TO_INT (data) == COLUMN_NAME;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), is_name ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           is_name ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  AcuScoreRow *row = gtk_list_item_get_item (item);
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  Column column = GPOINTER_TO_INT (data);
  double number = row->numbers[column];

  if (column == COLUMN_NAME) {
    gtk_label_set_label (label, row->name);
    return;
  }
  g_autofree char *text = column == COLUMN_CI && isfinite (number)
                              ? g_strdup_printf ("±\u2009%.2f", number)
                              : acu_number_format (number, column == COLUMN_N ? 0 : 2);
  gtk_label_set_label (label, text);
}

static void
add_column (GtkColumnView *view, Column column, const char *title)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare, GINT_TO_POINTER (column), NULL));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (column));
  g_autoptr (GtkColumnViewColumn) made = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_expand (made, column == COLUMN_NAME);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_append_column (view, made);
  g_object_unref (sorter);
}

static AcuScoreRow *
make_row (const AcuPhotoScore *photo)
{
  AcuScoreRow *row = g_object_new (ACU_TYPE_SCORE_ROW, NULL);

  row->name = g_filename_display_basename (photo->stimulus->path);
  row->numbers[COLUMN_SCORE] = photo->score.score;
  row->numbers[COLUMN_CI] = photo->score.ci;
  row->numbers[COLUMN_STDDEV] = photo->score.stddev;
  row->numbers[COLUMN_N] = photo->score.n;
  return row;
}

void
acu_score_table_set_result (AcuScoreTable *self, const AcuLabelResult *result)
{
  g_return_if_fail (ACU_IS_SCORE_TABLE (self));

  g_autoptr (GPtrArray) photos = result ? acu_label_result_list_photos (result) : NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; photos && i < photos->len; i++)
    g_ptr_array_add (rows, make_row (g_ptr_array_index (photos, i)));
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                       rows->pdata, rows->len);
}

static void
acu_score_table_dispose (GObject *object)
{
  AcuScoreTable *self = ACU_SCORE_TABLE (object);

  g_clear_pointer (&self->scroll, gtk_widget_unparent);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (acu_score_table_parent_class)->dispose (object);
}

static void
acu_score_table_init (AcuScoreTable *self)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));

  add_column (view, COLUMN_NAME, _ ("Picture"));
  add_column (view, COLUMN_SCORE, _ ("Score"));
  add_column (view, COLUMN_CI, _ ("95 %"));
  add_column (view, COLUMN_STDDEV, _ ("Deviation"));
  add_column (view, COLUMN_N, C_ ("number of opinions", "Ratings"));
  self->rows = g_list_store_new (ACU_TYPE_SCORE_ROW);
  GtkSortListModel *sorted = gtk_sort_list_model_new (
      g_object_ref (G_LIST_MODEL (self->rows)), g_object_ref (gtk_column_view_get_sorter (view)));
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (model));
  gtk_widget_add_css_class (GTK_WIDGET (view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Scores of the pictures"), -1);

  self->scroll = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), GTK_WIDGET (view));
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroll), 300);
  gtk_widget_add_css_class (self->scroll, "card");
  gtk_widget_set_overflow (self->scroll, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (self->scroll, GTK_WIDGET (self));
}

static void
acu_score_table_class_init (AcuScoreTableClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_score_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

GtkWidget *
acu_score_table_new (void)
{
  return g_object_new (ACU_TYPE_SCORE_TABLE, NULL);
}
