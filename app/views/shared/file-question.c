#include "app/views/shared/file-question.h"

#define QUESTION "acutance-file-question"
#define ANSWER   "acutance-file-answer"

static void
response_cb (GtkNativeDialog *dialog, int response, GtkWidget *owner)
{
  g_autoptr (GtkNativeDialog) chooser = g_object_ref (dialog);
  AcuFileFunc func = (AcuFileFunc)g_object_get_data (G_OBJECT (dialog), ANSWER);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  g_object_set_data (G_OBJECT (owner), QUESTION, NULL);
  if (path)
    func (owner, path);
}

void
acu_file_ask (GtkWidget *owner,
              GtkFileChooserAction action,
              const char *title,
              const char *accept,
              const char *name,
              AcuFileFunc func)
{
  g_return_if_fail (GTK_IS_WIDGET (owner) && func);

  GtkRoot *root = gtk_widget_get_root (owner);

  if (!GTK_IS_WINDOW (root) || g_object_get_data (G_OBJECT (owner), QUESTION))
    return;

  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, GTK_WINDOW (root), action, accept, NULL);
  if (name)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_object_set_data (G_OBJECT (chooser), ANSWER, (gpointer)func);
  g_object_set_data_full (G_OBJECT (owner), QUESTION, chooser, g_object_unref);
  g_signal_connect_object (chooser, "response", G_CALLBACK (response_cb), owner, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
