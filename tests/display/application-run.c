#include "tests/display/application-run.h"

#include "app/catalog/catalog.h"
#include "compute/device.h"
#include "tests/headless/test-support.h"

#include <string.h>

/* How often it is looked whether the window is there, milliseconds. */
#define LOOK 20

/* How long threads may need with what is under way on a device when the windows are gone, seconds;
 * a machine that runs many tests is slow. */
#define LAST_STEP 120.0

typedef struct {
  AcuTestRun *run;
  GApplication *application;
  AcuTestStep step;
  gpointer data;
  guint interval;
  guint n_steps;
  gint64 begin;
} Driver;

static gboolean
step_cb (gpointer data)
{
  Driver *driver = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (driver->application));

  if (driver->step (window, driver->n_steps++, driver->data))
    return G_SOURCE_CONTINUE;
  acu_watchdog_stop (); /* closing is seen by nobody */
  g_action_group_activate_action (G_ACTION_GROUP (driver->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
started_cb (gpointer data)
{
  Driver *driver = data;

  if (driver->run->first_frame == 0)
    return G_SOURCE_CONTINUE;
  g_timeout_add (driver->interval, step_cb, driver);
  return G_SOURCE_REMOVE;
}

/* Until there is something to see the toolkit loads its style, fonts and icons in one go, and
 * nobody can feel that it does nothing else: that has the limit of the first frame.  From then on
 * nothing is passed over. */
static void
painted_cb (GdkFrameClock *clock, Driver *driver)
{
  if (driver->run->first_frame != 0)
    return;
  driver->run->first_frame = g_get_monotonic_time () - driver->begin;
  acu_watchdog_reset (&driver->run->watchdog);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window, Driver *driver)
{
  gtk_widget_realize (GTK_WIDGET (window));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (painted_cb), driver);
}

void
acu_test_run_application (
    const char *path, guint interval_ms, AcuTestStep step, gpointer data, AcuTestRun *run)
{
  Driver driver = {.run = run,
                   .step = step,
                   .data = data,
                   .interval = interval_ms,
                   .begin = g_get_monotonic_time ()};
  char *arguments[] = {(char *)"acutance", (char *)path, NULL};

  *run = (AcuTestRun){0};
  driver.application = G_APPLICATION (acu_application_new ());
  g_application_set_flags (driver.application,
                           G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (driver.application, "window-added", G_CALLBACK (window_added_cb), &driver);
  acu_watchdog_start (&run->watchdog);
  g_timeout_add (LOOK, started_cb, &driver);
  g_assert_cmpint (g_application_run (driver.application, path ? 2 : 1, arguments), ==, 0);
  g_assert_cmpint (run->first_frame, >, 0);
  g_object_unref (driver.application);
  g_assert_true (acu_device_wait_closed (LAST_STEP));
}

void
acu_test_forget_everything (void)
{
  g_autofree char *catalog = acu_catalog_get_default_path ();
  g_autofree char *data = g_path_get_dirname (catalog);
  g_autofree char *thumbnails = g_build_filename (g_get_user_cache_dir (), "thumbnails", NULL);

  acu_test_remove_folder (data);
  acu_test_remove_folder (thumbnails);
}

void
acu_test_activate (GtkWindow *window, const char *name, const char *parameter)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  g_assert_nonnull (action);
  g_action_activate (action, parameter ? g_variant_new_parsed (parameter) : NULL);
}

gboolean
acu_test_is_smooth (const AcuTestRun *run)
{
  g_test_message (
      "first frame after %.0f ms; at most %.1f ms of computing, %.1f ms of blocking and "
      "%.1f ms of both between two waits, in %u rounds",
      run->first_frame / 1e3, run->watchdog.longest_busy / 1e3, run->watchdog.longest_blocked / 1e3,
      run->watchdog.longest_round / 1e3, run->watchdog.n_iterations);
  return !ACU_TEST_JUDGES_TIMES ||
         MAX (run->watchdog.longest_busy, run->watchdog.longest_round) <= ACU_WATCHDOG_LIMIT;
}

GtkWidget *
acu_test_find_widget (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = acu_test_find_widget (child, type);
    if (found)
      return found;
  }
  return NULL;
}

GtkWidget *
acu_test_find_named (GtkWidget *widget, const char *id)
{
  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = acu_test_find_named (child, id);
    if (found)
      return found;
  }
  return NULL;
}

gboolean
acu_test_says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)) {
    g_autofree char *label = g_utf8_casefold (gtk_label_get_text (GTK_LABEL (widget)), -1);
    if (strstr (label, text))
      return TRUE;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (acu_test_says (child, text))
      return TRUE;
  return FALSE;
}
