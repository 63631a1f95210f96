/* Keys that a person changes: what is refused, what is asked, what happens. */
#include "app/views/preferences/key-dialog.h"
#include "app/views/preferences/key-page.h"
#include "app/views/shared/key-changes.h"
#include "app/views/shared/key-hint.h"
#include "app/views/shared/key-hints.h"
#include "tests/display/toolkit-warnings.h"
#include "tests/display/view-testing.h"

#include <string.h>

static const AcuKey *
find (AcuKeyScope scope, const char *action)
{
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  for (guint i = 0; i < n; i++)
    if (keys[i].scope == scope && g_str_equal (keys[i].action, action))
      return &keys[i];
  g_assert_not_reached ();
}

static void
assert_accelerators (const AcuKey *key, const char *expected)
{
  g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (key);
  g_autofree char *text = g_strjoinv (" ", accelerators);

  g_assert_cmpstr (text, ==, expected);
}

/* No two actions share a key where both work, as the table is delivered. */
static void
test_table (void)
{
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  for (guint i = 0; i < n; i++) {
    const AcuKey *holder = acu_key_find_holder (&keys[i], keys[i].accelerators);

    if (holder)
      g_error ("%s and %s share a key", keys[i].action, holder->action);
    for (guint k = 0; k < i; k++) {
      g_autofree char *a = acu_keymap_dup_name (&keys[i]);
      g_autofree char *b = acu_keymap_dup_name (&keys[k]);
      g_assert_cmpstr (a, !=, b);
    }
  }
}

/* Where people read from the right to the left, the way back is to the right. */
static void
test_mirrored (void)
{
  const AcuKey *back = find (ACU_KEY_SCOPE_WINDOW, "win.back");
  const AcuKey *forward = find (ACU_KEY_SCOPE_WINDOW, "win.forward");

  assert_accelerators (back, "<Alt>Left");
  assert_accelerators (forward, "<Alt>Right");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  assert_accelerators (back, "<Alt>Right");
  assert_accelerators (forward, "<Alt>Left");
  g_assert_true (acu_key_find_holder (back, "<Alt>Left") == forward);
  acu_key_change (forward, "<Alt>Up");
  assert_accelerators (forward, "<Alt>Up");
  acu_key_change (forward, acu_keymap_get_standard (forward));
  assert_accelerators (forward, "<Alt>Left");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  assert_accelerators (forward, "<Alt>Right"); /* nobody has changed it */
}

static void
test_holders (void)
{
  const AcuKey *pick = find (ACU_KEY_SCOPE_PHOTOS, "win.flag(1)");
  const AcuKey *map = find (ACU_KEY_SCOPE_VIEWER, "win.quality-map");

  g_assert_true (acu_key_find_holder (pick, "x") == find (ACU_KEY_SCOPE_PHOTOS, "win.flag(-1)"));
  g_assert_true (acu_key_find_holder (pick, "y h") == map);
  g_assert_true (acu_key_find_holder (map, "p") == pick);
  g_assert_true (acu_key_find_holder (pick, "<Control>f") ==
                 find (ACU_KEY_SCOPE_WINDOW, "win.search"));
  g_assert_true (acu_key_find_holder (pick, "comma") ==
                 find (ACU_KEY_SCOPE_VIEWER, "win.map-opacity(-0.1)"));
  g_assert_null (acu_key_find_holder (pick, "p"));
  g_assert_null (acu_key_find_holder (pick, "<Shift>x"));
  /* Who rates opinions does not flag photos. */
  g_assert_null (acu_key_find_holder (find (ACU_KEY_SCOPE_RATING, "win.label-skip-menu"), "x"));
}

static void
test_objections (void)
{
  static const struct {
    AcuKeyScope scope;
    const char *action;
    const char *accelerator;
    const char *objection; /* a part of it */
  } cases[] = {
      {ACU_KEY_SCOPE_PHOTOS, "win.flag(1)", "y", NULL},
      {ACU_KEY_SCOPE_PHOTOS, "win.flag(1)", "<Control>y", NULL},
      {ACU_KEY_SCOPE_PHOTOS, "win.flag(1)", "Left", "get around"},
      {ACU_KEY_SCOPE_PHOTOS, "win.flag(1)", "<Alt>Down", NULL},
      {ACU_KEY_SCOPE_PHOTOS, "win.flag(1)", "<Control>a", "get around"},
      {ACU_KEY_SCOPE_PHOTOS, "win.flag(1)", "Escape", "fixed"},
      {ACU_KEY_SCOPE_WINDOW, "win.search", "y", "written"},
      {ACU_KEY_SCOPE_WINDOW, "win.search", "F3", NULL},
      {ACU_KEY_SCOPE_PAIRS, "win.label-prefer('left')", "Left", NULL},
      {ACU_KEY_SCOPE_VALUE, "win.label-accept", "5", "fixed"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *objection =
        acu_key_dup_objection (find (cases[i].scope, cases[i].action), cases[i].accelerator);

    g_test_message ("%s: %s", cases[i].accelerator, objection ? objection : "yes");
    if (cases[i].objection)
      g_assert_nonnull (strstr (objection, cases[i].objection));
    else
      g_assert_null (objection);
  }
}

/* Whether @widget has a shortcut that is triggered by @accelerator. */
static gboolean
listens (GtkWidget *widget, const char *accelerator)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (accelerator);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
    if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
      continue;
    for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++) {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
      if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
        return TRUE;
    }
  }
  return FALSE;
}

static void
test_change (void)
{
  const AcuKey *pick = find (ACU_KEY_SCOPE_PHOTOS, "win.flag(1)");
  const AcuKey *one = find (ACU_KEY_SCOPE_PHOTOS, "win.rate(1)");
  GtkWidget *widget = g_object_ref_sink (gtk_label_new (""));

  acu_keymap_attach (widget, ACU_KEY_SCOPE_PHOTOS);
  g_assert_true (listens (widget, "p"));
  g_assert_false (acu_key_is_any_changed ());

  acu_key_change (pick, "y");
  assert_accelerators (pick, "y");
  g_assert_true (listens (widget, "y"));
  g_assert_false (listens (widget, "p"));
  g_assert_true (acu_key_is_changed (pick));

  /* What is taken is lost to the other, and only that. */
  acu_key_change (pick, "1");
  assert_accelerators (one, "KP_1");
  g_assert_true (acu_key_is_changed (one));
  acu_key_change (pick, "");
  assert_accelerators (pick, "");
  acu_key_change (one, one->accelerators);
  g_assert_false (acu_key_is_changed (one));
  g_assert_true (acu_key_is_any_changed ());

  /* The map of the viewer is not that of photos compared. */
  acu_key_change (find (ACU_KEY_SCOPE_VIEWER, "win.quality-map"), "q");
  assert_accelerators (find (ACU_KEY_SCOPE_COMPARE, "win.quality-map"), "h");
  g_autofree char *hint = acu_key_hints_dup_label ("win.quality-map");
  g_assert_cmpstr (hint, ==, "Q, H");

  acu_key_reset_all ();
  g_assert_false (acu_key_is_any_changed ());
  g_assert_true (listens (widget, "p"));
  g_autofree char *again = acu_key_hints_dup_label ("win.quality-map");
  g_assert_cmpstr (again, ==, "H");
  g_assert_null (acu_key_hints_dup_label ("win.models"));
  g_object_unref (widget);
}

/* What is shown beside an answer is its key as it is now. */
static void
test_hint (void)
{
  AcuKeyHint *bad =
      g_object_ref_sink (ACU_KEY_HINT (acu_key_hint_new ("win.label-grade(uint32 1)")));
  AcuKeyHint *left =
      g_object_ref_sink (ACU_KEY_HINT (acu_key_hint_new ("win.label-prefer('left')")));
  const AcuKey *key = find (ACU_KEY_SCOPE_GRADES, "win.label-grade(uint32 1)");

  g_assert_cmpstr (acu_key_hint_get_text (bad), ==, "1");
  g_assert_cmpstr (acu_key_hint_get_text (left), ==, "←");
  acu_key_change (key, "j");
  g_assert_cmpstr (acu_key_hint_get_text (bad), ==, "J");
  g_assert_true (acu_keymap_find (ACU_KEY_SCOPE_GRADES, GDK_KEY_J, 0) == key);
  g_assert_null (acu_keymap_find (ACU_KEY_SCOPE_GRADES, GDK_KEY_1, 0));
  g_assert_null (acu_keymap_find (ACU_KEY_SCOPE_GRADES, GDK_KEY_j, GDK_CONTROL_MASK));
  acu_key_change (key, "");
  g_assert_null (acu_key_hint_get_text (bad));
  acu_key_reset_all ();
  g_assert_cmpstr (acu_key_hint_get_text (bad), ==, "1");
  g_object_unref (bad);
  g_object_unref (left);
}

/* Of keys that follow one another the first and the last are shown, of others each; and nothing is
 * said of what no key does. */
static void
test_row_hint (void)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (
      ACU_TYPE_KEY_HINT, "action", "win.rate(0)", "last", "win.rate(5)", "words", "stars", NULL));
  AcuKeyHint *hint = ACU_KEY_HINT (widget);
  const AcuKey *three = find (ACU_KEY_SCOPE_PHOTOS, "win.rate(3)");

  g_assert_cmpstr (acu_key_hint_get_text (hint), ==, "0–5");
  acu_key_change (three, "q");
  g_assert_cmpstr (acu_key_hint_get_text (hint), ==, "0 1 2 Q 4 5");
  acu_key_change (three, "");
  g_assert_cmpstr (acu_key_hint_get_text (hint), ==, "0 1 2 4 5");
  acu_key_change (find (ACU_KEY_SCOPE_PHOTOS, "win.rate(4)"), "");
  acu_key_change (find (ACU_KEY_SCOPE_PHOTOS, "win.rate(5)"), "");
  g_assert_cmpstr (acu_key_hint_get_text (hint), ==, "0–2");

  for (guint stars = 0; stars < 3; stars++) {
    g_autofree char *action = g_strdup_printf ("win.rate(%u)", stars);
    g_assert_true (gtk_widget_get_visible (widget));
    acu_key_change (find (ACU_KEY_SCOPE_PHOTOS, action), "");
  }
  g_assert_null (acu_key_hint_get_text (hint));
  g_assert_false (gtk_widget_get_visible (widget));
  acu_key_reset_all ();
  g_assert_cmpstr (acu_key_hint_get_text (hint), ==, "0–5");
  g_assert_true (gtk_widget_get_visible (widget));
  g_object_unref (widget);
}

/* A free key is taken at once; one that another has, only when that is confirmed. */
static void
test_dialog (void)
{
  const AcuKey *pick = find (ACU_KEY_SCOPE_PHOTOS, "win.flag(1)");
  const AcuKey *reject = find (ACU_KEY_SCOPE_PHOTOS, "win.flag(-1)");
  AcuKeyDialog *dialog = acu_key_dialog_new (NULL, pick);

  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "replace"));
  acu_key_dialog_propose (dialog, "x");
  assert_accelerators (pick, "p");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "Reject"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  assert_accelerators (pick, "p");
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = acu_key_dialog_new (NULL, pick);
  acu_key_dialog_propose (dialog, "x");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "replace");
  assert_accelerators (pick, "x");
  assert_accelerators (reject, "");
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = acu_key_dialog_new (NULL, reject);
  acu_key_dialog_propose (dialog, "y");
  assert_accelerators (reject, "y");
  acu_key_reset_all ();
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The dialog that is open, or NULL. */
static AcuKeyDialog *
find_dialog (void)
{
  GtkWidget *dialog = acu_test_find_window (ACU_TYPE_KEY_DIALOG);

  return dialog ? ACU_KEY_DIALOG (dialog) : NULL;
}

static void
answer (const char *response)
{
  AcuKeyDialog *dialog = find_dialog ();

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The page's own actions: another key is asked for, and one's own comes back, at once where it is
 * free. */
static void
test_page (void)
{
  const AcuKey *pick = find (ACU_KEY_SCOPE_PHOTOS, "win.flag(1)");
  const AcuKey *reject = find (ACU_KEY_SCOPE_PHOTOS, "win.flag(-1)");
  g_autofree char *name = acu_keymap_dup_name (pick);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *page = g_object_new (ACU_TYPE_KEY_PAGE, NULL);

  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_widget_activate_action (page, "keys.change", "s", name);
  g_assert_nonnull (find_dialog ());
  acu_key_dialog_propose (find_dialog (), "y");
  assert_accelerators (pick, "y");
  g_assert_null (find_dialog ());
  gtk_widget_activate_action (page, "keys.reset", "s", name);
  g_assert_null (find_dialog ());
  assert_accelerators (pick, "p");

  acu_key_change (pick, "y");
  acu_key_change (reject, "p");
  gtk_widget_activate_action (page, "keys.reset", "s", name);
  answer ("cancel");
  assert_accelerators (pick, "y");
  gtk_widget_activate_action (page, "keys.reset", "s", name);
  answer ("replace");
  assert_accelerators (pick, "p");
  assert_accelerators (reject, "");
  gtk_widget_activate_action (page, "keys.reset-all", NULL);
  assert_accelerators (reject, "x");
  g_assert_false (acu_key_is_any_changed ());
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  acu_test_hush_toolkit ();
  adw_init ();

  g_test_add_func ("/keys/table", test_table);
  g_test_add_func ("/keys/mirrored", test_mirrored);
  g_test_add_func ("/keys/holders", test_holders);
  g_test_add_func ("/keys/objections", test_objections);
  g_test_add_func ("/keys/change", test_change);
  g_test_add_func ("/keys/hint", test_hint);
  g_test_add_func ("/keys/row-hint", test_row_hint);
  g_test_add_func ("/keys/dialog", test_dialog);
  g_test_add_func ("/keys/page", test_page);
  return g_test_run ();
}
