/* Whoever rates goes on to the next photo; what undo and redo change is shown all the same, in the
 * grid, in the viewer and where photos are culled. */
#include "app/views/cull/cull-page.h"
#include "app/views/cull/cull-sidebar.h"
#include "app/views/shared/settings.h"
#include "app/views/viewer/viewer-page.h"
#include "tests/display/photo-stages.h"
#include "tests/display/view-testing.h"

#define BIT(position) (1u << (position))

static gint64
get_id (AcuLook *look, guint position)
{
  return acu_photo_list_get_id (look->photos, position);
}

/* The grid. */

static void
rate_and_undo (AcuLook *look)
{
  g_settings_set_boolean (acu_settings_get (), "auto-advance", TRUE);
  acu_look_act (look, "select", "uint32 1");
  acu_look_act (look, "rate", "4");
  g_assert_true (acu_look_has_selected (look, BIT (2)));
  acu_look_act (look, "undo", NULL);
}

static gboolean
has_second (AcuLook *look)
{
  return acu_look_has_selected (look, BIT (1));
}

static void
redo_elsewhere (AcuLook *look)
{
  acu_look_act (look, "select", "uint32 4");
  acu_look_act (look, "redo", NULL);
}

static void
flag_several (AcuLook *look)
{
  GtkSelectionModel *selection = acu_look_get_selection (look);

  gtk_selection_model_select_item (selection, 0, TRUE);
  gtk_selection_model_select_item (selection, 3, FALSE);
  acu_look_act (look, "flag", "1");
  acu_look_act (look, "select", "uint32 2");
  acu_look_act (look, "undo", NULL);
}

static gboolean
has_several (AcuLook *look)
{
  return acu_look_has_selected (look, BIT (0) | BIT (3));
}

/* What offers to undo what was done to several. */

static guint n_dismissed;

static gboolean
dismissed_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  n_dismissed++;
  return TRUE;
}

static void
watch_toasts (void)
{
  g_autoptr (GTypeClass) toasts = g_type_class_ref (ADW_TYPE_TOAST); /* has its signals be there */

  g_signal_add_emission_hook (g_signal_lookup ("dismissed", ADW_TYPE_TOAST), 0, dismissed_cb, NULL,
                              NULL);
}

static GtkWidget *
find_undo (AcuLook *look)
{
  GtkWidget *overlay = acu_look_find (look, ADW_TYPE_TOAST_OVERLAY);

  return acu_test_find_button (overlay, "Undo");
}

static void
label_two (AcuLook *look, const char *colour)
{
  GtkSelectionModel *selection = acu_look_get_selection (look);

  gtk_selection_model_select_item (selection, 1, TRUE);
  gtk_selection_model_select_item (selection, 2, FALSE);
  acu_look_act (look, "colour", colour);
}

static void
make_two_red (AcuLook *look)
{
  watch_toasts ();
  label_two (look, "1");
}

static void
make_two_green (AcuLook *look)
{
  label_two (look, "3");
}

static gboolean
offers_undo (AcuLook *look)
{
  return acu_test_says (GTK_WIDGET (look->window), "2 photos: ") && find_undo (look);
}

/* It goes at once when undo would take back something else. */
static void
label_another (AcuLook *look)
{
  n_dismissed = 0;
  acu_look_act (look, "select", "uint32 4");
  acu_look_act (look, "colour", "2");
  g_assert_cmpuint (n_dismissed, ==, 1);
}

static gboolean
offers_none (AcuLook *look)
{
  return !find_undo (look);
}

static void
filter (AcuLook *look)
{
  n_dismissed = 0;
  acu_look_act (look, "filter-stars", "3");
  g_assert_cmpuint (n_dismissed, ==, 1);
  acu_look_act (look, "clear-filter", NULL);
}

/* Nor is it offered for what is written when something else has been done already. */
static void
label_two_and_another (AcuLook *look)
{
  label_two (look, "5");
  acu_look_act (look, "select", "uint32 4");
  acu_look_act (look, "colour", "0");
}

static gboolean
says_without_undo (AcuLook *look)
{
  if (!acu_test_says (GTK_WIDGET (look->window), "2 photos: "))
    return FALSE;
  g_assert_null (find_undo (look));
  return TRUE;
}

/* The viewer. */

static void
rate_in_viewer (AcuLook *look)
{
  acu_look_act (look, "select", "uint32 2");
  acu_look_act (look, "open-photo", NULL);
  acu_look_act (look, "flag", "-1");
  g_assert_cmpuint (acu_viewer_page_get_position (acu_look_find (look, ACU_TYPE_VIEWER_PAGE)), ==,
                    3);
  acu_look_act (look, "undo", NULL);
}

static gboolean
views_third (AcuLook *look)
{
  return acu_viewer_page_get_position (acu_look_find (look, ACU_TYPE_VIEWER_PAGE)) == 2;
}

/* What a filter has hidden comes back with what is undone. */

static void
rate_highly (AcuLook *look)
{
  acu_look_act (look, "back", NULL);
  acu_look_act (look, "select", "uint32 3");
  look->photo = get_id (look, 3);
  acu_look_act (look, "rate", "5");
  acu_look_act (look, "filter-stars", "5");
}

static gboolean
shows_only (AcuLook *look)
{
  return g_list_model_get_n_items (G_LIST_MODEL (look->photos)) == 1 &&
         get_id (look, 0) == look->photo;
}

/* It keeps its place until another filter is asked for; what ends as it began is no step to undo.
 */
static void
rate_away (AcuLook *look)
{
  acu_look_act (look, "select", "uint32 0");
  acu_look_act (look, "rate", "1");
  acu_look_act (look, "filter-stars", "4");
  acu_look_act (look, "filter-stars", "5");
}

static gboolean
shows_none (AcuLook *look)
{
  return g_list_model_get_n_items (G_LIST_MODEL (look->photos)) == 0 &&
         !acu_photo_list_is_pending (look->photos);
}

static void
undo_rating (AcuLook *look)
{
  acu_look_act (look, "undo", NULL);
}

static gboolean
shows_it_selected (AcuLook *look)
{
  return shows_only (look) && acu_look_has_selected (look, BIT (0));
}

/* Culling. */

static void
cull (AcuLook *look)
{
  acu_look_act (look, "clear-filter", NULL);
}

static gboolean
shows_all (AcuLook *look)
{
  return g_list_model_get_n_items (G_LIST_MODEL (look->photos)) == ACU_STAGE_PHOTOS;
}

static void
begin_culling (AcuLook *look)
{
  acu_look_act (look, "cull", NULL);
}

static gboolean
has_group (AcuLook *look)
{
  g_autoptr (GArray) group = acu_cull_page_list_group (acu_look_find (look, ACU_TYPE_CULL_PAGE));

  return group->len == 2 && acu_look_is_enabled (look, "rate");
}

static void
rate_in_group (AcuLook *look)
{
  AcuCullPage *page = acu_look_find (look, ACU_TYPE_CULL_PAGE);

  look->photo = acu_cull_page_get_photo (page);
  acu_look_act (look, "rate", "2");
  g_assert_cmpint (acu_cull_page_get_photo (page), !=, look->photo);
  /* Nor is the group the one that is looked at. */
  acu_look_act (look, "cull-previous", NULL);
  acu_look_act (look, "cull-previous", NULL);
  g_assert_cmpint (acu_cull_page_get_photo (page), !=, look->photo);
  acu_look_act (look, "undo", NULL);
}

static gboolean
culls_it (AcuLook *look)
{
  return acu_cull_page_get_photo (acu_look_find (look, ACU_TYPE_CULL_PAGE)) == look->photo;
}

/* What a rating leaves in the list beside: the entries, and the focus of one that is not the chosen
 * one. */

static GtkWidget *
find_list (AcuLook *look)
{
  return acu_test_find_widget (acu_look_find (look, ACU_TYPE_CULL_SIDEBAR), GTK_TYPE_LIST_VIEW);
}

static void
changed_cb (guint *n)
{
  (*n)++;
}

static guint n_listed, n_replaced;

static GtkWidget *
find_row (AcuLook *look)
{
  return gtk_widget_get_first_child (find_list (look));
}

static void
walk_and_pick (AcuLook *look)
{
  GtkWidget *list = find_list (look);
  GtkWidget *row = find_row (look);
  GtkWidget *title = acu_test_find_widget (row, GTK_TYPE_LABEL);

  g_signal_connect_swapped (acu_look_find (look, ACU_TYPE_CULL_SIDEBAR), "selected",
                            G_CALLBACK (changed_cb), &n_listed);
  g_signal_connect_swapped (gtk_list_view_get_model (GTK_LIST_VIEW (list)), "items-changed",
                            G_CALLBACK (changed_cb), &n_replaced);
  acu_look_act (look, "flag", "1");
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (gtk_window_get_focus (look->window) == row);
  /* Words that are out of date. */
  g_assert_true (acu_test_says (row, "0 photos"));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), "5 photos");
}

static gboolean
is_listed (AcuLook *look)
{
  return n_listed > 0 && acu_test_says (find_row (look), "0 photos");
}

static void
look_at_list (AcuLook *look)
{
  g_assert_cmpuint (n_replaced, ==, 0);
  g_assert_true (gtk_window_get_focus (look->window) == find_row (look));
}

static void
end (AcuLook *look)
{
  look_at_list (look);
  g_settings_reset (acu_settings_get (), "auto-advance");
}

static const AcuPhotoStage stages[] = {
    {"photos", acu_look_is_open, rate_and_undo},
    {"the one whose stars were undone", has_second, redo_elsewhere},
    {"the one whose stars are back", has_second, flag_several},
    {"those whose flags were undone", has_several, make_two_red},
    {"an offer to undo two", offers_undo, label_another},
    {"no offer any more", offers_none, make_two_green},
    {"the offer once more", offers_undo, filter},
    {"no offer after a filter", offers_none, label_two_and_another},
    {"words of the two, and no offer", says_without_undo, rate_in_viewer},
    {"the one whose flag was undone, in the viewer", views_third, rate_highly},
    {"the one with five stars", shows_only, rate_away},
    {"none with five stars", shows_none, undo_rating},
    {"the one that has five stars again", shows_it_selected, cull},
    {"all photos", shows_all, begin_culling},
    {"a group", has_group, rate_in_group},
    {"the one that was undone in the group", culls_it, walk_and_pick},
    {"the entries listed anew", is_listed, end},
};

static void
test_undone (void)
{
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/undone-photos/shown", test_undone);
  return g_test_run ();
}
