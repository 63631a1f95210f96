/* What a set that says which picture was degraded how, and by how much, tells about a model. */
#pragma once

#include "app/learning/evaluation/evaluation.h"

/* Fills in the faults, the kinds, the strong faults and the pairs of @evaluation from its
 * predictions.  @faults: (nullable) (n,K) the model's probabilities of the @n_faults called @names,
 * one row for each of the evaluation's pictures, in their order. */
void acu_evaluation_tabulate (AcuEvaluation *evaluation,
                              const AcuDataset *dataset,
                              char *const *names,
                              const double *faults,
                              guint n_faults);
