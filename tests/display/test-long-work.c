/* Long work: what is shown of it, what stops it, and what is said of it then. */
#include "app/catalog/folder-store.h"
#include "app/views/shared/library.h"
#include "app/views/shared/work-dialog.h"
#include "tests/display/toolkit-warnings.h"
#include "tests/display/view-testing.h"

#include <adwaita.h>

#define N_PHOTOS 3

typedef struct {
  GtkWidget *window;
  AcuWork *work;
  guint tick;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->tick = acu_test_start_ticking ();
  fixture->window = adw_window_new ();
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->work = acu_work_new ("Moving mountains", 0);
  acu_work_dialog_watch (fixture->work, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->work);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_source_remove (fixture->tick);
}

static AdwMessageDialog *
wait_for_dialog (void)
{
  gint64 began = g_get_monotonic_time ();

  while (!acu_test_find_dialog ())
    acu_test_turn (began);
  return ADW_MESSAGE_DIALOG (acu_test_find_dialog ());
}

static void
wait_for_text (const char *text)
{
  gint64 began = g_get_monotonic_time ();

  while (!g_str_has_prefix (
      adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (acu_test_find_dialog ())), text))
    acu_test_turn (began);
}

/* It comes while the work goes on, keeps up with it, and goes when it ends. */
static void
test_shown (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog;

  g_assert_null (acu_test_find_dialog ());
  dialog = wait_for_dialog ();
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "Moving mountains");
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==, "");
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (dialog)));
  acu_work_note (fixture->work, 0, 2000);
  wait_for_text ("0 of 2");
  acu_work_note (fixture->work, 1500, 2000);
  wait_for_text ("1");
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *)&dialog);
  acu_work_end (fixture->work);
  g_assert_null (acu_test_find_dialog ());
  g_assert_null (dialog);
  g_assert_false (g_cancellable_is_cancelled (acu_work_get_cancellable (fixture->work)));
}

/* What is over in a moment is not shown. */
static void
test_short (Fixture *fixture, gconstpointer data)
{
  AcuWork *longer = acu_work_new ("Moving houses", 1);

  acu_work_end (fixture->work);
  acu_work_dialog_watch (longer, fixture->window);
  g_assert_cmpstr (adw_message_dialog_get_heading (wait_for_dialog ()), ==, "Moving houses");
  acu_work_end (longer);
  g_assert_null (acu_test_find_dialog ());
  g_assert_finalize_object (longer);
}

/* A key that somebody is typing does not stop it, and the button does. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog = wait_for_dialog ();

  g_assert_false (GTK_IS_BUTTON (gtk_window_get_focus (GTK_WINDOW (dialog))));
  adw_message_dialog_response (dialog, "cancel");
  g_assert_true (g_cancellable_is_cancelled (acu_work_get_cancellable (fixture->work)));
  acu_work_end (fixture->work);
  g_assert_null (acu_test_find_dialog ());
}

/* The time that is left follows from what was done. */
static void
test_words (void)
{
  g_autoptr (AcuWork) work = acu_work_new ("Moving mountains", 0);
  g_autofree char *unknown = acu_work_describe (work, 9);
  g_autofree char *first = NULL, *half = NULL, *last = NULL;

  acu_work_note (work, 0, 200);
  first = acu_work_describe (work, 9);
  acu_work_note (work, 50, 200);
  half = acu_work_describe (work, 9);
  acu_work_note (work, 200, 200);
  last = acu_work_describe (work, 9);
  g_assert_cmpstr (unknown, ==, "");
  g_assert_cmpstr (first, ==, "0 of 200");
  g_assert_cmpstr (half, ==, "50 of 200 · 27 s left");
  g_assert_cmpstr (last, ==, "200 of 200");
}

/* The library, whose photos go to the trash. */

typedef struct {
  char *message; /* the last one */
  gboolean undoable;
  guint n_works;
} Heard;

static void
message_cb (AcuLibrary *library, const char *text, gboolean undoable, Heard *heard)
{
  g_free (heard->message);
  heard->message = g_strdup (text);
  heard->undoable = undoable;
}

static void
stop_cb (AcuLibrary *library, AcuWork *work, Heard *heard)
{
  heard->n_works++;
  g_cancellable_cancel (acu_work_get_cancellable (work));
}

static void
wait_for_message (Heard *heard)
{
  gint64 began = g_get_monotonic_time ();

  while (!heard->message)
    acu_test_turn (began);
}

/* A folder with photos that is open.  (element-type gint64) (transfer full) */
static GArray *
open_photos (AcuLibrary *library, const char *path)
{
  gint64 began = g_get_monotonic_time ();

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  for (guint i = 0; i < N_PHOTOS; i++) {
    g_autofree char *photo = g_strdup_printf ("%s/%u.jpg", path, i);
    g_assert_true (g_file_set_contents (photo, photo, -1, NULL));
  }
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  while (acu_library_get_state (library) != ACU_LIBRARY_READY)
    acu_test_turn (began);
  acu_library_show_folder (library, path);
  while (acu_library_is_scanning (library, NULL) ||
         g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (library))) != N_PHOTOS)
    acu_test_turn (began);
  return g_array_copy (acu_photo_list_get_result (acu_library_get_photos (library))->photos);
}

/* Who stops it is told how far it came; who does not, that all are moved, and both ways are told of
 * as work. */
static void
test_trash (void)
{
  guint tick = acu_test_start_ticking ();
  AcuLibrary *library = acu_library_new ();
  g_autofree char *path = g_build_filename (g_get_home_dir (), "Moving", NULL);
  g_autofree char *first = g_build_filename (path, "0.jpg", NULL);
  g_autoptr (GArray) photos = open_photos (library, path);
  Heard heard = {0};
  gulong stopping;

  g_signal_connect (library, "message", G_CALLBACK (message_cb), &heard);
  stopping = g_signal_connect (library, "work-begun", G_CALLBACK (stop_cb), &heard);
  acu_library_trash (library, (const gint64 *)photos->data, photos->len);
  wait_for_message (&heard);
  g_assert_cmpstr (heard.message, ==, "Stopped after 0 of 3 photos");
  g_assert_false (heard.undoable);
  g_assert_cmpuint (heard.n_works, ==, 1);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  g_signal_handler_disconnect (library, stopping);

  g_clear_pointer (&heard.message, g_free);
  acu_library_trash (library, (const gint64 *)photos->data, photos->len);
  wait_for_message (&heard);
  g_assert_cmpstr (heard.message, ==, "3 photos moved to the trash");
  g_assert_true (heard.undoable);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));

  g_clear_pointer (&heard.message, g_free);
  stopping = g_signal_connect (library, "work-begun", G_CALLBACK (stop_cb), &heard);
  acu_library_undo (library);
  wait_for_message (&heard);
  g_assert_cmpstr (heard.message, ==, "0 of 3 photos brought back: undo once more for the rest");
  g_assert_true (heard.undoable);
  g_assert_cmpuint (heard.n_works, ==, 2);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_signal_handler_disconnect (library, stopping);

  g_clear_pointer (&heard.message, g_free);
  acu_library_undo (library);
  wait_for_message (&heard);
  g_assert_cmpstr (heard.message, ==, "3 photos brought back");
  g_assert_false (heard.undoable);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  g_free (heard.message);
  g_signal_handlers_disconnect_by_data (library, &heard);
  acu_library_close (library);
  acu_library_settle (library);
  g_object_unref (library);
  g_source_remove (tick);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  acu_test_hush_toolkit ();
  adw_init ();
#define ADD(name, func) g_test_add ("/long-work/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("shown", test_shown);
  ADD ("short", test_short);
  ADD ("cancelled", test_cancelled);
  g_test_add_func ("/long-work/words", test_words);
  g_test_add_func ("/long-work/trash", test_trash);
  return g_test_run ();
}
