/* `acutance-cli score` that is stopped, or has nobody to write to: what is finished stays. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#define SMALL "--model", acu_cli_small_model (), "--device", "cpu"

#define N_PICTURES 2000

/* Starts scoring more pictures than can be done in many seconds, and waits for the first line. */
static GSubprocess *
start_long_job (const char *model, const char *format, GDataInputStream **lines, char **first)
{
  const char *options[] = {"score", "--model", model,       "--device", "cpu",
                           "-f",    format,    "--patches", "random:60"};
  AcuJpegRecipe recipe = {.width = 600, .height = 600, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise ((gsize)600 * 600 * 3);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write (folder, "a.jpg", bytes);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  GSubprocess *process;

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    g_ptr_array_add (arguments, (char *)options[i]);
  for (gsize i = 0; i < N_PICTURES; i++)
    g_ptr_array_add (arguments, picture);
  g_ptr_array_add (arguments, NULL);
  process = acu_cli_start ((const char *const *)arguments->pdata,
                           G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  *lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  *first = g_data_input_stream_read_line (*lines, NULL, NULL, NULL);
  g_assert_nonnull (*first);
  return process;
}

/* Sends the signal to a long job, checks how that ends, and returns all of the output.
 * (transfer full) */
static char *
interrupt (const char *model, const char *format, int signal_number)
{
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *first = NULL;
  g_autoptr (GSubprocess) process = start_long_job (model, format, &lines, &first);
  GString *output = g_string_new (first);
  gint64 start = g_get_monotonic_time ();
  char chunk[4096];
  gssize n;
  int status;

  g_string_append_c (output, '\n');
  g_subprocess_send_signal (process, signal_number);
  while ((n = g_input_stream_read (G_INPUT_STREAM (lines), chunk, sizeof chunk, NULL, NULL)) > 0)
    g_string_append_len (output, chunk, n);
  status = acu_cli_wait (process);
  /* The promise is a second; this machine may have other things to do. */
  g_assert_cmpfloat ((double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC, <, 1.5);
  g_assert_cmpint (status, ==, -signal_number);
  return g_string_free (output, FALSE);
}

/* Once with a network of the size that people use. */
static void
test_lines (gconstpointer data)
{
  int signal_number = GPOINTER_TO_INT (data);
  const char *model = signal_number == SIGINT ? "test-weights:nano" : acu_cli_small_model ();
  g_autofree char *output = interrupt (model, "jsonl", signal_number);
  g_autoptr (GPtrArray) objects = acu_cli_parse_lines (output);

  g_assert_cmpuint (objects->len, >=, 1);
  for (guint i = 0; i < objects->len; i++)
    g_assert_true (json_object_has_member (g_ptr_array_index (objects, i), "score"));
}

/* The array that was opened is closed. */
static void
test_array (gconstpointer signal_number)
{
  g_autofree char *output =
      interrupt (acu_cli_small_model (), "json", GPOINTER_TO_INT (signal_number));
  g_autoptr (JsonNode) node = acu_cli_parse (output);
  JsonArray *array = json_node_get_array (node);

  g_assert_cmpuint (json_array_get_length (array), >=, 1);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_assert_true (json_object_has_member (json_array_get_object_element (array, i), "score"));
}

static void
check_silent (GSubprocess *process)
{
  char complaint[256];

  g_assert_cmpint (acu_cli_wait (process), ==, -SIGPIPE);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stderr_pipe (process), complaint,
                                        sizeof complaint, NULL, NULL),
                   ==, 0);
}

/* `acutance-cli score … | head -1` */
static void
test_closed_pipe (void)
{
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *first = NULL;
  g_autoptr (GSubprocess) process =
      start_long_job (acu_cli_small_model (), "jsonl", &lines, &first);

  g_input_stream_close (G_INPUT_STREAM (lines), NULL, NULL);
  check_silent (process);
}

/* Makes a pipe with room for only @room bytes. */
static int
open_narrow_pipe (int ends[2], int room)
{
  g_autofree char *filling = NULL;
  int capacity;

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_cmpint (fcntl (ends[1], F_SETPIPE_SZ, 1), >, 0);
  capacity = fcntl (ends[1], F_GETPIPE_SZ);
  filling = g_strnfill ((gsize)(capacity - room), ' ');
  g_assert_cmpint (write (ends[1], filling, (gsize)(capacity - room)), ==, capacity - room);
  return capacity;
}

/* The reader leaves when only the end of the array is still to come, which the pipe has no room
 * for. */
static void
test_pipe_closed_at_the_end (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  const char *const arguments[] = {"score", SMALL, "-f", "json", folder, NULL};
  g_autoptr (GSubprocess) process = NULL;
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  char complaint[256] = "";
  int ends[2], waiting = 0;
  int capacity = open_narrow_pipe (ends, 2);

  process = acu_cli_start_writing (arguments, ends[1]);
  while (waiting < capacity - 1) {
    g_assert_cmpint (ioctl (ends[0], FIONREAD, &waiting), ==, 0);
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
  close (ends[0]);
  g_assert_cmpint (acu_cli_wait (process), ==, -SIGPIPE);
  /* That the folder is empty, and nothing of a failure. */
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stderr_pipe (process), complaint,
                                        sizeof complaint - 1, NULL, NULL),
                   >, 0);
  g_assert_nonnull (strstr (complaint, "no pictures"));
  g_assert_null (strstr (complaint, "cannot write"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/cli-interrupt/lines/int", GINT_TO_POINTER (SIGINT), test_lines);
  g_test_add_data_func ("/cli-interrupt/lines/term", GINT_TO_POINTER (SIGTERM), test_lines);
  g_test_add_data_func ("/cli-interrupt/array/int", GINT_TO_POINTER (SIGINT), test_array);
  g_test_add_data_func ("/cli-interrupt/array/term", GINT_TO_POINTER (SIGTERM), test_array);
  g_test_add_func ("/cli-interrupt/closed-pipe", test_closed_pipe);
  g_test_add_func ("/cli-interrupt/pipe-closed-at-the-end", test_pipe_closed_at_the_end);
  return g_test_run ();
}
