/* While a folder is read, thumbnailed, browsed and rated, the main loop is never kept for long.
 *
 *   test-main-loop [FOLDER]: by default data/samples */
#include "app/catalog/photo-result.h"
#include "app/catalog/score-store.h"
#include "tests/display/application-run.h"
#include "tests/headless/test-support.h"

#include <time.h>

static char *folder;

/* What is done, one after another, with time for its consequences in between. */
static const struct {
  const char *action;
  const char *parameter;
} script[] = {
    {"select", "uint32 1"},   {"rate", "4"},          {"flag", "1"},          {"sort", "'name'"},
    {"sort", "'best-first'"}, {"filter-stars", "1"},  {"clear-filter", NULL}, {"zoom-in", NULL},
    {"zoom-out", NULL},       {"select", "uint32 0"}, {"open-photo", NULL},   {"quality-map", NULL},
    {"next-photo", NULL},     {"next-photo", NULL},   {"zoom-actual", NULL},  {"zoom-fit", NULL},
    {"previous-photo", NULL}, {"panel", NULL},        {"panel", NULL},        {"quality-map", NULL},
    {"back", NULL},           {"select-all", NULL},   {"colour", "2"},        {"undo", NULL},
};

#define STEP_MS 120

/* A minute for the first photos. */
#define MAX_WAITED 500

/* Steps after the last action, in which its consequences end. */
#define SETTLE_STEPS 6

/* What cannot be done before there are photos is done when there are some. */
static gboolean
follow_script (GtkWindow *window, guint step, gpointer data)
{
  guint *n_waited = data;

  if (*n_waited == step) {
    g_assert_cmpuint (step, <, MAX_WAITED);
    if (!g_action_group_get_action_enabled (G_ACTION_GROUP (window), "cull")) {
      (*n_waited)++;
      return TRUE;
    }
  }
  step -= *n_waited;
  if (step < G_N_ELEMENTS (script))
    acu_test_activate (window, script[step].action, script[step].parameter);
  return step < G_N_ELEMENTS (script) + SETTLE_STEPS;
}

/* Opens @path and has @step done every @interval_ms, the application knowing nothing at first.  In
 * one of a few attempts no round may keep the loop, asleep or computing. */
static void
assert_never_blocked (const char *path, guint interval_ms, AcuTestStep step)
{
  gboolean is_smooth = FALSE;

  for (guint i = 0; i < ACU_TEST_ATTEMPTS && !is_smooth; i++) {
    AcuTestRun run;
    guint n_waited = 0;

    acu_test_forget_everything ();
    acu_test_run_application (path, interval_ms, step, &n_waited, &run);
    g_assert_cmpuint (run.watchdog.n_iterations, >, G_N_ELEMENTS (script));
    is_smooth = acu_test_is_smooth (&run);
  }
  g_assert_true (is_smooth);
}

static void
test_never_blocked (void)
{
  assert_never_blocked (folder, STEP_MS, follow_script);
}

#ifndef ACU_SANITIZED
/* The same with everything at once: two hundred photos are read, thumbnailed and scored while
 * somebody scrolls through them. */

#define SCROLL_STEPS 200
#define SCROLL_MS    60

static gboolean
scroll (GtkWindow *window, guint step, gpointer data)
{
  g_autoptr (GVariant) position = g_variant_ref_sink (g_variant_new_uint32 (step * 7 % 230));

  if (step % 3 == 0)
    g_action_group_activate_action (G_ACTION_GROUP (window), "select", position);
  return step < SCROLL_STEPS;
}

static void
test_scored (void)
{
  g_autofree char *photos = acu_test_shared_path ("photos");
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (GPtrArray) scorers = NULL;
  g_autoptr (AcuPhotoResult) result = NULL;
  g_auto (AcuPhotoQuery) query = {0};

  if (!photos)
    return;
  g_unsetenv ("ACUTANCE_SCORING");
  assert_never_blocked (photos, SCROLL_MS, scroll);
  g_setenv ("ACUTANCE_SCORING", "off", TRUE);

  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  scorers = acu_score_store_list_scorers (catalog, NULL);
  acu_photo_query_init (&query);
  g_assert_cmpuint (scorers->len, ==, 1);
  query.scorer = ((AcuScorerInfo *)g_ptr_array_index (scorers, 0))->id;
  result = acu_photo_query_run (catalog, &query, NULL, NULL);
  g_test_message ("%u photos, %u of them without a score", result->photos->len, result->n_unscored);
  g_assert_cmpuint (result->photos->len, >=, 232);
  g_assert_cmpuint (result->n_unscored, <, result->photos->len);
}

#endif

#ifndef ACU_SANITIZED

static gboolean
quit_at_once (GtkWindow *window, guint step, gpointer data)
{
  return FALSE;
}

static void
test_one_start (void)
{
  AcuTestRun run;

  acu_test_run_application (folder, STEP_MS, quit_at_once, NULL, &run);
  g_test_message ("first frame after %.0f ms", run.first_frame / 1e3);
  g_assert_cmpint (run.first_frame, <=, ACU_TEST_FIRST_FRAME_LIMIT);
}

/* The window is there soon.  Each attempt is a process of its own, with everything to be loaded. */
static void
test_start (void)
{
  for (guint i = 0; i == 0 || (i < ACU_TEST_ATTEMPTS && !g_test_trap_has_passed ()); i++)
    g_test_trap_subprocess ("/main-loop/start/subprocess", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

#endif

/* The watchdog bites: a loop that is kept is told of, once and by as little as that. */
static gboolean
sleep_once (gpointer data)
{
  g_usleep (ACU_WATCHDOG_LIMIT + 10 * 1000);
  return G_SOURCE_REMOVE;
}

static gboolean
quit_loop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* Sixty milliseconds of the processor, however many others want it. */
static gboolean
spin_once (gpointer data)
{
  struct timespec begin, now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &begin);
  do
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  while ((now.tv_sec - begin.tv_sec) * G_USEC_PER_SEC + (now.tv_nsec - begin.tv_nsec) / 1000 <
         60 * 1000);
  return G_SOURCE_REMOVE;
}

/* What a virtual machine's host took meanwhile is not counted, and takes a tick or more off a sleep
 * now and then; a watchdog that does not bite never does. */
#define MAX_SLEEPS 50

static void
test_watchdog (void)
{
  AcuWatchdog watchdog;
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  acu_watchdog_start (&watchdog);
  for (guint i = 0; i < MAX_SLEEPS && watchdog.longest_blocked < ACU_WATCHDOG_LIMIT + 9 * 1000;
       i++) {
    acu_watchdog_reset (&watchdog);
    g_timeout_add (20, sleep_once, NULL);
    g_timeout_add (120, quit_loop, loop);
    g_main_loop_run (loop);
  }
  g_assert_cmpint (watchdog.longest_blocked, >=, ACU_WATCHDOG_LIMIT + 9 * 1000);
  g_assert_cmpuint (watchdog.n_blocked, ==, 1);
  g_assert_cmpint (watchdog.longest_busy, <, 40 * 1000);

  acu_watchdog_reset (&watchdog);
  g_timeout_add (20, spin_once, NULL);
  g_timeout_add (100, quit_loop, loop);
  g_main_loop_run (loop);
  g_assert_cmpint (watchdog.longest_busy, >=, 60 * 1000);
  g_assert_cmpint (watchdog.longest_blocked, <, ACU_WATCHDOG_LIMIT);
  g_main_loop_unref (loop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = argc > 1 ? g_strdup (argv[1]) : acu_test_source_path ("data/samples");

  g_test_add_func ("/main-loop/watchdog", test_watchdog);
  g_test_add_func ("/main-loop/never-blocked", test_never_blocked);
#ifndef ACU_SANITIZED
  g_test_add_func ("/main-loop/start", test_start);
  g_test_add_func ("/main-loop/start/subprocess", test_one_start);
  /* Sanitizers would have a photo scored in this time, if at all. */
  g_test_add_func ("/main-loop/scored", test_scored);
#endif
  int status = g_test_run ();
  g_free (folder);
  return status;
}
