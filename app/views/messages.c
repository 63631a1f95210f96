#include "app/views/messages.h"

#include <glib/gi18n.h>

/* For which a message is shown, one of what can be undone, and one of a setting, which tells of
 * what nobody has done just now. */
#define MESSAGE_SECONDS 4
#define UNDO_SECONDS    6
#define SETTING_SECONDS 12

#define UNDO "win.undo"

struct _AcuMessages {
  AdwToastOverlay *overlay;
  AdwToast *passing;  /* the one that goes by itself, or NULL */
  AdwToast *lasting;  /* the one that stays, or NULL */
  char *lasting_text; /* what that says, also while it is withheld; or NULL */
  char *withheld;     /* the last of what was to be said for a few seconds meanwhile, or NULL */
  gboolean is_withheld;
};

static void
dismissed_cb (AcuMessages *self, AdwToast *toast)
{
  if (self->passing == toast) {
    g_clear_object (&self->passing);
  } else if (self->lasting == toast) {
    g_clear_object (&self->lasting);
    g_clear_pointer (&self->lasting_text, g_free);
  }
}

AcuMessages *
acu_messages_new (AdwToastOverlay *overlay)
{
  AcuMessages *self = g_new0 (AcuMessages, 1);

  self->overlay = g_object_ref (overlay);
  return self;
}

/* It goes without its words being forgotten. */
static void
take_away (AcuMessages *self, AdwToast **place)
{
  g_autoptr (AdwToast) toast = g_steal_pointer (place);

  if (!toast)
    return;
  g_signal_handlers_disconnect_by_data (toast, self);
  adw_toast_dismiss (toast);
}

void
acu_messages_free (AcuMessages *self)
{
  if (!self)
    return;
  take_away (self, &self->passing);
  take_away (self, &self->lasting);
  g_free (self->lasting_text);
  g_free (self->withheld);
  g_object_unref (self->overlay);
  g_free (self);
}

static void
replace_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/* @place: where it is remembered while it is shown; @seconds: 0 for as long as nobody closes it. */
static AdwToast *
add_toast (AcuMessages *self, AdwToast **place, const char *text, guint seconds)
{
  g_autofree char *title = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (title);

  /* A new one takes the place of the old one: what is long past is no news. */
  take_away (self, place);
  *place = g_object_ref (toast);
  g_signal_connect_swapped (toast, "dismissed", G_CALLBACK (dismissed_cb), self);
  adw_toast_set_timeout (toast, seconds);
  return toast;
}

/* With a button @label for @action, unless they are NULL. */
static void
say (AcuMessages *self, const char *text, guint seconds, const char *label, const char *action)
{
  AdwToast *toast;

  if (self->is_withheld) {
    replace_text (&self->withheld, text);
    return;
  }
  toast = add_toast (self, &self->passing, text, seconds);
  /* What stays is behind it until it has gone. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (action) {
    adw_toast_set_button_label (toast, label);
    adw_toast_set_action_name (toast, action);
  }
  adw_toast_overlay_add_toast (self->overlay, toast);
}

void
acu_messages_say (AcuMessages *self, const char *text, gboolean undoable)
{
  g_return_if_fail (self && text);

  if (undoable)
    say (self, text, UNDO_SECONDS, _ ("Undo"), UNDO);
  else
    say (self, text, MESSAGE_SECONDS, NULL, NULL);
}

void
acu_messages_forget_undo (AcuMessages *self)
{
  g_return_if_fail (self);

  if (self->passing && g_strcmp0 (adw_toast_get_action_name (self->passing), UNDO) == 0)
    take_away (self, &self->passing);
}

void
acu_messages_say_of_setting (AcuMessages *self, const char *text)
{
  g_return_if_fail (self && text);

  say (self, text, SETTING_SECONDS, _ ("Preferences"), "app.preferences");
}

void
acu_messages_say_lastingly (AcuMessages *self, const char *text)
{
  g_return_if_fail (self && text);

  replace_text (&self->lasting_text, text);
  if (!self->is_withheld)
    adw_toast_overlay_add_toast (self->overlay, add_toast (self, &self->lasting, text, 0));
}

void
acu_messages_set_withheld (AcuMessages *self, gboolean withheld)
{
  g_autofree char *lasting = NULL, *passing = NULL;

  g_return_if_fail (self);

  self->is_withheld = withheld;
  take_away (self, &self->passing);
  take_away (self, &self->lasting);
  if (withheld)
    return;
  lasting = g_steal_pointer (&self->lasting_text);
  passing = g_steal_pointer (&self->withheld);
  if (lasting)
    acu_messages_say_lastingly (self, lasting);
  if (passing)
    acu_messages_say (self, passing, FALSE);
}
