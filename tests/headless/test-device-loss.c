/* A device that is lost, or runs out of memory, while photos are scored, which goes on to the same
 * numbers.  It is lost at any call of Vulkan that has a result. */
#include "app/catalog/folder-scan.h"
#include "app/scoring/model-store.h"
#include "app/scoring/predictor.h"
#include "app/scoring/service/scoring-service.h"
#include "compute/vulkan/vk-memory.h"
#include "compute/vulkan/vk-result.h"
#include "picture-fixture.h"
#include "test-support.h"
#include "tests/headless/loss-fixture.h"

#define IN_A_ROW 2 /* losses that one score outlives */

static char *least_model; /* the path of its file */

/* From opening the device to the score of a patch. */
static float
score_patch (AcuModel *model)
{
  const AcuPredictorOptions options = {.device = ACU_LOSS_DEVICE, .batch = 1};
  g_autofree guint8 *patch = acu_fixture_make_noise (ACU_LOSS_SIDE * ACU_LOSS_SIDE * 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuPredictor) predictor = acu_predictor_new (model, &options, &error);
  float score;

  g_assert_no_error (error);
  acu_predictor_run (predictor, patch, 1, &(AcuPrediction){.scores = &score}, NULL, &error);
  g_assert_no_error (error);
  return score;
}

/* The devices that are opened one after the other for a score, and the calls at which they are
 * lost, counted from when they are open. */
static struct {
  gint n_opening; /* calls from when the device is created until it is open */
  gint calls[IN_A_ROW];
  guint n_created;
} devices;

static void
created_cb (void)
{
  const guint i = devices.n_created++;

  acu_vk_lose_device_at (i < IN_A_ROW ? devices.n_opening + devices.calls[i] : 0);
}

static void
watch_devices (void)
{
  AcuDevice *device;

  ACU_LOSS_LOADER (acu_warm_loader_watch) (created_cb);
  devices.n_opening = 0;
  devices.n_created = 0;
  devices.calls[0] = ACU_LOSS_MANY;
  device = acu_device_open (ACU_LOSS_DEVICE, NULL);
  devices.n_opening = ACU_LOSS_MANY - acu_vk_lose_device_at (0);
  acu_device_close (device);
}

/* Every call from when the device is open to when it is closed, however many there are: in how many
 * pieces a device has its work is a matter of speed.  A score outlives two losses, and so is made
 * once for two calls. */
static void
test_scoring (void)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) model = acu_model_store_open (store, least_model, NULL);
  const gint opening = acu_loss_count_opening_calls (), stride = acu_loss_choose_stride (1, 1);
  float undisturbed;
  gint n_losses = 0, n_now;

  if (opening == 0)
    return;
  undisturbed = score_patch (model);
  acu_loss_begin_warm ();
  watch_devices ();
  do {
    float score;
    gint left;

    devices.n_created = 0;
    for (gint i = 0; i < IN_A_ROW; i++)
      devices.calls[i] = 1 + (n_losses + i) * stride;
    g_assert_cmpint (devices.calls[0], <, ACU_LOSS_TOO_MANY);
    score = score_patch (model);
    left = acu_vk_lose_device_at (0);
    g_assert_cmpmem (&score, sizeof score, &undisturbed, sizeof undisturbed);
    n_now = (gint)MIN (devices.n_created, IN_A_ROW) - (left > 0);
    n_losses += n_now;
  } while (n_now > 0);
  ACU_LOSS_LOADER (acu_warm_loader_watch) (NULL);
  acu_loss_end_warm ();
  g_test_message ("%d calls to open the device, lost at %d later ones, one in %d", opening,
                  n_losses, stride);
  g_assert_cmpint (n_losses * stride, >, 100);
}

/* A submission fails for another reason, and the device does not become idle after that: it can
 * only be opened anew, whatever was wrong with it. */
static void
test_unwell (void)
{
  static const VkResult idle[] = {VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_HOST_MEMORY};
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) model = acu_model_store_open (store, least_model, NULL);
  float undisturbed;
  guint left = 0, n_refused = 0;

  if (acu_loss_count_opening_calls () == 0)
    return;
  undisturbed = score_patch (model);
  acu_loss_begin_warm ();
  for (guint i = 1; left == 0; i++) {
    float score;

    ACU_LOSS_LOADER (acu_warm_loader_refuse_at) (i, idle[i % 2]);
    score = score_patch (model);
    left = ACU_LOSS_LOADER (acu_warm_loader_refuse_at) (0, VK_SUCCESS);
    g_assert_cmpmem (&score, sizeof score, &undisturbed, sizeof undisturbed);
    n_refused += left == 0;
  }
  acu_loss_end_warm ();
  g_test_message ("%u submissions refused", n_refused);
  g_assert_cmpuint (n_refused, >, 1);
}

/* Two photos in a catalog of their own. (transfer full) */
static AcuCatalog *
make_catalog (int n_patches)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *home = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (home, "catalog.db", NULL);
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts;
  AcuCatalog *catalog;

  g_free (acu_loss_write_dataset (folder, n_patches));
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  acu_folder_scan_run (catalog, folder, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  return catalog;
}

/* Scores everything, and tells how it went. */
static void
serve (int n_patches, AcuScoringStatus *status)
{
  AcuScoringSettings settings = {.model = least_model, .device = (char *)ACU_LOSS_DEVICE};
  g_autoptr (AcuCatalog) catalog = make_catalog (n_patches);
  g_autoptr (AcuScoringService) service = acu_scoring_service_new (catalog, &settings);

  for (;;) {
    acu_scoring_service_get_status (service, status);
    if (status->state == ACU_SCORING_FAILED)
      g_error ("%s", status->message);
    if (status->state == ACU_SCORING_DONE && status->n_done >= 2)
      break;
    acu_scoring_status_clear (status);
    g_usleep (2000);
  }
  acu_scoring_service_finish (service);
}

/* The service says what happened and goes on: on the device where it comes back, else on the CPU.
 */
static void
test_service (void)
{
  const gint opening = acu_loss_count_opening_calls ();
  g_auto (AcuScoringStatus) quiet = {0}, once = {0}, for_good = {0};
  gint n_calls;

  if (opening == 0)
    return;
  acu_vk_lose_device_at (ACU_LOSS_MANY);
  serve (1, &quiet);
  n_calls = ACU_LOSS_MANY - acu_vk_lose_device_at (0);
  g_assert_cmpint (quiet.trouble, ==, ACU_TROUBLE_NONE);
  g_assert_false (quiet.is_on_fallback);

  /* The last calls are those of the last run, but for a few that close the device; how many there
   * are is a matter of speed as well. */
  for (gint call = n_calls - 2; once.trouble == ACU_TROUBLE_NONE; call -= n_calls / 20) {
    g_assert_cmpint (call, >, opening);
    acu_scoring_status_clear (&once);
    acu_vk_lose_device_at (call);
    serve (1, &once);
    acu_vk_lose_device_at (0);
  }
  g_assert_cmpint (once.trouble, ==, ACU_TROUBLE_DEVICE_LOST);
  g_assert_false (once.is_on_fallback);
  g_assert_cmpstr (once.device, ==, quiet.device);

  for (gint call = n_calls - 2; for_good.trouble == ACU_TROUBLE_NONE; call -= n_calls / 20) {
    g_assert_cmpint (call, >, opening);
    acu_scoring_status_clear (&for_good);
    acu_vk_lose_device_for_good_at (call);
    serve (1, &for_good);
    acu_vk_lose_device_at (0);
  }
  g_assert_cmpint (for_good.trouble, ==, ACU_TROUBLE_DEVICE_LOST);
  g_assert_true (for_good.is_on_fallback);
  g_assert_cmpstr (for_good.device, !=, quiet.device);
  g_assert_nonnull (for_good.message);
}

/* Memory runs out when a run of several patches is prepared, and the service goes on with fewer; or
 * from the beginning, and the CPU goes on. */
static void
test_memory (void)
{
  g_auto (AcuScoringStatus) quiet = {0}, once = {0}, for_good = {0};
  gint n_allocations;

  if (acu_loss_count_opening_calls () == 0)
    return;
  acu_vk_memory_run_out_at (ACU_LOSS_MANY, FALSE);
  serve (4, &quiet);
  n_allocations = ACU_LOSS_MANY - acu_vk_memory_run_out_at (0, FALSE);
  g_test_message ("%d allocations", n_allocations);
  g_assert_cmpint (quiet.trouble, ==, ACU_TROUBLE_NONE);

  /* The last one is made for the runs, after all those of opening. */
  acu_vk_memory_run_out_at (n_allocations, FALSE);
  serve (4, &once);
  g_assert_cmpint (acu_vk_memory_run_out_at (0, FALSE), ==, 0);
  g_assert_cmpint (once.trouble, ==, ACU_TROUBLE_MEMORY);
  g_assert_false (once.is_on_fallback);
  g_assert_cmpstr (once.device, ==, quiet.device);

  acu_vk_memory_run_out_at (1, TRUE);
  serve (4, &for_good);
  acu_vk_memory_run_out_at (0, FALSE);
  g_assert_cmpint (for_good.trouble, ==, ACU_TROUBLE_MEMORY);
  g_assert_true (for_good.is_on_fallback);
  g_assert_cmpstr (for_good.device, !=, quiet.device);
  g_assert_nonnull (for_good.message);
}

/* Work cannot be waited for, once, for want of memory, and is done all the same: whatever comes
 * next is not taken for done at once. */
static void
test_wait (void)
{
  guint left = 0, n_failed = 0, n_short = 0;

  if (acu_loss_count_opening_calls () == 0)
    return;
  acu_loss_begin_warm ();
  for (guint i = 1; left == 0; i++) {
    g_auto (AcuScoringStatus) status = {0};

    ACU_LOSS_LOADER (acu_warm_loader_fail_wait_at) (i);
    serve (4, &status);
    left = ACU_LOSS_LOADER (acu_warm_loader_fail_wait_at) (0);
    n_failed += left == 0;
    n_short += status.trouble == ACU_TROUBLE_MEMORY && !status.is_on_fallback;
  }
  acu_loss_end_warm ();
  g_test_message ("%u waits failed, after %u of which the device went on", n_failed, n_short);
  g_assert_cmpuint (n_short, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  least_model = acu_loss_set_up ();
  g_test_add_func ("/device-loss/scoring", test_scoring);
  g_test_add_func ("/device-loss/unwell", test_unwell);
  g_test_add_func ("/device-loss/service", test_service);
  g_test_add_func ("/device-loss/memory", test_memory);
  g_test_add_func ("/device-loss/wait", test_wait);
  int status = g_test_run ();
  g_free (least_model);
  return status;
}
