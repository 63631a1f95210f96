/* The Vulkan back end: any device of Vulkan 1.2 and later that computes. */
#pragma once

#include "compute/backend.h"

G_BEGIN_DECLS

const AcuBackend *acu_vulkan_backend (void);

G_END_DECLS
