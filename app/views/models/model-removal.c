#include "app/views/models/model-removal.h"

#include "app/learning/training/unfinished-runs.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>

/* So many runs are named. */
#define MAX_NAMED 5

typedef struct {
  char *name;
  AcuModelRemovalFunc removed;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_free (removal->name);
  g_free (removal);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Removal *removal = data;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  g_task_return_pointer (task, acu_unfinished_runs_list_needing (store, removal->name),
                         (GDestroyNotify)g_strfreev);
}

static void
response_cb (GObject *dialog, const char *response, GtkWidget *widget)
{
  const Removal *removal = g_object_get_data (dialog, "acu-removal");

  if (g_str_equal (response, "delete"))
    removal->removed (widget, removal->name);
}

/* What the model's removal means, of which @runs have use for it. (transfer full) */
static char *
describe (GStrv runs)
{
  GString *text = g_string_new (
      _ ("The file is removed and cannot be brought back. Scores that it gave remain."));
  guint n = g_strv_length (runs);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, MAX_NAMED); i++) {
    g_string_append (names, i == 0 ? "" : ", ");
    g_string_append_printf (names, _ ("“%s”"), runs[i]);
  }
  if (n > MAX_NAMED)
    g_string_append_printf (names, _ (" and %u more"), n - MAX_NAMED);
  if (n > 0) {
    g_string_append (text, "\n\n");
    g_string_append_printf (
        text,
        ngettext ("The run %s is not finished, and could not go on without this model.",
                  "The runs %s are not finished, and could not go on without this model.", n),
        names->str);
  }
  return g_string_free (text, FALSE);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_auto (GStrv) runs = g_task_propagate_pointer (G_TASK (result), NULL);
  const Removal *removal = g_task_get_task_data (G_TASK (result));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (source));
  g_autofree char *heading = NULL, *body = NULL;
  GtkWidget *dialog;

  if (runs == NULL)
    return; /* closed meanwhile */
  heading = g_strdup_printf (_ ("Delete “%s”?"), removal->name);
  body = describe (runs);
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  /* The task, which is kept, has what is to be done. */
  g_object_set_data (G_OBJECT (dialog), "acu-removal", (gpointer)removal);
  g_object_set_data_full (G_OBJECT (dialog), "acu-task", g_object_ref (result), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), source, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
acu_model_removal_ask (GtkWidget *widget,
                       const char *name,
                       GCancellable *cancellable,
                       AcuModelRemovalFunc removed)
{
  g_autoptr (GTask) task = g_task_new (widget, cancellable, found_cb, NULL);
  Removal *removal = g_new0 (Removal, 1);

  removal->name = g_strdup (name);
  removal->removed = removed;
  g_task_set_task_data (task, removal, removal_free);
  acu_thread_task_run (task, find_in_thread);
}
