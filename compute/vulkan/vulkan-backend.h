/* The Vulkan back end: compute shaders on any Vulkan 1.2 device. */
#pragma once

#include "compute/backend.h"

G_BEGIN_DECLS

const AcuBackend *acu_vulkan_backend (void);

G_END_DECLS
