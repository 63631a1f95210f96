/* The catalog, its backups, exports and sidecars on a disk that fails. */
#include "app/catalog/backup.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/sidecar.h"
#include "app/exchange/photo-export.h"
#include "app/imaging/xmp.h"
#include "app/labeling/label-import.h"
#include "catalog-fixture.h"
#include "test-support.h"
#include "write-fault-cases.h"

#include <glib/gstdio.h>
#include <string.h>

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
  g_assert_cmpuint (acu_test_count_files (backups_folder), ==, backups->len);
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
    g_assert_true (log_exists == exists || acu_test_get_fault_kind () == ACU_FAULT_DEAD);
  return !exists;
}

/* ---- Exports ---- */

/* More than are written at a time. */
#define N_EXPORTED 300

static const char old_export[] = "what was there\n";

static char *
get_export_path (const char *folder)
{
  return g_build_filename (folder, "photos.export", NULL);
}

static void
prepare_export (const char *folder)
{
  g_autofree char *path = get_export_path (folder);

  g_assert_true (g_file_set_contents (path, old_export, -1, NULL));
}

/* Elsewhere, on a disk that does not fail; made once. */
static AcuCatalog *exported;

static gboolean export(const char *folder, AcuExportFormat format, GError **error)
{
  g_autofree char *path = get_export_path (folder);
  gint64 photos[N_EXPORTED];

  if (exported == NULL) {
    const AcuCatalogRecipe recipe = {.n_photos = N_EXPORTED, .rated = TRUE};
    g_autofree char *elsewhere = acu_test_temporary_folder ();
    g_autofree char *made = get_catalog_path (elsewhere);

    exported = acu_fixture_make_catalog (made, &recipe);
  }
  for (guint i = 0; i < N_EXPORTED; i++)
    photos[i] = i + 1;
  return acu_photo_export_write (exported, photos, N_EXPORTED, 1, format, path, NULL, NULL, NULL,
                                 error);
}

static gboolean
export_csv (const char *folder, GError **error)
{
  return export(folder, ACU_EXPORT_CSV, error);
}

static gboolean
export_json (const char *folder, GError **error)
{
  return export(folder, ACU_EXPORT_JSON, error);
}

/* The old, or all photos, between @head and @foot, each of which begins with @begin. */
static gboolean
has_all_photos (const char *folder, const char *head, const char *begin, const char *foot)
{
  g_autofree char *path = get_export_path (folder);
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  if (g_str_equal (text, old_export))
    return FALSE;
  g_assert_true (g_str_has_prefix (text, head));
  g_assert_true (g_str_has_suffix (text, foot));
  for (const char *at = text; (at = strstr (at, begin)) != NULL; at++)
    n++;
  g_assert_cmpuint (n, ==, N_EXPORTED);
  return TRUE;
}

static gboolean
has_new_csv (const char *folder)
{
  return has_all_photos (folder, "path,model,", "\n/photos/", "\n");
}

static gboolean
has_new_json (const char *folder)
{
  return has_all_photos (folder, "[\n{", "\n{\"path\":", "}\n]\n");
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

static const AcuFaultCase cases[] = {
    {"catalog/new", acu_test_prepare_nothing, change_no_catalog, can_start, FALSE, FALSE},
    {"catalog/ratings", prepare_catalog, change_ratings, has_new_ratings, FALSE, FALSE},
    {"catalog/labels", prepare_labels, change_labels, has_new_labels, FALSE, FALSE},
    {"catalog/backup", prepare_catalog, change_backups, has_new_backup, FALSE, FALSE},
    {"catalog/restored", prepare_backup, change_restored, is_restored, FALSE, FALSE},
    {"catalog/set-aside", prepare_backup, change_set_aside, is_set_aside, FALSE, TRUE},
    {"export/csv", prepare_export, export_csv, has_new_csv, FALSE, TRUE},
    {"export/json", prepare_export, export_json, has_new_json, FALSE, TRUE},
    {"sidecar/new", prepare_no_sidecar, change_sidecar, has_new_sidecar, FALSE, TRUE},
    {"sidecar/changed", prepare_sidecar, change_sidecar, has_new_sidecar, FALSE, TRUE},
};

int
main (int argc, char **argv)
{
  int status = acu_test_run_fault_cases (&argc, &argv, cases, G_N_ELEMENTS (cases));

  g_clear_object (&exported);
  return status;
}
