#include "app/views/models/model-import.h"

#include "app/scoring/model-provenance.h"
#include "app/views/models/model-words.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/thread-task.h"
#include "compute/weights/checkpoint.h"

#include <glib/gi18n.h>
#include <string.h>

/* Longer reports are for the command line. */
#define MAX_REPORT 1200

/* One import, from the file to its end. */
typedef struct {
  GtkWidget *owner;
  char *path;
  AcuModelFile *file;
  GtkWidget *entry;
  GtkDropDown *fusion; /* NULL where the file says how its stages are fused */
  GCancellable *cancellable;
  AcuModelImportFunc func;
  gpointer user_data;
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->owner);
  g_free (import->path);
  g_clear_pointer (&import->file, acu_model_file_free);
  g_clear_object (&import->cancellable);
  g_free (import);
}

static void
finish (Import *import, const char *name, const char *message)
{
  if (!g_cancellable_is_cancelled (import->cancellable))
    import->func (name, message, import->user_data);
  import_free (import);
}

/* Saving. */

typedef struct {
  Import *import; /* of the main thread, which waits */
  char *name;
} Save;

static void
save_free (gpointer data)
{
  g_free (((Save *)data)->name);
  g_free (data);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Save *save = data;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  GError *error = NULL;
  g_autofree char *path =
      acu_model_store_import (store, save->import->file, save->import->path, save->name, &error);

  if (path)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Save *save = g_task_get_task_data (G_TASK (result));

  if (g_task_propagate_boolean (G_TASK (result), &error))
    finish (save->import, save->name, NULL);
  else
    finish (save->import, NULL, error->message);
}

/* The preview. */

/* With the window it is over, it goes without an answer. */
static void
destroyed_cb (GtkWidget *dialog, Import *import)
{
  finish (import, NULL, NULL);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Import *import)
{
  g_signal_handlers_disconnect_by_data (dialog, import);
  if (!g_str_equal (response, "import")) {
    finish (import, NULL, NULL);
    return;
  }

  Save *save = g_new (Save, 1);
  save->import = import;
  if (import->fusion)
    import->file->architecture->fusion = (AcuFusion)gtk_drop_down_get_selected (import->fusion);
  save->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (import->entry))));
  g_autoptr (GTask) task = g_task_new (import->owner, NULL, saved_cb, NULL);
  g_task_set_task_data (task, save, save_free);
  acu_thread_task_run (task, save_in_thread);
}

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  gboolean fits = acu_model_name_check (name, NULL);

  adw_message_dialog_set_response_enabled (dialog, "import", fits);
  if (fits)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
}

/* "koniq-tiny" for "/models/koniq-tiny.pkl". (transfer full) */
static char *
suggest_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *name = g_filename_display_name (base);
  char *dot = strrchr (name, '.');

  if (dot && dot > name)
    *dot = '\0';
  return g_strdelimit (name, "/:", '-');
}

static char *
describe (const AcuModelFile *file)
{
  g_autofree char *network =
      acu_model_dup_architecture_words (file->architecture, file->backbone_only);
  g_autofree char *use = acu_model_dup_use_words (file->architecture);
  g_autofree char *provenance = acu_provenance_describe (file);
  GString *text = g_string_new (network);

  g_string_append_printf (text, "\n%s", file->backbone_only ? _ ("to start training from") : use);
  if (file->licence)
    g_string_append_printf (text, _ ("\nLicence: %s"), file->licence);
  if (provenance)
    g_string_append_printf (text, "\n%s", provenance);
  if (file->report && *file->report) {
    g_string_append_printf (text, "\n\n%.*s", MAX_REPORT, file->report);
    if (strlen (file->report) > MAX_REPORT)
      g_string_append (text, "…");
  }
  g_autofree char *whole = g_string_free (text, FALSE);
  return g_utf8_make_valid (whole, -1);
}

/* Of a Swin backbone, nothing in the file says how a model that is trained from it is to bring the
 * four stages together; HyperIQA's ResNet-50 looks at the last one. */
static gboolean
leaves_fusion_open (const AcuModelFile *file)
{
  return file->backbone_only && file->architecture->backbone == ACU_BACKBONE_SWIN;
}

static GtkWidget *
make_fusion_choice (Import *import)
{
  /* In the order of AcuFusion. */
  static const char *const fusions[] = {N_ ("channel attention"), N_ ("one weight a stage"),
                                        N_ ("side by side"), N_ ("last stage only")};
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_How its scales come together"));
  GtkWidget *hint = gtk_label_new (
      _ ("The file does not say: it holds no head. What is trained from it begins with this."));
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fusions); i++)
    gtk_string_list_append (titles, _ (fusions[i]));
  import->fusion = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_object_ref (titles)), NULL));
  gtk_drop_down_set_selected (import->fusion, import->file->architecture->fusion);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (import->fusion));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (import->fusion),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), 40);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (import->fusion));
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

/* The name, and whatever else the file leaves open. */
static GtkWidget *
make_answers (Import *import)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *name = suggest_name (import->path);

  import->entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (import->entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (import->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (import->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the model"), -1);
  gtk_box_append (GTK_BOX (box), import->entry);
  if (leaves_fusion_open (import->file))
    gtk_box_append (GTK_BOX (box), make_fusion_choice (import));
  return box;
}

static void
show_preview (Import *import)
{
  GtkRoot *root = gtk_widget_get_root (import->owner);
  g_autofree char *base = g_filename_display_basename (import->path);
  g_autofree char *heading = g_strdup_printf (_ ("Import “%s”?"), base);
  g_autofree char *text = describe (import->file);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, text);
  AdwMessageDialog *messages = ADW_MESSAGE_DIALOG (dialog);

  acu_cut_words_attach (GTK_WINDOW (dialog));
  adw_message_dialog_set_extra_child (messages, make_answers (import));
  adw_message_dialog_add_responses (messages, "cancel", _ ("_Cancel"), "import", _ ("_Import"),
                                    NULL);
  adw_message_dialog_set_response_appearance (messages, "import", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (messages, "import");
  adw_message_dialog_set_close_response (messages, "cancel");
  g_signal_connect (import->entry, "changed", G_CALLBACK (name_changed_cb), dialog);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), import);
  g_signal_connect (dialog, "destroy", G_CALLBACK (destroyed_cb), import);
  name_changed_cb (GTK_EDITABLE (import->entry), messages);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  AcuModelFile *file = acu_checkpoint_open (data, NULL, &error);

  if (file)
    g_task_return_pointer (task, file, (GDestroyNotify)acu_model_file_free);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Import *import = data;

  import->file = g_task_propagate_pointer (G_TASK (result), &error);
  if (!import->file)
    finish (import, NULL,
            g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : error->message);
  else
    show_preview (import);
}

void
acu_model_import (GtkWidget *owner,
                  GFile *file,
                  GCancellable *cancellable,
                  AcuModelImportFunc func,
                  gpointer user_data)
{
  g_return_if_fail (GTK_IS_WIDGET (owner) && G_IS_FILE (file) && func);

  g_autofree char *path = g_file_get_path (file);
  if (!path) {
    func (NULL, _ ("The file is not on this machine"), user_data);
    return;
  }

  Import *import = g_new0 (Import, 1);
  import->owner = g_object_ref (owner);
  import->path = g_strdup (path);
  import->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  import->func = func;
  import->user_data = user_data;
  g_autoptr (GTask) task = g_task_new (owner, cancellable, opened_cb, import);
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  acu_thread_task_run (task, open_in_thread);
}
