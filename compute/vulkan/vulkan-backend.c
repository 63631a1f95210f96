#include "compute/vulkan/vulkan-backend.h"

#include "compute/vulkan/vk-buffer.h"
#include "compute/vulkan/vk-context.h"
#include "compute/vulkan/vk-program.h"

/* A machine without Vulkan, and a device that falls short, are no errors. */
static void
list_devices (GPtrArray *infos)
{
  g_autoptr (AcuVkInstance) instance = acu_vk_instance_new (NULL);
  g_autofree VkPhysicalDevice *devices = NULL;
  guint32 n_devices;

  if (instance == NULL)
    return;
  devices = acu_vk_instance_list (instance, &n_devices, NULL);
  for (guint32 i = 0; devices != NULL && i < n_devices; i++) {
    AcuVkTraits traits;

    if (acu_vk_traits_query (&traits, instance, devices[i], NULL))
      g_ptr_array_add (infos, acu_vk_traits_to_info (&traits, i));
  }
}

static AcuDevice *
open_device (const AcuDeviceInfo *info, GError **error)
{
  AcuVkContext *context = acu_vk_context_new (acu_vulkan_backend (), info, error);

  return context != NULL ? &context->base : NULL;
}

static void
close_device (AcuDevice *device)
{
  acu_vk_context_free ((AcuVkContext *)device);
}

const AcuBackend *
acu_vulkan_backend (void)
{
  static const AcuBackend backend = {
      .name = "vulkan",
      .list_devices = list_devices,
      .open = open_device,
      .close = close_device,
      .buffer_new = acu_vk_buffer_new,
      .buffer_free = acu_vk_buffer_free,
      .buffer_write = acu_vk_buffer_write,
      .buffer_read = acu_vk_buffer_read,
      .program_new = acu_vk_program_new,
      .program_free = acu_vk_program_free,
      .program_run = acu_vk_program_run,
  };

  return &backend;
}
