/* Sets whose making is interrupted, by a person or by a crash, and gone on with; and folders in
 * which none is made. */
#include "app/learning/synth/synth-error.h"
#include "app/learning/synth/synth.h"
#include "tests/headless/synth-fixture.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#define PICTURES 90

/* Until so many are there, a run goes undisturbed. */
#define FINISHED 50

typedef struct {
  char *from, *whole, *out; /* photos, the set made in one go, and the one that is interrupted */
  AcuSynthOptions options;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->from = acu_synth_fixture_make_photos ();
  fixture->whole = acu_test_temporary_folder ();
  fixture->out = acu_test_temporary_folder ();
  /* One thread has photos left when it is stopped, however late. */
  fixture->options = (AcuSynthOptions){.from = fixture->from,
                                       .out = fixture->out,
                                       .seed = 3,
                                       .count = PICTURES,
                                       .threads = 1,
                                       .no_sheet = TRUE};
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->from);
  g_free (fixture->whole);
  g_free (fixture->out);
}

static void
stop_cb (guint done, guint total, gpointer cancellable)
{
  if (done >= FINISHED)
    g_cancellable_cancel (cancellable);
}

/* Runs until a part of the pictures is there, and returns how many are. */
static guint
interrupt (const AcuSynthOptions *options)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (AcuSynthReport) report = {0};
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_synth_run (options, stop_cb, cancellable, &report, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (report.failures->len, ==, 0);
  g_assert_cmpuint (report.pictures, <, PICTURES);
  return report.pictures;
}

static void
refuse (const AcuSynthOptions *options, AcuSynthError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_synth_run (options, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ACU_SYNTH_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, options->out));
}

static gboolean
exists (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static guint
compare_folders (const Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->whole, name, NULL);
  g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
  const char *file;
  guint n = 0;

  while ((file = g_dir_read_name (listing)) != NULL) {
    g_autofree char *relative = g_build_filename (name, file, NULL);

    acu_synth_fixture_assert_same (fixture->whole, fixture->out, relative);
    n++;
  }
  return n;
}

/* Goes on, of which @resumed pictures are there already, and compares with what is made in one go.
 */
static void
finish (Fixture *fixture, guint resumed)
{
  AcuSynthOptions options = fixture->options;
  g_auto (AcuSynthReport) report = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_synth_run (&options, NULL, NULL, &report, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.resumed, ==, resumed);
  g_assert_cmpuint (report.pictures, ==, PICTURES);
  g_assert_cmpuint (report.sources, ==, 3);
  options.out = fixture->whole;
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  acu_synth_fixture_assert_same (fixture->whole, fixture->out, "labels.csv");
  g_assert_cmpuint (compare_folders (fixture, "images"), ==, PICTURES);
  g_assert_cmpuint (compare_folders (fixture, "maps"), >, 0);
  g_assert_false (exists (fixture->out, "labels.csv.part"));
  /* It is a finished one now. */
  refuse (&fixture->options, ACU_SYNTH_ERROR_OUTPUT);
}

/* Neither the threads nor the contact sheet are part of what must stay the same. */
static void
test_go_on (Fixture *fixture, gconstpointer data)
{
  guint finished = interrupt (&fixture->options);

  g_assert_true (exists (fixture->out, "labels.csv"));
  g_assert_true (exists (fixture->out, "labels.csv.part"));
  fixture->options.threads = 3;
  fixture->options.no_sheet = FALSE;
  finish (fixture, finished);
  g_assert_true (exists (fixture->out, "contact-sheet.png"));
}

/* After a loss of power the last row is cut short, and a picture before it was never written. */
static void
test_crash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *part = g_build_filename (fixture->out, "labels.csv.part", NULL);
  g_autofree char *labels = g_build_filename (fixture->out, "labels.csv", NULL);
  g_autofree char *text = NULL, *picture = NULL, *path = NULL;
  g_auto (GStrv) lines = NULL;
  guint finished, n_lines;
  gboolean is_other;
  gsize size;

  finished = interrupt (&fixture->options);
  g_assert_cmpint (g_remove (labels), ==, 0);
  text = acu_synth_fixture_read (fixture->out, "labels.csv.part", &size);
  lines = g_strsplit (text, "\n", 0);
  n_lines = g_strv_length (lines);
  /* The head, a head and a row of each picture, and what follows the last line's end. */
  g_assert_cmpuint (n_lines, ==, 1 + 2 * finished + 1);
  picture = g_strndup (lines[n_lines - 6], strcspn (lines[n_lines - 6], ","));
  path = g_build_filename (fixture->out, picture, NULL);
  g_assert_cmpint (truncate (path, 0), ==, 0);
  g_assert_cmpint (truncate (part, (goffset)size - 3), ==, 0);
  /* The pictures of another photo do not depend on it. */
  is_other = atoi (lines[n_lines - 7]) != atoi (lines[n_lines - 5]);
  finish (fixture, finished - (is_other ? 2 : 3));
}

static void
test_other_set (Fixture *fixture, gconstpointer data)
{
  g_autofree char *photo = g_build_filename (fixture->from, "pebbles.png", NULL);
  AcuSynthOptions options = fixture->options;
  struct utimbuf times = {.actime = 1, .modtime = 1};
  guint finished = interrupt (&options);

  options.seed++;
  refuse (&options, ACU_SYNTH_ERROR_UNFINISHED);
  options = fixture->options;
  options.count++;
  refuse (&options, ACU_SYNTH_ERROR_UNFINISHED);
  options = fixture->options;
  g_assert_cmpint (utime (photo, &times), ==, 0);
  refuse (&options, ACU_SYNTH_ERROR_UNFINISHED);
  g_assert_cmpuint (finished, >, 0);
}

/* What is written there would be taken for sharp photos the next time. */
static void
test_output_among_photos (Fixture *fixture, gconstpointer data)
{
  g_autofree char *below = g_build_filename (fixture->from, "a, b", "set", NULL);
  g_autofree char *link = g_build_filename (fixture->out, "link", NULL);
  g_autofree char *linked = g_build_filename (link, "sets", "set", NULL);
  g_autofree char *images = g_build_filename (fixture->out, "images", NULL);
  g_autofree char *beside = g_strconcat (fixture->from, "-set", NULL);
  g_autoptr (GError) error = NULL;

  fixture->options.count = 3;
  fixture->options.out = fixture->from;
  refuse (&fixture->options, ACU_SYNTH_ERROR_OUTPUT);
  fixture->options.out = below;
  refuse (&fixture->options, ACU_SYNTH_ERROR_OUTPUT);
  g_assert_cmpint (symlink (fixture->from, link), ==, 0);
  fixture->options.out = linked;
  refuse (&fixture->options, ACU_SYNTH_ERROR_OUTPUT);
  g_assert_false (exists (fixture->from, "sets"));
  /* The photos themselves may lie beside the pictures, but not among them. */
  g_assert_cmpint (g_rename (fixture->from, images), ==, 0);
  fixture->options.from = images;
  fixture->options.out = fixture->out;
  refuse (&fixture->options, ACU_SYNTH_ERROR_OUTPUT);
  fixture->options.out = beside;
  g_assert_true (acu_synth_run (&fixture->options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
keep_progress_cb (guint done, guint total, gpointer data)
{
  guint *last = data;

  last[0] = done;
  last[1] = total;
}

/* A photo that is left out makes the work smaller; one of which no picture is wanted is not read.
 */
static void
test_photos_without_pictures (Fixture *fixture, gconstpointer data)
{
  static const char *const broken[] = {"0.jpg", "z.jpg"};
  g_auto (AcuSynthReport) report = {0};
  g_autoptr (GError) error = NULL;
  guint last[2] = {0};

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autofree char *path = g_build_filename (fixture->from, broken[i], NULL);

    g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  }
  fixture->options.count = 4;
  g_assert_true (acu_synth_run (&fixture->options, keep_progress_cb, last, &report, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.failures->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (report.failures, 0), "0.jpg"));
  g_assert_cmpuint (report.pictures, ==, 3);
  g_assert_cmpuint (last[0], ==, 3);
  g_assert_cmpuint (last[1], ==, 3);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/unfinished-set/go-on", test_go_on);
  ADD ("/unfinished-set/crash", test_crash);
  ADD ("/unfinished-set/other-set", test_other_set);
  ADD ("/unfinished-set/output-among-photos", test_output_among_photos);
  ADD ("/unfinished-set/photos-without-pictures", test_photos_without_pictures);
  return g_test_run ();
}
