/* Whatever a process that is killed has moved to the trash comes back by one step, which leaves
 * alone what it has not moved. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/photo-result.h"
#include "app/catalog/photo-trash.h"
#include "app/catalog/rating-store.h"
#include "test-support.h"
#include "trash-home.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_ROUNDS 16
#define N_PHOTOS 120

/* Milliseconds until a process has moved something; a machine that runs many tests is slow. */
#define PATIENCE_MS 60000

typedef struct {
  char *folder;
  AcuCatalog *catalog;
} Fixture;

/* ---- A folder, and what becomes of it ---- */

static char *
get_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
put (Fixture *fixture, const char *name)
{
  g_autofree char *path = get_path (fixture, name);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
}

static void
assert_there (Fixture *fixture, const char *name, gboolean is_there)
{
  g_autofree char *path = get_path (fixture, name);
  g_autofree char *content = NULL;

  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, is_there ? name : NULL);
}

static void
scan (Fixture *fixture)
{
  const AcuScanOptions options = {.recursive = TRUE};
  AcuScanCounts counts;
  g_autoptr (GError) error = NULL;

  acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL, &counts, NULL,
                       &error);
  g_assert_no_error (error);
}

static GArray *
list_shown (AcuCatalog *catalog)
{
  g_auto (AcuPhotoQuery) query;
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (GError) error = NULL;

  acu_photo_query_init (&query);
  result = acu_photo_query_run (catalog, &query, NULL, &error);
  g_assert_no_error (error);
  return g_array_ref (result->photos);
}

static void
assert_n_shown (Fixture *fixture, guint n)
{
  g_autoptr (GArray) shown = list_shown (fixture->catalog);

  g_assert_cmpuint (shown->len, ==, n);
}

static void
open_catalog (Fixture *fixture, AcuCatalogOpenFlags flags)
{
  g_autofree char *path = get_path (fixture, "catalog.db");
  g_autoptr (GError) error = NULL;

  fixture->catalog = acu_catalog_open (path, flags, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  /* In the same place as the trash. */
  fixture->folder = g_build_filename (g_get_user_data_dir (), "photos-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (fixture->folder));
  open_catalog (fixture, ACU_CATALOG_OPEN_DEFAULT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  acu_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* Takes the last step back, or the next one again, as the application does. */
static void
step (Fixture *fixture, gboolean redo, guint n_problems)
{
  g_auto (AcuTrashReport) report = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuUndone) undone = redo ? acu_undo_journal_redo (fixture->catalog, &error)
                                      : acu_undo_journal_undo (fixture->catalog, &error);

  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_assert_cmpstr (undone->title, ==, "trash");
  if (redo) {
    AcuUndoGroup group = {.title = undone->title, .entry = undone->entry};

    acu_photo_trash (fixture->catalog, (const gint64 *)undone->photos->data, undone->photos->len,
                     &group, &report, NULL, NULL, NULL, &error);
  } else {
    acu_photo_trash_undo (fixture->catalog, undone, &report, NULL, NULL, NULL, &error);
  }
  g_assert_no_error (error);
  for (guint i = 0; i < report.problems->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (report.problems, i));
  g_assert_cmpuint (report.problems->len, ==, n_problems);
}

static void
assert_steps (Fixture *fixture, const char *undo, const char *redo)
{
  g_autofree char *undo_title = NULL, *redo_title = NULL;

  g_assert_true (acu_undo_journal_peek (fixture->catalog, &undo_title, &redo_title, NULL));
  g_assert_cmpstr (undo_title, ==, undo);
  g_assert_cmpstr (redo_title, ==, redo);
}

static void
trash (Fixture *fixture, const char *const *names, guint n_problems)
{
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  AcuUndoGroup group = {.title = "trash"};
  g_auto (AcuTrashReport) report = {0};
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *path = get_path (fixture, names[i]);
    gint64 photo = acu_photo_store_find (fixture->catalog, path, NULL);

    g_array_append_val (photos, photo);
  }
  acu_photo_trash (fixture->catalog, (const gint64 *)photos->data, photos->len, &group, &report,
                   NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.problems->len, ==, n_problems);
}

/* ---- Killed somewhere ---- */

/* A third of the photos have a RAW file and a sidecar of both, a third a sidecar of their own. */
static char *
get_name (guint i, const char *ending)
{
  return g_strdup_printf ("%03u%s", i, ending);
}

static const char *const endings[][4] = {
    {".jpg", ".cr2", ".xmp", NULL}, {".jpg", ".jpg.xmp", NULL}, {".jpg", NULL}};

/* Moves all photos to the trash in one step.  Never returns. */
static void
trash_all (const char *path)
{
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  AcuUndoGroup group = {.title = "trash"};
  AcuTrashReport report;

  if (catalog != NULL) {
    g_autoptr (GArray) photos = list_shown (catalog);

    acu_photo_trash (catalog, (const gint64 *)photos->data, photos->len, &group, &report, NULL,
                     NULL, NULL, NULL);
  }
  while (TRUE)
    pause ();
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Has a process move all photos, kills it once it has moved @n_files, and returns how many it did
 * move by then. */
static guint
run_round (const char *program, const char *path, guint n_files)
{
  g_autofree char *bin = g_build_filename (g_get_user_data_dir (), "Trash", "files", NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    /* A program of its own, since threads do not survive a fork. */
    execl (program, program, "--trash", path, NULL);
    _exit (2);
  }
  while (count_files (bin) < n_files && g_get_monotonic_time () < end)
    g_usleep (50);
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpuint (count_files (bin), >=, n_files);
  return count_files (bin);
}

static void
assert_all_there (Fixture *fixture, gboolean are_there)
{
  for (guint i = 0; i < N_PHOTOS; i++)
    for (guint j = 0; endings[i % 3][j] != NULL; j++) {
      g_autofree char *name = get_name (i, endings[i % 3][j]);

      assert_there (fixture, name, are_there);
    }
  assert_n_shown (fixture, are_there ? N_PHOTOS : 0);
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture, "catalog.db");
  g_autofree char *bin = g_build_filename (g_get_user_data_dir (), "Trash", "files", NULL);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint n_all = 0, n_halfway = 0;

  for (guint i = 0; i < N_PHOTOS; i++)
    for (guint j = 0; endings[i % 3][j] != NULL; j++) {
      g_autofree char *name = get_name (i, endings[i % 3][j]);

      put (fixture, name);
      n_all++;
    }
  scan (fixture);
  assert_n_shown (fixture, N_PHOTOS);
  for (guint round = 0; round < N_ROUNDS; round++) {
    guint n_moved;

    g_clear_object (&fixture->catalog);
    n_moved = run_round (program, path, (guint)g_rand_int_range (rand, 1, (gint32)n_all / 2));
    n_halfway += n_moved < n_all;
    open_catalog (fixture, ACU_CATALOG_OPEN_CHECK);
    if (round % 2 == 1)
      scan (fixture);
    step (fixture, FALSE, 0);
    assert_all_there (fixture, TRUE);
    g_assert_cmpuint (count_files (bin), ==, 0);
    if (round % 4 < 2) {
      step (fixture, TRUE, 0);
      assert_all_there (fixture, FALSE);
      step (fixture, FALSE, 0);
    }
    if (round % 4 == 3)
      scan (fixture);
    assert_all_there (fixture, TRUE);
  }
  g_test_message ("killed halfway in %u of %u rounds", n_halfway, N_ROUNDS);
  g_assert_cmpuint (n_halfway, >, 0);
}

/* ---- Killed here ---- */

/* What is in the trash as it would be if the files of @names had never been moved. */
static void
take_out (Fixture *fixture, const char *const *names)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_auto (AcuTrashReport) report = {0};

  for (gsize i = 0; names[i] != NULL; i++)
    g_ptr_array_add (files, get_path (fixture, names[i]));
  g_ptr_array_add (files, NULL);
  acu_photo_trash_restore ((const char *const *)files->pdata, &report);
  g_assert_cmpuint (report.problems->len, ==, 0);
}

static const char *const all[] = {"a.jpg", "a.cr2", "a.xmp", "b.jpg", "b.jpg.xmp", NULL};
static const char *const both[] = {"a.jpg", "b.jpg", NULL};

static void
put_all (Fixture *fixture)
{
  for (gsize i = 0; all[i] != NULL; i++)
    put (fixture, all[i]);
  scan (fixture);
}

/* Between a photo and the RAW file that it stands for, which a scan then shows by itself. */
static void
test_pair (Fixture *fixture, gconstpointer data)
{
  static const char *const not_moved[] = {"a.cr2", "a.xmp", "b.jpg", "b.jpg.xmp", NULL};

  put_all (fixture);
  trash (fixture, both, 0);
  take_out (fixture, not_moved);
  scan (fixture);
  assert_n_shown (fixture, 2);
  step (fixture, FALSE, 0);
  assert_n_shown (fixture, 2);
  for (gsize i = 0; all[i] != NULL; i++)
    assert_there (fixture, all[i], TRUE);
  step (fixture, TRUE, 0);
  assert_n_shown (fixture, 0);
  for (gsize i = 0; all[i] != NULL; i++)
    assert_there (fixture, all[i], FALSE);
}

/* What has become another since is no problem: it was not in the trash. */
static void
test_changed_since (Fixture *fixture, gconstpointer data)
{
  static const char *const not_moved[] = {"b.jpg", "b.jpg.xmp", NULL};
  g_autofree char *sidecar = get_path (fixture, "b.jpg.xmp");
  g_autofree char *text = NULL;

  put_all (fixture);
  trash (fixture, both, 0);
  take_out (fixture, not_moved);
  g_assert_true (g_file_set_contents (sidecar, "written by another program", -1, NULL));
  step (fixture, FALSE, 0);
  assert_n_shown (fixture, 2);
  assert_there (fixture, "a.cr2", TRUE);
  g_assert_true (g_file_get_contents (sidecar, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "written by another program");
}

/* A step that moves nothing is none, and what was undone before can still be done again. */
static void
test_nothing_moved (Fixture *fixture, gconstpointer data)
{
  static const char *const one[] = {"a.jpg", NULL};
  g_autofree char *folder = g_path_get_dirname (fixture->folder);
  g_autofree char *bin = g_build_filename (folder, "Trash", NULL);
  g_autofree char *away = g_strconcat (bin, "-away", NULL);
  AcuRatingChange change = {.fields = ACU_RATING_STARS, .stars = 3};
  AcuUndoGroup rating = {.title = "stars"};
  g_autoptr (AcuUndone) undone = NULL;
  g_autoptr (GArray) shown = NULL;

  put_all (fixture);
  shown = list_shown (fixture->catalog);
  change.photo = g_array_index (shown, gint64, 1);
  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, &rating, NULL));
  undone = acu_undo_journal_undo (fixture->catalog, NULL);
  assert_steps (fixture, NULL, "stars");

  /* A trash that cannot be one. */
  if (g_file_test (bin, G_FILE_TEST_EXISTS))
    g_assert_cmpint (g_rename (bin, away), ==, 0);
  g_assert_true (g_file_set_contents (bin, "", -1, NULL));
  trash (fixture, one, 1);
  g_assert_cmpint (g_unlink (bin), ==, 0);
  if (g_file_test (away, G_FILE_TEST_EXISTS))
    g_assert_cmpint (g_rename (away, bin), ==, 0);
  assert_steps (fixture, NULL, "stars");
  assert_n_shown (fixture, 2);

  trash (fixture, one, 0);
  assert_steps (fixture, "trash", NULL);
}

#define ADD(name, func) g_test_add ("/trash-kill/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = NULL;
  int status;

  if (argc == 3 && strcmp (argv[1], "--trash") == 0)
    trash_all (argv[2]);
  home = acu_fixture_enter_trash_home ();
  g_test_init (&argc, &argv, NULL);
  ADD ("anywhere", test_kill);
  ADD ("pair", test_pair);
  ADD ("changed-since", test_changed_since);
  ADD ("nothing-moved", test_nothing_moved);
  status = g_test_run ();
  acu_test_remove_folder (home);
  return status;
}
