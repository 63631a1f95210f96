/* Quick runs of which pictures cannot be read: they are left out and named once, and what a run
 * that is gone on with leaves out is what it left out before. */
#include "app/learning/training/run.h"
#include "app/learning/training/training-error.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#define PICTURES 12
#define PATCHES  2
#define EPOCHS   2
#define BATCH    2
#define BROKEN   3 /* of those that are learned from */

static char *folder;
static char *base;

/* What is trained on. */

static const char *
mark (guint i)
{
  return i < 8 ? "train" : i < 10 ? "val" : "test";
}

static char *
write_scores (const char *name)
{
  return acu_fixture_write_scores (folder, name, PICTURES, 0, mark);
}

/* The picture @index of @data. (transfer full) */
static char *
picture_path (const char *data, guint index)
{
  return g_strdup_printf ("%s.%u.png", data, index);
}

/* A file's time does not tell what is in it. */
static void
write_in_the_past (const char *path, const char *bytes, gsize length)
{
  struct utimbuf times = {1000000000, 1000000000};

  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

/* Makes the picture @index of @data one that cannot be read, of the same size and time as before
 * and after; returns what it was. (transfer full) */
static GBytes *
break_picture (const char *data, guint index)
{
  g_autofree char *path = picture_path (data, index), *nothing = NULL;
  char *bytes;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  nothing = g_malloc (length);
  memset (nothing, (int)index + 1, length); /* of each another: none is a copy */
  write_in_the_past (path, nothing, length);
  return g_bytes_new_take (bytes, length);
}

static void
break_pictures (const char *data, guint first, guint n)
{
  for (guint i = first; i < first + n; i++)
    g_bytes_unref (break_picture (data, i));
}

static void
repair (const char *data, guint index, GBytes *bytes)
{
  g_autofree char *path = picture_path (data, index);

  write_in_the_past (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Gives the pictures of @data from @first on the time that they have when they are repaired. */
static void
age_pictures (const char *data, guint first, guint n)
{
  for (guint i = first; i < first + n; i++) {
    g_autoptr (GBytes) bytes = break_picture (data, i);

    repair (data, i, bytes);
  }
}

/* What a run tells. */

typedef struct {
  GMutex lock;
  GPtrArray *warnings;
  guint n_steps;
  guint n_best;
  gsize n_validated; /* pictures, in the last epoch */
  gboolean stops;    /* after an epoch */
  GCancellable *cancellable;
  AcuRunStage stage; /* it is stopped in, after so many patches; 0: it is not */
  gsize stop_at;
  gboolean is_slow; /* maps are made */
  gint64 prepared;  /* when the last of them was made, by g_get_monotonic_time() */
  gint64 learned;   /* when the first epoch ended, likewise */
  double seconds;   /* that it is said to have taken */
} Course;

static void
course_init (Course *course)
{
  *course = (Course){.warnings = g_ptr_array_new_with_free_func (g_free),
                     .cancellable = g_cancellable_new ()};
  g_mutex_init (&course->lock);
}

static void
course_clear (Course *course)
{
  g_ptr_array_unref (course->warnings);
  g_object_unref (course->cancellable);
  g_mutex_clear (&course->lock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Course, course_clear)

static void
warning_cb (const char *message, gpointer data)
{
  Course *course = data;

  g_mutex_lock (&course->lock);
  g_ptr_array_add (course->warnings, g_strdup (message));
  g_mutex_unlock (&course->lock);
}

static void
progress_cb (const AcuRunProgress *progress, gpointer data)
{
  Course *course = data;

  if (progress->stage == ACU_RUN_PREPARING) {
    if (course->is_slow)
      g_usleep (10000);
    course->prepared = g_get_monotonic_time ();
  }
  if (progress->stage == course->stage && course->stop_at > 0 && progress->done >= course->stop_at)
    g_cancellable_cancel (course->cancellable);
}

static void
step_cb (const AcuRunStep *step, gpointer data)
{
  ((Course *)data)->n_steps++;
}

static void
epoch_cb (const AcuRunEpoch *epoch, gpointer data)
{
  Course *course = data;

  course->n_best += epoch->is_best ? 1 : 0;
  course->n_validated = epoch->validation.count;
  if (epoch->epoch == 0) {
    course->learned = g_get_monotonic_time ();
    course->seconds = epoch->seconds;
  }
  if (course->stops)
    g_cancellable_cancel (course->cancellable);
}

static void
assert_told (const Course *course, const char *data, guint index)
{
  g_autofree char *path = picture_path (data, index);
  guint n = 0;

  for (guint i = 0; i < course->warnings->len; i++)
    if (strstr (g_ptr_array_index (course->warnings, i), path) != NULL)
      n++;
  g_assert_cmpuint (n, ==, 1);
}

static AcuRun *
begin_in_mode (const char *name, AcuRunMode mode, const char *data, const char *validation)
{
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  AcuRun *run;

  acu_fixture_training_settings (&settings, mode, base, data);
  settings.validation = g_strdup (validation);
  settings.data_name = g_strdup ("Holidays");
  settings.schedule.epochs = EPOCHS;
  settings.patches_per_image = PATCHES;
  settings.batch = BATCH;
  run = acu_run_new (name, &settings, NULL, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  return run;
}

static AcuRun *
begin (const char *name, const char *data, const char *validation)
{
  return begin_in_mode (name, ACU_RUN_QUICK, data, validation);
}

static gboolean
execute (AcuRun *run, Course *course, GError **error)
{
  const AcuRunListener listener = {.progress = progress_cb,
                                   .step = step_cb,
                                   .epoch = epoch_cb,
                                   .warning = warning_cb,
                                   .user_data = course};

  return acu_run_execute (run, &listener, course->cancellable, error);
}

static void
discard (AcuRun *run)
{
  g_autoptr (GError) error = NULL;

  acu_run_discard (run, &error);
  g_assert_no_error (error);
  acu_run_free (run);
}

/* Executes @run to its end, and removes it. (transfer full) */
static AcuModelFile *
finish (AcuRun *run, Course *course)
{
  g_autoptr (GError) error = NULL;
  AcuModelFile *file;

  execute (run, course, &error);
  g_assert_no_error (error);
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  discard (run);
  return file;
}

/* Begins the run @name and stops it when @n patches of @stage are done. */
static void
interrupt (const char *name, const char *data, AcuRunStage stage, gsize n)
{
  g_autoptr (AcuRun) run = begin (name, data, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (Course) course;

  course_init (&course);
  course.stage = stage;
  course.stop_at = n;
  g_assert_false (execute (run, &course, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static AcuRun *
resume (const char *name)
{
  g_autoptr (GError) error = NULL;
  AcuRun *run = acu_run_resume (name, NULL, NULL, &error);

  g_assert_no_error (error);
  return run;
}

static void
assert_same (const AcuModelFile *a, const AcuModelFile *b)
{
  guint n = acu_tensor_set_get_length (a->tensors);

  g_assert_cmpuint (n, >, 10);
  g_assert_cmpuint (acu_tensor_set_get_length (b->tensors), ==, n);
  for (guint i = 0; i < n; i++) {
    const AcuTensorView *view = acu_tensor_set_get (a->tensors, i);
    const AcuTensorView *other = acu_tensor_set_lookup (b->tensors, view->name);
    gsize size = acu_tensor_view_count (view) * acu_element_type_size (view->type);

    g_assert_nonnull (other);
    g_assert_cmpmem (view->data, size, other->data, size);
  }
}

/* One of each part. */
static void
test_left_out (void)
{
  g_autofree char *data = write_scores ("one-of-each.csv");
  g_autoptr (AcuModelFile) file = NULL;
  g_auto (Course) course;

  course_init (&course);
  break_pictures (data, BROKEN, 1);
  break_pictures (data, 9, 1);
  break_pictures (data, 11, 1);
  file = finish (begin ("left-out", data, NULL), &course);
  g_assert_cmpuint (course.warnings->len, ==, 3);
  assert_told (&course, data, BROKEN);
  assert_told (&course, data, 9);
  assert_told (&course, data, 11);
  g_assert_cmpuint (course.n_steps, ==, EPOCHS * 7 * PATCHES / BATCH);
  g_assert_cmpuint (course.n_validated, ==, 1);
}

/* The maps are made once for all epochs: that is no part of the first one's time. */
static void
test_seconds (void)
{
  g_autofree char *data = write_scores ("timed.csv");
  g_autoptr (AcuModelFile) file = NULL;
  g_auto (Course) course;

  course_init (&course);
  course.is_slow = TRUE;
  file = finish (begin ("timed", data, NULL), &course);
  g_assert_cmpint (course.prepared, >, 0);
  g_assert_cmpfloat (course.seconds, >, 0);
  g_assert_cmpfloat (course.seconds, <=, (double)(course.learned - course.prepared) * 1e-6);
}

/* Nothing is left of a set. */
static void
check_refused (AcuRun *run, const char *broken, const char *name)
{
  g_autofree char *first = picture_path (broken, 0);
  g_autoptr (GError) error = NULL;
  g_auto (Course) course;

  course_init (&course);
  g_assert_false (execute (run, &course, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, name));
  *strrchr (first, '0') = '\0';
  g_assert_nonnull (strstr (error->message, first));
  g_assert_cmpuint (course.n_steps, ==, 0);
  discard (run);
}

static void
test_nothing (void)
{
  g_autofree char *whole = write_scores ("whole.csv");
  g_autofree char *broken = write_scores ("broken.csv");

  break_pictures (broken, 0, PICTURES);
  check_refused (begin ("nothing", broken, NULL), broken, "Holidays");
  check_refused (begin ("nothing", whole, broken), broken, "broken.csv: ");
}

/* The last epoch is kept, as where there is no such part. */
static void
test_nothing_to_choose_by (void)
{
  g_autofree char *data = write_scores ("unchosen.csv");
  g_autoptr (AcuModelFile) file = NULL;
  g_auto (Course) course;

  course_init (&course);
  break_pictures (data, 8, 2);
  file = finish (begin ("unchosen", data, NULL), &course);
  g_assert_cmpuint (course.n_validated, ==, 0);
  g_assert_cmpuint (course.n_best, ==, EPOCHS);
}

/* Where nothing can be judged, what is known of the part that chose is told. */
static void
test_nothing_to_judge_by (void)
{
  g_autofree char *data = write_scores ("unjudged.csv");
  g_autoptr (AcuModelFile) file = NULL;
  g_auto (Course) course;

  course_init (&course);
  break_pictures (data, 10, 2);
  file = finish (begin ("unjudged", data, NULL), &course);
  g_assert_cmpuint (course.n_validated, ==, 2);
  g_assert_nonnull (strstr (file->training, "\"chose_epoch\":true"));
}

/* A full run reads pictures anew: the epoch that was chosen is not given up for one that nothing
 * can judge. */
static void
test_judges_lost (void)
{
  g_autofree char *data = write_scores ("lost.csv");
  AcuRun *run;
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Course) course, rest;

  age_pictures (data, 8, 4);
  course_init (&course);
  course_init (&rest);
  course.stops = TRUE;
  run = begin_in_mode ("lost", ACU_RUN_FULL, data, NULL);
  g_assert_false (execute (run, &course, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_run_free (run);
  g_assert_cmpuint (course.n_best, ==, 1);
  break_pictures (data, 8, 4);
  file = finish (resume ("lost"), &rest);
  g_assert_cmpuint (rest.n_validated, ==, 0);
  g_assert_cmpuint (rest.n_best, ==, 0);
  /* Of each every patch is tried. */
  g_assert_cmpuint (rest.warnings->len, ==, 2);
  assert_told (&rest, data, 8);
  assert_told (&rest, data, 9);
  g_assert_nonnull (strstr (file->training, "\"epoch\":1,"));
  g_assert_nonnull (strstr (file->training, "\"held_out\":"));
}

static void
check_resumed (const char *data, const AcuModelFile *expected, AcuRunStage stage, gsize n)
{
  g_autoptr (AcuModelFile) found = NULL;
  g_auto (Course) course;

  course_init (&course);
  interrupt ("interrupted", data, stage, n);
  found = finish (resume ("interrupted"), &course);
  assert_same (expected, found);
  g_assert_cmpuint (course.warnings->len, ==, 1);
  assert_told (&course, data, BROKEN);
}

static void
test_resumed (void)
{
  g_autofree char *data = write_scores ("resumed.csv");
  g_autoptr (AcuModelFile) expected = NULL;
  g_auto (Course) course;

  course_init (&course);
  break_pictures (data, BROKEN, 1);
  expected = finish (begin ("undisturbed", data, NULL), &course);
  check_resumed (data, expected, ACU_RUN_PREPARING, 2);
  check_resumed (data, expected, ACU_RUN_PREPARING, BROKEN * PATCHES + 1);
  check_resumed (data, expected, ACU_RUN_PREPARING, PICTURES * PATCHES);
  check_resumed (data, expected, ACU_RUN_TRAINING, 1);
  check_resumed (data, expected, ACU_RUN_TRAINING, 9);
}

/* What can be read by now is learned from, where nothing was learned yet. */
static void
test_repaired_before (void)
{
  g_autofree char *data = write_scores ("early.csv");
  g_autoptr (GBytes) bytes = break_picture (data, BROKEN);
  g_autoptr (AcuModelFile) expected = NULL, found = NULL;
  g_auto (Course) course;

  course_init (&course);
  interrupt ("early", data, ACU_RUN_PREPARING, PICTURES * PATCHES);
  repair (data, BROKEN, bytes);
  found = finish (resume ("early"), &course);
  g_assert_cmpuint (course.warnings->len, ==, 0);
  g_assert_cmpuint (course.n_steps, ==, EPOCHS * 8 * PATCHES / BATCH);
  expected = finish (begin ("early-whole", data, NULL), &course);
  assert_same (expected, found);
}

/* What was left out stays left out, whoever has read it since. */
static void
check_stays_left_out (const char *name, const char *data, const AcuModelFile *expected)
{
  g_autoptr (AcuModelFile) found = NULL;
  g_auto (Course) course;

  course_init (&course);
  found = finish (resume (name), &course);
  assert_same (expected, found);
  g_assert_cmpuint (course.warnings->len, ==, 1);
  assert_told (&course, data, BROKEN);
}

static void
test_repaired_meanwhile (void)
{
  g_autofree char *data = write_scores ("late.csv");
  g_autoptr (GBytes) bytes = break_picture (data, BROKEN);
  g_autoptr (AcuModelFile) expected = NULL, whole = NULL;
  g_auto (Course) course, other;

  course_init (&course);
  course_init (&other);
  expected = finish (begin ("late-undisturbed", data, NULL), &course);
  interrupt ("late", data, ACU_RUN_TRAINING, 3);
  interrupt ("later", data, ACU_RUN_TRAINING, 3);
  repair (data, BROKEN, bytes);
  check_stays_left_out ("late", data, expected);
  whole = finish (begin ("late-whole", data, NULL), &other);
  g_assert_cmpuint (other.n_steps, ==, EPOCHS * 8 * PATCHES / BATCH);
  check_stays_left_out ("later", data, expected);
}

/* The cache may be emptied at any time. */
static void
empty_cache (void)
{
  g_autofree char *path =
      g_build_filename (g_get_user_cache_dir (), "acutance", "pooled-maps", NULL);
  g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (listing);
  while ((name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_assert_cmpint (g_remove (file), ==, 0);
  }
}

/* It is gone on with when the picture is there again. */
static void
check_noticed (const char *name, const char *data)
{
  g_autofree char *path = picture_path (data, BROKEN);
  g_autoptr (AcuRun) run = resume (name);
  g_autoptr (GError) error = NULL;
  g_auto (Course) course;

  course_init (&course);
  g_assert_false (execute (run, &course, &error));
  g_assert_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_cmpuint (course.n_steps, ==, 0);
}

static void
check_goes_on (const char *name, const AcuModelFile *expected)
{
  g_autoptr (AcuModelFile) found = NULL;
  g_auto (Course) course;

  course_init (&course);
  found = finish (resume (name), &course);
  assert_same (expected, found);
  g_assert_cmpuint (course.warnings->len, ==, 0);
}

static void
test_broken_meanwhile (void)
{
  g_autofree char *data = write_scores ("meanwhile.csv");
  g_autoptr (AcuModelFile) expected = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (Course) course;

  course_init (&course);
  age_pictures (data, BROKEN, 1);
  expected = finish (begin ("meanwhile-undisturbed", data, NULL), &course);
  interrupt ("meanwhile", data, ACU_RUN_TRAINING, 3);
  empty_cache ();
  bytes = break_picture (data, BROKEN);
  check_noticed ("meanwhile", data);
  /* Nor is it enough that everything has been tried by now. */
  check_noticed ("meanwhile", data);
  repair (data, BROKEN, bytes);
  check_goes_on ("meanwhile", expected);
}

/* What is there of a picture need not be read. */
static void
test_locked_meanwhile (void)
{
  g_autofree char *data = write_scores ("locked.csv");
  g_autofree char *path = picture_path (data, BROKEN);
  g_autoptr (AcuModelFile) expected = NULL;
  g_auto (Course) course;

  course_init (&course);
  if (geteuid () == 0) {
    g_test_skip ("root may read everything");
    return;
  }
  expected = finish (begin ("unlocked", data, NULL), &course);
  interrupt ("locked", data, ACU_RUN_TRAINING, 3);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  check_goes_on ("locked", expected);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  interrupt ("locked", data, ACU_RUN_TRAINING, 3);
  empty_cache ();
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  check_noticed ("locked", data);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  check_goes_on ("locked", expected);
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = acu_test_write_least_model (folder);
  g_test_add_func ("/run-pooled/left-out", test_left_out);
  g_test_add_func ("/run-pooled/seconds", test_seconds);
  g_test_add_func ("/run-pooled/nothing", test_nothing);
  g_test_add_func ("/run-pooled/nothing-to-choose-by", test_nothing_to_choose_by);
  g_test_add_func ("/run-pooled/nothing-to-judge-by", test_nothing_to_judge_by);
  g_test_add_func ("/run-pooled/judges-lost", test_judges_lost);
  g_test_add_func ("/run-pooled/resumed", test_resumed);
  g_test_add_func ("/run-pooled/repaired-before", test_repaired_before);
  g_test_add_func ("/run-pooled/repaired-meanwhile", test_repaired_meanwhile);
  g_test_add_func ("/run-pooled/broken-meanwhile", test_broken_meanwhile);
  g_test_add_func ("/run-pooled/locked-meanwhile", test_locked_meanwhile);
  status = g_test_run ();
  g_free (folder);
  g_free (base);
  return status;
}
