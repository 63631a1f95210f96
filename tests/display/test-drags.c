/* What a pointer does by being dragged: photos onto a collection in the sidebar, and a band around
 * photos in the grid. */
#include "app/views/library/collection-row.h"
#include "tests/display/hand.h"
#include "tests/display/photo-stages.h"
#include "tests/display/view-testing.h"

#include <adwaita.h>

#define BIT(position) (1u << (position))

/* Steps in which the toolkit hears of a movement, so that the next one is another. */
#define MOMENT 5

static AcuHand *hand;
static guint n_steps;

static gboolean
rests (AcuLook *look)
{
  return ++n_steps % MOMENT == 0;
}

static GtkWidget *
find_cell (AcuLook *look, guint position)
{
  GtkWidget *cell = acu_look_find_cell (look, acu_look_find (look, GTK_TYPE_GRID_VIEW), position);

  g_assert_nonnull (cell);
  return cell;
}

/* A collection. */

static void
make_collection (AcuLook *look)
{
  acu_look_act (look, "new-collection", NULL);
}

static gboolean
is_asked (AcuLook *look)
{
  return acu_test_find_dialog () != NULL;
}

static void
name_collection (AcuLook *look)
{
  GtkWidget *dialog = acu_test_find_dialog ();

  gtk_editable_set_text (GTK_EDITABLE (acu_test_find_widget (dialog, GTK_TYPE_ENTRY)), "Lakes");
  g_signal_emit_by_name (acu_test_find_button (dialog, "C_reate"), "clicked");
}

/* Its row, if it tells @n photos. */
static gboolean
has_photos (AcuLook *look, const char *n)
{
  GtkWidget *row = acu_look_find (look, ACU_TYPE_COLLECTION_ROW);

  return row && gtk_widget_get_mapped (row) && acu_test_shows (row, n);
}

static gboolean
has_none (AcuLook *look)
{
  return !acu_test_find_dialog () && has_photos (look, "0");
}

static gboolean
has_two (AcuLook *look)
{
  return has_photos (look, "2");
}

static gboolean
has_three (AcuLook *look)
{
  return has_photos (look, "3");
}

/* Dragging. */

/* What is dragged from @widget or from anything below it. */
static GdkDrag *
find_drag (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  GdkDrag *drag = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !drag; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DRAG_SOURCE (controller))
      drag = gtk_drag_source_get_drag (GTK_DRAG_SOURCE (controller));
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !drag;
       child = gtk_widget_get_next_sibling (child))
    drag = find_drag (child);
  return drag;
}

static GdkDrag *
get_drag (AcuLook *look)
{
  GtkWidget *grid = acu_look_find (look, GTK_TYPE_GRID_VIEW);

  return find_drag (GTK_WIDGET (gtk_widget_get_root (grid)));
}

/* The photo to be dragged. */
static guint aim;

/* Whether the photo knows of the pointer on it: on a busy machine it may be moved yet by what else
 * changes in the window. */
static gboolean
is_aimed_at (AcuLook *look)
{
  if (!rests (look))
    return FALSE;
  if (gtk_widget_get_state_flags (find_cell (look, aim)) & GTK_STATE_FLAG_PRELIGHT)
    return TRUE;
  acu_hand_point_at (hand, find_cell (look, aim), 0.5, 0.5, (int)(n_steps / MOMENT % 2), 0);
  return FALSE;
}

static void
pull (AcuLook *look)
{
  acu_hand_point_at (hand, find_cell (look, aim), 0.5, 0.5, -30, 10);
}

/* A movement that the toolkit took together with the press is followed by others. */
static gboolean
is_dragged (AcuLook *look)
{
  if (get_drag (look))
    return TRUE;
  if (rests (look))
    acu_hand_point_at (hand, find_cell (look, aim), 0.5, 0.5, -30 - (int)(n_steps / MOMENT % 2),
                       10);
  return FALSE;
}

/* Whether the one that drags knows that the row would take it: what is let go of before is not
 * dropped.  It is asked by movements, of which the toolkit may take several for one. */
static gboolean
is_welcome (AcuLook *look)
{
  GdkDrag *drag = get_drag (look);

  if (rests (look))
    acu_hand_point_at (hand, acu_look_find (look, ACU_TYPE_COLLECTION_ROW), 0.5, 0.5,
                       (int)(n_steps / MOMENT % 2), 0);
  return drag && gdk_drag_get_selected_action (drag) != 0;
}

static void
point_at_third (AcuLook *look)
{
  gtk_selection_model_select_item (acu_look_get_selection (look), 1, TRUE);
  gtk_selection_model_select_item (acu_look_get_selection (look), 2, FALSE);
  aim = 2;
  acu_hand_point_at (hand, find_cell (look, aim), 0.5, 0.5, 0, 0);
}

static void
point_at_fourth (AcuLook *look)
{
  aim = 3;
  acu_hand_point_at (hand, find_cell (look, aim), 0.5, 0.5, 0, 0);
}

static void
take (AcuLook *look)
{
  acu_hand_hold (hand);
}

static void
approach (AcuLook *look)
{
  acu_hand_point_at (hand, acu_look_find (look, ACU_TYPE_COLLECTION_ROW), 0.5, 0.5, 20, 0);
}

static void
arrive (AcuLook *look)
{
  acu_hand_point_at (hand, acu_look_find (look, ACU_TYPE_COLLECTION_ROW), 0.5, 0.5, 0, 0);
}

static void
let_go (AcuLook *look)
{
  acu_hand_let_go (hand);
}

/* A photo that is not selected is dragged alone, and is selected then: here by a hand so quick that
 * the toolkit would not begin a drag yet. */
static void
look_at_selection (AcuLook *look)
{
  g_assert_true (acu_look_has_selected (look, BIT (1) | BIT (2)));
}

static void
look_at_fourth (AcuLook *look)
{
  g_assert_true (acu_look_has_selected (look, BIT (3)));
}

/* A band, from beside the photos over the first two. */

static void
point_below (AcuLook *look)
{
  GtkWidget *view = acu_look_find (look, GTK_TYPE_GRID_VIEW);

  acu_look_act (look, "select", "uint32 5");
  acu_hand_point_at (hand, view, 0.5, 1, 0, -10);
}

static void
draw (AcuLook *look)
{
  acu_hand_point_at (hand, acu_look_find (look, GTK_TYPE_GRID_VIEW), 0.4, 0.9, 0, 0);
}

static void
draw_on (AcuLook *look)
{
  acu_hand_point_at (hand, find_cell (look, 0), 0.3, 0.3, 0, 0);
}

static gboolean
has_band (AcuLook *look)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (acu_look_get_selection (look));

  return gtk_bitset_get_size (selected) >= 2 && gtk_bitset_contains (selected, 0) &&
         gtk_bitset_contains (selected, 1);
}

static void
look_at_band (AcuLook *look)
{
  g_assert_true (has_photos (look, "3")); /* none was dragged */
}

static const AcuPhotoStage stages[] = {
    {"photos", acu_look_is_open, make_collection},
    {"its name", is_asked, name_collection},
    {"a collection", has_none, point_at_third},
    {"the pointer on one of two", is_aimed_at, take},
    {"a press", rests, pull},
    {"a drag", is_dragged, approach},
    {"the row", rests, arrive},
    {"its middle", is_welcome, let_go},
    {"both in it", has_two, look_at_selection},
    {"nothing", rests, point_at_fourth},
    {"the pointer on another", is_aimed_at, take},
    {"a press", acu_look_is_so, pull},
    {"a drag", is_dragged, approach},
    {"the row", rests, arrive},
    {"its middle", is_welcome, let_go},
    {"that one as well", has_three, look_at_fourth},
    {"nothing", rests, point_below},
    {"the pointer beside the photos", rests, take},
    {"a press", rests, draw},
    {"a band", rests, draw_on},
    {"a larger one", rests, let_go},
    {"the photos in it", has_band, look_at_band},
};

static void
test_drags (void)
{
  hand = acu_hand_new ();
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
  acu_hand_free (hand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/drags/photos", test_drags);
  return g_test_run ();
}
