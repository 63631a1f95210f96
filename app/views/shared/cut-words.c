#include "app/views/shared/cut-words.h"

static gboolean
is_wider (GtkText *entry, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (entry), text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width > gtk_widget_get_width (GTK_WIDGET (entry));
}

/* What is cut of @widget's words, or NULL. */
static const char *
get_cut (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) &&
      pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_TEXT (widget) && gtk_text_get_visibility (GTK_TEXT (widget))) {
    const char *text = gtk_editable_get_text (GTK_EDITABLE (widget));
    return is_wider (GTK_TEXT (widget), text) ? text : NULL;
  }
  return NULL;
}

/* The window is asked last. */
static gboolean
query_tooltip_cb (GtkWidget *window, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkWidget *widget = keyboard ? NULL : gtk_widget_pick (window, x, y, GTK_PICK_INSENSITIVE);
  const char *text = widget ? get_cut (widget) : NULL;

  if (!text)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

void
acu_cut_words_attach (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  gtk_widget_set_has_tooltip (GTK_WIDGET (window), TRUE);
  g_signal_connect (window, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}
