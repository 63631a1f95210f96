#include "app/views/label/results-page.h"

#include "app/labeling/label-identity.h"
#include "app/text/number-text.h"
#include "app/views/charts/chart.h"
#include "app/views/label/label-words.h"
#include "app/views/label/rater-list.h"
#include "app/views/label/result-plots.h"
#include "app/views/label/score-table.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <glib/gi18n.h>
#include <math.h>

/* Milliseconds in which changes of the catalog are gathered. */
#define GATHER 300

struct _AcuResultsPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *kind;
  GtkWidget *methods;
  GtkLabel *facts;
  GtkLabel *remark;
  GtkBox *charts;
  AcuRaterList *raters;
  AcuScoreTable *table;
  AdwStatusPage *failed;

  AcuLibrary *library;
  GActionMap *actions;
  AcuPlot *distribution, *scores, *bias;
  GtkWidget *bias_chart;
  char *set;             /* NULL while nothing is shown */
  AcuLabelSet *computed; /* what is known of it, also where it has no result */
  AcuLabelResult *result;
  gboolean has_method; /* one was chosen here, and is to be used before it is in the catalog */
  AcuOpinionMethod method;
  GCancellable *computing;
  guint recomputing;
};

G_DEFINE_FINAL_TYPE (AcuResultsPage, acu_results_page, GTK_TYPE_WIDGET)

static void
set_method_state (AcuResultsPage *self, AcuOpinionMethod method)
{
  GAction *action = g_action_map_lookup_action (self->actions, "label-method");

  const char *words[] = {
      [ACU_OPINION_MEAN] = _ ("Mean"),
      [ACU_OPINION_Z_SCORE] = _ ("z-scores"),
      [ACU_OPINION_BT500] = _ ("BT.500"),
      [ACU_OPINION_SUBJECT_MODEL] = _ ("P.910"),
      [ACU_OPINION_BRADLEY_TERRY] = _ ("Bradley-Terry"),
  };

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (acu_opinion_method_to_string (method)));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->methods), words[method]);
}

static void append_fact (GString *facts, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_fact (GString *facts, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *fact = g_strdup_vprintf (format, args);
  va_end (args);
  acu_facts_append (facts, fact);
}

static void
show_facts (AcuResultsPage *self)
{
  const AcuLabelTable *table = self->result->table;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) remark = g_string_new (NULL);

  append_fact (text, ngettext ("%u rating", "%u ratings", table->n_ratings), table->n_ratings);
  append_fact (text, ngettext ("%u picture", "%u pictures", table->stimuli->len),
               table->stimuli->len);
  append_fact (text, ngettext ("%u rater", "%u raters", table->raters->len), table->raters->len);
  if (table->n_skipped > 0)
    append_fact (text, ngettext ("%u skipped", "%u skipped", table->n_skipped), table->n_skipped);
  if (table->n_outdated > 0)
    /* Translators: ratings that do not count */
    append_fact (
        text,
        ngettext ("%u of a file changed since", "%u of files changed since", table->n_outdated),
        table->n_outdated);
  if (!isnan (self->result->alpha)) {
    /* Translators: Krippendorff's alpha, the agreement of the raters; 1 is full */
    g_autofree char *alpha = acu_number_format (self->result->alpha, 2);
    g_autofree char *agreement = g_strdup_printf (_ ("agreement α %s"), alpha);
    acu_facts_append (text, agreement);
  }
  gtk_label_set_markup (self->facts, text->str);

  if (self->result->n_components > 1)
    g_string_append_printf (remark,
                            ngettext ("The pictures fall into %u group that was never compared "
                                      "with the rest; scores of different groups say nothing of "
                                      "each other.",
                                      "The pictures fall into %u groups that were never compared "
                                      "with each other; their scores say nothing of each other.",
                                      self->result->n_components),
                            self->result->n_components);
  else if (self->result->separated)
    g_string_append (remark, _ ("Some pictures won or lost every comparison: how far they are from "
                                "the others is a guess until there are more answers."));
  else if (self->result->restricted && self->result->method == ACU_OPINION_SUBJECT_MODEL)
    g_string_append (remark, _ ("The raters are few, so that their inconsistency is estimated by "
                                "restricted likelihood."));
  gtk_label_set_label (self->remark, remark->str);
  gtk_widget_set_visible (GTK_WIDGET (self->remark), remark->len > 0);
}

static void
show_result (AcuResultsPage *self)
{
  gboolean biased = FALSE;

  show_facts (self);
  acu_result_plot_distribution (self->distribution, self->result);
  acu_result_plot_scores (self->scores, self->result);
  acu_result_plot_raters (self->bias, self->result);
  for (guint i = 0; i < self->result->table->raters->len; i++)
    biased |= !isnan (self->result->raters[i].bias);
  gtk_widget_set_visible (self->bias_chart, biased);
  acu_rater_list_set_result (self->raters, self->result);
  acu_score_table_set_result (self->table, self->result);
  gtk_stack_set_visible_child_name (self->stack, "result");
}

/* Computing. */

typedef struct {
  char *set;
  gboolean has_method; /* else the one that was chosen for the set */
  AcuOpinionMethod method;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->set);
  g_free (work);
}

/* A set may have no result, by a method that it has too few raters for: then why. */
typedef struct {
  AcuLabelSet *set;
  AcuLabelResult *result;
  GError *error;
} Outcome;

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_clear_pointer (&outcome->set, acu_label_set_free);
  g_clear_pointer (&outcome->result, acu_label_result_free);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

static gpointer
compute_result (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Work *work = data;
  AcuLabelSet *set = acu_label_table_find_set (catalog, work->set, error);
  Outcome *outcome;

  if (!set)
    return NULL;
  outcome = g_new0 (Outcome, 1);
  outcome->set = set;
  outcome->result = acu_label_result_compute (
      catalog, work->set, work->has_method ? &work->method : NULL, &outcome->error);
  return outcome;
}

static void
show_failure (AcuResultsPage *self, const char *reason)
{
  g_autofree char *escaped = g_markup_escape_text (reason, -1);

  adw_status_page_set_description (self->failed, escaped);
  gtk_label_set_label (self->facts, "");
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
take_outcome (AcuResultsPage *self, Outcome *outcome)
{
  g_clear_pointer (&self->computed, acu_label_set_free);
  g_clear_pointer (&self->result, acu_label_result_free);
  self->computed = g_steal_pointer (&outcome->set);
  self->result = g_steal_pointer (&outcome->result);
  gtk_label_set_label (self->kind, acu_label_method_get_word (self->computed->method));
  gtk_widget_set_visible (self->methods, self->computed->method != ACU_METHOD_PAIRWISE);
  if (!self->has_method)
    set_method_state (self, acu_opinion_method_of_set (self->computed));
  if (self->result)
    show_result (self);
  else
    show_failure (self, outcome->error->message);
}

static void
computed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Outcome *outcome = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!outcome && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (!outcome) {
    show_failure (data, error->message);
    return;
  }
  take_outcome (data, outcome);
  outcome_free (outcome);
}

static void
compute (AcuResultsPage *self)
{
  g_cancellable_cancel (self->computing);
  g_clear_object (&self->computing);
  if (!self->set)
    return;

  Work *work = g_new0 (Work, 1);
  work->set = g_strdup (self->set);
  work->has_method = self->has_method;
  work->method = self->method;
  self->computing = g_cancellable_new ();
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, compute_result,
                         work, work_free, outcome_free, self->computing, computed_cb, self);
}

static gboolean
recompute_cb (gpointer data)
{
  AcuResultsPage *self = data;

  self->recomputing = 0;
  compute (self);
  return G_SOURCE_REMOVE;
}

static void
catalog_changed_cb (AcuResultsPage *self, const AcuCatalogChange *change)
{
  if (self->set && (change->flags & ACU_CHANGE_LABELS) && self->recomputing == 0)
    self->recomputing = g_timeout_add (GATHER, recompute_cb, self);
}

static void
state_changed_cb (AcuResultsPage *self)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  gboolean is_ready = acu_library_get_state (self->library) == ACU_LIBRARY_READY;

  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, "label-keep")),
      is_ready && !acu_catalog_is_read_only (catalog));
  if (!is_ready)
    return;
  g_signal_handlers_disconnect_by_func (catalog, catalog_changed_cb, self);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Choosing. */

/* What is written of a set. */
typedef struct {
  gint64 set;
  gint64 rater; /* 0: the method is */
  gboolean kept;
  AcuOpinionMethod method;
} Choice;

static gpointer
write_choice (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Choice *choice = data;
  gboolean ok =
      choice->rater != 0
          ? acu_label_store_set_kept (catalog, choice->set, choice->rater, choice->kept, error)
          : acu_label_store_set_opinion (catalog, choice->set,
                                         acu_opinion_method_to_string (choice->method), error);

  return ok ? catalog : NULL;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) library = data;
  g_autoptr (GError) error = NULL;

  if (!acu_catalog_run_finish (ACU_CATALOG (source), result, &error))
    g_signal_emit_by_name (library, "message", error->message, FALSE);
}

/* That it is written is news, by which the results are computed anew. */
static void
write_async (AcuResultsPage *self, const Choice *choice)
{
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_WRITES, write_choice,
                         g_memdup2 (choice, sizeof *choice), g_free, NULL, NULL, written_cb,
                         g_object_ref (self->library));
}

static void
method_action (GSimpleAction *action, GVariant *value, gpointer data)
{
  AcuResultsPage *self = data;
  AcuOpinionMethod method;

  if (!self->computed ||
      !acu_opinion_method_from_string (g_variant_get_string (value, NULL), &method, NULL))
    return;
  self->has_method = TRUE;
  self->method = method;
  set_method_state (self, method);
  compute (self);
  /* One may look at a catalog that nobody can write by any method. */
  if (!acu_catalog_is_read_only (acu_library_get_catalog (self->library)))
    write_async (self, &(Choice){.set = self->computed->id, .method = method});
}

static void
keep_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuResultsPage *self = data;
  const char *name;
  gboolean kept;

  g_variant_get (parameter, "(&sb)", &name, &kept);
  if (!self->result)
    return;
  const AcuLabelTable *table = self->result->table;
  for (guint i = 0; i < table->raters->len; i++) {
    const AcuRater *rater = g_ptr_array_index (table->raters, i);
    g_autofree char *uid = acu_uid_format (rater->uid);
    if (g_str_equal (uid, name))
      write_async (self, &(Choice){.set = table->set->id, .rater = rater->id, .kept = kept});
  }
}

const char *
acu_results_page_get_set (AcuResultsPage *self)
{
  g_return_val_if_fail (ACU_IS_RESULTS_PAGE (self), NULL);

  return self->set;
}

void
acu_results_page_set_set (AcuResultsPage *self, const char *set)
{
  g_return_if_fail (ACU_IS_RESULTS_PAGE (self));

  g_free (self->set);
  self->set = g_strdup (set);
  self->has_method = FALSE;
  g_clear_pointer (&self->computed, acu_label_set_free);
  g_clear_pointer (&self->result, acu_label_result_free);
  acu_plot_clear (self->distribution);
  acu_plot_clear (self->scores);
  acu_plot_clear (self->bias);
  acu_rater_list_set_result (self->raters, NULL);
  acu_score_table_set_result (self->table, NULL);
  gtk_label_set_label (self->title, set ? set : "");
  gtk_label_set_label (self->kind, "");
  gtk_label_set_label (self->facts, "");
  gtk_widget_set_visible (self->methods, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "computing");
  compute (self);
}

void
acu_results_page_attach (AcuResultsPage *self, AcuLibrary *library, GActionMap *actions)
{
  static const GActionEntry entries[] = {
      {"label-method", NULL, "s", "'mean'", method_action},
      {"label-keep", keep_action, "(sb)"},
  };

  g_return_if_fail (ACU_IS_RESULTS_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = actions;
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
}

static GtkWidget *
add_chart (AcuResultsPage *self, AcuPlot *plot)
{
  GtkWidget *chart = acu_chart_new (plot);

  gtk_widget_set_size_request (chart, -1, 260);
  gtk_box_append (self->charts, chart);
  return chart;
}

static void
acu_results_page_dispose (GObject *object)
{
  AcuResultsPage *self = ACU_RESULTS_PAGE (object);

  g_cancellable_cancel (self->computing);
  g_clear_object (&self->computing);
  g_clear_handle_id (&self->recomputing, g_source_remove);
  g_clear_pointer (&self->result, acu_label_result_free);
  g_clear_pointer (&self->computed, acu_label_set_free);
  g_clear_pointer (&self->set, g_free);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_RESULTS_PAGE);
  g_clear_object (&self->distribution);
  g_clear_object (&self->scores);
  g_clear_object (&self->bias);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_results_page_parent_class)->dispose (object);
}

static void
acu_results_page_init (AcuResultsPage *self)
{
  g_type_ensure (ACU_TYPE_RATER_LIST);
  g_type_ensure (ACU_TYPE_SCORE_TABLE);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->stack));
  /* xgettext:no-c-format */
  self->scores = acu_plot_new (_ ("Scores with 95 % intervals"));
  self->distribution = acu_plot_new (_ ("Distribution of the ratings"));
  self->bias = acu_plot_new (_ ("Bias of the raters"));
  add_chart (self, self->scores);
  add_chart (self, self->distribution);
  self->bias_chart = add_chart (self, self->bias);
}

static void
acu_results_page_class_init (AcuResultsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_results_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/results-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, title);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, kind);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, methods);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, facts);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, remark);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, charts);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, raters);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, table);
  gtk_widget_class_bind_template_child (widget_class, AcuResultsPage, failed);
}
