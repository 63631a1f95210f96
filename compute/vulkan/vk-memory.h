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

void acu_vk_memory_free (AcuVkContext *context, AcuVkMemory *memory);

G_END_DECLS
