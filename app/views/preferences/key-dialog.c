#include "app/views/preferences/key-dialog.h"

#include "app/views/shared/key-changes.h"

#include <glib/gi18n.h>

struct _AcuKeyDialog {
  AdwMessageDialog parent_instance;

  const AcuKey *key;
  char *proposed;     /* what another has; NULL while there is nothing to ask */
  gboolean navigates; /* Tab was pressed: Return and space are for the buttons */
};

G_DEFINE_FINAL_TYPE (AcuKeyDialog, acu_key_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* "Ctrl+K, P": @accelerators as people read them. (transfer full) */
static char *
dup_labels (const char *accelerators)
{
  g_auto (GStrv) parts = g_strsplit (accelerators, " ", -1);

  for (guint i = 0; parts[i]; i++) {
    GdkModifierType modifiers;
    guint keyval;

    if (gtk_accelerator_parse (parts[i], &keyval, &modifiers)) {
      g_free (parts[i]);
      parts[i] = gtk_accelerator_get_label (keyval, modifiers);
    }
  }
  return g_strjoinv (", ", parts);
}

/* Says @objection instead of taking anything. */
static void
object (AcuKeyDialog *self, const char *objection)
{
  g_autofree char *body = g_strdup_printf (_ ("%s Press another key."), objection);

  g_clear_pointer (&self->proposed, g_free);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "replace", FALSE);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), body);
}

void
acu_key_dialog_propose (AcuKeyDialog *self, const char *accelerators)
{
  g_return_if_fail (ACU_IS_KEY_DIALOG (self) && accelerators && *accelerators);

  const AcuKey *holder = acu_key_find_holder (self->key, accelerators);
  if (!holder) {
    acu_key_change (self->key, accelerators);
    gtk_window_close (GTK_WINDOW (self));
    return;
  }

  g_autofree char *labels = dup_labels (accelerators);
  g_autofree char *body = g_strdup_printf (
      _ ("%s is the key of “%s” (%s) already, which would lose it to “%s”."), labels,
      _ (holder->title), acu_key_scope_get_title (holder->scope), _ (self->key->title));
  g_free (self->proposed);
  self->proposed = g_strdup (accelerators);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), body);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "replace", TRUE);
}

/* Whether the key is for the dialog itself, which must be usable without a pointer. */
static gboolean
is_for_dialog (AcuKeyDialog *self, guint keyval, GdkModifierType modifiers)
{
  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  switch (keyval) {
  case GDK_KEY_Tab:
  case GDK_KEY_ISO_Left_Tab:
    self->navigates = TRUE;
    return TRUE;
  case GDK_KEY_Escape:
    return TRUE;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_space:
    return self->navigates;
  default:
    return FALSE;
  }
}

static gboolean
key_pressed_cb (AcuKeyDialog *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  guint lower = gdk_keyval_to_lower (keyval);

  if (gdk_key_event_is_modifier (event))
    return FALSE;
  if (is_for_dialog (self, keyval, modifiers))
    return FALSE;

  /* Shift is a part of the key only where it did not make another character of it. */
  if (lower == keyval && gdk_keyval_to_upper (keyval) == keyval)
    modifiers &= ~gdk_key_event_get_consumed_modifiers (event);
  if (!gtk_accelerator_valid (lower, modifiers))
    return TRUE;
  g_autofree char *accelerator = gtk_accelerator_name (lower, modifiers);
  g_autofree char *objection = acu_key_dup_objection (self->key, accelerator);
  if (objection)
    object (self, objection);
  else
    acu_key_dialog_propose (self, accelerator);
  return TRUE;
}

static void
acu_key_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  AcuKeyDialog *self = ACU_KEY_DIALOG (dialog);

  if (g_str_equal (response, "none"))
    acu_key_change (self->key, "");
  else if (g_str_equal (response, "replace") && self->proposed)
    acu_key_change (self->key, self->proposed);
}

static void
acu_key_dialog_finalize (GObject *object_to_finalize)
{
  g_free (ACU_KEY_DIALOG (object_to_finalize)->proposed);
  G_OBJECT_CLASS (acu_key_dialog_parent_class)->finalize (object_to_finalize);
}

static void
acu_key_dialog_class_init (AcuKeyDialogClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_key_dialog_finalize;
  ADW_MESSAGE_DIALOG_CLASS (class)->response = acu_key_dialog_response;
}

static void
acu_key_dialog_init (AcuKeyDialog *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  GtkEventController *controller = gtk_event_controller_key_new ();

  adw_message_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "none", _ ("No key"), "replace",
                                    _ ("Take it"), NULL);
  adw_message_dialog_set_response_enabled (dialog, "replace", FALSE);
  adw_message_dialog_set_response_appearance (dialog, "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

AcuKeyDialog *
acu_key_dialog_new (GtkWindow *parent, const AcuKey *key)
{
  AcuKeyDialog *self =
      g_object_new (ACU_TYPE_KEY_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->key = key;
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (self), _ ("A key for “%s”"),
                                     _ (key->title));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self),
                               _ ("Press it now, or Escape to leave everything as it is."));
  return self;
}
