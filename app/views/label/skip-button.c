#include "app/views/label/skip-button.h"

#include <glib/gi18n.h>

struct _AcuSkipButton {
  GtkWidget parent_instance;

  GtkWidget *button; /* a GtkMenuButton */
  GtkWidget *popover;
  GtkWidget *first;
  GtkWidget *entry;
};

G_DEFINE_FINAL_TYPE (AcuSkipButton, acu_skip_button, GTK_TYPE_WIDGET)

/* Kept in the catalog as they are here, so that sets from several countries can be merged. */
static const char *const reasons[] = {
    N_ ("I cannot decide"),
    N_ ("The picture is not shown properly"),
    N_ ("I know this picture"),
    N_ ("This is no photo"),
};

static void
skip (AcuSkipButton *self, const char *reason)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.label-skip", "s", reason);
}

static void
clicked_cb (AcuSkipButton *self, GtkWidget *button)
{
  skip (self, g_object_get_data (G_OBJECT (button), "reason"));
}

static void
typed_cb (AcuSkipButton *self)
{
  g_autofree char *reason =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (*reason)
    skip (self, reason);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

void
acu_skip_button_open (AcuSkipButton *self)
{
  g_return_if_fail (ACU_IS_SKIP_BUTTON (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
  gtk_widget_grab_focus (self->first);
}

void
acu_skip_button_close (AcuSkipButton *self)
{
  g_return_if_fail (ACU_IS_SKIP_BUTTON (self));

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
acu_skip_button_dispose (GObject *object)
{
  g_clear_pointer (&ACU_SKIP_BUTTON (object)->button, gtk_widget_unparent);
  G_OBJECT_CLASS (acu_skip_button_parent_class)->dispose (object);
}

static void
acu_skip_button_init (AcuSkipButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    GtkWidget *button = gtk_button_new_with_label (_ (reasons[i]));
    gtk_widget_set_halign (gtk_button_get_child (GTK_BUTTON (button)), GTK_ALIGN_START);
    gtk_widget_add_css_class (button, "flat");
    g_object_set_data (G_OBJECT (button), "reason", (gpointer)reasons[i]);
    g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), self);
    gtk_box_append (GTK_BOX (box), button);
    if (i == 0)
      self->first = button;
  }
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Another reason"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Another reason"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (typed_cb), self);
  gtk_box_append (GTK_BOX (box), self->entry);

  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button), _ ("Skip"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->button), FALSE);
  /* A menu button does not take its name from its label. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Skip with a reason"), -1);
  gtk_widget_set_focus_on_click (self->button, FALSE);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

static void
acu_skip_button_class_init (AcuSkipButtonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_skip_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

GtkWidget *
acu_skip_button_new (void)
{
  return g_object_new (ACU_TYPE_SKIP_BUTTON, NULL);
}
