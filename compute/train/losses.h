/* What training minimises: scalar losses of one batch of predicted scores, with their gradients. */
#pragma once

#include <glib.h>

typedef enum {
  ACU_LOSS_L1,       /* mean |p - y| */
  ACU_LOSS_L2,       /* mean (p - y)^2 */
  ACU_LOSS_PLCC,     /* (1 - Pearson's correlation) / 2 */
  ACU_LOSS_RANK,     /* pairwise hinge alone */
  ACU_LOSS_FIDELITY, /* fidelity of pairwise preferences */
} AcuLossKind;

/* Returns the kind called @name on the command line (l1, l2, plcc, rank, fidelity) in @kind.
 * Errors: ACU_TRAIN_ERROR_UNKNOWN_NAME, listing the names there are. */
gboolean acu_loss_kind_from_name (const char *name, AcuLossKind *kind, GError **error);

/* Returns the name that acu_loss_kind_from_name() takes. */
const char *acu_loss_kind_name (AcuLossKind kind);

typedef struct {
  AcuLossKind kind;
  double rank_alpha;     /* adds rank_alpha x the pairwise hinge to any other kind; 0: off */
  double rank_margin;    /* by how much a pair must be apart, in score units */
  double fidelity_sigma; /* spread of one opinion in score units, > 0 */
} AcuLossOptions;

/* L1 without the pairwise term, margin 0.1 (upstream's), sigma 10 (on the scale 0..100). */
#define ACU_LOSS_OPTIONS_INIT                                                                      \
  {                                                                                                \
    .kind = ACU_LOSS_L1, .rank_alpha = 0, .rank_margin = 0.1, .fidelity_sigma = 10                 \
  }

/* The options for predictions and targets that are both divided by @scale (> 0): by them every loss
 * is that of @options on the undivided ones, but for a factor that is the same for all batches. */
AcuLossOptions acu_loss_options_rescale (const AcuLossOptions *options, double scale);

/* The loss of one batch, and the two parts that a training log shows whatever is minimised. */
typedef struct {
  double total; /* what the gradient belongs to */
  double l1;    /* mean |p - y| */
  double rank;  /* pairwise hinge, before its weight */
} AcuLossValue;

/* Evaluates the loss of @n predictions against their targets; sums run in double precision and in
 * index order.
 *
 * rank:     over the pairs with y_i != y_j, the mean of max (0, margin - sign (y_i - y_j) (p_i -
 * p_j)), 0 where there is no such pair (SMART-IQA's pairwise_ranking_loss). fidelity: over all
 * pairs, the mean of 1 - sqrt (p g) - sqrt ((1 - p) (1 - g)) with the preference probabilities p =
 * Phi ((p_i - p_j) / (sqrt 2 sigma)) and g likewise from the targets (Tsai et al., FRank, SIGIR
 * 2007; Zhang et al., UNIQUE, TIP 2021, with one sigma for all images, since opinion files rarely
 * carry one each). plcc:     correlation 0 where predictions or targets are constant.
 *
 * @gradient: (nullable) receives d total / d prediction, @n values.  At the kinks of l1 and rank it
 * is the subgradient 0. */
void acu_loss_evaluate (const AcuLossOptions *options,
                        const float *predictions,
                        const float *targets,
                        gsize n,
                        float *gradient,
                        AcuLossValue *value);
