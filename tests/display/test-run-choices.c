/* What is chosen where a run is set up gets to the run that is begun; what is offered there, and
 * what is not, is explained. */
#include "app/catalog/label-store.h"
#include "app/labeling/label-import.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/train/run-fields.h"
#include "app/views/train/run-names.h"
#include "app/views/train/run-setup.h"
#include "tests/display/models-fixture.h"
#include "tests/display/view-testing.h"

#include <adwaita.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

/* The form on a window of its own, and the run that was begun last. */
typedef struct {
  AcuTrainingService *service;
  GtkWidget *window;
  GtkWidget *form;
  gboolean ready;
  AcuRunRecord *begun;
} Form;

static void
ready_cb (gpointer setup, gboolean ready, Form *form)
{
  form->ready = ready;
}

static void
started_cb (AcuRunSetup *setup, const char *id, Form *form)
{
  const AcuRunRecord *record = acu_training_service_find (form->service, id);

  g_assert_nonnull (record);
  form->begun = acu_run_record_copy (record);
}

static gboolean
is_ready (gpointer data)
{
  return ((Form *)data)->ready;
}

static gboolean
is_begun (gpointer data)
{
  return ((Form *)data)->begun != NULL;
}

static gboolean
is_idle (gpointer service)
{
  return !acu_training_service_is_busy (service);
}

static gboolean
has_records (gpointer service)
{
  return acu_training_service_get_records (service) != NULL;
}

static Form *
form_new (AcuLibrary *library)
{
  Form *form = g_new0 (Form, 1);

  form->service = acu_training_service_new ();
  form->window = gtk_window_new ();
  form->form = g_object_new (ACU_TYPE_RUN_SETUP, NULL);
  acu_test_wait_for (has_records, form->service);
  g_signal_connect (form->form, "ready", G_CALLBACK (ready_cb), form);
  g_signal_connect (form->form, "started", G_CALLBACK (started_cb), form);
  acu_run_setup_attach (ACU_RUN_SETUP (form->form), library, form->service);
  gtk_window_set_child (GTK_WINDOW (form->window), form->form);
  gtk_window_present (GTK_WINDOW (form->window));
  acu_run_setup_choose_data (ACU_RUN_SETUP (form->form), "/nowhere/scores.csv");
  acu_test_wait_for (is_ready, form);
  return form;
}

static void
form_free (Form *form)
{
  gtk_window_destroy (GTK_WINDOW (form->window));
  acu_training_service_finish (form->service);
  g_object_unref (form->service);
  g_free (form);
}

/* What the form calls @name. */
static gpointer
get_part (Form *form, const char *name)
{
  return gtk_widget_get_template_child (form->form, ACU_TYPE_RUN_SETUP, name);
}

static void
choose_last (Form *form, const char *name)
{
  AdwComboRow *row = get_part (form, name);

  adw_combo_row_set_selected (row, g_list_model_get_n_items (adw_combo_row_get_model (row)) - 1);
}

/* Begins the run that is set up; returns its record.  There are no such data: it soon is over.
 * (transfer full) */
static AcuRunRecord *
begin (Form *form)
{
  g_assert_true (form->ready);
  acu_run_setup_start (ACU_RUN_SETUP (form->form));
  acu_test_wait_for (is_begun, form);
  acu_test_wait_for (is_idle, form->service);
  return g_steal_pointer (&form->begun);
}

static void
test_chosen (AcuModelsFixture *fixture, gconstpointer data)
{
  Form *form = form_new (fixture->library);
  AdwComboRow *device = get_part (form, "device");
  AdwComboRow *held_out = get_part (form, "held_out");

  /* As it is proposed: any device, and a part of the data. */
  g_autoptr (AcuRunRecord) proposed = begin (form);
  g_assert_cmpstr (proposed->settings.device, ==, "auto");
  g_assert_cmpstr (proposed->settings.data, ==, "/nowhere/scores.csv");
  g_assert_null (proposed->settings.validation);

  /* The processor, the only one there is here, and another file. */
  acu_run_setup_choose_data (ACU_RUN_SETUP (form->form), "/nowhere/scores.csv");
  acu_test_wait_for (is_ready, form);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (device)), ==, 2);
  adw_combo_row_set_selected (device, 1);
  adw_combo_row_set_selected (held_out, 1);
  choose_last (form, "held_out_data");
  gtk_editable_set_text (get_part (form, "held_out_path"), "/nowhere/others.csv");
  g_autoptr (AcuRunRecord) chosen = begin (form);
  g_assert_cmpstr (chosen->settings.device, ==, "cpu");
  g_assert_cmpstr (chosen->settings.data, ==, "/nowhere/scores.csv");
  g_assert_cmpstr (chosen->settings.validation, ==, "/nowhere/others.csv");

  /* And back. */
  adw_combo_row_set_selected (device, 0);
  adw_combo_row_set_selected (held_out, 0);
  g_autoptr (AcuRunRecord) undone = begin (form);
  g_assert_cmpstr (undone->settings.device, ==, "auto");
  g_assert_null (undone->settings.validation);
  form_free (form);
}

/* The row below @widget that is called @title, or NULL. */
static AdwActionRow *
find_row (GtkWidget *widget, const char *title)
{
  AdwActionRow *found = NULL;

  if (ADW_IS_ACTION_ROW (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return ADW_ACTION_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, title);
  return found;
}

/* Who does not want to know sees none of the settings; who does is told what each of them does. */
static void
test_every_setting (AcuModelsFixture *fixture, gconstpointer data)
{
  Form *form = form_new (fixture->library);
  AdwExpanderRow *every = get_part (form, "advanced");
  guint n;
  const AcuRunField *fields = acu_run_fields_get (&n);

  g_assert_false (adw_expander_row_get_expanded (every));
  g_assert_null (find_row (GTK_WIDGET (every), "Weight decay"));
  adw_expander_row_set_expanded (every, TRUE);
  g_assert_cmpuint (n, >, 20);
  for (guint i = 0; i < n; i++) {
    AdwActionRow *row = find_row (GTK_WIDGET (every), fields[i].title);

    g_test_message ("%s", fields[i].title);
    g_assert_nonnull (row);
    g_assert_nonnull (strchr (fields[i].sentence, ' '));
    g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, fields[i].sentence);
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (fields[i].sentence, !=, fields[j].sentence);
  }
  form_free (form);
}

/* Imports ratings of @n samples as the label set @name. */
static void
import_ratings (AcuCatalog *catalog, const char *name, guint n)
{
  g_autoptr (GString) csv = g_string_new ("image,rater,score\n");
  g_autoptr (GDir) samples = g_dir_open (SAMPLES, 0, NULL);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "ratings.csv", NULL);
  g_autoptr (GError) error = NULL;
  const AcuLabelImportOptions options = {.set = name};
  const char *sample;
  guint n_rated = 0;

  while (n_rated < n && (sample = g_dir_read_name (samples)))
    if (g_str_has_suffix (sample, ".jpg"))
      g_string_append_printf (csv, "%s/%s,somebody,%u\n", SAMPLES, sample, 1 + n_rated++ % 5);
  g_assert_cmpuint (n_rated, ==, n);
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  g_autoptr (AcuLabelImport) import = acu_label_import_file (catalog, path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (import->n_added, ==, n);
}

static gboolean
is_offered (Form *form, const char *wanted)
{
  GListModel *model = adw_combo_row_get_model (get_part (form, "data"));
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);
    found = found || g_str_equal (gtk_string_object_get_string (item), wanted);
  }
  return found;
}

/* A label set that nothing can be learned from is not offered, and it is said why. */
static void
test_label_sets (AcuModelsFixture *fixture, gconstpointer data)
{
  AcuCatalog *catalog = acu_library_get_catalog (fixture->library);
  char patches[] = "Patches";
  const AcuLabelSet of_patches = {
      .name = patches, .method = ACU_METHOD_PATCH, .score_min = 1, .score_max = 5};
  g_autoptr (GError) error = NULL;

  acu_library_show_folder (fixture->library, SAMPLES);
  acu_test_wait_for (acu_test_has_photos, fixture->library);
  import_ratings (catalog, "Enough", ACU_DATASET_MIN_PICTURES);
  import_ratings (catalog, "One short", ACU_DATASET_MIN_PICTURES - 1);
  import_ratings (catalog, "A single one", 1);
  g_assert_cmpint (acu_label_store_create_set (catalog, &of_patches, &error), >, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (ACU_DATASET_MIN_PICTURES, ==, 10);

  Form *form = form_new (fixture->library);
  g_assert_true (is_offered (form, "Enough"));
  g_assert_false (is_offered (form, "One short") || is_offered (form, "A single one") ||
                  is_offered (form, patches));
  GtkWidget *left_out = get_part (form, "left_out");
  g_assert_true (gtk_widget_get_visible (left_out));
  g_assert_true (acu_test_says_text (left_out, "“One short” has 9 rated pictures; 10 are needed."));
  g_assert_true (
      acu_test_says_text (left_out, "“A single one” has 1 rated picture; 10 are needed."));
  g_assert_true (
      acu_test_says_text (left_out, "“Patches” has ratings of patches, not of pictures."));
  g_assert_false (acu_test_says_text (left_out, "“Enough”"));
  form_free (form);
}

/* A run is not called what another one's model is, or will be where that is kept. */
static void
test_names (AcuModelsFixture *fixture, gconstpointer data)
{
  static const struct {
    AcuRecordState state;
    const char *model;
    const char *trouble;
  } cases[] = {
      {ACU_RECORD_INTERRUPTED, NULL, "There is an unfinished run of this name."},
      {ACU_RECORD_FAILED, NULL, "There is an unfinished run of this name."},
      {ACU_RECORD_FINISHED, NULL,
       "The model of a run of this name is neither kept nor discarded yet."},
      {ACU_RECORD_STOPPED, NULL,
       "The model of a run of this name is neither kept nor discarded yet."},
      {ACU_RECORD_FINISHED, "called otherwise now", NULL},
      {ACU_RECORD_DISCARDED, NULL, NULL},
  };
  g_autoptr (GPtrArray) models = g_ptr_array_new ();
  AcuRunSettings settings;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    AcuRunRecord *record = acu_run_record_new ("Alps", "scores.csv", &settings);
    g_autoptr (GPtrArray) records =
        g_ptr_array_new_with_free_func ((GDestroyNotify)acu_run_record_free);
    g_ptr_array_add (records, record);
    record->state = cases[i].state;
    record->model = g_strdup (cases[i].model);
    g_autofree char *trouble = acu_run_name_find_trouble ("Alps", records, models);
    g_autofree char *other = acu_run_name_find_trouble ("Andes", records, models);
    g_assert_cmpstr (trouble, ==, cases[i].trouble);
    g_assert_null (other);
  }
  acu_run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  acu_models_test_begin (&argc, &argv);
  g_assert_nonnull (acu_ui_get_resource ());

#define ADD(name, function)                                                                        \
  g_test_add ("/run-choices/" name, AcuModelsFixture, NULL, acu_models_fixture_set_up, function,   \
              acu_models_fixture_tear_down)
  ADD ("chosen", test_chosen);
  ADD ("every-setting", test_every_setting);
  ADD ("label-sets", test_label_sets);
  ADD ("names", test_names);
#undef ADD
  return acu_models_test_run ();
}
