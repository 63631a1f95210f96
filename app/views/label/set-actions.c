#include "app/views/label/set-actions.h"

#include "app/labeling/label-removal.h"
#include "app/labeling/label-table.h"
#include "app/views/label/set-edit.h"
#include "app/views/shared/cut-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _AcuSetActions {
  AcuLibrary *library;
  GActionMap *actions;
  GtkWidget *widget;
  const AcuLabelSummary *summary;
  GtkWindow *dialog; /* while one asks, else NULL */
};

static const AcuLabelSet *
find_set (AcuSetActions *self, const char *name)
{
  for (guint i = 0; self->summary && i < self->summary->sets->len; i++) {
    const AcuLabelSet *set = g_ptr_array_index (self->summary->sets, i);
    if (g_str_equal (set->name, name))
      return set;
  }
  return NULL;
}

static void
tell (AcuLibrary *library, const char *text)
{
  g_signal_emit_by_name (library, "message", text, FALSE);
}

/* A dialog that asks about the set called @name; there is one at a time. */
static GtkWidget *
open_dialog (AcuSetActions *self, const char *heading, const char *name)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->widget)), heading, NULL);

  acu_cut_words_attach (GTK_WINDOW (dialog));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "set", g_strdup (name), g_free);
  self->dialog = GTK_WINDOW (dialog);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *)&self->dialog);
  return dialog;
}

/* Another name. */

static void
rename_to_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuSetActions *self = data;
  const char *from, *to;

  g_variant_get (parameter, "(&s&s)", &from, &to);
  g_autofree char *name = g_strstrip (g_strdup (to));
  if (*name != '\0')
    acu_set_edit_run (self->library, acu_label_store_rename_set, from, name);
}

static GtkEditable *
get_entry (AdwMessageDialog *dialog)
{
  return GTK_EDITABLE (gtk_widget_get_first_child (adw_message_dialog_get_extra_child (dialog)));
}

static void
name_changed_cb (AcuSetActions *self, GtkEditable *entry)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self->dialog);
  GtkWidget *taken = gtk_widget_get_next_sibling (GTK_WIDGET (entry));
  const char *before = g_object_get_data (G_OBJECT (dialog), "set");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  gboolean is_new = !g_str_equal (name, before);
  gboolean is_taken = is_new && find_set (self, name);

  gtk_widget_set_visible (taken, is_taken);
  adw_message_dialog_set_response_enabled (dialog, "rename", *name && is_new && !is_taken);
}

static void
rename_response_cb (AcuSetActions *self, const char *response, AdwMessageDialog *dialog)
{
  const char *from = g_object_get_data (G_OBJECT (dialog), "set");
  const char *to = gtk_editable_get_text (get_entry (dialog));

  if (g_str_equal (response, "rename"))
    g_action_group_activate_action (G_ACTION_GROUP (self->actions), "label-rename-to",
                                    g_variant_new ("(ss)", from, to));
}

static void
rename_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuSetActions *self = data;
  const char *name = g_variant_get_string (parameter, NULL);

  if (self->dialog || !find_set (self, name))
    return;
  g_autofree char *heading = g_strdup_printf (_ ("Rename “%s”"), name);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (open_dialog (self, heading, name));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *taken = gtk_label_new (_ ("There is a set of this name already."));

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  gtk_label_set_wrap (GTK_LABEL (taken), TRUE);
  gtk_widget_set_visible (taken, FALSE);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), taken);
  adw_message_dialog_set_extra_child (dialog, box);
  adw_message_dialog_add_response (dialog, "rename", _ ("_Rename"));
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (name_changed_cb), self);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (rename_response_cb), self);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* The end. */

typedef struct {
  AcuLibrary *library;
  char *set;
} Removal;

static gpointer
remove_set (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuLabelSet) set = acu_label_table_find_set (catalog, data, error);
  g_autofree char *kept = NULL;

  if (!set || !acu_label_set_remove (catalog, set, &kept, error))
    return NULL;
  return kept ? g_filename_display_name (kept) : g_strdup ("");
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Removal *removal = data;
  g_autoptr (AcuLibrary) library = removal->library;
  g_autofree char *set = removal->set;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);
  g_autofree char *text = NULL;

  if (kept && *kept)
    text = g_strdup_printf (_ ("“%s” is removed; its ratings are in %s"), set, kept);
  else if (kept)
    text = g_strdup_printf (_ ("“%s” is removed"), set);
  tell (library, text ? text : error->message);
}

static void
remove_response_cb (AcuSetActions *self, const char *response, GtkWidget *dialog)
{
  const char *name = g_object_get_data (G_OBJECT (dialog), "set");

  if (!g_str_equal (response, "remove"))
    return;
  Removal *removal = g_new (Removal, 1);
  *removal = (Removal){g_object_ref (self->library), g_strdup (name)};
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_FILES, remove_set,
                         g_strdup (name), g_free, g_free, NULL, removed_cb, removal);
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuSetActions *self = data;
  const char *name = g_variant_get_string (parameter, NULL);
  const AcuLabelSet *set = find_set (self, name);

  if (self->dialog || !set)
    return;
  g_autofree char *heading = g_strdup_printf (_ ("Remove “%s”?"), name);
  g_autofree char *body = g_strdup_printf (
      ngettext ("%u rating goes with it. Before that, the catalog is backed up, and the rating is "
                "written to a file beside the backup that can be imported again.",
                "%u ratings go with it. Before that, the catalog is backed up, and the ratings are "
                "written to a file beside the backup that can be imported again.",
                set->n_labels),
      set->n_labels);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (open_dialog (self, heading, name));

  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_response (dialog, "remove", _ ("_Remove"));
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (remove_response_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
acu_set_actions_set_summary (AcuSetActions *self, const AcuLabelSummary *summary)
{
  self->summary = summary;
}

AcuSetActions *
acu_set_actions_new (AcuLibrary *library, GActionMap *actions, GtkWidget *widget)
{
  static const GActionEntry entries[] = {
      {"label-rename", rename_action, "s"},
      {"label-rename-to", rename_to_action, "(ss)"},
      {"label-remove", remove_action, "s"},
  };
  AcuSetActions *self = g_new0 (AcuSetActions, 1);

  self->library = g_object_ref (library);
  self->actions = actions;
  self->widget = widget;
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  return self;
}

void
acu_set_actions_free (AcuSetActions *self)
{
  if (!self)
    return;
  if (self->dialog) {
    g_object_remove_weak_pointer (G_OBJECT (self->dialog), (gpointer *)&self->dialog);
    g_signal_handlers_disconnect_by_data (self->dialog, self);
    gtk_window_destroy (self->dialog);
  }
  g_object_unref (self->library);
  g_free (self);
}
