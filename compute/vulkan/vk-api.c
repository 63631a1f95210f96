#include "compute/vulkan/vk-api.h"

#include <dlfcn.h>
#include <glib/gi18n.h>

#include "compute/device.h"

/* The name by which every Linux distribution ships the loader's run-time library; the environment
 * variable is for tests and for loaders in unusual places. */
#define LOADER_NAME     "libvulkan.so.1"
#define LOADER_VARIABLE "ACUTANCE_VULKAN_LOADER"

G_GNUC_PRINTF (2, 3)
static void
set_lack (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE, message);
}

gboolean
acu_vk_api_load (AcuVkApi *api, GError **error)
{
  const char *name = g_getenv (LOADER_VARIABLE);
  void *library = dlopen (name != NULL ? name : LOADER_NAME, RTLD_NOW | RTLD_LOCAL);

  if (library == NULL) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE,
                 _ ("no Vulkan loader (%s); install libvulkan1 and a driver"), dlerror ());
    return FALSE;
  }

  /* Never closed: drivers start threads and register exit handlers that outlive an instance. */
  api->GetInstanceProcAddr = (PFN_vkGetInstanceProcAddr)dlsym (library, "vkGetInstanceProcAddr");
  if (api->GetInstanceProcAddr == NULL) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE,
                 _ ("%s is not a Vulkan loader"), name != NULL ? name : LOADER_NAME);
    return FALSE;
  }
#define LOAD(name)                                                                                 \
  api->name = (PFN_vk##name)api->GetInstanceProcAddr (VK_NULL_HANDLE, "vk" #name);                 \
  if (api->name == NULL) {                                                                         \
    set_lack (error, _ ("the Vulkan loader is older than 1.1: it lacks %s"), "vk" #name);          \
    return FALSE;                                                                                  \
  }
  ACU_VK_GLOBAL_FUNCTIONS (LOAD)
#undef LOAD
  return TRUE;
}

gboolean
acu_vk_api_load_instance (AcuVkApi *api, VkInstance instance, GError **error)
{
#define LOAD(name)                                                                                 \
  api->name = (PFN_vk##name)api->GetInstanceProcAddr (instance, "vk" #name);                       \
  if (api->name == NULL) {                                                                         \
    set_lack (error, _ ("the Vulkan loader lacks %s"), "vk" #name);                                \
    return FALSE;                                                                                  \
  }
  ACU_VK_INSTANCE_FUNCTIONS (LOAD)
#undef LOAD
#define LOAD(name) api->name = (PFN_vk##name)api->GetInstanceProcAddr (instance, "vk" #name);
  ACU_VK_OPTIONAL_INSTANCE_FUNCTIONS (LOAD)
#undef LOAD
  return TRUE;
}

gboolean
acu_vk_api_load_device (AcuVkApi *api, VkDevice device, GError **error)
{
#define LOAD(name)                                                                                 \
  api->name = (PFN_vk##name)api->GetDeviceProcAddr (device, "vk" #name);                           \
  if (api->name == NULL) {                                                                         \
    set_lack (error, _ ("the Vulkan driver lacks %s"), "vk" #name);                                \
    return FALSE;                                                                                  \
  }
  ACU_VK_DEVICE_FUNCTIONS (LOAD)
#undef LOAD
  return TRUE;
}
