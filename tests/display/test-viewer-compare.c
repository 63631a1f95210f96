/* From the viewer a photo is compared with what was selected with it, else with what is of the same
 * thing, else with the next one; and the way back leads to the viewer. */
#include "app/views/compare/compare-page.h"
#include "app/views/compare/compare-pane.h"
#include "app/views/library/compare-choice.h"
#include "app/views/library/photo-grid.h"
#include "app/views/viewer/viewer-page.h"
#include "tests/display/application-run.h"
#include "tests/headless/test-support.h"

#include <unistd.h>

#define STEP_MS 20

/* Steps that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 3000

/* What the photos are called, by which they are sorted, and which samples they are: the first and
 * the last of the same thing, and no others. */
static const struct {
  const char *name, *sample;
} photos[] = {
    {"a.jpg", "beech-leaves.jpg"}, {"b.jpg", "brick-house.jpg"},
    {"c.jpg", "lake-dusk.jpg"},    {"d.jpg", "pebbles.jpg"},
    {"e.jpg", "still-life.jpg"},   {"f.jpg", "beech-leaves-misfocused.jpg"},
};

typedef struct {
  GtkWindow *window;
  guint stage;
  guint begun; /* the step at which it began */
  AcuPhotoList *photos;
} Look;

static gpointer
find (Look *look, GType type)
{
  return acu_test_find_widget (GTK_WIDGET (look->window), type);
}

static gboolean
is_enabled (Look *look, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (look->window), action);
}

static GtkSelectionModel *
get_selection (Look *look)
{
  return gtk_grid_view_get_model (find (look, GTK_TYPE_GRID_VIEW));
}

static void
act (Look *look, const char *action, const char *parameter)
{
  g_assert_true (is_enabled (look, action));
  acu_test_activate (look->window, action, parameter);
}

static guint
get_viewed (Look *look)
{
  return acu_viewer_page_get_position (find (look, ACU_TYPE_VIEWER_PAGE));
}

/* Where the photo that keys act on in the comparison is in the list. */
static guint
get_compared (Look *look)
{
  gint64 photo = acu_compare_page_get_photo (find (look, ACU_TYPE_COMPARE_PAGE));

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
is_comparing (Look *look, guint reference, guint n)
{
  return get_compared (look) == reference && count_panes (GTK_WIDGET (look->window)) == n;
}

/* What is awaited, and what is done then. */

static gboolean
is_open (Look *look)
{
  GtkSelectionModel *selection = get_selection (look);

  if (!selection || !is_enabled (look, "cull") ||
      g_list_model_get_n_items (G_LIST_MODEL (selection)) < G_N_ELEMENTS (photos))
    return FALSE;
  look->photos = ACU_PHOTO_LIST (gtk_multi_selection_get_model (GTK_MULTI_SELECTION (selection)));
  return TRUE;
}

static void
view_one (Look *look)
{
  act (look, "select", "uint32 1");
  g_assert_false (is_enabled (look, "compare"));
  act (look, "open-photo", NULL);
  act (look, "compare", NULL);
}

static gboolean
has_next_beside (Look *look)
{
  return is_comparing (look, 1, 2);
}

static void
go_back_and_on (Look *look)
{
  act (look, "back", NULL);
  g_assert_cmpuint (get_viewed (look), ==, 1);
  act (look, "compare", NULL);
}

/* The photo with the focus is another one: that is what is viewed then. */
static void
go_back_to_other (Look *look)
{
  act (look, "compare-swap", NULL);
  g_assert_cmpuint (get_compared (look), ==, 2);
  act (look, "back", NULL);
  g_assert_cmpuint (get_viewed (look), ==, 2);
  act (look, "back", NULL);
  g_assert_false (is_enabled (look, "back"));

  /* Of three that are selected the second is viewed: it is the reference. */
  gtk_selection_model_select_item (get_selection (look), 0, TRUE);
  gtk_selection_model_select_item (get_selection (look), 1, FALSE);
  gtk_selection_model_select_item (get_selection (look), 3, FALSE);
  act (look, "open-photo", NULL);
  act (look, "next-photo", NULL);
  act (look, "compare", NULL);
}

static gboolean
has_selected_beside (Look *look)
{
  return is_comparing (look, 1, 3);
}

/* Another than those that are selected is viewed: they are not what is meant. */
static void
view_other (Look *look)
{
  act (look, "back", NULL);
  act (look, "next-photo", NULL);
  act (look, "compare", NULL);
}

static gboolean
has_other_beside (Look *look)
{
  return is_comparing (look, 2, 2);
}

static void
browse (Look *look)
{
  act (look, "back", NULL);
  act (look, "back", NULL);
}

/* The grid finds out by itself. */
static gboolean
has_stack (Look *look)
{
  g_autoptr (GArray) stack = acu_photo_grid_list_similar (find (look, ACU_TYPE_PHOTO_GRID),
                                                          acu_photo_list_get_id (look->photos, 0));

  return stack->len == 2;
}

static void
view_stack (Look *look)
{
  act (look, "select", "uint32 0");
  act (look, "open-photo", NULL);
  act (look, "compare", NULL);
}

static gboolean
has_stack_beside (Look *look)
{
  return is_comparing (look, 0, 2);
}

static void
look_beside (Look *look)
{
  act (look, "compare-swap", NULL);
  g_assert_cmpuint (get_compared (look), ==, G_N_ELEMENTS (photos) - 1);
}

static gboolean
is_so (Look *look)
{
  return TRUE;
}

/* Beside the last photo lies the one before; and what there is to choose from beside. */
static void
choose (Look *look)
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

static const struct {
  const char *name;
  gboolean (*is) (Look *look);
  void (*then) (Look *look);
} stages[] = {
    {"photos", is_open, view_one},
    {"the next one beside it", has_next_beside, go_back_and_on},
    {"the same once more", has_next_beside, go_back_to_other},
    {"those selected beside it", has_selected_beside, view_other},
    {"one that is not selected", has_other_beside, browse},
    {"a stack", has_stack, view_stack},
    {"its other photo", has_stack_beside, look_beside},
    {"nothing", is_so, choose},
};

static gboolean
follow (GtkWindow *window, guint step, gpointer data)
{
  Look *look = data;

  look->window = window;
  if (step - look->begun == PATIENCE)
    g_error ("there is no end to waiting for: %s", stages[look->stage].name);
  if (!stages[look->stage].is (look))
    return TRUE;
  stages[look->stage++].then (look);
  look->begun = step;
  return look->stage < G_N_ELEMENTS (stages);
}

static void
test_viewer_compare (void)
{
  g_autofree char *samples = acu_test_source_path ("data/samples");
  g_autofree char *folder = acu_test_temporary_folder ();
  Look look = {0};
  AcuTestRun run;

  acu_test_forget_everything ();
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++) {
    g_autofree char *sample = g_build_filename (samples, photos[i].sample, NULL);
    g_autofree char *link = g_build_filename (folder, photos[i].name, NULL);
    g_assert_cmpint (symlink (sample, link), ==, 0);
  }
  acu_test_run_application (folder, STEP_MS, follow, &look, &run);
  g_assert_cmpuint (look.stage, ==, G_N_ELEMENTS (stages));
  acu_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/viewer-compare/beside", test_viewer_compare);
  return g_test_run ();
}
