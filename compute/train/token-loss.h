/* What the token heads are trained to minimise. */
#pragma once

#include <glib.h>

typedef struct {
  guint side;        /* cells either way of the answers */
  guint target_side; /* of the targets: as many, or a multiple, of which the mean is wanted */
  guint n_faults;    /* K */
} AcuTokenGrid;

/* The loss of the token heads of one stage on @count samples, a sum over the cells.
 *
 * For each cell Huber's loss of the score, 1 where it turns linear, and the binary cross entropies
 * of the faults, each the probability that its logit stands for against a strength of 0..1; a
 * negative one is not labelled.  Sums run in double precision and in index order, whatever the
 * number of threads.
 *
 * @answers: (N,side,side,1+K): a score, then logits.
 * @targets: (N,target_side,target_side,1+K): a score, then strengths.
 * @gradients: receives the sum's derivative times @weight, shaped like @answers. */
double acu_token_loss_evaluate (const AcuTokenGrid *grid,
                                const float *answers,
                                const float *targets,
                                guint count,
                                double weight,
                                float *gradients);
