/* Strengths from paired comparisons: the model of Bradley and Terry (Biometrika 39, 1952),
 * P(i is preferred to j) = 1 / (1 + exp (strength(j) - strength(i))). */
#pragma once

#include "app/labeling/pair-table.h"

G_BEGIN_DECLS

/* Beyond so many items results do without their covariance, which needs their number squared in
 * memory and cubed in time: a few seconds at this. */
#define ACU_BRADLEY_TERRY_DENSE 1500

/* Wins, and as many losses, of each item against an imagined one of strength zero: a weak prior.
 * Where comparisons were chosen by what was known already, the likelihood alone spreads the
 * strengths too far (Bramley, "Investigating the reliability of Adaptive Comparative Judgment",
 * Cambridge Assessment, 2015); where an item always won, it has no finite answer at all. */
#define ACU_BRADLEY_TERRY_PRIOR 0.5

typedef struct {
  guint n;                /* items */
  double *strength;       /* (n) natural logarithm, their mean is zero */
  double *standard_error; /* (n) of the strength, towards the mean of all */
  double *covariance;  /* (n,n) of the strengths towards their mean; NULL beyond @max_dense items,
                        * where the standard errors are those of an item among known others: too
                        * small */
  double *comparisons; /* (n) that the item took part in */
  guint *component;    /* (n) which group of linked items it belongs to */
  guint n_components;
  gboolean separated; /* an item or a group of items always won or lost, or was never compared with
                       * the rest, so that the prior alone says how far apart they are */
  double prior;       /* that was used */
  gboolean converged;
} AcuBradleyTerry;

/* Fits by minorisation and maximisation (Hunter, "MM algorithms for generalized Bradley-Terry
 * models", Annals of Statistics 32, 2004, section 2), ties counting as half a win for each; errors
 * from the inverse of the Fisher information, the prior's included.  The prior says how far an item
 * is from the imagined one, which is much less sure than how far it is from the others; as the
 * strengths are told from their mean, what is unsure for all of them alike is taken out of the
 * errors too.  @prior: 0 for the
 * maximum of the likelihood alone; where that has none, ACU_BRADLEY_TERRY_PRIOR is used instead.
 * @max_dense: up to how many items their covariance is computed. (transfer full) */
AcuBradleyTerry *acu_bradley_terry_fit (const AcuPairTable *table, double prior, guint max_dense);
void acu_bradley_terry_free (AcuBradleyTerry *fit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuBradleyTerry, acu_bradley_terry_free)

/* P(@first is preferred to @second). */
double acu_bradley_terry_predict (const AcuBradleyTerry *fit, guint first, guint second);

/* Variance of the difference of two strengths. */
double
acu_bradley_terry_get_difference_variance (const AcuBradleyTerry *fit, guint first, guint second);

/* What an item comes to, as a number that means something beside the set it came from. */
typedef struct {
  double share;          /* of the others, 0..1, that it would be preferred to: the mean of
                          * acu_bradley_terry_predict() */
  double standard_error; /* by the delta method: from the share's slope in all the strengths and
                          * their covariance */
  double low, high;      /* ends of the 95 % interval, even about the share's log-odds, so that it
                          * stays within 0..1 */
} AcuPairShare;

/* 0.5 where @item is alone. */
AcuPairShare acu_bradley_terry_get_share (const AcuBradleyTerry *fit, guint item);

G_END_DECLS
