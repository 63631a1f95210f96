/* While what the model says of a photo is being read, nobody is told what it said of the one
 * before.
 */
#include "app/catalog/folder-scan.h"
#include "app/views/viewer/photo-view.h"
#include "tests/display/view-testing.h"
#include "tests/headless/test-support.h"

#include <adwaita.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

#define N_PHOTOS  2
#define N_READERS 2 /* threads on which a catalog reads */

static AcuPhoto *photos[N_PHOTOS];
static guint n_changes; /* of the map */

/* Readings that wait. */
static GMutex mutex;
static GCond cond;
static gboolean is_held;
static guint n_held;

static gpointer
wait (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  g_mutex_lock (&mutex);
  n_held++;
  g_cond_broadcast (&cond);
  while (is_held)
    g_cond_wait (&cond, &mutex);
  n_held--;
  g_mutex_unlock (&mutex);
  return catalog;
}

static void
hold_readings (AcuCatalog *catalog)
{
  is_held = TRUE;
  for (guint i = 0; i < N_READERS; i++)
    acu_catalog_run_async (catalog, ACU_CATALOG_READS, wait, NULL, NULL, NULL, NULL, NULL, NULL);
  g_mutex_lock (&mutex);
  while (n_held < N_READERS)
    g_cond_wait (&cond, &mutex);
  g_mutex_unlock (&mutex);
}

static void
let_readings_go (void)
{
  g_mutex_lock (&mutex);
  is_held = FALSE;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&mutex);
}

/* Photos that score 30 and 70. */
static void
score (AcuCatalog *catalog, gint64 scorer, const AcuUnscored *photo, double value)
{
  g_autoptr (GError) error = NULL;
  AcuPatch patch = {0, 0};
  float patch_score = (float)value;
  AcuScoreDetails details = {.score = value,
                             .width = 224,
                             .height = 224,
                             .side = 224,
                             .n_patches = 1,
                             .patches = &patch,
                             .scores = &patch_score};
  AcuScoreResult result = {photo->id, photo->version, &details, NULL};

  acu_score_store_put (catalog, scorer, &result, 1, &error);
  g_assert_no_error (error);
}

static void
fill_catalog (const char *folder)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  const char *faults[] = {NULL};
  AcuScorerInfo info = {.model = (char *)"m",
                        .fingerprint = (char *)"0",
                        .protocol = (char *)"native",
                        .plan = (char *)"grid",
                        .score_max = 100,
                        .faults = (char **)faults};
  AcuScanCounts counts;

  g_assert_no_error (error);
  for (guint i = 0; i < N_PHOTOS; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%u.jpg", folder, i);
    g_assert_true (g_file_set_contents (name, "no picture", -1, NULL));
  }
  acu_folder_scan_run (catalog, folder, &(AcuScanOptions){0}, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  gint64 scorer = acu_score_store_add_scorer (catalog, &info, &error);
  g_autoptr (GPtrArray) unscored =
      acu_score_store_list_unscored (catalog, scorer, NULL, 0, G_MAXINT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (unscored->len, ==, N_PHOTOS);
  for (guint i = 0; i < N_PHOTOS; i++) {
    AcuUnscored *photo = g_ptr_array_index (unscored, i);
    AcuPhotoRow *row = g_new0 (AcuPhotoRow, 1);

    score (catalog, scorer, photo, i == 0 ? 30 : 70);
    row->id = photo->id;
    row->version = photo->version;
    row->path = g_strdup (photo->path);
    row->display_name = g_strdup (i == 0 ? "first" : "second");
    row->error = g_strdup ("no picture");
    photos[i] = acu_photo_new (photo->id);
    acu_photo_take_row (photos[i], row);
  }
}

/* Whether a screen reader is told so. */
static gboolean
tells (AcuPhotoView *view, const char *text)
{
  g_autofree char *other = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (acu_photo_view_get_canvas (view)), GTK_ACCESSIBLE_PROPERTY_LABEL, text);

  return other == NULL;
}

static gboolean
has_score (AcuPhotoView *view, double expected)
{
  AcuPatchMap *map = acu_photo_view_get_map (view);

  return map && acu_patch_map_get_score (map) == expected;
}

static void
changed_cb (void)
{
  n_changes++;
}

static void
test_own_map (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  AcuLibrary *library = acu_library_new ();
  AcuPhotoView *view = g_object_ref_sink (g_object_new (ACU_TYPE_PHOTO_VIEW, NULL));

  fill_catalog (folder);
  acu_photo_view_attach (view, library);
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  acu_test_wait_until (acu_library_get_state (library) == ACU_LIBRARY_READY &&
                       acu_library_get_scorer (library));
  acu_photo_view_set_photo (view, photos[0]);
  acu_test_wait_until (has_score (view, 30));
  acu_photo_view_set_note (view, "The lower left.");
  g_assert_false (tells (view, "first"));
  acu_photo_canvas_set_patch (acu_photo_view_get_canvas (view), 0);
  g_signal_connect (view, "map-changed", G_CALLBACK (changed_cb), NULL);

  /* Nothing of the first photo at once, though what is drawn stays for a moment. */
  hold_readings (acu_library_get_catalog (library));
  acu_photo_view_set_photo (view, photos[1]);
  g_assert_null (acu_photo_view_get_map (view));
  g_assert_true (tells (view, "second"));
  g_assert_cmpint (acu_photo_canvas_get_patch (acu_photo_view_get_canvas (view)), ==, ACU_NO_PATCH);
  g_assert_cmpuint (n_changes, ==, 0);
  acu_test_wait_until (n_changes == 1);
  g_assert_null (acu_photo_view_get_map (view));
  g_assert_true (tells (view, "second"));

  let_readings_go ();
  acu_test_wait_until (n_changes == 2);
  g_assert_true (has_score (view, 70));
  g_assert_false (tells (view, "second"));

  /* And back, where it is read at once. */
  acu_photo_view_set_photo (view, photos[0]);
  g_assert_null (acu_photo_view_get_map (view));
  g_assert_cmpuint (n_changes, ==, 2);
  acu_test_wait_until (has_score (view, 30));

  acu_photo_view_set_photo (view, NULL);
  g_assert_null (acu_photo_view_get_map (view));
  g_object_unref (view);
  for (guint i = 0; i < N_PHOTOS; i++)
    g_clear_object (&photos[i]);
  acu_library_close (library);
  acu_library_settle (library);
  g_object_unref (library);
  acu_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  guint tick;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
  tick = acu_test_start_ticking ();

  g_test_add_func ("/photo-view/own-map", test_own_map);
  status = g_test_run ();
  g_source_remove (tick);
  return status;
}
