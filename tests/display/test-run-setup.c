/* How a run is set up by whoever is quick, what is told of what is missing, and what the choices
 * and the paper's ablations make of one another. */
#include "app/catalog/database.h"
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "app/views/train/run-setup.h"
#include "compute/weights/deterministic-weights.h"
#include "compute/weights/model-file.h"
#include "tests/display/application-run.h"
#include "tests/display/file-chooser.h"
#include "tests/display/view-testing.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

/* The row called @title, of those that are shown. */
static AdwComboRow *
find_choice (GtkWidget *widget, const char *title)
{
  if (ADW_IS_COMBO_ROW (widget) && gtk_widget_get_visible (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return ADW_COMBO_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    AdwComboRow *found = find_choice (child, title);
    if (found)
      return found;
  }
  return NULL;
}

static const char *
get_choice (AdwComboRow *row)
{
  return gtk_string_object_get_string (adw_combo_row_get_selected_item (row));
}

/* Chooses what is called @wanted. */
static void
choose (AdwComboRow *row, const char *wanted)
{
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);
    if (g_str_equal (gtk_string_object_get_string (item), wanted)) {
      adw_combo_row_set_selected (row, i);
      return;
    }
  }
  g_error ("“%s” is not among the choices", wanted);
}

/* What is written in the row of a file or folder, of those that are shown; NULL where none is.  Its
 * end is what is seen. */
static const char *
get_path (GtkWidget *widget)
{
  if (ADW_IS_ENTRY_ROW (widget) && gtk_widget_get_mapped (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)),
                   "File or folder")) {
    const char *text = gtk_editable_get_text (GTK_EDITABLE (widget));
    g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (widget)), ==,
                     g_utf8_strlen (text, -1));
    return text;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    const char *found = get_path (child);
    if (found)
      return found;
  }
  return NULL;
}

/* Each of the two rows of paths is filled in by its own chooser. */
static void
choose_paths (GtkWidget *form)
{
  g_autofree char *csv = g_build_filename (g_get_user_data_dir (), "chosen.csv", NULL);

  g_assert_true (g_file_set_contents (csv, "path,mos\n", -1, NULL));
  choose (find_choice (form, "Learn from"), "A file or folder");
  gtk_widget_activate_action (form, "setup.choose-path", NULL);
  g_free (acu_test_choose_file (csv));
  g_assert_cmpstr (get_path (form), ==, csv);

  choose (find_choice (form, "Learn from"), "Ours");
  g_assert_null (get_path (form));
  choose (find_choice (form, "Hold out"), "Another set");
  choose (find_choice (form, "Held-out data"), "A file or folder");
  gtk_widget_activate_action (form, "setup.choose-held-out-path", NULL);
  g_free (acu_test_choose_file (csv));
  g_assert_cmpstr (get_path (form), ==, csv);
  choose (find_choice (form, "Hold out"), "A part of the data");
}

/* The button that lays the recipe called @title over the settings. */
static GtkWidget *
find_recipe (GtkWidget *widget, const char *title)
{
  if (GTK_IS_TOGGLE_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), title) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_recipe (child, title);
    if (found)
      return found;
  }
  return NULL;
}

static gboolean
is_pressed (GtkWidget *form, const char *title)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_recipe (form, title)));
}

/* One click on what is shown; nothing is opened before. */
static void
choose_recipe (GtkWidget *form, const char *title)
{
  GtkWidget *button = find_recipe (form, title);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_mapped (button) && gtk_widget_get_focusable (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (is_pressed (form, title));
}

/* For how many letters the label in @widget that says @text has room at least; -1: for none. */
static int
get_width_chars (GtkWidget *widget, const char *text)
{
  int chars = -1;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return gtk_label_get_width_chars (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    chars = MAX (chars, get_width_chars (child, text));
  return chars;
}

static void
ready_cb (gpointer setup, gboolean yes, gboolean *ready)
{
  *ready = yes;
}

/* A ResNet-50 among the models. */
static void
install_resnet (void)
{
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("resnet50", ACU_FUSION_SINGLE, NULL);
  g_autoptr (AcuTensorSet) weights = acu_deterministic_weights (architecture, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = acu_model_file_new (architecture, weights, &error);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "acutance", "models", NULL);
  g_autofree char *path = g_build_filename (folder, "Residual.safetensors", NULL);

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  acu_model_file_save (file, ACU_ELEMENT_F16, path, &error);
  g_assert_no_error (error);
}

static void
remove_resnet (void)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  g_assert_true (acu_model_store_remove (store, "Residual", NULL));
}

/* Whoever is quicker than the catalog finds everything there once it is open. */
static void
test_early_setup (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  AcuRunSetup *setup = g_object_new (ACU_TYPE_RUN_SETUP, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();
  gboolean ready = FALSE;

  g_signal_connect (setup, "ready", G_CALLBACK (ready_cb), &ready);
  acu_run_setup_attach (setup, library, service);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (setup));
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (setup)))
    acu_test_turn (began);
  acu_run_setup_choose_data (setup, "/nowhere/scores.csv");
  g_assert_false (ready);
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  while (!ready)
    acu_test_turn (began);

  /* A narrow window has room for as much of what is held out as is needed to know it. */
  GtkWidget *held_out = GTK_WIDGET (find_choice (GTK_WIDGET (setup), "Hold out"));
  g_assert_cmpint (get_width_chars (held_out, "A part of the data"), >=, 12);
  g_assert_cmpstr (get_path (GTK_WIDGET (setup)), ==, "/nowhere/scores.csv");

  /* Nor is a recipe begun whose network nobody has. */
  choose_recipe (GTK_WIDGET (setup), "ResNet-50 backbone");
  g_assert_false (ready);
  g_assert_true (acu_test_shows (GTK_WIDGET (setup), "Import a ResNet-50 first"));
  choose_recipe (GTK_WIDGET (setup), "The paper’s settings");
  g_assert_true (ready);

  /* Whoever imports one finds it chosen; what is being typed meanwhile stays as it is. */
  choose_recipe (GTK_WIDGET (setup), "ResNet-50 backbone");
  choose (find_choice (GTK_WIDGET (setup), "Hold out"), "Another set");
  choose (find_choice (GTK_WIDGET (setup), "Held-out data"), "A file or folder");
  AdwComboRow *layout = ADW_COMBO_ROW (
      gtk_widget_get_template_child (GTK_WIDGET (setup), ACU_TYPE_RUN_SETUP, "held_out_layout"));
  adw_combo_row_set_selected (layout, 2);
  install_resnet ();
  while (!g_str_equal (get_choice (find_choice (GTK_WIDGET (setup), "Base model")), "Residual"))
    acu_test_turn (began);
  g_assert_false (acu_test_shows (GTK_WIDGET (setup), "Import a ResNet-50 first"));
  g_assert_cmpstr (get_choice (find_choice (GTK_WIDGET (setup), "Held-out data")), ==,
                   "A file or folder");
  g_assert_cmpuint (adw_combo_row_get_selected (layout), ==, 2);
  choose (find_choice (GTK_WIDGET (setup), "Hold out"), "A part of the data");
  g_assert_true (ready);
  remove_resnet ();
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_library_close (library);
  g_object_unref (library);
}

/* What cannot be read is told, and stays told whatever is changed meanwhile. */
static void
test_unreadable (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "acutance", "catalog.db", NULL);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  AcuRunSetup *setup = g_object_new (ACU_TYPE_RUN_SETUP, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  while (acu_library_get_state (library) != ACU_LIBRARY_READY)
    acu_test_turn (began);
  g_autoptr (AcuDatabase) database = acu_database_open (path, ACU_DATABASE_WRITE, NULL);
  g_assert_true (
      acu_database_run_script (database, "ALTER TABLE label_sets RENAME TO hidden", NULL));
  acu_run_setup_attach (setup, library, service);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (setup));
  gtk_window_present (GTK_WINDOW (window));
  while (!acu_test_shows (GTK_WIDGET (setup), "no such table"))
    acu_test_turn (began);
  choose (find_choice (GTK_WIDGET (setup), "Hold out"), "Another set");
  g_assert_true (acu_test_shows (GTK_WIDGET (setup), "no such table"));
  g_assert_false (acu_test_shows (GTK_WIDGET (setup), "Looking for models and data"));
  g_assert_true (
      acu_database_run_script (database, "ALTER TABLE hidden RENAME TO label_sets", NULL));
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_library_close (library);
  g_object_unref (library);
}

/* A set made of photos, which is found without anyone naming it. */
static void
make_set (const char *name)
{
  g_autofree char *folder =
      g_build_filename (g_get_user_data_dir (), "acutance", "synthetic-sets", name, NULL);
  g_autofree char *path = g_build_filename (folder, "labels.csv", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "path,mos\n", -1, NULL));
}

static void
note_cb (GSimpleAction *action, GVariant *model, gpointer asked)
{
  g_string_assign (asked, g_action_get_name (G_ACTION (action)));
  if (model)
    g_string_append_printf (asked, " %s", g_variant_get_string (model, NULL));
}

/* What the button of the base's card asks of the window; until the next time. */
static const char *
press_card (GtkWidget *form)
{
  static const GActionEntry entries[] = {{"models", note_cb}, {"show-model", note_cb, "s"}};
  static char asked[64];
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GString) noted = g_string_new (NULL);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (form));

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), noted);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
  g_signal_emit_by_name (acu_test_find_acting (form, "setup.show-base"), "clicked");
  gtk_widget_insert_action_group (window, "win", NULL);
  g_strlcpy (asked, noted->str, sizeof asked);
  return asked;
}

/* What is held out is chosen among the same sets as what is learned from; and the recipe's base
 * where every other is. */
static void
test_choices (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  AcuRunSetup *setup = g_object_new (ACU_TYPE_RUN_SETUP, NULL);
  GtkWidget *form = GTK_WIDGET (setup);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();
  gboolean ready = FALSE;

  make_set ("Ours");
  make_set ("Theirs");
  install_resnet ();
  g_signal_connect (setup, "ready", G_CALLBACK (ready_cb), &ready);
  acu_run_setup_attach (setup, library, service);
  gtk_window_set_child (GTK_WINDOW (window), form);
  gtk_window_present (GTK_WINDOW (window));
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  while (!ready)
    acu_test_turn (began);

  choose (find_choice (form, "Learn from"), "Ours");
  g_assert_null (find_choice (form, "Held-out data"));
  choose (find_choice (form, "Hold out"), "Another set");
  g_assert_false (ready);
  g_assert_true (acu_test_shows (form, "Choose the set to hold out."));
  choose (find_choice (form, "Held-out data"), "Ours");
  g_assert_false (ready);
  choose (find_choice (form, "Held-out data"), "Theirs");
  g_assert_true (ready);
  /* A look at what there is meanwhile changes nothing. */
  acu_run_setup_choose_data (setup, "/nowhere/scores.csv");
  g_assert_false (ready);
  while (!g_str_equal (get_choice (find_choice (form, "Learn from")), "A file or folder"))
    acu_test_turn (began);
  g_assert_cmpstr (get_choice (find_choice (form, "Held-out data")), ==, "Theirs");
  choose (find_choice (form, "Hold out"), "A part of the data");
  g_assert_null (find_choice (form, "Held-out data"));

  AdwComboRow *base = find_choice (form, "Base model");
  choose (base, "From nothing: nano");
  /* What could not learn anything is said before it is begun. */
  g_assert_false (ready);
  g_assert_true (acu_test_shows (form, "a quick run trains the head alone"));
  /* What the paper's settings are is told of what learns. */
  g_assert_true (acu_test_shows (form, "for the head alone"));
  choose (find_choice (form, "Trained part"), "Everything (full)");
  g_assert_true (ready);
  g_assert_true (acu_test_shows (form, "for a network that has learned nothing yet"));
  choose (base, "nano");
  g_assert_true (acu_test_shows (form, "what the published results were reached with"));
  choose (base, "From nothing: nano");
  choose (find_choice (form, "Trained part"), "The head (quick)");
  g_assert_false (ready);
  choose_recipe (form, "ResNet-50 backbone");
  g_assert_cmpstr (get_choice (base), ==, "Residual");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (base)), ==,
                   "ResNet-50, scores 0 to 100");
  g_assert_true (ready);
  choose_recipe (form, "Step decay");
  g_assert_cmpstr (get_choice (base), ==, "From nothing: nano");
  choose_recipe (form, "ResNet-50 backbone");
  choose (base, "From nothing: nano");
  g_assert_true (is_pressed (form, "The paper’s settings"));
  g_assert_false (is_pressed (form, "ResNet-50 backbone"));

  /* The button of the base's card asks for that of the base that is chosen. */
  g_assert_cmpstr (press_card (form), ==, "models");
  choose (base, "nano");
  g_assert_cmpstr (press_card (form), ==, "show-model nano");
  choose (base, "Residual");
  g_assert_cmpstr (press_card (form), ==, "show-model Residual");

  /* A name that another model has, in whatever state that is, is told while it is typed. */
  choose_recipe (form, "ResNet-50 backbone");
  GtkEditable *name =
      GTK_EDITABLE (gtk_widget_get_template_child (form, ACU_TYPE_RUN_SETUP, "name"));
  g_autofree char *damaged =
      g_build_filename (g_get_user_data_dir (), "acutance", "models", "damaged.safetensors", NULL);
  g_assert_true (ready);
  gtk_editable_set_text (name, "nano");
  g_assert_false (ready);
  g_assert_true (acu_test_shows (form, "There is a model of this name already."));
  /* What it will take has nothing to do with the name. */
  began = g_get_monotonic_time ();
  while (acu_test_shows (form, "Measured once everything is chosen"))
    acu_test_turn (began);
  g_assert_false (ready);
  gtk_editable_set_text (name, "damaged");
  g_assert_true (ready);
  g_assert_true (g_file_set_contents (damaged, "no weights", -1, NULL));
  while (ready)
    acu_test_turn (began);
  g_assert_true (acu_test_shows (form, "There is a model of this name already."));
  gtk_editable_set_text (name, "nano 2");
  g_assert_true (ready);
  g_remove (damaged);
  if (acu_test_has_chooser ())
    choose_paths (form);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_library_close (library);
  g_object_unref (library);
}

/* The record of the run that was begun, as long as there is one. */
typedef struct {
  AcuTrainingService *service;
  AcuRunRecord *record;
} Started;

static void
started_cb (AcuRunSetup *setup, const char *id, Started *started)
{
  const AcuRunRecord *record = acu_training_service_find (started->service, id);

  g_assert_nonnull (record);
  started->record = acu_run_record_copy (record);
}

static gboolean
is_single_scale (const AcuRunSettings *settings)
{
  return g_strcmp0 (settings->fusion, "single") == 0;
}

static gboolean
lacks_attention (const AcuRunSettings *settings)
{
  return g_strcmp0 (settings->fusion, "concat") == 0;
}

static gboolean
ranks (const AcuRunSettings *settings)
{
  return settings->loss.rank_alpha == 0.3;
}

static gboolean
jitters (const AcuRunSettings *settings)
{
  return settings->augmentation.jitters;
}

static gboolean
decays_in_steps (const AcuRunSettings *settings)
{
  return settings->schedule.kind == ACU_SCHEDULE_STEP;
}

static gboolean
is_of_resnet (const AcuRunSettings *settings)
{
  return g_strcmp0 (settings->base, "Residual") == 0;
}

/* The run that is begun is called after its row of the ablation table, and has what that row
 * changes and nothing of the others'. */
static void
test_recipes (void)
{
  static const struct {
    const char *title;
    gboolean (*is_in) (const AcuRunSettings *settings);
  } recipes[] = {
      {"Single scale", is_single_scale}, {"No channel attention", lacks_attention},
      {"Ranking loss", ranks},           {"Colour jitter", jitters},
      {"Step decay", decays_in_steps},   {"ResNet-50 backbone", is_of_resnet},
  };
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  AcuRunSetup *setup = g_object_new (ACU_TYPE_RUN_SETUP, NULL);
  GtkWidget *form = GTK_WIDGET (setup);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();
  Started started = {.service = service};
  gboolean ready = FALSE;

  install_resnet ();
  while (!acu_training_service_get_records (service))
    acu_test_turn (began);
  g_signal_connect (setup, "ready", G_CALLBACK (ready_cb), &ready);
  g_signal_connect (setup, "started", G_CALLBACK (started_cb), &started);
  acu_run_setup_attach (setup, library, service);
  gtk_window_set_child (GTK_WINDOW (window), form);
  gtk_window_present (GTK_WINDOW (window));
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  GtkWidget *name = GTK_WIDGET (gtk_widget_get_template_child (form, ACU_TYPE_RUN_SETUP, "name"));
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++) {
    g_autofree char *wanted = g_strdup_printf ("scores.csv, %s", recipes[i].title);

    began = g_get_monotonic_time ();
    /* As whoever comes back from those data does. */
    acu_run_setup_choose_data (setup, "/nowhere/scores.csv");
    while (!ready)
      acu_test_turn (began);
    choose_recipe (form, recipes[i].title);
    g_assert_true (ready);
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, wanted);
    acu_run_setup_start (setup);
    while (!started.record)
      acu_test_turn (began);
    g_assert_cmpstr (started.record->name, ==, wanted);
    for (guint j = 0; j < G_N_ELEMENTS (recipes); j++)
      g_assert_cmpint (recipes[j].is_in (&started.record->settings), ==, i == j);
    g_clear_pointer (&started.record, acu_run_record_free);
    /* There are no such data: it soon is over. */
    while (acu_training_service_is_busy (service))
      acu_test_turn (began);
  }
  remove_resnet ();
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
  acu_library_close (library);
  g_object_unref (library);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
  g_test_add_func ("/run-setup/early", test_early_setup);
  g_test_add_func ("/run-setup/unreadable", test_unreadable);
  g_test_add_func ("/run-setup/choices", test_choices);
  g_test_add_func ("/run-setup/recipes", test_recipes);
  return g_test_run ();
}
