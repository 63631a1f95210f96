/* What happens in a folder is told: once, soon, and not where it does not matter. */
#include "app/catalog/folder-watch.h"
#include "test-support.h"

#include <glib/gstdio.h>

typedef struct {
  char *folder;
  AcuFolderWatch *watch;
  guint n_told;
  gboolean timed_out;
} Fixture;

static void
changed_cb (gpointer data)
{
  ((Fixture *)data)->n_told++;
}

static gboolean
time_out_cb (gpointer data)
{
  ((Fixture *)data)->timed_out = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until something was told, or for @milliseconds. */
static gboolean
wait_for_news (Fixture *fixture, guint milliseconds)
{
  guint before = fixture->n_told, timer = g_timeout_add (milliseconds, time_out_cb, fixture);
  gboolean told;

  fixture->timed_out = FALSE;
  while (fixture->n_told == before && !fixture->timed_out)
    g_main_context_iteration (NULL, TRUE);
  told = fixture->n_told > before;
  if (told)
    g_source_remove (timer);
  return told;
}

static void
put (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents_full (path, name, -1, G_FILE_SET_CONTENTS_NONE, 0666, NULL));
}

static void
make_folder (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

/* Where watches are not there yet, a change is made again until one is seen. */
static void
start (Fixture *fixture)
{
  fixture->watch = acu_folder_watch_new (fixture->folder, changed_cb, fixture);
  for (guint i = 0; i < 10; i++) {
    put (fixture, "first.jpg");
    if (wait_for_news (fixture, 3000))
      return;
  }
  g_assert_not_reached ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = acu_test_temporary_folder ();
  make_folder (fixture, "below");
  start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  acu_folder_watch_free (fixture->watch);
  g_free (fixture->folder);
}

static void
test_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "below", "a.jpg", NULL);

  put (fixture, "below/a.jpg");
  g_assert_true (wait_for_news (fixture, 30000));
  put (fixture, "below/a.jpg.xmp");
  g_assert_true (wait_for_news (fixture, 30000));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
}

/* A folder that comes later is watched like the others. */
static void
test_new_folder (Fixture *fixture, gconstpointer data)
{
  make_folder (fixture, "later");
  g_assert_true (wait_for_news (fixture, 30000));
  put (fixture, "later/b.png");
  g_assert_true (wait_for_news (fixture, 30000));
}

/* Runs the main loop until nothing is told for as many @milliseconds. */
static void
wait_for_quiet (Fixture *fixture, guint milliseconds)
{
  while (wait_for_news (fixture, milliseconds))
    ;
}

/* A folder whose name looks like a file's goes out of the tree, comes back, gets another name, and
 * is removed. */
static void
test_dotted_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "2024.05 Lisbon", NULL);
  g_autofree char *renamed = g_build_filename (fixture->folder, "2024.06 Porto", NULL);
  g_autofree char *unwatched = acu_test_temporary_folder ();
  g_autofree char *elsewhere = g_build_filename (unwatched, "2024.05 Lisbon", NULL);
  g_autofree char *photo = g_build_filename (renamed, "later.jpg", NULL);

  make_folder (fixture, "2024.05 Lisbon");
  wait_for_quiet (fixture, 1500);
  g_assert_cmpint (g_rename (path, elsewhere), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
  wait_for_quiet (fixture, 1500);
  g_assert_cmpint (g_rename (elsewhere, path), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
  wait_for_quiet (fixture, 1500);
  g_assert_cmpint (g_rename (path, renamed), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
  wait_for_quiet (fixture, 1500);
  put (fixture, "2024.06 Porto/later.jpg");
  g_assert_true (wait_for_news (fixture, 30000));
  g_assert_cmpint (g_unlink (photo), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
  wait_for_quiet (fixture, 1500);
  g_assert_cmpint (g_rmdir (renamed), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
}

/* The folder itself goes, and comes back, and is followed as before. */
static void
test_gone_and_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (fixture->folder, "-elsewhere", NULL);

  g_assert_cmpint (g_rename (fixture->folder, elsewhere), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
  g_assert_cmpint (g_rename (elsewhere, fixture->folder), ==, 0);
  g_assert_true (wait_for_news (fixture, 30000));
  put (fixture, "below/later.jpg");
  g_assert_true (wait_for_news (fixture, 30000));
}

/* A hundred files that come together are told at once, and what is no photo not at all. */
static void
test_gathered (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->n_told;

  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf ("%u.jpg", i);
    put (fixture, name);
  }
  g_assert_true (wait_for_news (fixture, 30000));
  wait_for_quiet (fixture, 2500);
  g_assert_cmpuint (fixture->n_told - before, <=, 5);

  before = fixture->n_told;
  put (fixture, "notes.txt");
  put (fixture, ".hidden.jpg");
  g_assert_false (wait_for_news (fixture, 2500));
}

/* What has gone before it was watched is told as well. */
static void
test_not_there (void)
{
  Fixture fixture = {0};
  AcuFolderWatch *watch = acu_folder_watch_new ("/no/such/folder", changed_cb, &fixture);

  g_assert_true (wait_for_news (&fixture, 30000));
  acu_folder_watch_free (watch);
}

/* One that ends before it has looked around is no harm. */
static void
test_short (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  Fixture fixture = {0};

  for (guint i = 0; i < 50; i++)
    acu_folder_watch_free (acu_folder_watch_new (folder, changed_cb, &fixture));
  acu_folder_watch_free (acu_folder_watch_new ("/no/such/folder", changed_cb, &fixture));
  g_assert_false (wait_for_news (&fixture, 300));
}

#define ADD(name, func) g_test_add ("/folder-watch/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("told", test_told);
  ADD ("new-folder", test_new_folder);
  ADD ("dotted-folder", test_dotted_folder);
  ADD ("gone-and-back", test_gone_and_back);
  ADD ("gathered", test_gathered);
  g_test_add_func ("/folder-watch/not-there", test_not_there);
  g_test_add_func ("/folder-watch/short", test_short);
  return g_test_run ();
}
