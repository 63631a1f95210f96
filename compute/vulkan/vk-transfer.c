#include "compute/vulkan/vk-transfer.h"

#include <string.h>

#include "compute/vulkan/vk-result.h"

/* Bytes of one staging buffer: large enough to hide the cost of a submission. */
#define STAGING_SIZE ((gsize)16 << 20)

struct _AcuVkTransfer {
  AcuVkContext *context;
  VkCommandPool pool;
  VkCommandBuffer commands;
  VkFence fence;
  AcuVkBuffer *upload;
  AcuVkBuffer *download;
};

AcuVkTransfer *
acu_vk_transfer_new (AcuVkContext *context, GError **error)
{
  g_autoptr (AcuVkTransfer) transfer = g_new0 (AcuVkTransfer, 1);
  const VkCommandPoolCreateInfo pool = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
      .flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT,
      .queueFamilyIndex = context->traits.queue_family,
  };
  const VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
  VkCommandBufferAllocateInfo commands = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
      .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
      .commandBufferCount = 1,
  };

  transfer->context = context;
  VK (context->api.CreateCommandPool (context->device, &pool, NULL, &transfer->pool));
  acu_vk_context_name (context, VK_OBJECT_TYPE_COMMAND_POOL, ACU_VK_ID (transfer->pool),
                       "transfer pool");
  commands.commandPool = transfer->pool;
  VK (context->api.AllocateCommandBuffers (context->device, &commands, &transfer->commands));
  acu_vk_context_name (context, VK_OBJECT_TYPE_COMMAND_BUFFER, ACU_VK_ID (transfer->commands),
                       "transfer");
  VK (context->api.CreateFence (context->device, &fence, NULL, &transfer->fence));
  acu_vk_context_name (context, VK_OBJECT_TYPE_FENCE, ACU_VK_ID (transfer->fence),
                       "transfer fence");
  return g_steal_pointer (&transfer);

cleanup:
  return NULL;
}

void
acu_vk_transfer_free (AcuVkTransfer *transfer)
{
  AcuVkContext *context;

  if (transfer == NULL)
    return;
  context = transfer->context;
  if (transfer->upload != NULL)
    acu_vk_buffer_free (&transfer->upload->base);
  if (transfer->download != NULL)
    acu_vk_buffer_free (&transfer->download->base);
  if (transfer->fence != VK_NULL_HANDLE)
    context->api.DestroyFence (context->device, transfer->fence, NULL);
  if (transfer->pool != VK_NULL_HANDLE)
    context->api.DestroyCommandPool (context->device, transfer->pool, NULL);
  g_free (transfer);
}

static gboolean
begin (AcuVkTransfer *transfer, GError **error)
{
  AcuVkContext *context = transfer->context;
  const VkCommandBufferBeginInfo info = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
      .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT,
  };
  gboolean success = FALSE;

  VK (context->api.ResetCommandPool (context->device, transfer->pool, 0));
  VK (context->api.BeginCommandBuffer (transfer->commands, &info));
  success = TRUE;

cleanup:
  return success;
}

/* Executes what was recorded and waits; kernels and the host see what it wrote. */
static gboolean
finish (AcuVkTransfer *transfer, GError **error)
{
  AcuVkContext *context = transfer->context;
  const VkMemoryBarrier barrier = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
      .srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT,
      .dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT |
                       VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT |
                       VK_ACCESS_HOST_READ_BIT,
  };
  gboolean success = FALSE;

  context->api.CmdPipelineBarrier (transfer->commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
                                   VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT |
                                       VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_HOST_BIT,
                                   0, 1, &barrier, 0, NULL, 0, NULL);
  VK (context->api.EndCommandBuffer (transfer->commands));
  success = acu_vk_context_submit (context, &transfer->commands, 1, transfer->fence, NULL, error);

cleanup:
  return success;
}

static gboolean
copy (AcuVkTransfer *transfer,
      AcuVkBuffer *source,
      gsize source_offset,
      AcuVkBuffer *target,
      gsize target_offset,
      gsize size,
      GError **error)
{
  const VkBufferCopy region = {
      .srcOffset = source_offset, .dstOffset = target_offset, .size = size};

  if (!begin (transfer, error))
    return FALSE;
  transfer->context->api.CmdCopyBuffer (transfer->commands, source->handle, target->handle, 1,
                                        &region);
  return finish (transfer, error);
}

gboolean
acu_vk_transfer_zero (AcuVkTransfer *transfer, AcuVkBuffer *buffer, GError **error)
{
  if (!begin (transfer, error))
    return FALSE;
  transfer->context->api.CmdFillBuffer (transfer->commands, buffer->handle, 0, VK_WHOLE_SIZE, 0);
  return finish (transfer, error);
}

gboolean
acu_vk_transfer_write (AcuVkTransfer *transfer,
                       AcuVkBuffer *buffer,
                       gsize offset,
                       gconstpointer data,
                       gsize size,
                       GError **error)
{
  if (transfer->upload == NULL)
    transfer->upload = acu_vk_buffer_new_for (transfer->context, STAGING_SIZE, ACU_VK_MEMORY_UPLOAD,
                                              "upload staging", error);
  if (transfer->upload == NULL)
    return FALSE;
  for (gsize done = 0; done < size;) {
    const gsize part = MIN (size - done, STAGING_SIZE);

    memcpy (transfer->upload->memory.mapped, (const guint8 *)data + done, part);
    if (!copy (transfer, transfer->upload, 0, buffer, offset + done, part, error))
      return FALSE;
    done += part;
  }
  return TRUE;
}

gboolean
acu_vk_transfer_read (AcuVkTransfer *transfer,
                      AcuVkBuffer *buffer,
                      gsize offset,
                      gpointer data,
                      gsize size,
                      GError **error)
{
  if (transfer->download == NULL)
    transfer->download = acu_vk_buffer_new_for (transfer->context, STAGING_SIZE,
                                                ACU_VK_MEMORY_DOWNLOAD, "download staging", error);
  if (transfer->download == NULL)
    return FALSE;
  for (gsize done = 0; done < size;) {
    const gsize part = MIN (size - done, STAGING_SIZE);

    if (!copy (transfer, buffer, offset + done, transfer->download, 0, part, error))
      return FALSE;
    memcpy ((guint8 *)data + done, transfer->download->memory.mapped, part);
    done += part;
  }
  return TRUE;
}
