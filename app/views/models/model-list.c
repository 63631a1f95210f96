#include "app/views/models/model-list.h"

#include "app/scoring/model-store.h"
#include "app/scoring/model-watch.h"
#include "app/views/models/model-import.h"
#include "app/views/models/model-removal.h"
#include "app/views/models/model-row.h"
#include "app/views/shared/file-question.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>

/* Where a row keeps the path of its model. */
#define ROW_PATH "acu-model-path"

struct _AcuModelList {
  GtkWidget parent_instance;

  AdwToastOverlay *toasts;
  GtkWidget *page;
  GPtrArray *groups; /* AdwPreferencesGroup, on the page */
  GPtrArray *rows;   /* in them */

  AcuLibrary *library;
  GPtrArray *entries; /* AcuModelEntry; NULL until they are read */
  AcuModelWatch *watch;
  GCancellable *cancellable;
  char *exported; /* the path of the model whose place is being chosen */
  char *wanted;   /* the model whose card is to be shown; NULL: none */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuModelList, acu_model_list, GTK_TYPE_WIDGET)

static void read_models (AcuModelList *self);

static void
tell (AcuModelList *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* What cannot be said in a line. */
static void
complain (AcuModelList *self, const char *heading, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static const AcuModelEntry *
find_entry (AcuModelList *self, const char *name)
{
  const AcuModelEntry *found = NULL;

  for (guint i = 0; self->entries && i < self->entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (self->entries, i);
    /* A model of the user's comes before an installed one of its name. */
    if (g_str_equal (entry->name, name) && (!found || !entry->is_installed))
      found = entry;
  }
  return found;
}

/* What scores now: the one that was chosen, else the first that can. (nullable) */
static const AcuModelEntry *
find_active (AcuModelList *self)
{
  g_autofree char *chosen = g_settings_get_string (acu_settings_get (), "model");

  if (*chosen)
    return find_entry (self, chosen);
  for (guint i = 0; i < self->entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (self->entries, i);
    if (acu_model_entry_can_score (entry))
      return entry;
  }
  return NULL;
}

GStrv
acu_model_list_dup_names (AcuModelList *self)
{
  g_return_val_if_fail (ACU_IS_MODEL_LIST (self), NULL);

  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; self->entries && i < self->entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (self->entries, i);
    if (acu_model_entry_can_score (entry))
      g_strv_builder_add (names, entry->name);
  }
  return g_strv_builder_end (names);
}

/* Rows. */

static AdwPreferencesGroup *
add_group (AcuModelList *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), group);
  g_ptr_array_add (self->groups, group);
  return group;
}

/* Goes to a card that has its place by now. */
static gboolean
reach_card_cb (GtkWidget *card, GdkFrameClock *clock, gpointer data)
{
  if (gtk_widget_get_height (card) == 0)
    return G_SOURCE_CONTINUE;
  gtk_widget_grab_focus (card);
  return G_SOURCE_REMOVE;
}

/* A row of @entry, unfolded as the one of the same file among @old is. */
static GtkWidget *
make_row (const AcuModelEntry *entry, gboolean is_active, GPtrArray *old, GtkWidget **was)
{
  GtkWidget *row = acu_model_row_new (entry, is_active);

  g_object_set_data_full (G_OBJECT (row), ROW_PATH, g_strdup (entry->path), g_free);
  *was = NULL;
  for (guint i = 0; i < old->len && !*was; i++)
    if (g_str_equal (g_object_get_data (g_ptr_array_index (old, i), ROW_PATH), entry->path))
      *was = g_ptr_array_index (old, i);
  if (*was)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                   adw_expander_row_get_expanded (ADW_EXPANDER_ROW (*was)));
  return row;
}

/* The row that has the focus, or in which something has; NULL: none. */
static GtkWidget *
get_focused_row (AcuModelList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  return focus ? gtk_widget_get_ancestor (focus, ADW_TYPE_EXPANDER_ROW) : NULL;
}

/* Others may come while somebody reads: what was unfolded stays so, and the focus where it was. */
static void
show_models (AcuModelList *self)
{
  AdwPreferencesGroup *models, *backbones = NULL;
  const AcuModelEntry *active = find_active (self);
  GtkWidget *focused = get_focused_row (self), *again = NULL;
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->rows);

  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (ADW_PREFERENCES_PAGE (self->page),
                                 g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);

  models =
      add_group (self, _ ("Models"),
                 _ ("Drop a file of PyTorch or safetensors here to import it. Scores stay with "
                    "the model that gave them."));
  for (guint i = 0; i < self->entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (self->entries, i);
    gboolean is_backbone = entry->file && entry->file->backbone_only;
    GtkWidget *was, *row = make_row (entry, entry == active, old, &was);
    if (is_backbone && !backbones)
      backbones = add_group (self, _ ("Backbones"), _ ("Networks without a head, to train from."));
    g_ptr_array_add (self->rows, g_object_ref (row));
    if (self->wanted && entry == find_entry (self, self->wanted)) {
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
      gtk_widget_add_tick_callback (acu_model_row_get_card (row), reach_card_cb, NULL, NULL);
    }
    adw_preferences_group_add (is_backbone ? backbones : models, row);
    if (was && was == focused)
      again = row;
  }
  g_clear_pointer (&self->wanted, g_free);
  if (again)
    gtk_widget_grab_focus (again);
}

void
acu_model_list_show_card (AcuModelList *self, const char *name)
{
  g_return_if_fail (ACU_IS_MODEL_LIST (self) && name);

  g_free (self->wanted);
  self->wanted = g_strdup (name);
  if (self->entries)
    show_models (self);
}

/* Reading. */

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  g_task_return_pointer (task, acu_model_store_list (store), (GDestroyNotify)g_ptr_array_unref);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GPtrArray *entries = g_task_propagate_pointer (G_TASK (result), NULL);
  AcuModelList *self = ACU_MODEL_LIST (source);

  if (!entries)
    return;
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = entries;
  show_models (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
read_models (AcuModelList *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, listed_cb, NULL);

  acu_thread_task_run (task, list_in_thread);
}

static void
settings_changed_cb (AcuModelList *self)
{
  if (self->entries)
    show_models (self);
}

/* Changes, on another thread. */

typedef enum { CHANGE_RENAME, CHANGE_REMOVE, CHANGE_EXPORT } ChangeKind;

typedef struct {
  ChangeKind kind;
  char *name; /* or the path of what is exported */
  char *to;
  AcuCatalog *catalog; /* (nullable) */
  gboolean is_renamed; /* the file has its new name in the end, whatever else failed */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->name);
  g_free (change->to);
  g_clear_object (&change->catalog);
  g_free (change);
}

/* The file, and what the catalog knows of it: both or neither.  Scores do not always find back,
 * since there may be others under the new name; so it is the file that is called as before where
 * the catalog refuses. */
static gboolean
rename_now (Change *change, AcuModelStore *store, GError **error)
{
  if (!acu_model_store_rename (store, change->name, change->to, error))
    return FALSE;
  change->is_renamed = TRUE;
  if (!change->catalog ||
      acu_score_store_rename_model (change->catalog, change->name, change->to, error))
    return TRUE;
  change->is_renamed = !acu_model_store_rename (store, change->to, change->name, NULL);
  return FALSE;
}

static gboolean
change_now (Change *change, GError **error)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  if (change->kind == CHANGE_REMOVE)
    return acu_model_store_remove (store, change->name, error);
  if (change->kind == CHANGE_RENAME)
    return rename_now (change, store, error);

  return acu_model_store_export (change->name, change->to, error);
}

static void
change_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (change_now (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuModelList *self = ACU_MODEL_LIST (source);
  Change *change = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      complain (self, _ ("That was not done"), error->message);
  } else if (change->kind == CHANGE_EXPORT) {
    g_autofree char *text = g_strdup_printf (_ ("Exported to %s"), change->to);
    tell (self, text);
  }
  if (change->is_renamed) {
    GSettings *settings = acu_settings_get ();
    g_autofree char *chosen = g_settings_get_string (settings, "model");
    if (g_str_equal (chosen, change->name))
      g_settings_set_string (settings, "model", change->to);
  }
  read_models (self);
}

static void
change (AcuModelList *self, ChangeKind kind, const char *name, const char *to)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  Change *change = g_new0 (Change, 1);

  change->kind = kind;
  change->name = g_strdup (name);
  change->to = g_strdup (to);
  change->catalog = catalog && !acu_catalog_is_read_only (catalog) ? g_object_ref (catalog) : NULL;
  g_autoptr (GTask) task = g_task_new (self, NULL, changed_cb, NULL);
  g_task_set_task_data (task, change, change_free);
  acu_thread_task_run (task, change_in_thread);
}

/* Actions. */

static void
use_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_settings_set_string (acu_settings_get (), "model", g_variant_get_string (parameter, NULL));
}

static void
rename_to_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *name, *to;

  g_variant_get (parameter, "(&s&s)", &name, &to);
  change (ACU_MODEL_LIST (widget), CHANGE_RENAME, name, to);
}

static void
rename_response_cb (AdwMessageDialog *dialog, const char *response, AcuModelList *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  const char *name = gtk_widget_get_name (GTK_WIDGET (entry));
  g_autofree char *to = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (g_str_equal (response, "rename") && !g_str_equal (name, to))
    change (self, CHANGE_RENAME, name, to);
}

static void
rename_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *name = g_variant_get_string (parameter, NULL);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *heading = g_strdup_printf (_ ("Rename “%s”"), name);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_widget_set_name (entry, name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the model"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                    _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_response_cb), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_model (GtkWidget *widget, const char *name)
{
  change (ACU_MODEL_LIST (widget), CHANGE_REMOVE, name, NULL);
}

static void
delete_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuModelList *self = ACU_MODEL_LIST (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  const AcuModelEntry *entry = find_entry (self, name);

  if (!entry || entry->is_installed || entry == find_active (self))
    tell (self, _ ("The model that scores, and those installed with the program, stay"));
  else
    acu_model_removal_ask (widget, name, self->cancellable, remove_model);
}

static void
import_cb (const char *name, const char *message, gpointer data)
{
  AcuModelList *self = data;

  if (message) {
    complain (self, _ ("The file was not imported"), message);
  } else if (name) {
    g_autofree char *text = g_strdup_printf (_ ("“%s” is among the models"), name);
    tell (self, text);
    read_models (self);
  }
}

static void
export_to (GtkWidget *widget, const char *path)
{
  AcuModelList *self = ACU_MODEL_LIST (widget);

  change (self, CHANGE_EXPORT, self->exported, path);
}

static void
export_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuModelList *self = ACU_MODEL_LIST (widget);
  const AcuModelEntry *entry = find_entry (self, g_variant_get_string (parameter, NULL));

  if (!entry)
    return;
  g_autofree char *name = g_path_get_basename (entry->path);
  g_free (self->exported);
  self->exported = g_strdup (entry->path);
  acu_file_ask (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export the model"), _ ("_Export"), name,
                export_to);
}

static void
import_from (GtkWidget *widget, const char *path)
{
  gtk_widget_activate_action (widget, "models.import-file", "s", path);
}

static void
import_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  acu_file_ask (widget, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Import a model"), _ ("_Import"), NULL,
                import_from);
}

static void
import_file_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuModelList *self = ACU_MODEL_LIST (widget);
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  acu_model_import (widget, file, self->cancellable, import_cb, self);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AcuModelList *self)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *file = files; file; file = file->next)
    acu_model_import (GTK_WIDGET (self), file->data, self->cancellable, import_cb, self);
  return files != NULL;
}

/* The widget. */

/* Off its window, nobody waits for what is still read; it would keep the list until then. */
static void
acu_model_list_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (ACU_MODEL_LIST (widget)->cancellable);
  GTK_WIDGET_CLASS (acu_model_list_parent_class)->unroot (widget);
}

static void
acu_model_list_dispose (GObject *object)
{
  AcuModelList *self = ACU_MODEL_LIST (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->watch, acu_model_watch_free);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_model_list_parent_class)->dispose (object);
}

static void
acu_model_list_finalize (GObject *object)
{
  AcuModelList *self = ACU_MODEL_LIST (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->rows);
  g_clear_object (&self->cancellable);
  g_free (self->exported);
  g_free (self->wanted);
  G_OBJECT_CLASS (acu_model_list_parent_class)->finalize (object);
}

static void
acu_model_list_init (AcuModelList *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->cancellable = g_cancellable_new ();
  self->groups = g_ptr_array_new ();
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->page = adw_preferences_page_new ();
  adw_toast_overlay_set_child (self->toasts, self->page);
  gtk_widget_set_parent (GTK_WIDGET (self->toasts), GTK_WIDGET (self));
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (acu_settings_get (), "changed::model", G_CALLBACK (settings_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
acu_model_list_class_init (AcuModelListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_model_list_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_model_list_finalize;
  widget_class->unroot = acu_model_list_unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "model-list");
  gtk_widget_class_install_action (widget_class, "models.use", "s", use_action);
  gtk_widget_class_install_action (widget_class, "models.rename", "s", rename_action);
  gtk_widget_class_install_action (widget_class, "models.rename-to", "(ss)", rename_to_action);
  gtk_widget_class_install_action (widget_class, "models.delete", "s", delete_action);
  gtk_widget_class_install_action (widget_class, "models.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "models.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "models.import-file", "s", import_file_action);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

GtkWidget *
acu_model_list_new (AcuLibrary *library)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library), NULL);

  AcuModelList *self = g_object_new (ACU_TYPE_MODEL_LIST, NULL);
  self->library = g_object_ref (library);
  self->watch = acu_model_watch_new ((void (*) (gpointer))read_models, self);
  read_models (self);
  return GTK_WIDGET (self);
}
