/* Names in the rows of a list view. */
#include "app/views/library/folded-name.h"

static void
set_up_name_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, acu_folded_name_new ());
}

static void
bind_name_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  acu_folded_name_set (ACU_FOLDED_NAME (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static gboolean
has_room_for_all (GtkWidget *list)
{
  int height = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row;
       row = gtk_widget_get_next_sibling (row)) {
    int width = gtk_widget_get_width (row), needed;

    if (width == 0)
      return FALSE; /* not laid out yet */
    gtk_widget_measure (gtk_widget_get_first_child (row), GTK_ORIENTATION_VERTICAL, width, &needed,
                        NULL, NULL, NULL);
    height += needed;
  }
  return height > 0 && gtk_widget_get_height (list) >= height;
}

/* Names that fold have their lines, and none is cut off. */
static void
test_folded_names (void)
{
  static const char *const names[] = {"2026-06-21 Wedding of Anna and Tom", "Brief",
                                      "2026-06-22 Mountains in the rain", NULL};
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *model =
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (gtk_string_list_new (names))));
  GtkWidget *list = gtk_list_view_new (model, factory);
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_name_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_name_cb), NULL);
  gtk_box_append (GTK_BOX (box), list);
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 400);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  while (!has_room_for_all (list) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (has_room_for_all (list));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folded-name/rows", test_folded_names);
  return g_test_run ();
}
