/* A folder that takes long to read: what is shown of it, what stops it, what is left then, and how
 * it goes on; and looking again, by key and menu, with what is said of it. */
#include "app/catalog/catalog-private.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/undo-journal.h"
#include "app/views/library/library-page.h"
#include "app/views/library/reading-card.h"
#include "app/views/shared/library.h"
#include "tests/display/application-run.h"
#include "tests/display/hand.h"
#include "tests/display/slow-reader.h"
#include "tests/display/toolkit-warnings.h"
#include "tests/display/view-testing.h"

#include <glib/gstdio.h>
#include <string.h>

#define STEP_MS 30

/* Steps that anything may take; a machine that runs many tests is slow. */
#define PATIENCE 2000

/* The last one, and those that come later, are held up: the others are read at once, as many as a
 * scan enters together. */
#define N_PHOTOS 65

typedef struct {
  AcuHand *hand;
  char *folder;
  char *held; /* a file: as long as it is there, whoever reads what is in a photo waits */
  GtkWindow *window;
  guint stage;
  guint begun; /* the step at which it began */
} Look;

/* One after the other: @is holds before @then is done. */
typedef struct {
  const char *name;
  gboolean (*is) (Look *look);
  void (*then) (Look *look);
} Stage;

/* The disk. */

static void
put_photo (Look *look, guint i)
{
  g_autofree char *path = g_strdup_printf ("%s/%02u.jpg", look->folder, i);
  g_autofree char *content = g_strnfill (ACU_SLOW_BYTES + i, 'x');

  g_assert_true (
      g_file_set_contents (path, content, i < N_PHOTOS - 1 ? i + 1 : ACU_SLOW_BYTES + i, NULL));
}

static void
drop_photo (Look *look, guint i)
{
  g_autofree char *path = g_strdup_printf ("%s/%02u.jpg", look->folder, i);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
hold (Look *look)
{
  g_assert_true (g_file_set_contents (look->held, "", -1, NULL));
}

static void
let_go (Look *look)
{
  g_assert_cmpint (g_remove (look->held), ==, 0);
}

static void
set_up (Look *look, gconstpointer name)
{
  look->hand = acu_hand_new ();
  look->folder = g_build_filename (g_get_home_dir (), name, NULL);
  look->held = g_build_filename (g_get_home_dir (), "held", NULL);
  g_assert_cmpint (g_mkdir_with_parents (look->folder, 0700), ==, 0);
  for (guint i = 0; i < N_PHOTOS; i++)
    put_photo (look, i);
  hold (look);
  acu_slow_reader_install (look->held);
}

static void
tear_down (Look *look, gconstpointer data)
{
  acu_hand_free (look->hand);
  g_free (look->folder);
  g_free (look->held);
}

/* What is seen. */

static GtkWidget *
get_card (Look *look)
{
  return acu_test_find_widget (GTK_WIDGET (look->window), ACU_TYPE_READING_CARD);
}

static gboolean
is_card_seen (Look *look)
{
  return gtk_widget_get_mapped (get_card (look));
}

static gboolean
says (Look *look, const char *text)
{
  return acu_test_says (GTK_WIDGET (look->window), text);
}

static guint
count_shown (Look *look)
{
  GtkWidget *view = acu_test_find_widget (GTK_WIDGET (look->window), GTK_TYPE_GRID_VIEW);
  GtkSelectionModel *model = gtk_grid_view_get_model (GTK_GRID_VIEW (view));

  return model ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;
}

static gboolean
is_enabled (Look *look, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (look->window), action);
}

/* What is done. */

/* What a button in the card does. */
static void
act (Look *look, const char *action)
{
  g_autofree char *name = g_strconcat ("win.", action, NULL);
  GtkWidget *button = acu_test_find_acting (get_card (look), name);

  g_assert_true (gtk_widget_get_mapped (button) && gtk_widget_is_sensitive (button));
  acu_test_activate (look->window, action, NULL);
}

static void
press_key (Look *look)
{
  acu_hand_press (look->hand, GDK_KEY_F5);
}

/* The stages. */

static gboolean
shows_reading (Look *look)
{
  return is_card_seen (look) && acu_test_says (get_card (look), "reading holidays") &&
         acu_test_says (get_card (look), "64 of 65 photos") &&
         acu_test_says (get_card (look), "photos/s · ") &&
         acu_test_says (get_card (look), " s left") && count_shown (look) == N_PHOTOS &&
         is_enabled (look, "stop-reading");
}

/* What has been read is not read again. */
static gboolean
shows_rest (Look *look)
{
  return is_card_seen (look) && acu_test_says (get_card (look), "reading holidays") &&
         acu_test_says (get_card (look), "0 of 1 photo") && is_enabled (look, "stop-reading");
}

static void
stop (Look *look)
{
  GtkWidget *bar = acu_test_find_widget (get_card (look), GTK_TYPE_PROGRESS_BAR);

  g_assert_true (gtk_widget_get_mapped (bar));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Photos read");
  act (look, "stop-reading");
  g_assert_false (is_enabled (look, "stop-reading"));
  /* What has lost its place to another photo gets one first, which may take a moment. */
  g_assert_true (acu_test_says (get_card (look), "stopping…"));
  g_assert_false (acu_test_says (get_card (look), "64 of 65"));
}

static gboolean
shows_stop (Look *look)
{
  return is_card_seen (look) && acu_test_says (get_card (look), "stopped after 64 of 65 photos") &&
         !acu_test_says (get_card (look), "reading");
}

static void
go_on (Look *look)
{
  GtkWidget *bar = acu_test_find_widget (get_card (look), GTK_TYPE_PROGRESS_BAR);

  g_assert_false (gtk_widget_get_mapped (bar));
  g_assert_cmpuint (count_shown (look), ==, N_PHOTOS);
  g_assert_false (is_enabled (look, "stop-reading"));
  act (look, "look-again");
  g_assert_true (acu_test_says (get_card (look), "reading holidays")); /* and not after a moment */
}

/* It goes on in the card that tells of the stop; whoever looks again meanwhile has what is new
 * before the rest is read. */
static void
add_photo (Look *look)
{
  put_photo (look, N_PHOTOS);
  acu_test_activate (look->window, "look-again", NULL);
}

static gboolean
shows_new (Look *look)
{
  return is_card_seen (look) && count_shown (look) == N_PHOTOS + 1 &&
         acu_test_says (get_card (look), "0 of 2 photos");
}

static gboolean
tells_new (Look *look)
{
  return says (look, "1 new photo") && !is_card_seen (look) && gtk_window_is_active (look->window);
}

static gboolean
tells_nothing (Look *look)
{
  g_assert_false (is_card_seen (look)); /* it is over in a moment */
  return says (look, "nothing has changed");
}

/* In one turn of the main loop, so that nobody else can have read it before. */
static void
change_and_look (Look *look)
{
  drop_photo (look, 0);
  put_photo (look, N_PHOTOS + 1);
  acu_test_activate (look->window, "look-again", NULL);
}

static gboolean
tells_change (Look *look)
{
  return says (look, "1 new photo · 1 gone") && count_shown (look) == N_PHOTOS + 1;
}

static void
open_menu (Look *look)
{
  gtk_widget_grab_focus (acu_test_find_named (GTK_WIDGET (look->window), "folders"));
  acu_hand_press (look->hand, GDK_KEY_Menu);
}

static gboolean
offers_look (Look *look)
{
  return acu_test_says (acu_test_find_named (GTK_WIDGET (look->window), "folders"), "look again");
}

/* What comes first in the menu. */
static void
choose (Look *look)
{
  acu_hand_press (look->hand, GDK_KEY_Return);
}

static const Stage stages[] = {
    {"the card, where it takes long", shows_reading, stop},
    {"how far it came", shows_stop, go_on},
    {"that it goes on", shows_rest, add_photo},
    {"what is new", shows_new, let_go},
    {"that it was new", tells_new, press_key},
    {"that nothing is", tells_nothing, change_and_look},
    {"what has changed", tells_change, open_menu},
    {"the folder's menu", offers_look, choose},
    {"that nothing has changed again", tells_nothing, NULL},
};

static gboolean
step (GtkWindow *window, guint n, gpointer data)
{
  Look *look = data;
  const Stage *stage = &stages[look->stage];

  look->window = window;
  if (n > look->begun + PATIENCE)
    g_error ("waited in vain for %s", stage->name);
  if (!stage->is (look))
    return TRUE;
  if (stage->then)
    stage->then (look);
  look->begun = n;
  return ++look->stage < G_N_ELEMENTS (stages);
}

static void
test_way (Look *look, gconstpointer data)
{
  AcuTestRun measured;

  acu_test_run_application (look->folder, STEP_MS, step, look, &measured);
  g_assert_cmpuint (look->stage, ==, G_N_ELEMENTS (stages));
}

/* The library, without a window. */

static void
message_cb (AcuLibrary *library, const char *text, gboolean undoable, char **message)
{
  g_free (*message);
  *message = g_strdup (text);
}

static AcuLibrary *
open_library (void)
{
  AcuLibrary *library = acu_library_new ();
  g_autofree char *path = g_build_filename (g_get_home_dir (), "catalog.db", NULL);
  gint64 began = g_get_monotonic_time ();

  acu_library_open (library, path, ACU_CATALOG_OPEN_DEFAULT);
  while (acu_library_get_state (library) != ACU_LIBRARY_READY)
    acu_test_turn (began);
  return library;
}

static void
wait_for_read (AcuLibrary *library)
{
  gint64 began = g_get_monotonic_time ();

  while (acu_library_is_scanning (library, NULL))
    acu_test_turn (began);
}

/* Stopped when but the last photo is read. */
static void
stop_reading (AcuLibrary *library)
{
  gint64 began = g_get_monotonic_time ();

  while (acu_work_get_n (acu_library_get_reading (library)) == 0 ||
         acu_work_get_n_done (acu_library_get_reading (library)) <
             acu_work_get_n (acu_library_get_reading (library)) - 1)
    acu_test_turn (began);
  acu_library_stop_reading (library);
  wait_for_read (library);
  g_assert_nonnull (acu_library_get_reading (library));
}

static void
look_for_message (AcuLibrary *library, char **message, const char *expected)
{
  g_clear_pointer (message, g_free);
  acu_library_look_again (library);
  g_assert_true (acu_library_is_scanning (library, NULL));
  wait_for_read (library);
  g_assert_null (acu_library_get_reading (library));
  g_assert_nonnull (*message);
  g_assert_nonnull (strstr (*message, expected));
}

/* What somebody has stopped goes on when somebody asks for it or opens the folder anew, and not by
 * itself; whoever asks is told that the folder is gone as often as that is so. */
static void
test_asked (Look *look, gconstpointer data)
{
  g_autofree char *away = g_strconcat (look->folder, " away", NULL);
  g_autofree char *message = NULL;
  guint tick = acu_test_start_ticking ();
  AcuLibrary *library = open_library ();

  g_signal_connect (library, "message", G_CALLBACK (message_cb), &message);
  acu_library_show_folder (library, look->folder);
  stop_reading (library);
  acu_library_rescan (library);
  g_assert_false (acu_library_is_scanning (library, NULL));
  acu_library_show_folder (library, look->folder);
  g_assert_true (acu_library_is_scanning (library, NULL));
  stop_reading (library);
  g_assert_null (message);

  let_go (look);
  look_for_message (library, &message, "All photos are read");
  look_for_message (library, &message, "Nothing has changed");
  g_assert_cmpint (g_rename (look->folder, away), ==, 0);
  look_for_message (library, &message, "is not there any more");
  look_for_message (library, &message, "is not there any more");
  acu_library_close (library);
  acu_library_settle (library);
  g_object_unref (library);
  g_source_remove (tick);
}

static gint64
find_folder (AcuLibrary *library, Look *look)
{
  g_autoptr (GError) error = NULL;
  gint64 folder = acu_folder_store_find (acu_library_get_catalog (library), look->folder, &error);

  g_assert_no_error (error);
  return folder;
}

/* Whether the folder is open and in the tree. */
static gboolean
is_open (AcuLibrary *library, Look *look)
{
  AcuCatalog *catalog = acu_library_get_catalog (library);
  g_autoptr (GPtrArray) folders = acu_folder_store_list (catalog, NULL);
  gboolean is_in_tree = FALSE;

  for (guint i = 0; i < folders->len; i++)
    is_in_tree |= g_str_equal (((AcuFolder *)g_ptr_array_index (folders, i))->path, look->folder);
  return is_in_tree && g_strcmp0 (acu_library_get_folder (library), look->folder) == 0;
}

/* (transfer full) (nullable) */
static char *
dup_step (AcuLibrary *library, gboolean redo)
{
  g_autofree char *undo_title = NULL, *redo_title = NULL;
  g_autoptr (GError) error = NULL;

  acu_undo_journal_peek (acu_library_get_catalog (library), &undo_title, &redo_title, &error);
  g_assert_no_error (error);
  return redo ? g_steal_pointer (&redo_title) : g_steal_pointer (&undo_title);
}

/* Taken off the tree and brought back, so that the removal can be done again. */
static void
remove_and_undo (AcuLibrary *library, Look *look)
{
  gint64 began = g_get_monotonic_time ();

  acu_library_remove_folder (library, find_folder (library, look), look->folder);
  acu_catalog_drain (acu_library_get_catalog (library));
  g_assert_false (is_open (library, look));
  acu_library_undo (library);
  while (!is_open (library, look))
    acu_test_turn (began);
  wait_for_read (library);
}

/* A folder whose removal is done again leaves once it is not read any more; whoever opens it before
 * keeps it, and then there is no step that took it away. */
static void
test_kept_again (Look *look, gconstpointer data)
{
  guint tick = acu_test_start_ticking ();
  AcuLibrary *library = open_library ();
  gint64 began = g_get_monotonic_time ();

  let_go (look);
  acu_library_show_folder (library, look->folder);
  wait_for_read (library);
  g_autofree char *before = dup_step (library, FALSE);
  remove_and_undo (library, look);
  g_autofree char *again = dup_step (library, TRUE);
  g_assert_nonnull (again);

  hold (look);
  put_photo (look, N_PHOTOS);
  acu_library_rescan (library);
  while (acu_work_get_n (acu_library_get_reading (library)) == 0)
    acu_test_turn (began);
  acu_library_redo (library);
  while (acu_library_get_folder (library))
    acu_test_turn (began);
  acu_library_show_folder (library, look->folder);
  let_go (look);
  wait_for_read (library);
  acu_catalog_drain (acu_library_get_catalog (library));
  g_assert_true (is_open (library, look));
  g_autofree char *after = dup_step (library, FALSE);
  g_autofree char *none = dup_step (library, TRUE);
  g_assert_cmpstr (after, ==, before);
  g_assert_null (none);
  acu_library_close (library);
  acu_library_settle (library);
  g_object_unref (library);
  g_source_remove (tick);
}

typedef struct {
  int has_begun, may_end;
} Busy;

static gpointer
be_busy (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Busy *busy = data;

  if (!acu_catalog_begin (catalog, ACU_RELAXED, error))
    return NULL;
  g_atomic_int_set (&busy->has_begun, TRUE);
  while (!g_atomic_int_get (&busy->may_end))
    g_usleep (1000 * STEP_MS);
  return acu_catalog_end (catalog, TRUE, error) ? busy : NULL;
}

/* Nothing comes into the catalog until it may. */
static void
keep_busy (AcuLibrary *library, Busy *busy)
{
  acu_catalog_run_async (acu_library_get_catalog (library), ACU_CATALOG_WRITES, be_busy, busy, NULL,
                         NULL, NULL, NULL, NULL);
  while (!g_atomic_int_get (&busy->has_begun))
    g_usleep (1000 * STEP_MS);
}

/* Stopped before there was any photo to show: that is said, and the way on is there. */
static void
test_stopped_at_once (Look *look, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  guint tick = acu_test_start_ticking ();
  AcuLibrary *library = open_library ();
  AcuLibraryPage *page = g_object_new (ACU_TYPE_LIBRARY_PAGE, NULL);
  gint64 began = g_get_monotonic_time ();

  Busy busy = {0};

  let_go (look);
  look->window = GTK_WINDOW (gtk_window_new ());
  acu_library_page_attach (page, library, G_ACTION_MAP (actions));
  gtk_widget_insert_action_group (GTK_WIDGET (page), "win", G_ACTION_GROUP (actions));
  gtk_window_set_child (look->window, GTK_WIDGET (page));
  gtk_window_present (look->window);
  keep_busy (library, &busy);
  acu_library_show_folder (library, look->folder);
  acu_library_stop_reading (library);
  g_atomic_int_set (&busy.may_end, TRUE);
  while (!says (look, "reading was stopped"))
    acu_test_turn (began);
  g_assert_false (says (look, "no photos here"));
  GtkWidget *content = acu_test_find_named (GTK_WIDGET (page), "content");
  GtkWidget *button = acu_test_find_acting (content, "win.look-again");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_mapped (button) && gtk_widget_is_sensitive (button));
  gtk_widget_activate (button);
  while (count_shown (look) < N_PHOTOS)
    acu_test_turn (began);
  wait_for_read (library);
  gtk_window_destroy (look->window);
  acu_library_close (library);
  acu_library_settle (library);
  g_object_unref (library);
  g_source_remove (tick);
}

int
main (int argc, char **argv)
{
  if (acu_slow_reader_is (argv[0]))
    return acu_slow_reader_run ();
  gtk_test_init (&argc, &argv, NULL);
  acu_test_hush_toolkit ();
  g_test_add ("/reading/asked", Look, "Autumn", set_up, test_asked, tear_down);
  g_test_add ("/reading/kept-again", Look, "Winter", set_up, test_kept_again, tear_down);
  g_test_add ("/reading/stopped-at-once", Look, "Spring", set_up, test_stopped_at_once, tear_down);
  g_test_add ("/reading/way", Look, "Holidays", set_up, test_way, tear_down);
  return g_test_run ();
}
