/* Trials of kernels that rely on what some drivers get wrong, before they are first used. */
#pragma once

#include "compute/vulkan/vk-context.h"

G_BEGIN_DECLS

/* Whether the kernel for matrix units may be used: it was built, the device lists a shape it can
 * use, and its products agree with those of the kernel for shared memory.  Tried once. */
gboolean acu_vk_cooperative_is_trusted (AcuVkContext *context);

/* Whether the @count numbers of @result may be what a right kernel makes of a product that another
 * found to be @expected: none is further off than roundoff explains, and all are numbers. */
gboolean acu_vk_products_agree (const float *expected, const float *result, gsize count);

G_END_DECLS
