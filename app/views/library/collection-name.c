#include "app/views/library/collection-name.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/cut-words.h"

#include <glib/gi18n.h>

static GtkWidget *
get_entry (AdwMessageDialog *dialog)
{
  return gtk_widget_get_first_child (adw_message_dialog_get_extra_child (dialog));
}

char *
acu_collection_name_dup (AdwMessageDialog *dialog)
{
  g_return_val_if_fail (ADW_IS_MESSAGE_DIALOG (dialog), NULL);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (get_entry (dialog)))));
}

/* Says what is wrong with the name, if anything is; the space for it is there before. */
static void
check (AdwMessageDialog *dialog)
{
  AcuOwnCollections *own = g_object_get_data (G_OBJECT (dialog), "own");
  const char *before = g_object_get_data (G_OBJECT (dialog), "before");
  GtkWidget *entry = get_entry (dialog);
  GtkWidget *note = gtk_widget_get_next_sibling (entry);
  g_autofree char *name = acu_collection_name_dup (dialog);
  gboolean is_same = g_strcmp0 (name, before) == 0;
  gboolean is_taken = !is_same && acu_own_collections_find_named (own, name);
  const char *text = is_taken        ? _ ("There is a collection of this name already.")
                     : *name == '\0' ? _ ("A collection needs a name.")
                                     : "";

  if (is_taken && !g_str_equal (gtk_label_get_label (GTK_LABEL (note)), text))
    acu_announce (entry, text);
  gtk_label_set_label (GTK_LABEL (note), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  if (is_taken) {
    gtk_widget_add_css_class (entry, "error");
    gtk_widget_add_css_class (note, "error");
  } else {
    gtk_widget_remove_css_class (entry, "error");
    gtk_widget_remove_css_class (note, "error");
  }
  adw_message_dialog_set_response_enabled (dialog, ACU_COLLECTION_NAMED,
                                           *name && !is_same && !is_taken);
}

static GtkWidget *
make_fields (AdwMessageDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *note = gtk_label_new (NULL);

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_widget_add_css_class (note, "caption");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), note);
  g_signal_connect_object (entry, "changed", G_CALLBACK (check), dialog, G_CONNECT_SWAPPED);
  return box;
}

AdwMessageDialog *
acu_collection_name_ask (GtkWindow *parent,
                         AcuOwnCollections *own,
                         const char *heading,
                         const char *verb,
                         const char *before,
                         const char *text)
{
  g_return_val_if_fail (ACU_IS_OWN_COLLECTIONS (own) && heading && verb && text, NULL);

  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, NULL));

  acu_cut_words_attach (GTK_WINDOW (dialog));
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (dialog, ACU_COLLECTION_NAMED, verb);
  adw_message_dialog_set_response_appearance (dialog, ACU_COLLECTION_NAMED, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, ACU_COLLECTION_NAMED);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "own", g_object_ref (own), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "before", g_strdup (before), g_free);
  adw_message_dialog_set_extra_child (dialog, make_fields (dialog));
  gtk_editable_set_text (GTK_EDITABLE (get_entry (dialog)), text);
  check (dialog);
  /* Another may come to be called so while this one asks. */
  g_signal_connect_object (own, "changed", G_CALLBACK (check), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (get_entry (dialog));
  return dialog;
}
