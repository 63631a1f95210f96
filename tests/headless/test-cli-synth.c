/* Training sets made from outside: what is written, what is said, and what is refused. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#define SIDE 96

/* Three photos of noise, and a text that calls itself one. (transfer full) */
static char *
make_photos (gboolean with_broken)
{
  const AcuJpegRecipe recipe = {.width = SIDE, .height = SIDE, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise (SIDE * SIDE * 3);
  g_autoptr (GBytes) photo = acu_fixture_make_jpeg (&recipe, pixels);
  g_autoptr (GBytes) text = g_bytes_new_static ("no picture", 10);
  char *folder = acu_test_temporary_folder ();

  g_free (acu_fixture_write (folder, "a.jpg", photo));
  g_free (acu_fixture_write (folder, "b.jpg", photo));
  g_free (acu_fixture_write (folder, "c.jpg", photo));
  if (with_broken)
    g_free (acu_fixture_write (folder, "d.jpg", text));
  return folder;
}

static char **
read_labels (const char *out)
{
  g_autofree char *path = g_build_filename (out, "labels.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strchomp (text), "\n", 0);
}

static guint
count_rows (char **rows, const char *part)
{
  guint n = 0;

  for (guint i = 1; rows[i] != NULL; i++)
    n += strstr (rows[i], part) != NULL;
  return n;
}

static void
test_set (void)
{
  g_autofree char *photos = make_photos (FALSE);
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *out = g_build_filename (folder, "set", NULL);
  g_autofree char *sheet = g_build_filename (out, "contact-sheet.png", NULL);
  g_autoptr (AcuCliRun) run = ACU_CLI ("synth", "--from", photos, "--out", out, "--count", "9",
                                       "--seed", "4", "--held-out", "20", "--no-sheet");
  g_autoptr (AcuCliRun) again = ACU_CLI ("synth", "--from", photos, "--out", out);
  g_auto (GStrv) rows = NULL;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->complaints, ==, "");
  g_assert_true (g_str_has_prefix (run->output, "9 pictures of 3 photos: "));
  rows = read_labels (out);
  g_assert_cmpuint (g_strv_length (rows), ==, 10);
  g_assert_true (g_str_has_prefix (rows[0], "path,mos,split,group,fault,level,map,fault:"));
  g_assert_cmpuint (count_rows (rows, ",train,"), ==, 3);
  g_assert_cmpuint (count_rows (rows, ",val,"), ==, 3);
  g_assert_cmpuint (count_rows (rows, ",test,"), ==, 3);
  for (guint i = 1; rows[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (rows[i], ",", 0);
    g_autofree char *picture = g_build_filename (out, cells[0], NULL);

    g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));
    g_assert_true (g_str_has_suffix (picture, ".png"));
  }
  g_assert_false (g_file_test (sheet, G_FILE_TEST_EXISTS));
  /* What is there is not written over. */
  g_assert_cmpint (again->status, ==, 2);
  g_assert_nonnull (strstr (again->complaints, out));
}

/* Of two photos nothing would be left to learn from. */
static void
test_few_photos (void)
{
  g_autofree char *photos = make_photos (FALSE);
  g_autofree char *third = g_build_filename (photos, "c.jpg", NULL);
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *out = g_build_filename (folder, "set", NULL);
  g_autoptr (AcuCliRun) run = NULL;
  g_auto (GStrv) rows = NULL;

  g_assert_cmpint (g_remove (third), ==, 0);
  run = ACU_CLI ("synth", "--from", photos, "--out", out, "--count", "4", "--held-out", "20",
                 "--no-sheet");
  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->complaints, "nothing is held out"));
  rows = read_labels (out);
  g_assert_cmpuint (g_strv_length (rows), ==, 5);
  g_assert_cmpuint (count_rows (rows, ",,"), ==, 4);
  g_assert_cmpuint (count_rows (rows, ",val,") + count_rows (rows, ",test,"), ==, 0);
}

static void
test_broken_photo (void)
{
  g_autofree char *photos = make_photos (TRUE);
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *out = g_build_filename (folder, "set", NULL);
  g_autoptr (AcuCliRun) run = ACU_CLI ("synth", "--from", photos, "--out", out, "--count", "4",
                                       "--quality", "90", "--long-side", "80");
  g_auto (GStrv) rows = NULL;

  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->complaints, "d.jpg"));
  g_assert_true (g_str_has_prefix (run->output, "3 pictures of 3 photos: "));
  rows = read_labels (out);
  g_assert_cmpuint (g_strv_length (rows), ==, 4);
  g_assert_cmpuint (count_rows (rows, ".jpg,"), ==, 3);
}

/* Where no photo can be used there is no set, and with better photos it may be made there. */
static void
test_no_photo (void)
{
  g_autofree char *photos = make_photos (FALSE), *broken = acu_test_temporary_folder ();
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *out = g_build_filename (folder, "set", NULL);
  g_autofree char *labels = g_build_filename (out, "labels.csv", NULL);
  g_autoptr (GBytes) text = g_bytes_new_static ("no picture", 10);
  g_autoptr (AcuCliRun) run = NULL, again = NULL;

  g_free (acu_fixture_write (broken, "d.jpg", text));
  run = ACU_CLI ("synth", "--from", broken, "--out", out, "--count", "4", "--no-sheet");
  g_assert_cmpint (run->status, ==, 2);
  g_assert_nonnull (strstr (run->complaints, "d.jpg"));
  g_assert_false (g_file_test (labels, G_FILE_TEST_EXISTS));
  again = ACU_CLI ("synth", "--from", photos, "--out", out, "--count", "4", "--no-sheet");
  g_assert_cmpstr (again->complaints, ==, "");
  g_assert_cmpint (again->status, ==, 0);
}

/* Whatever moment it is killed at, the same command makes what it would have made undisturbed. */
static void
test_kill (void)
{
  g_autofree char *photos = make_photos (FALSE), *folder = acu_test_temporary_folder ();
  g_autofree char *out = g_build_filename (folder, "set", NULL);
  g_autofree char *part = g_build_filename (out, "labels.csv.part", NULL);
  g_autofree char *whole = g_build_filename (folder, "whole", NULL);
  const char *const arguments[] = {"synth",   "--from", photos,   "--out",      out,
                                   "--count", "180",    "--vary", "--no-sheet", NULL};
  g_autoptr (AcuCliRun) run = NULL, undisturbed = NULL;
  g_autofree char *labels = g_build_filename (out, "labels.csv", NULL);
  g_autofree char *expected_labels = g_build_filename (whole, "labels.csv", NULL);
  g_autofree char *text = NULL, *expected = NULL;
  guint n_killed = 0;

  for (goffset size = 1500; n_killed < 6; size += 1500) {
    GStatBuf info = {0};
    g_autoptr (GSubprocess) process = acu_cli_start (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE);

    while (g_stat (part, &info) != 0 || info.st_size < size) {
      g_assert_nonnull (g_subprocess_get_identifier (process));
      g_usleep (500);
    }
    g_subprocess_force_exit (process);
    g_assert_cmpint (acu_cli_wait (process), ==, -SIGKILL);
    n_killed++;
  }
  run = acu_cli_run (arguments);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (g_str_has_prefix (run->output, "180 pictures of 3 photos: "));
  undisturbed =
      ACU_CLI ("synth", "--from", photos, "--out", whole, "--count", "180", "--vary", "--no-sheet");
  g_assert_cmpint (undisturbed->status, ==, 0);
  g_assert_true (g_file_get_contents (labels, &text, NULL, NULL));
  g_assert_true (g_file_get_contents (expected_labels, &expected, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_usage_errors (void)
{
  const char *const cases[][8] = {
      {"synth", NULL},
      {"synth", "--from", "photos", NULL},
      {"synth", "--from", "/nowhere/at/all", "--out", "/nowhere/else", NULL},
      {"synth", "--from", "photos", "--out", "set", "extra", NULL},
      {"synth", "--from", "photos", "--out", "set", "--count", "-1", NULL},
      {"synth", "--from", "photos", "--out", "set", "--quality", "101", NULL},
      {"synth", "--from", "photos", "--out", "set", "--quality", "89", NULL},
      {"synth", "--from", "photos", "--out", "set", "--per-held-out", "2", NULL},
      {"synth", "--from", "photos", "--out", "set", "--held-out", "50", NULL},
      {"synth", "--from", "photos", "--out", "set", "--long-side", "10", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuCliRun) run = acu_cli_run (cases[i]);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_cmpstr (run->output, ==, "");
    g_assert_true (g_str_has_prefix (run->complaints, "acutance-cli: "));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/synth/set", test_set);
  g_test_add_func ("/cli/synth/few-photos", test_few_photos);
  g_test_add_func ("/cli/synth/broken-photo", test_broken_photo);
  g_test_add_func ("/cli/synth/no-photo", test_no_photo);
  g_test_add_func ("/cli/synth/kill", test_kill);
  g_test_add_func ("/cli/synth/usage-errors", test_usage_errors);
  return g_test_run ();
}
