#include "app/views/shared/view-bar.h"

typedef struct {
  GtkWidget *bar;
  AdwViewSwitcherTitle *title; /* both owned */
} Following;

static void
following_free (gpointer data)
{
  Following *following = data;

  g_object_unref (following->bar);
  g_object_unref (following->title);
  g_free (following);
}

static gboolean
follow_cb (gpointer data)
{
  Following *following = data;

  gtk_widget_set_visible (following->bar,
                          adw_view_switcher_title_get_title_visible (following->title));
  return G_SOURCE_REMOVE;
}

static void
title_visible_cb (AdwViewSwitcherTitle *title, GParamSpec *pspec, GtkWidget *bar)
{
  Following *following = g_new (Following, 1);

  *following = (Following){g_object_ref (bar), g_object_ref (title)};
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, follow_cb, following, following_free);
}

void
acu_view_bar_follow (AdwViewSwitcherBar *bar, AdwViewSwitcherTitle *title)
{
  g_return_if_fail (ADW_IS_VIEW_SWITCHER_BAR (bar) && ADW_IS_VIEW_SWITCHER_TITLE (title));

  adw_view_switcher_bar_set_reveal (bar, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (bar), adw_view_switcher_title_get_title_visible (title));
  g_signal_connect_object (title, "notify::title-visible", G_CALLBACK (title_visible_cb), bar, 0);
}
