#include "app/views/train/train-page.h"

#include "app/learning/service/training-service.h"
#include "app/views/models/outcome-page.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"
#include "app/views/train/device-sharing.h"
#include "app/views/train/run-actions.h"
#include "app/views/train/run-compare.h"
#include "app/views/train/run-list.h"
#include "app/views/train/run-notice.h"
#include "app/views/train/run-setup.h"
#include "app/views/train/run-view.h"
#include "app/views/train/synthetic-guide.h"

#include <glib/gi18n.h>

struct _AcuTrainPage {
  GtkWidget parent_instance;

  AdwLeaflet *leaflet;
  AcuRunList *list;
  GtkStack *content;
  AcuRunView *view;
  AcuRunSetup *setup;
  AcuRunCompare *compare;
  GtkBox *outcome;
  GtkWidget *back;
  GtkWidget *recovery;
  GtkLabel *recovery_words;

  AcuLibrary *library;
  GActionMap *actions;
  AcuTrainingService *service;
  AcuRunActions *run_actions;
  char *recovered; /* the run that the banner speaks of */
  char *examined;  /* the run whose outcome is looked at */
  gboolean looked; /* for unfinished runs, after the start */
};

enum { SIGNAL_NEEDS_ATTENTION, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuTrainPage, acu_train_page, GTK_TYPE_WIDGET)

static GtkWindow *
get_window (AcuTrainPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
tell (AcuTrainPage *self, const char *text)
{
  g_signal_emit_by_name (self->library, "message", text, FALSE);
}

static void
set_enabled (AcuTrainPage *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, action)),
                               enabled);
}

/* What is shown. */

static void
leave_outcome (AcuTrainPage *self)
{
  GtkWidget *page;

  while ((page = gtk_widget_get_first_child (GTK_WIDGET (self->outcome))) != NULL)
    gtk_box_remove (self->outcome, page);
}

static void
show_content (AcuTrainPage *self, const char *name)
{
  /* What is measured for a page that nobody sees is measured for nobody. */
  if (!g_str_equal (name, "outcome"))
    leave_outcome (self);
  gtk_stack_set_visible_child_name (self->content, name);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
show_run (AcuTrainPage *self, const char *id)
{
  acu_run_view_show (self->view, id);
  acu_run_list_select (self->list, id);
  show_content (self, "run");
}

static void
update_back (AcuTrainPage *self)
{
  gtk_widget_set_visible (self->back, adw_leaflet_get_folded (self->leaflet));
}

static void
back_cb (AcuTrainPage *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* The service. */

static void
share_cb (AcuTrainPage *self)
{
  acu_device_share (self->library, self->service);
}

static void
changed_cb (AcuTrainPage *self)
{
  acu_device_share (self->library, self->service);
}

static void
hide_recovery (AcuTrainPage *self)
{
  g_clear_pointer (&self->recovered, g_free);
  acu_run_view_set_offered (self->view, NULL);
  gtk_widget_set_visible (self->recovery, FALSE);
  g_signal_emit (self, signals[SIGNAL_NEEDS_ATTENTION], 0, FALSE);
}

/* Offers to go on with what the program was doing when it ended. */
static void
offer_recovery (AcuTrainPage *self, const AcuRunRecord *record)
{
  g_autofree char *words = NULL;

  if (record->n_epochs > 0)
    words = g_strdup_printf (_ ("The run “%s” was interrupted after epoch %u of %u. Nothing of it "
                                "is lost."),
                             record->name, record->n_epochs, record->settings.schedule.epochs);
  else
    words = g_strdup_printf (_ ("The run “%s” was interrupted in its first epoch. Nothing of it is "
                                "lost."),
                             record->name);
  self->recovered = g_strdup (record->id);
  acu_run_view_set_offered (self->view, record->id);
  gtk_label_set_label (self->recovery_words, words);
  gtk_widget_set_visible (self->recovery, TRUE);
  g_signal_emit (self, signals[SIGNAL_NEEDS_ATTENTION], 0, TRUE);
}

static void
records_changed_cb (AcuTrainPage *self)
{
  GPtrArray *records = acu_training_service_get_records (self->service);
  const char *visible = gtk_stack_get_visible_child_name (self->content);
  const char *shown = acu_run_view_get_id (self->view);

  if (records == NULL)
    return;
  acu_run_compare_set_records (self->compare, records);
  set_enabled (self, "compare-runs", records->len > 1);
  if (!self->looked) {
    const AcuRunRecord *interrupted = acu_run_record_find_interrupted (records);

    self->looked = TRUE;
    if (interrupted != NULL)
      offer_recovery (self, interrupted);
  }
  if (self->recovered != NULL) {
    const AcuRunRecord *record = acu_training_service_find (self->service, self->recovered);

    if (record == NULL || record->state != ACU_RECORD_INTERRUPTED)
      hide_recovery (self);
  }
  if (g_str_equal (visible, "run") && acu_training_service_find (self->service, shown) == NULL)
    visible = "empty";
  if (g_str_equal (visible, "empty") && records->len > 0) {
    const AcuRunRecord *newest = g_ptr_array_index (records, 0);

    acu_run_view_show (self->view, newest->id);
    acu_run_list_select (self->list, newest->id);
    gtk_stack_set_visible_child_name (self->content, "run");
  } else if (records->len == 0 && !g_str_equal (visible, "setup")) {
    gtk_stack_set_visible_child_name (self->content, "empty");
  }
}

static void
ended_cb (AcuTrainPage *self, const char *id)
{
  const AcuRunRecord *record = acu_training_service_find (self->service, id);
  g_autofree char *words = NULL;

  changed_cb (self);
  if (record == NULL)
    return;
  /* Whoever looks at it anyway needs no notification, and a rater who is blind gets none. */
  words = acu_run_notice_tell (
      record, !acu_library_is_blind (self->library) &&
                  (get_window (self) == NULL || !gtk_window_is_active (get_window (self))));
  if (words != NULL)
    tell (self, words);
}

static void
failed_cb (AcuTrainPage *self, const char *message)
{
  tell (self, message);
}

/* Actions. */

static void
new_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuTrainPage *self = data;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "train");
  acu_run_list_select (self->list, NULL);
  show_content (self, "setup");
  acu_run_setup_refresh (self->setup);
}

static void
train_on (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  new_run (NULL, NULL, data);
  acu_run_setup_choose_data (ACU_TRAIN_PAGE (data)->setup, g_variant_get_string (parameter, NULL));
}

static void
set_run_field (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *name, *value;

  g_variant_get (parameter, "(&s&s)", &name, &value);
  acu_run_setup_set_field (ACU_TRAIN_PAGE (data)->setup, name, value);
}

static void
ready_cb (AcuTrainPage *self, gboolean ready)
{
  set_enabled (self, "start-run", ready);
}

static void
start_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_run_setup_start (ACU_TRAIN_PAGE (data)->setup);
}

static void
show_run_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_run (data, g_variant_get_string (parameter, NULL));
}

static void
compare_runs (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuTrainPage *self = data;

  acu_run_list_select (self->list, NULL);
  show_content (self, "compare");
}

static void
resume_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuTrainPage *self = data;
  g_autofree char *id = g_variant_dup_string (parameter, NULL);
  const AcuRunRecord *record;

  /* Without a name it is the one that the banner offers. */
  if (*id == '\0' && self->recovered != NULL) {
    g_free (id);
    id = g_strdup (self->recovered);
  }
  record = acu_training_service_find (self->service, id);
  if (record == NULL)
    return;
  if (!acu_training_service_resume (self->service, record)) {
    tell (self, _ ("Another run is under way"));
    return;
  }
  hide_recovery (self);
  show_run (self, id);
}

/* Did it help? */

static void
decided_cb (AcuTrainPage *self, int outcome)
{
  g_autofree char *id = g_steal_pointer (&self->examined);

  if (id == NULL)
    return;
  if (outcome == ACU_OUTCOME_DISCARD) {
    acu_training_service_discard (self->service, id);
  } else {
    acu_run_actions_keep (self->run_actions, id, outcome == ACU_OUTCOME_USE);
  }
  show_run (self, id);
}

static void
examine_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuTrainPage *self = data;
  const AcuRunRecord *record =
      acu_training_service_find (self->service, g_variant_get_string (parameter, NULL));
  /* That of the run may be gone, and would be no better for it. */
  g_autofree char *device = g_settings_get_string (acu_settings_get (), "device");
  g_autofree char *table = NULL, *result = NULL;
  GtkWidget *page;

  if (record == NULL)
    return;
  leave_outcome (self);
  table = acu_run_record_path (record->id, ACU_RECORD_DATA);
  result = acu_run_record_path (record->id, ACU_RECORD_RESULT);
  page = acu_outcome_page_new (
      self->library,
      &(AcuOutcomeSource){.title = record->name,
                          .before = record->settings.base,
                          .after = record->model != NULL ? record->model : result,
                          .data = record->n_held_out > 0 ? table : NULL,
                          .split = record->n_test > 0 ? ACU_SPLIT_TEST : ACU_SPLIT_VAL,
                          .device = device,
                          .decided = record->model != NULL});
  g_free (self->examined);
  self->examined = g_strdup (record->id);
  gtk_widget_set_hexpand (page, TRUE);
  gtk_widget_set_vexpand (page, TRUE);
  g_signal_connect_object (page, "decided", G_CALLBACK (decided_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->outcome, page);
  show_content (self, "outcome");
}

static void
set_made_cb (AcuTrainPage *self, const char *spec)
{
  show_content (self, "setup");
  acu_run_setup_choose_data (self->setup, spec);
}

static void
make_synthetic_set (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuTrainPage *self = data;
  GtkWidget *guide;

  if (acu_library_get_catalog (self->library) == NULL)
    return;
  guide = acu_synthetic_guide_new (self->library);
  gtk_window_set_transient_for (GTK_WINDOW (guide), get_window (self));
  g_signal_connect_object (guide, "made", G_CALLBACK (set_made_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (guide));
}

static const GActionEntry entries[] = {
    {"new-run", new_run},
    {"train-on", train_on, "s"},
    {"set-run-field", set_run_field, "(ss)"},
    {"start-run", start_run},
    {"show-run", show_run_action, "s"},
    {"compare-runs", compare_runs},
    {"resume-run", resume_run, "s"},
    {"examine-run", examine_run, "s"},
    {"make-synthetic-set", make_synthetic_set},
};

void
acu_train_page_attach (AcuTrainPage *self, AcuLibrary *library, GActionMap *actions)
{
  g_autoptr (GAction) sharing = NULL;

  g_return_if_fail (ACU_IS_TRAIN_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = actions;
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  sharing = g_settings_create_action (acu_settings_get (), "while-training");
  g_action_map_add_action (actions, sharing);
  self->service = acu_training_service_new ();
  self->run_actions = acu_run_actions_new (GTK_WIDGET (self), library, self->service, actions);
  acu_run_list_attach (self->list, self->service);
  acu_run_view_attach (self->view, self->service);
  g_signal_connect_object (self->setup, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  acu_run_setup_attach (self->setup, library, self->service);
  g_signal_connect_object (self->setup, "started", G_CALLBACK (show_run), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "records-changed", G_CALLBACK (records_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scoring-changed", G_CALLBACK (share_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (acu_settings_get (), "changed::while-training", G_CALLBACK (share_cb),
                           self, G_CONNECT_SWAPPED);
  set_enabled (self, "compare-runs", FALSE);
  changed_cb (self);
}

/* Lets the program go once the run is saved. */
static void
suspended_cb (AcuTrainingService *service, const char *id, gpointer application)
{
  g_application_release (application);
  g_object_unref (service);
}

void
acu_train_page_close (AcuTrainPage *self)
{
  GApplication *application = g_application_get_default ();

  g_return_if_fail (ACU_IS_TRAIN_PAGE (self));

  if (self->service == NULL || !acu_training_service_is_busy (self->service) || application == NULL)
    return;
  g_application_hold (application);
  g_signal_connect (g_object_ref (self->service), "ended", G_CALLBACK (suspended_cb), application);
  acu_training_service_stop (self->service, ACU_TRAINING_SUSPEND);
}

static void
acu_train_page_dispose (GObject *object)
{
  AcuTrainPage *self = ACU_TRAIN_PAGE (object);

  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_TRAIN_PAGE);
  g_clear_pointer (&self->run_actions, acu_run_actions_free);
  g_clear_object (&self->service);
  g_clear_object (&self->library);
  g_clear_pointer (&self->recovered, g_free);
  g_clear_pointer (&self->examined, g_free);
  G_OBJECT_CLASS (acu_train_page_parent_class)->dispose (object);
}

static void
acu_train_page_init (AcuTrainPage *self)
{
  g_type_ensure (ACU_TYPE_RUN_LIST);
  g_type_ensure (ACU_TYPE_RUN_VIEW);
  g_type_ensure (ACU_TYPE_RUN_SETUP);
  g_type_ensure (ACU_TYPE_RUN_COMPARE);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->content));
  update_back (self);
}

static void
acu_train_page_class_init (AcuTrainPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_train_page_dispose;
  signals[SIGNAL_NEEDS_ATTENTION] =
      g_signal_new ("needs-attention", ACU_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, list);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, content);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, view);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, setup);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, compare);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, outcome);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, back);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, recovery);
  gtk_widget_class_bind_template_child (widget_class, AcuTrainPage, recovery_words);
  gtk_widget_class_bind_template_callback (widget_class, update_back);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_run);
  gtk_widget_class_bind_template_callback (widget_class, hide_recovery);
}
