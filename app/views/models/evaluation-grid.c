#include "app/views/models/evaluation-grid.h"

#include "app/text/number-text.h"
#include "app/views/models/cards.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static guint
find_or_add (GPtrArray *names, const char *name)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, &index))
    return index;
  g_ptr_array_add (names, (gpointer)name);
  return names->len - 1;
}

static GtkWidget *
make_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (class)
    gtk_widget_add_css_class (label, class);
  return label;
}

/* Of a path its last two parts: every synthetic set is a labels.csv in a folder with a name. */
static const char *
shorten (const char *name)
{
  const char *last = strrchr (name, '/');

  while (last != NULL && last > name && last[-1] != '/')
    last--;
  return last != NULL ? last : name;
}

/* A name that may be a path: both ends of it say most. */
static GtkWidget *
make_name (const char *name)
{
  const char *text = shorten (name);
  GtkWidget *label = make_label (text, "heading");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), (int)MIN (g_utf8_strlen (text, -1), 18));
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_set_tooltip_text (label, name);
  return label;
}

/* How sure the SRCC is, and the PLCC; NULL where there is none. (transfer full) */
static char *
dup_detail (const AcuEvaluation *evaluation)
{
  const AcuInterval *srcc = &evaluation->srcc;
  g_autofree char *plcc = acu_number_format (evaluation->plcc.estimate, 3);
  g_autofree char *low = acu_number_format (srcc->low, 2);
  g_autofree char *high = acu_number_format (srcc->high, 2);

  if (!isfinite (evaluation->plcc.estimate))
    return NULL;
  /* Of a few sources there is no interval. */
  return isnan (srcc->low)
             ? g_strdup_printf ("PLCC %s", plcc)
             /* Translators: the 95 % interval of a correlation, and another correlation */
             : g_strdup_printf (_ ("%s to %s · PLCC %s"), low, high, plcc);
}

static GtkWidget *
make_cell (const AcuEvaluationResult *result, gboolean is_best)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const AcuEvaluation *evaluation = result->evaluation;

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  if (!evaluation) {
    GtkWidget *label = make_label (C_ ("evaluation", "failed"), "weak-text");
    gtk_widget_set_tooltip_text (label, result->error);
    gtk_box_append (GTK_BOX (box), label);
    return box;
  }

  g_autofree char *srcc = acu_number_format (evaluation->srcc.estimate, 3);
  g_autofree char *detail = dup_detail (evaluation);
  GtkWidget *number = make_label (srcc, "numeric");
  gtk_widget_add_css_class (number, is_best ? "best-value" : "value");
  gtk_box_append (GTK_BOX (box), number);
  if (detail) {
    GtkWidget *rest = make_label (detail, "caption");
    gtk_widget_add_css_class (rest, "numeric");
    gtk_widget_add_css_class (rest, "dim-label");
    gtk_box_append (GTK_BOX (box), rest);
  }
  if (result->seen != ACU_DATA_UNSEEN)
    gtk_box_append (GTK_BOX (box), make_label (acu_data_use_describe (result->seen), "weak-text"));
  return box;
}

/* Of those that had not seen the pictures before, if there are two to choose from. */
static const AcuEvaluationResult *
find_best (GPtrArray *results, const char *dataset)
{
  const AcuEvaluationResult *best = NULL;
  guint n = 0;

  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    if (!result->evaluation || result->seen != ACU_DATA_UNSEEN ||
        !g_str_equal (result->dataset, dataset))
      continue;
    n++;
    if (!best || result->evaluation->srcc.estimate > best->evaluation->srcc.estimate)
      best = result;
  }
  return n > 1 ? best : NULL;
}

/* The dataset's name, and how many of its pictures were scored. */
static GtkWidget *
make_head (GPtrArray *results, const char *dataset)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), make_name (dataset));
  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    if (!result->evaluation || !g_str_equal (result->dataset, dataset))
      continue;
    guint n = (guint)result->evaluation->n;
    g_autofree char *text = g_strdup_printf (ngettext ("%'u picture", "%'u pictures", n), n);
    GtkWidget *label = make_label (text, "caption");
    gtk_widget_add_css_class (label, "dim-label");
    gtk_box_append (GTK_BOX (box), label);
    break;
  }
  return box;
}

static void
append_words (GtkWidget *box, const char *text)
{
  GtkWidget *label = acu_card_text_new (text, FALSE);

  gtk_label_set_max_width_chars (GTK_LABEL (label), 80);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
}

/* Models are judged by what they have not seen. */
static void
append_flattered (GtkWidget *box, GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    if (result->seen == ACU_DATA_UNSEEN || !result->evaluation)
      continue;
    append_words (box,
                  _ ("Where a model learned from a dataset, or a model that it was trained from "
                     "or taught by did, or where the dataset chose the epoch that is kept, its "
                     "figures there flatter: it is not compared with the others. What it is "
                     "worth shows on data that it has not seen."));
    return;
  }
}

/* Why there is a figure without an interval. */
static void
append_unknown (GtkWidget *box, GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    if (!result->evaluation || !isnan (result->evaluation->srcc.low))
      continue;
    append_words (box, _ ("There is no interval where the pictures of a dataset come from fewer "
                          "than five photos, or all of their scores are alike."));
    return;
  }
}

/* Why there is no figure, and what a figure leaves out.  Each once: what is wrong with a dataset is
 * so for every model. */
static void
append_reasons (GtkWidget *box, GPtrArray *results)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    if (result->error && g_hash_table_add (said, result->error))
      append_words (box, result->error);
    for (guint j = 0; result->remarks && result->remarks[j]; j++)
      if (g_hash_table_add (said, result->remarks[j]))
        append_words (box, result->remarks[j]);
  }
}

GtkWidget *
acu_evaluation_grid_new (GPtrArray *results)
{
  g_return_val_if_fail (results, NULL);

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  g_autoptr (GPtrArray) models = g_ptr_array_new ();
  g_autoptr (GPtrArray) datasets = g_ptr_array_new ();

  gtk_grid_set_column_spacing (grid, 24);
  gtk_grid_set_row_spacing (grid, 12);
  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    guint row = find_or_add (models, result->model);
    guint column = find_or_add (datasets, result->dataset);
    gboolean is_best = find_best (results, result->dataset) == result;

    gtk_grid_attach (grid, make_cell (result, is_best), (int)column + 1, (int)row + 1, 1, 1);
  }
  for (guint i = 0; i < models->len; i++)
    gtk_grid_attach (grid, make_name (g_ptr_array_index (models, i)), 0, (int)i + 1, 1, 1);
  for (guint i = 0; i < datasets->len; i++)
    gtk_grid_attach (grid, make_head (results, g_ptr_array_index (datasets, i)), (int)i + 1, 0, 1,
                     1);
  gtk_widget_add_css_class (GTK_WIDGET (grid), "evaluation-grid");
  gtk_widget_add_css_class (scroller, "card");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (grid));
  gtk_box_append (GTK_BOX (box), scroller);
  append_flattered (box, results);
  append_unknown (box, results);
  append_reasons (box, results);
  return box;
}
