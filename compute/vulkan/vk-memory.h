/* Device memory: which heap an allocation comes from, and whether the host sees it. */
#pragma once

#include "compute/vulkan/vk-context.h"

G_BEGIN_DECLS

typedef enum {
  ACU_VK_MEMORY_DEVICE,   /* the kernels' own */
  ACU_VK_MEMORY_UPLOAD,   /* written by the host, copied from by the device */
  ACU_VK_MEMORY_DOWNLOAD, /* copied to by the device, read by the host */
} AcuVkMemoryUse;

typedef struct {
  VkDeviceMemory handle;
  gpointer mapped; /* NULL where the host cannot see it */
} AcuVkMemory;

/* Allocates from the best heap for @use.  Memory that the host can see is mapped for good, and is
 * coherent.  Fails with ACU_COMPUTE_ERROR_OUT_OF_MEMORY, before the driver starts to swap where it
 * tells its budget. */
gboolean acu_vk_memory_allocate (AcuVkContext *context,
                                 const VkMemoryRequirements *requirements,
                                 AcuVkMemoryUse use,
                                 AcuVkMemory *memory,
                                 GError **error);

/* For tests: the @number-th allocation from now on, counted over all threads, finds no memory, and
 * neither do those after it where that is @for_good; 0: all find what there is.  Returns how many
 * there were left until the one ordered before; 0 where it has come. */
gint acu_vk_memory_run_out_at (gint number, gboolean for_good);

void acu_vk_memory_free (AcuVkContext *context, AcuVkMemory *memory);

G_END_DECLS
