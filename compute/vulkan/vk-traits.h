/* What a physical device is and can do, asked once. */
#pragma once

#include "compute/device.h"
#include "compute/vulkan/vk-instance.h"

G_BEGIN_DECLS

/* One shape of matrices that the device multiplies in hardware, fp16 x fp16 summed in fp32. */
typedef struct {
  guint32 m, n, k; /* 0 without cooperative matrices */
} AcuVkCooperativeShape;

typedef struct {
  VkPhysicalDevice handle;
  VkPhysicalDeviceProperties properties;
  VkPhysicalDeviceDriverProperties driver;
  VkPhysicalDeviceMemoryProperties memory;
  AcuDeviceKind kind;
  guint32 queue_family;
  guint64 heap_budget; /* of the largest device-local heap, bytes */
  gsize max_buffer;    /* bytes */
  guint32 subgroup_size;
  guint32 min_subgroup_size;
  guint32 max_subgroup_size;
  gboolean has_f16_storage;
  gboolean has_subgroup_arithmetic;
  gboolean has_full_subgroups; /* the subgroup size can be required, and the groups full */
  gboolean has_memory_budget;
  AcuVkCooperativeShape cooperative;
} AcuVkTraits;

/* Describes @handle.  Returns FALSE, with ACU_COMPUTE_ERROR_UNSUPPORTED, for a device that lacks
 * Vulkan 1.2, a compute queue or what else the kernels cannot do without. */
gboolean acu_vk_traits_query (AcuVkTraits *traits,
                              const AcuVkInstance *instance,
                              VkPhysicalDevice handle,
                              GError **error);

/* The same for people and for the planner. */
AcuDeviceInfo *acu_vk_traits_to_info (const AcuVkTraits *traits, guint index);

G_END_DECLS
