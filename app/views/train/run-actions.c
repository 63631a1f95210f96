#include "app/views/train/run-actions.h"

#include "app/imaging/output-place.h"
#include "app/scoring/model-store.h"
#include "app/text/whole-file.h"
#include "app/views/models/outcome-page.h"
#include "app/views/shared/file-question.h"
#include "app/views/shared/thread-task.h"
#include "app/views/train/run-questions.h"

#include <glib/gi18n.h>

/* Where the page keeps them, for what is only given the page. */
#define DATA_KEY "acu-run-actions"

struct _AcuRunActions {
  GtkWidget *page;
  AcuLibrary *library;
  AcuTrainingService *service;
  GActionMap *actions;
  char *to_use; /* becomes the scoring model once it is kept */
  char *saved;  /* the run whose log is being saved */
};

static GtkWindow *
get_window (AcuRunActions *self)
{
  return GTK_WINDOW (gtk_widget_get_root (self->page));
}

static void
tell (AcuRunActions *self, const char *text)
{
  g_signal_emit_by_name (self->library, "message", text, FALSE);
}

static void
set_enabled (AcuRunActions *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, action)),
                               enabled);
}

/* The run under way. */

static void
changed_cb (AcuRunActions *self)
{
  g_auto (AcuTrainingStatus) status = {0};
  gboolean busy;
  GAction *pause = g_action_map_lookup_action (self->actions, "pause-training");

  acu_training_service_get_status (self->service, &status);
  busy = status.state != ACU_TRAINING_IDLE && status.state != ACU_TRAINING_ENDING;
  set_enabled (self, "pause-training", busy);
  set_enabled (self, "stop-training", busy);
  g_simple_action_set_state (
      G_SIMPLE_ACTION (pause),
      g_variant_new_boolean ((status.pause & ACU_PAUSE_TRAINING_PERSON) != 0));
}

static void
pause_training (GSimpleAction *action, GVariant *value, gpointer data)
{
  AcuRunActions *self = data;

  acu_training_service_set_paused (self->service, ACU_PAUSE_TRAINING_PERSON,
                                   g_variant_get_boolean (value));
}

static void
stop_training (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRunActions *self = data;
  g_auto (AcuTrainingStatus) status = {0};
  const AcuRunRecord *record;

  acu_training_service_get_status (self->service, &status);
  record = status.id != NULL ? acu_training_service_find (self->service, status.id) : NULL;
  if (record != NULL)
    acu_run_question_stop (get_window (self), self->service, record);
}

/* What becomes of a result. */

/* Once the model is kept, it can score. */
static void
use_kept (AcuRunActions *self)
{
  const AcuRunRecord *record =
      self->to_use != NULL ? acu_training_service_find (self->service, self->to_use) : NULL;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *text = NULL;

  if (record == NULL || record->model == NULL)
    return;
  if (acu_model_store_has (store, record->model, NULL)) {
    acu_outcome_use_model (record->model);
    text = g_strdup_printf (_ ("“%s” scores from now on"), record->model);
  } else {
    text = g_strdup_printf (_ ("The model “%s” is no longer there"), record->model);
  }
  tell (self, text);
  g_clear_pointer (&self->to_use, g_free);
}

/* What could not be kept does not score when it is kept later. */
static void
forget_use (AcuRunActions *self)
{
  g_clear_pointer (&self->to_use, g_free);
}

void
acu_run_actions_keep (AcuRunActions *self, const char *id, gboolean use)
{
  const AcuRunRecord *record = acu_training_service_find (self->service, id);

  if (record == NULL)
    return;
  forget_use (self);
  if (use)
    self->to_use = g_strdup (id);
  if (record->model == NULL)
    acu_training_service_keep (self->service, id, record->name);
  use_kept (self);
}

static void
keep_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_run_actions_keep (data, g_variant_get_string (parameter, NULL), FALSE);
}

static void
use_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_run_actions_keep (data, g_variant_get_string (parameter, NULL), TRUE);
}

static void
keep_best_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRunActions *self = data;

  acu_training_service_keep_best (self->service, g_variant_get_string (parameter, NULL));
}

static void
discard_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRunActions *self = data;
  const AcuRunRecord *record =
      acu_training_service_find (self->service, g_variant_get_string (parameter, NULL));

  if (record != NULL && record->model == NULL)
    acu_run_question_discard (get_window (self), self->service, record->id);
}

static void
remove_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRunActions *self = data;
  const char *id = g_variant_get_string (parameter, NULL);
  g_auto (AcuTrainingStatus) status = {0};

  acu_training_service_get_status (self->service, &status);
  if (g_strcmp0 (status.id, id) == 0) {
    tell (self, _ ("The run is under way: stop it first"));
    return;
  }
  acu_run_question_remove (get_window (self), self->service, id);
}

/* Its log. */

static void
copy_log_in_thread (GTask *task, gpointer source, gpointer paths, GCancellable *cancellable)
{
  const char *const *places = paths; /* from, to */
  g_autofree char *text = NULL;
  GError *error = NULL;
  gsize length;

  if (acu_output_place_check_name (places[1], &error) &&
      g_file_get_contents (places[0], &text, &length, &error) &&
      acu_whole_file_replace (places[1], text, length, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
log_copied_cb (GObject *library, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_saved = g_task_propagate_boolean (G_TASK (result), &error);

  g_signal_emit_by_name (library, "message", is_saved ? _ ("The log is saved") : error->message,
                         FALSE);
}

static void
copy_log (AcuRunActions *self, const char *id, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self->library, NULL, log_copied_cb, NULL);
  GStrv places = g_new0 (char *, 3);

  places[0] = acu_run_record_path (id, ACU_RECORD_LOG);
  places[1] = g_strdup (path);
  g_task_set_task_data (task, places, (GDestroyNotify)g_strfreev);
  acu_thread_task_run (task, copy_log_in_thread);
}

static void
save_log (GtkWidget *page, const char *path)
{
  AcuRunActions *self = g_object_get_data (G_OBJECT (page), DATA_KEY);

  copy_log (self, self->saved, path);
}

static void
save_run_log_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *id, *path;

  g_variant_get (parameter, "(&s&s)", &id, &path);
  if (acu_training_service_find (((AcuRunActions *)data)->service, id) != NULL)
    copy_log (data, id, path);
}

static void
save_run_log (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRunActions *self = data;
  const AcuRunRecord *record =
      acu_training_service_find (self->service, g_variant_get_string (parameter, NULL));
  g_autofree char *name = NULL;

  if (record == NULL)
    return;
  name = g_strconcat (record->name, ".jsonl", NULL);
  g_free (self->saved);
  self->saved = g_strdup (record->id);
  acu_file_ask (self->page, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save the log"), _ ("_Save"), name,
                save_log);
}

static const GActionEntry entries[] = {
    {"pause-training", NULL, NULL, "false", pause_training},
    {"stop-training", stop_training},
    {"keep-best-run", keep_best_run, "s"},
    {"keep-run", keep_run, "s"},
    {"use-run", use_run, "s"},
    {"discard-run", discard_run, "s"},
    {"remove-run", remove_run, "s"},
    {"save-run-log", save_run_log, "s"},
    {"save-run-log-to", save_run_log_to, "(ss)"},
};

AcuRunActions *
acu_run_actions_new (GtkWidget *page,
                     AcuLibrary *library,
                     AcuTrainingService *service,
                     GActionMap *actions)
{
  AcuRunActions *self = g_new0 (AcuRunActions, 1);

  self->page = page;
  self->library = g_object_ref (library);
  self->service = g_object_ref (service);
  self->actions = actions;
  g_object_set_data (G_OBJECT (page), DATA_KEY, self);
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_swapped (service, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (service, "ended", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (service, "records-changed", G_CALLBACK (use_kept), self);
  g_signal_connect_swapped (service, "failed", G_CALLBACK (forget_use), self);
  changed_cb (self);
  return self;
}

void
acu_run_actions_free (AcuRunActions *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_set_data (G_OBJECT (self->page), DATA_KEY, NULL);
  g_object_unref (self->service);
  g_object_unref (self->library);
  g_free (self->to_use);
  g_free (self->saved);
  g_free (self);
}
