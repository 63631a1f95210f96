/* Heads that judge every part of a patch at every stage of the backbone, while a network learns
 * from nothing.
 *
 * One score a patch says too little to random weights: nothing is learned.  What is wrong where is
 * known in synthetic sets, and tells every stage what to look for.  A head is a norm and a linear
 * layer on the stage's map pooled to a grid of cells, and answers a score and K faults for each
 * cell.  The heads belong to training alone: no model file has them. */
#pragma once

#include "compute/nn/network.h"

G_BEGIN_DECLS

/* Cells of a patch either way, of the finest grid: 14 for patches of 224 pixels. */
guint acu_token_heads_get_side (const AcuArchitecture *architecture);

/* Cells either way at @stage (0-based): the finest grid's, or half as many where the stage's map is
 * smaller. */
guint acu_token_heads_get_stage_side (const AcuArchitecture *architecture, guint stage);

/* Numbers a cell is answered with: the score in the network's terms, then the faults as logits. */
guint acu_token_heads_get_length (const AcuArchitecture *architecture);

/* The heads' parameters, "tokens.stage1.norm.weight" and so on. (transfer full)
 * (element-type AcuParameter): free the names and the elements by unreferencing */
GPtrArray *acu_token_heads_list_parameters (const AcuArchitecture *architecture);

/* Whether @name is that of a head's parameter. */
gboolean acu_token_heads_own (const char *name);

/* The initial values of parameter @index of that list, drawn from @seed. */
void acu_token_heads_fill (const AcuParameter *parameter, guint index, guint64 seed, float *values);

G_END_DECLS
