#include "app/views/export/photo-files.h"

#include "app/exchange/export-job.h"
#include "app/views/export/export-dialog.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/work-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Problems that a dialog lists; more than anybody reads. */
#define MAX_PROBLEMS 12

struct _AcuPhotoFiles {
  GObject parent_instance;

  AcuLibrary *library;
  AcuPhotoActions *actions;
  GActionMap *map;
  GtkWidget *widget; /* weak */
  GArray *asked;     /* gint64: what the question about the trash is about */
  gboolean any;      /* there is a photo to act on */
};

G_DEFINE_FINAL_TYPE (AcuPhotoFiles, acu_photo_files, G_TYPE_OBJECT)

static GtkWindow *
get_window (AcuPhotoFiles *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
enable (AcuPhotoFiles *self)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  if (!self->widget)
    return; /* closed meanwhile, with its actions */

  gboolean is_ready = acu_library_get_state (self->library) == ACU_LIBRARY_READY;
  gboolean writable = is_ready && !acu_catalog_is_read_only (catalog);
  const struct {
    const char *name;
    gboolean enabled;
  } states[] = {
      {"export", is_ready},
      {"write-sidecars", writable && self->any},
      {"trash", writable && self->any},
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    GAction *action = g_action_map_lookup_action (self->map, states[i].name);
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), states[i].enabled);
  }
}

static void
show_problems (AcuPhotoFiles *self, const char *heading, const GPtrArray *problems)
{
  g_autoptr (GString) body = g_string_new (NULL);

  if (!self->widget)
    return;
  for (guint i = 0; i < MIN (problems->len, MAX_PROBLEMS); i++)
    g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "",
                            (const char *)g_ptr_array_index (problems, i));
  if (problems->len > MAX_PROBLEMS)
    g_string_append_printf (body, _ ("\nand %u more"), problems->len - MAX_PROBLEMS);

  GtkWidget *dialog = adw_message_dialog_new (get_window (self), heading, body->str);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Exporting. */

static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuPhotoFiles *self = data;
  g_autoptr (GArray) photos = acu_photo_actions_dup_photos (self->actions);
  GtkWidget *dialog =
      acu_export_dialog_new (self->library, (const gint64 *)photos->data, photos->len);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), get_window (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Writing sidecars. */

typedef struct {
  AcuPhotoFiles *files;
  AcuWork *shown;
} Writing;

static void
progress_cb (gsize n_done, gpointer data)
{
  acu_work_note (data, (guint)n_done, acu_work_get_n (data));
}

static void
sidecars_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Writing *writing = data;
  g_autoptr (AcuPhotoFiles) self = writing->files;
  g_autoptr (AcuWork) shown = writing->shown;
  g_autoptr (GError) error = NULL;
  AcuExportJob *job = ACU_EXPORT_JOB (source);
  const AcuSidecarReport *report = acu_export_job_get_report (job);
  gboolean ok = acu_export_job_run_finish (job, result, &error);

  acu_work_end (shown);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_autofree char *stopped =
        acu_photos_stopped_format (acu_export_job_get_n_done (job), acu_export_job_get_n (job));
    acu_library_say (self->library, stopped);
  } else if (!ok) {
    acu_library_say (self->library, error->message);
  }
  /* What went wrong is told however it ended. */
  if (report->problems->len > 0) {
    show_problems (self, _ ("Not every sidecar could be written"), report->problems);
  } else if (ok) {
    g_autofree char *text = g_strdup_printf (
        ngettext ("%'u XMP sidecar written", "%'u XMP sidecars written", report->n_written),
        report->n_written);
    acu_library_say (self->library, text);
  }
}

static void
write_sidecars_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuPhotoFiles *self = data;
  g_autoptr (GArray) photos = acu_photo_actions_dup_photos (self->actions);
  g_autoptr (AcuExportJob) job = acu_export_job_new (
      acu_library_get_catalog (self->library), ACU_EXPORT_FORM_XMP, (const gint64 *)photos->data,
      photos->len, 0, (AcuSidecarNaming)g_settings_get_enum (acu_settings_get (), "xmp-naming"),
      NULL);

  Writing *writing = g_new (Writing, 1);

  *writing = (Writing){g_object_ref (self), acu_work_new (_ ("Writing XMP sidecars"), photos->len)};
  acu_export_job_set_progress (job, progress_cb, writing->shown);
  acu_work_dialog_watch (writing->shown, self->widget);
  acu_export_job_run_async (job, acu_work_get_cancellable (writing->shown), sidecars_cb, writing);
}

/* The trash. */

static void
work_begun_cb (AcuPhotoFiles *self, AcuWork *work)
{
  if (self->widget)
    acu_work_dialog_watch (work, self->widget);
}

static void
answered_cb (AcuPhotoFiles *self, const char *response)
{
  g_autoptr (GArray) photos = g_steal_pointer (&self->asked);

  if (photos && g_str_equal (response, "trash"))
    acu_library_trash (self->library, (const gint64 *)photos->data, photos->len);
}

static void
trash_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuPhotoFiles *self = data;
  g_autoptr (GArray) photos = acu_photo_actions_dup_photos (self->actions);

  if (photos->len == 0 || self->asked)
    return;
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Move %'u photo to the trash?", "Move %'u photos to the trash?", photos->len),
      photos->len);
  GtkWidget *dialog = adw_message_dialog_new (
      get_window (self), heading,
      _ ("Their sidecars, and the RAW files they stand for, go with them. Until the trash is "
         "emptied everything can be brought back, with its scores and ratings."));
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);
  adw_message_dialog_add_responses (question, "cancel", _ ("Cancel"), "trash",
                                    _ ("Move to the trash"), NULL);
  adw_message_dialog_set_response_appearance (question, "trash", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (question, "cancel");
  adw_message_dialog_set_close_response (question, "cancel");
  self->asked = g_steal_pointer (&photos);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
acu_photo_files_set_enabled (AcuPhotoFiles *self, gboolean enabled)
{
  g_return_if_fail (ACU_IS_PHOTO_FILES (self));

  self->any = enabled;
  enable (self);
}

static void
acu_photo_files_finalize (GObject *object)
{
  AcuPhotoFiles *self = ACU_PHOTO_FILES (object);

  g_clear_pointer (&self->asked, g_array_unref);
  g_clear_weak_pointer (&self->widget);
  g_object_unref (self->library);
  G_OBJECT_CLASS (acu_photo_files_parent_class)->finalize (object);
}

static void
acu_photo_files_init (AcuPhotoFiles *self)
{
}

static void
acu_photo_files_class_init (AcuPhotoFilesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_photo_files_finalize;
}

AcuPhotoFiles *
acu_photo_files_new (AcuLibrary *library,
                     AcuPhotoActions *actions,
                     GActionMap *map,
                     GtkWidget *widget)
{
  static const GActionEntry entries[] = {
      {"export", export_action},
      {"write-sidecars", write_sidecars_action},
      {"trash", trash_action},
  };
  g_return_val_if_fail (ACU_IS_LIBRARY (library), NULL);

  AcuPhotoFiles *self = g_object_new (ACU_TYPE_PHOTO_FILES, NULL);
  self->library = g_object_ref (library);
  self->actions = actions;
  self->map = map;
  g_set_weak_pointer (&self->widget, widget);
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (enable), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "work-begun", G_CALLBACK (work_begun_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "problems", G_CALLBACK (show_problems), self,
                           G_CONNECT_SWAPPED);
  enable (self);
  return self;
}
