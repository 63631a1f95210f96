/* A kernel of the tests alone that writes as far as it is told: what watches kernels must see it
 * leave its buffer. */
#pragma once

#include "compute/device.h"

/* Runs it on @device, a Vulkan one, over a buffer of @length numbers, of which it writes the first
 * @count. */
void acu_stray_kernel_run (AcuDevice *device, guint32 length, guint32 count, GError **error);
