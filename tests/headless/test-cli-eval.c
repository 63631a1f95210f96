/* `acutance-cli eval` over several datasets: what is known of one is there whatever becomes of the
 * next. */
#include <math.h>
#include <signal.h>
#include <string.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/test-support.h"

#define NANO "--model", "test-weights:nano", "--device", "cpu"

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

/* The one in the middle is not there: it is named, the others are evaluated. */
static void
test_missing (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *first = write_scores (folder, "first.csv", 4);
  g_autofree char *last = write_scores (folder, "last.csv", 3);
  g_autofree char *missing = g_build_filename (folder, "missing.csv", NULL);
  g_autoptr (AcuCliRun) table =
      ACU_CLI ("eval", NANO, "--patches", "1", "--data", first, "--data", missing, "--data", last);
  g_autoptr (AcuCliRun) json = ACU_CLI ("eval", NANO, "--patches", "1", "--data", first, "--data",
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

static void
test_nothing (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *scores = write_scores (folder, "scores.csv", 3);
  g_autoptr (AcuCliRun) missing = ACU_CLI ("eval", NANO, "--data", "/nowhere/at/all.csv");
  g_autoptr (AcuCliRun) no_device = ACU_CLI ("eval", "--model", "test-weights:nano", "--device",
                                             "vulkan:99", "--data", scores, "--json");
  g_autoptr (AcuCliRun) whole = ACU_CLI ("eval", NANO, "--patches", "1", "--data", scores);

  g_assert_cmpint (missing->status, ==, 2);
  g_assert_cmpstr (missing->output, ==, "");
  g_assert_nonnull (strstr (missing->complaints, "/nowhere/at/all.csv"));
  g_assert_cmpint (no_device->status, ==, 2);
  g_assert_cmpint (whole->status, ==, 0);
  g_assert_cmpstr (whole->complaints, ==, "");
}

/* Ctrl-C in the second, which would take minutes. */
static void
test_interrupted (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *first = write_scores (folder, "first.csv", 3);
  g_autofree char *endless = write_scores (folder, "endless.csv", 20000);
  const char *const arguments[] = {"eval", NANO,     "--patches", "1",      "--data",
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-eval/missing", test_missing);
  g_test_add_func ("/cli-eval/nothing", test_nothing);
  g_test_add_func ("/cli-eval/interrupted", test_interrupted);
  return g_test_run ();
}
