/* Reverse-mode differentiation of a graph.
 *
 * The backward pass is appended to the graph as ordinary nodes, so that one planner lays out and
 * one back end executes both directions. */
#pragma once

#include "compute/graph.h"

G_BEGIN_DECLS

/* What the backward pass may read of the forward pass, and what it computes again to save memory.
 * Recomputed values are bit for bit the first ones: random draws depend on the step alone. */
typedef enum {
  ACU_RECOMPUTE_NOTHING,
  ACU_RECOMPUTE_CHEAP,  /* norms, activations and unfolded maps: a few percent more time */
  ACU_RECOMPUTE_BLOCKS, /* all but the values marked by acu_graph_set_checkpoint(): a third more */
} AcuRecompute;

/* A value and the gradient that flows into it, of as many elements. */
typedef struct {
  AcuValue value;
  AcuValue gradient;
} AcuSeed;

/* Appends what computes the gradients of @targets given those of @seeds, and writes a value for
 * each target to @gradients; ACU_NO_VALUE for one that no seed depends on.  A target is a parameter
 * (its gradient is F32, shaped like it) or any other value.
 *
 * Differentiable are the operations of graph.h as training graphs use them: a batch norm takes its
 * statistics from acu_graph_batch_statistics(), and the gradient flows through them; a matmul does
 * not transpose its first factor, has no GELU, and a residual only without an activation.  Images
 * and random states have no gradient. */
void acu_graph_differentiate (AcuGraph *graph,
                              const AcuSeed *seeds,
                              guint n_seeds,
                              const AcuValue *targets,
                              guint n_targets,
                              AcuRecompute recompute,
                              AcuValue *gradients);

G_END_DECLS
