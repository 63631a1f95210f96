/* Folders that leave the library, also while they are read, and come back to it; those that are
 * opened again before they have left, and a library that is closed while its photos are looked at.
 */
#include "app/catalog/collection-store.h"
#include "app/catalog/folder-store.h"
#include "app/views/shared/library.h"
#include "app/views/shared/likeness-service.h"
#include "app/views/shared/settings.h"

#include <adwaita.h>

#define PATIENCE_SECONDS 60
#define N_PHOTOS         3

/* As the settings number it. */
#define MOST_STARS 5

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* One for all tests: a catalog is closed by its own threads, some time after it is let go of. */
static AcuLibrary *library;

typedef struct {
  char *path;
  guint tick;    /* something happens all the time */
  char *message; /* the last one that a test waits for */
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static void
wait_for (Fixture *fixture, Condition condition, const char *what)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (!condition (fixture)) {
    if (g_get_monotonic_time () > end)
      g_error ("waited in vain for %s", what);
    g_main_context_iteration (NULL, TRUE);
  }
}

static gboolean
is_ready (Fixture *fixture)
{
  return acu_library_get_state (library) == ACU_LIBRARY_READY;
}

static gboolean
is_read (Fixture *fixture)
{
  return !acu_library_is_scanning (library, NULL) &&
         g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (library))) == N_PHOTOS;
}

/* Whether the tree has the folder. */
static gboolean
is_in_tree (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = acu_folder_store_list (acu_library_get_catalog (library), &error);

  g_assert_no_error (error);
  for (guint i = 0; i < folders->len; i++) {
    const AcuFolder *folder = g_ptr_array_index (folders, i);
    if (g_str_equal (folder->path, fixture->path))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_gone (Fixture *fixture)
{
  return !is_in_tree (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = g_build_filename (g_get_home_dir (), "Leaving", NULL);
  fixture->tick = g_timeout_add (20, tick_cb, NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->path, 0700), ==, 0);
  for (guint i = 0; i < N_PHOTOS; i++) {
    g_autofree char *photo = g_strdup_printf ("%s/%u.jpg", fixture->path, i);
    g_assert_true (g_file_set_contents (photo, photo, -1, NULL));
  }
  wait_for (fixture, is_ready, "the catalog");
  acu_library_show_folder (library, fixture->path);
  wait_for (fixture, is_read, "the photos");
  /* The folder may be shown after it is read, and then without any filter. */
  acu_catalog_drain (acu_library_get_catalog (library));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  wait_for (fixture, is_read, "the photos of this folder");
  g_assert_true (is_in_tree (fixture));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_source_remove (fixture->tick);
  g_free (fixture->path);
  g_free (fixture->message);
}

/* Takes the folder off while it is read, which has to end first. */
static void
remove_while_read (Fixture *fixture)
{
  AcuCatalog *catalog = acu_library_get_catalog (library);
  g_autoptr (GError) error = NULL;
  gint64 folder = acu_folder_store_find (catalog, fixture->path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (folder, >, 0);
  acu_library_rescan (library);
  g_assert_true (acu_library_is_scanning (library, NULL));
  acu_library_remove_folder (library, folder, fixture->path);
  g_assert_null (acu_library_get_folder (library));
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  remove_while_read (fixture);
  wait_for (fixture, is_gone, "the folder to leave");
}

/* Whoever opens it again meanwhile wants it to stay: what was still to leave does not. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  remove_while_read (fixture);
  acu_library_show_folder (library, fixture->path);
  wait_for (fixture, is_read, "the photos");
  /* By then what was under way before is done. */
  acu_library_rescan (library);
  wait_for (fixture, is_read, "the photos once more");
  g_assert_true (is_in_tree (fixture));
  g_assert_cmpstr (acu_library_get_folder (library), ==, fixture->path);
}

static guint
count_photos (void)
{
  return g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (library)));
}

/* What is shown is what the filter of test_undone() leaves of the folder, which is open again. */
static gboolean
is_back (Fixture *fixture)
{
  const AcuPhotoQuery *query = acu_library_get_query (library);

  return is_in_tree (fixture) && query->scope == ACU_SCOPE_TREE &&
         g_strcmp0 (query->text, "1") == 0 &&
         g_strcmp0 (acu_library_get_folder (library), fixture->path) == 0 && count_photos () == 1 &&
         !acu_library_is_scanning (library, NULL);
}

static gboolean
is_empty (Fixture *fixture)
{
  return count_photos () == 0 && !acu_library_is_scanning (library, NULL);
}

static gboolean
is_open_again (Fixture *fixture)
{
  return is_read (fixture) && g_strcmp0 (acu_library_get_folder (library), fixture->path) == 0;
}

static gboolean
is_left (Fixture *fixture)
{
  return is_gone (fixture) && count_photos () == 0 && !acu_library_get_folder (library);
}

/* It comes back as it was shown, and leaves again when that is done again. */
static void
test_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (library));
  gint64 folder = acu_folder_store_find (acu_library_get_catalog (library), fixture->path, NULL);

  query->text = g_strdup ("1");
  acu_library_set_query (library, query);
  wait_for (fixture, is_back, "the photo that is looked for");
  acu_library_remove_folder (library, folder, fixture->path);
  wait_for (fixture, is_left, "the folder to leave");
  acu_library_undo (library);
  wait_for (fixture, is_back, "the folder to come back");
  acu_library_redo (library);
  wait_for (fixture, is_left, "the folder to leave again");
  acu_library_undo (library);
  wait_for (fixture, is_back, "the folder to come back again");
  acu_library_undo (library);
  wait_for (fixture, is_read, "all its photos, as the filter is undone");
}

/* Where a filter is undone from elsewhere, its folder is open again and not only shown. */
static void
test_filter_undone_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (library));
  g_autofree char *elsewhere = g_build_filename (g_get_home_dir (), "Elsewhere", NULL);

  query->text = g_strdup ("1");
  acu_library_set_query (library, query);
  wait_for (fixture, is_back, "the photo that is looked for");
  g_assert_cmpint (g_mkdir_with_parents (elsewhere, 0700), ==, 0);
  acu_library_show_folder (library, elsewhere);
  wait_for (fixture, is_empty, "a folder without photos");
  acu_library_undo (library);
  wait_for (fixture, is_open_again, "the folder");
}

/* One that has not left yet stays. */
static void
test_undone_soon (Fixture *fixture, gconstpointer data)
{
  remove_while_read (fixture);
  acu_library_undo (library);
  g_assert_cmpstr (acu_library_get_folder (library), ==, fixture->path);
  wait_for (fixture, is_read, "the photos");
  acu_library_rescan (library);
  wait_for (fixture, is_read, "the photos once more");
  g_assert_true (is_in_tree (fixture));
}

static gboolean
shows_all (Fixture *fixture)
{
  const AcuPhotoQuery *query = acu_library_get_query (library);

  return query->scope == ACU_SCOPE_ALL && !acu_photo_query_has_filter (query) &&
         !acu_photo_list_is_pending (acu_library_get_photos (library)) && count_photos () > 0;
}

/* Each place is as it was left, until there is no such place any more. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (library));
  gint64 folder = acu_folder_store_find (acu_library_get_catalog (library), fixture->path, NULL);
  g_auto (AcuPhotoQuery) all, picked;

  query->text = g_strdup ("1");
  acu_library_set_query (library, query);
  wait_for (fixture, is_back, "the photo that is looked for");
  acu_photo_query_init (&all);
  acu_library_go_to (library, &all);
  g_assert_false (acu_library_can_step (library, TRUE));
  wait_for (fixture, shows_all, "all photos");

  /* What a filter makes is a place of its own where somebody goes to it. */
  acu_photo_query_init (&picked);
  picked.flags = 1 << (ACU_FLAG_PICK + 1);
  acu_library_go_to (library, &picked);
  acu_library_step (library, FALSE);
  wait_for (fixture, shows_all, "all photos again");

  acu_library_step (library, FALSE);
  wait_for (fixture, is_back, "the photo that was looked for");
  acu_library_step (library, TRUE);
  wait_for (fixture, shows_all, "all photos, forward");
  g_assert_true (acu_library_can_step (library, TRUE));

  acu_library_remove_folder (library, folder, fixture->path);
  wait_for (fixture, is_gone, "the folder to leave");
  while (acu_library_can_step (library, FALSE)) {
    acu_library_step (library, FALSE);
    g_assert_cmpint (acu_library_get_query (library)->scope_id, !=, folder);
  }
  acu_library_undo (library);
  wait_for (fixture, is_in_tree, "the folder to come back");
}

static gboolean
is_best_first (Fixture *fixture)
{
  return acu_library_get_query (library)->sort == ACU_SORT_SCORE &&
         g_settings_get_enum (acu_settings_get (), "sort") == 0;
}

static gboolean
is_by_stars (Fixture *fixture)
{
  return acu_library_get_query (library)->sort == ACU_SORT_STARS &&
         g_settings_get_enum (acu_settings_get (), "sort") == MOST_STARS;
}

/* Nor does any way lead to a collection that is there no more. */
static void
test_place_removed (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuPhotoQuery) all, own;

  acu_photo_query_init (&all);
  acu_photo_query_init (&own);
  own.scope = ACU_SCOPE_COLLECTION;
  own.scope_id =
      acu_collection_store_create (acu_library_get_catalog (library), "Passing", NULL, NULL);
  acu_library_go_to (library, &own);
  acu_library_go_to (library, &all);
  acu_library_remove_collection (library, own.scope_id);
  while (acu_library_can_step (library, FALSE)) {
    acu_library_step (library, FALSE);
    g_assert_cmpint (acu_library_get_query (library)->scope, !=, ACU_SCOPE_COLLECTION);
  }
}

static void
undone_cb (AcuLibrary *source, const GArray *photos, guint *n)
{
  *n += photos->len;
}

static void
message_cb (AcuLibrary *source, const char *text, gboolean undoable, Fixture *fixture)
{
  g_free (fixture->message);
  fixture->message = g_strdup (text);
}

static gboolean
tells_removal (Fixture *fixture)
{
  return fixture->message && g_str_has_suffix (fixture->message, "removed");
}

static gboolean
tells_undone (Fixture *fixture)
{
  return fixture->message && g_str_has_prefix (fixture->message, "Undone: ");
}

static gboolean
tells_redone (Fixture *fixture)
{
  return fixture->message && g_str_has_prefix (fixture->message, "Done again: ");
}

/* The photos that come back with a collection are shown; those it goes with again are not. */
static void
test_collection_removed_again (Fixture *fixture, gconstpointer data)
{
  gint64 photo = acu_photo_list_get_id (acu_library_get_photos (library), 0);
  AcuCatalog *catalog = acu_library_get_catalog (library);
  gint64 collection = acu_collection_store_create (catalog, "Brief", NULL, NULL);
  guint n_shown = 0;
  gulong undone = g_signal_connect (library, "undone", G_CALLBACK (undone_cb), &n_shown);
  gulong message = g_signal_connect (library, "message", G_CALLBACK (message_cb), fixture);

  g_assert_true (acu_collection_store_change (catalog, collection, &photo, 1, TRUE, NULL, NULL));
  acu_library_remove_collection (library, collection);
  wait_for (fixture, tells_removal, "the collection to go");
  acu_library_undo (library);
  wait_for (fixture, tells_undone, "the collection to come back");
  g_assert_cmpuint (n_shown, ==, 1);
  acu_library_redo (library);
  wait_for (fixture, tells_redone, "the collection to go again");
  g_assert_cmpuint (n_shown, ==, 1);
  g_signal_handler_disconnect (library, undone);
  g_signal_handler_disconnect (library, message);
}

static void
enter (Fixture *fixture)
{
  gint64 folder = acu_folder_store_find (acu_library_get_catalog (library), fixture->path, NULL);

  acu_library_enter_folder (library, folder, fixture->path, TRUE);
}

static gboolean
shows_rejected (Fixture *fixture)
{
  const AcuPhotoQuery *query = acu_library_get_query (library);

  return query->scope == ACU_SCOPE_ALL && query->flags != 0;
}

/* Whoever goes to the folder that is shown, or from all photos to those of a kind, has the filter
 * go that was there: it comes back like any, and what is done again leaves the order as it is. */
static void
test_filter_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (library));
  g_auto (AcuPhotoQuery) all, rejected;

  query->text = g_strdup ("1");
  acu_library_set_query (library, query);
  wait_for (fixture, is_back, "the photo that is looked for");
  enter (fixture);
  wait_for (fixture, is_open_again, "all its photos");
  acu_library_undo (library);
  wait_for (fixture, is_back, "the photo once more");
  g_settings_set_enum (acu_settings_get (), "sort", MOST_STARS);
  acu_library_undo (library);
  wait_for (fixture, is_best_first, "the first order");
  acu_library_undo (library);
  wait_for (fixture, is_open_again, "no filter");
  g_settings_set_enum (acu_settings_get (), "sort", MOST_STARS);
  wait_for (fixture, is_by_stars, "the order by stars");

  acu_photo_query_init (&all);
  acu_photo_query_init (&rejected);
  rejected.flags = 1 << (ACU_FLAG_REJECT + 1);
  acu_library_go_to (library, &all);
  acu_library_go_to (library, &rejected);
  acu_library_undo (library);
  wait_for (fixture, shows_all, "all photos");
  acu_library_redo (library);
  wait_for (fixture, shows_rejected, "those rejected again");
  wait_for (fixture, is_by_stars, "the order as it was");
  g_settings_reset (acu_settings_get (), "sort");
}

/* An order is undone, and done again, like a filter. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  wait_for (fixture, is_best_first, "the order of the first start");
  g_settings_set_enum (acu_settings_get (), "sort", MOST_STARS);
  wait_for (fixture, is_by_stars, "the order by stars");
  acu_library_undo (library);
  wait_for (fixture, is_best_first, "the first order again");
  acu_library_redo (library);
  wait_for (fixture, is_by_stars, "stars again");
  acu_library_undo (library);
  wait_for (fixture, is_best_first, "the first order at last");
}

static void
close_library (void)
{
  acu_library_close (library);
  acu_library_settle (library);
  g_clear_object (&library);
}

static gboolean
is_known (Fixture *fixture)
{
  return !acu_photo_list_is_pending (acu_library_get_photos (library));
}

/* Whatever the photos tell after the library has gone finds nobody who would look there. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoList) photos = g_object_ref (acu_library_get_photos (library));
  AcuLikenessService *likenesses = acu_library_get_likenesses (library);

  g_object_add_weak_pointer (G_OBJECT (likenesses), (gpointer *)&likenesses);
  wait_for (fixture, is_known, "the photos as they are");
  acu_likeness_service_set_hurried (likenesses, TRUE);
  g_signal_emit_by_name (photos, "updated");
  close_library ();
  g_assert_nonnull (likenesses); /* what is under way needs it */
  g_signal_emit_by_name (photos, "updated");
  while (likenesses)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  library = acu_library_new ();
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  g_test_add ("/library-folders/removed", Fixture, NULL, set_up, test_removed, tear_down);
  g_test_add ("/library-folders/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/library-folders/undone", Fixture, NULL, set_up, test_undone, tear_down);
  g_test_add ("/library-folders/filter-undone-elsewhere", Fixture, NULL, set_up,
              test_filter_undone_elsewhere, tear_down);
  g_test_add ("/library-folders/undone-soon", Fixture, NULL, set_up, test_undone_soon, tear_down);
  g_test_add ("/library-folders/places", Fixture, NULL, set_up, test_places, tear_down);
  g_test_add ("/library-folders/place-removed", Fixture, NULL, set_up, test_place_removed,
              tear_down);
  g_test_add ("/library-folders/collection-removed-again", Fixture, NULL, set_up,
              test_collection_removed_again, tear_down);
  g_test_add ("/library-folders/filter-left", Fixture, NULL, set_up, test_filter_left, tear_down);
  g_test_add ("/library-folders/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/library-folders/closed", Fixture, NULL, set_up, test_closed, tear_down);
  status = g_test_run ();
  if (library)
    close_library ();
  return status;
}
