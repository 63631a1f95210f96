/* Results of paired comparisons: how often which of two was preferred.  Sparse: only pairs that
 * were shown take room. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint first, second; /* first < second */
  double first_wins;   /* a tie is half a win for each */
  double second_wins;
} AcuPairCount;

typedef struct _AcuPairTable AcuPairTable;

/* A table of @n_items that have not met yet. */
AcuPairTable *acu_pair_table_new (guint n_items);
void acu_pair_table_free (AcuPairTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPairTable, acu_pair_table_free)

/* Counts @times comparisons of two different items: @share 1 the first is better, 0 the second, 0.5
 * neither. */
void
acu_pair_table_add (AcuPairTable *table, guint first, guint second, double share, double times);

guint acu_pair_table_get_n_items (const AcuPairTable *table);

/* Pairs that have met, in the order of their first meeting. */
const AcuPairCount *acu_pair_table_get_pairs (const AcuPairTable *table, guint *n_pairs);

/* Numbers the groups of items that are linked by comparisons, from 0 in the order of their first
 * items. @component: (n_items). Returns how many there are. */
guint acu_pair_table_find_components (const AcuPairTable *table, guint *component);

/* Whether from each item to each other a chain of wins leads (a tie is a win of either).  Only then
 * are there maximum-likelihood strengths: Ford, "Solution of a ranking problem from binary
 * comparisons", American Mathematical Monthly 64, 1957; Hunter 2004, assumption 1. */
gboolean acu_pair_table_is_strongly_connected (const AcuPairTable *table);

G_END_DECLS
