/* For session.c. */
#pragma once

#include "compute/backend.h"
#include "compute/parameters.h"

G_BEGIN_DECLS

/* Where the parameter @node lies. (transfer none) */
const AcuOperand *acu_parameters_get_operand (AcuParameters *parameters, const AcuNode *node);

G_END_DECLS
