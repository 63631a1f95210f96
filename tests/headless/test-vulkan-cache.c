/* The file of compiled kernels: written, used again, and harmless whatever is in it. */
#include <glib/gstdio.h>
#include <string.h>

#include "compute/session.h"
#include "compute/vulkan/vk-context.h"
#include "compute/vulkan/vk-pipeline-cache.h"
#include "compute/vulkan/vk-pipeline.h"
#include "compute/vulkan/vk-result.h"
#include "tests/headless/test-support.h"

#define DEVICE "vulkan:llvmpipe"

/* Opens the device, runs a kernel and closes it, whereby it is lost at call @lose_at; 0: it is not.
 * Returns the size of what was found on disk; *@path is the file's. */
static gsize
start_and_lose (char **path, gint lose_at)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDevice) device = acu_device_open (DEVICE, &error);
  g_autoptr (AcuGraph) graph = acu_graph_new (ACU_DTYPE_F32);
  g_autoptr (AcuParameters) parameters = NULL;
  g_autoptr (AcuSession) session = NULL;
  AcuVkContext *context = (AcuVkContext *)device;
  const float x[3] = {-1.0f, 0.0f, 2.0f};
  AcuValue input = acu_graph_input (graph, "x", ACU_DTYPE_F32, ACU_SHAPE (3));
  AcuValue output = acu_graph_activation (graph, input, ACU_ACTIVATION_RELU);
  float y[3];

  g_assert_no_error (error);
  *path = acu_vk_pipeline_cache_get_path (&context->traits);
  acu_graph_set_output (graph, output, "y");
  parameters = acu_parameters_new (device, graph, &error);
  g_assert_no_error (error);
  session = acu_session_new (graph, parameters, &error);
  g_assert_no_error (error);
  acu_session_upload (session, input, x, sizeof x, &error);
  g_assert_no_error (error);
  acu_session_run (session, NULL, &error);
  g_assert_no_error (error);
  acu_session_download (session, output, y, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (y[0], ==, 0.0f);
  g_assert_cmpfloat (y[2], ==, 2.0f);
  acu_vk_lose_device_at (lose_at);
  return acu_vk_pipelines_get_loaded_size (context->pipelines);
}

static gsize
start (char **path)
{
  return start_and_lose (path, 0);
}

static gboolean
skip_without_device (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDevice) device = acu_device_open (DEVICE, &error);

  if (device == NULL)
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
  return device == NULL;
}

static void
test_reuse (void)
{
  g_autofree char *path = NULL, *again = NULL;

  if (skip_without_device ())
    return;
  g_assert_cmpuint (start (&path), ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (start (&again), >, 0);
  g_assert_cmpstr (path, ==, again);
}

static void
test_damage (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *contents = NULL;
  gsize length;

  if (skip_without_device ())
    return;
  for (guint damage = 0; damage < 4; damage++) {
    g_autofree char *again = NULL;
    g_autoptr (GBytes) data = NULL;

    g_clear_pointer (&path, g_free);
    g_clear_pointer (&contents, g_free);
    start (&path);
    g_file_get_contents (path, &contents, &length, &error);
    g_assert_no_error (error);
    switch (damage) {
    case 0: /* another file altogether */
      memset (contents, 'x', length);
      break;
    case 1: /* cut off */
      length /= 2;
      break;
    case 2: /* empty */
      length = 0;
      break;
    case 3: /* one bit */
      contents[length - 1] ^= 1;
      break;
    }
    g_file_set_contents (path, contents, (gssize)length, &error);
    g_assert_no_error (error);
    data = acu_vk_pipeline_cache_load (path);
    g_assert_null (data);
    g_assert_cmpuint (start (&again), ==, 0);
    data = acu_vk_pipeline_cache_load (path);
    g_assert_nonnull (data);
  }
}

/* Another device or driver has a file of its own: what one driver compiled is nothing to another.
 */
static void
test_path (void)
{
  const AcuVkTraits first = {
      .properties = {.vendorID = 1, .deviceID = 2, .driverVersion = 3, .pipelineCacheUUID = {4}}};
  AcuVkTraits others[4] = {first, first, first, first};
  g_autofree char *path = acu_vk_pipeline_cache_get_path (&first);
  g_autofree char *again = acu_vk_pipeline_cache_get_path (&first);

  others[0].properties.vendorID++;
  others[1].properties.deviceID++;
  others[2].properties.driverVersion++;
  others[3].properties.pipelineCacheUUID[VK_UUID_SIZE - 1]++;
  g_assert_cmpstr (path, ==, again);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *other = acu_vk_pipeline_cache_get_path (&others[i]);

    g_assert_cmpstr (path, !=, other);
  }
}

/* A folder in the file's place: nothing can be read or written. */
static void
test_unwritable (void)
{
  g_autofree char *path = NULL, *again = NULL;

  if (skip_without_device ())
    return;
  start (&path);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpuint (start (&again), ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

/* Asked twice for what is to be written, the driver does not answer: the file stays what it was. */
static void
test_lost (void)
{
  g_autofree char *path = NULL, *kept = NULL;

  if (skip_without_device ())
    return;
  start (&path);
  g_assert_cmpint (g_remove (path), ==, 0);
  for (gint question = 1; question <= 2; question++) {
    g_autofree char *again = NULL;

    g_assert_cmpuint (start_and_lose (&again, question), ==, 0);
    g_assert_cmpint (acu_vk_lose_device_at (0), ==, 0);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  }
  g_assert_true (g_file_set_contents (path, "of another time", -1, NULL));
  for (gint question = 1; question <= 2; question++) {
    g_autofree char *again = NULL, *now = NULL;

    g_assert_cmpuint (start_and_lose (&again, question), ==, 0);
    g_assert_cmpint (acu_vk_lose_device_at (0), ==, 0);
    g_assert_true (g_file_get_contents (path, &now, NULL, NULL));
    g_assert_cmpstr (now, ==, "of another time");
  }
  g_assert_cmpuint (start (&kept), ==, 0);
  g_free (g_steal_pointer (&kept));
  g_assert_cmpuint (start (&kept), >, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = acu_test_temporary_folder ();
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_add_func ("/vulkan-cache/reuse", test_reuse);
  g_test_add_func ("/vulkan-cache/damage", test_damage);
  g_test_add_func ("/vulkan-cache/path", test_path);
  g_test_add_func ("/vulkan-cache/unwritable", test_unwritable);
  g_test_add_func ("/vulkan-cache/lost", test_lost);
  return g_test_run ();
}
