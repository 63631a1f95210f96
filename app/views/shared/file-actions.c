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
