#include "compute/vulkan/vk-memory.h"

#include "compute/vulkan/vk-result.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#define HOST_ACCESS (VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT)

/* How well a memory type serves a use; 0: not at all. */
static guint
rate_type (VkMemoryPropertyFlags flags, AcuVkMemoryUse use, gboolean is_unified)
{
  const gboolean is_local = (flags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) != 0;
  const gboolean is_shared = (flags & HOST_ACCESS) == HOST_ACCESS;
  const gboolean is_cached = (flags & VK_MEMORY_PROPERTY_HOST_CACHED_BIT) != 0;

  /* Types for protected content, on-demand allocation and the like are none of ours. */
  if ((flags & ~(VkMemoryPropertyFlags)(HOST_ACCESS | VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT |
                                        VK_MEMORY_PROPERTY_HOST_CACHED_BIT)) != 0)
    return 0;
  switch (use) {
  case ACU_VK_MEMORY_DEVICE:
    if (!is_local)
      return is_unified ? 1 : 0;
    /* On a discrete card what the host sees may be a small window that others need more. */
    return is_unified ? 2 + is_shared * 2 + is_cached : 4 - is_shared;
  case ACU_VK_MEMORY_UPLOAD:
    return is_shared ? 3 - is_local - is_cached : 0;
  case ACU_VK_MEMORY_DOWNLOAD:
    return is_shared ? 2 - is_local + 2 * is_cached : 0;
  }
  g_assert_not_reached ();
}

/* Whether the heap has @size bytes left for this process, as far as the driver tells. */
static gboolean
fits_budget (AcuVkContext *context, guint32 heap, VkDeviceSize size)
{
  VkPhysicalDeviceMemoryBudgetPropertiesEXT budget = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
  VkPhysicalDeviceMemoryProperties2 properties = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, .pNext = &budget};

  if (!context->traits.has_memory_budget)
    return size <= context->traits.memory.memoryHeaps[heap].size;
  context->api.GetPhysicalDeviceMemoryProperties2 (context->traits.handle, &properties);
  return budget.heapBudget[heap] == 0 || budget.heapUsage[heap] + size <= budget.heapBudget[heap];
}

/* Allocations until the one that fails; 0 and less: it is over. */
static gint allocations_left;
static gint is_out_for_good;

gint
acu_vk_memory_run_out_at (gint number, gboolean for_good)
{
  gint left = g_atomic_int_get (&allocations_left);

  g_atomic_int_set (&is_out_for_good, FALSE);
  g_atomic_int_set (&allocations_left, number);
  g_atomic_int_set (&is_out_for_good, for_good);
  return MAX (left, 0);
}

static gboolean
has_run_out (void)
{
  if (g_atomic_int_get (&allocations_left) > 0)
    return g_atomic_int_dec_and_test (&allocations_left);
  return g_atomic_int_get (&is_out_for_good);
}

/* Allocates, and maps what the host can see.  That there is no memory of this type is no failure;
 * then @full says so, and @memory has no handle. */
static gboolean
allocate_of_type (AcuVkContext *context,
                  const VkMemoryAllocateInfo *info,
                  AcuVkMemory *memory,
                  VkResult *full,
                  GError **error)
{
  const VkMemoryType *type = &context->traits.memory.memoryTypes[info->memoryTypeIndex];
  const VkResult result =
      VK_RESULT (context->api.AllocateMemory (context->device, info, NULL, &memory->handle));

  if (result < 0) {
    memory->handle = VK_NULL_HANDLE;
    *full = result;
    if (result == VK_ERROR_DEVICE_LOST)
      acu_vk_set_error (error, result, "AllocateMemory", __FILE__, __LINE__);
    return result != VK_ERROR_DEVICE_LOST;
  }
  if ((type->propertyFlags & HOST_ACCESS) == HOST_ACCESS)
    VK (context->api.MapMemory (context->device, memory->handle, 0, VK_WHOLE_SIZE, 0,
                                &memory->mapped));
  return TRUE;

cleanup:
  acu_vk_memory_free (context, memory);
  return FALSE;
}

gboolean
acu_vk_memory_allocate (AcuVkContext *context,
                        const VkMemoryRequirements *requirements,
                        AcuVkMemoryUse use,
                        AcuVkMemory *memory,
                        GError **error)
{
  const VkPhysicalDeviceMemoryProperties *types = &context->traits.memory;
  const gboolean is_unified = context->traits.kind != ACU_DEVICE_DISCRETE_GPU;
  guint32 remaining = has_run_out () ? 0 : requirements->memoryTypeBits;
  VkResult full = VK_ERROR_OUT_OF_DEVICE_MEMORY;

  *memory = (AcuVkMemory){0};
  while (memory->handle == VK_NULL_HANDLE) {
    VkMemoryAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .allocationSize = requirements->size,
    };
    guint best = 0;

    for (guint32 i = 0; i < types->memoryTypeCount; i++) {
      const guint rating = (remaining & (1u << i)) != 0
                               ? rate_type (types->memoryTypes[i].propertyFlags, use, is_unified)
                               : 0;

      if (rating > best) {
        best = rating;
        info.memoryTypeIndex = i;
      }
    }
    if (best == 0)
      break;
    remaining &= ~(1u << info.memoryTypeIndex);
    if (!fits_budget (context, types->memoryTypes[info.memoryTypeIndex].heapIndex,
                      info.allocationSize))
      continue;
    if (!allocate_of_type (context, &info, memory, &full, error))
      return FALSE;
  }
  if (memory->handle != VK_NULL_HANDLE)
    return TRUE;
  g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY,
               _ ("%s has no %" PRIu64 " MiB of memory left (%s)"), context->base.info.name,
               (guint64)(requirements->size >> 20), acu_vk_result_name (full));
  return FALSE;
}

void
acu_vk_memory_free (AcuVkContext *context, AcuVkMemory *memory)
{
  if (memory->handle != VK_NULL_HANDLE)
    context->api.FreeMemory (context->device, memory->handle, NULL);
  *memory = (AcuVkMemory){0};
}
