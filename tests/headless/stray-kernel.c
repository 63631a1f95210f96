#include "stray-kernel.h"

#include "compute/vulkan/vk-buffer.h"
#include "compute/vulkan/vk-pipeline.h"
#include "compute/vulkan/vk-result.h"
#include "tests/headless/stray-kernel.spv.h"

typedef struct {
  AcuVkContext *context;
  AcuVkBuffer *buffer;
  VkPipelineLayout layout; /* the device's, as are the sets' */
  VkShaderModule module;
  VkPipeline pipeline;
  VkDescriptorPool descriptors;
  VkDescriptorSet set;
  VkCommandPool pool;
  VkCommandBuffer commands;
  VkFence fence;
} Stray;

static void
stray_clear (Stray *stray)
{
  AcuVkContext *context = stray->context;
  const AcuVkApi *api = &context->api;

  api->DestroyFence (context->device, stray->fence, NULL);
  api->DestroyCommandPool (context->device, stray->pool, NULL);
  api->DestroyDescriptorPool (context->device, stray->descriptors, NULL);
  api->DestroyPipeline (context->device, stray->pipeline, NULL);
  api->DestroyShaderModule (context->device, stray->module, NULL);
  acu_vk_buffer_free (stray->buffer == NULL ? NULL : &stray->buffer->base);
}

static gboolean
create_pipeline (Stray *stray, GError **error)
{
  AcuVkContext *context = stray->context;
  const VkShaderModuleCreateInfo module = {
      .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
      .codeSize = sizeof acu_spirv_stray_kernel,
      .pCode = acu_spirv_stray_kernel,
  };
  VkComputePipelineCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
      .layout = stray->layout,
      .stage =
          {
              .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
              .stage = VK_SHADER_STAGE_COMPUTE_BIT,
              .pName = "main",
          },
  };
  gboolean success = FALSE;

  VK (context->api.CreateShaderModule (context->device, &module, NULL, &stray->module));
  info.stage.module = stray->module;
  VK (context->api.CreateComputePipelines (context->device, VK_NULL_HANDLE, 1, &info, NULL,
                                           &stray->pipeline));
  success = TRUE;

cleanup:
  return success;
}

static gboolean
bind_buffer (Stray *stray, GError **error)
{
  AcuVkContext *context = stray->context;
  const VkDescriptorSetLayout layout = acu_vk_pipelines_get_set_layout (context->pipelines, 1);
  const VkDescriptorPoolSize size = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1};
  const VkDescriptorPoolCreateInfo pool = {
      .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
      .maxSets = 1,
      .poolSizeCount = 1,
      .pPoolSizes = &size,
  };
  VkDescriptorSetAllocateInfo set = {
      .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
      .descriptorSetCount = 1,
      .pSetLayouts = &layout,
  };
  const VkDescriptorBufferInfo range = {
      .buffer = stray->buffer->handle,
      .range = stray->buffer->base.size,
  };
  VkWriteDescriptorSet write = {
      .sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
      .descriptorCount = 1,
      .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
      .pBufferInfo = &range,
  };
  gboolean success = FALSE;

  VK (context->api.CreateDescriptorPool (context->device, &pool, NULL, &stray->descriptors));
  set.descriptorPool = stray->descriptors;
  VK (context->api.AllocateDescriptorSets (context->device, &set, &stray->set));
  write.dstSet = stray->set;
  context->api.UpdateDescriptorSets (context->device, 1, &write, 0, NULL);
  success = TRUE;

cleanup:
  return success;
}

static gboolean
record (Stray *stray, guint32 count, GError **error)
{
  AcuVkContext *context = stray->context;
  const AcuVkApi *api = &context->api;
  const VkCommandPoolCreateInfo pool = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
      .queueFamilyIndex = context->traits.queue_family,
  };
  VkCommandBufferAllocateInfo allocation = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
      .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
      .commandBufferCount = 1,
  };
  const VkCommandBufferBeginInfo begin = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
  const VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
  gboolean success = FALSE;

  VK (api->CreateFence (context->device, &fence, NULL, &stray->fence));
  VK (api->CreateCommandPool (context->device, &pool, NULL, &stray->pool));
  allocation.commandPool = stray->pool;
  VK (api->AllocateCommandBuffers (context->device, &allocation, &stray->commands));
  VK (api->BeginCommandBuffer (stray->commands, &begin));
  api->CmdBindPipeline (stray->commands, VK_PIPELINE_BIND_POINT_COMPUTE, stray->pipeline);
  api->CmdBindDescriptorSets (stray->commands, VK_PIPELINE_BIND_POINT_COMPUTE, stray->layout, 0, 1,
                              &stray->set, 0, NULL);
  api->CmdPushConstants (stray->commands, stray->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                         sizeof count, &count);
  api->CmdDispatch (stray->commands, 1, 1, 1);
  VK (api->EndCommandBuffer (stray->commands));
  success = TRUE;

cleanup:
  return success;
}

void
acu_stray_kernel_run (AcuDevice *device, guint32 length, guint32 count, GError **error)
{
  AcuVkContext *context = (AcuVkContext *)device;
  Stray stray = {
      .context = context,
      .layout = acu_vk_pipelines_get_layout (context->pipelines, 1),
      .buffer = acu_vk_buffer_new_for (context, length * sizeof (float), ACU_VK_MEMORY_DEVICE,
                                       "stray", error),
  };

  if (stray.buffer != NULL && create_pipeline (&stray, error) && bind_buffer (&stray, error) &&
      record (&stray, count, error))
    acu_vk_context_submit (context, &stray.commands, 1, stray.fence, NULL, error);
  /* Newer layers look at what kernels did no sooner than this, as they do when a device is closed.
   */
  context->api.DeviceWaitIdle (context->device);
  stray_clear (&stray);
}
