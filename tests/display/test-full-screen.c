/* The window that fills the screen: the photo in the viewer is alone there, the head comes when the
 * pointer goes to the upper edge, and there is a way out for the pointer and for keys. */
#include "app/views/shared/settings.h"
#include "tests/display/application-run.h"
#include "tests/display/hand.h"
#include "tests/headless/test-support.h"

#define STEP_MS 50

/* Rounds that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 800

typedef struct {
  AcuHand *hand;
  GtkWindow *window;
  guint stage, round;
} Test;

/* Something is done, and then waited for until something is so. */
typedef struct {
  const char *what;
  void (*act) (Test *test);
  gboolean (*is_so) (Test *test);
} Stage;

static GtkWidget *
find (Test *test, const char *id)
{
  /* Other parts have heads, too. */
  GtkWidget *found =
      g_str_equal (id, "header")
          ? gtk_widget_get_ancestor (find (test, "leave_button"), ADW_TYPE_HEADER_BAR)
          : acu_test_find_named (GTK_WIDGET (test->window), id);

  g_assert_nonnull (found);
  return found;
}

static gboolean
is_seen (Test *test, const char *id)
{
  return gtk_widget_get_mapped (find (test, id)) && gtk_widget_get_child_visible (find (test, id));
}

static graphene_rect_t
get_bounds (Test *test, GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (test->window), &bounds));
  return bounds;
}

/* Whether the photo's canvas has the window to its edges. */
static gboolean
is_photo_alone (Test *test)
{
  GType type = g_type_from_name ("AcuPhotoCanvas");
  GtkWidget *viewer =
      acu_test_find_widget (GTK_WIDGET (test->window), g_type_from_name ("AcuViewerPage"));
  GtkWidget *canvas = acu_test_find_widget (viewer, type);
  graphene_rect_t bounds = get_bounds (test, canvas);

  return gtk_widget_get_mapped (canvas) && bounds.origin.y == 0 &&
         bounds.size.width == gtk_widget_get_width (GTK_WIDGET (test->window)) &&
         bounds.size.height == gtk_widget_get_height (GTK_WIDGET (test->window));
}

/* What the photo is called that is shown. (transfer full) */
static char *
dup_title (Test *test)
{
  char *title;

  g_object_get (find (test, "library_page"), "title", &title, NULL);
  return title;
}

static gboolean
is_viewing (Test *test)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (test->window), "back");
}

static gboolean
is_full (Test *test)
{
  return gtk_window_is_fullscreen (test->window);
}

/* What is done. */

static void
wait_only (Test *test)
{
}

static void
toggle (Test *test)
{
  acu_hand_move (test->hand, 640, 400);
  acu_test_activate (test->window, "toggle-fullscreen", NULL);
}

static void
go_up (Test *test)
{
  acu_hand_move (test->hand, 640, 1);
}

static void
go_down (Test *test)
{
  acu_hand_move (test->hand, 640, 400);
}

static void
press_escape (Test *test)
{
  acu_hand_press (test->hand, GDK_KEY_Escape);
}

static void
press_space (Test *test)
{
  acu_hand_press (test->hand, GDK_KEY_space);
}

static void
click_leave (Test *test)
{
  graphene_rect_t bounds = get_bounds (test, find (test, "leave_button"));

  acu_hand_move (test->hand, (int)(bounds.origin.x + bounds.size.width / 2),
                 (int)(bounds.origin.y + bounds.size.height / 2));
  acu_hand_click (test->hand);
}

static void
go_to_grid (Test *test)
{
  acu_test_activate (test->window, "back", NULL);
}

static void
open_photo (Test *test)
{
  acu_test_activate (test->window, "open-photo", NULL);
}

static void
leave (Test *test)
{
  acu_test_activate (test->window, "leave", NULL);
}

/* What is so then. */

static gboolean
is_opened (Test *test)
{
  GtkWidget *focus = gtk_window_get_focus (test->window);
  g_autofree char *title = dup_title (test);

  return is_viewing (test) && is_seen (test, "film") && is_seen (test, "bar") &&
         is_seen (test, "panel") && is_seen (test, "header") &&
         gtk_window_is_active (test->window) && focus && !is_photo_alone (test) &&
         g_str_equal (title, "lake-dusk.jpg");
}

static gboolean
has_nothing_beside (Test *test)
{
  return is_full (test) && !is_seen (test, "film") && !is_seen (test, "bar") &&
         !is_seen (test, "panel") && !is_seen (test, "header") && is_photo_alone (test);
}

/* Over the photo, which does not move. */
static gboolean
has_head_over_photo (Test *test)
{
  return is_full (test) && is_seen (test, "header") && is_seen (test, "leave_button") &&
         get_bounds (test, find (test, "header")).origin.y <= 0 && is_photo_alone (test);
}

static gboolean
shows_another (Test *test)
{
  g_autofree char *title = dup_title (test);

  return has_nothing_beside (test) && *title && !g_str_equal (title, "lake-dusk.jpg");
}

static gboolean
is_as_before (Test *test)
{
  g_assert_true (is_viewing (test)); /* one step at a time */
  return !is_full (test) && is_seen (test, "film") && is_seen (test, "bar") &&
         is_seen (test, "panel") && is_seen (test, "header") && !is_seen (test, "leave_button") &&
         !is_photo_alone (test);
}

static gboolean
is_browsing (Test *test)
{
  return !is_viewing (test) && is_seen (test, "grid");
}

/* The grid stays as it is, but for the head. */
static gboolean
is_grid_full (Test *test)
{
  return is_full (test) && is_browsing (test) && is_seen (test, "sidebar") &&
         is_seen (test, "filter_bar") && !is_seen (test, "header");
}

static gboolean
has_head (Test *test)
{
  return is_full (test) && is_seen (test, "header") && is_seen (test, "leave_button");
}

static gboolean
is_grid_as_before (Test *test)
{
  return !is_full (test) && is_browsing (test) && is_seen (test, "header") &&
         get_bounds (test, find (test, "grid")).origin.y >=
             gtk_widget_get_height (find (test, "header"));
}

static const Stage stages[] = {
    {"the viewer", wait_only, is_opened},
    {"the photo alone", toggle, has_nothing_beside},
    {"the head at the upper edge", go_up, has_head_over_photo},
    {"no head", go_down, has_nothing_beside},
    {"the next photo by a key", press_space, shows_another},
    {"everything beside the photo", press_escape, is_as_before},
    {"the grid", press_escape, is_browsing},
    {"the grid in full screen", toggle, is_grid_full},
    {"the head over the grid", go_up, has_head},
    {"the head where it was", click_leave, is_grid_as_before},
    {"the grid in full screen again", toggle, is_grid_full},
    {"a photo alone, from the grid", open_photo, has_nothing_beside},
    {"the grid behind it", go_to_grid, is_grid_full},
    {"the end of it by a key", press_escape, is_grid_as_before},
    {"the viewer again", open_photo, is_as_before},
    {"the grid, one step back", leave, is_browsing},
};

static gboolean
step (GtkWindow *window, guint round, gpointer data)
{
  Test *test = data;
  const Stage *stage = &stages[test->stage];

  test->window = window;
  acu_hand_grant (test->hand);
  if (test->round++ == 0)
    stage->act (test);
  if (test->round > PATIENCE)
    g_error ("waited in vain for %s", stage->what);
  if (test->round == 1 || !stage->is_so (test))
    return TRUE;
  g_test_message ("%s after %u rounds", stage->what, test->round);
  test->round = 0;
  return ++test->stage < G_N_ELEMENTS (stages);
}

static void
test_photo (void)
{
  g_autofree char *photo = acu_test_source_path ("data/samples/lake-dusk.jpg");
  Test test = {.hand = acu_hand_new ()};
  AcuTestRun run;

  g_settings_set (acu_settings_get (), "window-size", "(ii)", 1280, 800);
  g_settings_set_boolean (acu_settings_get (), "show-panel", TRUE);
  acu_test_run_application (photo, STEP_MS, step, &test, &run);
  g_assert_cmpuint (test.stage, ==, G_N_ELEMENTS (stages));
  acu_hand_free (test.hand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/full-screen/photo", test_photo);
  return g_test_run ();
}
