#include "app/views/shared/shown-page.h"

static void
tell (GtkWidget *stack)
{
  g_autoptr (GListModel) pages = NULL;
  g_autoptr (GtkWidget) shown = NULL;

  g_object_get (stack, "pages", &pages, "visible-child", &shown, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (pages); i++) {
    g_autoptr (GObject) page = g_list_model_get_item (pages, i);
    g_autoptr (GtkWidget) child = NULL;

    g_object_get (page, "child", &child, NULL);
    if (child) /* that of a page which is about to go has gone before it */
      gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN,
                                   child != shown, -1);
  }
}

void
acu_shown_page_follow (GtkWidget *stack)
{
  g_return_if_fail (g_object_class_find_property (G_OBJECT_GET_CLASS (stack), "visible-child"));

  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (tell), NULL);
  tell (stack);
}
