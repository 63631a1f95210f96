#include "app/learning/service/run-models.h"

#include "app/learning/training/run-card.h"
#include "app/scoring/model-store.h"

/* What the model of @record is called now: the one that says it came of this run, or, where it says
 * of none, that was kept under this name.  NULL: it was removed. */
static const char *
find_model (const AcuRunRecord *record, GPtrArray *models)
{
  const char *found = NULL, *unsaid = NULL;

  for (guint i = 0; i < models->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (models, i);
    g_autofree char *run = entry->file != NULL ? acu_run_card_dup_run (entry->file) : NULL;
    gboolean has_name = g_str_equal (entry->name, record->model);

    if (run == NULL)
      unsaid = has_name ? entry->name : unsaid;
    else if (g_str_equal (run, record->id))
      found = found == NULL || has_name ? entry->name : found;
  }
  return found != NULL ? found : unsaid;
}

void
acu_run_models_follow (GPtrArray *records)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GPtrArray) models = NULL;

  for (guint i = 0; i < records->len; i++) {
    AcuRunRecord *record = g_ptr_array_index (records, i);
    char *model;

    if (record->model == NULL)
      continue;
    if (models == NULL)
      models = acu_model_store_list (store);
    model = g_strdup (find_model (record, models));
    g_free (record->model);
    record->model = model;
  }
}
