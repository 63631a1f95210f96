#include "app/views/shared/file-actions.h"

#include <glib/gi18n.h>

void
acu_show_in_files (GFile *const *files, guint n)
{
  GDBusConnection *bus = g_application_get_dbus_connection (g_application_get_default ());
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (n == 0 || !bus)
    return;
  for (guint i = 0; i < n; i++) {
    g_autofree char *uri = g_file_get_uri (files[i]);
    g_strv_builder_add (builder, uri);
  }
  g_auto (GStrv) uris = g_strv_builder_end (builder);
  /* https://www.freedesktop.org/wiki/Specifications/file-manager-interface/ */
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems",
                          g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, NULL, NULL);
}

static void
program_chosen_cb (GtkDialog *dialog, int response, GFile *file)
{
  if (response == GTK_RESPONSE_OK) {
    g_autoptr (GAppInfo) program = gtk_app_chooser_get_app_info (GTK_APP_CHOOSER (dialog));
    g_autoptr (GdkAppLaunchContext) context =
        gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (dialog)));
    GList files = {.data = file};
    if (program)
      g_app_info_launch (program, &files, G_APP_LAUNCH_CONTEXT (context), NULL);
  }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
acu_open_with (GtkWindow *parent, GFile *file)
{
  g_return_if_fail (G_IS_FILE (file));

  GtkWidget *dialog =
      gtk_app_chooser_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_USE_HEADER_BAR, file);
  g_signal_connect_data (dialog, "response", G_CALLBACK (program_chosen_cb), g_object_ref (file),
                         (GClosureNotify)(void (*) (void))g_object_unref, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
acu_copy_files (GtkWidget *widget, GFile *const *files, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GSList) list = NULL;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_file_get_path (files[i]);
    g_autofree char *name = path ? g_filename_display_name (path) : g_file_get_uri (files[i]);
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", name);
    list = g_slist_prepend (list, files[i]);
  }
  list = g_slist_reverse (list);

  GdkFileList *file_list = gdk_file_list_new_from_list (list);
  GdkContentProvider *forms[] = {
      gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, file_list),
      gdk_content_provider_new_typed (G_TYPE_STRING, text->str),
  };
  g_autoptr (GdkContentProvider) both =
      gdk_content_provider_new_union (forms, G_N_ELEMENTS (forms));
  g_boxed_free (GDK_TYPE_FILE_LIST, file_list);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), both);
}
