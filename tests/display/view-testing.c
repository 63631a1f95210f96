#include "tests/display/view-testing.h"

#include <adwaita.h>
#include <string.h>

#define PATIENCE_SECONDS 60
#define TICK_MS          10

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

guint
acu_test_start_ticking (void)
{
  return g_timeout_add (TICK_MS, tick_cb, NULL);
}

void
acu_test_turn (gint64 began)
{
  g_assert_cmpint (g_get_monotonic_time (), <, began + PATIENCE_SECONDS * G_USEC_PER_SEC);
  g_main_context_iteration (NULL, TRUE);
}

gboolean
acu_test_shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (acu_test_shows (child, text))
      return TRUE;
  return FALSE;
}

GtkWidget *
acu_test_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (!g_type_is_a (G_OBJECT_TYPE (window), type) || !gtk_widget_get_mapped (window))
      continue;
    g_assert_null (found);
    found = window;
  }
  return found;
}

GtkWidget *
acu_test_find_dialog (void)
{
  return acu_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
}

GtkWidget *
acu_test_find_acting (GtkWidget *widget, const char *action)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = acu_test_find_acting (child, action);
  return found;
}

GtkWidget *
acu_test_find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = acu_test_find_button (child, label);
  return found;
}

GtkWidget *
acu_test_find_chart (GtkWidget *widget, const char *title)
{
  GtkWidget *found = NULL;

  if (ACU_IS_CHART (widget) &&
      g_str_equal (acu_plot_get_title (acu_chart_get_plot (ACU_CHART (widget))), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = acu_test_find_chart (child, title);
  return found;
}

AcuPlot *
acu_test_find_plot (GtkWidget *widget, const char *title)
{
  GtkWidget *chart = acu_test_find_chart (widget, title);

  return chart ? acu_chart_get_plot (ACU_CHART (chart)) : NULL;
}
