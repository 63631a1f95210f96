#include "tests/headless/loss-fixture.h"

#include <dlfcn.h>
#include <string.h>

#include "compute/device.h"
#include "compute/vulkan/vk-result.h"
#include "picture-fixture.h"
#include "test-support.h"

gint
acu_loss_choose_stride (gint n_calls, gint n)
{
  gint stride = MAX (n_calls / n, 1);

#ifdef ACU_SANITIZED
  stride *= acu_test_is_quick () ? 16 : 8;
#endif
  return stride;
}

char *
acu_loss_set_up (void)
{
  g_autofree char *home = acu_test_temporary_folder ();

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  return acu_test_write_least_model (home);
}

char *
acu_loss_write_dataset (const char *folder, int n_patches)
{
  const AcuJpegRecipe recipe = {
      .width = ACU_LOSS_SIDE * n_patches, .height = ACU_LOSS_SIDE, .components = 3};
  g_autofree guint8 *pixels =
      acu_fixture_make_noise ((gsize)n_patches * ACU_LOSS_SIDE * ACU_LOSS_SIDE * 3);
  g_autoptr (GBytes) jpeg = acu_fixture_make_jpeg (&recipe, pixels);
  g_autofree char *a = acu_fixture_write (folder, "a.jpg", jpeg);
  g_autofree char *b = acu_fixture_write (folder, "b.jpg", jpeg);
  static const char list[] = "path,protocol,y,x,mos\na.jpg,native,0,0,40\nb.jpg,native,0,0,60\n";
  g_autoptr (GBytes) text = g_bytes_new_static (list, strlen (list));

  return acu_fixture_write (folder, "patches.csv", text);
}

static char *
dup_warm_loader_path (void)
{
  return acu_test_build_path ("tests/headless/warm-loader.so");
}

gpointer
acu_loss_find_in_loader (const char *name)
{
  g_autofree char *path = dup_warm_loader_path ();
  void *library = dlopen (path, RTLD_NOW);
  gpointer function;

  g_assert_nonnull (library);
  function = dlsym (library, name);
  g_assert_nonnull (function);
  return function;
}

void
acu_loss_begin_warm (void)
{
  g_autofree char *path = dup_warm_loader_path ();

  g_setenv ("ACUTANCE_VULKAN_LOADER", path, TRUE);
}

void
acu_loss_end_warm (void)
{
  const char *left = ACU_LOSS_LOADER (acu_warm_loader_end) ();

  g_assert_cmpstr (left, ==, NULL);
  g_unsetenv ("ACUTANCE_VULKAN_LOADER");
}

gint
acu_loss_count_opening_calls (void)
{
  g_autoptr (GError) error = NULL;
  AcuDevice *device;
  gint n_calls;

  acu_vk_lose_device_at (ACU_LOSS_MANY);
  device = acu_device_open (ACU_LOSS_DEVICE, &error);
  if (device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return 0;
  }
  n_calls = ACU_LOSS_MANY - acu_vk_lose_device_at (0);
  acu_device_close (device);
  return n_calls;
}
