/* From the viewer a photo is compared with what was selected with it, else with what is of the same
 * thing, else with the next one; and the way back leads to the viewer, as close as it was. */
#include "app/views/compare/compare-page.h"
#include "app/views/compare/compare-pane.h"
#include "app/views/library/compare-choice.h"
#include "app/views/library/photo-grid.h"
#include "app/views/viewer/viewer-page.h"
#include "tests/display/photo-stages.h"

static guint
get_viewed (AcuLook *look)
{
  return acu_viewer_page_get_position (acu_look_find (look, ACU_TYPE_VIEWER_PAGE));
}

/* Where the photo that keys act on in the comparison is in the list. */
static guint
get_compared (AcuLook *look)
{
  gint64 photo = acu_compare_page_get_photo (acu_look_find (look, ACU_TYPE_COMPARE_PAGE));

  return photo == 0 ? G_MAXUINT : acu_photo_list_find (look->photos, photo);
}

/* How many photos are compared. */
static guint
count_panes (GtkWidget *widget)
{
  guint n = ACU_IS_COMPARE_PANE (widget) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_panes (child);
  return n;
}

static gboolean
is_comparing (AcuLook *look, guint reference, guint n)
{
  return get_compared (look) == reference && count_panes (GTK_WIDGET (look->window)) == n;
}

/* What is awaited, and what is done then. */

static void
view_one (AcuLook *look)
{
  acu_look_act (look, "select", "uint32 1");
  g_assert_false (acu_look_is_enabled (look, "compare"));
  acu_look_act (look, "open-photo", NULL);
  acu_look_act (look, "compare", NULL);
}

static gboolean
has_next_beside (AcuLook *look)
{
  return is_comparing (look, 1, 2);
}

static void
go_back_and_on (AcuLook *look)
{
  acu_look_act (look, "back", NULL);
  g_assert_cmpuint (get_viewed (look), ==, 1);
  acu_look_act (look, "compare", NULL);
}

/* The photo with the focus is another one: that is what is viewed then. */
static void
go_back_to_other (AcuLook *look)
{
  acu_look_act (look, "compare-swap", NULL);
  g_assert_cmpuint (get_compared (look), ==, 2);
  acu_look_act (look, "back", NULL);
  g_assert_cmpuint (get_viewed (look), ==, 2);
  acu_look_act (look, "back", NULL);
  g_assert_false (acu_look_is_enabled (look, "back"));

  /* Of three that are selected the second is viewed: it is the reference. */
  gtk_selection_model_select_item (acu_look_get_selection (look), 0, TRUE);
  gtk_selection_model_select_item (acu_look_get_selection (look), 1, FALSE);
  gtk_selection_model_select_item (acu_look_get_selection (look), 3, FALSE);
  acu_look_act (look, "open-photo", NULL);
  acu_look_act (look, "next-photo", NULL);
  acu_look_act (look, "compare", NULL);
}

static gboolean
has_selected_beside (AcuLook *look)
{
  return is_comparing (look, 1, 3);
}

/* What of the photo is seen, and that there is one to see. */
static gboolean
is_seen (AcuLook *look, AcuPhotoSight *sight)
{
  AcuPhotoCanvas *canvas = acu_look_find (look, ACU_TYPE_PHOTO_CANVAS);

  return acu_photo_canvas_get_texture (canvas) && acu_photo_canvas_get_sight (canvas, sight);
}

static void
go_back (AcuLook *look)
{
  acu_look_act (look, "back", NULL);
}

static gboolean
has_photo (AcuLook *look)
{
  return acu_photo_canvas_get_texture (acu_look_find (look, ACU_TYPE_PHOTO_CANVAS)) != NULL;
}

/* Beside another, while a corner of it is looked at, and back. */
static void
compare_corner (AcuLook *look)
{
  AcuPhotoCanvas *canvas = acu_look_find (look, ACU_TYPE_PHOTO_CANVAS);
  g_autoptr (AcuPhotoPlace) place = acu_photo_place_new ();

  acu_photo_canvas_share_place (canvas, place);
  acu_photo_place_zoom (place, 2, 0.25, 0.75);
  acu_look_act (look, "compare", NULL);
  acu_look_act (look, "compare-swap", NULL);
  acu_look_act (look, "back", NULL);
}

static gboolean
is_in_corner (AcuLook *look)
{
  AcuPhotoSight sight;

  return is_seen (look, &sight) && sight.zoom == 2 && sight.x == 0.25 && sight.y == 0.75;
}

/* Who comes from the grid looks at all of a photo first. */
static void
view_anew (AcuLook *look)
{
  AcuPhotoSight sight;

  acu_look_act (look, "back", NULL);
  acu_look_act (look, "open-photo", NULL);
  g_assert_false (is_seen (look, &sight));
  acu_look_act (look, "previous-photo", NULL);
  acu_look_act (look, "compare", NULL);
}

/* Another than those that are selected is viewed: they are not what is meant. */
static void
view_other (AcuLook *look)
{
  acu_look_act (look, "back", NULL);
  acu_look_act (look, "next-photo", NULL);
  acu_look_act (look, "compare", NULL);
}

static gboolean
has_other_beside (AcuLook *look)
{
  return is_comparing (look, 2, 2);
}

static void
browse (AcuLook *look)
{
  acu_look_act (look, "back", NULL);
  acu_look_act (look, "back", NULL);
}

/* The grid finds out by itself. */
static gboolean
has_stack (AcuLook *look)
{
  g_autoptr (GArray) stack = acu_photo_grid_list_similar (acu_look_find (look, ACU_TYPE_PHOTO_GRID),
                                                          acu_photo_list_get_id (look->photos, 0));

  return stack->len == 2;
}

static void
compare_selected (AcuLook *look)
{
  for (guint i = 1; i < 4; i++)
    gtk_selection_model_select_item (acu_look_get_selection (look), i, i == 1);
  acu_look_act (look, "compare", NULL);
}

static gboolean
has_three_beside (AcuLook *look)
{
  return is_comparing (look, 1, 3);
}

/* Whoever comes back, be it from another view, finds selected what was. */
static void
come_back (AcuLook *look)
{
  acu_look_act (look, "back", NULL);
  g_assert_true (acu_look_has_selected (look, 1 << 1 | 1 << 2 | 1 << 3));
  acu_look_act (look, "view", "'train'");
  acu_look_act (look, "view", "'library'");
  g_assert_true (acu_look_has_selected (look, 1 << 1 | 1 << 2 | 1 << 3));
}

static void
view_stack (AcuLook *look)
{
  acu_look_act (look, "select", "uint32 0");
  acu_look_act (look, "open-photo", NULL);
  acu_look_act (look, "compare", NULL);
}

static gboolean
has_stack_beside (AcuLook *look)
{
  return is_comparing (look, 0, 2);
}

static void
look_beside (AcuLook *look)
{
  acu_look_act (look, "compare-swap", NULL);
  g_assert_cmpuint (get_compared (look), ==, ACU_STAGE_PHOTOS - 1);
}

/* Beside the last photo lies the one before; and what there is to choose from beside. */
static void
choose (AcuLook *look)
{
  guint last = g_list_model_get_n_items (G_LIST_MODEL (look->photos)) - 1;
  gint64 ids[4];
  g_autoptr (GArray) selected = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) similar = g_array_new (FALSE, FALSE, sizeof (gint64));
  const GArray *groups[] = {selected, similar};
  gint64 gone = G_MAXINT32;

  for (guint i = 0; i < 4; i++)
    ids[i] = acu_photo_list_get_id (look->photos, i);
  g_autoptr (GArray) end =
      acu_compare_choice_make (look->photos, acu_photo_list_get_id (look->photos, last), groups, 2);
  g_assert_cmpuint (end->len, ==, 2);
  g_assert_cmpint (g_array_index (end, gint64, 1), ==,
                   acu_photo_list_get_id (look->photos, last - 1));

  /* One that is selected alone is no choice: its stack is, as far as it is still shown. */
  g_array_append_val (selected, ids[3]);
  g_array_append_val (similar, gone);
  g_array_append_val (similar, ids[0]);
  g_array_append_val (similar, ids[3]);
  g_array_append_val (similar, ids[1]);
  g_autoptr (GArray) stack = acu_compare_choice_make (look->photos, ids[3], groups, 2);
  g_assert_cmpuint (stack->len, ==, 3);
  g_assert_cmpint (g_array_index (stack, gint64, 0), ==, ids[3]);
  g_assert_cmpint (g_array_index (stack, gint64, 1), ==, ids[0]);
  g_assert_cmpint (g_array_index (stack, gint64, 2), ==, ids[1]);
}

static const AcuPhotoStage stages[] = {
    {"photos", acu_look_is_open, view_one},
    {"the next one beside it", has_next_beside, go_back_and_on},
    {"the same once more", has_next_beside, go_back},
    {"the photo", has_photo, compare_corner},
    {"the same corner of the other", is_in_corner, view_anew},
    {"the first comparison again", has_next_beside, go_back_to_other},
    {"those selected beside it", has_selected_beside, view_other},
    {"one that is not selected", has_other_beside, browse},
    {"the grid", acu_look_is_so, compare_selected},
    {"three beside each other", has_three_beside, come_back},
    {"a stack", has_stack, view_stack},
    {"its other photo", has_stack_beside, look_beside},
    {"nothing", acu_look_is_so, choose},
};

static void
test_viewer_compare (void)
{
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/viewer-compare/beside", test_viewer_compare);
  return g_test_run ();
}
