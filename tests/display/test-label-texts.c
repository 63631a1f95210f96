/* What a person writes on the page Label is there until it has been used: the instructions of a new
 * set, and a reason to skip a picture. */
#include "app/catalog/catalog.h"
#include "app/views/label/rating-page.h"
#include "app/views/label/rating-stage.h"
#include "app/views/label/session-form.h"
#include "app/views/label/skip-button.h"
#include "tests/display/photo-stages.h"

#include <sqlite3.h>

static sqlite3 *witness; /* another connection to the catalog */

/* A set that there is already, and its instructions. */

static void
go_to_label (AcuLook *look)
{
  g_autofree char *path = acu_catalog_get_default_path ();

  g_assert_cmpint (sqlite3_open (path, &witness), ==, SQLITE_OK);
  sqlite3_busy_timeout (witness, 10000);
  acu_look_act (look, "view", "'label'");
}

/* There is no form before the label sets have been read, and one session however often it is asked
 * for. */
static gboolean
has_session (AcuLook *look)
{
  if (acu_look_is_enabled (look, "label-begin"))
    return TRUE;
  acu_look_act (look, "label-new", NULL);
  acu_look_act (look, "label-start",
                "{'source': <'folder'>, 'set': <'Kept'>, 'rater': <'Ada'>, 'method': <'acr'>,"
                " 'instructions': <'Mind the noise.'>, 'training': <uint32 0>,"
                " 'repeats': <uint32 0>, 'anchors': <uint32 0>, 'seed': <uint64 7>}");
  return FALSE;
}

/* A reason to skip. */

static GtkEditable *
get_reason (AcuLook *look)
{
  return GTK_EDITABLE (acu_test_find_widget (
      acu_test_find_widget (acu_look_find (look, ACU_TYPE_SKIP_BUTTON), GTK_TYPE_POPOVER),
      GTK_TYPE_ENTRY));
}

static guint
count_done (AcuLook *look)
{
  AcuRatingPage *page = acu_look_find (look, ACU_TYPE_RATING_PAGE);
  AcuRatingStep step;

  acu_rating_session_get_step (acu_rating_page_get_session (page), &step);
  return step.n_done;
}

static void
begin (AcuLook *look)
{
  acu_look_act (look, "label-begin", NULL);
}

static gboolean
has_picture (AcuLook *look)
{
  return gtk_window_is_active (look->window) &&
         acu_rating_stage_get_drawn (acu_look_find (look, ACU_TYPE_RATING_STAGE)) > 0;
}

static void
ask (AcuLook *look)
{
  acu_look_act (look, "label-skip-menu", NULL);
}

static gboolean
is_asked (AcuLook *look)
{
  return gtk_widget_get_mapped (GTK_WIDGET (get_reason (look)));
}

/* An answer that is being written keeps the page from skipping: the reason waits with it. */
static void
skip_too_soon (AcuLook *look)
{
  gtk_editable_set_text (get_reason (look), "It is upside down");
  if (sqlite3_exec (witness, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    g_error ("the catalog cannot be held: %s", sqlite3_errmsg (witness));
  acu_look_act (look, "label-grade", "uint32 2");
  g_signal_emit_by_name (get_reason (look), "activate");
  g_assert_cmpstr (gtk_editable_get_text (get_reason (look)), ==, "It is upside down");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (get_reason (look))));
  g_assert_cmpint (sqlite3_exec (witness, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
}

static gboolean
is_answered (AcuLook *look)
{
  return count_done (look) == 1 && has_picture (look);
}

/* The page is busy for a while yet with the next picture, and tells nobody: somebody who has typed
 * a reason confirms it again. */
static gboolean
is_taken (AcuLook *look)
{
  if (!is_answered (look))
    return FALSE;
  g_signal_emit_by_name (get_reason (look), "activate");
  return gtk_entry_get_text_length (GTK_ENTRY (get_reason (look))) == 0;
}

static void
look_at_reasons (AcuLook *look)
{
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (get_reason (look))));
}

static gboolean
is_skipped (AcuLook *look)
{
  return count_done (look) == 2;
}

static void
leave (AcuLook *look)
{
  sqlite3_stmt *reason;

  g_assert_cmpint (sqlite3_prepare_v2 (witness,
                                       "SELECT skip_reason FROM labels"
                                       " WHERE skip_reason IS NOT NULL",
                                       -1, &reason, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (reason), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *)sqlite3_column_text (reason, 0), ==, "It is upside down");
  sqlite3_finalize (reason);
  acu_look_act (look, "label-leave", NULL);
}

/* The instructions of a new set. */

static GtkWidget *
find_part (AcuLook *look, const char *name)
{
  return acu_test_find_named (acu_look_find (look, ACU_TYPE_SESSION_FORM), name);
}

static void
choose_set (AcuLook *look, guint place)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_part (look, "set")), place);
}

static GtkTextBuffer *
get_instructions (AcuLook *look)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_part (look, "instructions")));
}

static void
assert_instructions (AcuLook *look, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (get_instructions (look), "text", &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static gboolean
offers_set (AcuLook *look)
{
  GtkWidget *row;

  acu_look_act (look, "label-new", NULL);
  row = find_part (look, "set");
  return g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))) == 2;
}

static void
look_at_other_set (AcuLook *look)
{
  g_autofree char *before = NULL;

  /* What the form says by itself gives way to what the set says, and so on. */
  choose_set (look, 0);
  gtk_text_buffer_set_text (get_instructions (look), "", -1);
  choose_set (look, 1);
  assert_instructions (look, "Mind the noise.");
  choose_set (look, 0);
  g_object_get (get_instructions (look), "text", &before, NULL);
  g_assert_cmpstr (before, !=, "");
  g_assert_cmpstr (before, !=, "Mind the noise.");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_part (look, "method")), 2);
  g_assert_false (gtk_widget_get_visible (find_part (look, "queue")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_part (look, "method")), 0);
  assert_instructions (look, before);

  /* A person's own come back, as often as one looks. */
  gtk_text_buffer_set_text (get_instructions (look), "Mind the colours.", -1);
  for (int i = 0; i < 2; i++) {
    choose_set (look, 1);
    assert_instructions (look, "Mind the noise.");
    choose_set (look, 0);
    assert_instructions (look, "Mind the colours.");
  }
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_part (look, "method")), 2);
  assert_instructions (look, "Mind the colours.");
}

static const AcuPhotoStage stages[] = {
    {"photos", acu_look_is_open, go_to_label},
    {"a session", has_session, begin},
    {"a picture", has_picture, ask},
    {"the reasons", is_asked, skip_too_soon},
    {"the answer before", is_taken, look_at_reasons},
    {"the reason", is_skipped, leave},
    {"its set", offers_set, look_at_other_set},
};

static void
test_texts (void)
{
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
  g_assert_cmpint (sqlite3_close (witness), ==, SQLITE_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/label-texts/kept", test_texts);
  return g_test_run ();
}
