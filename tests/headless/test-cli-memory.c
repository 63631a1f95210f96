/* How much memory it takes to import a model, score a folder and train: that of acutance-cli and of
 * its decoders, together, looked at many times a second. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/learning/training/image-cache.h"
#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

/* What the project promises for tiny: scoring, whatever the folder's size; training, 8 patches a
 * step. */
#define SCORING_PROMISE  ((gsize)1 << 30)
#define TRAINING_PROMISE ((gsize)3 << 30)

#define INTERVAL 20000 /* microseconds between looks */

/* The number in kilobytes behind @key in a file of /proc, in bytes; 0 if there is none. */
static gsize
read_size (const char *pid, const char *file, const char *key)
{
  g_autofree char *path = g_build_filename ("/proc", pid, file, NULL);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, key)) == NULL)
    return 0;
  return (gsize)g_ascii_strtoull (line + strlen (key), NULL, 10) * 1024;
}

/* The memory of a process, what it shares with others divided among them.  A decoder may hide that
 * figure; then all that it shares counts in full. */
static gsize
measure_process (const char *pid)
{
  gsize size = read_size (pid, "smaps_rollup", "\nPss:");

  return size > 0 ? size : read_size (pid, "status", "\nVmRSS:");
}

/* @program: what the parent runs, or NULL.  A process that runs the same is the parent's copy,
 * which shares all of its memory until it runs what it was made for. */
static gsize
measure_family (const char *pid, const char *program)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "task", NULL);
  g_autofree char *link = g_build_filename ("/proc", pid, "exe", NULL);
  g_autofree char *own_program = g_file_read_link (link, NULL);
  g_autoptr (GDir) tasks = NULL;
  const char *task;
  gsize size;

  if (program != NULL && g_strcmp0 (own_program, program) == 0)
    return 0;
  size = measure_process (pid);
  tasks = g_dir_open (path, 0, NULL);
  while (tasks != NULL && (task = g_dir_read_name (tasks)) != NULL) {
    g_autofree char *file = g_build_filename (path, task, "children", NULL);
    g_autofree char *text = NULL;
    g_auto (GStrv) children = NULL;

    if (!g_file_get_contents (file, &text, NULL, NULL))
      continue;
    children = g_strsplit (g_strstrip (text), " ", -1);
    for (guint i = 0; children[i] != NULL && *children[i] != '\0'; i++)
      size += measure_family (children[i], own_program);
  }
  return size;
}

static void
ended_cb (GObject *process, GAsyncResult *result, gpointer data)
{
  gboolean *ended = data;

  g_assert_true (g_subprocess_wait_finish (G_SUBPROCESS (process), result, NULL));
  *ended = TRUE;
}

/* Runs acutance-cli with @arguments to its end; the most memory that it took. */
static gsize
measure_peak (const char *const *arguments)
{
  g_autoptr (GSubprocess) process = acu_cli_start (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  gsize peak = 0;
  gboolean ended = FALSE;

  g_subprocess_wait_async (process, NULL, ended_cb, &ended);
  while (!ended) {
    const char *pid = g_subprocess_get_identifier (process);

    if (pid != NULL)
      peak = MAX (peak, measure_family (pid, NULL));
    g_main_context_iteration (NULL, FALSE);
    g_usleep (INTERVAL);
  }
  g_test_message ("peak: %" G_GSIZE_FORMAT " MiB", peak >> 20);
  g_assert_cmpint (acu_cli_wait (process), ==, 0);
  /* The weights alone are over a hundred megabytes: less would mean that nothing was measured. */
  g_assert_cmpuint (peak, >, (gsize)100 << 20);
  return peak;
}

static void
check_folder (const char *photos)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *output = g_build_filename (folder, "scores.jsonl", NULL);
  const char *const arguments[] = {"score",    "--model",  "test-weights:tiny:channel",
                                   "--device", "cpu",      "--patches",
                                   "random:1", "--output", output,
                                   "--format", "jsonl",    "--recursive",
                                   photos,     NULL};

  g_assert_cmpuint (measure_peak (arguments), <, SCORING_PROMISE);
}

/* Importing takes little more than a checkpoint's own size, in either format of PyTorch's, also
 * where the model is there already and compared.  It is over too soon to be looked at; the most
 * that any program started so far has taken is known to the system, so that these cases come before
 * those that take more. */
static void
test_import (gconstpointer checkpoint)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = acu_cli_unpack_checkpoint (checkpoint, folder);
  struct rusage usage;
  GStatBuf info;
  gsize peak;

  if (path == NULL)
    return;
  for (guint i = 0; i < 2; i++) {
    g_autoptr (AcuCliRun) run = ACU_CLI ("import", path);

    g_assert_cmpint (run->status, ==, 0);
  }
  g_assert_cmpint (getrusage (RUSAGE_CHILDREN, &usage), ==, 0);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  peak = (gsize)usage.ru_maxrss * 1024;
  g_test_message ("peak: %" G_GSIZE_FORMAT " MiB", peak >> 20);
  g_assert_cmpuint (peak, >, (gsize)info.st_size / 2);
  g_assert_cmpuint (peak, <, (gsize)info.st_size * 3 / 2);
}

/* A network being trained, without pictures. */
static void
test_steps (void)
{
  const char *const arguments[] = {"bench", "--train",  "--preset", "tiny", "--batch",
                                   "8",     "--device", "cpu",      NULL};

  g_assert_cmpuint (measure_peak (arguments), <, TRAINING_PROMISE);
}

/* The samples with any scores, one held out. (transfer full) */
static char *
write_scores (void)
{
  g_autofree char *samples = acu_test_source_path ("data/samples");
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (GDir) listing = g_dir_open (samples, 0, NULL);
  g_autoptr (GString) rows = g_string_new ("path,mos,split\n");
  char *path = g_build_filename (folder, "scores.csv", NULL);
  guint n = 0;
  const char *name;

  g_assert_nonnull (listing);
  while ((name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_suffix (name, ".jpg")) {
      g_string_append_printf (rows, "%s/%s,%u,%s\n", samples, name, n * 37 % 100,
                              n == 0 ? "val" : "train");
      n++;
    }
  g_assert_cmpuint (n, >, 8);
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

/* A whole run, in which weights and moments are saved besides, of few pictures; as many as are kept
 * at most would have room beside it. */
static void
test_training (void)
{
  g_autofree char *data = write_scores ();
  const char *const arguments[] = {"train",    "--base",  "test-weights:tiny:channel",
                                   "--data",   data,      "--device",
                                   "cpu",      "--batch", "8",
                                   "--epochs", "1",       "--patches-per-image",
                                   "1",        "--out",   "memory",
                                   NULL};
  const gsize pictures = acu_image_cache_choose_limit (ACU_DEVICE_CPU, G_MAXUINT64);

  g_assert_cmpuint (measure_peak (arguments) + pictures, <, TRAINING_PROMISE);
}

static void
test_samples (void)
{
  g_autofree char *photos = acu_test_source_path ("data/samples");

  check_folder (photos);
}

static void
test_photos (void)
{
  g_autofree char *photos = acu_test_shared_path ("photos");

  if (photos != NULL)
    check_folder (photos);
}

/* Pictures of 100 megapixels, one of which is 300 MB: no more than one of them is being decoded. */
static void
test_large (void)
{
  const AcuJpegRecipe recipe = {.width = 10000, .height = 10000, .components = 1};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree guint8 *level = g_malloc0 ((gsize)recipe.width * recipe.height);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, level);
  g_autofree char *first = acu_fixture_write (folder, "0.jpg", bytes);

  g_clear_pointer (&level, g_free);
  for (int i = 1; i < 3; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%d.jpg", folder, i);

    g_assert_cmpint (symlink (first, path), ==, 0);
  }
  check_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/cli-memory/import-zip", "smart-tiny-upstream", test_import);
  g_test_add_data_func ("/cli-memory/import-legacy", "hyperiqa-resnet50-legacy", test_import);
  g_test_add_func ("/cli-memory/samples", test_samples);
  g_test_add_func ("/cli-memory/photos", test_photos);
  g_test_add_func ("/cli-memory/large", test_large);
  g_test_add_func ("/cli-memory/steps", test_steps);
  g_test_add_func ("/cli-memory/training", test_training);
  return g_test_run ();
}
