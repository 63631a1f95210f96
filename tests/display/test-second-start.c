/* The application started twice in one process, as other programs of these tests do: the second
 * knows nothing of the first. */
#include "app/views/library/library-page.h"
#include "app/views/shared/settings.h"
#include "tests/display/application-run.h"
#include "tests/headless/test-support.h"

#define STEP_MS 100

/* Steps that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 400

typedef struct {
  guint n_done;
  GtkWidget *page; /* a weak pointer */
} Start;

static gboolean
is_paused (GtkWindow *window)
{
  g_autoptr (GVariant) state =
      g_action_group_get_action_state (G_ACTION_GROUP (window), "pause-scoring");

  return g_variant_get_boolean (state);
}

/* Pauses scoring and goes on with it, once there are photos. */
static gboolean
pause_and_go_on (GtkWindow *window, guint step, gpointer data)
{
  Start *start = data;

  g_assert_cmpuint (step, <, PATIENCE);
  if (!g_action_group_get_action_enabled (G_ACTION_GROUP (window), "cull"))
    return TRUE;
  g_assert_false (is_paused (window));
  acu_test_activate (window, "pause-scoring", NULL);
  g_assert_true (is_paused (window));
  acu_test_activate (window, "pause-scoring", NULL);
  g_assert_false (is_paused (window));
  start->n_done++;
  start->page = acu_test_find_widget (GTK_WIDGET (window), ACU_TYPE_LIBRARY_PAGE);
  g_object_add_weak_pointer (G_OBJECT (start->page), (gpointer *)&start->page);
  return FALSE;
}

static void
run_once (Start *start, guint n_done)
{
  g_autofree char *folder = acu_test_source_path ("data/samples");
  AcuTestRun run;

  acu_test_run_application (folder, STEP_MS, pause_and_go_on, start, &run);
  g_assert_cmpuint (start->n_done, ==, n_done);
  g_assert_null (start->page);
}

/* A critical message ends the test. */
static void
test_twice (void)
{
  Start start = {0};

  run_once (&start, 1);
  /* Nobody who followed it is left. */
  g_settings_set_boolean (acu_settings_get (), "pause-scoring", TRUE);
  g_settings_set_boolean (acu_settings_get (), "pause-scoring", FALSE);
  run_once (&start, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/second-start/settings", test_twice);
  return g_test_run ();
}
