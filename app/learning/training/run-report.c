/* What a run tells of itself: facts, its data as it was divided, how good its base is. */
#include <math.h>
#include <string.h>

#include "app/learning/training/run-private.h"

void
acu_run_facts_clear (AcuRunFacts *facts)
{
  g_clear_pointer (&facts->device, g_free);
  g_clear_pointer (&facts->preset, g_free);
}

void
acu_run_get_facts (const AcuRun *run, AcuRunFacts *facts)
{
  *facts = (AcuRunFacts){
      .n_training = run->listed != NULL ? run->n_listed : run->training.n_samples,
      .n_held_out = run->validation.n_samples,
      .device = run->device != NULL ? g_strdup (acu_device_get_info (run->device)->name) : NULL,
      .preset = g_strdup (run->base->architecture->preset),
      .fusion = acu_fusion_to_string (run->base->architecture->fusion),
  };
}

gsize
acu_run_get_memory (const AcuRun *run)
{
  return run->trainer != NULL ? acu_trainer_get_memory (run->trainer) : 0;
}

gboolean
acu_run_has_model (const AcuRun *run)
{
  g_autofree char *path = acu_run_folder_path (run->folder, ACU_RUN_BEST_FILE);

  /* A file that an earlier run of this name left is removed when a folder is made anew. */
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* RFC 4180: quotes around everything, doubled inside. */
static void
append_quoted (GString *row, const char *text)
{
  g_string_append_c (row, '"');
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"')
      g_string_append_c (row, '"');
    g_string_append_c (row, *c);
  }
  g_string_append_c (row, '"');
}

static void
append_part_rows (GString *rows, const AcuRun *run, const AcuRunPart *part, AcuSplit split)
{
  double low = acu_dataset_get_score_min (run->data), high = acu_dataset_get_score_max (run->data);

  for (gsize i = 0; i < part->n_samples; i++) {
    const AcuSample *sample = acu_dataset_get_sample (part->dataset, part->samples[i]);
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    append_quoted (rows, sample->path);
    g_string_append_printf (
        rows, ",%s,%s,",
        g_ascii_dtostr (number, sizeof number,
                        acu_dataset_rescale (part->dataset, sample->mos, low, high)),
        acu_split_name (split));
    if (sample->group != NULL)
      append_quoted (rows, sample->group);
    g_string_append_c (rows, '\n');
  }
}

gboolean
acu_run_save_data (const AcuRun *run, const char *path, GError **error)
{
  g_autoptr (GString) rows = g_string_new ("path,mos,split,group\n");

  if (run->listed == NULL) {
    append_part_rows (rows, run, &run->training, ACU_SPLIT_TRAIN);
    append_part_rows (rows, run, &run->validation, ACU_SPLIT_VAL);
  }
  return g_file_set_contents (path, rows->str, (gssize)rows->len, error);
}

gboolean
acu_run_measure_base (AcuRun *run,
                      const AcuRunListener *listener,
                      GCancellable *cancellable,
                      AcuAgreement *agreement,
                      GError **error)
{
  memset (agreement, 0, sizeof *agreement);
  if (run->base->is_untrained || run->validation.n_samples == 0 || run->state != NULL ||
      run->position.epoch > 0 || run->position.position > 0)
    return TRUE;
  if (run->settings.mode == ACU_RUN_QUICK && run->pooled == NULL &&
      !acu_run_prepare_pooled (run, listener, cancellable, error)) {
    /* What is computed so far is on the disk; the store is opened anew with all of it. */
    g_clear_pointer (&run->pooled, acu_pooled_store_free);
    return FALSE;
  }
  return (run->trainer != NULL || acu_run_make_trainer (run, error)) &&
         acu_run_validate (run, listener, cancellable, agreement, error);
}
