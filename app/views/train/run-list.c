#include "app/views/train/run-list.h"

#include "app/text/number-text.h"
#include "app/views/train/run-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AcuRunList {
  GtkWidget parent_instance;

  GtkListBox *rows;
  AcuTrainingService *service;
  char *selected;
  gboolean is_selecting; /* not a person */
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuRunList, acu_run_list, GTK_TYPE_WIDGET)

static const char *
get_id (gpointer row)
{
  return g_object_get_data (row, "acu-run");
}

static GtkWidget *
make_row (const AcuRunRecord *record)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *name = gtk_label_new (record->name);
  GtkWidget *state = gtk_label_new (NULL);
  GtkWidget *score = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (state), 0);
  gtk_label_set_ellipsize (GTK_LABEL (state), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (state, "caption");
  gtk_widget_add_css_class (state, "dim-label");
  gtk_widget_add_css_class (score, "count");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_margin_top (line, 6);
  gtk_widget_set_margin_bottom (line, 6);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), state);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), score);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  g_object_set_data_full (G_OBJECT (row), "acu-run", g_strdup (record->id), g_free);
  g_object_set_data (G_OBJECT (row), "acu-state", state);
  g_object_set_data (G_OBJECT (row), "acu-score", score);
  return row;
}

static void
fill_row (GtkWidget *row, const AcuRunRecord *record, const AcuTrainingStatus *status)
{
  g_autofree char *words = g_strcmp0 (record->id, status->id) == 0 ? acu_run_words_status (status)
                                                                   : acu_run_words_state (record);
  g_autofree char *score = record->best.count > 0 && isfinite (record->best.srcc)
                               ? acu_number_format (record->best.srcc, 3)
                               : g_strdup ("");
  g_autofree char *name = *score != '\0' ? g_strdup_printf (_ ("%s, %s, validation SRCC %s"),
                                                            record->name, words, score)
                                         : g_strdup_printf ("%s, %s", record->name, words);

  gtk_label_set_label (g_object_get_data (G_OBJECT (row), "acu-state"), words);
  /* Each time the toolkit asks the display where the pointer is, and waits for the answer. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (row), name) != 0)
    gtk_widget_set_tooltip_text (row, name);
  gtk_label_set_label (g_object_get_data (G_OBJECT (row), "acu-score"), score);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
find_row (AcuRunList *self, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rows, i)) != NULL; i++)
    if (g_strcmp0 (get_id (row), id) == 0)
      return GTK_WIDGET (row);
  return NULL;
}

static void
mark (AcuRunList *self)
{
  GtkWidget *row = self->selected != NULL ? find_row (self, self->selected) : NULL;

  self->is_selecting = TRUE;
  gtk_list_box_select_row (self->rows, row != NULL ? GTK_LIST_BOX_ROW (row) : NULL);
  self->is_selecting = FALSE;
}

/* Whether the rows are those of @records, in their order. */
static gboolean
has_rows_of (AcuRunList *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rows, (int)i);

    if (row == NULL ||
        g_strcmp0 (get_id (row), ((AcuRunRecord *)g_ptr_array_index (records, i))->id) != 0)
      return FALSE;
  }
  return gtk_list_box_get_row_at_index (self->rows, (int)records->len) == NULL;
}

static void
records_changed_cb (AcuRunList *self)
{
  GPtrArray *records = acu_training_service_get_records (self->service);
  g_auto (AcuTrainingStatus) status = {0};
  GtkListBoxRow *row;

  if (records == NULL)
    return;
  acu_training_service_get_status (self->service, &status);
  if (!has_rows_of (self, records)) {
    self->is_selecting = TRUE;
    while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
      gtk_list_box_remove (self->rows, GTK_WIDGET (row));
    for (guint i = 0; i < records->len; i++)
      gtk_list_box_append (self->rows, make_row (g_ptr_array_index (records, i)));
    self->is_selecting = FALSE;
    mark (self);
  }
  for (guint i = 0; i < records->len; i++)
    fill_row (GTK_WIDGET (gtk_list_box_get_row_at_index (self->rows, (int)i)),
              g_ptr_array_index (records, i), &status);
}

static void
changed_cb (AcuRunList *self)
{
  g_auto (AcuTrainingStatus) status = {0};
  const AcuRunRecord *record;
  GtkWidget *row;

  acu_training_service_get_status (self->service, &status);
  record = status.id != NULL ? acu_training_service_find (self->service, status.id) : NULL;
  row = record != NULL ? find_row (self, record->id) : NULL;
  if (row != NULL)
    fill_row (row, record, &status);
  else
    records_changed_cb (self);
}

static void
activated_cb (AcuRunList *self, GtkListBoxRow *row)
{
  if (row == NULL || self->is_selecting)
    return;
  g_free (self->selected);
  self->selected = g_strdup (get_id (row));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, self->selected);
}

void
acu_run_list_select (AcuRunList *self, const char *id)
{
  g_return_if_fail (ACU_IS_RUN_LIST (self));

  if (id != self->selected) {
    g_free (self->selected);
    self->selected = g_strdup (id);
  }
  mark (self);
}

void
acu_run_list_attach (AcuRunList *self, AcuTrainingService *service)
{
  g_return_if_fail (ACU_IS_RUN_LIST (self) && ACU_IS_TRAINING_SERVICE (service));

  self->service = g_object_ref (service);
  g_signal_connect_object (service, "records-changed", G_CALLBACK (records_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
acu_run_list_dispose (GObject *object)
{
  AcuRunList *self = ACU_RUN_LIST (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->service);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (acu_run_list_parent_class)->dispose (object);
}

static void
acu_run_list_init (AcuRunList *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkWidget *rows = gtk_list_box_new ();

  self->rows = GTK_LIST_BOX (rows);
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_SINGLE);
  gtk_widget_add_css_class (rows, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Runs, and their agreement on held-out pictures"), -1);
  g_signal_connect_swapped (rows, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), rows);
  gtk_widget_set_vexpand (window, TRUE);
  gtk_widget_set_parent (window, GTK_WIDGET (self));
}

static void
acu_run_list_class_init (AcuRunListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_run_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", ACU_TYPE_RUN_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}
