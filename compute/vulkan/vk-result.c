#include "compute/vulkan/vk-result.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compute/device.h"

/* Calls until the first one that fails; 0 and less: it is over. */
static gint calls_until_loss;
static gint is_gone;     /* so do the calls after it, until Vulkan is closed */
static gint is_for_good; /* and those after that */

gint
acu_vk_lose_device_at (gint number)
{
  gint left = g_atomic_int_get (&calls_until_loss);

  g_atomic_int_set (&is_for_good, FALSE);
  g_atomic_int_set (&is_gone, FALSE);
  g_atomic_int_set (&calls_until_loss, number);
  return MAX (left, 0);
}

void
acu_vk_lose_device_for_good_at (gint number)
{
  acu_vk_lose_device_at (number);
  g_atomic_int_set (&is_for_good, TRUE);
}

gboolean
acu_vk_is_lost_now (void)
{
  if (g_atomic_int_get (&calls_until_loss) <= 0)
    return g_atomic_int_get (&is_gone) || g_atomic_int_get (&is_for_good);
  if (g_atomic_int_add (&calls_until_loss, -1) > 1)
    return FALSE;
  g_atomic_int_set (&is_gone, TRUE);
  return TRUE;
}

VkResult
acu_vk_lose_after (VkResult result)
{
  return acu_vk_is_lost_now () ? VK_ERROR_DEVICE_LOST : result;
}

void
acu_vk_forget_loss (void)
{
  g_atomic_int_set (&is_gone, FALSE);
}

const char *
acu_vk_result_name (VkResult result)
{
  static const struct {
    VkResult result;
    const char *name;
  } names[] = {
      {VK_ERROR_OUT_OF_HOST_MEMORY, N_ ("out of host memory")},
      {VK_ERROR_OUT_OF_DEVICE_MEMORY, N_ ("out of device memory")},
      {VK_ERROR_OUT_OF_POOL_MEMORY, N_ ("out of pool memory")},
      {VK_ERROR_TOO_MANY_OBJECTS, N_ ("too many objects")},
      {VK_ERROR_INITIALIZATION_FAILED, N_ ("initialization failed")},
      {VK_ERROR_DEVICE_LOST, N_ ("device lost")},
      {VK_ERROR_MEMORY_MAP_FAILED, N_ ("mapping memory failed")},
      {VK_ERROR_LAYER_NOT_PRESENT, N_ ("layer not present")},
      {VK_ERROR_EXTENSION_NOT_PRESENT, N_ ("extension not present")},
      {VK_ERROR_FEATURE_NOT_PRESENT, N_ ("feature not present")},
      {VK_ERROR_INCOMPATIBLE_DRIVER, N_ ("incompatible driver")},
      {VK_ERROR_FRAGMENTED_POOL, N_ ("fragmented pool")},
      {VK_ERROR_INVALID_SHADER_NV, N_ ("invalid shader")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].result == result)
      return _ (names[i].name);
  return _ ("unknown error");
}

static int
compute_error (VkResult result)
{
  switch (result) {
  case VK_ERROR_DEVICE_LOST:
    return ACU_COMPUTE_ERROR_DEVICE_LOST;
  case VK_ERROR_OUT_OF_HOST_MEMORY:
  case VK_ERROR_OUT_OF_DEVICE_MEMORY:
  case VK_ERROR_OUT_OF_POOL_MEMORY:
  case VK_ERROR_TOO_MANY_OBJECTS:
  case VK_ERROR_MEMORY_MAP_FAILED:
    return ACU_COMPUTE_ERROR_OUT_OF_MEMORY;
  case VK_ERROR_FEATURE_NOT_PRESENT:
  case VK_ERROR_EXTENSION_NOT_PRESENT:
  case VK_ERROR_INCOMPATIBLE_DRIVER:
    return ACU_COMPUTE_ERROR_UNSUPPORTED;
  default:
    return ACU_COMPUTE_ERROR_FAILED;
  }
}

void
acu_vk_set_error (GError **error, VkResult result, const char *call, const char *file, int line)
{
  /* "context->api.CreateBuffer (context->device, …)" becomes "vkCreateBuffer". */
  gsize length = strcspn (call, " (");
  g_autofree char *expression = g_strndup (call, length);
  const char *dot = strrchr (expression, '.');
  g_autofree char *function = g_strconcat ("vk", dot != NULL ? dot + 1 : expression, NULL);
  g_autofree char *place = g_path_get_basename (file);

  g_set_error (error, ACU_COMPUTE_ERROR, compute_error (result),
               _ ("Vulkan: %s (%d) from %s, %s:%d"), acu_vk_result_name (result), (int)result,
               function, place, line);
}
