#include "compute/vulkan/vk-traits.h"

#include "compute/vulkan/vk-cooperative.h"
#include "compute/vulkan/vk-result.h"

#include <glib/gi18n.h>

/* Operands start at least this far apart, so that rows of four numbers are read whole. */
#define MIN_ALIGNMENT 64

static gboolean
has_extension (const VkExtensionProperties *extensions, guint32 n_extensions, const char *name)
{
  for (guint32 i = 0; i < n_extensions; i++)
    if (g_str_equal (extensions[i].extensionName, name))
      return TRUE;
  return FALSE;
}

/* A queue family for computing only, if there is one: its work does not hold up the desktop's. */
static gboolean
find_queue_family (AcuVkTraits *traits, const AcuVkApi *api)
{
  g_autofree VkQueueFamilyProperties *families = NULL;
  guint32 n_families = 0;
  gboolean found = FALSE;

  api->GetPhysicalDeviceQueueFamilyProperties (traits->handle, &n_families, NULL);
  families = g_new0 (VkQueueFamilyProperties, n_families + 1);
  api->GetPhysicalDeviceQueueFamilyProperties (traits->handle, &n_families, families);
  for (guint32 i = 0; i < n_families; i++) {
    const gboolean is_dedicated = (families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) == 0;

    if ((families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) == 0 || families[i].queueCount == 0)
      continue;
    if (!found || is_dedicated)
      traits->queue_family = i;
    found = TRUE;
    if (is_dedicated)
      break;
  }
  return found;
}

static AcuDeviceKind
device_kind (VkPhysicalDeviceType type)
{
  switch (type) {
  case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
    return ACU_DEVICE_DISCRETE_GPU;
  case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
    return ACU_DEVICE_INTEGRATED_GPU;
  case VK_PHYSICAL_DEVICE_TYPE_CPU:
    return ACU_DEVICE_SOFTWARE_GPU;
  default:
    return ACU_DEVICE_VIRTUAL_GPU;
  }
}

static void
query_memory (AcuVkTraits *traits, const AcuVkApi *api)
{
  VkPhysicalDeviceMemoryBudgetPropertiesEXT budget = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
  VkPhysicalDeviceMemoryProperties2 memory = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2,
      .pNext = traits->has_memory_budget ? &budget : NULL};
  guint64 largest = 0;

  api->GetPhysicalDeviceMemoryProperties2 (traits->handle, &memory);
  traits->memory = memory.memoryProperties;
  for (guint32 i = 0; i < traits->memory.memoryHeapCount; i++) {
    const VkMemoryHeap *heap = &traits->memory.memoryHeaps[i];
    guint64 free = heap->size;

    if ((heap->flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) == 0 || heap->size <= largest)
      continue;
    largest = heap->size;
    if (traits->has_memory_budget && budget.heapBudget[i] > 0)
      free = budget.heapBudget[i] > budget.heapUsage[i] ? budget.heapBudget[i] - budget.heapUsage[i]
                                                        : 0;
    traits->heap_budget = free;
  }
}

/* The largest shape of which a subgroup multiplies fp16 matrices into fp32 sums. */
static void
query_cooperative (AcuVkTraits *traits, const AcuVkInstance *instance)
{
  PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR get =
      (PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR)instance->api.GetInstanceProcAddr (
          instance->handle, "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR");
  g_autofree VkCooperativeMatrixPropertiesKHR *shapes = NULL;
  guint32 n_shapes = 0;

  /* An invocation brings at least one vector of a tile. */
  if (traits->subgroup_size < 8 || traits->subgroup_size > 64)
    return;
  if (get == NULL || get (traits->handle, &n_shapes, NULL) != VK_SUCCESS)
    return;
  shapes = g_new0 (VkCooperativeMatrixPropertiesKHR, n_shapes + 1);
  for (guint32 i = 0; i < n_shapes; i++)
    shapes[i].sType = VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_KHR;
  if (get (traits->handle, &n_shapes, shapes) < 0)
    return;
  for (guint32 i = 0; i < n_shapes; i++) {
    const VkCooperativeMatrixPropertiesKHR *shape = &shapes[i];
    AcuVkCooperativeShape *best = &traits->cooperative;

    if (shape->AType != VK_COMPONENT_TYPE_FLOAT16_KHR ||
        shape->BType != VK_COMPONENT_TYPE_FLOAT16_KHR ||
        shape->CType != VK_COMPONENT_TYPE_FLOAT32_KHR ||
        shape->ResultType != VK_COMPONENT_TYPE_FLOAT32_KHR ||
        shape->scope != VK_SCOPE_SUBGROUP_KHR || shape->saturatingAccumulation)
      continue;
    /* The kernel's tiles are read in vectors of eight and made of fragments of 8 or 16. */
    if ((shape->MSize != 8 && shape->MSize != 16) || (shape->NSize != 8 && shape->NSize != 16) ||
        (shape->KSize != 8 && shape->KSize != 16))
      continue;
    if (shape->MSize * shape->NSize * shape->KSize > best->m * best->n * best->k)
      *best = (AcuVkCooperativeShape){.m = shape->MSize, .n = shape->NSize, .k = shape->KSize};
  }
}

static void
query_features (AcuVkTraits *traits,
                const AcuVkInstance *instance,
                const VkExtensionProperties *extensions,
                guint32 n_extensions)
{
  const AcuVkApi *api = &instance->api;
  const gboolean has_control =
      has_extension (extensions, n_extensions, VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
  const gboolean has_cooperative =
      has_extension (extensions, n_extensions, VK_KHR_COOPERATIVE_MATRIX_EXTENSION_NAME);
  VkPhysicalDeviceCooperativeMatrixFeaturesKHR cooperative = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR};
  VkPhysicalDeviceSubgroupSizeControlFeaturesEXT control = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES_EXT,
      .pNext = has_cooperative ? &cooperative : NULL};
  VkPhysicalDeviceVulkan12Features features12 = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
      .pNext = has_control ? (void *)&control : control.pNext};
  VkPhysicalDeviceVulkan11Features features11 = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, .pNext = &features12};
  VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
                                        .pNext = &features11};

  api->GetPhysicalDeviceFeatures2 (traits->handle, &features);
  traits->has_f16_storage = features11.storageBuffer16BitAccess;
  traits->has_full_subgroups = traits->has_full_subgroups && has_control &&
                               control.subgroupSizeControl && control.computeFullSubgroups;
  if (cooperative.cooperativeMatrix && traits->has_f16_storage && traits->has_full_subgroups &&
      features12.shaderFloat16 && features12.vulkanMemoryModel)
    query_cooperative (traits, instance);
}

static void
query_properties (AcuVkTraits *traits, const AcuVkApi *api, gboolean has_control)
{
  VkPhysicalDeviceSubgroupSizeControlPropertiesEXT control = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES_EXT};
  VkPhysicalDeviceVulkan11Properties properties11 = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES,
      .pNext = has_control ? &control : NULL};
  VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
                                            .pNext = &traits->driver};

  traits->driver.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
  traits->driver.pNext = &properties11;
  api->GetPhysicalDeviceProperties2 (traits->handle, &properties);
  traits->driver.pNext = NULL;
  traits->properties = properties.properties;
  traits->kind = device_kind (properties.properties.deviceType);
  traits->max_buffer = (gsize)properties11.maxMemoryAllocationSize;
  traits->subgroup_size = properties11.subgroupSize;
  traits->min_subgroup_size = has_control ? control.minSubgroupSize : properties11.subgroupSize;
  traits->max_subgroup_size = has_control ? control.maxSubgroupSize : properties11.subgroupSize;
  traits->has_subgroup_arithmetic =
      (properties11.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0 &&
      (properties11.subgroupSupportedOperations & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT) != 0;
  traits->has_full_subgroups =
      (control.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0;
}

gboolean
acu_vk_traits_query (AcuVkTraits *traits,
                     const AcuVkInstance *instance,
                     VkPhysicalDevice handle,
                     GError **error)
{
  const AcuVkApi *api = &instance->api;
  g_autofree VkExtensionProperties *extensions = NULL;
  VkPhysicalDeviceProperties2 properties = {.sType =
                                                VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
  guint32 n_extensions = 0;
  gboolean success = FALSE;

  *traits = (AcuVkTraits){.handle = handle};
  api->GetPhysicalDeviceProperties2 (handle, &properties);
  if (properties.properties.apiVersion < VK_API_VERSION_1_2) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                 _ ("%s speaks Vulkan %u.%u; 1.2 is needed"), properties.properties.deviceName,
                 VK_API_VERSION_MAJOR (properties.properties.apiVersion),
                 VK_API_VERSION_MINOR (properties.properties.apiVersion));
    goto cleanup;
  }
  VK (api->EnumerateDeviceExtensionProperties (handle, NULL, &n_extensions, NULL));
  extensions = g_new0 (VkExtensionProperties, n_extensions + 1);
  VK (api->EnumerateDeviceExtensionProperties (handle, NULL, &n_extensions, extensions));
  traits->has_memory_budget =
      has_extension (extensions, n_extensions, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
  query_properties (
      traits, api,
      has_extension (extensions, n_extensions, VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME));
  query_features (traits, instance, extensions, n_extensions);
  query_memory (traits, api);
  if (!find_queue_family (traits, api) || !traits->has_subgroup_arithmetic) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                 _ ("%s has no queue that computes with subgroup arithmetic"),
                 traits->properties.deviceName);
    goto cleanup;
  }
  success = TRUE;

cleanup:
  return success;
}

AcuDeviceInfo *
acu_vk_traits_to_info (const AcuVkTraits *traits, guint index)
{
  const VkPhysicalDeviceLimits *limits = &traits->properties.limits;
  AcuDeviceInfo *info = g_new0 (AcuDeviceInfo, 1);

  info->backend = g_strdup ("vulkan");
  info->name = g_strdup (traits->properties.deviceName);
  info->driver = g_strdup_printf ("%s %s", traits->driver.driverName, traits->driver.driverInfo);
  g_strchomp (info->driver);
  info->index = index;
  info->kind = traits->kind;
  info->memory = traits->heap_budget;
  info->alignment = (gsize)MAX (limits->minStorageBufferOffsetAlignment, MIN_ALIGNMENT);
  info->max_operand = limits->maxStorageBufferRange;
  info->max_buffer = MIN (traits->max_buffer, G_MAXSSIZE);
  info->has_f16_storage = traits->has_f16_storage;
  info->version[0] = VK_API_VERSION_MAJOR (traits->properties.apiVersion);
  info->version[1] = VK_API_VERSION_MINOR (traits->properties.apiVersion);
  info->matrix[0] = traits->cooperative.m;
  info->matrix[1] = traits->cooperative.n;
  info->matrix[2] = traits->cooperative.k;
  info->subgroup_size = traits->subgroup_size;
  return info;
}
