/* From Vulkan's result codes to errors. */
#pragma once

#include "compute/vulkan/vk-api.h"

G_BEGIN_DECLS

/* The result of a Vulkan function, for callers who know what to do about some. */
#define VK_RESULT(call) (acu_vk_is_lost_now () ? VK_ERROR_DEVICE_LOST : (call))

/* Calls a Vulkan function.  On failure sets the `error` at hand, naming the call and its place, and
 * goes to the function's one `cleanup` label. */
#define VK(call)                                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    VkResult result_ = VK_RESULT (call);                                                           \
    if (G_UNLIKELY (result_ < 0)) {                                                                \
      acu_vk_set_error (error, result_, #call, __FILE__, __LINE__);                                \
      goto cleanup;                                                                                \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* For tests: the @number-th such call from now on, counted over all threads, is not made and fails
 * as if the device had just been lost, and so do all calls after it until an instance of Vulkan is
 * closed, which those who list the devices do, too; 0: none does.  Returns how many calls there
 * were left until the one ordered before; 0 where it has come. */
gint acu_vk_lose_device_at (gint number);

/* The same, and closing it is no help: the device does not come back. */
void acu_vk_lose_device_for_good_at (gint number);

/* Whether this is one of those calls. */
gboolean acu_vk_is_lost_now (void);

/* VK_ERROR_DEVICE_LOST in place of @result where this was one of those calls, which is made even
 * so: it waits for what is under way. */
VkResult acu_vk_lose_after (VkResult result);

/* An instance was closed: the device that is opened next is not lost. */
void acu_vk_forget_loss (void);

/* Maps VK_ERROR_DEVICE_LOST to ACU_COMPUTE_ERROR_DEVICE_LOST, what means that memory is short to
 * ACU_COMPUTE_ERROR_OUT_OF_MEMORY, the rest to ACU_COMPUTE_ERROR_FAILED. */
void
acu_vk_set_error (GError **error, VkResult result, const char *call, const char *file, int line);

const char *acu_vk_result_name (VkResult result);

G_END_DECLS
