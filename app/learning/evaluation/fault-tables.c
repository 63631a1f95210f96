#include "app/learning/evaluation/fault-tables.h"

#include <math.h>
#include <string.h>

#define LOCAL_PREFIX "local "

/* The pictures of one kind. */
typedef struct {
  GArray *predictions; /* double */
  GArray *targets;
} Kind;

static void
kind_free (gpointer data)
{
  Kind *kind = data;

  g_array_unref (kind->predictions);
  g_array_unref (kind->targets);
  g_free (kind);
}

/* What the table calls a picture's kind: mixtures, and faults in a part, are too many to tell
 * apart. NULL where nothing was done to it, or nobody knows. */
static const char *
name_of (const AcuSample *sample)
{
  if (sample->kind == NULL || sample->level <= 0.0)
    return NULL;
  if (strchr (sample->kind, '+') != NULL)
    return "mixtures";
  if (g_str_has_prefix (sample->kind, LOCAL_PREFIX))
    return "in a part";
  return sample->kind;
}

static int
compare_kinds_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (((const AcuKindResult *)a)->name, ((const AcuKindResult *)b)->name);
}

static void
tabulate_kinds (AcuEvaluation *evaluation, const AcuDataset *dataset)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kind_free);
  GHashTableIter iter;
  gpointer name, value;

  for (gsize i = 0; i < evaluation->n; i++) {
    const char *called = name_of (acu_dataset_get_sample (dataset, evaluation->samples[i]));
    Kind *kind = called != NULL ? g_hash_table_lookup (kinds, called) : NULL;

    if (called == NULL)
      continue;
    if (kind == NULL) {
      kind = g_new (Kind, 1);
      kind->predictions = g_array_new (FALSE, FALSE, sizeof (double));
      kind->targets = g_array_new (FALSE, FALSE, sizeof (double));
      g_hash_table_insert (kinds, (gpointer)called, kind);
    }
    g_array_append_val (kind->predictions, evaluation->predictions[i]);
    g_array_append_val (kind->targets, evaluation->targets[i]);
  }
  g_hash_table_iter_init (&iter, kinds);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    const Kind *kind = value;
    const double *predictions = (const double *)kind->predictions->data;
    const double *targets = (const double *)kind->targets->data;
    AcuKindResult result = {.name = g_strdup (name),
                            .n = kind->targets->len,
                            .srcc = acu_metrics_srcc (predictions, targets, kind->targets->len),
                            .plcc = acu_metrics_plcc (predictions, targets, kind->targets->len)};

    g_array_append_val (evaluation->kinds, result);
  }
  g_array_sort (evaluation->kinds, compare_kinds_cb);
}

/* The name of the fault that @labels, or probabilities, say is the strongest. */
static const char *
name_strongest (char *const *names, const double *values, guint n)
{
  guint strongest = 0;

  for (guint i = 1; i < n; i++)
    if (values[i] > values[strongest])
      strongest = i;
  return names[strongest];
}

/* Mixtures are left out: how strong each of their faults looks under the others is not known.  So
 * is a fault that takes nothing from the picture at hand, as less colour takes nothing from grey.
 */
static void
count_named (AcuEvaluation *evaluation,
             const AcuDataset *dataset,
             char *const *names,
             const double *faults,
             guint n_faults)
{
  char *const *labelled = (char *const *)acu_dataset_get_fault_names (dataset);
  guint n_labelled = (guint)acu_dataset_get_n_faults (dataset);
  g_autofree double *labels = g_new (double, n_labelled + 1);

  for (gsize i = 0; i < evaluation->n && faults != NULL && n_labelled > 0; i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, evaluation->samples[i]);
    double strongest = 0.0;

    if (sample->faults == NULL || sample->kind == NULL || strchr (sample->kind, '+') != NULL ||
        sample->level < ACU_STRONG_LEVEL)
      continue;
    for (guint j = 0; j < n_labelled; j++) {
      labels[j] = isnan (sample->faults[j]) ? 0.0 : sample->faults[j];
      strongest = fmax (strongest, labels[j]);
    }
    if (strongest <= 0.0)
      continue;
    evaluation->n_strong++;
    evaluation->n_named += g_str_equal (name_strongest (labelled, labels, n_labelled),
                                        name_strongest (names, faults + i * n_faults, n_faults));
  }
}

/* Compares the model's fault @index of @n_faults, which is called @name, with the labels of the
 * same name. */
static void
evaluate_fault (AcuEvaluation *evaluation,
                const AcuDataset *dataset,
                const char *name,
                const double *faults,
                guint index,
                guint n_faults)
{
  const char *const *names = acu_dataset_get_fault_names (dataset);
  g_autofree double *scores = g_new (double, evaluation->n + 1);
  g_autofree gboolean *present = g_new (gboolean, evaluation->n + 1);
  AcuFaultResult result = {0};
  gsize label = 0;

  while (names[label] != NULL && !g_str_equal (names[label], name))
    label++;
  if (names[label] == NULL)
    return;
  for (gsize i = 0; i < evaluation->n; i++) {
    const float *labels = acu_dataset_get_sample (dataset, evaluation->samples[i])->faults;

    if (labels == NULL || isnan (labels[label]))
      continue;
    scores[result.n_labelled] = faults[i * n_faults + index];
    present[result.n_labelled] = (double)labels[label] >= ACU_PRESENT_LABEL;
    result.n_present += present[result.n_labelled];
    result.n_labelled++;
  }
  result.name = g_strdup (name);
  result.average_precision = acu_metrics_average_precision (scores, present, result.n_labelled);
  g_array_append_val (evaluation->faults, result);
}

/* An untouched picture can win only where its score is the higher one. */
static void
count_pairs (AcuEvaluation *evaluation, const AcuDataset *dataset)
{
  /* Group to the place of its untouched picture, from 1. */
  g_autoptr (GHashTable) untouched = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < evaluation->n; i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, evaluation->samples[i]);

    if (sample->group != NULL && sample->kind != NULL && sample->level <= 0.0)
      g_hash_table_insert (untouched, (gpointer)sample->group, GSIZE_TO_POINTER (i + 1));
  }
  for (gsize i = 0; i < evaluation->n; i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, evaluation->samples[i]);
    gsize place = sample->group != NULL && sample->kind != NULL && sample->level >= ACU_STRONG_LEVEL
                      ? GPOINTER_TO_SIZE (g_hash_table_lookup (untouched, sample->group))
                      : 0;

    if (place == 0 || evaluation->targets[i] >= evaluation->targets[place - 1])
      continue;
    evaluation->n_pairs++;
    evaluation->n_ordered += evaluation->predictions[place - 1] > evaluation->predictions[i];
  }
}

void
acu_evaluation_tabulate (AcuEvaluation *evaluation,
                         const AcuDataset *dataset,
                         char *const *names,
                         const double *faults,
                         guint n_faults)
{
  for (guint i = 0; i < n_faults; i++)
    evaluate_fault (evaluation, dataset, names[i], faults, i, n_faults);
  tabulate_kinds (evaluation, dataset);
  count_named (evaluation, dataset, names, n_faults > 0 ? faults : NULL, n_faults);
  count_pairs (evaluation, dataset);
}
