/* How well a model agrees with the opinion scores of a dataset. */
#pragma once

#include <gio/gio.h>

#include "app/learning/datasets/dataset.h"
#include "app/scoring/predictor.h"
#include "compute/train/bootstrap.h"
#include "compute/train/metrics.h"

G_BEGIN_DECLS

/* A picture has a fault whose label, 0..1, is at least this.  Labels of synthetic sets are what the
 * fault alone takes from the score, so that this is about ACU_STRONG_LEVEL. */
#define ACU_PRESENT_LABEL 0.5

/* One fault that both the model and the dataset know. */
typedef struct {
  char *name;
  guint n_labelled;         /* pictures that say whether they have it */
  guint n_present;          /* pictures that have it */
  double average_precision; /* of the model's probability, the mean over a picture's patches */
} AcuFaultResult;

/* The pictures to which one thing was done. */
typedef struct {
  char *name; /* "jpeg", …; "mixtures", and "in a part" for faults that are not everywhere */
  guint n;
  double srcc; /* NaN where the scores are all the same */
  double plcc;
} AcuKindResult;

/* From here on, on the five-grade impairment scale of synthetic sets, a fault is annoying. */
#define ACU_STRONG_LEVEL 3.0

typedef struct {
  char *dataset;
  AcuAgreement agreement; /* predictions against opinion scores on the model's scale */
  AcuInterval srcc;       /* 95 % by bootstrap over the pictures, or groups of them */
  AcuInterval plcc;
  GArray *faults;  /* AcuFaultResult, in the model's order */
  guint n_skipped; /* pictures that could not be read */
  guint n_missing; /* pictures that the dataset names, but are not there */

  /* Where the dataset says what was done to a picture and how much of it: */
  GArray *kinds;   /* AcuKindResult, by name */
  guint n_strong;  /* pictures with one strong fault and no other, if both sides name faults */
  guint n_named;   /* those of them whose strongest fault the model names */
  guint n_pairs;   /* of a group's untouched picture and one that a strong fault makes worse */
  guint n_ordered; /* those of them in which the untouched one has the better score */

  gsize n; /* the pictures, in the dataset's order */
  guint32 *samples;
  double *predictions;
  double *targets;
} AcuEvaluation;

/* Called once before a picture is scored: then @done are known of an evaluation that was
 * interrupted.
 */
typedef void (*AcuEvaluationProgressFunc) (gsize done, gsize total, gpointer user_data);
typedef void (*AcuEvaluationWarningFunc) (const char *message, gpointer user_data);

typedef struct {
  const char *protocol;               /* of pictures; NULL: the model's own */
  guint patches;                      /* random patches a picture; 0: 20 */
  guint64 seed;                       /* of the patches and of the bootstrap */
  AcuSplit split;                     /* only pictures of this part; ACU_SPLIT_NONE: all */
  AcuEvaluationProgressFunc progress; /* (nullable) */
  AcuEvaluationWarningFunc warning;   /* (nullable): for each picture that cannot be read */
  gpointer user_data;
} AcuEvaluationOptions;

/* Scores the pictures of @dataset by @model, under @options' protocol, on the device of
 * @predicting, and compares.  Pictures that cannot be read are left out and counted.  One that
 * is interrupted is gone on with by the next of the same model, pictures, protocol, patches and
 * device, see kept-scores.h.  Errors: those of acu_predictor_new() and acu_predictor_run();
 * ACU_DATASET_ERROR where nothing is left to compare. (transfer full) */
AcuEvaluation *acu_evaluate (AcuModel *model,
                             const AcuPredictorOptions *predicting,
                             const AcuDataset *dataset,
                             const AcuEvaluationOptions *options,
                             GCancellable *cancellable,
                             GError **error);
void acu_evaluation_free (AcuEvaluation *evaluation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuEvaluation, acu_evaluation_free)

G_END_DECLS
