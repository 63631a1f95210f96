/* Weights that anyone can make again: a function of a tensor's name, an index and a seed.  They
 * mean nothing, but two implementations given the same ones must print the same scores. */
#pragma once

#include "compute/weights/architecture.h"
#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* Fills @values, acu_parameter_count() of them, row-major, for @seed.  Every value is a multiple of
 * a power of two with four significant bits, so it is exact in 16 bits too. */
void acu_deterministic_fill (const AcuParameter *parameter, guint64 seed, float *values);

/* All parameters of @architecture, filled for @seed. (transfer full) */
AcuTensorSet *acu_deterministic_weights (const AcuArchitecture *architecture, guint64 seed);

G_END_DECLS
