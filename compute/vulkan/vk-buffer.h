/* Memory that kernels use, and the host's way to it. */
#pragma once

#include "compute/vulkan/vk-context.h"
#include "compute/vulkan/vk-memory.h"

G_BEGIN_DECLS

typedef struct {
  AcuBuffer base;
  VkBuffer handle;
  VkDeviceSize capacity; /* the size rounded up, bytes */
  AcuVkMemory memory;
} AcuVkBuffer;

/* The buffer functions of AcuBackend. */
AcuBuffer *acu_vk_buffer_new (AcuDevice *device, gsize size, GError **error);
void acu_vk_buffer_free (AcuBuffer *buffer);
gboolean acu_vk_buffer_write (
    AcuBuffer *buffer, gsize offset, gconstpointer data, gsize size, GError **error);
gboolean
acu_vk_buffer_read (AcuBuffer *buffer, gsize offset, gpointer data, gsize size, GError **error);

/* A buffer that is not zeroed, for any use. (transfer full) */
AcuVkBuffer *acu_vk_buffer_new_for (
    AcuVkContext *context, gsize size, AcuVkMemoryUse use, const char *name, GError **error);

G_END_DECLS
