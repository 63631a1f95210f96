/* Every damaged, hostile or odd file there is, through `acutance-cli score`: each gets a line. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/test-support.h"

#define NANO "--model", "test-weights:nano", "--device", "cpu"

/* Seconds that a file may take, and that all but a few of them take less than.  Sanitizers make
 * decoding up to ten times longer. */
#ifdef ACU_SANITIZED
#define SECONDS_AT_MOST  100.0
#define SECONDS_NORMALLY 10.0
#else
#define SECONDS_AT_MOST  10.0
#define SECONDS_NORMALLY 1.0
#endif
#define FILES_BEYOND 20

/* The files in @folder, whatever they are. (transfer full) (element-type utf8) */
static GPtrArray *
list_files (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) listing = g_dir_open (folder, 0, &error);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (listing)) != NULL)
    g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  return files;
}

static void
check_lines (GPtrArray *lines, guint n_expected, const char *complaints)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_failed = 0;

  for (guint i = 0; i < lines->len; i++) {
    JsonObject *line = g_ptr_array_index (lines, i);
    const char *path = json_object_get_string_member (line, "path");

    g_assert_true (g_hash_table_add (seen, (gpointer)path));
    if (json_object_has_member (line, "error")) {
      g_autofree char *complaint = g_strdup_printf ("acutance-cli: %s: ", path);

      n_failed++;
      g_assert_nonnull (strstr (complaints, complaint));
    } else {
      g_assert_cmpint (json_object_get_int_member (line, "width"), >, 0);
      g_assert_true (json_object_has_member (line, "score"));
    }
  }
  g_assert_cmpuint (lines->len, ==, n_expected);
  g_test_message ("%u scored, %u refused", lines->len - n_failed, n_failed);
}

static gpointer
read_all (gpointer stream)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
  g_output_stream_write_all (memory, "", 1, NULL, NULL, NULL);
  g_output_stream_close (memory, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

/* Adds @process's lines to @output as they come.  The time from one to the next is at least what
 * the second of the files had to wait for. */
static void
watch_lines (GSubprocess *process, GString *output)
{
  g_autoptr (GDataInputStream) stream =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  double longest = 0.0;
  guint n_long = 0;
  gint64 last = 0;

  for (;;) {
    g_autofree char *line = g_data_input_stream_read_line (stream, NULL, NULL, NULL);
    gint64 now = g_get_monotonic_time ();
    double seconds = last == 0 ? 0.0 : (double)(now - last) / G_USEC_PER_SEC;

    if (line == NULL)
      break;
    longest = MAX (longest, seconds);
    n_long += seconds > SECONDS_NORMALLY;
    last = now;
    g_string_append_printf (output, "%s\n", line);
  }
  g_test_message ("longest wait: %.3f s; %u longer than %g s", longest, n_long, SECONDS_NORMALLY);
  g_assert_cmpfloat (longest, <, SECONDS_AT_MOST);
  g_assert_cmpuint (n_long, <=, FILES_BEYOND);
}

static void
test_collection (void)
{
  g_autofree char *folder = acu_test_shared_path ("bad-images");
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GString) output = g_string_new (NULL);
  g_autofree char *complaints = NULL;
  const char *const arguments[] = {"score",     NANO,     "--format", "jsonl",
                                   "--patches", "center", folder,     NULL};
  GThread *reader;

  if (folder == NULL)
    return;
  files = list_files (folder);
  process =
      acu_cli_start (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  reader = g_thread_new ("complaints", read_all, g_subprocess_get_stderr_pipe (process));
  watch_lines (process, output);
  complaints = g_thread_join (reader);
  g_assert_cmpint (acu_cli_wait (process), ==, 1);
  g_assert_null (strstr (complaints, "Sanitizer"));
  lines = acu_cli_parse_lines (output->str);
  check_lines (lines, files->len, complaints);
}

/* What anyone can make: nothing, not a picture, a link to nowhere, a pipe that nobody fills, and a
 * header that promises four billion pixels. */
static void
test_made_up (void)
{
  static const guint8 huge[] = {
      0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,   0,   13,   'I',  'H',  'D',
      'R',  0,    0,    0xff, 0xff, 0,    0,    0xff, 0xff, 8,   2,   0,    0,    0,    0x3b,
      0x7c, 0xd2, 0x4a, 0,    0,    0,    0,    'I',  'D',  'A', 'T', 0x35, 0xaf, 0x06, 0x1e,
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *empty = g_build_filename (folder, "empty.png", NULL);
  g_autofree char *text = g_build_filename (folder, "text.jpg", NULL);
  g_autofree char *dangling = g_build_filename (folder, "dangling.jpg", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe.jpg", NULL);
  g_autofree char *large = g_build_filename (folder, "large.png", NULL);
  g_autoptr (AcuCliRun) run = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  g_assert_true (g_file_set_contents (text, "This is text.", -1, NULL));
  g_assert_true (g_file_set_contents (large, (const char *)huge, sizeof huge, NULL));
  g_assert_cmpint (symlink ("/nowhere/at/all", dangling), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  run = ACU_CLI ("score", NANO, "--format", "jsonl", folder);
  lines = acu_cli_parse_lines (run->output);
  g_assert_cmpint (run->status, ==, 1);
  check_lines (lines, 5, run->complaints);
  for (guint i = 0; i < lines->len; i++)
    g_assert_true (json_object_has_member (g_ptr_array_index (lines, i), "error"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-bad-images/made-up", test_made_up);
  g_test_add_func ("/cli-bad-images/collection", test_collection);
  return g_test_run ();
}
