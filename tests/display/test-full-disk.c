/* The disk is full when the catalog is opened, has room again, and fills up once more while photos
 * are rated: each time the application says so and goes on. */
#include "tests/display/application-run.h"
#include "tests/headless/full-disk.h"
#include "tests/headless/test-support.h"

#define STEP_MS 100

/* Steps that any of the stages may take; a machine that runs many tests is slow. */
#define PATIENCE 400

typedef enum { REFUSED, OPENED, RATED, DONE } Stage;

static Stage stage;

static gboolean
is_enabled (GtkWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

static gboolean
go_on (GtkWindow *window, guint step, gpointer data)
{
  g_assert_cmpuint (step, <, PATIENCE);
  switch (stage) {
  case REFUSED:
    if (!is_enabled (window, "open-again"))
      return TRUE;
    g_assert_true (acu_test_says (GTK_WIDGET (window), "full"));
    g_assert_false (is_enabled (window, "start-fresh"));
    acu_full_disk_set (FALSE);
    acu_test_activate (window, "open-again", NULL);
    stage = OPENED;
    return TRUE;
  case OPENED:
    acu_test_activate (window, "select", "uint32 0");
    if (!is_enabled (window, "rate"))
      return TRUE;
    acu_full_disk_set (TRUE);
    acu_test_activate (window, "rate", "4");
    stage = RATED;
    return TRUE;
  case RATED:
    if (!acu_test_says (GTK_WIDGET (window), "full"))
      return TRUE;
    acu_full_disk_set (FALSE);
    stage = DONE;
    return FALSE;
  default:
    return FALSE;
  }
}

static void
test_full_disk (void)
{
  g_autofree char *folder = acu_test_source_path ("data/samples");
  AcuTestRun run;

  acu_full_disk_set (TRUE);
  acu_test_run_application (folder, STEP_MS, go_on, NULL, &run);
  g_assert_cmpint (stage, ==, DONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  acu_full_disk_install ();
  g_test_add_func ("/full-disk/told-and-survived", test_full_disk);
  return g_test_run ();
}
