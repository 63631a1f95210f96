/* Whole runs that learn through token heads, over a handful of pictures with maps.  One from
 * nothing that is stopped in the middle and gone on with must end with the same bits as one that
 * was let be; one that goes on from a trained model must leave it in the model's own terms. */
#include "app/imaging/image.h"
#include "app/learning/synth/picture-codec.h"
#include "app/learning/training/run-private.h"
#include "compute/backend.h"
#include "compute/random.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>

#define PICTURES 4
#define SIDE     240

static void
write_picture (const char *folder, const char *name, guint64 seed, gboolean is_map)
{
  g_autoptr (AcuImage) image = acu_image_new (SIDE, SIDE, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  AcuRandom random = acu_random_new (seed, 0);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < SIDE * SIDE; i++) {
    if (is_map)
      memset (image->pixels + 3 * i, i % SIDE < SIDE / 2 ? 0 : 180, 3);
    else
      for (int c = 0; c < 3; c++)
        image->pixels[3 * i + c] = (guint8)acu_random_below (&random, 256);
  }
  acu_picture_write_png (image, path, &error);
  g_assert_no_error (error);
}

/* Returns the path of labels.csv: pictures of two groups, every second with a map. (transfer full)
 */
static char *
make_data (const char *folder)
{
  g_autoptr (GString) rows = g_string_new ("path,mos,split,group,map,fault:blur,fault:noise\n");
  char *path = g_build_filename (folder, "labels.csv", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PICTURES; i++) {
    g_autofree char *name = g_strdup_printf ("picture%u.png", i);
    g_autofree char *map = i % 2 == 1 ? g_strdup_printf ("map%u.png", i) : g_strdup ("");

    write_picture (folder, name, i, FALSE);
    if (i % 2 == 1)
      write_picture (folder, map, 0, TRUE);
    g_string_append_printf (rows, "%s,%u,%s,%u,%s,0.%u,0\n", name, 100 - 20 * i,
                            i < PICTURES - 1 ? "train" : "val", i, map, 2 * i);
  }
  g_file_set_contents (path, rows->str, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
settings_init (AcuRunSettings *settings, const char *base, const char *data, double rate)
{
  acu_run_settings_init (settings, ACU_RUN_FULL, "nano");
  settings->base = g_strdup (base);
  settings->data = g_strdup (data);
  settings->device = g_strdup ("cpu");
  settings->schedule.epochs = 2;
  settings->schedule.rate = rate;
  settings->schedule.head_ratio = 1.0;
  settings->batch = 2;
  settings->patches_per_image = 1;
  settings->token_weight = 0.5f;
  settings->mosaic = 0.7;
  settings->seed = 9;
}

/* Clears @settings. */
static AcuRun *
begin_with (const char *name, AcuRunSettings *settings, const char *log)
{
  g_autoptr (GError) error = NULL;
  AcuRun *run = acu_run_new (name, settings, log, &error);

  g_assert_no_error (error);
  acu_run_settings_clear (settings);
  return run;
}

static AcuRun *
begin (const char *name, const char *base, const char *data, double rate, const char *log)
{
  AcuRunSettings settings;

  settings_init (&settings, base, data, rate);
  return begin_with (name, &settings, log);
}

typedef struct {
  GCancellable *cancellable;
  guint n_steps; /* so many are left until the run is stopped */
} Stop;

static void
stop_cb (const AcuRunStep *step, gpointer user_data)
{
  Stop *stop = user_data;

  if (--stop->n_steps == 0)
    g_cancellable_cancel (stop->cancellable);
}

static AcuModelFile *
finish (AcuRun *run)
{
  const AcuRunListener listener = {NULL};
  g_autoptr (GError) error = NULL;
  AcuModelFile *file;

  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  return file;
}

/* Stops the run @name after @n_steps steps and opens it again. */
static AcuRun *
interrupt (AcuRun *run, const char *name, guint n_steps)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stop stop = {cancellable, n_steps};
  const AcuRunListener listener = {.step = stop_cb, .user_data = &stop};
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failure = NULL;

  g_assert_false (acu_run_execute (run, &listener, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_run_free (run);
  run = acu_run_resume (name, NULL, NULL, &failure);
  g_assert_no_error (failure);
  return run;
}

static void
assert_same (const AcuModelFile *a, const AcuModelFile *b)
{
  g_assert_cmpuint (acu_tensor_set_get_length (a->tensors), >, 100);
  g_assert_cmpuint (acu_tensor_set_get_length (a->tensors), ==,
                    acu_tensor_set_get_length (b->tensors));
  for (guint i = 0; i < acu_tensor_set_get_length (a->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (a->tensors, i);
    const AcuTensorView *other = acu_tensor_set_lookup (b->tensors, view->name);
    gsize size = acu_tensor_view_count (view) * acu_element_type_size (view->type);

    g_assert_nonnull (other);
    g_assert_cmpmem (view->data, size, other->data, size);
    g_assert_false (g_str_has_prefix (view->name, "tokens."));
  }
}

static void
test_resume (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = make_data (folder);
  g_autoptr (AcuRun) whole = begin ("whole", "preset:nano", data, 1e-3, NULL);
  AcuRun *stopped = begin ("stopped", "preset:nano", data, 1e-3, NULL);
  g_autoptr (AcuModelFile) expected = finish (whole);
  g_autoptr (AcuModelFile) found = NULL;
  g_autoptr (GError) error = NULL;

  /* In the first epoch, and in the second, before and after the optimizer has much to remember. */
  stopped = interrupt (stopped, "stopped", 1);
  stopped = interrupt (stopped, "stopped", 2);
  g_assert_false (acu_run_has_failed_input (stopped));
  found = finish (stopped);
  assert_same (expected, found);
  acu_run_discard (whole, &error);
  g_assert_no_error (error);
  acu_run_discard (stopped, &error);
  g_assert_no_error (error);
  acu_run_free (stopped);
}

/* That a picture could not be read is known also where the rest of a run needs it no more. */
static void
test_failed_input (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = make_data (folder);
  g_autofree char *base = acu_test_write_least_model (folder);
  g_autofree char *broken = g_build_filename (folder, "picture0.png", NULL);
  g_autoptr (GError) error = NULL;
  AcuRun *run;

  g_assert_true (g_file_set_contents (broken, "no picture", -1, &error));
  run = begin ("unread", base, data, 1e-3, NULL);
  g_assert_false (acu_run_has_failed_input (run));
  run = interrupt (run, "unread", 2);
  g_assert_true (acu_run_has_failed_input (run));
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  acu_run_free (run);
}

/* Has the run's device say that it has @memory bytes; 0: what it has. */
static void
set_memory (AcuRun *run, guint64 memory)
{
  if (memory > 0)
    run->device->info.memory = memory;
}

/* Begins a run on a device of @first bytes and leaves it, as if killed, when the base was measured;
 * goes on with it on a device of @second.  The model that comes of it. (transfer full) */
static AcuModelFile *
train_with_memory (const char *base, const char *data, guint64 first, guint64 second)
{
  const AcuRunListener listener = {NULL};
  AcuRun *run = begin ("short", base, data, 1e-3, NULL);
  g_autoptr (GError) error = NULL;
  AcuAgreement before;
  AcuModelFile *file;

  set_memory (run, first);
  acu_run_measure_base (run, &listener, NULL, &before, &error);
  g_assert_no_error (error);
  acu_run_free (run);
  run = acu_run_resume ("short", NULL, NULL, &error);
  g_assert_no_error (error);
  set_memory (run, second);
  file = finish (run);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  acu_run_free (run);
  return file;
}

static gboolean
is_same (const AcuModelFile *a, const AcuModelFile *b)
{
  for (guint i = 0; i < acu_tensor_set_get_length (a->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (a->tensors, i);
    const AcuTensorView *other = acu_tensor_set_lookup (b->tensors, view->name);

    if (memcmp (view->data, other->data,
                acu_tensor_view_count (view) * acu_element_type_size (view->type)) != 0)
      return FALSE;
  }
  return TRUE;
}

/* How many patches a pass has is chosen by the memory that is free when a run begins, and the bits
 * depend on it: it stays, however much is free when the run is gone on with, and also where nothing
 * was saved yet. */
static void
test_memory (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = make_data (folder);
  g_autofree char *base = acu_test_write_least_model (folder);
  g_autoptr (AcuModelFile) ample = train_with_memory (base, data, 0, 0);
  g_autoptr (AcuModelFile) less = train_with_memory (base, data, 0, 1);
  g_autoptr (AcuModelFile) small = train_with_memory (base, data, 1, 1);
  g_autoptr (AcuModelFile) more = train_with_memory (base, data, 1, 0);

  assert_same (ample, less);
  assert_same (small, more);
  g_assert_false (is_same (ample, small));
}

/* Pausing. */

/* Of these the run may miss a few, where other programs keep it from noticing. */
#define PAUSE_SECONDS 4

/* What the run said after its first step, and after the one before which it waited. */
typedef struct {
  AcuRun *run;
  GThread *waker;
  AcuRunProgress told[2];
  gint64 times[2];
  guint n;
} Pause;

static gpointer
wake (gpointer run)
{
  g_usleep (PAUSE_SECONDS * G_USEC_PER_SEC);
  acu_run_set_paused (run, FALSE);
  return NULL;
}

static void
pause_cb (const AcuRunProgress *progress, gpointer user_data)
{
  Pause *pause = user_data;

  if (progress->stage != ACU_RUN_TRAINING || progress->done == 0 ||
      pause->n == G_N_ELEMENTS (pause->told))
    return;
  pause->told[pause->n] = *progress;
  pause->times[pause->n++] = g_get_monotonic_time ();
  if (pause->n > 1)
    return;
  acu_run_set_paused (pause->run, TRUE);
  pause->waker = g_thread_new ("waker", wake, pause->run);
}

/* The seconds that the patches so far took, by the run's own account. */
static double
count_seconds (const AcuRunProgress *progress)
{
  return (double)progress->done / progress->patches_per_second;
}

/* However long a run waits in an epoch, it is no slower for it, and no more time is left. */
static void
test_paused_rate (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = make_data (folder);
  g_autofree char *base = acu_test_write_least_model (folder);
  gint64 began = g_get_monotonic_time ();
  g_autoptr (AcuRun) run = begin ("paused", base, data, 1e-5, NULL);
  Pause pause = {.run = run};
  const AcuRunListener listener = {.progress = pause_cb, .user_data = &pause};
  g_autoptr (GError) error = NULL;
  double passed;

  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  g_thread_join (pause.waker);
  g_assert_cmpfloat (acu_run_get_seconds (run) + 1, <,
                     (double)(g_get_monotonic_time () - began) * 1e-6);
  /* Both steps are of the first epoch, whose three pictures make two batches. */
  g_assert_cmpuint (pause.n, ==, 2);
  g_assert_cmpuint (pause.told[1].epoch, ==, 0);
  g_assert_cmpuint (pause.told[1].done, ==, PICTURES - 1);
  passed = (double)(pause.times[1] - pause.times[0]) * 1e-6;
  g_assert_cmpfloat (passed, >=, PAUSE_SECONDS);
  g_assert_cmpfloat (count_seconds (&pause.told[1]) - count_seconds (&pause.told[0]), <,
                     passed - 1);
  /* Another epoch of as many patches, at the pace so far. */
  g_assert_cmpfloat_with_epsilon (pause.told[1].seconds_left, count_seconds (&pause.told[1]), 1e-6);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
}

/* The number @key of the first line of @log. */
static double
read_first (const char *log, const char *key)
{
  g_autofree char *text = NULL, *quoted = g_strdup_printf ("\"%s\": ", key);
  g_autoptr (GError) error = NULL;
  const char *place;

  g_file_get_contents (log, &text, NULL, &error);
  g_assert_no_error (error);
  place = strstr (text, quoted);
  g_assert_nonnull (place);
  return g_ascii_strtod (place + strlen (quoted), NULL);
}

/* Token heads begin at 0: scores of 40 to 100 would be as far away as that.  What they learn
 * through is standardised instead, and what comes out is not. */
static void
test_trained_base (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = make_data (folder);
  g_autofree char *log = g_build_filename (folder, "log.jsonl", NULL);
  g_autofree char *base = acu_test_write_least_model (folder);
  g_autoptr (AcuRun) run = begin ("further", base, data, 1e-12, log);
  g_autoptr (AcuModelFile) found = finish (run);
  g_autoptr (AcuTensorSet) weights = acu_deterministic_weights (found->architecture, 0);
  g_autoptr (GError) error = NULL;

  g_assert_cmpfloat (read_first (log, "token_loss"), <, 3.0);
  for (guint i = 0; i < acu_tensor_set_get_length (found->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (found->tensors, i);
    const AcuTensorView *before = acu_tensor_set_lookup (weights, view->name);
    gsize count = acu_tensor_view_count (view);
    g_autofree float *values = g_new (float, count), *expected = g_new (float, count);

    if (g_str_has_prefix (view->name, "fault_head."))
      continue;
    acu_tensor_view_read_all (view, values);
    acu_tensor_view_read_all (before, expected);
    for (gsize j = 0; j < count; j++)
      g_assert_cmpfloat_with_epsilon (values[j], expected[j], 1e-4);
  }
  acu_run_discard (run, &error);
  g_assert_no_error (error);
}

/* The loss of the first step of a run from @base. */
static double
measure_first_loss (const char *folder, const char *base, const char *data, float token_weight)
{
  g_autofree char *log = g_build_filename (folder, "loss.jsonl", NULL);
  g_autoptr (AcuRun) run = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (GError) error = NULL;
  AcuRunSettings settings;

  settings_init (&settings, base, data, 1e-12);
  settings.schedule.epochs = 1;
  settings.token_weight = token_weight;
  settings.mosaic = settings.dropout = settings.drop_path = settings.fusion_dropout = 0.0f;
  settings.loss.kind = ACU_LOSS_FIDELITY;
  settings.loss.rank_alpha = 0.01;
  settings.loss.rank_margin = 15.0;
  run = begin_with ("loss", &settings, log);
  file = finish (run);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  return read_first (log, "loss");
}

/* How far opinions spread, and how far apart a pair must be, is said in score units, also where
 * standardised scores are learned. */
static void
test_standardised_loss (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = make_data (folder);
  g_autofree char *base = acu_test_write_least_model (folder);
  double plain = measure_first_loss (folder, base, data, 0.0f);
  double standardised = measure_first_loss (folder, base, data, 0.5f);

  g_test_message ("plain: %g, standardised: %g", plain, standardised);
  g_assert_cmpfloat (plain, >, 0.1);
  g_assert_cmpfloat_with_epsilon (standardised, plain, 1e-3 * plain);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = NULL, *decoder = NULL;

  g_test_init (&argc, &argv, NULL);
  home = acu_test_temporary_folder ();
  decoder = acu_test_build_path ("app/imaging/acutance-decoder");
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  g_test_add_func ("/training-run/resume", test_resume);
  g_test_add_func ("/training-run/failed-input", test_failed_input);
  g_test_add_func ("/training-run/trained-base", test_trained_base);
  g_test_add_func ("/training-run/memory", test_memory);
  g_test_add_func ("/training-run/paused-rate", test_paused_rate);
  g_test_add_func ("/training-run/standardised-loss", test_standardised_loss);
  return g_test_run ();
}
