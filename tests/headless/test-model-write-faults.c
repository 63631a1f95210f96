/* Models and trainings on a disk that fails. */
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "compute/weights/checkpoint.h"
#include "compute/weights/deterministic-weights.h"
#include "compute/weights/safetensors.h"
#include "test-support.h"
#include "write-fault-cases.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- Files of tensors ---- */

#define N_VALUES 20000

static AcuTensorSet *
make_tensors (float value)
{
  AcuTensorSet *set = acu_tensor_set_new (NULL);
  float *values = g_new (float, N_VALUES);

  for (int i = 0; i < N_VALUES; i++)
    values[i] = value;
  acu_tensor_set_add_floats (set, "x", 1, (guint64[]){N_VALUES}, values);
  return set;
}

/* The value that all of the tensors have. */
static float
get_value (const AcuTensorSet *set)
{
  const AcuTensorView *view = acu_tensor_set_lookup (set, "x");
  g_autofree float *values = g_new (float, N_VALUES);

  g_assert_nonnull (view);
  g_assert_cmpuint (acu_tensor_view_count (view), ==, N_VALUES);
  acu_tensor_view_read_all (view, values);
  for (int i = 1; i < N_VALUES; i++)
    g_assert_cmpfloat (values[i], ==, values[0]);
  return values[0];
}

static gboolean
write_tensors (const char *folder, float value, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "x.safetensors", NULL);
  g_autoptr (AcuTensorSet) set = make_tensors (value);

  return acu_safetensors_write (set, ACU_ELEMENT_F32, path, error);
}

static void
prepare_tensors (const char *folder)
{
  g_assert_true (write_tensors (folder, 1.0f, NULL));
}

static gboolean
change_tensors (const char *folder, GError **error)
{
  return write_tensors (folder, 2.0f, error);
}

static gboolean
has_new_tensors (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "x.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = acu_checkpoint_read_tensors (path, NULL, &error);

  g_assert_no_error (error);
  return get_value (set) == 2.0f;
}

/* ---- Models ---- */

static const AcuModelFile *
get_model (void)
{
  static AcuModelFile *file;

  if (file == NULL) {
    g_autoptr (AcuArchitecture) architecture =
        acu_architecture_new_preset ("nano", ACU_FUSION_SINGLE, NULL);
    g_autoptr (AcuTensorSet) tensors = acu_deterministic_weights (architecture, 1);

    file = acu_model_file_new (architecture, tensors, NULL);
    g_assert_nonnull (file);
  }
  return file;
}

static AcuModelStore *
open_store (const char *folder)
{
  return acu_model_store_new_for_folders ((const char *const[]){folder, NULL});
}

static gboolean
change_models (const char *folder, GError **error)
{
  g_autoptr (AcuModelStore) store = open_store (folder);
  g_autofree char *path = acu_model_store_add (store, get_model (), "mine", error);

  return path != NULL;
}

static gboolean
has_new_model (const char *folder)
{
  g_autoptr (AcuModelStore) store = open_store (folder);
  g_autoptr (GPtrArray) entries = acu_model_store_list (store);

  g_assert_cmpuint (entries->len, <=, 1);
  if (entries->len == 1)
    g_assert_nonnull (((AcuModelEntry *)g_ptr_array_index (entries, 0))->file);
  return entries->len == 1;
}

/* The model and what was exported before, which is to be replaced, each with its card. */
static void
prepare_exported (const char *folder)
{
  g_autofree char *from = g_build_filename (folder, "from", NULL);
  g_autofree char *path = g_build_filename (from, "mine.safetensors", NULL);
  g_autofree char *card = g_build_filename (from, "mine.md", NULL);
  g_autofree char *to = g_build_filename (folder, "to.safetensors", NULL);
  g_autofree char *old_card = g_build_filename (folder, "to.md", NULL);

  g_assert_cmpint (g_mkdir (from, 0700), ==, 0);
  g_assert_true (change_models (from, NULL));
  g_assert_true (g_file_set_contents (card, "# New\n", -1, NULL));
  g_assert_true (g_file_set_contents (to, "old", -1, NULL));
  g_assert_true (g_file_set_contents (old_card, "# Old\n", -1, NULL));
}

static gboolean
change_exported (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "from", "mine.safetensors", NULL);
  g_autofree char *to = g_build_filename (folder, "to.safetensors", NULL);

  return acu_model_store_export (path, to, error);
}

/* Nothing is lost of the card that was there. */
static gboolean
has_new_exported (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "from", "mine.safetensors", NULL);
  g_autofree char *to = g_build_filename (folder, "to.safetensors", NULL);
  g_autofree char *card = g_build_filename (folder, "to.md", NULL);
  g_autofree char *aside = g_build_filename (folder, "to.md~", NULL);
  g_autofree char *wanted = NULL, *there = NULL, *text = NULL, *old_text = NULL;
  gsize n_wanted, n_there;
  gboolean is_old;

  g_assert_true (g_file_get_contents (path, &wanted, &n_wanted, NULL));
  g_assert_true (g_file_get_contents (to, &there, &n_there, NULL));
  is_old = g_str_equal (there, "old");
  g_assert_true (is_old || (n_there == n_wanted && memcmp (there, wanted, n_there) == 0));
  g_file_get_contents (card, &text, NULL, NULL);
  g_file_get_contents (aside, &old_text, NULL, NULL);
  g_assert_true (g_strcmp0 (text, "# Old\n") == 0 || g_strcmp0 (old_text, "# Old\n") == 0);
  g_assert_true (text == NULL || g_str_equal (text, "# Old\n") || g_str_equal (text, "# New\n"));
  return !is_old && g_strcmp0 (text, "# New\n") == 0;
}

/* ---- Training runs ---- */

#define DIGEST "digest"

static gboolean
save_state (AcuRunFolder *folder, float value, guint epoch, GError **error)
{
  g_autoptr (AcuTensorSet) state = make_tensors (value);
  const AcuRunPosition position = {
      .epoch = epoch, .log_bytes = acu_run_folder_get_log_bytes (folder), .best_srcc = 0.5};

  return acu_run_folder_save (folder, state, &position, DIGEST, error);
}

/* Runs have a folder of their own below the user's data, named like the case's. */
static char *
get_run_name (const char *folder)
{
  return g_path_get_basename (folder);
}

static gboolean
create_run (const char *folder, GError **error)
{
  g_autofree char *name = get_run_name (folder);
  AcuRunSettings settings;
  g_autoptr (AcuRunFolder) run = NULL;

  acu_run_settings_init (&settings, ACU_RUN_FULL, "nano");
  settings.base = g_strdup ("preset:nano");
  run = acu_run_folder_create (name, &settings, error);
  acu_run_settings_clear (&settings);
  return run != NULL && acu_run_folder_log (run, "one", error) && save_state (run, 1.0f, 1, error);
}

static AcuRunFolder *
open_run (const char *folder, GError **error)
{
  g_autofree char *name = get_run_name (folder);
  AcuRunSettings settings = {0};
  AcuRunFolder *run = acu_run_folder_open (name, &settings, error);

  acu_run_settings_clear (&settings);
  return run;
}

static void
prepare_run (const char *folder)
{
  g_assert_true (create_run (folder, NULL));
}

static gboolean
change_run (const char *folder, GError **error)
{
  g_autoptr (AcuRunFolder) run = open_run (folder, error);
  AcuRunPosition position;
  g_autoptr (AcuTensorSet) state =
      run != NULL ? acu_run_folder_load (run, &position, DIGEST, error) : NULL;

  return state != NULL && acu_run_folder_log (run, "two", error) &&
         save_state (run, 2.0f, 2, error);
}

/* The run goes on from its first state or its second, with the log of that moment.  Before the
 * first there may be a run without a state, or none. */
static gboolean
has_run_of (const char *folder, guint epoch)
{
  static const char *const logs[] = {"", "one\n", "one\ntwo\n"};
  g_autoptr (AcuRunFolder) run = open_run (folder, NULL);
  g_autoptr (AcuTensorSet) state = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *log = NULL;
  AcuRunPosition position;

  if (run == NULL) {
    g_assert_cmpuint (epoch, ==, 1);
    return FALSE;
  }
  state = acu_run_folder_load (run, &position, DIGEST, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (position.epoch, <, G_N_ELEMENTS (logs));
  g_assert_cmpuint (position.epoch + 1, >=, epoch);
  if (state != NULL)
    g_assert_cmpfloat (get_value (state), ==, (float)position.epoch);
  path = acu_run_folder_path (run, "log.jsonl");
  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  g_assert_cmpstr (log, ==, logs[position.epoch]);
  return position.epoch == epoch;
}

static gboolean
has_first_state (const char *folder)
{
  return has_run_of (folder, 1);
}

static gboolean
has_second_state (const char *folder)
{
  return has_run_of (folder, 2);
}

static const AcuFaultCase cases[] = {
    {"safetensors", prepare_tensors, change_tensors, has_new_tensors, FALSE, TRUE},
    {"model", acu_test_prepare_nothing, change_models, has_new_model, TRUE, TRUE},
    {"model/exported", prepare_exported, change_exported, has_new_exported, TRUE, FALSE},
    {"run/new", acu_test_prepare_nothing, create_run, has_first_state, FALSE, FALSE},
    {"run/state", prepare_run, change_run, has_second_state, FALSE, TRUE},
};

int
main (int argc, char **argv)
{
  return acu_test_run_fault_cases (&argc, &argv, cases, G_N_ELEMENTS (cases));
}
