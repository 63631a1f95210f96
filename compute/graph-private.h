/* For the files that add operations: graph-ops.c and autodiff. */
#pragma once

#include "compute/graph.h"

G_BEGIN_DECLS

/* Adds a node whose shape has been worked out; [@attributes] is copied. */
AcuValue acu_graph_append (AcuGraph *graph,
                           AcuOp op,
                           AcuDType dtype,
                           AcuShape shape,
                           const AcuValue *inputs,
                           guint n_inputs,
                           const AcuOpAttributes *attributes);

/* The same with a result of the graph's storage type. */
AcuValue acu_graph_append_map (AcuGraph *graph,
                               AcuOp op,
                               AcuShape shape,
                               const AcuValue *inputs,
                               guint n_inputs,
                               const AcuOpAttributes *attributes);

G_END_DECLS
