/* A training on a GPU is the one on a processor: what is learned of faults, and when it stops
 * because nothing gets better.  And what a run that is gone on with keeps of its device. */
#include "app/learning/training/run-private.h"
#include "compute/backend.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <math.h>
#include <string.h>

#define GPU       "vulkan:llvmpipe"
#define TRAINING  3
#define PICTURES  5
#define EPOCHS    8
#define MAX_STEPS EPOCHS /* of one batch each */

static char *folder;
static char *base;
static char *least; /* another, for what trains more often */

/* Scores and what is wrong of pictures; those that are not learned from choose the epoch. */
static char *
write_data (void)
{
  char *path = g_build_filename (folder, "faults.csv", NULL);
  g_autoptr (GString) rows = g_string_new ("path,mos,split,fault:blur,fault:noise\n");

  for (guint i = 0; i < PICTURES; i++) {
    g_autofree char *name = g_strdup_printf ("faults.%u.png", i);

    acu_fixture_write_scored_picture (folder, name, i + 1);
    g_string_append_printf (rows, "%s,%u,%s,%u,%u\n", name, 20 + 15 * i,
                            i < TRAINING ? "train" : "val", i % 2, (i + 1) % 2);
  }
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

typedef struct {
  guint n_epochs;
  guint best;
  double fault_losses[MAX_STEPS];
  guint n_steps;
} Course;

static void
epoch_cb (const AcuRunEpoch *epoch, gpointer data)
{
  Course *course = data;

  course->n_epochs = epoch->epoch + 1;
  if (epoch->is_best)
    course->best = epoch->epoch;
}

/* The numbers that each line of @log has as @key. */
static void
read_losses (const char *log, Course *course)
{
  static const char key[] = "\"fault_loss\": ";
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  for (const char *place = text; (place = strstr (place, key)) != NULL;) {
    g_assert_cmpuint (course->n_steps, <, MAX_STEPS);
    place += strlen (key);
    course->fault_losses[course->n_steps++] = g_ascii_strtod (place, NULL);
  }
}

/* Has a run learn all that there is, of which its @log is left. */
static void
run_to_end (const char *name,
            AcuRunSettings *settings,
            const char *log,
            const AcuRunListener *listener)
{
  AcuRun *run = acu_fixture_begin_run (name, settings, log);
  g_autoptr (GError) error = NULL;

  acu_run_execute (run, listener, NULL, &error);
  g_assert_no_error (error);
  acu_fixture_discard_run (run);
}

static void
train (const char *device, const char *data, float fault_weight, Course *course)
{
  const AcuRunListener listener = {.epoch = epoch_cb, .user_data = course};
  g_autofree char *log = g_build_filename (folder, "devices.log", NULL);
  AcuRunSettings settings;

  *course = (Course){0};
  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  g_free (settings.device);
  settings.device = g_strdup (device);
  settings.schedule.epochs = EPOCHS;
  settings.schedule.rate = 1e-3;
  settings.patience = 1;
  settings.batch = TRAINING;
  settings.fault_weight = fault_weight;
  settings.precision = ACU_PRECISION_FP32;
  run_to_end ("devices", &settings, log, &listener);
  read_losses (log, course);
}

static void
test_same (void)
{
  g_autofree char *data = write_data ();
  g_autoptr (GError) error = NULL;
  AcuDevice *device = acu_device_open (GPU, &error);
  Course expected, found, unweighted;

  if (device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return;
  }
  acu_device_close (device);
  train ("cpu", data, 4.0f, &expected);
  train (GPU, data, 4.0f, &found);
  /* One more after the best, and no further. */
  g_assert_cmpuint (expected.n_epochs, ==, expected.best + 2);
  g_assert_cmpuint (expected.n_epochs, <, EPOCHS);
  g_assert_cmpuint (found.n_epochs, ==, expected.n_epochs);
  g_assert_cmpuint (found.best, ==, expected.best);
  g_assert_cmpuint (expected.n_steps, ==, expected.n_epochs);
  g_assert_cmpuint (found.n_steps, ==, found.n_epochs);
  for (guint i = 0; i < found.n_steps; i++) {
    g_assert_cmpfloat (expected.fault_losses[i], >, 0);
    g_assert_cmpfloat_with_epsilon (found.fault_losses[i], expected.fault_losses[i],
                                    1e-2 * expected.fault_losses[i]);
  }
  /* It is learned from: the second step finds another network where faults count for nothing. */
  train ("cpu", data, 0.0f, &unweighted);
  g_assert_cmpuint (unweighted.n_steps, >=, 2);
  g_assert_cmpfloat (fabs (unweighted.fault_losses[1] - found.fault_losses[1]), >,
                     2e-2 * found.fault_losses[1]);
}

/* The loss of the first step of a quick run at @precision, on the GPU. */
static double
first_quick_loss (const char *data, AcuPrecision precision)
{
  static const char key[] = "\"loss\": ";
  const AcuRunListener listener = {NULL};
  g_autofree char *log = g_build_filename (folder, "quick.log", NULL);
  g_autofree char *text = NULL;
  AcuRunSettings settings;
  const char *place;

  acu_fixture_training_settings (&settings, ACU_RUN_QUICK, base, data);
  g_free (settings.device);
  settings.device = g_strdup (GPU);
  settings.schedule.epochs = 1;
  settings.batch = TRAINING;
  settings.precision = precision;
  run_to_end ("quick", &settings, log, &listener);
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  place = strstr (text, key);
  g_assert_nonnull (place);
  return g_ascii_strtod (place + strlen (key), NULL);
}

/* The frozen backbone of a quick run stores halves where that is asked for, and not otherwise. */
static void
test_halves (void)
{
  g_autofree char *data = write_data ();
  AcuDevice *device = acu_device_open (GPU, NULL);
  double whole, halves;

  if (device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return;
  }
  acu_device_close (device);
  whole = first_quick_loss (data, ACU_PRECISION_FP32);
  halves = first_quick_loss (data, ACU_PRECISION_FP16);
  g_assert_cmpfloat (first_quick_loss (data, ACU_PRECISION_AUTO), ==, whole);
  g_assert_cmpfloat (halves, !=, whole);
  g_assert_cmpfloat_with_epsilon (halves, whole, 2e-2 * whole);
}

static AcuRun *
begin (const char *name, AcuRunMode mode, const char *data, AcuPrecision precision)
{
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, mode, least, data);
  g_free (settings.device);
  settings.device = g_strdup (GPU);
  settings.batch = 2;
  settings.precision = precision;
  return acu_fixture_begin_run (name, &settings, NULL);
}

/* A quick run goes on with what it has learned from: halves, or, where it began with a version that
 * made none, single precision, also when it was saved again by this one. */
static void
test_kept_storage (void)
{
  g_autofree char *data = write_data ();
  AcuDevice *device = acu_device_open (GPU, NULL);
  AcuRun *run;

  if (device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return;
  }
  acu_device_close (device);
  run = begin ("kept", ACU_RUN_QUICK, data, ACU_PRECISION_FP16);
  g_assert_cmpint (run->storage, ==, ACU_DTYPE_F16);
  acu_fixture_take_step (run);
  run = acu_fixture_resume_run ("kept", NULL, NULL);
  g_assert_cmpint (run->storage, ==, ACU_DTYPE_F16);
  acu_run_free (run);
  acu_fixture_make_old ("kept", "run.storage");
  run = acu_fixture_resume_run ("kept", NULL, NULL);
  g_assert_cmpint (run->storage, ==, ACU_DTYPE_F32);
  acu_fixture_take_step (run);
  run = acu_fixture_resume_run ("kept", NULL, NULL);
  g_assert_cmpint (run->storage, ==, ACU_DTYPE_F32);
  acu_fixture_discard_run (run);
}

/* Makes the trainer of @run, and tells how many patches its passes have on its device, of which
 * there is enough memory, or hardly any; frees @run. */
static guint
measure_passes (AcuRun *run, gboolean is_short)
{
  g_autoptr (GError) error = NULL;
  guint passes;

  if (is_short)
    run->device->info.memory = 1;
  g_assert_true (acu_run_make_trainer (run, &error));
  passes = acu_trainer_get_micro_batch (run->trainer);
  acu_run_free (run);
  return passes;
}

/* What fits one device need not fit another, whichever way the run moves: there it is chosen anew,
 * and holds for as long as the run stays.  "auto" and a name can be one device. */
static void
test_other_device (void)
{
  g_autofree char *data = write_data ();
  g_autoptr (GError) error = NULL;
  AcuDevice *device = acu_device_open (GPU, &error);
  AcuRun *run;

  if (device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return;
  }
  acu_device_close (device);
  g_assert_cmpuint (measure_passes (begin ("moved", ACU_RUN_FULL, data, ACU_PRECISION_FP32), TRUE),
                    ==, 1);
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", "vulkan:LLVM", NULL), FALSE),
                    ==, 1);
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", "cpu", NULL), FALSE), ==, 2);
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", "cpu", NULL), TRUE), ==, 2);
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", NULL, NULL), TRUE), ==, 1);
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", NULL, NULL), FALSE), ==, 1);
  /* Nor does what was saved there. */
  acu_fixture_take_step (acu_fixture_resume_run ("moved", NULL, NULL));
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", "cpu", NULL), FALSE), ==, 2);
  run = acu_fixture_resume_run ("moved", "cpu", NULL);
  run->device->info.memory = 1;
  acu_fixture_take_step (run);
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", "cpu", NULL), TRUE), ==, 2);
  g_assert_cmpuint (measure_passes (acu_fixture_resume_run ("moved", NULL, NULL), TRUE), ==, 1);
  acu_fixture_discard_run (acu_fixture_resume_run ("moved", NULL, NULL));
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = acu_test_write_small_model (folder);
  least = acu_test_write_least_model (folder);
  g_test_add_func ("/run-devices/same", test_same);
  g_test_add_func ("/run-devices/halves", test_halves);
  g_test_add_func ("/run-devices/kept-storage", test_kept_storage);
  g_test_add_func ("/run-devices/other-device", test_other_device);
  status = g_test_run ();
  g_free (folder);
  g_free (base);
  g_free (least);
  return status;
}
