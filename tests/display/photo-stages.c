#include "tests/display/photo-stages.h"

#include "app/views/shared/photo-cell.h"
#include "tests/headless/test-support.h"

#include <unistd.h>

#define STEP_MS 20

/* Steps that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 3000

static const struct {
  const char *name, *sample;
} photos[ACU_STAGE_PHOTOS] = {
    {"a.jpg", "beech-leaves.jpg"}, {"b.jpg", "brick-house.jpg"},
    {"c.jpg", "lake-dusk.jpg"},    {"d.jpg", "pebbles.jpg"},
    {"e.jpg", "still-life.jpg"},   {"f.jpg", "beech-leaves-misfocused.jpg"},
};

typedef struct {
  AcuLook look;
  const AcuPhotoStage *stages;
  guint n;
} Run;

gpointer
acu_look_find (AcuLook *look, GType type)
{
  return acu_test_find_widget (GTK_WIDGET (look->window), type);
}

static GtkWidget *
find_cell_below (GtkWidget *widget, gint64 photo)
{
  if (ACU_IS_PHOTO_CELL (widget)) {
    AcuPhoto *shown = acu_photo_cell_get_photo (ACU_PHOTO_CELL (widget));
    return shown && acu_photo_get_id (shown) == photo ? widget : NULL;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_cell_below (child, photo);
    if (found)
      return found;
  }
  return NULL;
}

GtkWidget *
acu_look_find_cell (AcuLook *look, GtkWidget *list, guint position)
{
  return find_cell_below (list, acu_photo_list_get_id (look->photos, position));
}

gboolean
acu_look_is_enabled (AcuLook *look, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (look->window), action);
}

void
acu_look_act (AcuLook *look, const char *action, const char *parameter)
{
  g_assert_true (acu_look_is_enabled (look, action));
  acu_test_activate (look->window, action, parameter);
}

GtkSelectionModel *
acu_look_get_selection (AcuLook *look)
{
  return gtk_grid_view_get_model (acu_look_find (look, GTK_TYPE_GRID_VIEW));
}

gboolean
acu_look_has_selected (AcuLook *look, guint positions)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (acu_look_get_selection (look));
  guint found = 0;

  for (guint i = 0; i < gtk_bitset_get_size (selected); i++)
    found |= 1u << gtk_bitset_get_nth (selected, i);
  return found == positions;
}

gboolean
acu_look_is_open (AcuLook *look)
{
  GtkSelectionModel *selection = acu_look_get_selection (look);

  if (!selection || !acu_look_is_enabled (look, "cull") ||
      g_list_model_get_n_items (G_LIST_MODEL (selection)) < ACU_STAGE_PHOTOS)
    return FALSE;
  look->photos = ACU_PHOTO_LIST (gtk_multi_selection_get_model (GTK_MULTI_SELECTION (selection)));
  return TRUE;
}

gboolean
acu_look_is_so (AcuLook *look)
{
  return TRUE;
}

static gboolean
follow (GtkWindow *window, guint step, gpointer data)
{
  Run *run = data;
  AcuLook *look = &run->look;
  const AcuPhotoStage *stage = &run->stages[look->stage];

  look->window = window;
  if (step - look->begun == PATIENCE)
    g_error ("there is no end to waiting for: %s", stage->name);
  if (!stage->is (look))
    return TRUE;
  stage->then (look);
  look->stage++;
  look->begun = step;
  return look->stage < run->n;
}

void
acu_photo_stages_run (const AcuPhotoStage *stages, guint n)
{
  g_autofree char *samples = acu_test_source_path ("data/samples");
  g_autofree char *folder = acu_test_temporary_folder ();
  Run run = {.look.folder = folder, .stages = stages, .n = n};
  AcuTestRun application;

  acu_test_forget_everything ();
  for (guint i = 0; i < ACU_STAGE_PHOTOS; i++) {
    g_autofree char *sample = g_build_filename (samples, photos[i].sample, NULL);
    g_autofree char *link = g_build_filename (folder, photos[i].name, NULL);
    g_assert_cmpint (symlink (sample, link), ==, 0);
  }
  acu_test_run_application (folder, STEP_MS, follow, &run, &application);
  g_assert_cmpuint (run.look.stage, ==, n);
  acu_test_remove_folder (folder);
}
