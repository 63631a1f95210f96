#include "app/learning/training/unfinished-runs.h"

#include "app/learning/training/run-folder.h"

/* What is asked about every run. */
typedef struct {
  AcuModelStore *store;
  const char *name;  /* of the model */
  char *fingerprint; /* of its weights; NULL where they cannot be read */
  int is_copied;     /* whether another model has the same weights; -1: not known yet */
} Model;

static char *
dup_fingerprint (AcuModelStore *store, const char *name)
{
  g_autoptr (AcuModelFile) file = acu_model_store_open_file (store, name, NULL);

  return file != NULL ? acu_model_file_dup_fingerprint (file) : NULL;
}

static gboolean
find_copy (const Model *model)
{
  g_autoptr (GPtrArray) entries = acu_model_store_list (model->store);
  guint n = 0;

  for (guint i = 0; i < entries->len && n < 2; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (entries, i);
    g_autofree char *fingerprint =
        entry->file != NULL ? acu_model_file_dup_fingerprint (entry->file) : NULL;

    n += g_strcmp0 (fingerprint, model->fingerprint) == 0 ? 1 : 0;
  }
  return n > 1;
}

/* A run goes on with the weights it began with, whatever they are called by now. */
static gboolean
began_with (Model *model, AcuRunFolder *folder, const AcuRunSettings *settings)
{
  g_autofree char *path = acu_run_folder_path (folder, ACU_RUN_BASE_FILE);
  g_autofree char *noted = NULL;

  /* A file of its own is not the store's. */
  if (g_path_is_absolute (settings->base))
    return FALSE;
  if (!g_file_get_contents (path, &noted, NULL, NULL))
    return g_str_equal (settings->base, model->name);
  if (g_strcmp0 (noted, model->fingerprint) != 0)
    return FALSE;
  if (model->is_copied < 0)
    model->is_copied = find_copy (model);
  return !model->is_copied;
}

static gboolean
is_needed (Model *model, const char *run)
{
  AcuRunSettings settings = {0};
  g_autoptr (AcuRunFolder) folder = acu_run_folder_open (run, &settings, NULL);
  gboolean is_needed = folder != NULL && (g_strcmp0 (settings.teacher, model->name) == 0 ||
                                          began_with (model, folder, &settings));

  acu_run_settings_clear (&settings);
  return is_needed;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

GStrv
acu_unfinished_runs_list_needing (AcuModelStore *store, const char *name)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *fingerprint = dup_fingerprint (store, name);
  g_autoptr (GDir) listing = g_dir_open (root, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Model model = {store, name, fingerprint, -1};
  const char *run;

  while (listing != NULL && (run = g_dir_read_name (listing)) != NULL)
    if (is_needed (&model, run))
      g_ptr_array_add (names, g_strdup (run));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv)g_ptr_array_steal (names, NULL);
}
