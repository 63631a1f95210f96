/* Sets that grow together: whatever is joined to anything of a set belongs to it.  (R. E. Tarjan,
 * "Efficiency of a Good But Not Linear Set Union Algorithm", 1975.) */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AcuDisjointSets AcuDisjointSets;

/* The items 0..@n-1, each in a set of its own. (transfer full) */
AcuDisjointSets *acu_disjoint_sets_new (guint n);
void acu_disjoint_sets_free (AcuDisjointSets *sets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuDisjointSets, acu_disjoint_sets_free)

/* The first item of the set that @item is in, whatever order it was joined in. */
guint acu_disjoint_sets_find (AcuDisjointSets *sets, guint item);

/* Makes one set of those that @a and @b are in. */
void acu_disjoint_sets_join (AcuDisjointSets *sets, guint a, guint b);

G_END_DECLS
