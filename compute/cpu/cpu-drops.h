/* What stochastic depth (drop path) spares: whatever was only computed for a branch that is dropped
 * for a sample, forward and backward, is neither needed nor anything but zero. */
#pragma once

#include "compute/graph.h"

G_BEGIN_DECLS

/* For every value of @graph the drop path node for whose dropped samples the value's rows may as
 * well be zero, or ACU_NO_VALUE: they are zero anyway, as gradients that came by that node are, or
 * all that reads them is multiplied by zero.  Nodes that make the same draw count as the first of
 * them. (transfer full) (element-type AcuValue) */
GArray *acu_cpu_drops_find (const AcuGraph *graph);

/* The same for the rows over which the matrix product @node, of a transposed left factor, sums. */
AcuValue
acu_cpu_drops_find_summed (const AcuGraph *graph, const GArray *drops, const AcuNode *node);

/* Sets @keeps to 1 for each of @n_samples that the drop path @node keeps, to 0 for the others;
 * @state is that of its random numbers. */
void acu_cpu_drops_draw (const AcuNode *node, const guint32 *state, gsize n_samples, guint8 *keeps);

G_END_DECLS
