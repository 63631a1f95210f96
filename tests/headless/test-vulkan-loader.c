/* Machines without Vulkan: no devices, no crash, and the CPU is still there. */
#include "compute/device.h"
#include "tests/headless/test-support.h"

static void
test_no_loader (gconstpointer loader)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (AcuDevice) device = NULL;
  guint n_cpus = 0;

  g_setenv ("ACUTANCE_VULKAN_LOADER", loader, TRUE);
  infos = acu_device_list ();
  for (guint i = 0; i < infos->len; i++) {
    const AcuDeviceInfo *info = g_ptr_array_index (infos, i);

    g_assert_cmpstr (info->backend, !=, "vulkan");
    n_cpus += info->kind == ACU_DEVICE_CPU;
  }
  g_assert_cmpuint (n_cpus, ==, 1);
  device = acu_device_open ("vulkan", &error);
  g_assert_null (device);
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/vulkan-loader/missing", "/nonexistent/libvulkan.so.1", test_no_loader);
  g_test_add_data_func ("/vulkan-loader/not-a-loader", "libm.so.6", test_no_loader);
  return g_test_run ();
}
