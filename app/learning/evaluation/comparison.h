/* Whether one model agrees with people better than another, on the same pictures. */
#pragma once

#include "app/learning/evaluation/evaluation.h"
#include "app/learning/evaluation/group-errors.h"
#include "compute/train/logistic-fit.h"

G_BEGIN_DECLS

typedef enum {
  ACU_METRIC_SRCC,
  ACU_METRIC_PLCC,
  ACU_METRIC_KRCC,
  ACU_METRIC_RMSE, /* after the logistic fit, in the unit of the opinion scores */
  ACU_N_METRICS,
} AcuMetric;

/* "SRCC", …, in the language of whoever reads it. */
const char *acu_metric_get_name (AcuMetric metric);

typedef enum {
  ACU_VERDICT_UNKNOWN, /* the metric does not exist of these pictures, or there is nothing before */
  ACU_VERDICT_BETTER,
  ACU_VERDICT_WORSE,
  ACU_VERDICT_OPEN, /* the interval of the difference holds zero */
} AcuVerdict;

/* All intervals are of 95 %, by bootstrap over the pictures, those of one group together; that of
 * the difference is paired: both models are resampled with the same draws.  Of fewer groups than
 * ACU_BOOTSTRAP_MIN_GROUPS there are none. */
typedef struct {
  AcuInterval before;
  AcuInterval after;
  AcuInterval difference; /* after - before */
  AcuVerdict verdict;
} AcuMetricChange;

typedef struct {
  gboolean has_before;
  gsize n;          /* pictures that both models scored */
  guint32 n_groups; /* that they are of, a picture without a group being its own */
  GStrv paths;      /* (n) */
  double *targets;  /* (n) opinion scores on the dataset's scale, as everything here */
  double *before;   /* (n) predictions; NULL without a model before */
  double *after;
  AcuLogisticFit fit_before;
  AcuLogisticFit fit_after;
  AcuMetricChange metrics[ACU_N_METRICS];
  GArray *groups;       /* AcuGroupError; empty where nothing divides the pictures */
  AcuGrouping grouping; /* what they are divided by */
  guint32 *farthest;    /* (n) the pictures by distance of opinion and fitted prediction after */
} AcuComparison;

/* Compares what a model said before (NULL: there was none that could score) and one says after, of
 * the same pictures of @dataset.  @range_before and @range_after: the scale of each, from low to
 * high.  Errors: ACU_DATASET_ERROR where no picture was scored by both. (transfer full) */
AcuComparison *acu_comparison_new (const AcuDataset *dataset,
                                   const AcuEvaluation *before,
                                   const float range_before[2],
                                   const AcuEvaluation *after,
                                   const float range_after[2],
                                   guint64 seed,
                                   GError **error);
void acu_comparison_free (AcuComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuComparison, acu_comparison_free)

/* What two models make of the same pictures, nobody's opinion asked. */
typedef struct {
  gsize n;          /* pictures that both scored */
  gsize n_in_scope; /* that there are, where these are a sample; else n */
  GStrv paths;
  double *before; /* (n) on the scale of each model */
  double *after;
  guint *rank_before; /* (n) 1 is the best score; equal ones in the order of the pictures */
  guint *rank_after;
  double srcc;
  double krcc;
  guint far;           /* what counts as far: a tenth of the pictures, at least one place */
  guint n_up;          /* pictures that rise so far or farther */
  guint n_down;        /* pictures that fall so far or farther */
  guint32 *most_moved; /* (n) the pictures by places moved, the most first */
} AcuRankChange;

/* Lines up @before and @after, evaluations of the same @dataset. (transfer full) */
AcuRankChange *acu_rank_change_new (const AcuDataset *dataset,
                                    const AcuEvaluation *before,
                                    const AcuEvaluation *after);
/* Of @n_in_scope pictures no more than @limit were asked for: where there are more, those of
 * @change are a sample of them, however many of the sample could be scored. */
void acu_rank_change_set_scope (AcuRankChange *change, gsize n_in_scope, gsize limit);
void acu_rank_change_free (AcuRankChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRankChange, acu_rank_change_free)

/* Pictures without opinions, for acu_evaluate() and acu_rank_change_new(). (transfer full) */
AcuDataset *acu_dataset_of_pictures (const char *const *paths);

G_END_DECLS
