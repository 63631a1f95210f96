/* What acutance-cli leaves behind when a write, sync or rename fails: the old or the new, whole (of
 * scores, which are written as they come, whole results), a message that names the file, and exit
 * status 2.  Each case is tried with a fault at its first
 * change, its second, and so on until it is through without one. */
#include <glib/gstdio.h>
#include <string.h>

#include "compute/weights/checkpoint.h"
#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"
#include "tests/headless/write-faults.h"

#define N_PICTURES 3

static const char old_text[] = "what was there\n";

/* The folder of all that is read and written here. */
static const char *
get_folder (void)
{
  static char *folder;

  if (folder == NULL) {
    const AcuJpegRecipe recipe = {.width = 232, .height = 232, .components = 3};
    g_autofree guint8 *pixels = acu_fixture_make_noise (232 * 232 * 3);
    g_autoptr (GBytes) jpeg = acu_fixture_make_jpeg (&recipe, pixels);

    folder = g_build_filename (acu_cli_data_home (), "pictures", NULL);
    g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
    for (guint i = 0; i < N_PICTURES; i++) {
      g_autofree char *name = g_strdup_printf ("%u.jpg", i);

      g_free (acu_fixture_write (folder, name, jpeg));
    }
  }
  return folder;
}

static char *
get_path (const char *name)
{
  return g_build_filename (get_folder (), name, NULL);
}

static char *
read_text (const char *path)
{
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

/* Reads, and with @value not -1 sets, the number that the module counts in. */
static guint32
exchange_counter (const char *path, int value)
{
  g_autofree char *bytes = NULL;
  guint32 count;
  gsize size;

  if (value >= 0) {
    count = (guint32)value;
    g_assert_true (g_file_set_contents (path, (const char *)&count, sizeof count, NULL));
  }
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, ==, sizeof count);
  memcpy (&count, bytes, sizeof count);
  return count;
}

/* Runs the program on a disk whose change @at fails.  *@struck tells whether there was one. */
static AcuCliRun *
run_with_fault (const char *const *arguments, guint at, AcuFaultKind kind, gboolean *struck)
{
  g_autofree char *module = acu_test_build_path ("tests/headless/write-faults-preload.so");
  g_autofree char *counters = acu_test_temporary_folder ();
  g_autofree char *counter = g_build_filename (counters, "counter", NULL);
  g_autofree char *number = g_strdup_printf ("%u", at);
  g_autofree char *kind_number = g_strdup_printf ("%d", (int)kind);
  const char *given = g_getenv ("ASAN_OPTIONS");
  g_autofree char *options =
      g_strconcat (given != NULL ? given : "", ":verify_asan_link_order=0", NULL);
  const char *const variables[][2] = {{"LD_PRELOAD", module},
                                      {"ACUTANCE_FAULT_ROOT", acu_cli_data_home ()},
                                      {"ACUTANCE_FAULT_AT", number},
                                      {"ACUTANCE_FAULT_KIND", kind_number},
                                      {"ACUTANCE_FAULT_COUNTER", counter},
                                      {"ASAN_OPTIONS", options}};
  AcuCliRun *run;

  exchange_counter (counter, 0);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    acu_cli_set_variable (variables[i][0], variables[i][1]);
  run = acu_cli_run (arguments);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    acu_cli_set_variable (variables[i][0], NULL);
  *struck = exchange_counter (counter, -1) >= at;
  return run;
}

/* Runs the program to its end, which must be a good one. */
static void
run_well (const char *const *arguments)
{
  g_autoptr (AcuCliRun) run = acu_cli_run (arguments);

  if (run->status != 0)
    g_error ("acutance-cli %s: %s", arguments[0], run->complaints);
}

/* Makes the old state, and judges which there is: TRUE for the new one. */
typedef void (*Prepare) (void);
typedef gboolean (*Judge) (gboolean succeeded);

static void
try_all (const char *const *arguments, AcuFaultKind kind, Prepare prepare, Judge judge)
{
  gboolean struck = TRUE;
  guint at, n_failures = 0;

  for (at = 1; struck; at = acu_test_next (at)) {
    g_autoptr (AcuCliRun) run = NULL;
    gboolean is_new;

    prepare ();
    run = run_with_fault (arguments, at, kind, &struck);
    is_new = judge (run->status == 0);
    if (run->status == 0) {
      g_assert_true (is_new);
      continue;
    }
    if (!struck)
      g_error ("acutance-cli %s: %s", arguments[0], run->complaints);
    n_failures++;
    g_assert_cmpint (run->status, ==, 2);
    if (strstr (run->complaints, acu_cli_data_home ()) == NULL ||
        (strstr (run->complaints, "No space left") == NULL &&
         strstr (run->complaints, "Input/output error") == NULL &&
         strstr (run->complaints, "disk I/O error") == NULL &&
         strstr (run->complaints, "full") == NULL))
      g_error ("change %u: this names no file or no reason: %s", at, run->complaints);
  }
  g_test_message ("%u failures", n_failures);
  g_assert_cmpuint (n_failures, >, 0);
}

/* ---- Scores ---- */

static char *scores_path;
static char *scores_wanted; /* once they are known */

static void
prepare_scores (void)
{
  g_assert_true (g_file_set_contents (scores_path, old_text, -1, NULL));
}

/* Whole lines, as far as they go; of an array whole objects, closed or not. */
static gboolean
is_whole (const char *text)
{
  g_autofree char *begun = g_strdup (text);
  const char *rest;

  if (*scores_wanted != '[')
    return g_str_has_prefix (scores_wanted, text) &&
           (*text == '\0' || g_str_has_suffix (text, "\n"));
  if (g_str_has_suffix (begun, "\n]\n"))
    begun[strlen (begun) - strlen ("\n]\n")] = '\0';
  if (!g_str_has_prefix (scores_wanted, begun))
    return FALSE;
  rest = scores_wanted + strlen (begun);
  return *begun == '\0' || g_str_has_prefix (rest, "\n{\"") || g_str_has_prefix (rest, ",\n{\"") ||
         g_str_equal (rest, "\n]\n");
}

static gboolean
judge_scores (gboolean succeeded)
{
  g_autofree char *text = read_text (scores_path);

  g_assert_nonnull (text);
  if (g_str_equal (text, old_text))
    return FALSE;
  if (!is_whole (text))
    g_error ("this is cut: %s", text);
  return g_str_equal (text, scores_wanted);
}

static void
test_scores (gconstpointer data)
{
  const char *format = data;
  const char *const arguments[] = {"score",    "--model",   acu_cli_small_model (),
                                   "--device", "cpu",       "--patches",
                                   "center",   "--format",  format,
                                   "--output", scores_path, get_folder (),
                                   NULL};

  run_well (arguments);
  g_free (scores_wanted);
  scores_wanted = read_text (scores_path);
  for (int kind = 0; kind < ACU_N_FAULT_KINDS; kind++)
    try_all (arguments, (AcuFaultKind)kind, prepare_scores, judge_scores);
  g_assert_cmpint (g_unlink (scores_path), ==, 0);
}

/* ---- Labels ---- */

static char *ratings_path, *catalog_path, *export_path;

static void
prepare_no_labels (void)
{
  static const char *const parts[] = {"", "-wal", "-shm"};

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_strconcat (catalog_path, parts[i], NULL);

    g_unlink (path);
  }
}

/* All of the ratings or none, in a catalog that is sound. */
static gboolean
judge_labels (gboolean succeeded)
{
  g_autoptr (AcuCliRun) run = NULL;

  if (!g_file_test (catalog_path, G_FILE_TEST_EXISTS))
    return FALSE;
  run = ACU_CLI ("labels", "list", "--json", "--catalog", catalog_path);
  g_assert_cmpint (run->status, ==, 0);
  if (strstr (run->output, "\"name\":\"S\"") == NULL) {
    g_assert_true (g_str_has_prefix (run->output, "[]"));
    return FALSE;
  }
  g_assert_nonnull (strstr (run->output, "\"ratings\":3"));
  return TRUE;
}

static void
test_labels_import (void)
{
  const char *const arguments[] = {"labels",        "import",    ratings_path, "--set", "S",
                                   "--add-folders", "--catalog", catalog_path, NULL};

  for (int kind = 0; kind < ACU_N_FAULT_KINDS; kind++)
    try_all (arguments, (AcuFaultKind)kind, prepare_no_labels, judge_labels);
  prepare_no_labels ();
  run_well (arguments);
}

static void
prepare_export (void)
{
  g_assert_true (g_file_set_contents (export_path, old_text, -1, NULL));
}

static gboolean
judge_export (gboolean succeeded)
{
  g_autofree char *text = read_text (export_path);

  g_assert_nonnull (text);
  if (g_str_equal (text, old_text))
    return FALSE;
  g_assert_true (g_str_has_prefix (text, "image,rater,score,"));
  g_assert_true (g_str_has_suffix (text, "\n"));
  return TRUE;
}

/* Of a catalog that was just made. */
static void
test_labels_export (void)
{
  const char *const arguments[] = {"labels",    "export",    "S",          "--output",
                                   export_path, "--catalog", catalog_path, NULL};

  for (int kind = 0; kind < ACU_N_FAULT_KINDS; kind++)
    try_all (arguments, (AcuFaultKind)kind, prepare_export, judge_export);
}

/* ---- Models ---- */

static char *
get_model_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".safetensors", NULL);

  return g_build_filename (acu_cli_data_home (), "acutance", "models", file, NULL);
}

static void
prepare_no_model (void)
{
  g_autofree char *path = get_model_path ("mine");

  g_unlink (path);
}

static gboolean
judge_model (const char *name)
{
  g_autofree char *path = get_model_path (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;
  file = acu_checkpoint_open (path, NULL, &error);
  g_assert_no_error (error);
  return TRUE;
}

static gboolean
judge_imported (gboolean succeeded)
{
  return judge_model ("mine");
}

static void
test_import (void)
{
  g_autofree char *starter = acu_test_source_path ("data/models/nano.safetensors");
  const char *const arguments[] = {"import", starter, "--name", "mine", NULL};

  for (int kind = 0; kind < ACU_N_FAULT_KINDS; kind++)
    try_all (arguments, (AcuFaultKind)kind, prepare_no_model, judge_imported);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scores_path = get_path ("scores.txt");
  ratings_path = get_path ("ratings.csv");
  catalog_path = get_path ("catalog.db");
  export_path = get_path ("export.csv");
  g_assert_true (g_file_set_contents (
      ratings_path, "image,rater,score\n0.jpg,Ann,4\n1.jpg,Ben,2\n2.jpg,Ann,1\n", -1, NULL));
  g_test_add_data_func ("/cli-write-faults/scores/csv", "csv", test_scores);
  g_test_add_data_func ("/cli-write-faults/scores/json", "json", test_scores);
  g_test_add_data_func ("/cli-write-faults/scores/jsonl", "jsonl", test_scores);
  g_test_add_func ("/cli-write-faults/labels-import", test_labels_import);
  g_test_add_func ("/cli-write-faults/labels-export", test_labels_export);
  g_test_add_func ("/cli-write-faults/import", test_import);
  status = g_test_run ();
  g_free (scores_path);
  g_free (ratings_path);
  g_free (catalog_path);
  g_free (export_path);
  g_free (scores_wanted);
  return status;
}
