/* Training from outside: a run that is killed, however often, ends with the weights of one that was
 * left alone. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "compute/weights/checkpoint.h"
#include "compute/weights/safetensors.h"
#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#define PICTURES 8

/* Moments at which runs are killed.  Sanitizers make a run many times longer, and have seen all
 * code after a few. */
#ifdef ACU_SANITIZED
#define KILLS (acu_test_is_quick () ? 1 : 3)
#else
#define KILLS 20
#endif

#define SIDE 240

/* Noise of an amplitude of its own for each picture, which is also its score: path and scores as a
 * plain CSV. (transfer full) */
static char *
write_dataset (const char *folder)
{
  const AcuJpegRecipe recipe = {.width = SIDE, .height = SIDE, .components = 3};
  g_autoptr (GString) csv = g_string_new ("path,mos\n");
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < PICTURES; i++) {
    g_autofree char *name = g_strdup_printf ("%u.jpg", i);
    g_autofree guint8 *pixels = acu_fixture_make_noise (SIDE * SIDE * 3);
    g_autoptr (GBytes) jpeg = NULL;
    g_autofree char *path = NULL;

    for (gsize j = 0; j < SIDE * SIDE * 3; j++)
      pixels[j] = (guint8)(pixels[j] * (i + 1) / PICTURES);
    jpeg = acu_fixture_make_jpeg (&recipe, pixels);
    path = acu_fixture_write (folder, name, jpeg);
    g_string_append_printf (csv, "%s,%u\n", name, 10 * i);
  }
  bytes = g_bytes_new (csv->str, csv->len);
  return acu_fixture_write (folder, "labels.csv", bytes);
}

typedef struct {
  const char *mode;
  const char *patches; /* of a picture */
} Kind;

static const Kind full = {"full", "1"};
static const Kind quick = {"quick", "2"};

/* What is trained, a file: the least network, so that most of a run's time goes into what is saved
 * between its steps. */
static char *base;

/* Starts the training of @data that will be the model @name; @errors: where it complains to. */
static GSubprocess *
start_with (const Kind *kind, const char *data, const char *name, GSubprocessFlags errors)
{
  const char *const arguments[] = {
      "train",       "--base",   base,   "--data",   data, "--out",   name, "--mode",
      kind->mode,    "--device", "cpu",  "--epochs", "2",  "--batch", "2",  "--patches-per-image",
      kind->patches, "--lr",     "1e-4", NULL};

  return acu_cli_start (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | errors);
}

static GSubprocess *
start (const Kind *kind, const char *data, const char *name)
{
  return start_with (kind, data, name, G_SUBPROCESS_FLAGS_STDERR_SILENCE);
}

static GSubprocess *
resume (const char *name)
{
  const char *const arguments[] = {"train", "--resume", name, NULL};

  return acu_cli_start (arguments,
                        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
}

static char *
model_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".safetensors", NULL);

  return g_build_filename (acu_cli_data_home (), "acutance", "models", file, NULL);
}

/* Whether the run @name exists and is not finished. */
static gboolean
is_unfinished (const char *name)
{
  g_autofree char *path =
      g_build_filename (acu_cli_data_home (), "acutance", "runs", name, "settings.json", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Whether the run @name is over but for its program's end: the model is kept. */
static gboolean
is_kept (const char *name)
{
  g_autofree char *path = model_path (name);

  return !is_unfinished (name) && g_file_test (path, G_FILE_TEST_EXISTS);
}

static AcuTensorSet *
read_model (const char *name)
{
  g_autofree char *path = model_path (name);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  AcuTensorSet *set;

  g_assert_nonnull (file);
  bytes = g_mapped_file_get_bytes (file);
  set = acu_safetensors_read (bytes, &error);
  g_assert_no_error (error);
  return set;
}

static void
assert_same_weights (const char *one, const char *other)
{
  g_autoptr (AcuTensorSet) a = read_model (one), b = read_model (other);
  guint n = acu_tensor_set_get_length (a);

  g_assert_cmpuint (n, >, 100);
  g_assert_cmpuint (acu_tensor_set_get_length (b), ==, n);
  for (guint i = 0; i < n; i++) {
    const AcuTensorView *x = acu_tensor_set_get (a, i);
    const AcuTensorView *y = acu_tensor_set_lookup (b, x->name);
    gsize count = acu_tensor_view_count (x);
    g_autofree float *left = g_new (float, count), *right = g_new (float, count);

    g_assert_nonnull (y);
    g_assert_cmpuint (acu_tensor_view_count (y), ==, count);
    acu_tensor_view_read_all (x, left);
    acu_tensor_view_read_all (y, right);
    g_assert_cmpmem (left, count * sizeof *left, right, count * sizeof *right);
  }
}

typedef struct {
  GSubprocess *process;
  GMainLoop *loop;
} Victim;

static gboolean
kill_cb (gpointer data)
{
  Victim *victim = data;

  g_subprocess_force_exit (victim->process);
  return G_SOURCE_CONTINUE;
}

static void
ended_cb (GObject *process, GAsyncResult *result, gpointer data)
{
  Victim *victim = data;

  g_assert_true (g_subprocess_wait_finish (G_SUBPROCESS (process), result, NULL));
  g_main_loop_quit (victim->loop);
}

/* Kills @process after @milliseconds, unless it ends before; whether it was killed. */
static gboolean
kill_after (GSubprocess *process, guint milliseconds)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Victim victim = {process, loop};
  guint timer = g_timeout_add (milliseconds, kill_cb, &victim);

  g_subprocess_wait_async (process, NULL, ended_cb, &victim);
  g_main_loop_run (loop);
  g_source_remove (timer);
  return acu_cli_wait (process) < 0;
}

/* Kills trainings of @data, which must become what @whole is, a model that took @milliseconds;
 * those that are left alone, be it in their last sitting, end with @status. */
static void
check_killed (
    const Kind *kind, const char *data, const char *whole, gint32 milliseconds, int status)
{
  g_autofree char *name = NULL;
  guint n_runs = 0;

  for (guint kills = 0; kills < KILLS;) {
    g_autoptr (GSubprocess) process = NULL;

    if (name == NULL)
      name = g_strdup_printf ("%s-killed-%u", kind->mode, n_runs++);
    process = is_unfinished (name) ? resume (name) : start (kind, data, name);
    if (kill_after (process, (guint)g_test_rand_int_range (1, milliseconds)))
      kills++;
    else
      g_assert_cmpint (acu_cli_wait (process), ==, status);
    if (is_kept (name)) {
      assert_same_weights (whole, name);
      g_clear_pointer (&name, g_free);
    } else {
      g_assert_cmpint (acu_cli_wait (process), <, 0);
    }
  }
  if (name != NULL) {
    g_autoptr (GSubprocess) process =
        is_unfinished (name) ? resume (name) : start (kind, data, name);

    g_assert_cmpint (acu_cli_wait (process), ==, status);
    assert_same_weights (whole, name);
  }
  g_test_message ("%u kills in %u runs of %d ms", KILLS, n_runs, milliseconds);
}

static gint32
milliseconds_since (gint64 begin)
{
  return (gint32)((g_get_monotonic_time () - begin) / 1000);
}

static void
test_killed (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GSubprocess) whole = start (&full, data, "whole");

  g_assert_cmpint (acu_cli_wait (whole), ==, 0);
  check_killed (&full, data, "whole", milliseconds_since (begin), 0);
}

/* A quick run leaves out the same picture wherever it is killed, and names it once; its exit status
 * says so, also of one that is gone on with. */
static void
test_killed_quick (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("no picture", 10);
  g_autofree char *broken = acu_fixture_write (folder, "5.jpg", nothing);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GSubprocess) whole =
      start_with (&quick, data, "quickly", G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *errors = NULL;
  const char *told;

  g_assert_true (g_subprocess_communicate_utf8 (whole, NULL, NULL, NULL, &errors, NULL));
  g_assert_cmpint (acu_cli_wait (whole), ==, 1);
  told = strstr (errors, broken);
  g_assert_nonnull (told);
  g_assert_null (strstr (told + 1, broken));
  check_killed (&quick, data, "quickly", milliseconds_since (begin), 1);
}

/* Trains all of the network on @data, some of whose pictures @validation holds out, to the end.
 * (transfer full) */
static AcuCliRun *
train_briefly (const char *data, const char *validation, const char *name)
{
  return ACU_CLI ("train", "--base", base, "--data", data, "--val", validation, "--out", name,
                  "--device", "cpu", "--epochs", "1", "--batch", "4", "--patches-per-image", "1");
}

/* Pictures that fail are named, and the exit status tells that the model is made of the rest; what
 * is left out by design has not failed. */
static void
test_failed_inputs (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autoptr (GBytes) rows = g_bytes_new_static ("path,mos\n0.jpg,0\n7.jpg,70\n", 26);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("no picture", 10);
  g_autofree char *validation = acu_fixture_write (folder, "held-out.csv", rows);
  g_autofree char *absent = g_build_filename (folder, "6.jpg", NULL);
  g_autofree char *broken = NULL;
  g_autoptr (AcuCliRun) whole = train_briefly (data, validation, "of-all");
  g_autoptr (AcuCliRun) unread = NULL, missing = NULL;

  g_assert_nonnull (strstr (whole->complaints, "held out as well"));
  g_assert_cmpint (whole->status, ==, 0);

  broken = acu_fixture_write (folder, "5.jpg", nothing);
  unread = train_briefly (data, validation, "without-5");
  g_assert_nonnull (strstr (unread->complaints, broken));
  g_assert_cmpint (unread->status, ==, 1);
  g_assert_true (is_kept ("without-5"));

  g_assert_cmpint (g_unlink (broken), ==, 0);
  g_assert_cmpint (g_unlink (absent), ==, 0);
  missing = train_briefly (data, validation, "without-5-and-6");
  g_assert_nonnull (strstr (missing->complaints, absent));
  g_assert_cmpint (missing->status, ==, 1);
  g_assert_true (is_kept ("without-5-and-6"));
}

/* Writes a table of @n versions of the picture @path, which differ in what follows its end.
 * (transfer full) */
static char *
write_versions (const char *folder, const char *path, guint n)
{
  g_autoptr (GString) csv = g_string_new ("path,mos\n");
  g_autoptr (GBytes) rows = NULL;
  g_autofree char *picture = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &picture, &length, NULL));
  for (guint i = 0; i < n; i++) {
    g_autoptr (GString) bytes = g_string_new_len (picture, (gssize)length);
    g_autoptr (GBytes) version = NULL;
    g_autofree char *name = g_strdup_printf ("version-%u.jpg", i);
    g_autofree char *written = NULL;

    g_string_append (bytes, name);
    version = g_bytes_new (bytes->str, bytes->len);
    written = acu_fixture_write (folder, name, version);
    g_string_append_printf (csv, "%s,%u\n", name, i);
  }
  rows = g_bytes_new (csv->str, csv->len);
  return acu_fixture_write (folder, "versions.csv", rows);
}

/* A set that is given to be held out is, all of it: as many as would make a part that judges choose
 * the epoch. */
static void
test_validation (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autofree char *picture = g_build_filename (folder, "0.jpg", NULL);
  g_autofree char *validation = write_versions (folder, picture, 40);
  g_autoptr (AcuCliRun) run = train_briefly (data, validation, "validated");
  g_autofree char *path = model_path ("validated");
  g_autofree char *model = NULL;
  const char *header;
  gsize length;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (g_file_get_contents (path, &model, &length, NULL));
  /* Behind its own length the file begins with its metadata, the card among them. */
  header = model + sizeof (guint64);
  length -= sizeof (guint64);
  g_assert_nonnull (g_strstr_len (header, (gssize)length, "40 pictures of “versions.csv” chose"));
  g_assert_null (g_strstr_len (header, (gssize)length, " judged it"));
  g_assert_null (g_strstr_len (header, (gssize)length, "too few to set some apart"));
}

/* One picture has no rank: no epoch is called the best by it, and only its error is a figure.  What
 * two agree with chooses. */
static void
test_no_order (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autoptr (GBytes) one = g_bytes_new_static ("path,mos\n0.jpg,0\n", 17);
  g_autoptr (GBytes) two = g_bytes_new_static ("path,mos\n0.jpg,0\n7.jpg,70\n", 26);
  g_autofree char *single = acu_fixture_write (folder, "one.csv", one);
  g_autofree char *ordered = acu_fixture_write (folder, "two.csv", two);
  g_autoptr (AcuCliRun) unordered = train_briefly (data, single, "unordered");
  g_autoptr (AcuCliRun) chosen = train_briefly (data, ordered, "ordered");

  g_assert_cmpint (unordered->status, ==, 0);
  g_assert_nonnull (strstr (unordered->output, ", held-out RMSE "));
  g_assert_null (strstr (unordered->output, "nan"));
  g_assert_null (strstr (unordered->output, "best"));
  g_assert_cmpint (chosen->status, ==, 0);
  g_assert_nonnull (strstr (chosen->output, ", held-out SRCC "));
  g_assert_nonnull (strstr (chosen->output, " (best), "));
}

/* As if the run @name had been begun on a device that this machine does not have. */
static void
take_device_away (const char *name)
{
  g_autofree char *path =
      g_build_filename (acu_cli_data_home (), "acutance", "runs", name, "settings.json", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, "\"cpu\"", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  changed = g_strjoinv ("\"vulkan:none such\"", parts);
  g_assert_true (g_file_set_contents (path, changed, -1, NULL));
}

/* Ctrl-C ends a run, and says that it does; the run is gone on with, on another device if that one
 * is gone. */
static void
test_interrupted (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autoptr (GSubprocess) whole = start (&full, data, "undisturbed");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (AcuCliRun) without = NULL, rest = NULL;
  g_autofree char *errors = NULL;

  g_assert_cmpint (acu_cli_wait (whole), ==, 0);
  process = start_with (&full, data, "interrupted", G_SUBPROCESS_FLAGS_STDERR_PIPE);
  while (!is_unfinished ("interrupted"))
    g_usleep (1000);
  g_subprocess_send_signal (process, SIGINT);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &errors, NULL));
  g_assert_cmpint (acu_cli_wait (process), ==, -SIGINT);
  g_assert_nonnull (strstr (errors, "Ending: what is under way is finished first."));
  g_assert_true (is_unfinished ("interrupted"));
  take_device_away ("interrupted");
  without = ACU_CLI ("train", "--resume", "interrupted");
  g_assert_cmpint (without->status, ==, 2);
  g_assert_true (is_unfinished ("interrupted"));
  rest = ACU_CLI ("train", "--resume", "interrupted", "--device", "cpu");
  g_assert_cmpint (rest->status, ==, 0);
  assert_same_weights ("undisturbed", "interrupted");
}

/* The first step of a training on @data with @share of the loss from the model itself as teacher.
 * (transfer full) */
static JsonObject *
first_step (const char *data, const char *name, const char *share)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *log = g_build_filename (folder, "log.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autoptr (AcuCliRun) run = ACU_CLI (
      "train", "--base", base, "--distill", base, "--distill-share", share, "--data", data, "--out",
      name, "--device", "cpu", "--epochs", "1", "--batch", "4", "--patches-per-image", "1",
      "--dropout", "0", "--drop-path", "0", "--fusion-dropout", "0", "--log", log);
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  *strchr (text, '\n') = '\0';
  node = acu_cli_parse (text);
  return json_node_dup_object (node);
}

/* A model that is its own teacher has nothing to learn from it. */
static void
test_distillation (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autoptr (JsonObject) all = first_step (data, "taught", "1");
  g_autoptr (JsonObject) half = first_step (data, "half-taught", "0.5");
  double l1 = json_object_get_double_member (half, "l1");

  g_assert_cmpfloat (l1, >, 1.0);
  g_assert_cmpfloat (json_object_get_double_member (all, "l1"), >, 1.0);
  g_assert_cmpfloat (json_object_get_double_member (all, "loss"), <, 1e-3);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (half, "loss"), l1 / 2, 1e-3);
}

/* The run is what was typed, as its model says. */
static void
test_options (void)
{
  static const char *const settings[] = {
      "\"loss\":\"rank\"",    "\"rank_margin\":2.5",   "\"schedule\":\"step\"",
      "\"warmup_steps\":3",   "\"jitters\":true",      "\"scale_low\":0.5",
      "\"scale_high\":0.75,", "\"teacher\":\"least\"", "\"teacher_share\":0.25"};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autofree char *least = acu_test_write_least_model (folder);
  g_autofree char *path = model_path ("options");
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("train", "--base", least, "--data", data, "--out", "options", "--device", "cpu",
               "--epochs", "1", "--patches-per-image", "1", "--loss", "rank", "--rank-margin",
               "2.5", "--schedule", "step", "--warmup", "3", "--color-jitter", "--random-scale",
               "0.5,0.75", "--distill", least, "--distill-share", "0.25");
  g_autoptr (AcuModelFile) model = acu_checkpoint_open (path, NULL, NULL);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (model);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    g_assert_nonnull (strstr (model->training, settings[i]));
}

/* That nothing is done yet is seen before the first step of every epoch. */
static void
test_progress (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  const char *const arguments[] = {
      "train",    "--base", base,       "--data", data,      "--out", "shown",
      "--device", "cpu",    "--epochs", "2",      "--batch", "2",     "--patches-per-image",
      "1",        NULL};
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_auto (GStrv) shown = NULL;
  int ours, theirs;
  guint begun = 0;
  char byte;

  acu_test_open_terminal (120, &ours, &theirs);
  process = acu_cli_start_complaining (arguments, theirs);
  while (read (ours, &byte, 1) == 1)
    g_string_append_c (text, byte);
  close (ours);
  g_assert_cmpint (acu_cli_wait (process), ==, 0);
  shown = g_strsplit (text->str, "\r\033[K", -1);
  g_assert_cmpuint (g_strv_length (shown), >, 2);
  g_assert_nonnull (strstr (shown[1], "] 0 of 6 patches"));
  g_assert_nonnull (strstr (text->str, " held-out patches"));
  for (gsize i = 0; shown[i] != NULL; i++)
    begun += strstr (shown[i], "] 0 of 6 patches") != NULL;
  g_assert_cmpuint (begun, ==, 2);
}

/* What the device cannot store is said at once, and no run is begun that could not go on. */
static void
test_precision (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_dataset (folder);
  g_autofree char *place =
      g_build_filename (acu_cli_data_home (), "acutance", "runs", "halves", NULL);
  g_autoptr (AcuCliRun) run = ACU_CLI ("train", "--base", base, "--data", data, "--out", "halves",
                                       "--mode", "quick", "--device", "cpu", "--precision", "fp16");

  g_assert_cmpint (run->status, ==, 2);
  g_assert_nonnull (strstr (run->complaints, "half precision"));
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int status;

  /* A run that saves its state at every step waits for disks; a kill does not ask for them. */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_setenv ("ACUTANCE_SAVE_SECONDS", "0", TRUE);
  folder = acu_test_temporary_folder ();
  base = acu_test_write_least_model (folder);
  g_test_add_func ("/cli-train/distillation", test_distillation);
  g_test_add_func ("/cli-train/options", test_options);
  g_test_add_func ("/cli-train/precision", test_precision);
  g_test_add_func ("/cli-train/progress", test_progress);
  if (!acu_test_is_hurried ())
    g_test_add_func ("/cli-train/killed", test_killed);
  g_test_add_func ("/cli-train/killed-quick", test_killed_quick);
  g_test_add_func ("/cli-train/failed-inputs", test_failed_inputs);
  g_test_add_func ("/cli-train/validation", test_validation);
  g_test_add_func ("/cli-train/no-order", test_no_order);
  g_test_add_func ("/cli-train/interrupted", test_interrupted);
  status = g_test_run ();
  g_free (base);
  return status;
}
