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

/* A picture that a patch, or a quarter of it, comes from. */
typedef struct {
  double taken;                 /* 0..1, from the score of the whole picture */
  float faults[ACU_MAX_FAULTS]; /* of the whole picture, -1 where not labelled */
} Source;

static Source
get_source (const AcuRun *run, guint32 sample)
{
  double best = acu_dataset_get_score_max (run->data);
  double range = best - acu_dataset_get_score_min (run->data);
  Source source = {.taken = (best - acu_dataset_get_sample (run->data, sample)->mos) / range};

  acu_run_fault_targets (run, run->data, sample, source.faults);
  return source;
}

/* Score and faults of a part of the picture @source in which @taken of the score is taken away. */
static void
fill_part (const AcuRun *run, const Source *source, double taken, float *score, float *faults)
{
  double best = acu_dataset_get_score_max (run->data);
  double range = best - acu_dataset_get_score_min (run->data);
  guint n_faults = acu_architecture_count_faults (run->base->architecture);

  *score = target_of (run, run->data, best - taken * range);
  for (guint i = 0; i < n_faults; i++) {
    double strength = source->faults[i];

    if (strength > 0.0 && source->taken > 0.0)
      strength = MIN (strength * taken / source->taken, 1.0);
    faults[i] = (float)strength;
  }
}

/* What holds of the whole patch by what holds of its @n cells: Minkowski's rule, by which whole
 * pictures are labelled. @taken: (n); @tokens: (n,length) of the cells. */
static void
sum_up (const AcuRun *run,
        const double *taken,
        const float *tokens,
        gsize n,
        guint length,
        float *score,
        float *faults)
{
  double best = acu_dataset_get_score_max (run->data);
  double range = best - acu_dataset_get_score_min (run->data), squares = 0.0;

  for (gsize i = 0; i < n; i++)
    squares += taken[i] * taken[i];
  *score = target_of (run, run->data, best - sqrt (squares / (double)n) * range);
  for (guint j = 1; j < length; j++) {
    gboolean is_labelled = TRUE;

    squares = 0.0;
    for (gsize i = 0; i < n; i++) {
      double strength = tokens[i * length + j];

      is_labelled &= strength >= 0.0;
      squares += strength * strength;
    }
    faults[j - 1] = is_labelled ? (float)sqrt (squares / (double)n) : -1.0f;
  }
}

void
acu_run_fill_targets (const AcuRun *run,
                      const guint32 *quarters,
                      const float *severity,
                      float *score,
                      float *faults,
                      float *tokens)
{
  guint length = acu_token_heads_get_length (run->base->architecture);
  gsize side = acu_token_heads_get_side (run->base->architecture), n = side * side;
  g_autofree float *own = tokens == NULL ? g_new (float, n *length) : NULL;
  float *cells = tokens != NULL ? tokens : own;
  g_autofree double *taken = g_new (double, n);
  Source sources[ACU_QUARTERS];
  gboolean is_even = TRUE;

  for (guint i = 0; i < ACU_QUARTERS; i++) {
    sources[i] = get_source (run, quarters[i]);
    is_even &= quarters[i] == quarters[0];
  }
  for (gsize i = 0; i < n; i++) {
    const Source *source = &sources[2 * (i / side >= side / 2) + (i % side >= side / 2)];
    gboolean is_mapped = severity != NULL && severity[i] >= 0.0f;

    taken[i] = is_mapped ? (double)severity[i] : source->taken;
    is_even &= !is_mapped;
    fill_part (run, source, taken[i], cells + i * length, cells + i * length + 1);
  }
  if (is_even) {
    *score = acu_run_target (run, run->data, quarters[0]);
    memcpy (faults, sources[0].faults, (length - 1) * sizeof *faults);
  } else {
    sum_up (run, taken, cells, n, length, score, faults);
  }
}
