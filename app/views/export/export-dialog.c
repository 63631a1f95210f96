#include "app/views/export/export-dialog.h"

#include "app/exchange/export-job.h"
#include "app/text/duration.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/file-actions.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <glib/gi18n.h>

/* How often the progress is looked at, milliseconds. */
#define LOOK_INTERVAL 100

/* Problems that are listed; more than anybody reads. */
#define MAX_PROBLEMS 200

struct _AcuExportDialog {
  AdwWindow parent_instance;

  GtkStack *pages;
  AdwComboRow *scope;
  AdwComboRow *form;
  AdwPreferencesGroup *file_group;
  AdwEntryRow *path;
  AdwPreferencesGroup *naming_group;
  AdwComboRow *naming;
  GtkLabel *explanation;
  AdwStatusPage *work_page;
  GtkProgressBar *progress;
  AdwStatusPage *done_page;
  GtkWidget *problems_frame;
  GtkLabel *problems;
  GtkWidget *show_file;

  AcuLibrary *library;
  GArray *selected; /* gint64 */
  AcuExportJob *job;
  GCancellable *cancellable; /* of the job */
  GCancellable *lifetime;
  guint look;
  gint64 begun;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (AcuExportDialog, acu_export_dialog, ADW_TYPE_WINDOW)

static const char *const endings[] = {
    [ACU_EXPORT_FORM_CSV] = "csv", [ACU_EXPORT_FORM_JSON] = "json"};

static AcuExportForm
get_form (AcuExportDialog *self)
{
  return (AcuExportForm)adw_combo_row_get_selected (self->form);
}

/* The photos that are chosen. (element-type gint64) (transfer full) */
static GArray *
get_photos (AcuExportDialog *self)
{
  const AcuPhotoResult *result = acu_photo_list_get_result (acu_library_get_photos (self->library));

  if (self->selected->len > 0 && adw_combo_row_get_selected (self->scope) == 0)
    return g_array_copy (self->selected);
  return result ? g_array_copy (result->photos) : g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
enable (AcuExportDialog *self)
{
  gboolean has_place = get_form (self) == ACU_EXPORT_FORM_XMP ||
                       *gtk_editable_get_text (GTK_EDITABLE (self->path)) != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.run", has_place);
}

/* Where there is no room for all of it, its end says what the file is called. */
static void
show_path (AcuExportDialog *self, const char *path)
{
  gtk_editable_set_text (GTK_EDITABLE (self->path), path);
  gtk_editable_set_position (GTK_EDITABLE (self->path), -1);
}

/* "wedding.csv" for the stem "wedding", or "wedding 2.csv" and so on where there is one already: an
 * export replaces only what a person chose. (transfer full) */
static char *
make_free_path (const char *stem, AcuExportForm form)
{
  char *path = g_strconcat (stem, ".", endings[form], NULL);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++) {
    g_free (path);
    path = g_strdup_printf ("%s %u.%s", stem, i, endings[form]);
  }
  return path;
}

/* Gives the file the ending of the form that was chosen, where it had that of the other. */
static void
fit_ending (AcuExportDialog *self)
{
  AcuExportForm form = get_form (self);
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self->path));

  for (guint i = 0; form != ACU_EXPORT_FORM_XMP && i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *ending = g_strconcat (".", endings[i], NULL);
    if (i == form || !g_str_has_suffix (path, ending))
      continue;
    g_autofree char *stem = g_strndup (path, strlen (path) - strlen (ending));
    g_autofree char *fitting = make_free_path (stem, form);
    show_path (self, fitting);
    return;
  }
}

static void
form_changed_cb (AcuExportDialog *self)
{
  static const char *const explanations[] = {
      [ACU_EXPORT_FORM_CSV] = N_ (
          "One row a photo: score, deviation, faults, stars, flag, colour label and the scores of "
          "all patches. Spreadsheets and scripts read it; the columns are those of "
          "acutance-cli."),
      [ACU_EXPORT_FORM_JSON] =
          N_ ("The same, and the faults of every patch, as acutance-cli writes it."),
      [ACU_EXPORT_FORM_XMP] =
          N_ ("Stars, rejections and colour labels beside the photos, where other photo programs "
              "look for them. Whatever those wrote into their sidecars stays; the photos "
              "themselves are not touched."),
  };
  AcuExportForm form = get_form (self);

  gtk_widget_set_visible (GTK_WIDGET (self->file_group), form != ACU_EXPORT_FORM_XMP);
  gtk_widget_set_visible (GTK_WIDGET (self->naming_group), form == ACU_EXPORT_FORM_XMP);
  gtk_label_set_label (self->explanation, _ (explanations[form]));
  fit_ending (self);
  enable (self);
}

static void
naming_changed_cb (AcuExportDialog *self)
{
  g_settings_set_enum (acu_settings_get (), "xmp-naming",
                       (int)adw_combo_row_get_selected (self->naming));
}

/* Choosing a file. */

static void
chosen_cb (AcuExportDialog *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                               : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path)
    show_path (self, path);
}

static void
browse_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AcuExportDialog *self = ACU_EXPORT_DIALOG (widget);
  g_autofree char *folder = g_path_get_dirname (gtk_editable_get_text (GTK_EDITABLE (self->path)));
  g_autofree char *base = g_path_get_basename (gtk_editable_get_text (GTK_EDITABLE (self->path)));
  g_autoptr (GFile) file = g_file_new_for_path (folder);

  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Export to"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Choose"), NULL);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), file, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), base);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* "~/Documents/wedding.csv" where a folder called wedding is open. */
static void
propose_path (AcuExportDialog *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  const char *open = acu_library_get_folder (self->library);
  g_autofree char *name = open ? g_path_get_basename (open) : g_strdup ("acutance");
  g_autofree char *stem = g_build_filename (documents ?: g_get_home_dir (), name, NULL);
  g_autofree char *path = make_free_path (stem, ACU_EXPORT_FORM_CSV);

  if (g_utf8_validate (path, -1, NULL))
    show_path (self, path);
}

/* Exporting. */

static gboolean
look (gpointer data)
{
  AcuExportDialog *self = data;
  guint n = acu_export_job_get_n (self->job), done = acu_export_job_get_n_done (self->job);
  double seconds = (g_get_monotonic_time () - self->begun) / (double)G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  gtk_progress_bar_set_fraction (self->progress, n ? (double)done / n : 0);
  if (done > 0 && done < n && seconds > 1) {
    g_autofree char *left = acu_duration_format (seconds * (n - done) / done);
    text = g_strdup_printf (
        ngettext ("%'u of %'u photo · %s left", "%'u of %'u photos · %s left", n), done, n, left);
  } else
    text = g_strdup_printf (ngettext ("%'u of %'u photo", "%'u of %'u photos", n), done, n);
  adw_status_page_set_description (self->work_page, text);
  return G_SOURCE_CONTINUE;
}

static void
show_problems (AcuExportDialog *self, const GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (problems->len, MAX_PROBLEMS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            (const char *)g_ptr_array_index (problems, i));
  if (problems->len > MAX_PROBLEMS)
    g_string_append_printf (text, _ ("\nand %u more"), problems->len - MAX_PROBLEMS);
  gtk_label_set_label (self->problems, text->str);
  gtk_widget_set_visible (self->problems_frame, problems->len > 0);
}

static char *
describe_sidecars (const AcuSidecarReport *report)
{
  g_autofree char *written =
      g_strdup_printf (ngettext ("%'u sidecar written", "%'u sidecars written", report->n_written),
                       report->n_written);
  g_autofree char *unchanged = g_strdup_printf (
      ngettext ("%'u photo needed none", "%'u photos needed none", report->n_unchanged),
      report->n_unchanged);

  return report->n_unchanged ? g_strdup_printf ("%s · %s", written, unchanged) : g_strdup (written);
}

static void
show_end (AcuExportDialog *self, const GError *error)
{
  const AcuSidecarReport *report = acu_export_job_get_report (self->job);
  gboolean is_xmp = get_form (self) == ACU_EXPORT_FORM_XMP;
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  guint n = acu_export_job_get_n (self->job);
  g_autofree char *text = NULL;

  if (is_xmp && (!error || cancelled))
    text = describe_sidecars (report);
  else if (!error)
    text = g_strdup_printf (ngettext ("%'u photo in %s", "%'u photos in %s", n), n,
                            gtk_editable_get_text (GTK_EDITABLE (self->path)));
  else
    text = g_strdup (cancelled ? _ ("Nothing was written.") : error->message);

  gboolean good = !error && report->problems->len == 0;
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  adw_status_page_set_icon_name (self->done_page,
                                 good ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  adw_status_page_set_title (self->done_page, cancelled ? _ ("Cancelled")
                                              : error   ? _ ("The export failed")
                                              : good    ? _ ("Exported")
                                                        : _ ("Exported, but not everything"));
  adw_status_page_set_description (self->done_page, escaped);
  show_problems (self, report->problems);
  gtk_widget_set_visible (self->show_file, !is_xmp && !error);
  gtk_stack_set_visible_child_name (self->pages, "done");
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuExportDialog) self = data;
  g_autoptr (GError) error = NULL;

  acu_export_job_run_finish (ACU_EXPORT_JOB (source), result, &error);
  g_clear_handle_id (&self->look, g_source_remove);
  if (!g_cancellable_is_cancelled (self->lifetime))
    show_end (self, error);
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AcuExportDialog *self = ACU_EXPORT_DIALOG (widget);
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  g_autoptr (GArray) photos = get_photos (self);
  g_autofree char *path = g_filename_from_utf8 (gtk_editable_get_text (GTK_EDITABLE (self->path)),
                                                -1, NULL, NULL, NULL);

  g_clear_object (&self->job);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->job =
      acu_export_job_new (acu_library_get_catalog (self->library), get_form (self),
                          (const gint64 *)photos->data, photos->len, scorer ? scorer->id : 0,
                          (AcuSidecarNaming)adw_combo_row_get_selected (self->naming), path);
  self->begun = g_get_monotonic_time ();
  look (self);
  self->look = g_timeout_add (LOOK_INTERVAL, look, self);
  gtk_stack_set_visible_child_name (self->pages, "work");
  acu_export_job_run_async (self->job, self->cancellable, ended_cb, g_object_ref (self));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (ACU_EXPORT_DIALOG (widget)->cancellable);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_stack_set_visible_child_name (ACU_EXPORT_DIALOG (widget)->pages, "form");
}

static void
show_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AcuExportDialog *self = ACU_EXPORT_DIALOG (widget);
  g_autoptr (GFile) file = g_file_new_for_path (gtk_editable_get_text (GTK_EDITABLE (self->path)));

  acu_show_in_files (&file, 1);
}

/* Closing ends the export too: nothing goes on behind a person's back. */
static gboolean
acu_export_dialog_close_request (GtkWindow *window)
{
  AcuExportDialog *self = ACU_EXPORT_DIALOG (window);

  g_cancellable_cancel (self->lifetime);
  g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (acu_export_dialog_parent_class)->close_request (window);
}

static void
acu_export_dialog_dispose (GObject *object)
{
  AcuExportDialog *self = ACU_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->lifetime);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), ACU_TYPE_EXPORT_DIALOG);
  g_clear_object (&self->chooser);
  g_clear_object (&self->job);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_export_dialog_parent_class)->dispose (object);
}

static void
acu_export_dialog_finalize (GObject *object)
{
  AcuExportDialog *self = ACU_EXPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->lifetime);
  g_array_unref (self->selected);
  G_OBJECT_CLASS (acu_export_dialog_parent_class)->finalize (object);
}

static void
acu_export_dialog_init (AcuExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->pages));
  acu_cut_words_attach (GTK_WINDOW (self));
  self->lifetime = g_cancellable_new ();
  self->selected = g_array_new (FALSE, FALSE, sizeof (gint64));

  adw_combo_row_set_selected (self->naming,
                              g_settings_get_enum (acu_settings_get (), "xmp-naming"));
  g_signal_connect_swapped (self->naming, "notify::selected", G_CALLBACK (naming_changed_cb), self);
  g_signal_connect_swapped (self->form, "notify::selected", G_CALLBACK (form_changed_cb), self);
  g_signal_connect_swapped (self->path, "changed", G_CALLBACK (enable), self);
}

static void
acu_export_dialog_class_init (AcuExportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_export_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_export_dialog_finalize;
  GTK_WINDOW_CLASS (class)->close_request = acu_export_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/export-dialog.ui");
  gtk_widget_class_install_action (widget_class, "export.browse", NULL, browse_action);
  gtk_widget_class_install_action (widget_class, "export.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "export.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "export.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "export.show-file", NULL, show_file_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, scope);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, form);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, file_group);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, path);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, naming_group);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, naming);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, work_page);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, done_page);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, problems_frame);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, problems);
  gtk_widget_class_bind_template_child (widget_class, AcuExportDialog, show_file);
}

GtkWidget *
acu_export_dialog_new (AcuLibrary *library, const gint64 *selected, gsize n)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && acu_library_get_photos (library), NULL);

  AcuExportDialog *self = g_object_new (ACU_TYPE_EXPORT_DIALOG, NULL);
  self->library = g_object_ref (library);
  g_array_append_vals (self->selected, selected, (guint)n);

  const AcuPhotoResult *result = acu_photo_list_get_result (acu_library_get_photos (library));
  guint n_shown = result ? result->photos->len : 0;
  g_autoptr (GPtrArray) scopes = g_ptr_array_new ();
  g_autofree char *these =
      g_strdup_printf (ngettext ("The selected photo", "The %'u selected photos", n), (guint)n);
  g_autofree char *all = g_strdup_printf (
      ngettext ("Everything shown, %'u photo", "Everything shown, %'u photos", n_shown), n_shown);
  if (n > 0)
    g_ptr_array_add (scopes, these);
  g_ptr_array_add (scopes, all);
  /* One photo is mostly selected because one always is. */
  acu_choice_row_offer_array (self->scope, scopes, n == 1 && n_shown > 1 ? 1 : 0);

  propose_path (self);
  form_changed_cb (self);
  return GTK_WIDGET (self);
}
