#include "compute/vulkan/vk-recorder.h"

typedef struct {
  const AcuBuffer *buffer;
  gsize start; /* bytes */
  gsize end;
  gboolean is_write;
} Access;

void
acu_vk_recorder_init (AcuVkRecorder *recorder, AcuVkContext *context)
{
  recorder->context = context;
  recorder->accesses = g_array_new (FALSE, FALSE, sizeof (Access));
}

void
acu_vk_recorder_clear (AcuVkRecorder *recorder)
{
  g_clear_pointer (&recorder->accesses, g_array_unref);
}

static gboolean
conflicts (const AcuVkRecorder *recorder, const Access *next)
{
  for (guint i = 0; i < recorder->accesses->len; i++) {
    const Access *last = &g_array_index (recorder->accesses, Access, i);

    if ((last->is_write || next->is_write) && last->buffer == next->buffer &&
        last->start < next->end && next->start < last->end)
      return TRUE;
  }
  return FALSE;
}

void
acu_vk_recorder_barrier (AcuVkRecorder *recorder, VkCommandBuffer commands)
{
  const VkPipelineStageFlags stages =
      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
  const VkMemoryBarrier barrier = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
      .srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT,
      .dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT |
                       VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT |
                       VK_ACCESS_HOST_READ_BIT,
  };

  recorder->context->api.CmdPipelineBarrier (commands, stages, stages | VK_PIPELINE_STAGE_HOST_BIT,
                                             0, 1, &barrier, 0, NULL, 0, NULL);
  g_array_set_size (recorder->accesses, 0);
}

void
acu_vk_recorder_order (AcuVkRecorder *recorder,
                       VkCommandBuffer commands,
                       const AcuOperand *operands,
                       guint n_operands,
                       guint n_results)
{
  Access next[16];
  gboolean is_ordered = TRUE;

  g_assert (n_operands <= G_N_ELEMENTS (next));
  for (guint i = 0; i < n_operands; i++) {
    next[i] = (Access){.buffer = operands[i].buffer,
                       .start = operands[i].offset,
                       .end = operands[i].offset + operands[i].size,
                       .is_write = i >= n_operands - n_results};
    is_ordered = is_ordered && !conflicts (recorder, &next[i]);
  }
  if (!is_ordered)
    acu_vk_recorder_barrier (recorder, commands);
  g_array_append_vals (recorder->accesses, next, n_operands);
}
