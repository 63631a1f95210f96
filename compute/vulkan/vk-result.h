/* From Vulkan's result codes to errors. */
#pragma once

#include "compute/vulkan/vk-api.h"

G_BEGIN_DECLS

/* Calls a Vulkan function.  On failure sets the `error` at hand, naming the call and its place, and
 * goes to the function's one `cleanup` label. */
#define VK(call)                                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    VkResult result_ = (call);                                                                     \
    if (G_UNLIKELY (result_ < 0)) {                                                                \
      acu_vk_set_error (error, result_, #call, __FILE__, __LINE__);                                \
      goto cleanup;                                                                                \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* Maps VK_ERROR_DEVICE_LOST to ACU_COMPUTE_ERROR_DEVICE_LOST, what means that memory is short to
 * ACU_COMPUTE_ERROR_OUT_OF_MEMORY, the rest to ACU_COMPUTE_ERROR_FAILED. */
void
acu_vk_set_error (GError **error, VkResult result, const char *call, const char *file, int line);

const char *acu_vk_result_name (VkResult result);

G_END_DECLS
