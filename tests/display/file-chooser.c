#include "tests/display/file-chooser.h"

#define PATIENCE_SECONDS 100

/* GtkFileDialog has no GtkFileChooser to be had, but what GTK 4.8 has is deprecated by 4.10. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

gboolean
acu_test_has_chooser (void)
{
#ifdef __SANITIZE_ADDRESS__
  return gtk_check_version (4, 10, 0) != NULL;
#else
  return gtk_check_version (4, 17, 0) != NULL;
#endif
}

static GtkFileChooser *
find_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (GTK_IS_FILE_CHOOSER (window) && gtk_widget_get_visible (window))
      return GTK_FILE_CHOOSER (window);
  }
  return NULL;
}

/* The entry below @widget that has a name in it: others are for searches, and for servers. */
static GtkEditable *
find_entry (GtkWidget *widget)
{
  if (GTK_IS_ENTRY (widget) && *gtk_editable_get_text (GTK_EDITABLE (widget)))
    return GTK_EDITABLE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkEditable *found = find_entry (child);
    if (found)
      return found;
  }
  return NULL;
}

static gboolean
has_chosen (GtkFileChooser *chooser, GFile *file)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (chooser);

  return chosen && g_file_equal (chosen, file);
}

static void
turn (gint64 end)
{
  g_assert_cmpint (g_get_monotonic_time (), <, end);
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (2000);
}

char *
acu_test_choose_file (const char *path)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkFileChooser *chooser;
  char *proposed = NULL;

  while (!(chooser = find_chooser ()))
    turn (end);
  if (gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_SAVE) {
    proposed = gtk_file_chooser_get_current_name (chooser);
    gtk_editable_set_text (find_entry (GTK_WIDGET (chooser)), path);
  } else {
    g_assert_true (gtk_file_chooser_set_file (chooser, file, NULL));
  }
  while (!has_chosen (chooser, file))
    turn (end);
  g_signal_emit_by_name (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT), "clicked");
  return proposed;
}

G_GNUC_END_IGNORE_DEPRECATIONS
