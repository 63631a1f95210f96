/* Collections of a person's own: made, filled, emptied, renamed and removed by what is in the
 * window, all of which is undone and done again, and still there at the next start. */
#include "app/views/library/collection-row.h"
#include "app/views/shared/photo-cell.h"
#include "app/views/shared/photo-content.h"
#include "app/views/shared/settings.h"
#include "tests/display/application-run.h"
#include "tests/display/hand.h"
#include "tests/display/toolkit-warnings.h"
#include "tests/display/view-testing.h"
#include "tests/headless/test-support.h"

#define STEP_MS 30

/* Steps that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 2000

#define LAKES  "Zürich & the lakes_2"
#define AUTUMN "autumn"
#define BEST   "Best of the year"
#define ALL    "Whatever there is"

typedef struct {
  GtkWindow *window;
  guint n_photos; /* in the folder */
  guint stage;
  guint begun; /* the step at which it began */
  AcuHand *hand;
  char id[32]; /* of the collection that an action is for */
} Look;

/* One after the other: @is holds before @then is done. */
typedef struct {
  const char *name;
  gboolean (*is) (Look *look);
  void (*then) (Look *look);
} Stage;

/* What is seen. */

static GtkListBox *
get_box (Look *look)
{
  GtkWidget *row = acu_test_find_widget (GTK_WIDGET (look->window), ACU_TYPE_COLLECTION_ROW);

  return row ? GTK_LIST_BOX (gtk_widget_get_parent (row)) : NULL;
}

/* The row at @position, if it tells @name and @n photos. */
static AcuCollectionRow *
find_at (Look *look, int position, const char *name, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  GtkListBox *box = get_box (look);
  GtkListBoxRow *row = box ? gtk_list_box_get_row_at_index (box, position) : NULL;
  GtkWidget *labels = row ? gtk_list_box_row_get_child (row) : NULL;
  GtkWidget *last = labels ? gtk_widget_get_last_child (labels) : NULL;

  if (!row || !gtk_widget_get_mapped (GTK_WIDGET (row)) ||
      !g_str_equal (gtk_label_get_text (GTK_LABEL (last)), count) ||
      !g_str_equal (gtk_label_get_text (GTK_LABEL (gtk_widget_get_prev_sibling (last))), name))
    return NULL;
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (row)), ==, name);

  g_autofree char *told = g_strdup_printf (n == 1 ? "%s, %u photo" : "%s, %u photos", name, n);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, told);
  return ACU_COLLECTION_ROW (row);
}

static guint
count_rows (Look *look)
{
  GtkListBox *box = get_box (look);
  guint n = 0;

  while (box && gtk_list_box_get_row_at_index (box, (int)n))
    n++;
  return n;
}

static guint
count_shown (Look *look)
{
  GtkWidget *view = acu_test_find_widget (GTK_WIDGET (look->window), GTK_TYPE_GRID_VIEW);
  GListModel *model = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (view)));

  return model ? g_list_model_get_n_items (model) : 0;
}

/* The list's row at @position is the one that is selected in it. */
static gboolean
is_selected (Look *look, int position)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (get_box (look));

  return selected && gtk_list_box_row_get_index (selected) == position;
}

static gboolean
is_enabled (Look *look, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (look->window), action);
}

/* What is done. */

static void
press (const char *label)
{
  GtkWidget *button = acu_test_find_button (acu_test_find_dialog (), label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static GtkEditable *
get_entry (void)
{
  return GTK_EDITABLE (acu_test_find_widget (acu_test_find_dialog (), GTK_TYPE_ENTRY));
}

static void
name (const char *text, const char *button)
{
  gtk_editable_set_text (get_entry (), text);
  press (button);
}

/* A name that is refused stays in the entry, and the reason is told. */
static void
name_in_vain (const char *text, const char *reason)
{
  gtk_editable_set_text (get_entry (), text);
  g_assert_false (
      gtk_widget_is_sensitive (acu_test_find_button (acu_test_find_dialog (), "C_reate")));
  g_assert_true (acu_test_says (acu_test_find_dialog (), reason));
  g_assert_cmpstr (gtk_editable_get_text (get_entry ()), ==, text);
}

/* The collection whose row is at @position, as an action takes it; until the next is asked for. */
static const char *
name_id (Look *look, int position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (get_box (look), position);

  g_snprintf (look->id, sizeof look->id, "int64 %" G_GINT64_FORMAT,
              acu_collection_row_get_id (ACU_COLLECTION_ROW (row)));
  return look->id;
}

/* Within the row at @position, as the box has it. */
static GtkListBoxRow *
find_place (Look *look, int position, double *x, double *y)
{
  GtkListBox *box = get_box (look);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (box, position);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (box), &bounds));
  *x = bounds.origin.x + 2;
  *y = bounds.origin.y + 2;
  return row;
}

/* Whether the rows have their places, which those that have just come get with the next frame. */
static gboolean
is_laid_out (Look *look, int position)
{
  double x, y;
  GtkListBoxRow *row = find_place (look, position, &x, &y);

  return gtk_list_box_get_row_at_y (get_box (look), (int)y) == row;
}

static gpointer
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
    if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
      return controller;
  }
  g_assert_not_reached ();
}

/* Drops what a drag from the grid carries on the row at @position. */
static void
drop (Look *look, int position)
{
  GtkWidget *cell = acu_test_find_widget (GTK_WIDGET (look->window), ACU_TYPE_PHOTO_CELL);
  g_autoptr (GdkContentProvider) content = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  double x, y;
  gboolean is_taken;

  g_signal_emit_by_name (find_controller (cell, GTK_TYPE_DRAG_SOURCE), "prepare", 1., 1., &content);
  g_assert_nonnull (content);
  g_value_init (&value, ACU_TYPE_PHOTO_CONTENT);
  gdk_content_provider_get_value (content, &value, &error);
  g_assert_no_error (error);
  find_place (look, position, &x, &y);
  g_signal_emit_by_name (find_controller (GTK_WIDGET (get_box (look)), GTK_TYPE_DROP_TARGET),
                         "drop", &value, x, y, &is_taken);
  g_assert_true (is_taken);
}

/* The stages. */

static gboolean
has_photos (Look *look)
{
  look->n_photos = count_shown (look);
  return is_enabled (look, "cull") && look->n_photos > 3;
}

static void
begin (Look *look)
{
  g_assert_cmpuint (count_rows (look), ==, 0);
  g_assert_false (is_enabled (look, "back")); /* one has been nowhere else */
  g_assert_true (acu_test_says (GTK_WIDGET (look->window), "in all folders"));
  g_assert_false (is_enabled (look, "add-to-collection"));
  acu_test_activate (look->window, "new-collection", NULL);
}

static gboolean
is_asked (Look *look)
{
  return acu_test_find_dialog () != NULL;
}

static void
name_lakes (Look *look)
{
  name_in_vain ("", "needs a name");
  name_in_vain ("  ", "needs a name");
  name (LAKES, "C_reate");
}

static gboolean
has_lakes (Look *look)
{
  return find_at (look, 0, LAKES, 0) && !acu_test_find_dialog ();
}

static void
make_another (Look *look)
{
  acu_test_activate (look->window, "new-collection", NULL);
}

static void
name_autumn (Look *look)
{
  name_in_vain (LAKES, "already");
  name_in_vain (" " LAKES " ", "already");
  name (AUTUMN, "C_reate");
}

static gboolean
has_both (Look *look)
{
  return find_at (look, 0, AUTUMN, 0) && find_at (look, 1, LAKES, 0);
}

static void
select_first (Look *look)
{
  acu_test_activate (look->window, "select", "uint32 0");
}

static gboolean
can_add (Look *look)
{
  return is_enabled (look, "add-to-collection");
}

static void
add_to_lakes (Look *look)
{
  g_assert_false (is_enabled (look, "take-from-collection"));
  acu_test_activate (look->window, "add-to-collection", name_id (look, 1));
}

static gboolean
has_one (Look *look)
{
  return find_at (look, 1, LAKES, 1) && acu_test_says (GTK_WIDGET (look->window), "1 photo added");
}

/* What is in it already is no step of the journal: undo takes back the one before. */
static void
add_again (Look *look)
{
  acu_test_activate (look->window, "add-to-collection", name_id (look, 1));
}

static gboolean
says_already (Look *look)
{
  return acu_test_says (GTK_WIDGET (look->window), "has them already");
}

static void
undo (Look *look)
{
  acu_test_activate (look->window, "undo", NULL);
}

static gboolean
is_undone (Look *look)
{
  return find_at (look, 1, LAKES, 0) != NULL;
}

static void
redo (Look *look)
{
  acu_test_activate (look->window, "redo", NULL);
}

static gboolean
is_redone (Look *look)
{
  return find_at (look, 1, LAKES, 1) != NULL;
}

static void
show_lakes (Look *look)
{
  g_assert_null (gtk_list_box_get_selected_row (get_box (look)));
  g_signal_emit_by_name (get_box (look), "row-activated", find_at (look, 1, LAKES, 1));
}

static gboolean
shows_lakes (Look *look)
{
  return is_selected (look, 1) && count_shown (look) == 1;
}

static gboolean
can_take (Look *look)
{
  return is_enabled (look, "take-from-collection");
}

static void
take (Look *look)
{
  acu_test_activate (look->window, "take-from-collection", NULL);
}

static gboolean
is_empty (Look *look)
{
  return find_at (look, 1, LAKES, 0) && count_shown (look) == 0 &&
         acu_test_says (GTK_WIDGET (look->window), "lakes_2” has no photos yet") &&
         acu_test_says (GTK_WIDGET (look->window), "1 photo removed");
}

static void
rename_lakes (Look *look)
{
  acu_test_activate (look->window, "rename-collection", name_id (look, 1));
}

static void
name_best (Look *look)
{
  g_assert_cmpstr (gtk_editable_get_text (get_entry ()), ==, LAKES);
  gtk_editable_set_text (get_entry (), AUTUMN);
  g_assert_false (
      gtk_widget_is_sensitive (acu_test_find_button (acu_test_find_dialog (), "_Rename")));
  g_assert_true (acu_test_says (acu_test_find_dialog (), "already"));
  name (BEST, "_Rename");
}

static gboolean
has_old_name (Look *look)
{
  return find_at (look, 1, LAKES, 1) && is_selected (look, 1) &&
         acu_test_says (GTK_WIDGET (look->window),
                        "undone: collection “zürich & the lakes_2” renamed");
}

static gboolean
is_renamed (Look *look)
{
  return find_at (look, 1, BEST, 1) && is_selected (look, 1) && count_rows (look) == 2;
}

static void
show_all (Look *look)
{
  acu_test_activate (look->window, "collection", "'all'");
}

static gboolean
shows_all (Look *look)
{
  return count_shown (look) == look->n_photos && !gtk_list_box_get_selected_row (get_box (look));
}

/* The button in the header that does @action is there as far as there is a way. */
static gboolean
shows_button (Look *look, const char *action)
{
  GtkWidget *button = acu_test_find_acting (GTK_WIDGET (look->window), action);

  g_assert_nonnull (button);
  return gtk_widget_get_mapped (button);
}

/* With the button at the side of a mouse. */
static void
go_back (Look *look)
{
  g_assert_true (shows_button (look, "win.back"));
  g_assert_false (shows_button (look, "win.forward"));
  acu_hand_move (look->hand, 640, 400);
  acu_hand_click_with (look->hand, 8);
}

static gboolean
shows_best (Look *look)
{
  return is_renamed (look) && count_shown (look) == 1 && is_enabled (look, "forward");
}

static void
go_forward (Look *look)
{
  g_assert_true (shows_button (look, "win.forward"));
  acu_hand_click_with (look->hand, 9);
}

static void
step_back (Look *look)
{
  acu_test_activate (look->window, "back", NULL);
}

static void
step_forward (Look *look)
{
  acu_test_activate (look->window, "forward", NULL);
}

static gboolean
shows_all_again (Look *look)
{
  return shows_all (look) && !is_enabled (look, "forward") && is_enabled (look, "back");
}

static void
select_all (Look *look)
{
  acu_test_activate (look->window, "select-all", NULL);
}

static void
collect_all (Look *look)
{
  acu_test_activate (look->window, "collect-in-new", NULL);
}

static void
name_all (Look *look)
{
  name (ALL, "C_reate");
}

static gboolean
has_all (Look *look)
{
  return find_at (look, 2, ALL, look->n_photos) != NULL && is_laid_out (look, 0);
}

static void
drop_on_autumn (Look *look)
{
  drop (look, 0);
}

static gboolean
is_dropped (Look *look)
{
  return find_at (look, 0, AUTUMN, look->n_photos) != NULL;
}

static gboolean
is_undropped (Look *look)
{
  return find_at (look, 0, AUTUMN, 0) != NULL;
}

static void
show_last (Look *look)
{
  acu_test_activate (look->window, "own-collection", name_id (look, 2));
}

static gboolean
shows_last (Look *look)
{
  return is_selected (look, 2) && count_shown (look) == look->n_photos;
}

static void
remove_last (Look *look)
{
  acu_test_activate (look->window, "remove-collection", name_id (look, 2));
}

static void
keep (Look *look)
{
  g_assert_true (acu_test_says (acu_test_find_dialog (), "photos stay where they are"));
  press ("_Cancel");
}

static gboolean
is_answered (Look *look)
{
  return !acu_test_find_dialog () && count_rows (look) == 3;
}

static void
confirm (Look *look)
{
  press ("_Remove");
}

static gboolean
is_removed (Look *look)
{
  return count_rows (look) == 2 && shows_all (look);
}

static gboolean
is_removed_with_word (Look *look)
{
  return is_removed (look) &&
         acu_test_says (GTK_WIDGET (look->window), "collection “whatever there is” removed") &&
         acu_test_find_button (GTK_WIDGET (look->window), "Undo");
}

static void
press_undo (Look *look)
{
  g_signal_emit_by_name (acu_test_find_button (GTK_WIDGET (look->window), "Undo"), "clicked");
}

/* It is shown, as it was before it went. */
static gboolean
is_back (Look *look)
{
  return count_rows (look) == 3 && find_at (look, 2, ALL, look->n_photos) && shows_last (look);
}

/* That it was made is undone while it is shown. */
static gboolean
is_unmade (Look *look)
{
  return is_removed (look) &&
         acu_test_says (GTK_WIDGET (look->window), "new collection “whatever there is”");
}

static gboolean
is_there_still (Look *look)
{
  return look->n_photos > 0 && find_at (look, 0, AUTUMN, look->n_photos) &&
         find_at (look, 1, BEST, 1) && count_rows (look) == 2;
}

static const Stage first_run[] = {
    {"photos", has_photos, begin},
    {"the name of the first", is_asked, name_lakes},
    {"the first", has_lakes, make_another},
    {"the name of the second", is_asked, name_autumn},
    {"both", has_both, select_first},
    {"a photo to add", can_add, add_to_lakes},
    {"a photo in it", has_one, add_again},
    {"what is in it already", says_already, undo},
    {"none in it again", is_undone, redo},
    {"one in it again", is_redone, show_lakes},
    {"its photo alone", shows_lakes, select_first},
    {"a photo to take out", can_take, take},
    {"nothing in it", is_empty, undo},
    {"its photo back", shows_lakes, rename_lakes},
    {"its other name", is_asked, name_best},
    {"that name", is_renamed, undo},
    {"its old name", has_old_name, redo},
    {"the other name again", is_renamed, show_all},
    {"all photos", shows_all, go_back},
    {"where one was before", shows_best, go_forward},
    {"all photos again", shows_all_again, step_back},
    {"where one was before, once more", shows_best, step_forward},
    {"and forward from there", shows_all_again, select_all},
    {"photos to add", can_add, collect_all},
    {"the name of the third", is_asked, name_all},
    {"all in it", has_all, drop_on_autumn},
    {"all in the second", is_dropped, show_last},
    {"the third", shows_last, remove_last},
    {"the question", is_asked, keep},
    {"the third as before", is_answered, remove_last},
    {"the question again", is_asked, confirm},
    {"all photos instead", is_removed_with_word, press_undo},
    {"the third back", is_back, redo},
    {"none again", is_removed, undo},
    {"the third once more", is_back, undo},
    {"none in the second", is_undropped, undo},
    {"the third unmade", is_unmade, redo},
    {"the third made again", has_all, redo},
    {"all in the second again", is_dropped, redo},
    {"no third at last", is_removed, NULL},
};

static const Stage second_run[] = {
    {"photos", has_photos, show_all},
    {"the collections", is_there_still, NULL},
};

typedef struct {
  Look look;
  const Stage *stages;
  guint n_stages;
} Way;

static gboolean
step (GtkWindow *window, guint n, gpointer data)
{
  Way *way = data;
  const Stage *stage = &way->stages[way->look.stage];

  way->look.window = window;
  if (n > way->look.begun + PATIENCE)
    g_error ("waited in vain for %s", stage->name);
  if (!stage->is (&way->look))
    return TRUE;
  if (stage->then)
    stage->then (&way->look);
  way->look.begun = n;
  return ++way->look.stage < way->n_stages;
}

static void
run (const Stage *stages, guint n)
{
  g_autofree char *folder = acu_test_source_path ("data/samples");
  Way way = {.stages = stages, .n_stages = n, .look.hand = acu_hand_new ()};
  AcuTestRun measured;

  acu_test_run_application (folder, STEP_MS, step, &way, &measured);
  g_assert_cmpuint (way.look.stage, ==, n);
  acu_hand_free (way.look.hand);
}

static void
test_way (void)
{
  run (first_run, G_N_ELEMENTS (first_run));
  run (second_run, G_N_ELEMENTS (second_run));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  acu_test_hush_toolkit ();
  g_test_add_func ("/collections/way", test_way);
  return g_test_run ();
}
