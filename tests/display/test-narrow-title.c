/* What the head of a narrow window says, which has no room for the names of the views. */
#include "app/views/shared/settings.h"
#include "tests/display/application-run.h"
#include "tests/headless/test-support.h"

#define STEP_MS 100

/* Steps that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 400

typedef enum { OPENED, GONE_ON, BACK, LABELLING, DONE } Stage;

static gboolean
says (GtkWindow *window, const char *text)
{
  return acu_test_says (acu_test_find_widget (GTK_WIDGET (window), ADW_TYPE_VIEW_SWITCHER_TITLE),
                        text);
}

static void
view (GtkWindow *window, const char *name)
{
  acu_test_activate (window, "view", name);
}

/* Opened with one photo, in the viewer. */
static gboolean
look (GtkWindow *window, guint step, gpointer data)
{
  Stage *stage = data;

  g_assert_cmpuint (step, <, PATIENCE);
  switch (*stage) {
  case OPENED:
    if (!says (window, "lake-dusk.jpg"))
      return TRUE;
    g_assert_false (says (window, "acutance"));
    acu_test_activate (window, "next-photo", NULL);
    *stage = GONE_ON;
    return TRUE;
  case GONE_ON:
    if (!says (window, ".jpg") || says (window, "lake-dusk.jpg"))
      return TRUE;
    view (window, "'label'");
    *stage = LABELLING;
    return TRUE;
  case LABELLING:
    if (!says (window, "acutance"))
      return TRUE;
    view (window, "'library'");
    *stage = BACK;
    return TRUE;
  case BACK:
    if (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "back")) {
      if (says (window, ".jpg"))
        acu_test_activate (window, "back", NULL);
      return TRUE;
    }
    if (!says (window, "acutance"))
      return TRUE;
    *stage = DONE;
    return FALSE;
  default:
    return FALSE;
  }
}

static void
test_photo (void)
{
  g_autofree char *photo = acu_test_source_path ("data/samples/lake-dusk.jpg");
  Stage stage = OPENED;
  AcuTestRun run;

  g_settings_set (acu_settings_get (), "window-size", "(ii)", 360, 720);
  g_settings_set_enum (acu_settings_get (), "sort", 4); /* by name */
  acu_test_run_application (photo, STEP_MS, look, &stage, &run);
  g_assert_cmpint (stage, ==, DONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/narrow-title/photo", test_photo);
  return g_test_run ();
}
