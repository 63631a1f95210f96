#include "app/views/shared/compat.h"

void
acu_announce (GtkWidget *widget, const char *message)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  /* The toolkit's stand-in for accessibility in tests cannot announce, and is not asked whether. */
  if (g_strcmp0 (g_getenv ("GTK_A11Y"), "test") == 0)
    return;
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), message,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  G_GNUC_END_IGNORE_DEPRECATIONS
#else
  /* Older toolkits tell a screen reader of a change only by the widget's own properties. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message, -1);
#endif
}

GdkRGBA
acu_lookup_colour (GtkWidget *widget, const char *name, const char *fallback)
{
  GdkRGBA colour;

  /* The style context is deprecated since GTK 4.10, but nothing replaces looking a colour up. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &colour))
    gdk_rgba_parse (&colour, fallback);
  G_GNUC_END_IGNORE_DEPRECATIONS
  return colour;
}

GdkRGBA
acu_get_text_colour (GtkWidget *widget)
{
  GdkRGBA colour;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  G_GNUC_END_IGNORE_DEPRECATIONS
  return colour;
}

void
acu_scroll_to_item (GtkWidget *view, guint position)
{
  /* gtk_grid_view_scroll_to() is of GTK 4.12; the action has been there from the beginning. */
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", position);
}

void
acu_name_list_item (GtkListItem *item, const char *name)
{
  GtkAccessible *child = GTK_ACCESSIBLE (gtk_list_item_get_child (item));

#if GTK_CHECK_VERSION(4, 12, 0)
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_list_item_set_accessible_label (item, name);
  G_GNUC_END_IGNORE_DEPRECATIONS
#endif
  /* Newer expanders are named by what they hold, which goes before a name of their own. */
  gtk_accessible_reset_relation (child, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (child, GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
acu_mnemonic_button_new (const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  return button;
}

void
acu_dispose_template (GtkWidget *widget, GType type)
{
  GtkWidget *child;

  /* The toolkit's own function forgets direct children that are not bound. */
  gtk_widget_dispose_template (widget, type);
  while ((child = gtk_widget_get_first_child (widget)))
    gtk_widget_unparent (child);
}
