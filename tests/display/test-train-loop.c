/* While a model is trained on every processor there is, photos are browsed and rated, and the main
 * loop is never kept for long. */
#include "tests/display/application-run.h"
#include "tests/headless/test-support.h"

static char *folder;
static char *scores;

/* What is done over and over while the training runs. */
static const struct {
  const char *action;
  const char *parameter;
} script[] = {
    {"view", "'library'"},    {"select", "uint32 1"}, {"rate", "4"},       {"sort", "'name'"},
    {"sort", "'best-first'"}, {"zoom-in", NULL},      {"zoom-out", NULL},  {"open-photo", NULL},
    {"next-photo", NULL},     {"next-photo", NULL},   {"back", NULL},      {"undo", NULL},
    {"view", "'train'"},      {"view", "'label'"},    {"view", "'train'"},
};

#define STEP_MS 80

/* A minute for what takes some seconds on an idle machine. */
#define MAX_STEPS 750

/* So much is done while it trains, at least. */
#define MIN_BUSY_STEPS 15

typedef struct {
  guint n_busy; /* steps in which a run was under way */
  gboolean started;
} Course;

static gboolean
is_enabled (GtkWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

static gboolean
train_and_browse (GtkWindow *window, guint step, gpointer data)
{
  Course *course = data;
  g_autofree char *spec = g_strdup_printf ("'%s'", scores);

  if (step == 0)
    acu_test_activate (window, "train-on", spec);
  else if (!course->started && is_enabled (window, "start-run")) {
    acu_test_activate (window, "start-run", NULL);
    course->started = TRUE;
  } else if (course->started && is_enabled (window, "stop-training")) {
    guint index = course->n_busy++ % G_N_ELEMENTS (script);

    acu_test_activate (window, script[index].action, script[index].parameter);
  }
  return course->n_busy < 5 * MIN_BUSY_STEPS && step < MAX_STEPS;
}

static void
test_training (void)
{
  gboolean is_smooth = FALSE;

  for (guint i = 0; i < ACU_TEST_ATTEMPTS && !is_smooth; i++) {
    Course course = {0};
    AcuTestRun run;

    acu_test_forget_everything ();
    acu_test_run_application (folder, STEP_MS, train_and_browse, &course, &run);
    g_assert_true (course.started);
    g_assert_cmpuint (course.n_busy, >=, MIN_BUSY_STEPS);
    is_smooth = acu_test_is_smooth (&run);
    g_test_message (
        "the loop was kept for %.1f ms at most, with the threads that train; %u times for long",
        run.watchdog.longest_kept / 1e3, run.watchdog.n_kept);
  }
  g_assert_true (is_smooth);
}

/* The samples with scores that somebody might have given. (transfer full) */
static char *
make_scores (void)
{
  g_autofree char *home = acu_test_temporary_folder ();
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  g_autoptr (GString) rows = g_string_new ("path,mos\n");
  char *path = g_build_filename (home, "scores.csv", NULL);
  const char *name;

  g_assert_nonnull (listing);
  for (guint i = 0; (name = g_dir_read_name (listing)) != NULL; i++)
    if (g_str_has_suffix (name, ".jpg"))
      g_string_append_printf (rows, "%s/%s,%u\n", folder, name, 20 + i * 37 % 80);
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = acu_test_source_path ("data/samples");
  scores = make_scores ();
  g_test_add_func ("/train-loop/never-blocked", test_training);
  int status = g_test_run ();
  g_free (folder);
  g_free (scores);
  return status;
}
