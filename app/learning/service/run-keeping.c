#include "app/learning/service/run-keeping.h"

#include "app/learning/training/run-card.h"
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"

#include <glib/gstdio.h>

gboolean
acu_run_record_keep (AcuRunRecord *record, const char *model, GError **error)
{
  g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_RESULT);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = acu_model_store_open_file (store, path, error);
  g_autofree char *kept = NULL;

  if (file == NULL)
    return FALSE;
  acu_run_card_set_run (file, record->id);
  kept = acu_model_store_add (store, file, model, error);
  if (kept == NULL)
    return FALSE;
  g_free (record->model);
  record->model = g_strdup (model);
  if (!acu_run_record_save (record, error))
    return FALSE;
  g_remove (path);
  return TRUE;
}

gboolean
acu_run_record_discard (AcuRunRecord *record, GError **error)
{
  g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_RESULT);

  if (record->model != NULL)
    return TRUE;
  if (acu_run_record_can_resume (record)) {
    AcuRunSettings settings = {0};
    g_autoptr (AcuRunFolder) folder = acu_run_folder_open (record->name, &settings, error);

    acu_run_settings_clear (&settings);
    if (folder == NULL || !acu_run_folder_remove (folder, error))
      return FALSE;
  }
  g_remove (path);
  record->state = ACU_RECORD_DISCARDED;
  return acu_run_record_save (record, error);
}

/* Whatever has become of base and data: a photo that changed is no reason to lose what was learned.
 */
gboolean
acu_run_record_keep_best (AcuRunRecord *record, GError **error)
{
  g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_RESULT);
  AcuRunSettings settings = {0};
  g_autoptr (AcuRunFolder) folder = acu_run_folder_open (record->name, &settings, error);
  g_autoptr (AcuModelFile) file = NULL;

  acu_run_settings_clear (&settings);
  if (folder == NULL || (file = acu_run_folder_open_best (folder, error)) == NULL ||
      !acu_model_file_save (file, ACU_ELEMENT_F32, path, error) ||
      !acu_run_folder_remove (folder, error))
    return FALSE;
  record->state = ACU_RECORD_STOPPED;
  g_clear_pointer (&record->error, g_free);
  return acu_run_record_save (record, error);
}
