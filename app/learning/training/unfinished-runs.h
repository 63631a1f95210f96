/* Runs that are not finished, as their folders tell, whichever program began them. */
#pragma once

#include "app/scoring/model-store.h"

G_BEGIN_DECLS

/* The names, in their order, of the unfinished runs that cannot be gone on with once the model
 * @name of @store is gone: they began with its weights, which no other model has, or learn from it.
 * Reads the weights of the model, and of the others where a run began with it.
 * (transfer full) */
GStrv acu_unfinished_runs_list_needing (AcuModelStore *store, const char *name);

G_END_DECLS
