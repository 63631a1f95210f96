/* Where every value of a graph lies while the graph runs.
 *
 * Results live in an arena of one or more blocks.  Two values share memory if no node needs both:
 * each occupies its place from the node that makes it to the last node that reads it, outputs to
 * the end, inputs from the start, by-products from the node whose they are.  Placement is greedy by
 * size (Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020). */
#pragma once

#include "compute/device.h"
#include "compute/graph.h"

G_BEGIN_DECLS

/* The block number of values that lie outside the arena: parameters. */
#define ACU_NO_BLOCK G_MAXUINT

typedef struct {
  guint block;
  gsize offset; /* bytes from the start of the block */
  gsize size;   /* bytes, not rounded */
} AcuPlacement;

typedef struct {
  guint n_blocks;
  gsize *block_sizes;       /* bytes */
  AcuPlacement *placements; /* one a value; reshapes have that of their root */
  gsize arena_size;         /* bytes of all blocks */
  gsize parameter_size;     /* bytes of all parameters */
} AcuPlan;

/* Lays out @graph for a device of these limits.  Fails with ACU_COMPUTE_ERROR_OUT_OF_MEMORY if one
 * value is larger than the device can address. (transfer full) */
AcuPlan *acu_plan_new (const AcuGraph *graph, const AcuDeviceInfo *limits, GError **error);
void acu_plan_free (AcuPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPlan, acu_plan_free)

G_END_DECLS
