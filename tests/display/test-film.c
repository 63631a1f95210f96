/* Whoever chooses a photo in the film goes on from there with the viewer's keys. */
#include "app/views/viewer/film-strip.h"
#include "app/views/viewer/viewer-page.h"
#include "tests/display/hand.h"
#include "tests/display/photo-stages.h"

/* Steps in which the toolkit hears of a hand. */
#define MOMENT 5

static AcuHand *hand;
static guint n_steps;

/* Whether the photo is viewed, and marked as such in the film. */
static gboolean
is_viewed (AcuLook *look, guint position)
{
  return acu_viewer_page_get_position (acu_look_find (look, ACU_TYPE_VIEWER_PAGE)) == position &&
         acu_film_strip_get_chosen (acu_look_find (look, ACU_TYPE_FILM_STRIP)) == position;
}

static GtkWidget *
find_frame (AcuLook *look, guint position)
{
  GtkWidget *list =
      acu_test_find_widget (acu_look_find (look, ACU_TYPE_FILM_STRIP), GTK_TYPE_LIST_VIEW);

  return acu_look_find_cell (look, list, position);
}

static void
view (AcuLook *look)
{
  acu_look_act (look, "select", "uint32 1");
  acu_look_act (look, "open-photo", NULL);
}

static gboolean
has_film (AcuLook *look)
{
  return gtk_window_is_active (look->window) && is_viewed (look, 1) && find_frame (look, 3) &&
         gtk_widget_get_width (find_frame (look, 3)) > 0;
}

static void
go_on (AcuLook *look)
{
}

/* A frame that knows of the pointer on it is what is pressed. */
static gboolean
is_aimed_at (AcuLook *look, guint position)
{
  if (++n_steps % MOMENT != 0)
    return FALSE;
  if (gtk_widget_get_state_flags (find_frame (look, position)) & GTK_STATE_FLAG_PRELIGHT)
    return TRUE;
  acu_hand_point_at (hand, find_frame (look, position), 0.5, 0.5, (int)(n_steps / MOMENT % 2), 0);
  return FALSE;
}

static gboolean
is_aimed_at_3 (AcuLook *look)
{
  return is_aimed_at (look, 3);
}

static gboolean
is_aimed_at_2 (AcuLook *look)
{
  return is_aimed_at (look, 2);
}

static void
click (AcuLook *look)
{
  acu_hand_click (hand);
}

static gboolean
has_3 (AcuLook *look)
{
  return is_viewed (look, 3);
}

static void
press_space (AcuLook *look)
{
  acu_hand_press (hand, GDK_KEY_space);
}

static gboolean
has_4 (AcuLook *look)
{
  return is_viewed (look, 4);
}

static void
turn_back (AcuLook *look)
{
  acu_hand_press (hand, GDK_KEY_Page_Up);
  acu_hand_press (hand, GDK_KEY_Page_Up);
}

static gboolean
has_2 (AcuLook *look)
{
  return is_viewed (look, 2);
}

/* With the key that takes photos out of a selection elsewhere. */
static void
click_shown (AcuLook *look)
{
  acu_hand_hold_key (hand, GDK_KEY_Control_L);
  acu_hand_click (hand);
  acu_hand_let_go_of_key (hand, GDK_KEY_Control_L);
  n_steps = 0;
}

static gboolean
rests (AcuLook *look)
{
  return ++n_steps % MOMENT == 0;
}

static void
keeps_mark (AcuLook *look)
{
  g_assert_true (is_viewed (look, 2));
}

static const AcuPhotoStage stages[] = {
    {"photos", acu_look_is_open, view},
    {"the film", has_film, go_on},
    {"the pointer on a neighbour", is_aimed_at_3, click},
    {"the neighbour", has_3, press_space},
    {"the next one", has_4, turn_back},
    {"two before", has_2, go_on},
    {"the pointer on it", is_aimed_at_2, click_shown},
    {"a click", rests, keeps_mark},
};

static void
test_film (void)
{
  hand = acu_hand_new ();
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
  acu_hand_free (hand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/film/keys", test_film);
  return g_test_run ();
}
