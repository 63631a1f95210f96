#include "tests/display/models-fixture.h"

#include "app/scoring/model-store.h"
#include "app/views/models/model-list.h"
#include "app/views/models/models-window.h"
#include "app/views/shared/settings.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/display/toolkit-warnings.h"
#include "tests/display/view-testing.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>

#define PATIENCE_SECONDS 240

/* One for all tests: a catalog is closed by its own threads, some time after it is let go of. */
static AcuLibrary *library;

void
acu_test_wait_for (AcuTestCondition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (!condition (data)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  }
}

GtkWidget *
acu_test_find (GtkWidget *widget, GType type, const char *name)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (!name || g_str_equal (gtk_widget_get_name (widget), name)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = acu_test_find (child, type, name);
    if (found)
      return found;
  }
  return NULL;
}

gboolean
acu_test_says_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && acu_test_says_text (child, text))
      return TRUE;
  return FALSE;
}

gboolean
acu_test_has_dialog (gpointer data)
{
  return acu_test_find_dialog () != NULL;
}

AdwMessageDialog *
acu_test_get_dialog (void)
{
  return ADW_MESSAGE_DIALOG (acu_test_find_dialog ());
}

static gboolean
has_no_dialog (gpointer data)
{
  return acu_test_find_dialog () == NULL;
}

void
acu_test_answer (const char *response)
{
  AdwMessageDialog *dialog = acu_test_get_dialog ();

  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  acu_test_wait_for (has_no_dialog, NULL);
}

static AcuModelFile *
make_model (AcuArchitecture *taken, guint64 seed)
{
  g_autoptr (AcuArchitecture) architecture = taken;
  g_autoptr (AcuTensorSet) tensors = acu_deterministic_weights (architecture, seed);
  AcuModelFile *file = acu_model_file_new (architecture, tensors, NULL);

  file->licence = g_strdup ("CC0-1.0");
  file->provenance = g_strdup ("made up <for a test> & nothing else");
  return file;
}

AcuModelFile *
acu_test_make_model (AcuArchitecture *taken)
{
  return make_model (taken, 5);
}

void
acu_test_add_model (const char *name)
{
  acu_test_add_seeded_model (name, 5);
}

void
acu_test_add_seeded_model (const char *name, guint64 seed)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = make_model (acu_test_least_architecture (), seed);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = acu_model_store_add (store, file, name, &error);

  g_assert_no_error (error);
}

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

void
acu_models_fixture_set_up (AcuModelsFixture *fixture, gconstpointer data)
{
  g_settings_reset (acu_settings_get (), "model");
  fixture->library = library;
}

void
acu_models_fixture_show (AcuModelsFixture *fixture)
{
  fixture->window = acu_models_window_new (fixture->library);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->list = acu_test_find (fixture->window, ACU_TYPE_MODEL_LIST, NULL);
  acu_test_wait_for (has_models, fixture->list);
}

void
acu_models_fixture_tear_down (AcuModelsFixture *fixture, gconstpointer data)
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
  AcuModelsFixture *fixture;
  const char *name;
  gboolean wanted;
} Row;

static gboolean
row_is_there (gpointer data)
{
  const Row *row = data;

  return (acu_test_find (row->fixture->list, ADW_TYPE_EXPANDER_ROW, row->name) != NULL) ==
         row->wanted;
}

void
acu_models_fixture_wait_for_row (AcuModelsFixture *fixture, const char *name, gboolean wanted)
{
  Row row = {fixture, name, wanted};

  acu_test_wait_for (row_is_there, &row);
}

gboolean
acu_test_has_photos (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (data))) >= 10;
}

char *
acu_test_write_opinions (void)
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

void
acu_models_test_begin (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  acu_test_hush_toolkit ();
  /* GTK 4.18 warns where a label of a message dialog is measured for less than it needs. */
  if (gtk_get_minor_version () >= 18)
    g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  adw_init ();
}

int
acu_models_test_run (void)
{
  int status;

  library = acu_library_new ();
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  acu_test_wait_for (library_is_open, library);
  status = g_test_run ();
  acu_library_close (library);
  g_object_unref (library);
  return status;
}
