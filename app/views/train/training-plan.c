#include "app/views/train/training-plan.h"

#include "app/labeling/label-dataset.h"
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "app/views/shared/thread-task.h"

#include <glib/gstdio.h>

typedef struct {
  char *name;
  AcuRunSettings settings;
  AcuRunEstimate estimate;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_free (plan->name);
  acu_run_settings_clear (&plan->settings);
  acu_run_estimate_clear (&plan->estimate);
  g_free (plan);
}

/* Copies the set that *@spec names, if it names one, to @path and has *@spec name that, and *@name
 * the set. */
static gboolean
copy_labels (char **spec, char **name, const char *path, GError **error)
{
  const char *set = *spec != NULL ? acu_label_dataset_get_set (*spec) : NULL;

  if (set == NULL)
    return TRUE;
  if (!acu_label_dataset_save (set, path, error))
    return FALSE;
  g_free (*name);
  *name = g_strdup (set);
  g_free (*spec);
  *spec = g_strdup (path);
  return TRUE;
}

static gboolean
prepare (Plan *plan, GError **error)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *data = NULL, *validation = NULL;

  if (acu_model_store_has (store, plan->name, error))
    return FALSE;
  data = acu_run_folder_claim (plan->name, "labels.csv", error);
  validation =
      data != NULL ? acu_run_folder_claim (plan->name, "labels-validation.csv", error) : NULL;
  return validation != NULL &&
         copy_labels (&plan->settings.data, &plan->settings.data_name, data, error) &&
         copy_labels (&plan->settings.validation, &plan->settings.validation_name, validation,
                      error);
}

/* A measurement leaves nothing behind, and its labels are nobody's but its own. */
static gboolean
estimate (Plan *plan, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("acutance-estimate-XXXXXX", error);
  g_autofree char *data = NULL, *validation = NULL;
  gboolean done;

  if (folder == NULL)
    return FALSE;
  data = g_build_filename (folder, "labels.csv", NULL);
  validation = g_build_filename (folder, "labels-validation.csv", NULL);
  done = copy_labels (&plan->settings.data, &plan->settings.data_name, data, error) &&
         copy_labels (&plan->settings.validation, &plan->settings.validation_name, validation,
                      error) &&
         acu_run_estimate (&plan->settings, &plan->estimate, cancellable, error);
  g_remove (data);
  g_remove (validation);
  g_rmdir (folder);
  return done;
}

static void
finish (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = prepare (data, &error);

  if (!done || g_cancellable_is_cancelled (cancellable))
    acu_run_folder_release (((const Plan *)data)->name);
  finish (task, done, error);
}

static void
estimate_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = estimate (data, cancellable, &error);

  finish (task, done, error);
}

static void
begin (const char *name,
       const AcuRunSettings *settings,
       GTaskThreadFunc func,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *text = acu_run_settings_to_json (settings);
  Plan *plan = g_new0 (Plan, 1);

  plan->name = g_strdup (name);
  acu_run_settings_from_json (text, &plan->settings, NULL);
  g_task_set_task_data (task, plan, plan_free);
  acu_thread_task_run_in_background (task, "training-plan", func);
}

void
acu_training_plan_prepare_async (const char *name,
                                 const AcuRunSettings *settings,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  begin (name, settings, prepare_in_thread, cancellable, callback, user_data);
}

gboolean
acu_training_plan_prepare_finish (GAsyncResult *result, AcuRunSettings *settings, GError **error)
{
  Plan *plan = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *settings = plan->settings;
  plan->settings = (AcuRunSettings){0};
  return TRUE;
}

const char *
acu_training_plan_get_name (GAsyncResult *result)
{
  return ((const Plan *)g_task_get_task_data (G_TASK (result)))->name;
}

static void
abandon_in_thread (GTask *task, gpointer source, gpointer name, GCancellable *cancellable)
{
  acu_run_folder_release (name);
  g_task_return_boolean (task, TRUE);
}

void
acu_training_plan_abandon (const char *name)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, g_strdup (name), g_free);
  acu_thread_task_run (task, abandon_in_thread);
}

void
acu_training_plan_estimate_async (const AcuRunSettings *settings,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  begin (NULL, settings, estimate_in_thread, cancellable, callback, user_data);
}

gboolean
acu_training_plan_estimate_finish (GAsyncResult *result,
                                   AcuRunEstimate *estimate_out,
                                   GError **error)
{
  Plan *plan = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *estimate_out = plan->estimate;
  plan->estimate = (AcuRunEstimate){0};
  return TRUE;
}
