#include "app/views/models/outcome-page.h"

#include "app/views/charts/chart.h"
#include "app/views/models/cards.h"
#include "app/views/models/comparison-view.h"
#include "app/views/models/measurement.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <glib/gi18n.h>

#define PROGRESS_INTERVAL_MS 200

struct _AcuOutcomePage {
  GtkWidget parent_instance;

  GtkStack *stack; /* "measuring", "failed", "result" */
  GtkWidget *progress;
  AdwStatusPage *failed;
  GtkWidget *cards;
  GtkWidget *buttons;
  GtkWidget *use; /* one of them */

  AcuLibrary *library;
  char *title;
  char *before;
  char *after;
  char *data;
  char *device;
  AcuSplit split;
  AcuRankedPhotos ranked;

  GCancellable *cancellable;
  AcuMeasurementProgress measured;
  guint progress_source;
  gint64 started; /* monotonic */
  AcuMeasurementResult *result;
  AcuPictureBrowser *disagreements;
  AcuPictureBrowser *moved;
};

enum { DECIDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuOutcomePage, acu_outcome_page, GTK_TYPE_WIDGET)

void
acu_outcome_use_model (const char *name)
{
  g_return_if_fail (name);

  g_settings_set_string (acu_settings_get (), "model", name);
}

/* The result. */

static void
point_activated_cb (AcuChart *chart, guint series, guint64 index, AcuOutcomePage *self)
{
  acu_comparison_show_picture (self->result->comparison, index, self->disagreements);
}

static void
place_activated_cb (AcuChart *chart, guint series, guint64 index, AcuOutcomePage *self)
{
  acu_rank_change_show_picture (self->result->change, index, self->moved);
}

static GtkWidget *
make_browser_card (AcuOutcomePage *self, const char *title, AcuPictureBrowser **browser)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *widget = acu_picture_browser_new (acu_library_get_decoder (self->library), title);

  gtk_box_append (GTK_BOX (box), acu_card_title_new (title));
  gtk_box_append (GTK_BOX (box), widget);
  *browser = ACU_PICTURE_BROWSER (widget);
  return box;
}

static GtkWidget *
make_button (const char *label, const char *action, const char *class)
{
  GtkWidget *button = acu_mnemonic_button_new (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                           PANGO_ELLIPSIZE_END);
  if (class)
    gtk_widget_add_css_class (button, class);
  return button;
}

/* What it comes to, in a sentence or two. (transfer full) */
static char *
dup_verdict (AcuOutcomePage *self)
{
  if (!self->result->comparison && self->result->lost)
    /* Translators: a model's name */
    return g_strdup_printf (_ ("Nothing was held out, so nobody knows. The base “%s” is gone: it "
                               "was removed, or is called otherwise now."),
                            self->result->lost);
  if (!self->result->comparison)
    return g_strdup (_ ("Nothing was held out, so nobody knows."));
  if (self->result->lost)
    /* Translators: a model's name */
    return g_strdup_printf (_ ("The base “%s” is gone: it was removed, or is called otherwise now. "
                               "These are the figures of the model after alone."),
                            self->result->lost);
  return acu_comparison_dup_verdict (self->result->comparison);
}

/* Which pictures judge, where the data have two parts that could: the run's own page shows the
 * figures of the part that chose the epoch.  NULL where there is nothing to tell apart. */
static const char *
get_caveat (AcuOutcomePage *self)
{
  if (!self->result->comparison || self->split == ACU_SPLIT_NONE)
    return NULL;
  if (self->split == ACU_SPLIT_TEST)
    return _ ("These pictures had no part in the training. The figures on the run’s page are of "
              "others, which chose the epoch, and are optimistic.");
  return _ ("These pictures also chose the epoch that is kept: the figures of the model after are "
            "optimistic. Few sources, or marks without a test part, leave none that only judge.");
}

/* What is to be heard of the result, which is not without its caveat. (transfer full) */
static char *
dup_announcement (AcuOutcomePage *self)
{
  g_autofree char *verdict = dup_verdict (self);
  const char *caveat = get_caveat (self);

  return caveat ? g_strdup_printf (C_ ("sentences", "%s %s"), verdict, caveat)
                : g_steal_pointer (&verdict);
}

static GtkWidget *
make_verdict_card (AcuOutcomePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_autofree char *verdict = dup_verdict (self);
  const char *caveat = get_caveat (self);

  gtk_box_append (GTK_BOX (box), acu_card_title_new (_ ("Did it help?")));
  gtk_box_append (GTK_BOX (box), self->result->comparison
                                     ? acu_metric_table_new (self->result->comparison, verdict)
                                     : acu_card_text_new (verdict, FALSE));
  if (caveat)
    gtk_box_append (GTK_BOX (box), acu_card_text_new (caveat, TRUE));
  if (self->result->change) {
    g_autofree char *words = acu_rank_change_dup_words (self->result->change, self->ranked);
    g_autofree char *from =
        self->result->scoring
            /* Translators: a model's name */
            ? g_strdup_printf (_ ("%s Compared with “%s”, which scores the library now."), words,
                               self->result->scoring)
            : g_strdup (words);
    gtk_box_append (GTK_BOX (box), acu_card_text_new (from, FALSE));
  } else if (self->result->change_error) {
    g_autofree char *words = g_strdup_printf (
        self->ranked == ACU_RANKED_FOLDER ? _ ("What would change in this folder is not known: %s")
                                          : _ ("What would change in the library is not known: %s"),
        self->result->change_error);
    gtk_box_append (GTK_BOX (box), acu_card_text_new (words, TRUE));
  }
  return box;
}

static void
show_change (AcuOutcomePage *self)
{
  const AcuRankChange *change = self->result->change;
  GtkWidget *places = acu_rank_chart_new (change, C_ ("model", "before"), C_ ("model", "after"));

  g_signal_connect (places, "point-activated", G_CALLBACK (place_activated_cb), self);
  acu_cards_add (self->cards, places);
  acu_cards_add (self->cards, make_browser_card (self,
                                                 self->ranked == ACU_RANKED_FOLDER
                                                     ? _ ("Would move most in this folder")
                                                     : _ ("Would move most in the library"),
                                                 &self->moved));
  acu_rank_change_fill_browser (change, self->moved);
}

static void
show_comparison (AcuOutcomePage *self)
{
  const AcuComparison *comparison = self->result->comparison;
  GtkWidget *scatter = acu_scatter_chart_new (comparison);
  GtkWidget *groups = acu_group_chart_new (comparison);

  g_signal_connect (scatter, "point-activated", G_CALLBACK (point_activated_cb), self);
  acu_cards_add (self->cards, scatter);
  acu_cards_add (self->cards,
                 make_browser_card (self, _ ("Largest disagreements"), &self->disagreements));
  acu_comparison_fill_browser (comparison, self->disagreements);
  if (groups)
    acu_cards_add (self->cards, groups);
}

/* Whether it is known to have helped. */
static gboolean
helped (const AcuComparison *comparison)
{
  return comparison && comparison->has_before &&
         comparison->metrics[ACU_METRIC_SRCC].verdict == ACU_VERDICT_BETTER;
}

static void
show_result (AcuOutcomePage *self)
{
  if (helped (self->result->comparison))
    gtk_widget_add_css_class (self->use, "suggested-action");
  acu_cards_add (self->cards, make_verdict_card (self));
  if (self->result->comparison)
    show_comparison (self);
  if (self->result->change)
    show_change (self);
  gtk_stack_set_visible_child_name (self->stack, "result");

  g_autofree char *words = dup_announcement (self);
  acu_announce (GTK_WIDGET (self->cards), words);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuMeasurementResult *measured = acu_measurement_run_finish (result, &error);
  AcuOutcomePage *self = ACU_OUTCOME_PAGE (source);

  g_clear_handle_id (&self->progress_source, g_source_remove);
  if (!self->stack) {
    acu_measurement_result_free (measured);
    return; /* closed meanwhile */
  }
  if (measured) {
    self->result = measured;
    show_result (self);
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    adw_status_page_set_title (self->failed, _ ("Not measured"));
    adw_status_page_set_description (self->failed, NULL);
  } else {
    g_autofree char *escaped = g_markup_escape_text (error->message, -1);
    adw_status_page_set_title (self->failed, _ ("The models could not be compared"));
    adw_status_page_set_description (self->failed, escaped);
  }
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static gboolean
progress_cb (gpointer data)
{
  AcuOutcomePage *self = data;

  acu_measurement_show_progress (
      GTK_PROGRESS_BAR (self->progress), g_atomic_int_get (&self->measured.done),
      g_atomic_int_get (&self->measured.total), self->started, _ ("Opening both models"));
  return G_SOURCE_CONTINUE;
}

/* All photos of the folder that is open, or of the library where none is: which of them are shown
 * at the moment is no condition of a judgement. (transfer full) */
static AcuPhotoQuery *
dup_all_open (AcuOutcomePage *self)
{
  const AcuPhotoQuery *shown = acu_library_get_query (self->library);
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  if (shown->scope == ACU_SCOPE_TREE || shown->scope == ACU_SCOPE_FOLDER) {
    query.scope = shown->scope;
    query.scope_id = shown->scope_id;
  }
  return acu_photo_query_copy (&query);
}

static void
measure (AcuOutcomePage *self)
{
  AcuMeasurement *measurement = acu_measurement_new (self->before, self->after);
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  measurement->data = g_strdup (self->data);
  measurement->split = self->split;
  measurement->device = g_strdup (self->device);
  if (catalog) {
    measurement->catalog = g_object_ref (catalog);
    measurement->query = dup_all_open (self);
    self->ranked =
        measurement->query->scope == ACU_SCOPE_TREE || measurement->query->scope == ACU_SCOPE_FOLDER
            ? ACU_RANKED_FOLDER
            : ACU_RANKED_LIBRARY;
    measurement->scoring = g_settings_get_string (acu_settings_get (), "model");
  }
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->stack, "measuring");
  self->measured = (AcuMeasurementProgress){0};
  self->started = g_get_monotonic_time ();
  self->progress_source = g_timeout_add (PROGRESS_INTERVAL_MS, progress_cb, self);
  progress_cb (self);
  acu_measurement_run_async (G_OBJECT (self), measurement, &self->measured, self->cancellable,
                             measured_cb, NULL);
}

/* Actions. */

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_cancellable_cancel (ACU_OUTCOME_PAGE (widget)->cancellable);
}

static void
measure_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuOutcomePage *self = ACU_OUTCOME_PAGE (widget);

  if (!self->progress_source && !self->result)
    measure (self);
}

static void
decide (AcuOutcomePage *self, AcuOutcome outcome)
{
  static const char *const actions[] = {"outcome.keep", "outcome.use", "outcome.discard"};

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], FALSE);
  gtk_widget_set_visible (self->buttons, FALSE);
  g_signal_emit (self, signals[DECIDED], 0, (int)outcome);
}

static void
keep_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  decide (ACU_OUTCOME_PAGE (widget),
          g_str_equal (action, "outcome.use") ? ACU_OUTCOME_USE : ACU_OUTCOME_KEEP);
}

static void
discard_response_cb (AcuOutcomePage *self, const char *response)
{
  if (g_str_equal (response, "discard"))
    decide (self, ACU_OUTCOME_DISCARD);
}

static void
discard_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuOutcomePage *self = ACU_OUTCOME_PAGE (widget);
  g_autofree char *heading = g_strdup_printf (_ ("Discard “%s”?"), self->title);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading,
                              _ ("What was learned is thrown away. The run stays in the list."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "discard",
                                    _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The widget. */

/* Taken off its window, nobody waits for the numbers; they would keep the page until then. */
static void
acu_outcome_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (ACU_OUTCOME_PAGE (widget)->cancellable);
  GTK_WIDGET_CLASS (acu_outcome_page_parent_class)->unroot (widget);
}

static void
acu_outcome_page_dispose (GObject *object)
{
  AcuOutcomePage *self = ACU_OUTCOME_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->progress_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  self->stack = NULL;
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_outcome_page_parent_class)->dispose (object);
}

static void
acu_outcome_page_finalize (GObject *object)
{
  AcuOutcomePage *self = ACU_OUTCOME_PAGE (object);

  g_clear_object (&self->cancellable);
  acu_measurement_result_free (self->result);
  g_free (self->title);
  g_free (self->before);
  g_free (self->after);
  g_free (self->data);
  g_free (self->device);
  G_OBJECT_CLASS (acu_outcome_page_parent_class)->finalize (object);
}

static GtkWidget *
make_measuring (AcuOutcomePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *cancel = make_button (_ ("_Cancel"), "outcome.cancel", "pill");
  GtkWidget *title = gtk_label_new (_ ("Did it help?"));

  gtk_widget_add_css_class (title, "title-2");
  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  gtk_progress_bar_set_ellipsize (GTK_PROGRESS_BAR (self->progress), PANGO_ELLIPSIZE_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pictures scored"), -1);
  gtk_widget_set_size_request (self->progress, 280, -1);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_halign (cancel, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box),
                  acu_card_text_new (_ ("The held-out pictures are scored by the model before and "
                                        "by the one after."),
                                     TRUE));
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_box_append (GTK_BOX (box), cancel);
  return box;
}

static GtkWidget *
make_result (AcuOutcomePage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->cards = acu_cards_new ();
  gtk_widget_set_margin_start (self->cards, 12);
  gtk_widget_set_margin_end (self->cards, 12);
  gtk_widget_set_margin_top (self->cards, 12);
  gtk_widget_set_margin_bottom (self->cards, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->cards);
  return scroller;
}

static void
acu_outcome_page_init (AcuOutcomePage *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *again = make_button (_ ("_Try again"), "outcome.measure", "pill");

  gtk_widget_set_parent (column, GTK_WIDGET (self));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_add_named (self->stack, make_measuring (self), "measuring");
  self->failed = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->failed, "dialog-warning-symbolic");
  gtk_widget_set_halign (again, GTK_ALIGN_CENTER);
  adw_status_page_set_child (self->failed, again);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->failed), "failed");
  gtk_stack_add_named (self->stack, make_result (self), "result");
  acu_shown_page_follow (GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->stack));

  /* What becomes of the model may be decided without waiting for the numbers. */
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->buttons, "toolbar");
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_bottom (self->buttons, 6);
  self->use = make_button (_ ("_Use this model"), "outcome.use", NULL);
  gtk_box_append (GTK_BOX (self->buttons), self->use);
  gtk_box_append (GTK_BOX (self->buttons), make_button (_ ("_Keep"), "outcome.keep", NULL));
  gtk_box_append (GTK_BOX (self->buttons), make_button (_ ("_Discard…"), "outcome.discard", NULL));
  gtk_box_append (GTK_BOX (column), self->buttons);
}

static void
acu_outcome_page_class_init (AcuOutcomePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_outcome_page_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_outcome_page_finalize;
  widget_class->unroot = acu_outcome_page_unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "outcome-page");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "outcome.keep", NULL, keep_action);
  gtk_widget_class_install_action (widget_class, "outcome.use", NULL, keep_action);
  gtk_widget_class_install_action (widget_class, "outcome.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "outcome.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "outcome.measure", NULL, measure_action);

  signals[DECIDED] = g_signal_new ("decided", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

GtkWidget *
acu_outcome_page_new (AcuLibrary *library, const AcuOutcomeSource *source)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && source && source->after, NULL);

  AcuOutcomePage *self = g_object_new (ACU_TYPE_OUTCOME_PAGE, NULL);
  self->library = g_object_ref (library);
  self->title = g_strdup (source->title ?: source->after);
  self->before = g_strdup (source->before);
  self->after = g_strdup (source->after);
  self->data = g_strdup (source->data);
  self->device = g_strdup (source->device);
  self->split = source->split;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Did it help?"), -1);
  if (source->decided)
    gtk_widget_set_visible (self->buttons, FALSE);
  measure (self);
  return GTK_WIDGET (self);
}
