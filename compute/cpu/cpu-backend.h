/* The CPU back end: OpenBLAS for matrix products, OpenMP for the rest. */
#pragma once

#include "compute/backend.h"

G_BEGIN_DECLS

const AcuBackend *acu_cpu_backend (void);

G_END_DECLS
