/* What a person writes on the page Label is there until it has been used: the instructions of a new
 * set. */
#include "app/views/label/session-form.h"
#include "tests/display/photo-stages.h"

/* A set that there is already, and its instructions. */

static void
go_to_label (AcuLook *look)
{
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

static void
leave (AcuLook *look)
{
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
    {"a session", has_session, leave},
    {"its set", offers_set, look_at_other_set},
};

static void
test_texts (void)
{
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/label-texts/kept", test_texts);
  return g_test_run ();
}
