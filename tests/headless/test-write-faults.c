/* Whatever write, sync or rename fails, what is on the disk afterwards is the old or the new,
 * whole, and a failure names the file.  Each case is tried with a fault at its first change, its
 * second, and so on until it is through without one. */
#include "app/catalog/backup.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/sidecar.h"
#include "app/imaging/xmp.h"
#include "app/labeling/label-import.h"
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "app/text/whole-file.h"
#include "catalog-fixture.h"
#include "compute/weights/checkpoint.h"
#include "compute/weights/deterministic-weights.h"
#include "compute/weights/safetensors.h"
#include "test-support.h"
#include "write-faults.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const char *name;
  void (*prepare) (const char *folder);                    /* makes the old state */
  gboolean (*change) (const char *folder, GError **error); /* makes the new one */
  gboolean (*is_new) (const char *folder);                 /* aborts where it is neither */
  gboolean merges_writes;
  gboolean leaves_nothing; /* a failure leaves as many files as there were */
} Case;

/* The user's data folder, below which all changes are counted. */
static char *home;

/* Of the fault that is tried. */
static AcuFaultKind current_kind;

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Runs the case with one fault.  Returns whether there was one. */
static gboolean
run_once (const Case *test, guint at, AcuFaultKind kind)
{
  static guint counter;
  g_autofree char *name = g_strdup_printf ("%u", counter++);
  g_autofree char *folder = g_build_filename (home, name, NULL);
  g_autoptr (GError) error = NULL;
  gboolean ok, is_new;
  guint n, n_files, n_left;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  acu_write_faults_arm (home, 0, kind, FALSE);
  test->prepare (folder);
  n_files = count_files (folder);
  current_kind = kind;
  acu_write_faults_arm (home, at, kind, test->merges_writes);
  ok = test->change (folder, &error);
  n = acu_write_faults_disarm ();

  g_assert_true (ok == (error == NULL));
  n_left = count_files (folder);
  acu_write_faults_arm (home, 0, kind, FALSE);
  is_new = test->is_new (folder);
  if (ok && !is_new)
    g_error ("%s, change %u, kind %d: a success that has left the old state", test->name, at,
             (int)kind);
  if (!ok && strstr (error->message, home) == NULL)
    g_error ("%s, change %u, kind %d: this names no file: %s", test->name, at, (int)kind,
             error->message);
  if (!ok && test->leaves_nothing && !is_new)
    g_assert_cmpuint (n_left, ==, n_files);
  if (n < at)
    g_assert_true (ok);
  acu_test_remove_folder (folder);
  return n >= at;
}

static void
run_case (gconstpointer data)
{
  const Case *test = data;

  for (int kind = 0; kind < ACU_N_FAULT_KINDS; kind++) {
    guint at = 1;

    while (run_once (test, at, (AcuFaultKind)kind))
      at = acu_test_next (at);
    g_test_message ("fewer than %u changes", at);
    g_assert_cmpuint (at, >, 2);
  }
}

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

static void
prepare_nothing (const char *folder)
{
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

/* ---- The catalog ---- */

static char *
get_catalog_path (const char *folder)
{
  return g_build_filename (folder, "catalog.db", NULL);
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize)size, NULL));
}

/* Four photos, none of them rated; made once. */
static void
prepare_catalog (const char *folder)
{
  static char *made;
  g_autofree char *path = get_catalog_path (folder);

  if (made == NULL) {
    const AcuCatalogRecipe recipe = {.n_photos = 4};
    g_autofree char *elsewhere = acu_test_temporary_folder ();
    char *first = g_build_filename (elsewhere, "catalog.db", NULL);

    g_object_unref (acu_fixture_make_catalog (first, &recipe));
    made = first;
  }
  copy_file (made, path);
}

static AcuCatalog *
open_catalog (const char *folder, AcuCatalogOpenFlags flags, GError **error)
{
  g_autofree char *path = get_catalog_path (folder);

  return acu_catalog_open (path, flags, error);
}

static AcuCatalog *
open_sound_catalog (const char *folder)
{
  g_autoptr (GError) error = NULL;
  AcuCatalog *catalog = open_catalog (folder, ACU_CATALOG_OPEN_CHECK, &error);

  g_assert_no_error (error);
  return catalog;
}

static int
get_stars (AcuCatalog *catalog, gint64 photo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuPhotoRow) row = acu_photo_store_get (catalog, photo, 0, &error);

  g_assert_no_error (error);
  return row->stars;
}

static gboolean
rate (AcuCatalog *catalog, int stars, GError **error)
{
  const AcuRatingChange changes[] = {{.photo = 1, .fields = ACU_RATING_STARS, .stars = stars},
                                     {.photo = 4, .fields = ACU_RATING_STARS, .stars = stars}};
  AcuUndoGroup group = {.title = "x"};

  return acu_rating_store_apply (catalog, changes, G_N_ELEMENTS (changes), &group, error);
}

/* One where none was is brought to the newest schema, script by script. */
static gboolean
change_no_catalog (const char *folder, GError **error)
{
  g_autoptr (AcuCatalog) catalog = open_catalog (folder, ACU_CATALOG_OPEN_DEFAULT, error);

  return catalog != NULL;
}

/* Whatever there is now, the next start makes a catalog of it. */
static gboolean
can_start (const char *folder)
{
  g_autoptr (AcuCatalog) catalog = open_sound_catalog (folder);
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_photo_store_get (catalog, 1, 0, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  return TRUE;
}

static gboolean
change_ratings (const char *folder, GError **error)
{
  g_autoptr (AcuCatalog) catalog = open_catalog (folder, ACU_CATALOG_OPEN_DEFAULT, error);

  return catalog != NULL && rate (catalog, 3, error);
}

static gboolean
has_new_ratings (const char *folder)
{
  g_autoptr (AcuCatalog) catalog = open_sound_catalog (folder);
  int stars = get_stars (catalog, 1);

  g_assert_true (stars == 0 || stars == 3);
  g_assert_cmpint (get_stars (catalog, 4), ==, stars);
  g_assert_cmpint (get_stars (catalog, 2), ==, 0);
  return stars == 3;
}

/* ---- Labels ---- */

static void
prepare_labels (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "s.csv", NULL);

  prepare_catalog (folder);
  g_assert_true (g_file_set_contents (path,
                                      "image,rater,score\nIMG_0.JPG,Ann,4\nIMG_1.JPG,Ben,2\n"
                                      "IMG_3.JPG,Ann,1\n",
                                      -1, NULL));
}

static gboolean
change_labels (const char *folder, GError **error)
{
  const AcuLabelImportOptions options = {.set = "S"};
  g_autofree char *path = g_build_filename (folder, "s.csv", NULL);
  g_autoptr (AcuCatalog) catalog = open_catalog (folder, ACU_CATALOG_OPEN_DEFAULT, error);
  g_autoptr (AcuLabelImport) report =
      catalog != NULL ? acu_label_import_file (catalog, path, &options, error) : NULL;

  if (report != NULL)
    g_assert_true (report->is_imported);
  return report != NULL;
}

static gboolean
has_new_labels (const char *folder)
{
  g_autoptr (AcuCatalog) catalog = open_sound_catalog (folder);
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (catalog, NULL);
  g_autoptr (GPtrArray) raters = acu_label_store_list_raters (catalog, NULL);

  g_assert_cmpuint (sets->len, <=, 1);
  g_assert_cmpuint (raters->len, ==, 2 * sets->len);
  if (sets->len == 1)
    g_assert_cmpuint (((AcuLabelSet *)g_ptr_array_index (sets, 0))->n_labels, ==, 3);
  return sets->len == 1;
}

/* ---- Backups ---- */

static gboolean
change_backups (const char *folder, GError **error)
{
  g_autoptr (AcuCatalog) catalog = open_catalog (folder, ACU_CATALOG_OPEN_DEFAULT, error);
  g_autofree char *path = catalog != NULL ? acu_catalog_back_up (catalog, NULL, error) : NULL;

  return path != NULL;
}

static gboolean
has_new_backup (const char *folder)
{
  g_autofree char *path = get_catalog_path (folder);
  g_autofree char *backups_folder = g_build_filename (folder, "backups", NULL);
  g_autoptr (GPtrArray) backups = acu_backup_list (path);

  g_object_unref (open_sound_catalog (folder));
  /* Nothing else is left there. */
  g_assert_cmpuint (count_files (backups_folder), ==, backups->len);
  g_assert_cmpuint (backups->len, <=, 1);
  if (backups->len == 1) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuCatalog) copy =
        acu_catalog_open (((AcuBackup *)g_ptr_array_index (backups, 0))->path,
                          ACU_CATALOG_OPEN_READ_ONLY | ACU_CATALOG_OPEN_CHECK, &error);

    g_assert_no_error (error);
  }
  return backups->len == 1;
}

/* A catalog with five stars, some of them in its log alone as after a crash, and a backup without.
 */
static void
prepare_backup (const char *folder)
{
  static const char *const parts[] = {"", "-wal"};
  g_autofree char *path = get_catalog_path (folder);
  g_autofree char *backup = g_build_filename (folder, "old.backup", NULL);
  g_autoptr (AcuCatalog) catalog = NULL;

  prepare_catalog (folder);
  copy_file (path, backup);
  catalog = open_sound_catalog (folder);
  g_assert_true (rate (catalog, 5, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *from = g_strconcat (path, parts[i], NULL);
    g_autofree char *to = g_strconcat (path, ".crashed", parts[i], NULL);

    copy_file (from, to);
  }
  g_clear_object (&catalog);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *from = g_strconcat (path, ".crashed", parts[i], NULL);
    g_autofree char *to = g_strconcat (path, parts[i], NULL);

    g_assert_cmpint (g_rename (from, to), ==, 0);
  }
}

static gboolean
change_restored (const char *folder, GError **error)
{
  g_autofree char *path = get_catalog_path (folder);
  g_autofree char *backup = g_build_filename (folder, "old.backup", NULL);

  return acu_backup_restore (path, backup, NULL, error);
}

static gboolean
change_set_aside (const char *folder, GError **error)
{
  g_autofree char *path = get_catalog_path (folder);

  return acu_backup_set_aside (path, NULL, error);
}

/* There is always a catalog, the old with its log or the restored. */
static gboolean
is_restored (const char *folder)
{
  g_autofree char *path = get_catalog_path (folder);
  int stars;

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  {
    g_autoptr (AcuCatalog) catalog = open_sound_catalog (folder);

    stars = get_stars (catalog, 1);
    g_assert_true (stars == 0 || stars == 5);
    g_assert_cmpint (get_stars (catalog, 4), ==, stars);
  }
  return stars == 0;
}

/* The catalog is in its place or aside, with its log in either case.  Only where the disk is dead
 * can the log not be put back, and lies aside alone. */
static gboolean
is_set_aside (const char *folder)
{
  g_autofree char *path = get_catalog_path (folder);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  gboolean exists = g_file_test (path, G_FILE_TEST_EXISTS);
  gboolean log_exists = g_file_test (log, G_FILE_TEST_EXISTS);

  if (exists && log_exists)
    g_assert_false (is_restored (folder));
  else
    g_assert_true (log_exists == exists || current_kind == ACU_FAULT_DEAD);
  return !exists;
}

/* ---- Sidecars ---- */

static const char packet[] =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description "
    "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:Rating=\"1\" xmp:Nickname=\"x\"/></rdf:RDF>"
    "</x:xmpmeta>";

static char *
get_sidecar_path (const char *folder)
{
  return g_build_filename (folder, "IMG_0.JPG.xmp", NULL);
}

/* The photos are in the folder, the catalog beside it. */
static void
prepare_no_sidecar (const char *folder)
{
  g_autofree char *catalog_folder = g_strconcat (folder, "-catalog", NULL);
  g_autofree char *path = get_catalog_path (catalog_folder);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE folders SET path = '%s' WHERE id = (SELECT folder FROM images "
                       "WHERE id = 1)",
                       folder);
  g_autoptr (AcuCatalog) catalog = NULL;

  g_assert_cmpint (g_mkdir (catalog_folder, 0700), ==, 0);
  prepare_catalog (catalog_folder);
  acu_fixture_run_sql (path, sql);
  catalog = open_sound_catalog (catalog_folder);
  g_assert_true (rate (catalog, 5, NULL));
}

static void
prepare_sidecar (const char *folder)
{
  g_autofree char *path = get_sidecar_path (folder);

  prepare_no_sidecar (folder);
  g_assert_true (g_file_set_contents (path, packet, -1, NULL));
}

static gboolean
change_sidecar (const char *folder, GError **error)
{
  g_autofree char *catalog_folder = g_strconcat (folder, "-catalog", NULL);
  g_autoptr (AcuCatalog) catalog = open_catalog (catalog_folder, ACU_CATALOG_OPEN_DEFAULT, error);
  const gint64 photo = 1;
  g_auto (AcuSidecarReport) report = {0};

  if (catalog == NULL ||
      !acu_sidecar_write (catalog, &photo, 1, ACU_SIDECAR_APPENDED, &report, NULL, error))
    return FALSE;
  if (report.problems->len > 0)
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                         g_ptr_array_index (report.problems, 0));
  return report.problems->len == 0;
}

static gboolean
has_new_sidecar (const char *folder)
{
  g_autofree char *path = get_sidecar_path (folder);
  g_autofree char *text = NULL;
  g_auto (AcuXmp) xmp = {0};
  gsize size;

  if (!g_file_get_contents (path, &text, &size, NULL))
    return FALSE;
  g_assert_true (acu_xmp_read (text, size, &xmp, NULL));
  g_assert_true (xmp.rating == 1 || xmp.rating == 5);
  return xmp.rating == 5;
}

/* ---- What the window exports: charts, tables, logs ---- */

static char *
get_export_path (const char *folder)
{
  return g_build_filename (folder, "Loss.csv", NULL);
}

static void
prepare_export (const char *folder)
{
  g_autofree char *path = get_export_path (folder);

  g_assert_true (g_file_set_contents (path, "old\n", -1, NULL));
}

static gboolean
change_export (const char *folder, GError **error)
{
  g_autofree char *path = get_export_path (folder);

  return acu_whole_file_replace (path, "new\nand longer\n", 15, error);
}

static gboolean
has_new_export (const char *folder)
{
  g_autofree char *path = get_export_path (folder), *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_equal (text, "old\n") || g_str_equal (text, "new\nand longer\n"));
  return *text == 'n';
}

static const Case cases[] = {
    {"safetensors", prepare_tensors, change_tensors, has_new_tensors, FALSE, TRUE},
    {"model", prepare_nothing, change_models, has_new_model, TRUE, TRUE},
    {"run/new", prepare_nothing, create_run, has_first_state, FALSE, FALSE},
    {"run/state", prepare_run, change_run, has_second_state, FALSE, TRUE},
    {"catalog/new", prepare_nothing, change_no_catalog, can_start, FALSE, FALSE},
    {"catalog/ratings", prepare_catalog, change_ratings, has_new_ratings, FALSE, FALSE},
    {"catalog/labels", prepare_labels, change_labels, has_new_labels, FALSE, FALSE},
    {"catalog/backup", prepare_catalog, change_backups, has_new_backup, FALSE, FALSE},
    {"catalog/restored", prepare_backup, change_restored, is_restored, FALSE, FALSE},
    {"catalog/set-aside", prepare_backup, change_set_aside, is_set_aside, FALSE, TRUE},
    {"sidecar/new", prepare_no_sidecar, change_sidecar, has_new_sidecar, FALSE, TRUE},
    {"sidecar/changed", prepare_sidecar, change_sidecar, has_new_sidecar, FALSE, TRUE},
    {"export", prepare_export, change_export, has_new_export, FALSE, TRUE},
};

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  home = acu_test_temporary_folder ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/write-faults/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], run_case);
  }
  status = g_test_run ();
  g_free (home);
  return status;
}
