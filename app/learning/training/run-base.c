/* The model that a run begins with, which people may call otherwise while the run is interrupted.
 */
#include "app/learning/training/run-private.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"

#include <glib/gi18n.h>

gboolean
acu_run_note_base (AcuRun *run, GError **error)
{
  g_autofree char *path = acu_run_folder_path (run->folder, ACU_RUN_BASE_FILE);

  return run->base->identity == NULL ||
         g_file_set_contents_full (path, run->base->identity, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0644, error);
}

/* What was noted; NULL where the base has no file, or nothing was noted. (transfer full) */
static char *
dup_noted (const AcuRun *run)
{
  g_autofree char *path = NULL;
  char *noted = NULL;

  if (run->folder == NULL)
    return NULL;
  path = acu_run_folder_path (run->folder, ACU_RUN_BASE_FILE);
  return g_file_get_contents (path, &noted, NULL, NULL) ? noted : NULL;
}

static AcuTrainingBase *
open_base (const AcuRun *run, const char *name, GError **error)
{
  return acu_training_base_open (name, run->settings.fusion, run->settings.seed, error);
}

AcuTrainingBase *
acu_run_open_base (const AcuRun *run, GError **error)
{
  g_autoptr (AcuModelStore) store = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *noted = dup_noted (run), *name = NULL, *shown = NULL;
  g_autoptr (AcuTrainingBase) base = NULL;

  if (noted == NULL)
    return open_base (run, run->settings.base, error);
  base = open_base (run, run->settings.base, &failure);
  if (base != NULL && g_strcmp0 (base->identity, noted) == 0)
    return g_steal_pointer (&base);
  store = acu_model_store_new ();
  name = acu_model_store_find_fingerprint (store, noted);
  if (name != NULL) {
    g_clear_pointer (&base, acu_training_base_free);
    g_clear_error (&failure);
    base = open_base (run, name, &failure);
    /* An installed one may be hidden by another one of the user's that is called like it. */
    if (base != NULL && g_strcmp0 (base->identity, noted) == 0)
      return g_steal_pointer (&base);
  }
  shown = g_filename_display_name (run->settings.base);
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
               _ ("the base model “%s”: %s; the run can be gone on with once that model is back, "
                  "whatever it is called then"),
               shown, failure != NULL ? failure->message : _ ("its weights are others now"));
  return NULL;
}
