#include "compute/vulkan/vk-buffer.h"

#include <string.h>

#include "compute/vulkan/vk-result.h"
#include "compute/vulkan/vk-transfer.h"

/* Kernels read bytes as words and rows as vectors, the last of a buffer too. */
#define GRANULARITY 64

AcuVkBuffer *
acu_vk_buffer_new_for (
    AcuVkContext *context, gsize size, AcuVkMemoryUse use, const char *name, GError **error)
{
  AcuVkBuffer *buffer = g_new0 (AcuVkBuffer, 1);
  VkBufferCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
      .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
               VK_BUFFER_USAGE_TRANSFER_DST_BIT,
      .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
  };
  VkMemoryRequirements requirements;

  buffer->base.device = &context->base;
  buffer->base.size = size;
  buffer->capacity = (MAX (size, 1) + GRANULARITY - 1) / GRANULARITY * GRANULARITY;
  info.size = buffer->capacity;
  VK (context->api.CreateBuffer (context->device, &info, NULL, &buffer->handle));
  context->api.GetBufferMemoryRequirements (context->device, buffer->handle, &requirements);
  if (!acu_vk_memory_allocate (context, &requirements, use, &buffer->memory, error))
    goto cleanup;
  VK (context->api.BindBufferMemory (context->device, buffer->handle, buffer->memory.handle, 0));
  acu_vk_context_name (context, VK_OBJECT_TYPE_BUFFER, ACU_VK_ID (buffer->handle),
                       "%s of %" G_GSIZE_FORMAT " bytes", name, size);
  return buffer;

cleanup:
  acu_vk_buffer_free (&buffer->base);
  return NULL;
}

AcuBuffer *
acu_vk_buffer_new (AcuDevice *device, gsize size, GError **error)
{
  AcuVkContext *context = (AcuVkContext *)device;
  AcuVkBuffer *buffer =
      acu_vk_buffer_new_for (context, size, ACU_VK_MEMORY_DEVICE, "buffer", error);

  if (buffer == NULL)
    return NULL;
  if (!acu_vk_transfer_zero (context->transfer, buffer, error)) {
    acu_vk_buffer_free (&buffer->base);
    return NULL;
  }
  return &buffer->base;
}

void
acu_vk_buffer_free (AcuBuffer *base)
{
  AcuVkBuffer *buffer = (AcuVkBuffer *)base;
  AcuVkContext *context;

  if (buffer == NULL)
    return;
  context = (AcuVkContext *)base->device;
  if (buffer->handle != VK_NULL_HANDLE)
    context->api.DestroyBuffer (context->device, buffer->handle, NULL);
  acu_vk_memory_free (context, &buffer->memory);
  g_free (buffer);
}

gboolean
acu_vk_buffer_write (AcuBuffer *base, gsize offset, gconstpointer data, gsize size, GError **error)
{
  AcuVkBuffer *buffer = (AcuVkBuffer *)base;
  AcuVkContext *context = (AcuVkContext *)base->device;

  g_assert (offset <= base->size && size <= base->size - offset);
  if (buffer->memory.mapped == NULL)
    return acu_vk_transfer_write (context->transfer, buffer, offset, data, size, error);
  memcpy ((guint8 *)buffer->memory.mapped + offset, data, size);
  return TRUE;
}

gboolean
acu_vk_buffer_read (AcuBuffer *base, gsize offset, gpointer data, gsize size, GError **error)
{
  AcuVkBuffer *buffer = (AcuVkBuffer *)base;
  AcuVkContext *context = (AcuVkContext *)base->device;

  g_assert (offset <= base->size && size <= base->size - offset);
  if (buffer->memory.mapped == NULL)
    return acu_vk_transfer_read (context->transfer, buffer, offset, data, size, error);
  memcpy (data, (const guint8 *)buffer->memory.mapped + offset, size);
  return TRUE;
}
