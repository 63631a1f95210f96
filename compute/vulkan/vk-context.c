#include "compute/vulkan/vk-context.h"

#include "compute/vulkan/vk-buffer.h"
#include "compute/vulkan/vk-cooperative.h"
#include "compute/vulkan/vk-pipeline.h"
#include "compute/vulkan/vk-result.h"
#include "compute/vulkan/vk-transfer.h"

#include <glib/gi18n.h>

/* The operand bound in place of one that is absent; kernels never read it. */
#define NOTHING_SIZE 256

/* Tests run the kernels for one kind of device on the other: "hardware" or "software". */
#define KERNELS_VARIABLE "ACUTANCE_VULKAN_KERNELS"

static gboolean
wants_software_kernels (AcuDeviceKind kind)
{
  const char *kernels = g_getenv (KERNELS_VARIABLE);

  if (kernels != NULL)
    return g_str_equal (kernels, "software");
  return kind == ACU_DEVICE_SOFTWARE_GPU;
}

static gboolean
find_device (AcuVkContext *context, const AcuDeviceInfo *info, GError **error)
{
  guint32 n_devices;
  g_autofree VkPhysicalDevice *devices =
      acu_vk_instance_list (context->instance, &n_devices, error);

  if (devices == NULL)
    return FALSE;
  if (info->index >= n_devices) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE,
                 _ ("the Vulkan device “%s” is no longer there"), info->name);
    return FALSE;
  }
  return acu_vk_traits_query (&context->traits, context->instance, devices[info->index], error);
}

static gboolean
create_device (AcuVkContext *context, GError **error)
{
  const AcuVkTraits *traits = &context->traits;
  const gboolean has_cooperative = traits->cooperative.m > 0;
  const float priority = 1.0f;
  const VkDeviceQueueCreateInfo queue = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
      .queueFamilyIndex = traits->queue_family,
      .queueCount = 1,
      .pQueuePriorities = &priority,
  };
  VkPhysicalDeviceCooperativeMatrixFeaturesKHR cooperative = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR,
      .cooperativeMatrix = VK_TRUE,
  };
  VkPhysicalDeviceSubgroupSizeControlFeaturesEXT control = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES_EXT,
      .pNext = has_cooperative ? &cooperative : NULL,
      .subgroupSizeControl = VK_TRUE,
      .computeFullSubgroups = VK_TRUE,
  };
  VkPhysicalDeviceVulkan12Features features12 = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
      .pNext = traits->has_full_subgroups ? &control : NULL,
      .shaderFloat16 = has_cooperative,
      .vulkanMemoryModel = has_cooperative,
  };
  VkPhysicalDeviceVulkan11Features features11 = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES,
      .pNext = &features12,
      .storageBuffer16BitAccess = traits->has_f16_storage,
  };
  const VkPhysicalDeviceFeatures2 features = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
      .pNext = &features11,
  };
  const char *extensions[3];
  VkDeviceCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
      .pNext = &features,
      .queueCreateInfoCount = 1,
      .pQueueCreateInfos = &queue,
      .ppEnabledExtensionNames = extensions,
  };
  gboolean success = FALSE;

  if (traits->has_full_subgroups)
    extensions[info.enabledExtensionCount++] = VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME;
  if (traits->has_memory_budget)
    extensions[info.enabledExtensionCount++] = VK_EXT_MEMORY_BUDGET_EXTENSION_NAME;
  if (has_cooperative)
    extensions[info.enabledExtensionCount++] = VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME;
  VK (context->api.CreateDevice (traits->handle, &info, NULL, &context->device));
  if (!acu_vk_api_load_device (&context->api, context->device, error))
    goto cleanup;
  context->api.GetDeviceQueue (context->device, traits->queue_family, 0, &context->queue);
  acu_vk_context_name (context, VK_OBJECT_TYPE_QUEUE, ACU_VK_ID (context->queue), "queue");
  success = TRUE;

cleanup:
  return success;
}

AcuVkContext *
acu_vk_context_new (const AcuBackend *backend, const AcuDeviceInfo *info, GError **error)
{
  g_autoptr (AcuVkContext) context = g_new0 (AcuVkContext, 1);
  AcuDeviceInfo *own;

  context->base.backend = backend;
  context->instance = acu_vk_instance_new (error);
  if (context->instance == NULL)
    return NULL;
  context->api = context->instance->api;
  if (!find_device (context, info, error) || !create_device (context, error))
    return NULL;
  context->is_software = wants_software_kernels (context->traits.kind);
  own = acu_vk_traits_to_info (&context->traits, info->index);
  context->base.info = *own;
  g_free (own);

  context->transfer = acu_vk_transfer_new (context, error);
  if (context->transfer == NULL)
    return NULL;
  context->pipelines = acu_vk_pipelines_new (context, error);
  if (context->pipelines == NULL)
    return NULL;
  context->nothing = acu_vk_buffer_new (&context->base, NOTHING_SIZE, error);
  if (context->nothing == NULL)
    return NULL;
  return g_steal_pointer (&context);
}

void
acu_vk_context_free (AcuVkContext *context)
{
  if (context == NULL)
    return;
  if (context->nothing != NULL)
    acu_vk_buffer_free (context->nothing);
  acu_vk_pipelines_free (context->pipelines);
  acu_vk_transfer_free (context->transfer);
  if (context->device != VK_NULL_HANDLE && context->api.DestroyDevice != NULL)
    context->api.DestroyDevice (context->device, NULL);
  acu_vk_instance_free (context->instance);
  acu_device_info_clear (&context->base.info);
  g_free (context);
}

/* Commands that were submitted before a failure may still read what their owner is about to free,
 * and one of them may signal @fence; on a device that is really lost this returns at once.  A
 * device that cannot be waited for can only be opened anew, whatever @error says failed before. */
static void
wait_after_failure (AcuVkContext *context, VkFence fence, GError **error)
{
  VkResult result = acu_vk_lose_after (context->api.DeviceWaitIdle (context->device));

  if (result == VK_SUCCESS)
    result = VK_RESULT (context->api.ResetFences (context->device, 1, &fence));
  if (result == VK_SUCCESS ||
      g_error_matches (*error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_DEVICE_LOST))
    return;
  g_clear_error (error);
  acu_vk_set_error (error, VK_ERROR_DEVICE_LOST, "DeviceWaitIdle", __FILE__, __LINE__);
}

static gboolean
submit (AcuVkContext *context,
        const VkCommandBuffer *commands,
        guint n_commands,
        VkFence fence,
        GCancellable *cancellable,
        GError **error)
{
  gboolean success = FALSE;

  for (guint i = 0; i < n_commands; i++) {
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .commandBufferCount = 1,
        .pCommandBuffers = &commands[i],
    };
    const gboolean is_waited_for = cancellable != NULL || i + 1 == n_commands;

    /* Nothing is under way on the device here. */
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    VK (context->api.QueueSubmit (context->queue, 1, &info,
                                  is_waited_for ? fence : VK_NULL_HANDLE));
    if (!is_waited_for)
      continue;
    VK (context->api.WaitForFences (context->device, 1, &fence, VK_TRUE, G_MAXUINT64));
    VK (context->api.ResetFences (context->device, 1, &fence));
  }
  success = TRUE;

cleanup:
  if (!success)
    wait_after_failure (context, fence, error);
  return success;
}

gboolean
acu_vk_context_submit (AcuVkContext *context,
                       const VkCommandBuffer *commands,
                       guint n_commands,
                       VkFence fence,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (context->is_lost) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_DEVICE_LOST,
                 _ ("the device %s was lost; open it again"), context->base.info.name);
    return FALSE;
  }
  if (submit (context, commands, n_commands, fence, cancellable, &local_error))
    return TRUE;
  context->is_lost =
      g_error_matches (local_error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_DEVICE_LOST);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

void
acu_vk_context_name (
    AcuVkContext *context, VkObjectType type, guint64 handle, const char *format, ...)
{
  g_autofree char *name = NULL;
  VkDebugUtilsObjectNameInfoEXT info = {
      .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
      .objectType = type,
      .objectHandle = handle,
  };
  va_list arguments;

  if (!context->instance->has_names)
    return;
  va_start (arguments, format);
  name = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  info.pObjectName = name;
  context->api.SetDebugUtilsObjectNameEXT (context->device, &info);
}
