/* While a folder is read, thumbnailed, browsed and rated, the main loop is never kept for long.
 *
 *   test-main-loop [FOLDER]: by default data/samples */
#include "app/views/application.h"
#include "app/views/window.h"
#include "tests/display/watchdog.h"
#include "tests/headless/test-support.h"

/* Microseconds of computing between two waits.  Sanitizers cost several times as much. */
#if defined(__SANITIZE_ADDRESS__)
#define BUSY_LIMIT (400 * 1000)
#else
#define BUSY_LIMIT (50 * 1000)
#endif

/* Microseconds between two waits in which the thread slept: also for an answer of the display,
 * whose process shares the processors with every other test. */
#define BLOCKED_LIMIT (3 * BUSY_LIMIT)

static char *folder;

typedef struct {
  AcuWatchdog watchdog;
  GApplication *application;
  guint step;
  gint64 begin;
  gint64 first_frame; /* microseconds from the start to the window's first frame */
} Run;

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

#define STEP_MS      120
#define SETTLE_STEPS 12

static gboolean
next_step (gpointer data)
{
  Run *run = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (run->application));

  /* The first frames load the style and every template; they have a limit of their own. */
  if (run->step == SETTLE_STEPS / 2)
    acu_watchdog_reset (&run->watchdog);

  guint step = run->step++;
  if (step < SETTLE_STEPS)
    return G_SOURCE_CONTINUE;
  step -= SETTLE_STEPS;
  if (step < G_N_ELEMENTS (script)) {
    g_autoptr (GVariant) parameter =
        script[step].parameter ? g_variant_ref_sink (g_variant_new_parsed (script[step].parameter))
                               : NULL;
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), script[step].action);
    g_assert_nonnull (action);
    g_action_activate (action, parameter);
    return G_SOURCE_CONTINUE;
  }
  if (step < G_N_ELEMENTS (script) + SETTLE_STEPS)
    return G_SOURCE_CONTINUE;
  g_action_group_activate_action (G_ACTION_GROUP (run->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock, Run *run)
{
  if (run->first_frame == 0)
    run->first_frame = g_get_monotonic_time () - run->begin;
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window, Run *run)
{
  gtk_widget_realize (GTK_WIDGET (window));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (painted_cb), run);
}

static void
test_never_blocked (void)
{
  Run run = {.begin = g_get_monotonic_time ()};
  char *arguments[] = {(char *)"acutance", folder, NULL};

  run.application = G_APPLICATION (acu_application_new ());
  g_application_set_flags (run.application, G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (run.application, "window-added", G_CALLBACK (window_added_cb), &run);
  acu_watchdog_start (&run.watchdog);
  g_timeout_add (STEP_MS, next_step, &run);
  g_assert_cmpint (g_application_run (run.application, 2, arguments), ==, 0);

  g_test_message ("first frame after %.0f ms; at most %.1f ms of computing and %.1f ms of blocking "
                  "between two waits, in %u rounds",
                  run.first_frame / 1e3, run.watchdog.longest_busy / 1e3,
                  run.watchdog.longest_blocked / 1e3, run.watchdog.n_iterations);
  g_assert_cmpuint (run.step, >, G_N_ELEMENTS (script));
  g_assert_cmpuint (run.watchdog.n_iterations, >, G_N_ELEMENTS (script));
  g_assert_cmpint (run.first_frame, >, 0);
  g_assert_cmpint (run.watchdog.longest_busy, <=, BUSY_LIMIT);
  g_assert_cmpint (run.watchdog.longest_blocked, <=, BLOCKED_LIMIT);
  g_object_unref (run.application);
}

/* The watchdog bites: a loop that is kept is told of. */
static gboolean
sleep_once (gpointer data)
{
  g_usleep (80 * 1000);
  return G_SOURCE_REMOVE;
}

static gboolean
quit_loop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gboolean
spin_once (gpointer data)
{
  for (gint64 end = g_get_monotonic_time () + 150 * 1000; g_get_monotonic_time () < end;)
    ;
  return G_SOURCE_REMOVE;
}

static void
test_watchdog (void)
{
  AcuWatchdog watchdog;
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  acu_watchdog_start (&watchdog);
  g_timeout_add (20, sleep_once, NULL);
  g_timeout_add (120, quit_loop, loop);
  g_main_loop_run (loop);
  g_assert_cmpint (watchdog.longest_blocked, >=, 80 * 1000);
  g_assert_cmpint (watchdog.longest_busy, <, 40 * 1000);

  acu_watchdog_reset (&watchdog);
  g_timeout_add (20, spin_once, NULL);
  g_timeout_add (300, quit_loop, loop);
  g_main_loop_run (loop);
  g_assert_cmpint (watchdog.longest_busy, >=, 30 * 1000);
  g_main_loop_unref (loop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = argc > 1 ? g_strdup (argv[1]) : acu_test_source_path ("data/samples");

  g_test_add_func ("/main-loop/watchdog", test_watchdog);
  g_test_add_func ("/main-loop/never-blocked", test_never_blocked);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
