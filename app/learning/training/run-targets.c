/* What the network should say of a patch. */
#include <math.h>
#include <string.h>

#include "app/learning/training/run-private.h"
#include "compute/nn/token-heads.h"

/* @score of the data's scale in the network's terms. */
static float
target_of (const AcuRun *run, const AcuDataset *dataset, double score)
{
  const AcuArchitecture *architecture = run->base->architecture;

  /* A patch list says exactly what the network should answer. */
  if (run->listed == NULL)
    score = acu_dataset_rescale (dataset, score, architecture->score_min, architecture->score_max);
  return (float)((score - run->targets.offset) / run->targets.scale);
}

float
acu_run_target (const AcuRun *run, const AcuDataset *dataset, guint32 sample)
{
  return target_of (run, dataset, acu_dataset_get_sample (dataset, sample)->mos);
}

gboolean
acu_run_fault_targets (const AcuRun *run, const AcuDataset *dataset, guint32 sample, float *faults)
{
  const float *labels = acu_dataset_get_sample (dataset, sample)->faults;
  const char *const *names = acu_dataset_get_fault_names (dataset);
  char *const *wanted = run->base->architecture->fault_names;
  gboolean any = FALSE;

  for (guint i = 0; wanted[i] != NULL; i++) {
    faults[i] = -1.0f;
    for (guint j = 0; labels != NULL && names[j] != NULL; j++)
      if (g_str_equal (names[j], wanted[i]) && !isnan (labels[j])) {
        faults[i] = labels[j];
        any = TRUE;
      }
  }
  return any;
}

/* Score and faults of a part of the picture in which @taken (0..1) of the score is taken away,
 * where
 * @whole is taken by the whole picture, whose faults are @labels. */
static void
fill_part (
    const AcuRun *run, double taken, double whole, const float *labels, float *score, float *faults)
{
  double best = acu_dataset_get_score_max (run->data);
  double range = best - acu_dataset_get_score_min (run->data);
  guint n_faults = acu_architecture_count_faults (run->base->architecture);

  *score = target_of (run, run->data, best - taken * range);
  for (guint i = 0; i < n_faults; i++)
    faults[i] =
        labels[i] <= 0.0f || whole <= 0.0 ? labels[i] : (float)MIN (labels[i] * taken / whole, 1.0);
}

void
acu_run_fill_targets (const AcuRun *run,
                      guint32 sample,
                      const float *severity,
                      float *score,
                      float *faults,
                      float *tokens)
{
  const AcuSample *picture = acu_dataset_get_sample (run->data, sample);
  double best = acu_dataset_get_score_max (run->data);
  double whole = (best - picture->mos) / (best - acu_dataset_get_score_min (run->data));
  guint length = acu_token_heads_get_length (run->base->architecture);
  gsize side = acu_token_heads_get_side (run->base->architecture), n_cells = side * side;
  gboolean is_local = severity != NULL && severity[0] >= 0.0f;
  float labels[ACU_MAX_FAULTS];
  double squares = 0.0;

  acu_run_fault_targets (run, run->data, sample, labels);
  *score = acu_run_target (run, run->data, sample);
  memcpy (faults, labels, (length - 1) * sizeof *faults);
  for (gsize i = 0; tokens != NULL && i < n_cells; i++) {
    float *token = tokens + i * length;

    if (is_local) {
      fill_part (run, severity[i], whole, labels, token, token + 1);
      continue;
    }
    token[0] = *score;
    memcpy (token + 1, faults, (length - 1) * sizeof *token);
  }
  if (!is_local)
    return;
  /* Minkowski's rule, by which the whole picture was labelled. */
  for (gsize i = 0; i < n_cells; i++)
    squares += (double)severity[i] * severity[i];
  fill_part (run, sqrt (squares / (double)n_cells), whole, labels, score, faults);
}
