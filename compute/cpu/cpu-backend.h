/* The CPU back end: own kernels for AVX-512, AVX2 and whatever else there is, spread over the cores
 * by OpenMP. */
#pragma once

#include "compute/backend.h"

G_BEGIN_DECLS

const AcuBackend *acu_cpu_backend (void);

G_END_DECLS
