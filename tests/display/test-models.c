/* What is done to models, and what is told of them: by the actions that a person's buttons have. */
#include "app/labeling/label-import.h"
#include "app/scoring/model-store.h"
#include "app/views/charts/chart.h"
#include "app/views/models/card-facts.h"
#include "app/views/models/comparison-view.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/models/evaluation-table.h"
#include "app/views/models/folder-comparison.h"
#include "app/views/models/model-list.h"
#include "app/views/models/model-words.h"
#include "app/views/models/models-window.h"
#include "app/views/models/outcome-page.h"
#include "app/views/models/picture-browser.h"
#include "app/views/shared/settings.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/display/file-chooser.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define PATIENCE_SECONDS 240

typedef gboolean (*Condition) (gpointer data);

static void
wait_for (Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (!condition (data)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  }
}

/* The first widget of @type that accessibility or the program calls @name (NULL: any). */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *name)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (!name || g_str_equal (gtk_widget_get_name (widget), name)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, name);
    if (found)
      return found;
  }
  return NULL;
}

/* Whether a label in or below @widget that is shown says @text. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && says (child, text))
      return TRUE;
  return FALSE;
}

/* The newest dialog that is open, or NULL. */
static AdwMessageDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  AdwMessageDialog *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (window))
      found = ADW_MESSAGE_DIALOG (window);
  }
  return found;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
has_no_dialog (gpointer data)
{
  return find_dialog () == NULL;
}

static void
answer (const char *response)
{
  AdwMessageDialog *dialog = find_dialog ();

  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  wait_for (has_no_dialog, NULL);
}

/* Models. */

/* Takes @taken. */
static AcuModelFile *
make_model (AcuArchitecture *taken)
{
  g_autoptr (AcuArchitecture) architecture = taken;
  g_autoptr (AcuTensorSet) tensors = acu_deterministic_weights (architecture, 5);
  AcuModelFile *file = acu_model_file_new (architecture, tensors, NULL);

  file->licence = g_strdup ("CC0-1.0");
  file->provenance = g_strdup ("made up <for a test> & nothing else");
  return file;
}

static void
add_model (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = make_model (acu_test_small_architecture ());
  g_autoptr (GError) error = NULL;
  g_autofree char *path = acu_model_store_add (store, file, name, &error);

  g_assert_no_error (error);
}

static gboolean
exists (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  return acu_model_store_has (store, name, NULL);
}

/* What programs are told of a training is told in words too, and what a file tells wrongly is not.
 */
static void
test_card_facts (void)
{
  g_autoptr (AcuModelFile) file = make_model (acu_test_small_architecture ());

  g_assert_null (acu_card_dup_agreement (file));
  g_assert_null (acu_card_dup_training (file));
  file->training = g_strdup (
      "{\"data\": {\"name\": \"Holidays\", \"training\": 98}, \"settings\": {\"mode\": \"quick\"},"
      " \"held_out\": {\"pictures\": 21, \"groups\": 9, \"chose_epoch\": true, \"srcc\": 0.81,"
      " \"srcc_interval\": [0.74, 0.86], \"plcc\": 0.8}}");
  g_autofree char *agreement = acu_card_dup_agreement (file);
  g_autofree char *training = acu_card_dup_training (file);
  g_assert_cmpstr (agreement, ==,
                   "SRCC 0.810 (0.740 to 0.860), PLCC 0.800 on 21 pictures that it did not learn "
                   "from. These pictures also chose the epoch: the figures are optimistic.");
  g_assert_cmpstr (training, ==,
                   "98 pictures of “Holidays”. Quick: the head alone, on what the base’s backbone "
                   "sees.");

  g_free (file->training);
  file->training = g_strdup ("{\"data\": 5, \"held_out\": [\"srcc\"], \"settings\": null}");
  g_autofree char *nothing = acu_card_dup_agreement (file);
  g_assert_nonnull (strstr (nothing, "Nothing was held out"));
  g_assert_null (acu_card_dup_training (file));
}

/* One for all tests: a catalog is closed by its own threads, some time after it is let go of. */
static AcuLibrary *library;

typedef struct {
  AcuLibrary *library;
  GtkWidget *window;
  GtkWidget *list;
} Fixture;

static gboolean
library_is_open (gpointer data)
{
  const GError *error = acu_library_get_error (data);

  g_assert_no_error (error);
  return acu_library_get_state (data) == ACU_LIBRARY_READY;
}

static gboolean
has_models (gpointer data)
{
  g_auto (GStrv) names = acu_model_list_dup_names (data);

  return g_strv_length (names) > 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_settings_reset (acu_settings_get (), "model");
  fixture->library = library;
}

static void
show_models (Fixture *fixture)
{
  fixture->window = acu_models_window_new (fixture->library);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->list = find (fixture->window, ACU_TYPE_MODEL_LIST, NULL);
  wait_for (has_models, fixture->list);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;

  /* What one test made is no business of the next. */
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GPtrArray) entries = acu_model_store_list (store);
  for (guint i = 0; i < entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (entries, i);
    if (!entry->is_installed)
      g_assert_true (acu_model_store_remove (store, entry->name, NULL));
  }
}

typedef struct {
  Fixture *fixture;
  const char *name;
  gboolean wanted;
} Row;

static gboolean
row_is_there (gpointer data)
{
  const Row *row = data;

  return (find (row->fixture->list, ADW_TYPE_EXPANDER_ROW, row->name) != NULL) == row->wanted;
}

static void
wait_for_row (Fixture *fixture, const char *name, gboolean wanted)
{
  Row row = {fixture, name, wanted};

  wait_for (row_is_there, &row);
}

static void
test_cards (Fixture *fixture, gconstpointer data)
{
  add_model ("card & more");
  show_models (fixture);
  wait_for_row (fixture, "nano", TRUE);
  GtkWidget *installed = find (fixture->list, ADW_TYPE_EXPANDER_ROW, "nano");
  GtkWidget *own = find (fixture->list, ADW_TYPE_EXPANDER_ROW, "card & more");

  g_assert_true (says (installed, "scores now"));
  g_assert_true (says (installed, "Swin nano, channel fusion"));
  g_assert_true (says (installed, "What it knows, and what it does not"));
  g_assert_true (says (installed, "it does not know taste"));
  g_assert_true (says (installed, "blur, motion, overexposure"));
  g_assert_false (says (installed, "Delete"));
  g_assert_true (says (own, "CC0-1.0"));
  g_assert_true (says (own, "made up <for a test> & nothing else"));
  g_assert_true (says (own, "Delete"));
}

static void
test_use_rename_delete (Fixture *fixture, gconstpointer data)
{
  GSettings *settings = acu_settings_get ();

  add_model ("mine");
  show_models (fixture);

  gtk_widget_activate_action (fixture->list, "models.use", "s", "mine");
  g_autofree char *chosen = g_settings_get_string (settings, "model");
  g_assert_cmpstr (chosen, ==, "mine");
  g_assert_true (says (find (fixture->list, ADW_TYPE_EXPANDER_ROW, "mine"), "scores now"));

  /* What scores cannot be deleted, but renamed: then it scores on under the new name. */
  gtk_widget_activate_action (fixture->list, "models.delete", "s", "mine");
  g_assert_null (find_dialog ());
  gtk_widget_activate_action (fixture->list, "models.rename", "s", "mine");
  wait_for (has_dialog, NULL);
  GtkWidget *entry = adw_message_dialog_get_extra_child (find_dialog ());
  gtk_editable_set_text (GTK_EDITABLE (entry), " renamed ");
  answer ("rename");
  wait_for_row (fixture, "renamed", TRUE);
  wait_for_row (fixture, "mine", FALSE);
  g_autofree char *renamed = g_settings_get_string (settings, "model");
  g_assert_cmpstr (renamed, ==, "renamed");

  /* A name that is taken changes nothing and says so. */
  add_model ("other");
  gtk_widget_activate_action (fixture->list, "models.rename-to", "(ss)", "other", "nano");
  wait_for (has_dialog, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_dialog ()), "nano"));
  answer ("close");
  g_assert_true (exists ("other"));

  /* Deleting asks first. */
  wait_for_row (fixture, "other", TRUE);
  gtk_widget_activate_action (fixture->list, "models.delete", "s", "other");
  wait_for (has_dialog, NULL);
  answer ("cancel");
  g_assert_true (exists ("other"));
  gtk_widget_activate_action (fixture->list, "models.delete", "s", "other");
  wait_for (has_dialog, NULL);
  answer ("delete");
  wait_for_row (fixture, "other", FALSE);
  g_assert_false (exists ("other"));
}

/* A file of weights with a card beside it, in a folder of its own.  Without a head where @backbone.
 * (transfer full) */
static char *
write_weights (const char *name, gboolean backbone)
{
  g_autofree char *path =
      g_strdup_printf ("%s/import/%s.safetensors", g_get_user_cache_dir (), name);
  g_autofree char *card = g_strdup_printf ("%s/import/%s.md", g_get_user_cache_dir (), name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (AcuModelFile) file =
      make_model (acu_architecture_new_preset ("nano", ACU_FUSION_CHANNEL, NULL));

  if (backbone) {
    g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (file->architecture);
    AcuTensorSet *tensors = acu_tensor_set_new_from (file->tensors);

    for (guint i = 0; i < parameters->len; i++) {
      const AcuParameter *parameter = g_ptr_array_index (parameters, i);
      if (parameter->group == ACU_GROUP_BACKBONE)
        acu_tensor_set_add (tensors, parameter->name,
                            acu_tensor_set_lookup (file->tensors, parameter->name));
    }
    acu_tensor_set_unref (file->tensors);
    file->tensors = tensors;
    file->backbone_only = TRUE;
  }
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
  g_assert_true (g_file_set_contents (card, "# Written by hand\n", -1, NULL));
  return g_steal_pointer (&path);
}

static GtkEditable *
find_name_entry (void)
{
  GtkWidget *answers = adw_message_dialog_get_extra_child (find_dialog ());

  return GTK_EDITABLE (find (answers, GTK_TYPE_ENTRY, NULL));
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights ("from elsewhere", FALSE);
  g_autofree char *broken = g_build_filename (g_get_user_cache_dir (), "broken.pkl", NULL);

  g_assert_true (g_file_set_contents (broken, "no pickle", -1, NULL));
  show_models (fixture);

  /* What was recognised is shown before anything is kept. */
  gtk_widget_activate_action (fixture->list, "models.import-file", "s", path);
  wait_for (has_dialog, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_dialog ()), "Swin nano"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_dialog ()), "CC0-1.0"));
  answer ("cancel");
  g_assert_false (exists ("from elsewhere"));

  gtk_widget_activate_action (fixture->list, "models.import-file", "s", path);
  wait_for (has_dialog, NULL);
  g_assert_cmpstr (gtk_editable_get_text (find_name_entry ()), ==, "from elsewhere");
  /* The file says how its scales come together: there is nothing to choose. */
  g_assert_null (
      find (adw_message_dialog_get_extra_child (find_dialog ()), GTK_TYPE_DROP_DOWN, NULL));
  gtk_editable_set_text (find_name_entry (), "a/b");
  g_assert_false (adw_message_dialog_get_response_enabled (find_dialog (), "import"));
  gtk_editable_set_text (find_name_entry (), "imported");
  answer ("import");
  wait_for_row (fixture, "imported", TRUE);
  g_assert_true (exists ("imported"));
  g_assert_true (says (find (fixture->list, ADW_TYPE_EXPANDER_ROW, "imported"), "Written by hand"));

  /* What is no model is refused with the reason and the file's name. */
  gtk_widget_activate_action (fixture->list, "models.import-file", "s", broken);
  wait_for (has_dialog, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_dialog ()), "broken.pkl"));
  answer ("close");
}

/* Has the chooser that is asked for answer with @path, which proposes the name @wanted (NULL: it
 * opens). */
static void
choose (const char *path, const char *wanted)
{
  g_autofree char *proposed = acu_test_choose_file (path);

  g_assert_cmpstr (proposed, ==, wanted);
}

/* Whether the second of two files is the same as the first. */
static gboolean
is_copied (gpointer data)
{
  char *const *paths = data;
  g_autoptr (GMappedFile) first = g_mapped_file_new (paths[0], FALSE, NULL);
  g_autoptr (GMappedFile) second = g_mapped_file_new (paths[1], FALSE, NULL);
  gsize length = first ? g_mapped_file_get_length (first) : 0;

  return length > 0 && second && g_mapped_file_get_length (second) == length &&
         memcmp (g_mapped_file_get_contents (first), g_mapped_file_get_contents (second), length) ==
             0;
}

static void
test_choosers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights ("chosen", FALSE);
  g_autofree char *kept =
      g_build_filename (g_get_user_data_dir (), "acutance", "models", "chosen.safetensors", NULL);
  g_autofree char *copy = g_build_filename (g_get_user_cache_dir (), "copy.safetensors", NULL);
  char *paths[] = {kept, copy};

  if (!acu_test_has_chooser ()) {
    g_test_skip ("the toolkit's own file chooser does not work here");
    return;
  }
  show_models (fixture);
  gtk_widget_activate_action (fixture->list, "models.import", NULL);
  choose (path, NULL);
  wait_for (has_dialog, NULL);
  answer ("import");
  wait_for_row (fixture, "chosen", TRUE);

  gtk_widget_activate_action (fixture->list, "models.export", "s", "chosen");
  choose (copy, "chosen.safetensors");
  wait_for (is_copied, paths);

  /* A dataset is added to those that are there, by the way it is read. */
  GtkWidget *page = find (fixture->window, ACU_TYPE_EVALUATION_TABLE, NULL);
  GtkEditable *specs = GTK_EDITABLE (find (page, ADW_TYPE_ENTRY_ROW, NULL));
  g_autofree char *wanted = g_strdup_printf ("koniq:/there; json:%s", path);
  gtk_editable_set_text (specs, "koniq:/there");
  gtk_widget_activate_action (page, "evaluation.add", "s", "json:");
  choose (path, NULL);
  g_assert_cmpstr (gtk_editable_get_text (specs), ==, wanted);
  g_unlink (copy);
}

/* What a file manager lets fall onto @widget. */
static gboolean
drop (GtkWidget *widget, const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  GFile *file = g_file_new_for_path (path);
  g_autoptr (GSList) files = g_slist_append (NULL, file);
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_DROP_TARGET (controller))
      g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
  }
  g_value_unset (&value);
  g_object_unref (file);
  return taken;
}

/* A backbone has no fusion: which one is to be trained is asked for, and kept. */
static void
test_import_by_drop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights ("dropped", TRUE);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GError) error = NULL;

  show_models (fixture);
  g_assert_true (drop (fixture->list, path));
  wait_for (has_dialog, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_dialog ()), "backbone alone"));
  GtkWidget *fusion =
      find (adw_message_dialog_get_extra_child (find_dialog ()), GTK_TYPE_DROP_DOWN, NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (fusion)), ==, ACU_FUSION_CHANNEL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (fusion), ACU_FUSION_CONCAT);
  answer ("import");
  wait_for_row (fixture, "dropped", TRUE);
  g_autoptr (AcuModelFile) kept = acu_model_store_open_file (store, "dropped", &error);
  g_assert_no_error (error);
  g_assert_cmpint (kept->architecture->fusion, ==, ACU_FUSION_CONCAT);
}

/* A window that is asked to open photos, in place of the main one; the last goes to @opened. */
static void
open_path_cb (GSimpleAction *action, GVariant *path, gpointer opened)
{
  g_free (*(char **)opened);
  *(char **)opened = g_variant_dup_string (path, NULL);
}

static void
note_opened (GtkWidget *window, char **opened)
{
  static const GActionEntry entry = {"open-path", open_path_cb, "s"};
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), &entry, 1, opened);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
}

/* The photo of the browser on @page is the one that is opened. */
static void
assert_shows (GtkWidget *page, char **opened)
{
  GtkWidget *picture = find (page, GTK_TYPE_PICTURE, NULL);

  gtk_widget_activate_action (picture, "browser.show", NULL);
  g_assert_nonnull (*opened);
  g_autofree char *name = g_path_get_basename (*opened);
  g_assert_true (says (gtk_widget_get_ancestor (picture, ACU_TYPE_PICTURE_BROWSER), name));
}

static gboolean
is_cancelled (gpointer data)
{
  return says (data, "Cancelled.");
}

static gboolean
is_compared (gpointer data)
{
  return says (data, "SRCC of both orders") || says (data, "no two photos");
}

static gboolean
has_photos (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (data))) >= 10;
}

static void
test_compare (Fixture *fixture, gconstpointer data)
{
  acu_library_show_folder (fixture->library, SAMPLES);
  wait_for (has_photos, fixture->library);
  add_model ("compared");
  show_models (fixture);
  wait_for_row (fixture, "compared", TRUE);
  GtkWidget *page = find (fixture->window, ACU_TYPE_FOLDER_COMPARISON, NULL);
  GtkWidget *main_window = gtk_window_new ();
  g_autofree char *opened = NULL;

  gtk_window_set_transient_for (GTK_WINDOW (fixture->window), GTK_WINDOW (main_window));
  note_opened (main_window, &opened);
  gtk_widget_activate_action (page, "comparison.compare", NULL);
  gtk_widget_activate_action (page, "comparison.cancel", NULL);
  wait_for (is_cancelled, page);
  g_assert_null (find (page, ACU_TYPE_CHART, NULL));
  gtk_widget_activate_action (page, "comparison.compare", NULL);
  wait_for (is_compared, page);
  GtkWidget *chart = find (page, ACU_TYPE_CHART, NULL);
  g_assert_cmpuint (acu_plot_get_series (acu_chart_get_plot (ACU_CHART (chart)), 0)->n, >=, 10);
  g_assert_true (says (page, "1 of "));
  assert_shows (page, &opened);
  gtk_window_destroy (GTK_WINDOW (main_window));
}

static void
test_card_markup (void)
{
  g_autofree char *markup =
      acu_card_to_markup ("# A & B\n\nOne **bold**\nline, `code` and 2 ** 3.\n\n- first\n\n"
                          "| a | b |\n| --- | --- |\n| 1 | <2 |\n```\n# no heading\n```\n");

  g_assert_cmpstr (
      markup, ==,
      "<b>A &amp; B</b>\n\nOne <b>bold</b> line, <tt>code</tt> and 2 ** 3.\n\n"
      "• first\n\n<tt>| a | b |</tt>\n<tt>| 1 | &lt;2 |</tt>\n<tt># no heading</tt>\n\n");
  g_assert_true (pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, NULL));
}

/* Did it help? */

static void
decided_cb (AcuOutcomePage *page, int outcome, int *decided)
{
  *decided = outcome;
}

static gboolean
is_measured (gpointer data)
{
  GtkWidget *stack = find (data, GTK_TYPE_STACK, NULL);

  return !g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "measuring");
}

/* What the chart called @title below @widget shows, or NULL. */
static AcuPlot *
find_plot (GtkWidget *widget, const char *title)
{
  if (ACU_IS_CHART (widget)) {
    AcuPlot *plot = acu_chart_get_plot (ACU_CHART (widget));
    if (g_str_equal (acu_plot_get_title (plot), title))
      return plot;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    AcuPlot *found = find_plot (child, title);
    if (found)
      return found;
  }
  return NULL;
}

/* Opinions on some of the samples. (transfer full) */
static char *
write_opinions (void)
{
  static const char *const names[] = {"brick-house", "beech-leaves", "pebbles",
                                      "lake-dusk",   "still-life",   "still-life-noisy"};
  g_autoptr (GString) csv = g_string_new ("path,mos,split,group\n");
  char *path = g_build_filename (g_get_user_cache_dir (), "opinions.csv", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_append_printf (csv, "%s/%s.jpg,%u,%s,%s\n", SAMPLES, names[i], 1 + i % 5,
                            i == 5 ? "train" : "val", i % 2 ? "b" : "a");
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  return path;
}

static void
test_outcome (Fixture *fixture, gconstpointer data)
{
  g_autofree char *opinions = write_opinions ();
  g_autofree char *before = acu_test_write_small_model (g_get_user_cache_dir ());
  AcuOutcomeSource source = {.title = "A run",
                             .before = before,
                             .after = "test-weights:nano:scale:2",
                             .data = opinions,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  g_autofree char *opened = NULL;
  int decided = -1;

  /* Not the model before, but the one that scores now is what photos are in the order of. */
  g_settings_set_string (acu_settings_get (), "model", "test-weights:nano:scale:5");
  acu_library_show_folder (fixture->library, SAMPLES);
  wait_for (has_photos, fixture->library);
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);
  g_signal_connect (page, "decided", G_CALLBACK (decided_cb), &decided);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for (is_measured, page);

  /* The picture of the training part is not among them. */
  g_assert_true (says (page, "5 held-out pictures"));
  g_assert_true (says (page, "SRCC") && says (page, "KRCC") && says (page, "RMSE fit"));
  g_assert_true (says (page, "1 of 5"));
  /* Why none of them only judges holds of whatever data they are. */
  g_assert_true (says (page, "Few sources, or marks without a test part, leave none"));
  GtkWidget *chart = find (page, ACU_TYPE_CHART, NULL);
  g_assert_cmpuint (acu_plot_get_series (acu_chart_get_plot (ACU_CHART (chart)), 0)->n, ==, 5);

  GtkWidget *picture = find (page, GTK_TYPE_PICTURE, NULL);
  gtk_widget_activate_action (picture, "browser.next", NULL);
  g_assert_true (says (page, "2 of 5"));
  gtk_widget_activate_action (picture, "browser.previous", NULL);
  g_assert_true (says (page, "1 of 5"));
  note_opened (fixture->window, &opened);
  assert_shows (page, &opened);

  /* A point of the scatter is a picture. */
  GtkWidget *browser = gtk_widget_get_ancestor (picture, ACU_TYPE_PICTURE_BROWSER);
  g_signal_emit_by_name (chart, "point-activated", 0, (guint64)3);
  g_assert_true (says (browser, "lake-dusk.jpg"));

  /* What it would do to the folder is counted, and every group has its bars. */
  g_autofree char *ranked = g_strdup_printf (
      "Of %u photos", g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (library))));
  g_assert_true (says (page, ranked));
  g_assert_true (says (page, "would rise and") && says (page, "SRCC of both orders"));
  g_assert_true (says (page, "Compared with “test-weights:nano:scale:5”"));
  g_assert_true (says (page, " before, place "));
  /* The part that chose the epoch flatters, and two groups are too few to tell chance. */
  g_assert_true (says (page, "figures of the model after are optimistic"));
  g_settings_reset (acu_settings_get (), "model");
  AcuPlot *errors = find_plot (page, "Error by group");
  g_assert_nonnull (errors);
  g_assert_cmpstr (acu_plot_get_axis_title (errors, ACU_PLOT_Y), ==, "RMSE fit");
  g_assert_cmpstr (acu_plot_get_axis_title (errors, ACU_PLOT_X), ==, "Group");
  g_assert_cmpuint (g_strv_length ((char **)acu_plot_get_categories (errors)), ==, 2);
  for (guint i = 0; i < 2; i++) {
    const AcuSeries *bars = acu_plot_get_series (errors, i);
    g_assert_cmpuint (bars->n, ==, 2);
    g_assert_true (isfinite (bars->y[0]) && isfinite (bars->y[1]));
  }
  const AcuSeries *places = acu_plot_get_series (find_plot (page, "Scores by both models"), 0);
  g_assert_cmpuint (places->n, ==,
                    g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (library))));

  /* Discarding asks; whatever is decided is decided once. */
  gtk_widget_activate_action (page, "outcome.discard", NULL);
  wait_for (has_dialog, NULL);
  answer ("cancel");
  g_assert_cmpint (decided, ==, -1);
  gtk_widget_activate_action (page, "outcome.use", NULL);
  g_assert_cmpint (decided, ==, ACU_OUTCOME_USE);
  gtk_widget_activate_action (page, "outcome.keep", NULL);
  g_assert_cmpint (decided, ==, ACU_OUTCOME_USE);
  g_unlink (opinions);
}

/* Every point of a scatter is a picture to look at, not those alone that are farthest off. */
static void
test_any_picture (Fixture *fixture, gconstpointer data)
{
  enum { N = 40, N_BROWSED = 30 };
  double targets[N], after[N];
  guint32 farthest[N];
  char *paths[N + 1] = {NULL};
  AcuComparison comparison = {
      .n = N, .paths = paths, .targets = targets, .after = after, .farthest = farthest};
  GtkWidget *browser = g_object_ref_sink (acu_picture_browser_new (NULL, "Pictures"));

  for (guint i = 0; i < N; i++) {
    paths[i] = g_strdup_printf ("/nowhere/%u.jpg", i);
    targets[i] = i;
    after[i] = i + 0.5 * i;
    farthest[i] = N - 1 - i;
  }
  acu_comparison_fill_browser (&comparison, ACU_PICTURE_BROWSER (browser));
  g_assert_true (says (browser, "39.jpg") && says (browser, "1 of 30"));
  acu_comparison_show_picture (&comparison, N - N_BROWSED, ACU_PICTURE_BROWSER (browser));
  g_assert_true (says (browser, "10.jpg") && says (browser, "30 of 30"));
  acu_comparison_show_picture (&comparison, 2, ACU_PICTURE_BROWSER (browser));
  g_assert_true (says (browser, "2.jpg") && says (browser, "31 of 31"));
  g_assert_true (says (browser, "People say 2.0, the model says 3.0"));
  gtk_widget_activate_action (browser, "browser.previous", NULL);
  g_assert_true (says (browser, "10.jpg") && says (browser, "30 of 31"));
  acu_comparison_show_picture (&comparison, 2, ACU_PICTURE_BROWSER (browser));
  g_assert_true (says (browser, "31 of 31"));
  for (guint i = 0; i < N; i++)
    g_free (paths[i]);
  g_object_unref (browser);
}

/* Faults are called as everywhere, whatever else is left as the data say it. */
static void
test_group_words (Fixture *fixture, gconstpointer data)
{
  char motion[] = "motion · 3", mixtures[] = "mixtures · 2";
  const AcuGroupError errors[] = {{.name = motion}, {.name = mixtures}};
  AcuComparison comparison = {.grouping = ACU_GROUPING_FAULT_LEVEL};

  comparison.groups = g_array_new (FALSE, FALSE, sizeof (AcuGroupError));
  g_array_append_vals (comparison.groups, errors, G_N_ELEMENTS (errors));
  GtkWidget *of_faults = g_object_ref_sink (acu_group_chart_new (&comparison));
  comparison.grouping = ACU_GROUPING_FOLDER;
  GtkWidget *of_folders = g_object_ref_sink (acu_group_chart_new (&comparison));
  const char *const *faults = acu_plot_get_categories (acu_chart_get_plot (ACU_CHART (of_faults)));
  const char *const *folders =
      acu_plot_get_categories (acu_chart_get_plot (ACU_CHART (of_folders)));

  g_assert_cmpstr (faults[0], ==, "camera shake · 3");
  g_assert_cmpstr (faults[1], ==, "mixtures · 2");
  g_assert_cmpstr (folders[0], ==, "motion · 3");
  g_object_unref (of_faults);
  g_object_unref (of_folders);
  g_array_unref (comparison.groups);
}

static void
test_outcome_fails (Fixture *fixture, gconstpointer data)
{
  AcuOutcomeSource source = {.title = "A run",
                             .after = "test-weights:nano:scale:2",
                             .data = "/nowhere/data.csv",
                             .device = "cpu"};
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);

  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for (is_measured, page);
  g_assert_true (says (page, "/nowhere/data.csv"));
}

/* Without the model that a run began with, the one that came of it is judged all the same. */
static void
test_outcome_without_base (Fixture *fixture, gconstpointer data)
{
  g_autofree char *opinions = write_opinions ();
  AcuOutcomeSource source = {.title = "A run",
                             .before = "called-otherwise-now",
                             .after = "test-weights:nano:scale:2",
                             .data = opinions,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);

  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));

  /* Who does not wait can ask again. */
  gtk_widget_activate_action (page, "outcome.cancel", NULL);
  wait_for (is_measured, page);
  g_assert_true (says (page, "Not measured"));
  g_assert_false (says (page, "5 held-out pictures"));
  gtk_widget_activate_action (page, "outcome.measure", NULL);
  g_assert_false (is_measured (page));
  wait_for (is_measured, page);
  g_assert_true (says (page, "The base “called-otherwise-now” is gone"));
  g_assert_true (says (page, "5 held-out pictures"));
  AcuPlot *scatter = find_plot (page, "Held-out: MOS against predicted");
  g_assert_nonnull (scatter);
  g_assert_cmpuint (acu_plot_get_n_series (scatter), ==, 1);
  g_assert_cmpuint (acu_plot_get_series (scatter, 0)->n, ==, 5);
  g_unlink (opinions);
}

/* Photos of one's own: five copies of samples and one that is no picture. (transfer full) */
static char *
make_own_photos (void)
{
  static const char *const names[] = {"brick-house", "beech-leaves", "pebbles", "lake-dusk",
                                      "still-life"};
  char *folder = g_build_filename (g_get_home_dir (), "Own photos", NULL);
  g_autofree char *broken = g_build_filename (folder, "broken.jpg", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *sample = g_strdup_printf ("%s/%s.jpg", SAMPLES, names[i]);
    g_autofree char *path = g_strdup_printf ("%s/%s.jpg", folder, names[i]);
    g_autofree char *bytes = NULL;
    gsize length;

    g_assert_true (g_file_get_contents (sample, &bytes, &length, NULL));
    g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  }
  g_assert_true (g_file_set_contents (broken, "no picture", -1, NULL));
  return folder;
}

static gboolean
has_own_photos (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (data))) == 6;
}

typedef struct {
  GtkWidget *browser;
  const char *text;
} Said;

static gboolean
is_said (gpointer data)
{
  const Said *said = data;

  return says (said->browser, said->text);
}

/* Where nothing was held out and the base never scored anything, what would change in the folder is
 * told all the same; a photo of it that cannot be read is left out, and one that is removed while
 * it is looked at is named. */
static void
test_outcome_of_photos (Fixture *fixture, gconstpointer data)
{
  AcuOutcomeSource source = {.title = "A run",
                             .before = "preset:nano",
                             .after = "test-weights:nano:scale:2",
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  g_autofree char *folder = make_own_photos ();
  g_autofree char *opened = NULL;

  g_settings_set_string (acu_settings_get (), "model", "test-weights:nano:scale:5");
  acu_library_show_folder (fixture->library, folder);
  wait_for (has_own_photos, fixture->library);
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for (is_measured, page);
  g_assert_true (says (page, "Nothing was held out, so nobody knows."));
  g_assert_false (says (page, "paired bootstrap") || says (page, "are optimistic"));
  g_assert_true (says (page, "Of 5 photos in this folder"));
  g_assert_true (says (page, "Compared with “test-weights:nano:scale:5”"));
  GtkWidget *places = find (page, ACU_TYPE_CHART, NULL);
  AcuPlot *plot = acu_chart_get_plot (ACU_CHART (places));
  g_assert_cmpstr (acu_plot_get_title (plot), ==, "Scores by both models");

  /* Each is looked at when it is gone. */
  GtkWidget *browser = find (page, ACU_TYPE_PICTURE_BROWSER, NULL);
  const AcuSeries *series = acu_plot_get_series (plot, 0);
  g_assert_cmpuint (series->n, ==, 5);
  note_opened (fixture->window, &opened);
  for (guint i = 0; i < series->n; i++) {
    g_autofree char *path = g_build_filename (folder, series->names[i], NULL);
    g_autofree char *place = g_strdup_printf ("(%.1f) after", series->y[i]);

    g_assert_cmpint (g_unlink (path), ==, 0);
    g_signal_emit_by_name (places, "point-activated", 0, (guint64)i);
    wait_for (is_said, &(Said){browser, path});
    /* What was found out about it is still true. */
    g_assert_true (says (browser, place));
    assert_shows (page, &opened);
    g_assert_cmpstr (opened, ==, path);
  }
  g_settings_reset (acu_settings_get (), "model");
}

static gboolean
is_evaluated (gpointer data)
{
  GtkWidget *progress = find (data, GTK_TYPE_PROGRESS_BAR, NULL);

  return !gtk_widget_get_visible (progress);
}

/* Ratings of samples that the catalog has. */
static void
import_labels (AcuCatalog *catalog)
{
  g_autoptr (GString) csv = g_string_new ("image,rater,score\n");
  g_autoptr (GDir) samples = g_dir_open (SAMPLES, 0, NULL);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "ratings.csv", NULL);
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n = 0;

  while (n < ACU_DATASET_MIN_PICTURES && (name = g_dir_read_name (samples)))
    if (g_str_has_suffix (name, ".jpg"))
      g_string_append_printf (csv, "%s/%s,somebody,%u\n", SAMPLES, name, 1 + n++ % 5);
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  AcuLabelImportOptions options = {.set = "Ours & theirs"};
  g_autoptr (AcuLabelImport) import = acu_label_import_file (catalog, path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (import->n_added, ==, ACU_DATASET_MIN_PICTURES);
}

static gboolean
offers_labels (gpointer data)
{
  return find (data, GTK_TYPE_CHECK_BUTTON, "labels:Ours & theirs") != NULL;
}

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
is_pasted (gpointer data)
{
  return *(char **)data != NULL;
}

static gboolean
is_written (gpointer data)
{
  return says (data, "table.csv");
}

static gboolean
is_written_as_json (gpointer data)
{
  return says (data, "table.json");
}

/* A model on a label set, on a file, and on one that is not there. */
static void
test_evaluate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *opinions = write_opinions ();
  g_autofree char *folder = g_path_get_dirname (opinions);
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autofree char *file_name = g_path_get_basename (opinions);
  g_autofree char *name = g_build_filename (folder_name, file_name, NULL);
  g_autofree char *specs = g_strdup_printf (" %s ; /nowhere/at-all.csv", opinions);
  g_autofree char *csv_path = g_build_filename (g_get_user_cache_dir (), "table.csv", NULL);
  g_autofree char *json_path = g_build_filename (g_get_user_cache_dir (), "table.json", NULL);
  g_autofree char *csv = NULL, *json = NULL, *pasted = NULL;

  acu_library_show_folder (fixture->library, SAMPLES);
  wait_for (has_photos, fixture->library);
  import_labels (acu_library_get_catalog (fixture->library));
  add_model ("evaluated");
  show_models (fixture);
  wait_for_row (fixture, "evaluated", TRUE);
  GtkWidget *page = find (fixture->window, ACU_TYPE_EVALUATION_TABLE, NULL);
  adw_view_stack_set_visible_child_name (
      ADW_VIEW_STACK (find (fixture->window, ADW_TYPE_VIEW_STACK, NULL)), "evaluate");
  wait_for (offers_labels, page);
  GtkWidget *other = find (page, GTK_TYPE_CHECK_BUTTON, "nano");
  GtkWidget *labels = find (page, GTK_TYPE_CHECK_BUTTON, "labels:Ours & theirs");

  /* Nothing chosen is said, not done. */
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (labels)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (labels), FALSE);
  gtk_widget_activate_action (page, "evaluation.run", NULL);
  g_assert_true (says (page, "at least one model"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (labels), TRUE);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (other), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (find (page, ADW_TYPE_ENTRY_ROW, NULL)), specs);
  gtk_widget_activate_action (page, "evaluation.run", NULL);
  g_assert_false (is_evaluated (page));
  wait_for (is_evaluated, page);
  g_assert_true (says (page, "Ours & theirs"));
  /* A file is called by its folder and name. */
  g_assert_true (says (page, name));
  g_assert_false (says (page, opinions));
  g_assert_true (says (page, "failed"));
  g_assert_true (says (page, "6 pictures") && says (page, "10 pictures"));

  gtk_widget_activate_action (page, "evaluation.export-file", "s", csv_path);
  wait_for (is_written, page);
  gtk_widget_activate_action (page, "evaluation.export-file", "s", json_path);
  g_autofree char *line = g_strdup_printf ("evaluated,%s,6,0,", opinions);
  wait_for (is_written_as_json, page);
  g_assert_true (g_file_get_contents (json_path, &json, NULL, NULL));
  g_assert_true (g_file_get_contents (csv_path, &csv, NULL, NULL));
  g_assert_true (g_str_has_prefix (csv, "model,dataset,pictures,skipped,srcc,srcc_low,"));
  g_assert_nonnull (strstr (csv, line));
  g_assert_nonnull (strstr (csv, "evaluated,Ours & theirs,10,0,"));
  g_assert_nonnull (strstr (csv, "evaluated,/nowhere/at-all.csv,,,"));
  g_assert_null (strstr (csv, "nano,"));
  g_assert_nonnull (strstr (json, "\"dataset\":\"Ours & theirs\",\"pictures\":10,"));
  g_assert_nonnull (strstr (json, "\"dataset\":\"/nowhere/at-all.csv\",\"error\":"));

  gtk_widget_activate_action (page, "evaluation.copy", NULL);
  g_assert_true (says (page, "Copied."));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (page), NULL, pasted_cb, &pasted);
  wait_for (is_pasted, &pasted);
  g_assert_cmpstr (pasted, ==, csv);
  if (acu_test_has_chooser ()) {
    g_unlink (json_path);
    gtk_widget_activate_action (page, "evaluation.export", "s", "json");
    choose (json_path, "evaluation.json");
    wait_for (is_written_as_json, page);
    g_assert_true (g_file_test (json_path, G_FILE_TEST_EXISTS));
  }

  /* What is cancelled at once has nothing to keep, and can be begun again. */
  gtk_widget_activate_action (page, "evaluation.run", NULL);
  gtk_widget_activate_action (page, "evaluation.cancel", NULL);
  wait_for (is_evaluated, page);
  g_assert_true (says (page, "Cancelled"));
  g_unlink (opinions);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  /* GTK 4.18 warns where a label of a message dialog is measured for less than it needs. */
  if (gtk_get_minor_version () >= 18)
    g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  adw_init ();

#define ADD(name, function) g_test_add ("/models/" name, Fixture, NULL, set_up, function, tear_down)
  g_test_add_func ("/models/card-markup", test_card_markup);
  g_test_add_func ("/models/card-facts", test_card_facts);
  ADD ("cards", test_cards);
  ADD ("use-rename-delete", test_use_rename_delete);
  ADD ("import", test_import);
  ADD ("choosers", test_choosers);
  ADD ("import-by-drop", test_import_by_drop);
  ADD ("outcome", test_outcome);
  ADD ("any-picture", test_any_picture);
  ADD ("group-words", test_group_words);
  ADD ("outcome-fails", test_outcome_fails);
  ADD ("outcome-without-base", test_outcome_without_base);
  ADD ("outcome-of-photos", test_outcome_of_photos);
  ADD ("compare", test_compare);
  ADD ("evaluate", test_evaluate);
#undef ADD

  library = acu_library_new ();
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  wait_for (library_is_open, library);
  int status = g_test_run ();
  acu_library_close (library);
  g_object_unref (library);
  return status;
}
