#include "app/views/train/run-setup.h"

#include "app/scoring/model-watch.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/device-note.h"
#include "app/views/shared/settings.h"
#include "app/views/train/base-rows.h"
#include "app/views/train/data-rows.h"
#include "app/views/train/estimate-row.h"
#include "app/views/train/field-rows.h"
#include "app/views/train/run-names.h"
#include "app/views/train/training-choices.h"
#include "app/views/train/training-plan.h"

#include <glib/gi18n.h>

/* How long nobody may change anything before it is measured what the run will take, milliseconds.
 */
#define ESTIMATE_DELAY 900

/* Of what is held out, in a narrow window. */
#define LEGIBLE_LETTERS 12

struct _AcuRunSetup {
  GtkWidget parent_instance;

  AdwComboRow *base;
  AdwComboRow *data;
  AdwComboRow *layout;
  AdwEntryRow *path;
  AdwComboRow *held_out;
  AdwComboRow *held_out_data;
  AdwComboRow *held_out_layout;
  AdwEntryRow *held_out_path;
  AdwActionRow *left_out;
  AdwComboRow *mode;
  GtkFlowBox *recipes;
  GtkLabel *recipe_words;
  AdwComboRow *device;
  AdwEntryRow *name;
  AdwExpanderRow *advanced;
  AdwActionRow *estimate;
  GtkSpinner *measuring;
  GtkLabel *trouble;

  AcuLibrary *library;
  AcuTrainingService *service;
  AcuTrainingChoices *choices;
  AcuRunSettings settings;
  AcuRecipeButtons *recipe;
  AcuBaseRows *base_rows;
  AcuDataRows *data_rows;
  AcuDataRows *held_out_rows;
  AcuFieldRows *fields;
  AcuEstimateRow *measure;
  AcuModelWatch *models;
  char *data_title;    /* what the run that is being prepared learns from */
  char *wanted_data;   /* is chosen as soon as it is found */
  char *failure;       /* why nothing could be found; NULL: it was, or is looked for */
  char *refusal;       /* why what was asked for last did not begin; NULL: it did, or is not asked
                        * for any more */
  gboolean is_named;   /* by a person */
  gboolean is_filling; /* rows change, but nobody touches them */
  gboolean is_busy;    /* the service, when it was last heard of */
  gboolean has_begun;  /* what it is busy with was begun here */
  gboolean is_stale;   /* there may be something that what is looked at missed */
  guint estimate_timer;
  GCancellable *finding;
  GCancellable *preparing;
};

enum { SIGNAL_STARTED, SIGNAL_READY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuRunSetup, acu_run_setup, GTK_TYPE_WIDGET)

/* What is chosen. */

static const AcuTrainingChoice *
get_device (AcuRunSetup *self)
{
  return acu_training_choices_get_chosen (self->device,
                                          self->choices != NULL ? self->choices->devices : NULL);
}

/* Whether another set is held out, and no part of the data. */
static gboolean
holds_out_other (AcuRunSetup *self)
{
  return adw_combo_row_get_selected (self->held_out) == 1;
}

static AcuRunMode
get_mode (AcuRunSetup *self)
{
  return adw_combo_row_get_selected (self->mode) == 0 ? ACU_RUN_QUICK : ACU_RUN_FULL;
}

/* The rows are many, and most people never look at them. */
static void
need_fields (AcuRunSetup *self)
{
  acu_field_rows_fill (self->fields, self->advanced);
}

void
acu_run_setup_set_field (AcuRunSetup *self, const char *name, const char *value)
{
  g_return_if_fail (ACU_IS_RUN_SETUP (self) && value != NULL);

  need_fields (self);
  acu_field_rows_set (self->fields, name, value);
}

/* Settings from choices. */

/* Whether a whole network of random weights is to learn. */
static gboolean
is_from_nothing (AcuRunSetup *self)
{
  const AcuTrainingChoice *base = acu_base_rows_get_base (self->base_rows);

  return base != NULL && g_str_has_prefix (base->value, ACU_BASE_PRESET_PREFIX) &&
         get_mode (self) == ACU_RUN_FULL;
}

/* The paper's settings for the base and the mode, with the recipe laid over them. */
static void
reset_settings (AcuRunSetup *self)
{
  const AcuTrainingChoice *base = acu_base_rows_get_base (self->base_rows);
  guint64 seed = self->settings.seed;

  acu_run_settings_clear (&self->settings);
  acu_run_settings_init (&self->settings, get_mode (self), base != NULL ? base->preset : "nano");
  if (is_from_nothing (self))
    acu_run_settings_from_nothing (&self->settings);
  self->settings.seed = seed;
  acu_run_template_apply (acu_base_rows_get_recipe (self->base_rows), &self->settings);
  /* What is shown is what is used: a recipe's own base would be random weights. */
  g_free (self->settings.base);
  self->settings.base = g_strdup (base != NULL ? base->value : "");
  acu_field_rows_show (self->fields);
}

/* Everything else that the settings need. */
static void
complete_settings (AcuRunSetup *self)
{
  const AcuTrainingChoice *device = get_device (self);

  g_free (self->settings.data);
  self->settings.data = acu_data_rows_dup_spec (self->data_rows);
  g_free (self->settings.validation);
  /* What is to be named but is not is no part of the data: find_trouble() asks for it. */
  self->settings.validation =
      holds_out_other (self) ? acu_data_rows_dup_spec (self->held_out_rows) : NULL;
  g_free (self->settings.device);
  self->settings.device = g_strdup (device != NULL ? device->value : "auto");
}

static void
propose_name (AcuRunSetup *self)
{
  g_autofree char *title = acu_data_rows_dup_title (self->data_rows), *name = NULL;

  if (self->is_named || self->choices == NULL)
    return;
  name = acu_run_name_propose (title, get_mode (self), acu_base_rows_get_recipe (self->base_rows),
                               acu_training_service_get_records (self->service),
                               self->choices->models);
  self->is_filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  self->is_filling = FALSE;
}

/* What is missing before it can be measured what the run will take, or NULL. (transfer full) */
static char *
find_unmeasurable (AcuRunSetup *self)
{
  const char *wrong = acu_field_rows_find_trouble (self->fields);
  g_autoptr (GError) error = NULL;
  g_autofree char *spec = acu_data_rows_dup_spec (self->data_rows);
  g_autofree char *held_out = acu_data_rows_dup_spec (self->held_out_rows);

  if (self->choices == NULL || self->wanted_data != NULL)
    return g_strdup (self->failure != NULL ? self->failure : _ ("Looking for models and data…"));
  if (spec == NULL)
    return g_strdup (_ ("Choose the data to learn from."));
  if (holds_out_other (self) && held_out == NULL)
    return g_strdup (_ ("Choose the set to hold out."));
  if (holds_out_other (self) && g_str_equal (held_out, spec))
    return g_strdup (_ ("What is learned from cannot be held out as well."));
  if (acu_base_rows_lack_resnet (self->base_rows))
    return g_strdup (_ ("Import a ResNet-50 first: there is none among the models."));
  if (!acu_run_settings_check (&self->settings, &error))
    return g_strdup (error->message);
  if (wrong != NULL)
    return g_strdup (wrong);
  /* A device that trains has no time for it. */
  if (acu_training_service_is_busy (self->service))
    return g_strdup (_ ("Another run is under way."));
  return NULL;
}

/* What is missing before the run can begin, or NULL. (transfer full) */
static char *
find_trouble (AcuRunSetup *self)
{
  char *trouble = find_unmeasurable (self);

  return trouble != NULL
             ? trouble
             : acu_run_name_find_trouble (gtk_editable_get_text (GTK_EDITABLE (self->name)),
                                          acu_training_service_get_records (self->service),
                                          self->choices->models);
}

static void
set_ready (AcuRunSetup *self, gboolean ready)
{
  g_signal_emit (self, signals[SIGNAL_READY], 0, ready);
}

static void
show_trouble (AcuRunSetup *self)
{
  g_autofree char *trouble = find_trouble (self);
  const char *told = trouble != NULL ? trouble : self->refusal;

  gtk_label_set_label (self->trouble, told ?: "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), told != NULL);
  set_ready (self, trouble == NULL && self->preparing == NULL);
}

/* What it will take. */

static gboolean
estimate_cb (gpointer data)
{
  AcuRunSetup *self = data;
  g_autofree char *trouble = find_unmeasurable (self);

  self->estimate_timer = 0;
  if (trouble != NULL) {
    acu_estimate_row_wait (self->measure);
    return G_SOURCE_REMOVE;
  }
  complete_settings (self);
  acu_estimate_row_measure (self->measure, &self->settings);
  return G_SOURCE_REMOVE;
}

static void
forget_estimate (AcuRunSetup *self)
{
  g_clear_handle_id (&self->estimate_timer, g_source_remove);
  acu_estimate_row_forget (self->measure);
}

/* After anything that the form depends on. */
static void
look_again (AcuRunSetup *self)
{
  show_trouble (self);
  forget_estimate (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->estimate_timer = g_timeout_add (ESTIMATE_DELAY, estimate_cb, self);
}

/* By a person. */
static void
settings_changed (AcuRunSetup *self)
{
  g_clear_pointer (&self->refusal, g_free);
  look_again (self);
}

/* Rows. */

static void
show_details (AcuRunSetup *self)
{
  const AcuTrainingChoice *base = acu_base_rows_get_base (self->base_rows);
  g_autofree char *base_words = g_markup_escape_text (base != NULL ? base->detail : "", -1);
  const char *without = self->choices != NULL ? self->choices->left_out : NULL;
  g_autofree char *left_out = g_markup_escape_text (without != NULL ? without : "", -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->base), base_words);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->mode),
                               get_mode (self) == ACU_RUN_QUICK
                                   ? _ ("Minutes, even without a GPU")
                                   : _ ("Better with many labels; wants a GPU"));
  gtk_label_set_label (self->recipe_words,
                       acu_run_template_get_sentence (acu_base_rows_get_recipe (self->base_rows),
                                                      get_mode (self), is_from_nothing (self)));
  acu_data_rows_show (self->data_rows, TRUE);
  acu_data_rows_show (self->held_out_rows, holds_out_other (self));
  adw_action_row_set_subtitle (self->left_out, left_out);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), *left_out != '\0');
}

/* What the paper's settings depend on. */
static void
recipe_changed_cb (AcuRunSetup *self)
{
  if (self->is_filling)
    return;
  self->is_filling = TRUE;
  acu_base_rows_follow_recipe (self->base_rows);
  self->is_filling = FALSE;
  reset_settings (self);
  show_details (self);
  propose_name (self);
  settings_changed (self);
}

static void
base_changed_cb (AcuRunSetup *self)
{
  if (self->is_filling)
    return;
  self->is_filling = TRUE;
  acu_base_rows_follow_base (self->base_rows);
  self->is_filling = FALSE;
  recipe_changed_cb (self);
}

static void
choice_changed_cb (AcuRunSetup *self)
{
  if (self->is_filling)
    return;
  show_details (self);
  propose_name (self);
  settings_changed (self);
}

static void
name_changed_cb (AcuRunSetup *self)
{
  if (self->is_filling)
    return;
  self->is_named = *gtk_editable_get_text (GTK_EDITABLE (self->name)) != '\0';
  g_clear_pointer (&self->refusal, g_free);
  show_trouble (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuRunSetup) self = data;
  g_autoptr (GError) error = NULL;
  AcuTrainingChoices *choices =
      acu_training_choices_find_finish (ACU_CATALOG (source), result, &error);
  AcuTrainingChoices *old = self->choices;
  const AcuTrainingChoice *chosen;
  g_autofree char *base = NULL, *device = NULL, *model = NULL;
  gboolean is_there;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->finding);
  if (self->is_stale)
    acu_run_setup_refresh (self);
  g_free (self->failure);
  self->failure = error != NULL ? g_strdup (error->message) : NULL;
  if (choices == NULL) {
    show_trouble (self);
    return;
  }
  model = g_settings_get_string (acu_settings_get (), "model");
  chosen = acu_base_rows_get_base (self->base_rows);
  base = g_strdup (chosen != NULL ? chosen->value : model);
  device = old != NULL && get_device (self) != NULL
               ? g_strdup (get_device (self)->value)
               : g_settings_get_string (acu_settings_get (), "device");
  self->choices = choices;
  self->is_filling = TRUE;
  is_there = acu_base_rows_fill (self->base_rows, choices->bases, base);
  is_there = !acu_base_rows_follow_recipe (self->base_rows) && is_there;
  if (old == NULL || self->wanted_data != NULL)
    acu_data_rows_fill (self->data_rows, choices->data, self->wanted_data);
  else
    acu_data_rows_refill (self->data_rows, choices->data);
  g_clear_pointer (&self->wanted_data, g_free);
  /* Nothing is held out unasked. */
  acu_data_rows_refill (self->held_out_rows, choices->data);
  acu_training_choices_offer (self->device, choices->devices, device, NULL);
  self->is_filling = FALSE;
  /* The base may have been renamed or removed; what is shown is what is used. */
  if (old == NULL || !is_there)
    reset_settings (self);
  acu_training_choices_free (old);
  show_details (self);
  propose_name (self);
  look_again (self);
}

void
acu_run_setup_refresh (AcuRunSetup *self)
{
  AcuCatalog *catalog;

  g_return_if_fail (ACU_IS_RUN_SETUP (self));

  catalog = acu_library_get_catalog (self->library);
  self->is_stale = self->finding != NULL;
  if (catalog == NULL || self->is_stale)
    return;
  self->finding = g_cancellable_new ();
  acu_training_choices_find_async (catalog, self->finding, found_cb, g_object_ref (self));
}

void
acu_run_setup_choose_data (AcuRunSetup *self, const char *spec)
{
  g_return_if_fail (ACU_IS_RUN_SETUP (self) && spec != NULL);

  g_free (self->wanted_data);
  self->wanted_data = g_strdup (spec);
  self->is_named = FALSE;
  acu_run_setup_refresh (self);
  /* Until they are found, what is chosen is something else. */
  show_trouble (self);
}

/* Who comes back looks anyway. */
static void
models_changed_cb (gpointer data)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (data)))
    acu_run_setup_refresh (data);
}

/* What was asked for while the catalog was being opened is looked for when it is there. */
static void
library_changed_cb (AcuRunSetup *self)
{
  if (acu_library_get_state (self->library) != ACU_LIBRARY_READY)
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) || self->wanted_data != NULL)
    acu_run_setup_refresh (self);
}

/* A file or a folder. */

static void
choose_path_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  acu_data_rows_ask (ACU_RUN_SETUP (widget)->data_rows, _ ("Data to learn from"));
}

static void
choose_held_out_path_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  acu_data_rows_ask (ACU_RUN_SETUP (widget)->held_out_rows, _ ("Held-out data"));
}

/* The card of the base; what has none leads to those that have. */
static void
show_base_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const AcuTrainingChoice *base = acu_base_rows_get_base (ACU_RUN_SETUP (widget)->base_rows);

  if (base != NULL && !g_str_has_prefix (base->value, ACU_BASE_PRESET_PREFIX))
    gtk_widget_activate_action (widget, "win.show-model", "s", base->value);
  else
    gtk_widget_activate_action (widget, "win.models", NULL);
}

/* Beginning. */

static void
refuse (AcuRunSetup *self, const char *message)
{
  g_free (self->refusal);
  self->refusal = g_strdup (message);
  look_again (self);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuRunSetup) self = data;
  AcuRunSettings settings = {0};
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  g_clear_object (&self->preparing);
  if (!acu_training_plan_prepare_finish (result, &settings, &error)) {
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      acu_training_plan_abandon (acu_training_plan_get_name (result));
      return; /* closed meanwhile */
    }
    refuse (self, error->message);
    return;
  }
  id = acu_training_service_start (self->service, acu_training_plan_get_name (result),
                                   self->data_title, &settings);
  acu_run_settings_clear (&settings);
  if (id == NULL) {
    acu_training_plan_abandon (acu_training_plan_get_name (result));
    show_trouble (self);
    return;
  }
  self->is_named = FALSE;
  self->has_begun = TRUE;
  g_signal_emit (self, signals[SIGNAL_STARTED], 0, id);
}

void
acu_run_setup_start (AcuRunSetup *self)
{
  g_autofree char *trouble = NULL;

  g_return_if_fail (ACU_IS_RUN_SETUP (self));

  trouble = find_trouble (self);
  g_clear_pointer (&self->refusal, g_free);
  show_trouble (self);
  if (trouble != NULL || self->preparing != NULL)
    return;
  forget_estimate (self);
  complete_settings (self);
  acu_dataset_choices_remember (self->settings.data);
  if (self->settings.validation != NULL)
    acu_dataset_choices_remember (self->settings.validation);
  g_free (self->data_title);
  self->data_title = acu_data_rows_dup_title (self->data_rows);
  self->preparing = g_cancellable_new ();
  set_ready (self, FALSE);
  acu_training_plan_prepare_async (gtk_editable_get_text (GTK_EDITABLE (self->name)),
                                   &self->settings, self->preparing, prepared_cb,
                                   g_object_ref (self));
}

/* The service, which tells of a failure before it tells that it is idle.  What fails of other runs,
 * and of what is remembered of them, is said elsewhere. */

static void
failed_cb (AcuRunSetup *self, const char *message)
{
  if (self->has_begun && !acu_training_service_is_busy (self->service))
    refuse (self, message);
}

static void
service_changed_cb (AcuRunSetup *self)
{
  gboolean is_busy = acu_training_service_is_busy (self->service);

  if (is_busy == self->is_busy)
    return;
  self->is_busy = is_busy;
  self->has_begun = self->has_begun && is_busy;
  look_again (self);
}

void
acu_run_setup_attach (AcuRunSetup *self, AcuLibrary *library, AcuTrainingService *service)
{
  g_return_if_fail (ACU_IS_RUN_SETUP (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->service = g_object_ref (service);
  self->models = acu_model_watch_new (models_changed_cb, self);
  self->is_busy = acu_training_service_is_busy (service);
  g_signal_connect_object (service, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "changed", G_CALLBACK (service_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "records-changed", G_CALLBACK (show_trouble), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (library_changed_cb), self,
                           G_CONNECT_SWAPPED);
  show_details (self);
  show_trouble (self);
}

static void
acu_run_setup_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (acu_run_setup_parent_class)->map (widget);
  acu_run_setup_refresh (ACU_RUN_SETUP (widget));
}

static void
acu_run_setup_unmap (GtkWidget *widget)
{
  forget_estimate (ACU_RUN_SETUP (widget));
  g_clear_pointer (&ACU_RUN_SETUP (widget)->refusal, g_free);
  GTK_WIDGET_CLASS (acu_run_setup_parent_class)->unmap (widget);
}

static void
stop_listening (AcuRunSetup *self)
{
  if (self->service == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_signal_handlers_disconnect_by_data (self->library, self);
}

/* Off its window, nobody waits for what is still looked for or prepared, which keeps the form until
 * then; nor is there anybody to be told anything. */
static void
acu_run_setup_unroot (GtkWidget *widget)
{
  AcuRunSetup *self = ACU_RUN_SETUP (widget);

  g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
  g_cancellable_cancel (self->preparing);
  stop_listening (self);
  GTK_WIDGET_CLASS (acu_run_setup_parent_class)->unroot (widget);
}

static void
acu_run_setup_dispose (GObject *object)
{
  AcuRunSetup *self = ACU_RUN_SETUP (object);

  self->is_filling = TRUE;
  g_clear_pointer (&self->models, acu_model_watch_free);
  if (self->measure != NULL)
    forget_estimate (self);
  g_clear_pointer (&self->measure, acu_estimate_row_free);
  g_cancellable_cancel (self->preparing);
  g_clear_object (&self->preparing);
  stop_listening (self);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_RUN_SETUP);
  g_clear_object (&self->library);
  g_clear_object (&self->service);
  g_clear_pointer (&self->choices, acu_training_choices_free);
  g_clear_pointer (&self->base_rows, acu_base_rows_free);
  g_clear_pointer (&self->recipe, acu_recipe_buttons_free);
  g_clear_pointer (&self->data_rows, acu_data_rows_free);
  g_clear_pointer (&self->held_out_rows, acu_data_rows_free);
  g_clear_pointer (&self->fields, acu_field_rows_free);
  g_clear_pointer (&self->wanted_data, g_free);
  g_clear_pointer (&self->data_title, g_free);
  g_clear_pointer (&self->failure, g_free);
  g_clear_pointer (&self->refusal, g_free);
  acu_run_settings_clear (&self->settings);
  G_OBJECT_CLASS (acu_run_setup_parent_class)->dispose (object);
}

static void
acu_run_setup_init (AcuRunSetup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_device_note_bind (ADW_ACTION_ROW (self->device));
  acu_choice_row_keep_legible (self->held_out, LEGIBLE_LETTERS);
  self->is_filling = TRUE;
  self->recipe =
      acu_recipe_buttons_new (self->recipes, (void (*) (gpointer))recipe_changed_cb, self);
  self->base_rows = acu_base_rows_new (self->base, self->recipe);
  self->data_rows = acu_data_rows_new (self->data, self->layout, self->path);
  self->held_out_rows =
      acu_data_rows_new (self->held_out_data, self->held_out_layout, self->held_out_path);
  self->is_filling = FALSE;
  self->fields = acu_field_rows_new (&self->settings, (AcuFieldsChangedFunc)settings_changed, self);
  self->measure = acu_estimate_row_new (self->estimate, self->measuring);
}

static void
acu_run_setup_class_init (AcuRunSetupClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_run_setup_dispose;
  widget_class->map = acu_run_setup_map;
  widget_class->unmap = acu_run_setup_unmap;
  widget_class->unroot = acu_run_setup_unroot;
  signals[SIGNAL_STARTED] = g_signal_new ("started", ACU_TYPE_RUN_SETUP, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_READY] = g_signal_new ("ready", ACU_TYPE_RUN_SETUP, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/run-setup.ui");
  gtk_widget_class_install_action (widget_class, "setup.show-base", NULL, show_base_cb);
  gtk_widget_class_install_action (widget_class, "setup.choose-path", NULL, choose_path_cb);
  gtk_widget_class_install_action (widget_class, "setup.choose-held-out-path", NULL,
                                   choose_held_out_path_cb);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, base);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, data);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, layout);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, path);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, held_out);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, held_out_data);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, held_out_layout);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, held_out_path);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, mode);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, left_out);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, recipes);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, recipe_words);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, device);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, name);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, advanced);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, estimate);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, measuring);
  gtk_widget_class_bind_template_child (widget_class, AcuRunSetup, trouble);
  gtk_widget_class_bind_template_callback (widget_class, need_fields);
  gtk_widget_class_bind_template_callback (widget_class, base_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipe_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}
