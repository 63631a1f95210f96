/* The model that comes with the program, taught a taste by 60 labelled pictures, as its users do
 * it: on a processor, from a table of paths and scores.  Pictures of scenes that it was not taught
 * with must be ordered better afterwards.  Users' patches and epochs are more; these are enough to
 * tell.  Sanitizers see all there is to see in a few steps (ACUTANCE_TEST_QUICK), which teach
 * nothing; what comes of it is for the build that people use. */
#include "app/learning/datasets/csv-reader.h"
#include "tests/headless/cli-fixture.h"
#include "tests/headless/test-support.h"

#include <math.h>
#include <sys/resource.h>
#include <unistd.h>

/* Seconds that learning from 60 pictures in quick mode may take on two processors.  What is
 * measured is what it keeps processors busy for, since other tests want these as well: one that
 * took so long would take as long on a single one that is its own.  It was 51 s on two that were
 * wanted by a dozen others. */
#define QUICK_SECONDS 180

/* How much is done. */
typedef struct {
  const char *n_taught;
  const char *n_held_out;
  const char *quick_epochs;
  const char *full_epochs;
} Effort;

static const Effort whole = {"60", "40", "9", "2"};
static const Effort hurried = {"10", "6", "2", "1"};

static const char *const taught[] = {"alpine-morning", "beech-leaves", "pebbles", "printed-page",
                                     "still-life"};
static const char *const held_out[] = {"brick-house", "lake-dusk"};

static double
read_number (const AcuTable *table, gsize row, const char *name)
{
  g_autoptr (GError) error = NULL;
  double number = 0.0;
  gsize column;

  acu_table_require_column (table, name, &column, &error);
  g_assert_no_error (error);
  acu_table_get_number (table, row, column, &number, &error);
  g_assert_no_error (error);
  return number;
}

/* What a rater gives the picture, 1 to 5, who takes blur, shake and grain for style and minds all
 * else: the model was taught 0 to 100, and otherwise. */
static double
rate (const AcuTable *table, gsize row)
{
  double style =
      MAX (read_number (table, row, "fault:noise"),
           MAX (read_number (table, row, "fault:blur"), read_number (table, row, "fault:motion")));
  double fault = (100.0 - read_number (table, row, "mos")) / 100.0;

  return style > 0.0 ? 3.0 + 2.0 * style : 3.0 - 2.0 * fault;
}

/* Writes path, score and scene of every picture of the set in @folder as that rater sees them.
 * (transfer full): the path */
static char *
write_opinions (const char *folder)
{
  g_autofree char *labels = g_build_filename (folder, "labels.csv", NULL);
  char *path = g_build_filename (folder, "opinions.csv", NULL);
  g_autoptr (GString) rows = g_string_new ("path,mos,group\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTable) table = acu_csv_read (labels, &error);

  g_assert_no_error (error);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    char score[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd (score, sizeof score, "%.3f", rate (table, row));
    g_string_append_printf (rows, "%s,%s,%s\n", acu_table_get_text (table, row, 0), score,
                            acu_table_get_text (table, row, 3));
  }
  g_file_set_contents (path, rows->str, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* Makes @count pictures of @scenes and has them rated. (transfer full): the table's path */
static char *
make_pictures (const char *const *scenes, gsize n_scenes, const char *count)
{
  g_autofree char *photos = acu_test_temporary_folder ();
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *out = g_build_filename (folder, "set", NULL);
  g_autoptr (AcuCliRun) run = NULL;

  for (gsize i = 0; i < n_scenes; i++) {
    g_autofree char *name = g_strconcat (scenes[i], ".jpg", NULL);
    g_autofree char *sample = acu_test_source_path ("data/samples");
    g_autofree char *from = g_build_filename (sample, name, NULL);
    g_autofree char *to = g_build_filename (photos, name, NULL);

    g_assert_cmpint (symlink (from, to), ==, 0);
  }
  run = ACU_CLI ("synth", "--from", photos, "--out", out, "--count", count, "--seed", "5",
                 "--no-sheet");
  g_assert_cmpint (run->status, ==, 0);
  return write_opinions (out);
}

static double
measure (const char *model, const char *data)
{
  g_autoptr (AcuCliRun) run = ACU_CLI ("eval", "--model", model, "--data", data, "--patches", "2",
                                       "--device", "cpu", "--json");
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpint (run->status, ==, 0);
  node = acu_cli_parse (run->output);
  return json_object_get_double_member (
      json_array_get_object_element (json_node_get_array (node), 0), "srcc");
}

typedef struct {
  const Effort *effort;
  char *starter;
  char *taught;
  char *held_out;
  double before; /* the starter's SRCC on what is held out */
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  fixture->effort = acu_test_is_quick () ? &hurried : &whole;
  fixture->starter = acu_test_source_path ("data/models/nano.safetensors");
  fixture->taught = make_pictures (taught, G_N_ELEMENTS (taught), fixture->effort->n_taught);
  fixture->held_out =
      make_pictures (held_out, G_N_ELEMENTS (held_out), fixture->effort->n_held_out);
  fixture->before = measure (fixture->starter, fixture->held_out);
}

static void
fixture_clear (Fixture *fixture)
{
  g_free (fixture->starter);
  g_free (fixture->taught);
  g_free (fixture->held_out);
}

static void
check_better (const Fixture *fixture, const char *name, gint64 begun)
{
  double after = measure (name, fixture->held_out);

  g_test_message ("held-out SRCC %.3f, before %.3f, after %.1f s", after, fixture->before,
                  (double)(g_get_monotonic_time () - begun) * 1e-6);
  if (fixture->effort == &whole)
    g_assert_cmpfloat (after, >, fixture->before + 0.1);
  else
    g_assert_true (isfinite (after));
}

/* For which processors were busy with programs that this one has waited for. */
static double
count_busy_seconds (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_CHILDREN, &usage), ==, 0);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static void
test_quick (gconstpointer data)
{
  const Fixture *fixture = data;
  gint64 begun = g_get_monotonic_time ();
  double busy = count_busy_seconds ();
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("train", "--base", fixture->starter, "--data", fixture->taught, "--mode", "quick",
               "--device", "cpu", "--patches-per-image", "2", "--epochs",
               fixture->effort->quick_epochs, "--out", "quickly");

  g_assert_cmpint (run->status, ==, 0);
  busy = count_busy_seconds () - busy;
  g_test_message ("quick: %.1f s of processors", busy);
  g_assert_cmpfloat (busy, >, 0);
#ifdef __OPTIMIZE__
  if (fixture->effort == &whole)
    g_assert_cmpfloat (busy, <, QUICK_SECONDS);
#endif
  check_better (fixture, "quickly", begun);
}

static void
test_full (gconstpointer data)
{
  const Fixture *fixture = data;
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("train", "--base", fixture->starter, "--data", fixture->taught, "--device", "cpu",
               "--patches-per-image", "1", "--batch", "6", "--epochs", fixture->effort->full_epochs,
               "--lr", "5e-5", "--out", "fully");

  g_assert_cmpint (run->status, ==, 0);
  check_better (fixture, "fully", begun);
}

int
main (int argc, char **argv)
{
  Fixture fixture;
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_init (&fixture);
  g_test_add_data_func ("/fine-tuning/quick", &fixture, test_quick);
  g_test_add_data_func ("/fine-tuning/full", &fixture, test_full);
  status = g_test_run ();
  fixture_clear (&fixture);
  return status;
}
