/* The line on the terminal that says how far a long job is. */
#include "app/cli/progress.h"
#include "tests/headless/test-support.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ERASE "\r\033[K"

/* Shows a job of ten pictures, of which three are done, @before of them in another sitting, on
 * @descriptor as standard error. */
static void
show (int descriptor, gsize before)
{
  int kept = dup (STDERR_FILENO);
  gint64 begun;

  g_assert_cmpint (kept, >=, 0);
  g_assert_cmpint (dup2 (descriptor, STDERR_FILENO), ==, STDERR_FILENO);
  acu_progress_begin_at (before, 10, "pictures");
  /* Without time there is no estimate. */
  for (begun = g_get_monotonic_time (); g_get_monotonic_time () <= begun;)
    continue;
  acu_progress_update (3);
  /* Too soon to be drawn again. */
  acu_progress_update (4);
  acu_progress_end ();
  acu_progress_update (5);
  g_assert_cmpint (dup2 (kept, STDERR_FILENO), ==, STDERR_FILENO);
  close (kept);
}

/* What a terminal of so many columns gets. (transfer full) */
static char *
show_on_terminal (guint16 columns, gsize before)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  int ours, theirs;
  char byte;

  acu_test_open_terminal (columns, &ours, &theirs);
  show (theirs, before);
  /* A terminal hands over what it was given in pieces: the end is marked. */
  g_assert_cmpint (write (theirs, "!", 1), ==, 1);
  while (read (ours, &byte, 1) == 1 && byte != '!')
    g_string_append_c (shown, byte);
  close (theirs);
  close (ours);
  return g_strdup (shown->str);
}

static void
test_terminal (void)
{
  g_autofree char *shown = show_on_terminal (100, 0);

  g_assert_true (g_str_has_prefix (shown, ERASE "[........................] 0 of 10 pictures" ERASE
                                                "[#######.................] 3 of 10 pictures, "));
  g_assert_true (g_str_has_suffix (shown, " left" ERASE));
  g_assert_null (strstr (shown, "4 of 10"));
  g_assert_null (strstr (shown, "5 of 10"));
}

/* A line that went on below could not be erased. */
static void
test_narrow (void)
{
  static const guint16 widths[] = {60, 50, 30};

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++) {
    g_autofree char *shown = show_on_terminal (widths[i], 0);
    g_auto (GStrv) lines = g_strsplit (shown, ERASE, -1);

    g_assert_cmpuint (g_strv_length (lines), ==, 4);
    g_assert_nonnull (strstr (lines[1], "0 of 10 pictures"));
    g_assert_nonnull (strstr (lines[2], "3 of 10 pictures"));
    g_assert_cmpuint (strlen (lines[2]), <, widths[i]);
  }
}

/* The bar comes back where the estimate went, and of the figures as much is told as fits. */
static void
test_narrowest (void)
{
  g_autofree char *narrow = show_on_terminal (30, 0);
  g_autofree char *narrowest = show_on_terminal (12, 0);

  g_assert_cmpstr (narrow, ==,
                   ERASE "[..........] 0 of 10 pictures" ERASE
                         "[###.......] 3 of 10 pictures" ERASE);
  g_assert_cmpstr (narrowest, ==, ERASE "0 of 10 pic" ERASE "3 of 10 pic" ERASE);
}

/* What was done before tells nothing of how fast the rest is. */
static void
test_gone_on_with (void)
{
  g_autofree char *shown = show_on_terminal (100, 3);

  g_assert_cmpstr (shown, ==,
                   ERASE "[#######.................] 3 of 10 pictures" ERASE
                         "[#######.................] 3 of 10 pictures" ERASE);
}

static void
test_no_terminal (void)
{
  char shown[16];
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  show (ends[1], 0);
  close (ends[1]);
  g_assert_cmpint (read (ends[0], shown, sizeof shown), ==, 0);
  close (ends[0]);
}

static void
test_durations (void)
{
  static const struct {
    double seconds;
    const char *text;
  } cases[] = {
      {0, "0 s"},          {59.4, "59 s"},         {59.6, "1 min 00 s"},
      {185, "3 min 05 s"}, {3599.6, "1 h 00 min"}, {3725, "1 h 02 min"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = acu_format_duration (cases[i].seconds);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress/terminal", test_terminal);
  g_test_add_func ("/progress/narrow", test_narrow);
  g_test_add_func ("/progress/narrowest", test_narrowest);
  g_test_add_func ("/progress/gone-on-with", test_gone_on_with);
  g_test_add_func ("/progress/no-terminal", test_no_terminal);
  g_test_add_func ("/progress/durations", test_durations);
  return g_test_run ();
}
