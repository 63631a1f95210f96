/* The choice among devices, of back ends that are made up. */
#include "compute/backend.h"
#include "compute/cpu/cpu-backend.h"
#include "compute/vulkan/vulkan-backend.h"
#include "tests/headless/test-support.h"

#include <string.h>

/* Which devices do not open. */
static gboolean is_broken[3];

static void
add_device (
    GPtrArray *infos, const char *backend, const char *name, guint index, AcuDeviceKind kind)
{
  AcuDeviceInfo *info = g_new0 (AcuDeviceInfo, 1);

  info->backend = g_strdup (backend);
  info->name = g_strdup (name);
  info->index = index;
  info->kind = kind;
  g_ptr_array_add (infos, info);
}

static void
list_cpu (GPtrArray *infos)
{
  add_device (infos, "cpu", "Processor", 0, ACU_DEVICE_CPU);
}

static void
list_gpus (GPtrArray *infos)
{
  add_device (infos, "vulkan", "Software", 0, ACU_DEVICE_SOFTWARE_GPU);
  add_device (infos, "vulkan", "Small", 1, ACU_DEVICE_INTEGRATED_GPU);
  add_device (infos, "vulkan", "Large", 2, ACU_DEVICE_DISCRETE_GPU);
}

static AcuDevice *
open_device (const AcuDeviceInfo *info, GError **error)
{
  AcuDeviceInfo *copy;
  AcuDevice *device;

  if (g_str_equal (info->backend, "vulkan") && is_broken[info->index]) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_FAILED, "driver %u failed",
                 info->index);
    return NULL;
  }
  device = g_new0 (AcuDevice, 1);
  device->backend = g_str_equal (info->backend, "cpu") ? acu_cpu_backend () : acu_vulkan_backend ();
  copy = acu_device_info_copy (info);
  device->info = *copy;
  g_free (copy);
  return device;
}

static void
close_device (AcuDevice *device)
{
  acu_device_info_clear (&device->info);
  g_free (device);
}

const AcuBackend *
acu_cpu_backend (void)
{
  static const AcuBackend backend = {
      .name = "cpu", .list_devices = list_cpu, .open = open_device, .close = close_device};

  return &backend;
}

const AcuBackend *
acu_vulkan_backend (void)
{
  static const AcuBackend backend = {
      .name = "vulkan", .list_devices = list_gpus, .open = open_device, .close = close_device};

  return &backend;
}

/* Checks which device @selector opens, NULL for none, and what is said of those passed over. */
static void
check (const char *selector, const char *name, const char *passed_over)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDevice) device = acu_device_open (selector, &error);

  if (name == NULL) {
    g_assert_null (device);
    g_assert_nonnull (error);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpstr (acu_device_get_info (device)->name, ==, name);
  g_assert_cmpstr (acu_device_get_info (device)->passed_over, ==, passed_over);
}

static void
set_broken (gboolean software, gboolean small, gboolean large)
{
  is_broken[0] = software;
  is_broken[1] = small;
  is_broken[2] = large;
}

static void
test_choice (void)
{
  set_broken (FALSE, FALSE, FALSE);
  check ("auto", "Large", NULL);
  check ("vulkan", "Large", NULL);
  check ("vulkan:1", "Small", NULL);
  check ("vulkan:SOFT", "Software", NULL);
  check ("cpu", "Processor", NULL);
  check ("vulkan:3", NULL, NULL);
  check ("vulkan:none", NULL, NULL);
}

/* Who leaves the choice open gets the next best, and is told of the best; who does not, the
 * error. */
static void
test_broken (void)
{
  set_broken (FALSE, FALSE, TRUE);
  check ("auto", "Small", "Large cannot be used: driver 2 failed");
  check ("vulkan:2", NULL, NULL);
  set_broken (FALSE, TRUE, TRUE);
  check ("auto", "Processor", "Large cannot be used: driver 2 failed");
  set_broken (FALSE, TRUE, FALSE);
  check ("auto", "Large", NULL);
}

static gpointer
close_later (gpointer device)
{
  g_usleep (G_USEC_PER_SEC / 20);
  acu_device_close (device);
  return NULL;
}

/* A program that is about to end waits for devices that are open on other threads, but not for
 * ever. */
static void
test_wait (void)
{
  AcuDevice *device = acu_device_open ("cpu", NULL);
  AcuDevice *other = acu_device_open ("vulkan", NULL);
  GThread *thread;

  acu_device_close (other);
  g_assert_false (acu_device_wait_closed (0.01));
  thread = g_thread_new ("device", close_later, device);
  g_assert_true (acu_device_wait_closed (60.0));
  g_thread_join (thread);

  g_assert_null (acu_device_open ("vulkan:none", NULL));
  g_ptr_array_unref (acu_device_list ());
  g_assert_true (acu_device_wait_closed (0.0));
}

static void
note_cb (const AcuDeviceInfo *info, gpointer notes)
{
  g_string_append_printf (notes, "%s: %s\n", info->name,
                          info->passed_over != NULL ? info->passed_over : "the best");
}

/* What becomes of the open choice is told once, by whoever it is made, and so is its end. */
static void
test_watch (void)
{
  g_autoptr (GString) notes = g_string_new (NULL);

  acu_device_watch_auto (note_cb, notes);
  set_broken (FALSE, FALSE, FALSE);
  check ("auto", "Large", NULL);
  set_broken (FALSE, FALSE, TRUE);
  check ("cpu", "Processor", NULL);
  check ("vulkan:1", "Small", NULL);
  g_assert_cmpstr (notes->str, ==, "");
  check ("auto", "Small", "Large cannot be used: driver 2 failed");
  check ("auto", "Small", "Large cannot be used: driver 2 failed");
  g_assert_cmpstr (notes->str, ==, "Small: Large cannot be used: driver 2 failed\n");
  set_broken (FALSE, FALSE, FALSE);
  check ("auto", "Large", NULL);
  g_assert_cmpstr (notes->str, ==,
                   "Small: Large cannot be used: driver 2 failed\nLarge: the best\n");
  acu_device_watch_auto (NULL, NULL);
  set_broken (FALSE, FALSE, TRUE);
  check ("auto", "Small", "Large cannot be used: driver 2 failed");
  g_assert_cmpuint (notes->len, ==,
                    strlen ("Small: Large cannot be used: driver 2 failed\n") +
                        strlen ("Large: the best\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/devices/choice", test_choice);
  g_test_add_func ("/devices/broken", test_broken);
  g_test_add_func ("/devices/watch", test_watch);
  g_test_add_func ("/devices/wait", test_wait);
  return g_test_run ();
}
