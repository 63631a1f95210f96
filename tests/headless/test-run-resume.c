/* Runs that are gone on with: where they were stopped within a step, and where something became
 * otherwise: what their labels mean, or where their log goes. */
#include "app/learning/training/run-private.h"
#include "app/learning/training/training-error.h"
#include "compute/weights/checkpoint.h"
#include "compute/weights/safetensors.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#define PICTURES 6
#define STEPS    4 /* of an epoch */

static char *folder;
static char *base;

static const char scale[] = "path,mos,split,score_min,score_max,map,fault:blur\n";

/* Writes what is known of pictures that are there, with a map each. (transfer full) */
static char *
write_labels (const char *head, double score_max)
{
  char *path = g_build_filename (folder, "labels.csv", NULL);
  g_autoptr (GString) rows = g_string_new (head);

  for (guint i = 0; i < PICTURES; i++)
    g_string_append_printf (rows, "labels%u.png,%u,%s,0,%g,map.png,0.5\n", i, 15 * i,
                            i < STEPS ? "train" : "val", score_max);
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

static char *
write_data (void)
{
  acu_fixture_write_scored_picture (folder, "map.png", 7);
  for (guint i = 0; i < PICTURES; i++) {
    g_autofree char *name = g_strdup_printf ("labels%u.png", i);

    acu_fixture_write_version (folder, name);
  }
  return write_labels (scale, 100);
}

static AcuRun *
begin (const char *name, const char *from, const char *data, const char *log)
{
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, from, data);
  settings.batch = 1;
  return acu_fixture_begin_run (name, &settings, log);
}

static void
assert_refused (const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_run_resume (name, NULL, NULL, &error));
  g_assert_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN);
  g_assert_nonnull (strstr (error->message, "the scale of the scores"));
}

static void
set_time (const char *path, gint64 seconds)
{
  struct utimbuf times = {seconds, seconds};

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

/* A run that began on another scale, with other faults or other maps is not gone on with; that is
 * known of runs that note it. */
static void
test_terms (void)
{
  g_autofree char *data = write_data ();
  g_autofree char *map = g_build_filename (folder, "map.png", NULL);

  set_time (map, 1000000000);
  acu_fixture_take_step (begin ("terms", base, data, NULL));
  g_free (write_labels (scale, 1000));
  assert_refused ("terms");
  g_free (write_labels ("path,mos,split,score_min,score_max,map,fault:noise\n", 100));
  assert_refused ("terms");
  g_free (write_labels (scale, 100));
  set_time (map, 1000000001);
  assert_refused ("terms");
  set_time (map, 1000000000);
  acu_run_free (acu_fixture_resume_run ("terms", NULL, NULL));

  acu_fixture_make_old ("terms", "run.terms");
  g_free (write_labels (scale, 1000));
  acu_fixture_discard_run (acu_fixture_resume_run ("terms", NULL, NULL));
}

typedef struct {
  GCancellable *cancellable;
  GThread *thread;
  guint n_steps;
} Course;

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (G_USEC_PER_SEC / 50);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
step_cb (const AcuRunStep *step, gpointer data)
{
  Course *course = data;

  course->n_steps++;
  if (course->thread == NULL)
    course->thread = g_thread_new ("stop", cancel_soon, course->cancellable);
}

/* Goes on with @run until it is stopped shortly after a step, or is done; whether it is. */
static gboolean
take_some_steps (AcuRun *run)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Course course = {.cancellable = cancellable};
  const AcuRunListener listener = {.step = step_cb, .user_data = &course};
  g_autoptr (GError) error = NULL;
  guint former = run->position.epoch * STEPS + (guint)run->position.position;
  gboolean is_done = acu_run_execute (run, &listener, cancellable, &error);

  if (course.thread != NULL)
    g_thread_join (course.thread);
  if (is_done)
    return TRUE;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* What was finished is kept. */
  acu_run_free (run);
  run = acu_fixture_resume_run ("stopped", NULL, NULL);
  g_assert_cmpuint (run->position.epoch * STEPS + (guint)run->position.position, ==,
                    former + course.n_steps);
  acu_run_free (run);
  return FALSE;
}

/* A run that is stopped in the middle of its steps ends with the bits of one that is let be. */
static void
test_stopped (void)
{
  const AcuRunListener listener = {NULL};
  g_autofree char *data = write_data ();
  g_autofree char *small = acu_test_write_small_model (folder);
  AcuRun *whole = begin ("whole", small, data, NULL);
  AcuRun *run = begin ("stopped", small, data, NULL);
  g_autoptr (AcuModelFile) expected = NULL, found = NULL;
  g_autoptr (GError) error = NULL;
  guint n_sittings = 1;

  acu_run_execute (whole, &listener, NULL, &error);
  g_assert_no_error (error);
  for (; !take_some_steps (run); n_sittings++)
    run = acu_fixture_resume_run ("stopped", NULL, NULL);
  g_assert_cmpuint (n_sittings, >, 1);
  expected = acu_run_dup_model (whole, NULL);
  found = acu_run_dup_model (run, NULL);
  for (guint i = 0; i < acu_tensor_set_get_length (expected->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (expected->tensors, i);
    const AcuTensorView *other = acu_tensor_set_lookup (found->tensors, view->name);
    gsize size = acu_tensor_view_count (view) * acu_element_type_size (view->type);

    g_assert_cmpmem (view->data, size, other->data, size);
  }
  acu_fixture_discard_run (whole);
  acu_fixture_discard_run (run);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  return n;
}

static char *
read_text (const char *path)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* A log is that of the sitting which names it: a file that nobody named since stays as it is, which
 * may be something else by then, or gone.  One that is named has what was before as well. */
static void
test_log (void)
{
  static const char other[] = "something else\n";
  g_autofree char *data = write_data ();
  g_autofree char *first = g_build_filename (folder, "first.jsonl", NULL);
  g_autofree char *second = g_build_filename (folder, "second.jsonl", NULL);
  g_autofree char *begun = NULL, *text = NULL, *whole = NULL;

  acu_fixture_take_step (begin ("logged", base, data, first));
  begun = read_text (first);
  g_assert_cmpuint (count_lines (begun), ==, 1);
  g_assert_true (g_file_set_contents (first, other, -1, NULL));
  acu_fixture_take_step (acu_fixture_resume_run ("logged", NULL, NULL));
  text = read_text (first);
  g_assert_cmpstr (text, ==, other);
  g_assert_true (g_file_set_contents (second, other, -1, NULL));
  acu_fixture_take_step (acu_fixture_resume_run ("logged", NULL, second));
  whole = read_text (second);
  g_assert_cmpuint (count_lines (whole), ==, 3);
  g_assert_true (g_str_has_prefix (whole, begun));
  acu_fixture_discard_run (acu_fixture_resume_run ("logged", NULL, NULL));
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = acu_test_write_least_model (folder);
  g_test_add_func ("/run-resume/terms", test_terms);
  g_test_add_func ("/run-resume/stopped", test_stopped);
  g_test_add_func ("/run-resume/log", test_log);
  status = g_test_run ();
  g_free (base);
  g_free (folder);
  return status;
}
