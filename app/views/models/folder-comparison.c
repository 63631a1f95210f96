#include "app/views/models/folder-comparison.h"

#include "app/views/charts/chart.h"
#include "app/views/models/cards.h"
#include "app/views/models/comparison-view.h"
#include "app/views/models/measurement.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

#define PROGRESS_INTERVAL_MS 200

struct _AcuFolderComparison {
  GtkWidget parent_instance;

  AdwComboRow *choices[2];
  GtkWidget *progress;
  GtkWidget *words;
  GtkWidget *cards;

  AcuLibrary *library;
  AcuModelList *models;
  GCancellable *cancellable; /* NULL while nothing is compared */
  char *compared[2];         /* the models; what is chosen may change meanwhile */
  AcuMeasurementProgress measured;
  guint progress_source;
  gint64 started;               /* monotonic */
  AcuMeasurementResult *result; /* that is shown, or NULL */
  AcuPictureBrowser *browser;   /* of it */
};

G_DEFINE_FINAL_TYPE (AcuFolderComparison, acu_folder_comparison, GTK_TYPE_WIDGET)

static const char *
get_choice (AcuFolderComparison *self, guint which)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->choices[which]);

  return chosen ? gtk_string_object_get_string (chosen) : NULL;
}

static void
update_actions (AcuFolderComparison *self)
{
  const char *one = get_choice (self, 0), *other = get_choice (self, 1);
  gboolean busy = self->cancellable != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "comparison.compare",
                                 !busy && one && other && !g_str_equal (one, other));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "comparison.cancel", busy);
  gtk_widget_set_visible (self->progress, busy);
}

static void
models_changed_cb (AcuFolderComparison *self)
{
  g_auto (GStrv) names = acu_model_list_dup_names (self->models);

  for (guint i = 0; i < 2; i++) {
    g_autofree char *chosen = g_strdup (get_choice (self, i));

    acu_choice_row_offer (self->choices[i], (const char *const *)names,
                          i < g_strv_length (names) ? i : 0);
    /* Others may come while somebody chooses. */
    if (chosen)
      acu_choice_row_choose (self->choices[i], (const char *const *)names, chosen);
  }
  update_actions (self);
}

static void
point_activated_cb (AcuChart *chart, guint series, guint64 index, AcuFolderComparison *self)
{
  acu_rank_change_show_picture (self->result->change, index, self->browser);
}

static void
show_change (AcuFolderComparison *self, const AcuRankChange *change)
{
  g_autofree char *words = acu_rank_change_dup_words (change, ACU_RANKED_SHOWN);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *chart = acu_rank_chart_new (change, self->compared[0], self->compared[1]);
  GtkWidget *browser =
      acu_picture_browser_new (acu_library_get_decoder (self->library), _ ("Largest differences"));

  gtk_label_set_text (GTK_LABEL (self->words), words);
  gtk_box_append (GTK_BOX (box), acu_card_title_new (_ ("Largest differences")));
  gtk_box_append (GTK_BOX (box), browser);
  g_signal_connect (chart, "point-activated", G_CALLBACK (point_activated_cb), self);
  acu_cards_add (self->cards, chart);
  acu_cards_add (self->cards, box);
  self->browser = ACU_PICTURE_BROWSER (browser);
  acu_rank_change_fill_browser (change, self->browser);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuMeasurementResult *measured = acu_measurement_run_finish (result, &error);
  AcuFolderComparison *self = ACU_FOLDER_COMPARISON (source);

  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_object (&self->cancellable);
  if (!self->cards) {
    acu_measurement_result_free (measured);
    return; /* closed meanwhile */
  }
  self->result = measured;
  if (measured && measured->change)
    show_change (self, measured->change);
  else if (measured)
    gtk_label_set_text (GTK_LABEL (self->words), _ ("There are no two photos to compare."));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_label_set_text (GTK_LABEL (self->words), _ ("Cancelled."));
  else
    gtk_label_set_text (GTK_LABEL (self->words), error->message);
  update_actions (self);
}

static gboolean
progress_cb (gpointer data)
{
  AcuFolderComparison *self = data;

  acu_measurement_show_progress (
      GTK_PROGRESS_BAR (self->progress), g_atomic_int_get (&self->measured.done),
      g_atomic_int_get (&self->measured.total), self->started, _ ("Opening both models"));
  return G_SOURCE_CONTINUE;
}

static void
compare_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuFolderComparison *self = ACU_FOLDER_COMPARISON (widget);
  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  GtkWidget *card;

  if (!catalog)
    return;
  while ((card = gtk_widget_get_first_child (self->cards)))
    gtk_flow_box_remove (GTK_FLOW_BOX (self->cards), card);
  g_clear_pointer (&self->result, acu_measurement_result_free);
  gtk_label_set_text (GTK_LABEL (self->words), "");

  for (guint i = 0; i < 2; i++) {
    g_free (self->compared[i]);
    self->compared[i] = g_strdup (get_choice (self, i));
  }
  AcuMeasurement *measurement = acu_measurement_new (self->compared[0], self->compared[1]);
  measurement->catalog = g_object_ref (catalog);
  measurement->query = acu_photo_query_copy (acu_library_get_query (self->library));
  measurement->query->score_min = -INFINITY;
  measurement->query->score_max = INFINITY;
  measurement->device = g_settings_get_string (acu_settings_get (), "device");
  self->cancellable = g_cancellable_new ();
  self->measured = (AcuMeasurementProgress){0};
  self->started = g_get_monotonic_time ();
  self->progress_source = g_timeout_add (PROGRESS_INTERVAL_MS, progress_cb, self);
  progress_cb (self);
  acu_measurement_run_async (G_OBJECT (self), measurement, &self->measured, self->cancellable,
                             measured_cb, NULL);
  update_actions (self);
}

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_cancellable_cancel (ACU_FOLDER_COMPARISON (widget)->cancellable);
}

/* Off its window, nobody waits for the numbers; they would keep the page until then. */
static void
acu_folder_comparison_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (ACU_FOLDER_COMPARISON (widget)->cancellable);
  GTK_WIDGET_CLASS (acu_folder_comparison_parent_class)->unroot (widget);
}

static void
acu_folder_comparison_dispose (GObject *object)
{
  AcuFolderComparison *self = ACU_FOLDER_COMPARISON (object);
  GtkWidget *child;

  g_clear_handle_id (&self->progress_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  self->cards = NULL;
  g_clear_object (&self->cancellable);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_folder_comparison_parent_class)->dispose (object);
}

static void
acu_folder_comparison_finalize (GObject *object)
{
  AcuFolderComparison *self = ACU_FOLDER_COMPARISON (object);

  for (guint i = 0; i < 2; i++)
    g_free (self->compared[i]);
  acu_measurement_result_free (self->result);
  G_OBJECT_CLASS (acu_folder_comparison_parent_class)->finalize (object);
}

static void
acu_folder_comparison_init (AcuFolderComparison *self)
{
  static const char *const titles[] = {N_ ("First model"), N_ ("Second model")};
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *results = adw_preferences_group_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *compare = acu_mnemonic_button_new (_ ("_Compare"));
  GtkWidget *cancel = acu_mnemonic_button_new (_ ("C_ancel"));

  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Both score up to 200 of the photos that the library shows, evenly chosen."));
  for (guint i = 0; i < 2; i++) {
    self->choices[i] = ADW_COMBO_ROW (adw_combo_row_new ());
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choices[i]), _ (titles[i]));
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->choices[i]));
    g_signal_connect_swapped (self->choices[i], "notify::selected", G_CALLBACK (update_actions),
                              self);
  }
  gtk_actionable_set_action_name (GTK_ACTIONABLE (compare), "comparison.compare");
  gtk_widget_add_css_class (compare, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "comparison.cancel");
  gtk_box_append (GTK_BOX (buttons), compare);
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_widget_set_margin_top (buttons, 12);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), buttons);

  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  gtk_progress_bar_set_ellipsize (GTK_PROGRESS_BAR (self->progress), PANGO_ELLIPSIZE_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Photos scored"), -1);
  self->words = acu_card_text_new (NULL, FALSE);
  self->cards = acu_cards_new ();
  gtk_widget_set_margin_top (self->cards, 12);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (results), self->progress);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (results), self->words);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (results), self->cards);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (results));
  gtk_widget_set_parent (page, GTK_WIDGET (self));
}

static void
acu_folder_comparison_class_init (AcuFolderComparisonClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_folder_comparison_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_folder_comparison_finalize;
  widget_class->unroot = acu_folder_comparison_unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "folder-comparison");
  gtk_widget_class_install_action (widget_class, "comparison.compare", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "comparison.cancel", NULL, cancel_action);
}

GtkWidget *
acu_folder_comparison_new (AcuLibrary *library, AcuModelList *models)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && ACU_IS_MODEL_LIST (models), NULL);

  AcuFolderComparison *self = g_object_new (ACU_TYPE_FOLDER_COMPARISON, NULL);
  self->library = g_object_ref (library);
  self->models = models;
  g_signal_connect_object (models, "changed", G_CALLBACK (models_changed_cb), self,
                           G_CONNECT_SWAPPED);
  models_changed_cb (self);
  return GTK_WIDGET (self);
}
