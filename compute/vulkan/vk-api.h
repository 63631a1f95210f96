/* The Vulkan functions this back end calls, looked up at run time.
 *
 * The loader is opened with dlopen(), so that a machine without one still runs the CPU back end;
 * only the headers are needed to build. */
#pragma once

#include <glib.h>

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

G_BEGIN_DECLS

#define ACU_VK_GLOBAL_FUNCTIONS(F)                                                                 \
  F (CreateInstance)                                                                               \
  F (EnumerateInstanceExtensionProperties)                                                         \
  F (EnumerateInstanceLayerProperties)                                                             \
  F (EnumerateInstanceVersion)

#define ACU_VK_INSTANCE_FUNCTIONS(F)                                                               \
  F (CreateDevice)                                                                                 \
  F (DestroyInstance)                                                                              \
  F (EnumerateDeviceExtensionProperties)                                                           \
  F (EnumeratePhysicalDevices)                                                                     \
  F (GetDeviceProcAddr)                                                                            \
  F (GetPhysicalDeviceFeatures2)                                                                   \
  F (GetPhysicalDeviceMemoryProperties2)                                                           \
  F (GetPhysicalDeviceProperties2)                                                                 \
  F (GetPhysicalDeviceQueueFamilyProperties)

/* Absent where their extension is: NULL. */
#define ACU_VK_OPTIONAL_INSTANCE_FUNCTIONS(F)                                                      \
  F (CreateDebugUtilsMessengerEXT)                                                                 \
  F (DestroyDebugUtilsMessengerEXT)                                                                \
  F (SetDebugUtilsObjectNameEXT)

#define ACU_VK_DEVICE_FUNCTIONS(F)                                                                 \
  F (AllocateCommandBuffers)                                                                       \
  F (AllocateDescriptorSets)                                                                       \
  F (AllocateMemory)                                                                               \
  F (BeginCommandBuffer)                                                                           \
  F (BindBufferMemory)                                                                             \
  F (CmdBindDescriptorSets)                                                                        \
  F (CmdBindPipeline)                                                                              \
  F (CmdCopyBuffer)                                                                                \
  F (CmdDispatch)                                                                                  \
  F (CmdFillBuffer)                                                                                \
  F (CmdPipelineBarrier)                                                                           \
  F (CmdPushConstants)                                                                             \
  F (CmdResetQueryPool)                                                                            \
  F (CmdWriteTimestamp)                                                                            \
  F (CreateBuffer)                                                                                 \
  F (CreateCommandPool)                                                                            \
  F (CreateComputePipelines)                                                                       \
  F (CreateDescriptorPool)                                                                         \
  F (CreateDescriptorSetLayout)                                                                    \
  F (CreateFence)                                                                                  \
  F (CreatePipelineCache)                                                                          \
  F (CreatePipelineLayout)                                                                         \
  F (CreateQueryPool)                                                                              \
  F (CreateShaderModule)                                                                           \
  F (DestroyBuffer)                                                                                \
  F (DestroyCommandPool)                                                                           \
  F (DestroyDescriptorPool)                                                                        \
  F (DestroyDescriptorSetLayout)                                                                   \
  F (DestroyDevice)                                                                                \
  F (DestroyFence)                                                                                 \
  F (DestroyPipeline)                                                                              \
  F (DestroyPipelineCache)                                                                         \
  F (DestroyPipelineLayout)                                                                        \
  F (DestroyQueryPool)                                                                             \
  F (DestroyShaderModule)                                                                          \
  F (DeviceWaitIdle)                                                                               \
  F (EndCommandBuffer)                                                                             \
  F (FreeCommandBuffers)                                                                           \
  F (FreeMemory)                                                                                   \
  F (GetBufferMemoryRequirements)                                                                  \
  F (GetDeviceQueue)                                                                               \
  F (GetPipelineCacheData)                                                                         \
  F (GetQueryPoolResults)                                                                          \
  F (MapMemory)                                                                                    \
  F (QueueSubmit)                                                                                  \
  F (ResetCommandPool)                                                                             \
  F (ResetFences)                                                                                  \
  F (UpdateDescriptorSets)                                                                         \
  F (WaitForFences)

typedef struct {
  PFN_vkGetInstanceProcAddr GetInstanceProcAddr;
#define ACU_VK_MEMBER(name) PFN_vk##name name;
  ACU_VK_GLOBAL_FUNCTIONS (ACU_VK_MEMBER)
  ACU_VK_INSTANCE_FUNCTIONS (ACU_VK_MEMBER)
  ACU_VK_OPTIONAL_INSTANCE_FUNCTIONS (ACU_VK_MEMBER)
  ACU_VK_DEVICE_FUNCTIONS (ACU_VK_MEMBER)
#undef ACU_VK_MEMBER
} AcuVkApi;

/* Opens the loader and finds the global functions.  Fails with ACU_COMPUTE_ERROR_NO_DEVICE. */
gboolean acu_vk_api_load (AcuVkApi *api, GError **error);

gboolean acu_vk_api_load_instance (AcuVkApi *api, VkInstance instance, GError **error);
gboolean acu_vk_api_load_device (AcuVkApi *api, VkDevice device, GError **error);

G_END_DECLS
