#include "app/views/shared/guide.h"

#include "app/views/shared/build-tree.h"
#include "app/views/shared/curtain.h"

#include <adwaita.h>
#include <glib/gi18n.h>

char *
acu_guide_dup_uri (const char *chapter)
{
  g_autofree char *data = acu_build_tree_find_data ();
  g_autofree char *name = g_strconcat (chapter, ".html", NULL);
  g_autofree char *path = data ? g_build_filename (data, "guide", name, NULL)
                               : g_build_filename (ACU_GUIDE_FOLDER, name, NULL);

  return g_filename_to_uri (path, NULL, NULL);
}

static void
shown_cb (GObject *parent, GAsyncResult *result, gpointer data)
{
  g_autofree char *uri = data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (parent), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (parent), _ ("The guide cannot be opened"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("It lies at %s.\n%s"), uri,
                                  error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  acu_curtain_exempt (GTK_WINDOW (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
acu_guide_show (GtkWindow *parent, const char *chapter)
{
  char *uri = acu_guide_dup_uri (chapter);

  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, shown_cb, uri);
}
