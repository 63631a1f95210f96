/* A device that is lost, or runs out of memory: scoring and training go on, to the same numbers. It
 * is lost at any call of Vulkan that has a result, but for two whose result is of no account:
 * waiting for it after a failure, and asking for the cache of kernels when it is closed. */
#include <dlfcn.h>
#include <string.h>

#include "app/catalog/folder-scan.h"
#include "app/learning/training/run.h"
#include "app/scoring/model-store.h"
#include "app/scoring/predictor.h"
#include "app/scoring/service/scoring-service.h"
#include "compute/vulkan/vk-memory.h"
#include "compute/vulkan/vk-result.h"
#include "compute/weights/deterministic-weights.h"
#include "compute/weights/model-file.h"
#include "picture-fixture.h"
#include "small-model.h"
#include "test-support.h"
#include "tests/headless/warm-loader.h"

#define DEVICE "vulkan:llvmpipe"
#define SIDE   32

#define SLOW_MILLISECONDS 300 /* for which a work is divided */

#define MANY 1000000

#define TOO_MANY 5000 /* calls, for a score or a step: there is no end to them */

/* Of @n_calls, the distance of those that are tried, of which there are about @n.  Beside
 * sanitizers, which have seen all code after a few losses, an eighth of them is enough. */
static gint
choose_stride (gint n_calls, gint n)
{
  gint stride = MAX (n_calls / n, 1);

#ifdef ACU_SANITIZED
  stride *= acu_test_is_quick () ? 16 : 8;
#endif
  return stride;
}

/* Swin that sees 32 pixels and attends to one at a time: all operations of a whole network, and
 * hardly any arithmetic. (transfer full) */
static char *
write_least_model (const char *folder)
{
  g_autoptr (AcuArchitecture) architecture = acu_test_small_architecture ();
  g_autoptr (AcuTensorSet) weights = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "least.safetensors", NULL);

  architecture->embed_dim = 8;
  architecture->input_size = SIDE;
  architecture->window = 1;
  acu_architecture_name_preset (architecture);
  weights = acu_deterministic_weights (architecture, 0);
  file = acu_model_file_new (architecture, weights, &error);
  g_assert_no_error (error);
  acu_model_file_save (file, ACU_ELEMENT_F32, path, &error);
  g_assert_no_error (error);
  return path;
}

static char *least_model; /* the path of its file */

static char *
dup_warm_loader_path (void)
{
  return acu_test_build_path ("tests/headless/warm-loader.so");
}

/* A function of the warm loader. */
static gpointer
find_in_warm_loader (const char *name)
{
  g_autofree char *path = dup_warm_loader_path ();
  void *library = dlopen (path, RTLD_NOW);
  gpointer function;

  g_assert_nonnull (library);
  function = dlsym (library, name);
  g_assert_nonnull (function);
  return function;
}

#define WARM_LOADER(name) ((typeof (&(name)))find_in_warm_loader (#name))

/* From now on opening a device again costs next to nothing. */
static void
begin_warm (void)
{
  g_autofree char *path = dup_warm_loader_path ();

  g_setenv ("ACUTANCE_VULKAN_LOADER", path, TRUE);
}

/* From now on it costs what it costs people; nothing that was made since is left. */
static void
end_warm (void)
{
  const char *left = WARM_LOADER (acu_warm_loader_end) ();

  g_assert_cmpstr (left, ==, NULL);
  g_unsetenv ("ACUTANCE_VULKAN_LOADER");
}

/* The calls that open a device; before they are done there is none to lose.  0: there is none here,
 * and the test is skipped. */
static gint
count_opening_calls (void)
{
  g_autoptr (GError) error = NULL;
  AcuDevice *device;

  acu_vk_lose_device_at (MANY);
  device = acu_device_open (DEVICE, &error);
  if (device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return 0;
  }
  acu_device_close (device);
  return MANY - acu_vk_lose_device_at (0);
}

/* From opening the device to the score of a patch. */
static float
score_patch (AcuModel *model)
{
  const AcuPredictorOptions options = {.device = DEVICE, .batch = 1};
  g_autofree guint8 *patch = acu_fixture_make_noise (SIDE * SIDE * 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuPredictor) predictor = acu_predictor_new (model, &options, &error);
  float score;

  g_assert_no_error (error);
  acu_predictor_run (predictor, patch, 1, &(AcuPrediction){.scores = &score}, NULL, &error);
  g_assert_no_error (error);
  return score;
}

/* Every call from when the device is open to when it is closed, however many there are: in how many
 * pieces a device has its work is a matter of speed. */
static void
test_scoring (void)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) model = acu_model_store_open (store, least_model, NULL);
  const gint opening = count_opening_calls (), stride = choose_stride (1, 1);
  float undisturbed;
  gint left = 0, n_losses = 0;

  if (opening == 0)
    return;
  undisturbed = score_patch (model);
  begin_warm ();
  for (gint call = 1; left == 0; call += stride) {
    float score;

    g_assert_cmpint (call, <, TOO_MANY);
    acu_vk_lose_device_at (opening + call);
    score = score_patch (model);
    left = acu_vk_lose_device_at (0);
    g_assert_cmpmem (&score, sizeof score, &undisturbed, sizeof undisturbed);
    n_losses += left == 0;
  }
  end_warm ();
  g_test_message ("%d calls to open the device, lost at %d later ones, one in %d", opening,
                  n_losses, stride);
  g_assert_cmpint (n_losses * stride, >, 100);
}

/* Two pictures of @n_patches patches of @side pixels in a row, and their scores. (transfer full) */
static char *
write_dataset (const char *folder, int side, int n_patches)
{
  const AcuJpegRecipe recipe = {.width = side * n_patches, .height = side, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise ((gsize)n_patches * side * side * 3);
  g_autoptr (GBytes) jpeg = acu_fixture_make_jpeg (&recipe, pixels);
  g_autofree char *a = acu_fixture_write (folder, "a.jpg", jpeg);
  g_autofree char *b = acu_fixture_write (folder, "b.jpg", jpeg);
  static const char list[] = "path,protocol,y,x,mos\na.jpg,native,0,0,40\nb.jpg,native,0,0,60\n";
  g_autoptr (GBytes) text = g_bytes_new_static (list, strlen (list));

  return acu_fixture_write (folder, "patches.csv", text);
}

/* Calls are counted from when the device is open, which takes as many as it takes. */
typedef struct {
  gboolean is_slow; /* the device, in the first step */
  gint lose_at;     /* MANY: never */
  gint lose_later;  /* at this call after the first step; 0: not there */
  guint n_warnings;
  gint n_first;    /* calls until the first step is over, where @lose_at is MANY */
  gboolean passed; /* the second step was over before the loss */
  gint left; /* calls until the loss when training was over; what closes the device loses nothing */
} Course;

static void
warning_cb (const char *message, gpointer user_data)
{
  Course *course = user_data;

  course->n_warnings++;
}

static void
step_cb (const AcuRunStep *step, gpointer user_data)
{
  Course *course = user_data;
  gint left = acu_vk_lose_device_at (0);

  WARM_LOADER (acu_warm_loader_slow_down) (0);
  if (step->step == 1 && course->lose_later > 0) {
    left = course->lose_later;
    course->lose_later = 0; /* once, and not when the step is done again */
  }
  acu_vk_lose_device_at (left);
  if (step->step == 1)
    course->n_first = MANY - left;
  else
    course->passed |= left > 0;
}

/* Trains for two steps; the digest of all weights. (transfer full) */
static char *
train (const char *list, const char *name, Course *course)
{
  const AcuRunListener listener = {.warning = warning_cb, .step = step_cb, .user_data = course};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  AcuRunSettings settings;
  g_autofree char *log = g_strconcat (list, ".log", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  acu_run_settings_init (&settings, ACU_RUN_FULL, "nano");
  settings.base = g_strdup (least_model);
  settings.patch_list = g_strdup (list);
  settings.device = g_strdup (DEVICE);
  settings.schedule.epochs = 1;
  settings.batch = 1;
  run = acu_run_new (name, &settings, log, &error);
  g_assert_no_error (error);
  acu_run_settings_clear (&settings);
  if (course->is_slow)
    WARM_LOADER (acu_warm_loader_slow_down) (SLOW_MILLISECONDS);
  acu_vk_lose_device_at (course->lose_at);
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  course->left = acu_vk_lose_device_at (0);
  acu_vk_lose_device_at (course->left);
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < acu_tensor_set_get_length (file->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (file->tensors, i);
    gsize count = acu_tensor_view_count (view);
    g_autofree float *values = g_new (float, count);

    acu_tensor_view_read_all (view, values);
    g_checksum_update (checksum, (const guchar *)view->name, -1);
    g_checksum_update (checksum, (const guchar *)values, (gssize)(count * sizeof *values));
  }
  /* What was taken back is not told twice: two steps and an epoch. */
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3 + 1);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  return g_strdup (g_checksum_get_string (checksum));
}

/* Trains with a device that is lost; the weights are the @digest that they are without that, and it
 * is told but where all was learned already. */
static void
train_with_loss (const char *list, Course *course, const char *digest)
{
  g_autofree char *disturbed = train (list, "disturbed", course);

  acu_vk_lose_device_at (0);
  g_assert_cmpstr (disturbed, ==, digest);
  if (course->left == 0 && !course->passed)
    g_assert_cmpuint (course->n_warnings, >, 0);
}

/* Loses the device at every @stride-th call of the second step, however many there are. */
static void
lose_in_step (const char *list, gboolean is_slow, const char *digest, gint stride)
{
  gboolean passed = FALSE;
  gint call = 1;

  for (; !passed; call += stride) {
    Course course = {.is_slow = is_slow, .lose_at = MANY, .lose_later = call};

    g_assert_cmpint (call, <, TOO_MANY);
    train_with_loss (list, &course, digest);
    passed = course.passed;
  }
  g_test_message ("lost at the calls of the second step up to %d, one in %d", call - 2 * stride,
                  stride);
  g_assert_cmpint (call - 2 * stride, >=, 1);
}

/* Every call of a step, of which the one before has made what it needs; of the calls before these,
 * most of which bring tensor after tensor to the device, a few. */
static void
test_training (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *list = write_dataset (folder, SIDE, 1);
  g_autofree char *digest = NULL;
  Course quiet = {.lose_at = MANY}, late = quiet;
  gint n_calls;

  if (count_opening_calls () == 0)
    return;
  begin_warm ();
  digest = train (list, "undisturbed", &quiet);
  n_calls = MANY - acu_vk_lose_device_at (0);
  g_assert_cmpuint (quiet.n_warnings, ==, 0);
  g_test_message ("%d calls to train, %d of them until the first step is done", n_calls,
                  quiet.n_first);

  g_assert_cmpint (quiet.n_first, >, 100);

  /* While the network is made, and when the first step is due. */
  for (gint call = 3; call <= quiet.n_first; call += choose_stride (quiet.n_first, 24)) {
    Course course = {.lose_at = call};

    train_with_loss (list, &course, digest);
  }
  lose_in_step (list, FALSE, digest, choose_stride (1, 1));
  /* How many calls there are is a matter of speed as well: the late one may have to come earlier.
   */
  for (gint call = n_calls - 1; call == n_calls - 1 || late.left > 0; call -= call / 8) {
    late = (Course){.lose_at = call};
    train_with_loss (list, &late, digest);
    g_assert_cmpint (call, >, 8);
  }
  end_warm ();
}

/* A step that takes a slow device so long that it has it in pieces, some of which are under way
 * when it is lost: at few calls, which are all tried beside sanitizers too. */
static void
test_pieces (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *list = write_dataset (folder, SIDE, 1);
  g_autofree char *digest = NULL;
  Course quiet = {.lose_at = MANY};
  guint n_before, n_cut_off;

  if (count_opening_calls () == 0)
    return;
  begin_warm ();
  digest = train (list, "undisturbed", &quiet);
  acu_vk_lose_device_at (0);
  n_before = WARM_LOADER (acu_warm_loader_count_cut_off) ();
  lose_in_step (list, TRUE, digest, 1);
  n_cut_off = WARM_LOADER (acu_warm_loader_count_cut_off) () - n_before;
  end_warm ();
  g_test_message ("%u of them with pieces under way", n_cut_off);
  g_assert_cmpuint (n_cut_off, >, 0);
}

/* What a quick run learns from, whose pictures are looked at once, and what it is judged by.
 * (transfer full) */
static char *
write_scores (const char *folder)
{
  static const char rows[] = "path,mos,split\na.jpg,40,train\nb.jpg,60,train\nc.jpg,50,val\n";
  const AcuJpegRecipe recipe = {.width = SIDE + 8, .height = SIDE, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise ((gsize)(SIDE + 8) * SIDE * 3);
  g_autoptr (GBytes) jpeg = acu_fixture_make_jpeg (&recipe, pixels);
  g_autofree char *held_out = acu_fixture_write (folder, "c.jpg", jpeg);
  g_autoptr (GBytes) text = g_bytes_new_static (rows, strlen (rows));

  g_free (write_dataset (folder, SIDE, 1));
  return acu_fixture_write (folder, "scores.csv", text);
}

typedef struct {
  gint lose_at; /* from when the device is open */
  guint n_warnings;
  gint after[4]; /* by patches looked at: the calls until then, where @lose_at is MANY */
} Preparing;

static void
count_warning_cb (const char *message, gpointer user_data)
{
  Preparing *preparing = user_data;

  preparing->n_warnings++;
}

static void
prepared_cb (const AcuRunProgress *progress, gpointer user_data)
{
  Preparing *preparing = user_data;
  gint left = acu_vk_lose_device_at (0);

  acu_vk_lose_device_at (left);
  if (progress->stage == ACU_RUN_PREPARING && progress->done < G_N_ELEMENTS (preparing->after))
    preparing->after[progress->done] = MANY - left;
}

/* The predictions of a quick run's one epoch, as its log has them; its base is measured before
 * where
 * @measures. (transfer full) */
static char *
train_quickly (const char *data, gboolean measures, Preparing *preparing)
{
  const AcuRunListener listener = {
      .warning = count_warning_cb, .progress = prepared_cb, .user_data = preparing};
  g_autofree char *log = g_strconcat (data, ".log", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  AcuRunSettings settings;
  AcuAgreement before;
  char *text, *seconds;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup (least_model);
  settings.data = g_strdup (data);
  settings.device = g_strdup (DEVICE);
  settings.schedule.epochs = 1;
  settings.batch = 1;
  settings.patches_per_image = 1;
  run = acu_run_new ("quick", &settings, log, &error);
  g_assert_no_error (error);
  acu_run_settings_clear (&settings);
  acu_vk_lose_device_at (preparing->lose_at);
  if (measures) {
    acu_run_measure_base (run, &listener, NULL, &before, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (before.count, ==, 1);
  }
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  acu_vk_lose_device_at (0);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  seconds = strstr (text, "\"seconds\"");
  g_assert_nonnull (seconds);
  *seconds = '\0';
  return text;
}

/* While the pictures are looked at for the first time, before the base is measured or where it is
 * not, a lost device costs no more than the batch under way. */
static void
test_preparing (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_scores (folder);
  g_autofree char *undisturbed = NULL;
  Preparing preparing = {.lose_at = MANY};

  if (count_opening_calls () == 0)
    return;
  undisturbed = train_quickly (data, TRUE, &preparing);
  g_assert_cmpuint (preparing.n_warnings, ==, 0);
  g_assert_cmpint (preparing.after[2], >, preparing.after[1]);
  for (guint measures = 0; measures < 2; measures++) {
    Preparing disturbed = {.lose_at = (preparing.after[1] + preparing.after[2]) / 2};
    g_autofree char *text = train_quickly (data, measures == 1, &disturbed);

    g_assert_cmpuint (disturbed.n_warnings, ==, 1);
    g_assert_cmpstr (text, ==, undisturbed);
  }
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

  g_free (write_dataset (folder, SIDE, n_patches));
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
  AcuScoringSettings settings = {.model = least_model, .device = (char *)DEVICE};
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
  const gint opening = count_opening_calls ();
  g_auto (AcuScoringStatus) quiet = {0}, once = {0}, for_good = {0};
  gint n_calls;

  if (opening == 0)
    return;
  acu_vk_lose_device_at (MANY);
  serve (1, &quiet);
  n_calls = MANY - acu_vk_lose_device_at (0);
  g_assert_cmpint (quiet.trouble, ==, ACU_TROUBLE_NONE);
  g_assert_false (quiet.is_on_fallback);

  /* The last calls are those of the last run; how many there are is a matter of speed as well. */
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

  if (count_opening_calls () == 0)
    return;
  acu_vk_memory_run_out_at (MANY, FALSE);
  serve (4, &quiet);
  n_allocations = MANY - acu_vk_memory_run_out_at (0, FALSE);
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

int
main (int argc, char **argv)
{
  g_autofree char *home = NULL;

  g_test_init (&argc, &argv, NULL);
  home = acu_test_temporary_folder ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  least_model = write_least_model (home);
  g_test_add_func ("/device-loss/scoring", test_scoring);
  g_test_add_func ("/device-loss/service", test_service);
  g_test_add_func ("/device-loss/memory", test_memory);
  g_test_add_func ("/device-loss/training", test_training);
  g_test_add_func ("/device-loss/pieces", test_pieces);
  g_test_add_func ("/device-loss/preparing", test_preparing);
  int status = g_test_run ();
  g_free (least_model);
  return status;
}
