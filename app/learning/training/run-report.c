/* What a run tells of itself: facts, its data as it was divided, how good its base is. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/learning/training/run-private.h"

void
acu_run_facts_clear (AcuRunFacts *facts)
{
  g_clear_pointer (&facts->device, g_free);
  g_clear_pointer (&facts->scores, g_free);
  g_clear_pointer (&facts->preset, g_free);
}

void
acu_run_get_facts (const AcuRun *run, AcuRunFacts *facts)
{
  *facts = (AcuRunFacts){
      .n_training = run->listed != NULL ? run->n_listed : run->training.n_samples,
      .n_left_out = run->n_left_out,
      .n_split_off = run->n_split_off,
      .n_unmarked = run->n_unmarked,
      .n_held_out = run->validation.n_samples + run->test.n_samples,
      .n_test = run->test.n_samples,
      .device = run->device != NULL ? g_strdup (acu_device_get_info (run->device)->name) : NULL,
      .scores = acu_run_digest_scores (run),
      .preset = g_strdup (run->base->architecture->preset),
      .fusion = acu_fusion_to_string (run->base->architecture->fusion),
  };
}

char *
acu_run_describe_unmarked (gsize n_unmarked)
{
  if (n_unmarked == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("%u picture of the data is not used: it has no mark, and others "
                "are marked for training.",
                "%u pictures of the data are not used: they have no mark, and "
                "others are marked for training.",
                n_unmarked),
      (guint)n_unmarked);
}

char *
acu_run_describe_left_out (gsize n_left_out)
{
  if (n_left_out == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u picture of the training data is held out as well, and is "
                                    "not learned from.",
                                    "%u pictures of the training data are held out as well, and "
                                    "are not learned from.",
                                    n_left_out),
                          (guint)n_left_out);
}

char *
acu_run_describe_split_off (gsize n_split_off)
{
  if (n_split_off == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("The data have no validation part: %u of their training pictures chooses the epoch "
                "and is not learned from.",
                "The data have no validation part: %u of their training pictures choose the epoch "
                "and are not learned from.",
                n_split_off),
      (guint)n_split_off);
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
append_optional (GString *row, const char *text)
{
  if (text != NULL)
    append_quoted (row, text);
}

/* Every row tells the scale: of its scores alone it could only be guessed. */
static void
append_part_rows (GString *rows, const AcuRun *run, const AcuRunPart *part, AcuSplit split)
{
  double low = acu_dataset_get_score_min (run->data), high = acu_dataset_get_score_max (run->data);
  char number[G_ASCII_DTOSTR_BUF_SIZE], low_text[sizeof number], high_text[sizeof number];

  g_ascii_dtostr (low_text, sizeof low_text, low);
  g_ascii_dtostr (high_text, sizeof high_text, high);
  for (gsize i = 0; i < part->n_samples; i++) {
    const AcuSample *sample = acu_dataset_get_sample (part->dataset, part->samples[i]);

    append_quoted (rows, sample->path);
    g_string_append_printf (
        rows, ",%s,%s,",
        g_ascii_dtostr (number, sizeof number,
                        acu_dataset_rescale (part->dataset, sample->mos, low, high)),
        acu_split_name (split));
    append_optional (rows, sample->group);
    g_string_append_c (rows, ',');
    append_optional (rows, sample->kind);
    g_string_append_printf (
        rows, ",%s,%s,%s\n",
        sample->kind != NULL ? g_ascii_dtostr (number, sizeof number, sample->level) : "", low_text,
        high_text);
  }
}

gboolean
acu_run_save_data (const AcuRun *run, const char *path, GError **error)
{
  g_autoptr (GString) rows =
      g_string_new ("path,mos,split,group,fault,level,score_min,score_max\n");

  if (run->listed == NULL) {
    append_part_rows (rows, run, &run->training, ACU_SPLIT_TRAIN);
    append_part_rows (rows, run, &run->validation, ACU_SPLIT_VAL);
    append_part_rows (rows, run, &run->test, ACU_SPLIT_TEST);
  }
  return g_file_set_contents (path, rows->str, (gssize)rows->len, error);
}

static gboolean
measure_base (AcuRun *run,
              const AcuRunListener *listener,
              GCancellable *cancellable,
              gpointer held_out,
              GError **error)
{
  return (run->settings.mode != ACU_RUN_QUICK || run->pooled != NULL ||
          acu_run_prepare_pooled (run, listener, cancellable, error)) &&
         (run->trainer != NULL || acu_run_make_trainer (run, error)) &&
         acu_run_evaluate (run, &run->validation, listener, cancellable, held_out, error);
}

gboolean
acu_run_measure_base (AcuRun *run,
                      const AcuRunListener *listener,
                      GCancellable *cancellable,
                      AcuAgreement *agreement,
                      GError **error)
{
  AcuRunHeldOut held_out;

  acu_run_warn_of_data (run, listener);
  memset (agreement, 0, sizeof *agreement);
  if (run->base->is_untrained || run->validation.n_samples == 0 || run->state != NULL ||
      run->position.epoch > 0 || run->position.position > 0)
    return TRUE;
  if (!acu_run_do (run, measure_base, listener, cancellable, &held_out, error))
    return FALSE;
  *agreement = held_out.agreement;
  return TRUE;
}
