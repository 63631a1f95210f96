#include "app/views/label/label-exchange.h"

#include "app/imaging/output-place.h"
#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/labeling/label-import.h"
#include "app/text/whole-file.h"
#include "app/views/label/set-edit.h"
#include "app/views/shared/work-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Where a file goes to or comes from, with what a thread needs to know. */
typedef struct {
  char *path;
  char *set; /* whatever is looked at when it is done; NULL: the file's own */
  char *kind;
  char *images; /* (nullable) a list of what the rows of a table without names are of */
  gboolean skip_bad;
  AcuOtherSet other;
  AcuWork *shown; /* (nullable) what tells how far an import has got */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->path);
  g_free (work->set);
  g_free (work->kind);
  g_free (work->images);
  g_clear_object (&work->shown);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static Work *
work_copy (const Work *work)
{
  Work *copy = g_memdup2 (work, sizeof *work);

  copy->path = g_strdup (work->path);
  copy->set = g_strdup (work->set);
  copy->kind = g_strdup (work->kind);
  copy->images = g_strdup (work->images);
  copy->shown = NULL;
  return copy;
}

struct _AcuLabelExchange {
  AcuLibrary *library;
  GActionMap *actions;
  GtkWidget *widget;
  char *set;     /* NULL: as the file says */
  char *kind;    /* of the export that is being asked about */
  Work *listing; /* the import whose list of images is being asked about */
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
};

static const struct {
  const char *kind;
  const char *suffix; /* of the name that is suggested */
} kinds[] = {{"long", "ratings"}, {"wide", "wide"}, {"sureal", "sureal"}, {"mos", "mos"}};

static void import_work (AcuLabelExchange *self, const Work *work);

static void
tell (AcuLibrary *library, const char *text)
{
  g_signal_emit_by_name (library, "message", text, FALSE);
}

/* Asking for a file. */

static void
chosen_cb (AcuLabelExchange *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser))
                               : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  g_autofree char *kind = g_steal_pointer (&self->kind);
  g_autoptr (Work) listing = g_steal_pointer (&self->listing);

  if (!path)
    return;
  if (listing) {
    g_free (listing->images); /* a list that was of no use */
    listing->images = g_steal_pointer (&path);
    import_work (self, listing);
  } else if (kind)
    g_action_group_activate_action (G_ACTION_GROUP (self->actions), "label-export-file",
                                    g_variant_new ("(ss)", kind, path));
  else
    g_action_group_activate_action (G_ACTION_GROUP (self->actions), "label-import-file",
                                    g_variant_new_string (path));
}

static void
ask (AcuLabelExchange *self, const char *title, GtkFileChooserAction action, const char *accept)
{
  self->chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (gtk_widget_get_root (self->widget)), action, accept, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Export. */

static gpointer export(AcuCatalog *catalog,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error)
{
  const Work *work = data;
  g_autoptr (GString) text = NULL;

  if (!acu_output_place_check_name (work->path, error))
    return NULL;
  if (g_str_equal (work->kind, "long")) {
    text = acu_label_export_long (catalog, work->set, error);
  } else if (g_str_equal (work->kind, "wide") || g_str_equal (work->kind, "sureal")) {
    g_autoptr (AcuLabelTable) table = acu_label_table_load (catalog, work->set, error);
    gboolean names = g_str_equal (work->kind, "wide");
    text = table ? acu_label_export_wide (table, names, error) : NULL;
  } else {
    g_autoptr (AcuLabelResult) result = acu_label_result_compute (catalog, work->set, NULL, error);
    text = result ? acu_label_export_mos (result) : NULL;
  }
  if (!text || !acu_whole_file_replace (work->path, text->str, text->len, error))
    return NULL;
  return g_filename_display_name (work->path);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) library = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);
  g_autofree char *text = name ? g_strdup_printf (_ ("Exported to %s"), name) : NULL;

  tell (library, text ? text : error->message);
}

static void
export_file_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelExchange *self = data;
  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  const char *kind, *path;

  g_variant_get (parameter, "(&s&s)", &kind, &path);
  if (!catalog || !self->set)
    return;
  Work *work = g_new0 (Work, 1);
  work->path = g_strdup (path);
  work->set = g_strdup (self->set);
  work->kind = g_strdup (kind);
  /* After what was chosen a moment ago is written: a method, a rater to keep. */
  acu_catalog_run_async (catalog, ACU_CATALOG_WRITES, export, work, work_free, g_free, NULL,
                         exported_cb, g_object_ref (self->library));
}

static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelExchange *self = data;
  const char *kind = g_variant_get_string (parameter, NULL);

  if (self->chooser || !self->set)
    return;
  ask (self, _ ("Export ratings"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kind, kinds[i].kind)) {
      g_autofree char *name = g_strdup_printf ("%s-%s.csv", self->set, kinds[i].suffix);
      g_strdelimit (name, "/", '-');
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
    }
  self->kind = g_strdup (kind);
}

/* Import. */

static void
progress_cb (guint n_done, guint n, gpointer data)
{
  acu_work_note (data, n_done, n);
}

static gpointer
import (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Work *work = data;
  g_auto (GStrv) images = NULL;

  if (work->images && !(images = acu_label_import_read_images (work->images, error)))
    return NULL;
  AcuLabelImportOptions options = {.set = work->set,
                                   .images = (const char *const *)images,
                                   .skip_bad = work->skip_bad,
                                   .other = work->other,
                                   .cancellable = acu_work_get_cancellable (work->shown),
                                   .progress = progress_cb,
                                   .user_data = work->shown};
  return acu_label_import_file (catalog, work->path, &options, error);
}

/* Lines in a box that scrolls, for as many as there are.  Where the file at @path lies was asked a
 * moment ago, and is not told once more in each. */
static GtkWidget *
make_lines (const GPtrArray *lines, const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *file = g_filename_display_name (path);
  g_autofree char *name = g_filename_display_basename (path);

  for (guint i = 0; i < lines->len; i++) {
    const char *line = g_ptr_array_index (lines, i);
    gboolean is_of_file = g_str_has_prefix (line, file);

    g_string_append_printf (text, "%s%s%s", text->len ? "\n" : "", is_of_file ? name : "",
                            line + (is_of_file ? strlen (file) : 0));
  }
  GtkWidget *label = gtk_label_new (text->str);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  /* How high it would like to be is asked without a width, which must not be that of one line. */
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  GtkWidget *scroll = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 240);
  return scroll;
}

static char *
describe (const AcuLabelImport *import)
{
  GString *text = g_string_new (NULL);

  if (import->is_imported)
    g_string_append_printf (text,
                            ngettext ("%u rating is new.", "%u ratings are new.", import->n_added),
                            import->n_added);
  if (import->n_outdated > 0) {
    g_string_append_c (text, ' ');
    g_string_append_printf (
        text,
        ngettext ("%u of the new is of a file that has changed since, and does not count.",
                  "%u of the new are of files that have changed since, and do not count.",
                  import->n_outdated),
        import->n_outdated);
  }
  if (import->is_imported && import->n_known > 0) {
    g_string_append_c (text, ' ');
    g_string_append_printf (
        text, ngettext ("%u was there already.", "%u were there already.", import->n_known),
        import->n_known);
  }
  if (import->conflicts->len > 0) {
    g_string_append (text, text->len ? " " : "");
    g_string_append_printf (text,
                            ngettext ("%u contradicts what was there; the later one counts.",
                                      "%u contradict what was there; the later ones count.",
                                      import->conflicts->len),
                            import->conflicts->len);
  }
  if (import->n_bad > 0) {
    g_string_append (text, text->len ? " " : "");
    g_string_append_printf (
        text, ngettext ("%u rating cannot be used.", "%u ratings cannot be used.", import->n_bad),
        import->n_bad);
  }
  return g_string_free (text, FALSE);
}

/* The rest of a file some of whose rows are bad, if it is wanted, or its instructions. */
static void
response_cb (AcuLabelExchange *self, const char *response, GtkWidget *dialog)
{
  Work *work = g_object_get_data (G_OBJECT (dialog), "work");

  if (g_str_equal (response, "rest")) {
    work->skip_bad = TRUE;
    import_work (self, work);
  }
  if (g_str_equal (response, "instructions"))
    acu_set_edit_run (self->library, acu_label_store_set_note,
                      g_object_get_data (G_OBJECT (dialog), "instructed"),
                      g_object_get_data (G_OBJECT (dialog), "instructions"));
}

/* Both versions of the instructions, a line each. */
static void
offer_instructions (AdwMessageDialog *dialog, const AcuLabelImport *import, GPtrArray *lines)
{
  g_object_set_data_full (G_OBJECT (dialog), "instructed", g_strdup (import->set), g_free);
  g_object_set_data_full (G_OBJECT (dialog), "instructions", g_strdup (import->other_note), g_free);
  g_ptr_array_add (lines,
                   g_strdup_printf (_ ("Instructions of this set, which stay: %s"), import->note));
  g_ptr_array_add (lines, g_strdup_printf (_ ("Instructions in the file: %s"), import->other_note));
  adw_message_dialog_add_response (dialog, "instructions", _ ("Take the file’s instructions"));
}

static void
other_set_cb (AcuLabelExchange *self, const char *response, GtkWidget *dialog)
{
  Work *work = g_object_get_data (G_OBJECT (dialog), "work");

  if (g_str_equal (response, "merge") || g_str_equal (response, "apart")) {
    work->other = *response == 'm' ? ACU_OTHER_SET_MERGE : ACU_OTHER_SET_APART;
    import_work (self, work);
  }
}

/* What people said of one thing and of another may not belong together, and cannot be taken apart
 * again. */
static void
ask_whether (AcuLabelExchange *self, const Work *work, const AcuLabelImport *import)
{
  g_autofree char *body =
      g_str_equal (import->set, import->other_set)
          ? g_strdup_printf (
                _ ("The file is of another set that is also called “%s”. Merged, their "
                   "ratings cannot be told apart again."),
                import->set)
          : g_strdup_printf (_ ("The file is of the set “%s”, not of “%s”. Merged, their ratings "
                                "cannot be told apart again."),
                             import->other_set, import->set);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->widget)),
                                              _ ("Merge two label sets?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "apart",
                                    _ ("_Keep Apart"), "merge", _ ("_Merge"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "work", work_copy (work), work_free);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (other_set_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gpointer
copy_line (gconstpointer line, gpointer data)
{
  return g_strdup (line);
}

static void
show_import (AcuLabelExchange *self, const Work *work, const AcuLabelImport *import)
{
  g_autofree char *heading = import->is_imported
                                 ? g_strdup_printf (_ ("Merged into “%s”"), import->set)
                                 : g_strdup (_ ("Nothing was imported"));
  g_autofree char *body = describe (import);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->widget)), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  if (import->other_note)
    offer_instructions (ADW_MESSAGE_DIALOG (dialog), import, lines);
  g_ptr_array_extend (lines, import->conflicts, copy_line, NULL);
  g_ptr_array_extend (lines, import->bad, copy_line, NULL);
  if (lines->len > 0)
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog),
                                        make_lines (lines, work->path));
  if (!import->is_imported && import->n_ratings > import->n_bad)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "rest", _ ("Import the rest"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "work", work_copy (work), work_free);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (response_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
list_cb (AcuLabelExchange *self, const char *response, GtkWidget *dialog)
{
  if (!g_str_equal (response, "choose") || self->chooser)
    return;
  self->listing = work_copy (g_object_get_data (G_OBJECT (dialog), "work"));
  ask (self, _ ("List of images"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"));
}

/* Numbers alone say what somebody said, and not of what. */
static void
ask_for_list (AcuLabelExchange *self, const Work *work, const char *problem)
{
  g_autofree char *body = g_strdup_printf (
      "%s\n\n%s", problem,
      _ ("The list is a text file in the order of the rows. Tables that this program exported have "
         "theirs in the order of the paths, as the export with names has."));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->widget)),
                                              _ ("Of which images?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "choose",
                                    _ ("Choose _List…"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "choose");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "work", work_copy (work), work_free);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (list_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

typedef struct {
  AcuLabelExchange *exchange; /* gone where the import was cancelled */
  GCancellable *cancellable;
  Work *work;
  AcuWork *shown;
} Question;

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (Work) work = question->work;
  g_autoptr (GCancellable) cancellable = question->cancellable;
  g_autoptr (AcuWork) shown = question->shown;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuLabelImport) import = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  acu_work_end (shown);
  /* What had begun to be written comes to its end, whoever waits for it. */
  if (g_cancellable_is_cancelled (cancellable))
    return;
  if (import && import->needs_consent)
    ask_whether (question->exchange, work, import);
  else if (import)
    show_import (question->exchange, work, import);
  else if (g_error_matches (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_IMAGES))
    ask_for_list (question->exchange, work, error->message);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (question->exchange->library, _ ("The import was cancelled; nothing was imported"));
  else
    tell (question->exchange->library, error->message);
}

static void
import_work (AcuLabelExchange *self, const Work *work)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  if (!catalog)
    return;
  Question *question = g_new (Question, 1);
  Work *copy = work_copy (work);
  copy->shown = acu_work_new (_ ("Importing ratings"), 0);
  *question = (Question){self, g_object_ref (self->cancellable), work_copy (work),
                         g_object_ref (copy->shown)};
  acu_work_dialog_watch (copy->shown, self->widget);
  acu_catalog_run_async (catalog, ACU_CATALOG_WRITES, import, copy, work_free,
                         (GDestroyNotify)acu_label_import_free, self->cancellable, imported_cb,
                         question);
}

static void
import_file_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelExchange *self = data;

  import_work (self, &(Work){.path = (char *)g_variant_get_string (parameter, NULL),
                             .set = self->set,
                             .other = ACU_OTHER_SET_ASK});
}

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelExchange *self = data;

  if (!self->chooser)
    ask (self, _ ("Import ratings"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"));
}

void
acu_label_exchange_set_set (AcuLabelExchange *self, const char *set)
{
  static const char *const exports[] = {"label-export", "label-export-file"};

  g_free (self->set);
  self->set = g_strdup (set);
  for (guint i = 0; i < G_N_ELEMENTS (exports); i++)
    g_simple_action_set_enabled (
        G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, exports[i])), set != NULL);
}

AcuLabelExchange *
acu_label_exchange_new (AcuLibrary *library, GActionMap *actions, GtkWidget *widget)
{
  static const GActionEntry entries[] = {
      {"label-export", export_action, "s"},
      {"label-export-file", export_file_action, "(ss)"},
      {"label-import", import_action},
      {"label-import-file", import_file_action, "s"},
  };
  AcuLabelExchange *self = g_new0 (AcuLabelExchange, 1);

  self->library = g_object_ref (library);
  self->actions = actions;
  self->widget = widget;
  self->cancellable = g_cancellable_new ();
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  acu_label_exchange_set_set (self, NULL);
  return self;
}

void
acu_label_exchange_free (AcuLabelExchange *self)
{
  if (!self)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  /* A portal may keep it, and answer later. */
  if (self->chooser)
    g_signal_handlers_disconnect_by_data (self->chooser, self);
  g_clear_object (&self->chooser);
  g_clear_object (&self->library);
  g_free (self->set);
  g_free (self->kind);
  g_clear_pointer (&self->listing, work_free);
  g_free (self);
}
