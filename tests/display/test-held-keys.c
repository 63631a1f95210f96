/* A key that is held down rates one photo, however often the display repeats it, and none of those
 * that are gone on to; one that moves does so as long as it is down. */
#include "app/views/shared/settings.h"
#include "app/views/shared/star-rating.h"
#include "app/views/viewer/viewer-page.h"
#include "tests/display/hand.h"
#include "tests/display/photo-stages.h"

static AcuHand *hand;

/* The stars of the photo at @position, or -1 where they are not known yet. */
static int
get_stars (AcuLook *look, guint position)
{
  g_autoptr (AcuPhoto) photo = g_list_model_get_item (G_LIST_MODEL (look->photos), position);
  const AcuPhotoRow *row = acu_photo_get_row (photo);

  return row ? row->stars : -1;
}

/* Keys go to the window that has the display's focus, and in it to what is shown. */
static gboolean
has_keys (AcuLook *look)
{
  return gtk_window_is_active (look->window) && gtk_window_get_focus (look->window);
}

static guint
get_viewed (AcuLook *look)
{
  return acu_viewer_page_get_position (acu_look_find (look, ACU_TYPE_VIEWER_PAGE));
}

/* How often the display presses the key that is down, until it is let go of. */
#define REPEATS 4

/* Steps without a press after which there is none to come. */
#define QUIET 20

static guint n_presses;

static gboolean
count_cb (void)
{
  n_presses++;
  return GDK_EVENT_PROPAGATE;
}

/* Before anything in the window hears of them. */
static void
count_presses (AcuLook *look)
{
  GtkEventController *presses = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (presses, GTK_PHASE_CAPTURE);
  g_signal_connect (presses, "key-pressed", G_CALLBACK (count_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (look->window), presses);
}

static void
hold (guint key)
{
  n_presses = 0;
  acu_hand_hold_key (hand, key);
}

static gboolean
is_repeated (AcuLook *look)
{
  return n_presses > REPEATS;
}

/* The second key, of which there is one press, tells that the first one has been heard. */
static void
change_keys (guint held, guint next)
{
  acu_hand_let_go_of_key (hand, held);
  acu_hand_press (hand, next);
}

/* The grid. */

static void
begin (AcuLook *look)
{
  g_settings_set_boolean (acu_settings_get (), "auto-advance", TRUE);
  acu_look_act (look, "select", "uint32 0");
  gtk_widget_grab_focus (acu_look_find (look, GTK_TYPE_GRID_VIEW));
  count_presses (look);
}

static void
hold_three (AcuLook *look)
{
  hold (GDK_KEY_3);
}

static void
go_on_with_four (AcuLook *look)
{
  change_keys (GDK_KEY_3, GDK_KEY_4);
}

static gboolean
has_rated_two (AcuLook *look)
{
  return get_stars (look, 0) == 3 && get_stars (look, 1) == 4 && acu_look_has_selected (look, 4u);
}

/* Let go of, it is a press of its own. */
static void
press_three_twice (AcuLook *look)
{
  acu_hand_press (hand, GDK_KEY_3);
  acu_hand_press (hand, GDK_KEY_3);
}

static gboolean
has_rated_four (AcuLook *look)
{
  return get_stars (look, 2) == 3 && get_stars (look, 3) == 3;
}

/* The viewer. */

static void
view (AcuLook *look)
{
  acu_look_act (look, "select", "uint32 0");
  acu_look_act (look, "open-photo", NULL);
}

static gboolean
is_viewing (AcuLook *look)
{
  return acu_look_is_enabled (look, "next-photo") && get_viewed (look) == 0 && has_keys (look);
}

static void
hold_one (AcuLook *look)
{
  hold (GDK_KEY_1);
}

static void
go_on_with_two (AcuLook *look)
{
  change_keys (GDK_KEY_1, GDK_KEY_2);
}

static gboolean
has_rated_two_viewed (AcuLook *look)
{
  return get_stars (look, 0) == 1 && get_stars (look, 1) == 2 && get_viewed (look) == 2;
}

static void
hold_space (AcuLook *look)
{
  hold (GDK_KEY_space);
}

static gboolean
has_gone_to_last (AcuLook *look)
{
  return get_viewed (look) == 5;
}

static void
let_go_of_space (AcuLook *look)
{
  acu_hand_let_go_of_key (hand, GDK_KEY_space);
}

/* Whether the window has heard of all presses: a display repeats keys for a slow window, too. */
static gboolean
is_quiet (AcuLook *look)
{
  static guint n_before, n_steps;

  n_steps = n_presses == n_before ? n_steps + 1 : 0;
  n_before = n_presses;
  return n_steps == QUIET;
}

/* The stars themselves. */

static void
view_stars (AcuLook *look)
{
  GtkWidget *stars =
      acu_test_find_widget (acu_look_find (look, ACU_TYPE_VIEWER_PAGE), ACU_TYPE_STAR_RATING);

  acu_look_act (look, "back", NULL);
  acu_look_act (look, "select", "uint32 0");
  acu_look_act (look, "open-photo", NULL);
  gtk_widget_grab_focus (stars);
}

static void
hold_right (AcuLook *look)
{
  g_assert_true (ACU_IS_STAR_RATING (gtk_window_get_focus (look->window)));
  hold (GDK_KEY_Right);
}

static void
go_on_with_five (AcuLook *look)
{
  change_keys (GDK_KEY_Right, GDK_KEY_5);
}

static gboolean
has_one_more (AcuLook *look)
{
  return get_stars (look, 0) == 2 && get_stars (look, 1) == 5 && get_viewed (look) == 2;
}

static void
end (AcuLook *look)
{
  g_settings_reset (acu_settings_get (), "auto-advance");
}

static const AcuPhotoStage stages[] = {
    {"photos", acu_look_is_open, begin},
    {"keys for the grid", has_keys, hold_three},
    {"a key that is held down", is_repeated, go_on_with_four},
    {"stars for one photo, and one by another key", has_rated_two, press_three_twice},
    {"stars for two more", has_rated_four, view},
    {"the viewer", is_viewing, hold_one},
    {"a key that is held down in it", is_repeated, go_on_with_two},
    {"stars for one photo in the viewer", has_rated_two_viewed, hold_space},
    {"the last photo", has_gone_to_last, let_go_of_space},
    {"the end of it", is_quiet, view_stars},
    {"the first photo's stars", is_viewing, hold_right},
    {"a key that is held down on them", is_repeated, go_on_with_five},
    {"one star more", has_one_more, end},
};

static void
test_held_keys (void)
{
  hand = acu_hand_new ();
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
  acu_hand_free (hand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/held-keys/library", test_held_keys);
  return g_test_run ();
}
