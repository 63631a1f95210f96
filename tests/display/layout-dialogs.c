#include "tests/display/layout-dialogs.h"

#include "app/learning/service/run-record.h"
#include "app/views/models/model-import.h"
#include "app/views/preferences/key-dialog.h"
#include "tests/display/application-run.h"
#include "tests/display/layout-home.h"

/* The folder of the photos is the first that the catalog knows. */
#define FOLDER "int64 1"

#define MODEL "Προσαρμογή στις φωτογραφίες του καλοκαιρινού ταξιδιού στα νησιά"

/* A key that another action has. */
#define TAKEN "<Control>o"

static void
ask (AcuTour *tour, const char *action, const char *parameter, const char *view)
{
  acu_tour_act (tour, action, parameter);
  acu_tour_look_at_message (tour, view);
}

void
acu_tour_dialogs_of_photos (AcuTour *tour)
{
  ask (tour, "trash", NULL, "moving to the trash");
  ask (tour, "new-collection", NULL, "naming a collection");
  ask (tour, "filter-date", "'days'", "asking for days");
  ask (tour, "remove-folder", FOLDER, "removing a folder");
}

static void
import_ratings (AcuTour *tour, AcuLayoutRatings kind, const char *view)
{
  g_autofree char *path = acu_layout_home_write_ratings (tour->folder, kind);
  g_autofree char *parameter = g_strdup_printf ("'%s'", path);

  ask (tour, "label-import-file", parameter, view);
}

void
acu_tour_dialogs_of_labels (AcuTour *tour)
{
  ask (tour, "label-rename", "'" ACU_LAYOUT_SET "'", "renaming a label set");
  ask (tour, "label-remove", "'" ACU_LAYOUT_SET "'", "removing a label set");
  import_ratings (tour, ACU_LAYOUT_RATINGS_BAD, "bad ratings");
  import_ratings (tour, ACU_LAYOUT_RATINGS_NAMELESS, "ratings without names");
  import_ratings (tour, ACU_LAYOUT_RATINGS_OTHER, "ratings of another set");
}

void
acu_tour_dialogs_of_runs (AcuTour *tour)
{
  ask (tour, "discard-run", "'" ACU_LAYOUT_RUN "'", "discarding a result");
  ask (tour, "remove-run", "'" ACU_LAYOUT_RUN "'", "removing a run");
}

static void
imported_cb (const char *name, const char *message, gpointer data)
{
  g_assert_null (name);
}

/* Of a model whose name is too long for its entry. */
static void
look_at_model_import (AcuTour *tour)
{
  g_autofree char *result = acu_run_record_path (ACU_LAYOUT_RUN, ACU_RECORD_RESULT);
  g_autofree char *path = g_strdup_printf ("%s/%s.safetensors", g_get_user_data_dir (), MODEL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_make_symbolic_link (file, result, NULL, NULL);
  acu_model_import (GTK_WIDGET (tour->window), file, NULL, imported_cb, NULL);
  acu_tour_look_at_message (tour, "importing a model");
}

static void
look_at_key_dialog (AcuTour *tour)
{
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);
  AcuKeyDialog *dialog = acu_key_dialog_new (tour->window, &keys[0]);

  gtk_window_present (GTK_WINDOW (dialog));
  acu_key_dialog_propose (dialog, TAKEN);
  acu_tour_look_at_message (tour, "another key");
}

void
acu_tour_dialogs_of_program (AcuTour *tour)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (tour->window));

  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  acu_tour_look_at_message (tour, "about");
  look_at_model_import (tour);
  look_at_key_dialog (tour);
}
