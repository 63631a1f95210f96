/* The connection to the Vulkan loader, and what the validation layer has to say. */
#pragma once

#include "compute/vulkan/vk-api.h"

G_BEGIN_DECLS

typedef struct {
  AcuVkApi api;
  VkInstance handle;
  VkDebugUtilsMessengerEXT messenger; /* VK_NULL_HANDLE without validation */
  gboolean has_names;                 /* objects may be named for the validator */
} AcuVkInstance;

/* Connects to the loader.  The environment variable ACUTANCE_VULKAN_VALIDATION turns on the
 * Khronos validation layer: "1" for core and synchronization checks, "gpu" for GPU-assisted ones
 * as well; its messages become GLib warnings.  Fails with ACU_COMPUTE_ERROR_NO_DEVICE without a
 * loader or a driver, and with ACU_COMPUTE_ERROR_UNSUPPORTED if the layer is wanted and missing.
 * (transfer full) */
AcuVkInstance *acu_vk_instance_new (GError **error);
void acu_vk_instance_free (AcuVkInstance *instance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuVkInstance, acu_vk_instance_free)

/* (transfer container) (array zero-terminated=1) */
VkPhysicalDevice *
acu_vk_instance_list (const AcuVkInstance *instance, guint32 *n_devices, GError **error);

G_END_DECLS
