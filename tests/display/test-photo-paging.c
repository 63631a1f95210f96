/* Pages are turned at every pixel: the next photo is sharp at once, at the same place, and what is
 * kept for that is no more than it may be.
 *
 *   test-photo-paging [FOLDER]: where a folder is named, tells how long it takes from a step to the
 * next of its photos, sharp on the screen */
#include "app/views/viewer/photo-view.h"
#include "app/views/viewer/viewer-page.h"
#include "tests/display/application-run.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#define STEP_MS 10

/* Steps that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 6000

/* Whoever looks closely does so for so many steps before the next page, where times are told. */
#define LOOKS 150

/* Twice what a coarse copy has, so that it is one; the last one stands upright. */
#define N_PHOTOS 5
#define WIDTH    2500
#define HEIGHT   2100

#define MAX_BYTES ((gsize)32 << 20)

typedef struct {
  gboolean tells_times;
  GtkWindow *window;
  AcuViewerPage *viewer;
  AcuPhotoView *view;
  AcuPhotoCanvas *canvas;
  guint stage, round;
  double x, y; /* where was looked at */
  gint64 stepped;
  GArray *waits; /* gint64, microseconds */
} Test;

static void
get_place (Test *test, double *x, double *y)
{
  AcuPhotoSight sight;

  g_assert_true (acu_photo_canvas_get_sight (test->canvas, &sight));
  g_assert_cmpfloat (sight.zoom, ==, 1);
  *x = sight.x;
  *y = sight.y;
}

static gboolean
is_ready (Test *test)
{
  return acu_photo_canvas_is_sharp (test->canvas) &&
         acu_photo_texture_is_full (acu_photo_canvas_get_texture (test->canvas)) &&
         acu_photo_details_is_ready (acu_photo_view_get_details (test->view));
}

static guint
get_position (Test *test)
{
  return acu_viewer_page_get_position (test->viewer);
}

/* Turns a page, and what is shown then is sharp at the same place. */
static void
turn (Test *test, int step)
{
  guint position = get_position (test);
  double x, y;

  acu_test_activate (test->window, step > 0 ? "next-photo" : "previous-photo", NULL);
  g_assert_cmpuint (get_position (test), ==, position + step);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (test->canvas), ==, 1);
  get_place (test, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, test->x, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, test->y, 1e-9);
  g_assert_true (acu_photo_canvas_is_sharp (test->canvas));
  g_assert_cmpuint (acu_photo_details_get_bytes (acu_photo_view_get_details (test->view)), <=,
                    MAX_BYTES);
}

/* At every pixel, and not in the middle. */
static void
look_closely (Test *test)
{
  g_autoptr (AcuPhotoPlace) place = acu_photo_place_new ();

  acu_photo_canvas_share_place (test->canvas, place);
  acu_test_activate (test->window, "zoom-actual", NULL);
  acu_photo_place_move (place, 0.4, 0.55);
  get_place (test, &test->x, &test->y);
}

static void
painted_cb (GdkFrameClock *clock, Test *test)
{
  if (test->stepped == 0 || !acu_photo_canvas_is_sharp (test->canvas))
    return;
  gdk_display_sync (gtk_widget_get_display (GTK_WIDGET (test->window)));
  gint64 wait = g_get_monotonic_time () - test->stepped;
  g_array_append_val (test->waits, wait);
  test->stepped = 0;
}

static gboolean
measure (Test *test)
{
  if (test->stage == 2) {
    g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (test->window)), "after-paint",
                      G_CALLBACK (painted_cb), test);
    test->stage++;
  }
  if (test->stepped != 0 || test->round++ < LOOKS)
    return TRUE;
  test->round = 0;
  if (!g_action_group_get_action_enabled (G_ACTION_GROUP (test->window), "next-photo"))
    return FALSE;
  test->stepped = g_get_monotonic_time ();
  acu_test_activate (test->window, "next-photo", NULL);
  return TRUE;
}

/* Whether all photos are. */
static gboolean
is_there (Test *test)
{
  GtkWidget *grid = acu_test_find_widget (GTK_WIDGET (test->window), GTK_TYPE_GRID_VIEW);
  GtkSelectionModel *photos = gtk_grid_view_get_model (GTK_GRID_VIEW (grid));

  return photos &&
         g_list_model_get_n_items (G_LIST_MODEL (photos)) >= (test->tells_times ? 2 : N_PHOTOS);
}

static gboolean
page (GtkWindow *window, guint step, gpointer data)
{
  Test *test = data;

  test->window = window;
  test->viewer = ACU_VIEWER_PAGE (acu_test_find_widget (GTK_WIDGET (window), ACU_TYPE_VIEWER_PAGE));
  test->view =
      ACU_PHOTO_VIEW (acu_test_find_widget (GTK_WIDGET (test->viewer), ACU_TYPE_PHOTO_VIEW));
  test->canvas = acu_photo_view_get_canvas (test->view);
  if (step == PATIENCE)
    g_error ("stage %u has no end", test->stage);

  switch (test->stage) {
  case 0:
    if (!is_there (test))
      return TRUE;
    acu_test_activate (window, "select", "uint32 0");
    acu_test_activate (window, "open-photo", NULL);
    test->stage++;
    return TRUE;
  case 1:
    if (!is_ready (test))
      return TRUE;
    /* While all of a photo is seen nothing is cut out of any. */
    g_assert_cmpuint (acu_photo_details_get_bytes (acu_photo_view_get_details (test->view)), ==, 0);
    look_closely (test);
    test->stage++;
    return TRUE;
  default:
    break;
  }
  if (test->tells_times)
    return measure (test);
  if (!is_ready (test))
    return TRUE;

  /* To the end, back twice, where the first was looked at just before, and on again. */
  static const int steps[] = {1, 1, 1, 1, -1, -1, 1};
  if (test->stage - 2 < G_N_ELEMENTS (steps)) {
    turn (test, steps[test->stage++ - 2]);
    return TRUE;
  }
  acu_test_activate (window, "zoom-fit", NULL);
  g_assert_cmpuint (acu_photo_details_get_bytes (acu_photo_view_get_details (test->view)), ==, 0);
  return FALSE;
}

/* (transfer full) */
static char *
make_folder (void)
{
  g_autofree guint8 *pixels = g_malloc0 ((gsize)WIDTH * HEIGHT * 3);
  char *folder = acu_test_temporary_folder ();

  for (guint i = 0; i < N_PHOTOS; i++) {
    gboolean is_upright = i + 1 == N_PHOTOS;
    const AcuJpegRecipe recipe = {.width = is_upright ? HEIGHT : WIDTH,
                                  .height = is_upright ? WIDTH : HEIGHT,
                                  .components = 3};
    g_autofree char *name = g_strdup_printf ("%u.jpg", i);
    g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);
    g_autofree char *path = acu_fixture_write (folder, name, bytes);
  }
  return folder;
}

static void
test_paging (gconstpointer named)
{
  g_autofree char *made = named ? NULL : make_folder ();
  Test test = {.tells_times = named != NULL, .waits = g_array_new (FALSE, FALSE, sizeof (gint64))};
  AcuTestRun run;

  acu_test_forget_everything ();
  acu_test_run_application (named ? named : made, STEP_MS, page, &test, &run);
  for (guint i = 0; i < test.waits->len; i++)
    g_test_message ("from the step to the sharp photo: %.1f ms",
                    g_array_index (test.waits, gint64, i) / 1e3);
  g_array_unref (test.waits);
  if (made)
    acu_test_remove_folder (made);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/photo-paging/every-pixel", argc > 1 ? argv[1] : NULL, test_paging);
  return g_test_run ();
}
