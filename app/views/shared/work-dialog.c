#include "app/views/shared/work-dialog.h"

#include "app/views/shared/work-progress.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  AcuWork *work;
  GtkWidget *widget; /* weak */
  GtkWidget *dialog; /* weak; NULL before it is shown, and where it was closed */
  GtkProgressBar *progress;
  guint timer;
  gint64 begun;
} Watch;

static gboolean
look (gpointer data)
{
  Watch *watch = data;
  double seconds = (g_get_monotonic_time () - watch->begun) / (double)G_USEC_PER_SEC;
  g_autofree char *text = acu_work_describe (watch->work, seconds);

  if (!watch->dialog)
    return G_SOURCE_CONTINUE;
  acu_work_progress_show (watch->progress, watch->work);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (watch->dialog), text);
  return G_SOURCE_CONTINUE;
}

static void
response_cb (Watch *watch)
{
  g_cancellable_cancel (acu_work_get_cancellable (watch->work));
}

static gboolean
show (gpointer data)
{
  Watch *watch = data;
  GtkRoot *root = watch->widget ? gtk_widget_get_root (watch->widget) : NULL;
  GtkWidget *progress;

  watch->timer = 0;
  if (!GTK_IS_WINDOW (root))
    return G_SOURCE_REMOVE;
  progress = gtk_progress_bar_new ();
  watch->progress = GTK_PROGRESS_BAR (progress);
  gtk_accessible_update_property (GTK_ACCESSIBLE (progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  acu_work_get_title (watch->work), -1);
  g_set_weak_pointer (
      &watch->dialog,
      adw_message_dialog_new (GTK_WINDOW (root), acu_work_get_title (watch->work), NULL));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (watch->dialog);
  adw_message_dialog_set_extra_child (dialog, progress);
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_window_set_modal (GTK_WINDOW (dialog), FALSE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (response_cb), watch);
  look (watch);
  gtk_window_present (GTK_WINDOW (dialog));
  /* It comes while somebody may be typing, whose space is not meant to stop it. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  watch->timer = g_timeout_add (ACU_WORK_LOOK_INTERVAL, look, watch);
  return G_SOURCE_REMOVE;
}

static void
ended_cb (Watch *watch)
{
  g_clear_handle_id (&watch->timer, g_source_remove);
  if (watch->dialog) {
    g_signal_handlers_disconnect_by_data (watch->dialog, watch);
    gtk_window_destroy (GTK_WINDOW (watch->dialog));
  }
  g_clear_weak_pointer (&watch->dialog);
  g_clear_weak_pointer (&watch->widget);
  g_signal_handlers_disconnect_by_data (watch->work, watch);
  g_object_unref (watch->work);
  g_free (watch);
}

void
acu_work_dialog_watch (AcuWork *work, GtkWidget *widget)
{
  g_return_if_fail (ACU_IS_WORK (work) && GTK_IS_WIDGET (widget));

  Watch *watch = g_new0 (Watch, 1);
  watch->work = g_object_ref (work);
  g_set_weak_pointer (&watch->widget, widget);
  watch->begun = g_get_monotonic_time ();
  watch->timer = g_timeout_add (ACU_WORK_PATIENCE, show, watch);
  g_signal_connect_swapped (work, "ended", G_CALLBACK (ended_cb), watch);
}
