/* Steps that are executed together, some rows at a time.
 *
 * Most of a network treats every row (a position of a map) by itself: a layer norm, the linear
 * layers of an MLP, their activation and residual.  Executed one after another over a whole map,
 * each would write its result to memory for the next to read back.  A chain takes a few rows
 * through all of its links, so that what only they read never leaves the core's cache. */
#pragma once

#include "compute/backend.h"
#include "compute/cpu/cpu-kernels.h"

G_BEGIN_DECLS

/* Returns the values whose nodes can be executed as one chain that begins with @first: consecutive
 * but for nodes that compute nothing, one at least.  @operands has the memory of every value.
 * (transfer full) (element-type AcuValue) */
GArray *acu_cpu_chain_find (const AcuGraph *graph,
                            const AcuCpuKernels *kernels,
                            const AcuOperand *operands,
                            AcuValue first);

/* Makes one step of the @steps (copied) that execute the @values of a chain. */
AcuCpuStep acu_cpu_chain_new (const AcuGraph *graph, const GArray *values, const GArray *steps);

/* Frees what acu_cpu_chain_new() allocated; does nothing to other steps. */
void acu_cpu_chain_clear (AcuCpuStep *step);

/* Whether a node is executed at all. */
gboolean acu_cpu_is_computed (const AcuNode *node);

G_END_DECLS
