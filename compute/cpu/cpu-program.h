/* A graph made into steps: kernels with their operands, chained where that spares memory traffic.
 */
#pragma once

#include "compute/backend.h"

G_BEGIN_DECLS

/* See AcuBackend. (transfer full) */
AcuProgram *acu_cpu_program_new (AcuDevice *device,
                                 const AcuGraph *graph,
                                 const AcuOperand *operands,
                                 GError **error);
void acu_cpu_program_free (AcuProgram *program);
gboolean
acu_cpu_program_run (AcuProgram *program, guint phase, GCancellable *cancellable, GError **error);

G_END_DECLS
