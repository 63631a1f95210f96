/* `acutance-cli eval` over several datasets: what is known of one is there whatever becomes of the
 * next. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compute/weights/checkpoint.h"
#include "tests/headless/cli-fixture.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#define SMALL "--model", acu_cli_small_model (), "--device", "cpu"

static const char *const samples[] = {"pebbles", "pebbles-underexposed", "still-life",
                                      "still-life-noisy"};

/* Writes the scores of @n pictures, the same few again and again, as @name. (transfer full) */
static char *
write_scores (const char *folder, const char *name, guint n)
{
  g_autoptr (GString) rows = g_string_new ("path,mos\n");
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++) {
    g_autofree char *relative =
        g_strdup_printf ("data/samples/%s.jpg", samples[i % G_N_ELEMENTS (samples)]);
    g_autofree char *picture = acu_test_source_path (relative);

    g_string_append_printf (rows, "\"%s\",%u\n", picture, 20 * (i % (guint)G_N_ELEMENTS (samples)));
  }
  g_file_set_contents (path, rows->str, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* Writes the scores of eight pictures, of which two are marked to validate on and two to test on.
 * (transfer full) */
static char *
write_parts (const char *folder, const char *name)
{
  static const char *const parts[] = {"train", "train", "train", "train",
                                      "val",   "val",   "test",  "test"};
  g_autoptr (GString) rows = g_string_new ("path,mos,split\n");
  char *path = g_build_filename (folder, name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *relative =
        g_strdup_printf ("data/samples/%s.jpg", samples[i % G_N_ELEMENTS (samples)]);
    g_autofree char *picture = acu_test_source_path (relative);

    g_string_append_printf (rows, "\"%s\",%u,%s\n", picture, 10 * i, parts[i]);
  }
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

/* The one in the middle is not there: it is named, the others are evaluated. */
static void
test_missing (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *first = write_scores (folder, "first.csv", 4);
  g_autofree char *last = write_scores (folder, "last.csv", 3);
  g_autofree char *missing = g_build_filename (folder, "missing.csv", NULL);
  g_autoptr (AcuCliRun) table =
      ACU_CLI ("eval", SMALL, "--patches", "1", "--data", first, "--data", missing, "--data", last);
  g_autoptr (AcuCliRun) json = ACU_CLI ("eval", SMALL, "--patches", "1", "--data", first, "--data",
                                        missing, "--data", last, "--json");
  g_auto (GStrv) lines = g_strsplit (table->output, "\n", -1);
  g_autoptr (JsonNode) node = acu_cli_parse (json->output);
  JsonArray *results = json_node_get_array (node);
  JsonObject *objects[3];

  g_assert_cmpint (table->status, ==, 1);
  g_assert_nonnull (strstr (table->complaints, missing));
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[0], "dataset "));
  g_assert_nonnull (strstr (lines[1], "first.csv"));
  g_assert_nonnull (strstr (lines[2], "last.csv"));

  g_assert_cmpint (json->status, ==, 1);
  g_assert_nonnull (strstr (json->complaints, missing));
  g_assert_cmpuint (json_array_get_length (results), ==, 3);
  for (guint i = 0; i < 3; i++)
    objects[i] = json_array_get_object_element (results, i);
  g_assert_cmpint (json_object_get_int_member (objects[0], "pictures"), ==, 4);
  g_assert_true (isfinite (json_object_get_double_member (objects[0], "srcc")));
  g_assert_cmpstr (json_object_get_string_member (objects[1], "dataset"), ==, missing);
  g_assert_nonnull (strstr (json_object_get_string_member (objects[1], "error"), missing));
  g_assert_cmpint (json_object_get_int_member (objects[2], "pictures"), ==, 3);
}

/* Where no picture is marked as the part that is asked for, that is said. */
static void
test_no_part (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *scores = write_scores (folder, "scores.csv", 3);
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("eval", SMALL, "--patches", "1", "--split", "test", "--data", scores);

  g_assert_cmpint (run->status, ==, 2);
  g_assert_cmpstr (run->output, ==, "");
  /* Quotation marks are the locale's. */
  g_assert_nonnull (strstr (run->complaints, "scores.csv: it has no pictures that are marked as "));
  g_assert_nonnull (strstr (run->complaints, "test"));
}

static void
test_nothing (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *scores = write_scores (folder, "scores.csv", 3);
  g_autoptr (AcuCliRun) missing = ACU_CLI ("eval", SMALL, "--data", "/nowhere/at/all.csv");
  g_autoptr (AcuCliRun) no_device = ACU_CLI ("eval", "--model", "test-weights:nano", "--device",
                                             "vulkan:99", "--data", scores, "--json");
  g_autoptr (AcuCliRun) whole = ACU_CLI ("eval", SMALL, "--patches", "1", "--data", scores);

  g_assert_cmpint (missing->status, ==, 2);
  g_assert_cmpstr (missing->output, ==, "");
  g_assert_nonnull (strstr (missing->complaints, "/nowhere/at/all.csv"));
  g_assert_cmpint (no_device->status, ==, 2);
  g_assert_cmpint (whole->status, ==, 0);
  g_assert_cmpstr (whole->complaints, ==, "");
}

static void
test_usage_errors (void)
{
  static const char *const cases[][2] = {
      {"--split", ""}, {"--split", "all"}, {"--patches", "0"}, {"--patches", "-1"}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuCliRun) run =
        ACU_CLI ("eval", SMALL, "--data", "scores.csv", cases[i][0], cases[i][1]);

    g_assert_cmpint (run->status, ==, 2);
    g_assert_cmpstr (run->output, ==, "");
    g_assert_nonnull (strstr (run->complaints, cases[i][0]));
  }
}

/* Of a set that is called labels.csv as all such are its folder tells which, and of pictures that
 * are not there how many. */
static void
test_names (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *set = g_build_filename (folder, "holidays", NULL);
  g_autofree char *scores = NULL, *text = NULL, *longer = NULL;
  g_autoptr (AcuCliRun) run = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *result;

  g_assert_cmpint (g_mkdir (set, 0777), ==, 0);
  scores = write_scores (set, "labels.csv", 3);
  g_assert_true (g_file_get_contents (scores, &text, NULL, NULL));
  longer = g_strconcat (text, "gone.jpg,30\nlost.jpg,40\n", NULL);
  g_assert_true (g_file_set_contents (scores, longer, -1, NULL));
  run = ACU_CLI ("eval", SMALL, "--patches", "1", "--data", scores, "--json");
  g_assert_cmpint (run->status, ==, 1);
  node = acu_cli_parse (run->output);
  result = json_array_get_object_element (json_node_get_array (node), 0);
  g_assert_cmpstr (json_object_get_string_member (result, "dataset"), ==, "holidays");
  g_assert_cmpint (json_object_get_int_member (result, "pictures"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (result, "missing"), ==, 2);
}

/* What a model learned from says little of it, and that is told; parts that it was kept from do
 * not. */
static void
test_learned (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *scores = write_scores (folder, "scores.csv", 3);
  g_autofree char *others = write_scores (folder, "others.csv", 3);
  g_autofree char *more = NULL, *elsewhere = g_build_filename (folder, "elsewhere", NULL);
  g_autofree char *path = acu_test_write_small_model (folder);
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (path, NULL, NULL);

  file->training = g_strdup ("{\"data\":{\"name\":\"scores.csv\",\"pictures\":3,"
                             "\"split\":\"as the data mark it\"}}");
  g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
  g_autoptr (AcuCliRun) both = ACU_CLI ("eval", "--model", path, "--device", "cpu", "--patches",
                                        "1", "--data", scores, "--data", others);
  g_autoptr (AcuCliRun) part = ACU_CLI ("eval", "--model", path, "--device", "cpu", "--patches",
                                        "1", "--split", "test", "--data", scores);

  g_assert_cmpint (both->status, ==, 0);
  g_assert_nonnull (
      strstr (both->complaints, "learned from “scores.csv”: its figures there flatter"));
  g_assert_null (strstr (both->complaints, "others.csv"));
  g_assert_null (strstr (part->complaints, "flatter"));

  /* Another file of that name is another dataset. */
  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  more = write_scores (elsewhere, "scores.csv", 4);
  g_autoptr (AcuCliRun) other =
      ACU_CLI ("eval", "--model", path, "--device", "cpu", "--patches", "1", "--data", more);
  g_assert_cmpstr (other->complaints, ==, "");
}

/* What a model that says @training of itself makes of @scores, or of the part @split of them.
 * (transfer full) */
static AcuCliRun *
eval_trained (const char *path,
              const char *training,
              const char *scores,
              const char *split,
              const char *option)
{
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (path, NULL, NULL);

  g_free (file->training);
  file->training = g_strdup (training);
  g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
  return ACU_CLI ("eval", "--model", path, "--device", "cpu", "--patches", "1", "--data", scores,
                  "--split", split, option);
}

/* What flatters is told for people and with the figures, in a table and in JSON, and how it does.
 */
static void
test_seen (void)
{
  static const struct {
    const char *training;
    const char *complaint, *row, *json;
  } cases[] = {
      {"{\"data\":{\"name\":\"parts.csv\",\"pictures\":8}}", "learned from “parts.csv”",
       "  these figures flatter: learned from it\n", "learned"},
      {"{\"teacher\":{\"training\":{\"data\":{\"name\":\"parts.csv\",\"pictures\":8}}}}",
       "taught by a model that learned from “parts.csv”",
       "  these figures flatter: its teacher learned from it\n", "teacher"},
      {"{\"data\":{\"name\":\"others\",\"held_out_name\":\"parts.csv\",\"held_out_pictures\":8}}",
       "“parts.csv” chose the epoch that is kept", "  these figures flatter: it chose the epoch\n",
       "epoch"},
      {"{\"data\":{\"name\":\"others\",\"pictures\":8}}", NULL, NULL, NULL},
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *scores = write_parts (folder, "parts.csv");
  g_autofree char *path = acu_test_write_small_model (folder);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuCliRun) table =
        eval_trained (path, cases[i].training, scores, "train", "--patches=1");
    g_autoptr (AcuCliRun) json = eval_trained (path, cases[i].training, scores, "train", "--json");
    g_autoptr (JsonNode) node = acu_cli_parse (json->output);
    JsonObject *object = json_array_get_object_element (json_node_get_array (node), 0);

    g_assert_cmpint (table->status, ==, 0);
    g_assert_cmpint (json->status, ==, 0);
    g_assert_true (json_object_has_member (object, "seen"));
    g_assert_cmpstr (json_object_get_string_member_with_default (object, "seen", NULL), ==,
                     cases[i].json);
    if (cases[i].row != NULL) {
      g_assert_nonnull (strstr (table->complaints, cases[i].complaint));
      g_assert_nonnull (strstr (table->output, cases[i].row));
      g_assert_nonnull (strstr (json->complaints, cases[i].complaint));
    } else {
      g_assert_cmpstr (table->complaints, ==, "");
      g_assert_null (strstr (table->output, "flatter"));
    }
  }

  /* Where the marks were gone by, what is marked to validate on chose the epoch, and what is marked
   * to test on did nothing. */
  static const char marked[] =
      "{\"data\":{\"name\":\"parts.csv\",\"pictures\":8,\"split\":\"as the data mark it\"}}";
  g_autoptr (AcuCliRun) chose = eval_trained (path, marked, scores, "val", "--json");
  g_autoptr (AcuCliRun) judged = eval_trained (path, marked, scores, "test", "--json");
  g_assert_nonnull (strstr (chose->output, "\"seen\":\"epoch\""));
  g_assert_nonnull (strstr (judged->output, "\"seen\":null"));
  g_assert_cmpstr (judged->complaints, ==, "");
}

/* The number @key of @object. */
static double
get_number (JsonObject *object, const char *key)
{
  g_assert_true (json_object_has_member (object, key));
  return json_object_get_double_member (object, key);
}

/* A set that says what was done to its pictures: the intervals, the faults that both sides know,
 * and the kinds are in the JSON. */
static void
test_faults (void)
{
  static const struct {
    const char *name, *kind, *level;
    guint mos;
    const char *faults; /* blur, noise, grain */
  } pictures[] = {
      {"pebbles", "none", "0", 100, "0.5,0.49,1"},
      {"pebbles-underexposed", "jpeg", "3", 50, "0.6,0,1"},
      {"still-life", "jpeg", "1", 90, ",0.3,1"},
      {"still-life-noisy", "sensor-noise", "4", 25, "1,0.49,1"},
  };
  const char *const faults[] = {"noise", "blur", NULL};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *scores = g_build_filename (folder, "synthetic.csv", NULL);
  g_autofree char *path = NULL;
  g_autoptr (AcuArchitecture) architecture = acu_test_least_architecture ();
  g_autoptr (GString) rows =
      g_string_new ("path,mos,group,fault,level,fault:blur,fault:noise,fault:grain\n");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *result, *object;
  double low, high;

  /* Six groups: of fewer than five there are no intervals. */
  for (guint i = 0; i < 3 * G_N_ELEMENTS (pictures); i++) {
    guint j = i % (guint)G_N_ELEMENTS (pictures);
    g_autofree char *relative = g_strdup_printf ("data/samples/%s.jpg", pictures[j].name);
    g_autofree char *picture = acu_test_source_path (relative);

    g_string_append_printf (rows, "\"%s\",%u,group%u,%s,%s,%s\n", picture, pictures[j].mos, i / 2,
                            pictures[j].kind, pictures[j].level, pictures[j].faults);
  }
  g_assert_true (g_file_set_contents (scores, rows->str, -1, NULL));
  acu_architecture_set_faults (architecture, faults);
  path = acu_test_write_model (architecture, 0, folder, "faults.safetensors");
  g_autoptr (AcuCliRun) run = ACU_CLI ("eval", "--model", path, "--device", "cpu", "--patches", "4",
                                       "--data", scores, "--json");
  g_autoptr (AcuCliRun) table =
      ACU_CLI ("eval", "--model", path, "--device", "cpu", "--patches", "4", "--data", scores);

  g_assert_cmpint (run->status, ==, 0);
  node = acu_cli_parse (run->output);
  result = json_array_get_object_element (json_node_get_array (node), 0);
  object = json_object_get_object_member (result, "srcc_95");
  low = get_number (object, "low");
  high = get_number (object, "high");
  g_assert_cmpfloat (-1.0, <=, low);
  g_assert_cmpfloat (low, <=, get_number (result, "srcc"));
  g_assert_cmpfloat (get_number (result, "srcc"), <=, high);
  g_assert_cmpfloat (high, <=, 1.0);
  g_assert_cmpfloat (low, <, high);

  /* All that say so are blurred, none is noisy enough, and of grain the model knows nothing. */
  object = json_object_get_object_member (result, "faults");
  g_assert_cmpuint (json_object_get_size (object), ==, 2);
  g_assert_cmpfloat (get_number (object, "blur"), ==, 1.0);
  g_assert_true (json_object_get_null_member (object, "noise"));
  g_assert_nonnull (strstr (table->output, " 9 average precision 1.0000, 9 have it (label 0.5 "));
  g_assert_nonnull (strstr (table->output, ", 0 have it (label 0.5 and up)\n"));

  object = json_object_get_object_member (result, "kinds");
  g_assert_cmpuint (json_object_get_size (object), ==, 2);
  object = json_object_get_object_member (object, "jpeg");
  g_assert_cmpfloat (get_number (object, "pictures"), ==, 6.0);
  g_assert_cmpfloat_with_epsilon (fabs (get_number (object, "srcc")), 1.0, 1e-6);
  g_assert_cmpfloat (get_number (result, "strong_faults"), ==, 6.0);
  g_assert_cmpfloat (get_number (result, "pairs"), ==, 3.0);
}

/* Faults in columns that are not called so count for nothing, which is told once; nothing has
 * failed by it, nor does a table that has any rightly called say so. */
static void
test_fault_columns (void)
{
  static const struct {
    const char *columns, *complaint;
  } cases[] = {
      {"confidence,grain", NULL},
      {"noise,grain",
       "mine.csv: the column noise is called like a fault, but passed over: to count "
       "it must be called “fault:NAME”\n"},
      {"blur,noise", "mine.csv: the columns blur, noise are called like faults, but passed over: "},
      {"blur,fault:noise", NULL},
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *scores = g_build_filename (folder, "mine.csv", NULL);
  g_autofree char *path = acu_test_write_small_model (folder);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) rows = g_string_new ("path,mos,");
    const char *told;

    g_string_append_printf (rows, "%s\n", cases[i].columns);
    for (guint j = 0; j < 3; j++) {
      g_autofree char *relative = g_strdup_printf ("data/samples/%s.jpg", samples[j]);
      g_autofree char *picture = acu_test_source_path (relative);

      g_string_append_printf (rows, "\"%s\",%u,0.5,0.5\n", picture, 20 * j);
    }
    g_assert_true (g_file_set_contents (scores, rows->str, -1, NULL));
    g_autoptr (AcuCliRun) run =
        ACU_CLI ("eval", "--model", path, "--device", "cpu", "--patches", "1", "--data", scores);

    g_assert_cmpint (run->status, ==, 0);
    told = strstr (run->complaints, "passed over");
    if (cases[i].complaint == NULL) {
      g_assert_null (told);
      continue;
    }
    g_assert_nonnull (strstr (run->complaints, cases[i].complaint));
    g_assert_null (strstr (told + 1, "passed over"));
  }
}

/* Ctrl-C in the second, which would take minutes. */
static void
test_interrupted (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *first = write_scores (folder, "first.csv", 3);
  g_autofree char *endless = write_scores (folder, "endless.csv", 20000);
  const char *const arguments[] = {"eval", SMALL,    "--patches", "1",      "--data",
                                   first,  "--data", endless,     "--json", NULL};
  g_autoptr (GSubprocess) process =
      acu_cli_start (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GInputStream *stream = g_subprocess_get_stdout_pipe (process);
  g_autoptr (GString) output = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  char chunk[4096];
  gssize n;
  gint64 start;

  while (strchr (output->str, '}') == NULL) {
    n = g_input_stream_read (stream, chunk, sizeof chunk, NULL, NULL);
    g_assert_cmpint (n, >, 0);
    g_string_append_len (output, chunk, n);
  }
  start = g_get_monotonic_time ();
  g_subprocess_send_signal (process, SIGINT);
  while ((n = g_input_stream_read (stream, chunk, sizeof chunk, NULL, NULL)) > 0)
    g_string_append_len (output, chunk, n);
  g_assert_cmpint (acu_cli_wait (process), ==, -SIGINT);
  /* The promise is a second; this machine may have other things to do. */
  g_assert_cmpfloat ((double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC, <, 1.5);
  node = acu_cli_parse (output->str);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 1);
}

/* The bytes of what is kept of unfinished evaluations. */
static goffset
measure_kept (const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  goffset size = 0;
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    GStatBuf info;

    if (g_stat (path, &info) == 0)
      size += info.st_size;
  }
  return size;
}

/* Writes scores of @n pictures, each a file of its own. (transfer full) */
static char *
write_copies (const char *folder, guint n)
{
  g_autoptr (GString) rows = g_string_new ("path,mos\n");
  char *table = g_build_filename (folder, "copies.csv", NULL);

  for (guint i = 0; i < n; i++) {
    g_autofree char *relative =
        g_strdup_printf ("data/samples/%s.jpg", samples[i % G_N_ELEMENTS (samples)]);
    g_autofree char *picture = acu_test_source_path (relative);
    g_autofree char *name = g_strdup_printf ("%u.jpg", i);
    g_autofree char *copy = g_build_filename (folder, name, NULL);

    g_assert_cmpint (symlink (picture, copy), ==, 0);
    g_string_append_printf (rows, "%s,%u\n", name, i * 7 % 100);
  }
  g_assert_true (g_file_set_contents (table, rows->str, -1, NULL));
  return table;
}

/* Makes another file of the first copy, which cannot be read, of the same size and time. */
static void
break_picture (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "0.jpg", NULL);
  g_autofree char *bytes = NULL;
  struct timespec times[2];
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  bytes = g_malloc0 ((gsize)info.st_size);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)info.st_size, NULL));
  times[0] = times[1] = info.st_mtim;
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

/* What was killed is gone on with, to the same figures, and forgotten when it is done. */
static void
test_kill (void)
{
  g_autofree char *folder = acu_test_temporary_folder (), *cache = acu_cli_dup_cache_home ();
  g_autofree char *kept = g_build_filename (cache, "acutance", "evaluations", NULL);
  g_autofree char *table = write_copies (folder, 120);
  const char *const arguments[] = {"eval",   SMALL, "--patches", "1",
                                   "--data", table, "--json",    NULL};
  g_autoptr (AcuCliRun) undisturbed = acu_cli_run (arguments);
  g_autoptr (AcuCliRun) resumed = NULL, other = NULL, more = NULL;
  g_autofree char *few = write_scores (folder, "few.csv", 4);
  goffset before = measure_kept (kept);

  g_assert_cmpint (undisturbed->status, ==, 0);
  for (guint i = 1; i <= 3; i++) {
    g_autoptr (GSubprocess) process = acu_cli_start (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
    goffset size = measure_kept (kept);

    while (measure_kept (kept) <= size) {
      g_assert_nonnull (g_subprocess_get_identifier (process));
      g_usleep (500);
    }
    g_subprocess_force_exit (process);
    g_assert_cmpint (acu_cli_wait (process), ==, -SIGKILL);
  }
  g_assert_cmpint (measure_kept (kept), >, before);
  /* Neither another dataset nor other patches end it, or have to do with it. */
  other = ACU_CLI ("eval", SMALL, "--patches", "1", "--data", few);
  g_assert_cmpint (other->status, ==, 0);
  break_picture (folder);
  more = ACU_CLI ("eval", SMALL, "--patches", "2", "--data", table);
  g_assert_cmpint (more->status, ==, 1);
  g_assert_nonnull (strstr (more->complaints, "/0.jpg"));
  resumed = acu_cli_run (arguments);
  g_assert_cmpint (resumed->status, ==, 0);
  g_assert_cmpstr (resumed->output, ==, undisturbed->output);
  g_assert_cmpint (measure_kept (kept), ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-eval/missing", test_missing);
  g_test_add_func ("/cli-eval/no-part", test_no_part);
  g_test_add_func ("/cli-eval/nothing", test_nothing);
  g_test_add_func ("/cli-eval/usage-errors", test_usage_errors);
  g_test_add_func ("/cli-eval/names", test_names);
  g_test_add_func ("/cli-eval/learned", test_learned);
  g_test_add_func ("/cli-eval/seen", test_seen);
  g_test_add_func ("/cli-eval/faults", test_faults);
  g_test_add_func ("/cli-eval/fault-columns", test_fault_columns);
  g_test_add_func ("/cli-eval/interrupted", test_interrupted);
  g_test_add_func ("/cli-eval/kill", test_kill);
  return g_test_run ();
}
