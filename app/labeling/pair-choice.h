/* Which pairs to show next: those whose answers tell most. */
#pragma once

#include "app/labeling/bradley-terry.h"

G_BEGIN_DECLS

typedef struct {
  guint first, second; /* items; left and right */
} AcuPairPick;

/* What one more comparison of two items tells, in nats: 0.5 log (1 + p (1 - p) v), p being the
 * probability of its outcome and v the variance of the difference of strengths.  By this the
 * logarithm of the posterior's volume shrinks (the matrix determinant lemma on the Fisher
 * information: D-optimal design; Glickman and Jensen, "Adaptive paired comparison design", Journal
 * of Statistical Planning and Inference 127, 2005). */
double acu_pair_choice_get_information (const AcuBradleyTerry *fit, guint first, guint second);

/* Picks @n_picks pairs of @table's items.  While items have not met anybody, they are chained to
 * others at random, so that everything is linked as soon as can be.  Then every item is looked at
 * beside its neighbours in strength, which are the close calls, and a few at random, rather than
 * beside all, and the most informative pairs are taken, an item's second pair of the same batch
 * counting less, since its first will already have told something.
 *
 * No pair is picked twice, so that of few items there may be fewer picks, but one at least of two.
 * The same @seed picks the same.
 * (transfer full) (element-type AcuPairPick) */
GArray *acu_pair_choice_pick (const AcuPairTable *table, guint n_picks, guint64 seed);

G_END_DECLS
