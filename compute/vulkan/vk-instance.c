#include "compute/vulkan/vk-instance.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compute/device.h"
#include "compute/vulkan/vk-result.h"

#define VALIDATION_VARIABLE "ACUTANCE_VULKAN_VALIDATION"
#define VALIDATION_LAYER    "VK_LAYER_KHRONOS_validation"

static VKAPI_ATTR VkBool32 VKAPI_CALL
message_cb (VkDebugUtilsMessageSeverityFlagBitsEXT severity,
            VkDebugUtilsMessageTypeFlagsEXT types,
            const VkDebugUtilsMessengerCallbackDataEXT *data,
            void *user_data)
{
  g_warning ("Vulkan: %s", data->pMessage);
  return VK_FALSE;
}

static gboolean
has_layer (const AcuVkApi *api, const char *name)
{
  g_autofree VkLayerProperties *layers = NULL;
  guint32 n_layers = 0;

  if (api->EnumerateInstanceLayerProperties (&n_layers, NULL) != VK_SUCCESS)
    return FALSE;
  layers = g_new0 (VkLayerProperties, n_layers + 1);
  if (api->EnumerateInstanceLayerProperties (&n_layers, layers) < 0)
    return FALSE;
  for (guint32 i = 0; i < n_layers; i++)
    if (g_str_equal (layers[i].layerName, name))
      return TRUE;
  return FALSE;
}

static gboolean
has_extension (const AcuVkApi *api, const char *layer, const char *name)
{
  g_autofree VkExtensionProperties *extensions = NULL;
  guint32 n_extensions = 0;

  if (api->EnumerateInstanceExtensionProperties (layer, &n_extensions, NULL) != VK_SUCCESS)
    return FALSE;
  extensions = g_new0 (VkExtensionProperties, n_extensions + 1);
  if (api->EnumerateInstanceExtensionProperties (layer, &n_extensions, extensions) < 0)
    return FALSE;
  for (guint32 i = 0; i < n_extensions; i++)
    if (g_str_equal (extensions[i].extensionName, name))
      return TRUE;
  return FALSE;
}

static gboolean
create (AcuVkInstance *instance, const char *validation, GError **error)
{
  AcuVkApi *api = &instance->api;
  const gboolean is_validated = validation != NULL;
  const gboolean is_gpu_assisted = is_validated && strstr (validation, "gpu") != NULL;
  const VkApplicationInfo application = {
      .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
      .pApplicationName = "acutance",
      .pEngineName = "acutance",
      .apiVersion = VK_API_VERSION_1_2,
  };
  const VkDebugUtilsMessengerCreateInfoEXT messenger = {
      .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
      /* What GPU-assisted validation finds are errors; it warns of what it changes for itself. */
      .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT |
                         (is_gpu_assisted ? 0 : VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT),
      .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
      .pfnUserCallback = message_cb,
  };
  const VkValidationFeatureEnableEXT synchronization[] = {
      VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT,
  };
  const VkValidationFeatureEnableEXT gpu_assisted[] = {
      VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_EXT,
      VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_RESERVE_BINDING_SLOT_EXT,
  };
  /* The layer asks that the host's calls be checked in another run than the kernels' accesses. */
  const VkValidationFeatureDisableEXT core[] = {VK_VALIDATION_FEATURE_DISABLE_CORE_CHECKS_EXT};
  const VkValidationFeaturesEXT features = {
      .sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT,
      .pNext = &messenger,
      .enabledValidationFeatureCount =
          is_gpu_assisted ? G_N_ELEMENTS (gpu_assisted) : G_N_ELEMENTS (synchronization),
      .pEnabledValidationFeatures = is_gpu_assisted ? gpu_assisted : synchronization,
      .disabledValidationFeatureCount = is_gpu_assisted ? G_N_ELEMENTS (core) : 0,
      .pDisabledValidationFeatures = core,
  };
  const char *const layers[] = {VALIDATION_LAYER};
  const char *extensions[2];
  VkInstanceCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
      .pApplicationInfo = &application,
      .ppEnabledExtensionNames = extensions,
  };
  guint32 version = VK_API_VERSION_1_0;
  gboolean success = FALSE;

  VK (api->EnumerateInstanceVersion (&version));
  if (version < VK_API_VERSION_1_2) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE,
                 _ ("the Vulkan loader speaks %u.%u; 1.2 is needed"),
                 VK_API_VERSION_MAJOR (version), VK_API_VERSION_MINOR (version));
    goto cleanup;
  }
  if (is_validated) {
    if (!has_layer (api, VALIDATION_LAYER)) {
      g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                   _ ("%s is set, but %s is not installed"), VALIDATION_VARIABLE, VALIDATION_LAYER);
      goto cleanup;
    }
    info.pNext = &features;
    info.enabledLayerCount = G_N_ELEMENTS (layers);
    info.ppEnabledLayerNames = layers;
    instance->has_names = TRUE;
    extensions[info.enabledExtensionCount++] = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    if (has_extension (api, VALIDATION_LAYER, VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME))
      extensions[info.enabledExtensionCount++] = VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME;
  }
  VK (api->CreateInstance (&info, NULL, &instance->handle));
  if (!acu_vk_api_load_instance (api, instance->handle, error))
    goto cleanup;
  if (is_validated)
    VK (api->CreateDebugUtilsMessengerEXT (instance->handle, &messenger, NULL,
                                           &instance->messenger));
  success = TRUE;

cleanup:
  return success;
}

AcuVkInstance *
acu_vk_instance_new (GError **error)
{
  g_autoptr (AcuVkInstance) instance = g_new0 (AcuVkInstance, 1);
  const char *validation = g_getenv (VALIDATION_VARIABLE);

  if (validation != NULL && (*validation == '\0' || g_str_equal (validation, "0")))
    validation = NULL;
  if (!acu_vk_api_load (&instance->api, error) || !create (instance, validation, error))
    return NULL;
  return g_steal_pointer (&instance);
}

void
acu_vk_instance_free (AcuVkInstance *instance)
{
  if (instance == NULL)
    return;
  if (instance->messenger != VK_NULL_HANDLE)
    instance->api.DestroyDebugUtilsMessengerEXT (instance->handle, instance->messenger, NULL);
  if (instance->handle != VK_NULL_HANDLE && instance->api.DestroyInstance != NULL)
    instance->api.DestroyInstance (instance->handle, NULL);
  acu_vk_forget_loss ();
  g_free (instance);
}

VkPhysicalDevice *
acu_vk_instance_list (const AcuVkInstance *instance, guint32 *n_devices, GError **error)
{
  const AcuVkApi *api = &instance->api;
  g_autofree VkPhysicalDevice *devices = NULL;

  *n_devices = 0;
  VK (api->EnumeratePhysicalDevices (instance->handle, n_devices, NULL));
  devices = g_new0 (VkPhysicalDevice, *n_devices + 1);
  VK (api->EnumeratePhysicalDevices (instance->handle, n_devices, devices));
  return g_steal_pointer (&devices);

cleanup:
  return NULL;
}
