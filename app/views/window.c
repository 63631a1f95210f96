#include "app/views/window.h"

#include "app/catalog/backup.h"
#include "app/catalog/folder-store.h"
#include "app/imaging/file-kind.h"
#include "app/views/label/label-page.h"
#include "app/views/library/library-page.h"
#include "app/views/models/models-window.h"
#include "app/views/shared/key-hints.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/view-bar.h"
#include "app/views/train/train-page.h"

#include <glib/gi18n.h>

#define MAX_RECENT 8

/* How far the user's pictures folder is searched for a photo. */
#define MAX_SEARCHED 4000

/* Below this width the header has room for icons only. */
#define NARROW 620

struct _AcuWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkWidget *header;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar *switcher_bar;
  AdwViewStack *stack;
  GtkStack *library_stack;
  AdwStatusPage *failed_page;
  GtkWidget *ways;
  AcuLibraryPage *library_page;
  AcuLabelPage *label_page;
  AcuTrainPage *train_page;
  AdwViewStackPage *train_stack_page;
  GtkWidget *sidebar_button;
  GtkWidget *back_button;
  GtkWidget *search_button;
  GtkWidget *cull_button;
  GtkWidget *compare_button;
  GtkWidget *panel_button;
  GtkWidget *map_button;
  GtkWidget *map_words;
  GMenu *recent_menu;

  AcuLibrary *library;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
  AdwToast *toast; /* the one that is shown, or NULL */
};

G_DEFINE_FINAL_TYPE (AcuWindow, acu_window, ADW_TYPE_APPLICATION_WINDOW)

/* Opening. */

void
acu_window_open_file (AcuWindow *self, GFile *file)
{
  g_return_if_fail (ACU_IS_WINDOW (self) && G_IS_FILE (file));

  g_autofree char *path = g_file_get_path (file);
  if (!path) {
    g_autofree char *uri = g_file_get_uri (file);
    g_autofree char *text = g_strdup_printf (_ ("%s is not on this machine"), uri);
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
    return;
  }

  adw_view_stack_set_visible_child_name (self->stack, "library");
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    acu_library_show_folder (self->library, path);
  } else {
    g_autofree char *folder = g_path_get_dirname (path);
    acu_library_show_folder (self->library, folder);
    acu_library_page_open_photo (self->library_page, path);
  }
}

/* Whether there is a photo in @folder or, a few folders deep, below it. */
static gboolean
has_photo (GFile *folder, int depth, guint *searched, GCancellable *cancellable)
{
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
      folder, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
      G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, NULL);
  GFileInfo *info;
  GFile *child;

  while (files && (*searched)++ < MAX_SEARCHED &&
         g_file_enumerator_iterate (files, &info, &child, cancellable, NULL) && info) {
    AcuFileKind kind = acu_file_kind_guess (g_file_info_get_name (info));
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR &&
        (kind == ACU_FILE_PICTURE || kind == ACU_FILE_RAW))
      return TRUE;
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY && depth > 0 &&
        has_photo (child, depth - 1, searched, cancellable))
      return TRUE;
  }
  return FALSE;
}

static void
find_default_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  const char *last = data;
  guint searched = 0;

  if (*last && g_file_test (last, G_FILE_TEST_IS_DIR)) {
    g_task_return_pointer (task, g_strdup (last), g_free);
    return;
  }
  if (pictures) {
    g_autoptr (GFile) folder = g_file_new_for_path (pictures);
    if (has_photo (folder, 3, &searched, cancellable)) {
      g_task_return_pointer (task, g_strdup (pictures), g_free);
      return;
    }
  }
  g_task_return_pointer (task,
                         g_file_test (ACU_SAMPLES_FOLDER, G_FILE_TEST_IS_DIR)
                             ? g_strdup (ACU_SAMPLES_FOLDER)
                             : g_strdup (""),
                         g_free);
}

static void
default_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), NULL);
  AcuWindow *self = ACU_WINDOW (source);

  if (path && *path && !acu_library_get_folder (self->library))
    acu_library_show_folder (self->library, path);
}

void
acu_window_open_default (AcuWindow *self)
{
  g_return_if_fail (ACU_IS_WINDOW (self));

  if (acu_library_get_folder (self->library))
    return;
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, default_found_cb, NULL);
  g_task_set_task_data (task, g_settings_get_string (acu_settings_get (), "last-folder"), g_free);
  g_task_run_in_thread (task, find_default_in_thread);
}

static void
chosen_cb (AcuWindow *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                               : NULL;

  g_clear_object (&self->chooser);
  if (file)
    acu_window_open_file (self, file);
}

static void
open_folder_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuWindow *self = data;

  if (self->chooser)
    return;
  self->chooser =
      gtk_file_chooser_native_new (_ ("Open a folder of photos"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
open_path_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  acu_window_open_file (data, file);
}

/* Recent folders. */

static gpointer
list_recent (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_folder_store_list_recent (catalog, MAX_RECENT, error);
}

static void
recent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) folders = acu_catalog_run_finish (ACU_CATALOG (source), result, NULL);

  if (!folders)
    return;

  AcuWindow *self = ACU_WINDOW (data);
  g_menu_remove_all (self->recent_menu);
  for (guint i = 0; i < folders->len; i++) {
    AcuFolder *folder = g_ptr_array_index (folders, i);
    g_autofree char *title = g_filename_display_basename (folder->path);
    g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);
    g_menu_item_set_action_and_target (item, "win.open-path", "s", folder->path);
    g_menu_append_item (self->recent_menu, item);
  }
}

static void
catalog_changed_cb (AcuWindow *self, const AcuCatalogChange *change)
{
  if (change->flags & ACU_CHANGE_FOLDERS)
    acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, list_recent,
                           NULL, NULL, (GDestroyNotify)g_ptr_array_unref, self->cancellable,
                           recent_cb, self);
}

/* A catalog that cannot be opened. */

typedef enum { WAY_RESTORE, WAY_FRESH } Way;

static const char *const ways[] = {"open-again", "restore-backup", "start-fresh", "open-read-only"};

/* Whether the action @way helps against @error.  What is whole, and only cannot be opened now, is
 * not to be thrown away. */
static gboolean
is_way_on (const char *way, const GError *error)
{
  gboolean is_whole =
      error->domain == ACU_CATALOG_ERROR &&
      (error->code == ACU_CATALOG_ERROR_READ_ONLY || error->code == ACU_CATALOG_ERROR_FULL ||
       error->code == ACU_CATALOG_ERROR_BUSY);

  if (g_str_equal (way, "open-again"))
    return is_whole || error->code == ACU_CATALOG_ERROR_FILE;
  return g_str_equal (way, "open-read-only") == is_whole;
}

/* Offers the ways that help against @error; none for NULL. */
static void
enable_ways (AcuWindow *self, const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), ways[i]);
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), error && is_way_on (ways[i], error));
  }
}

static void
repair_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  GError *error = NULL;

  if (GPOINTER_TO_INT (data) == WAY_RESTORE) {
    g_autoptr (GPtrArray) backups = acu_backup_list (path);
    if (backups->len == 0)
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no backup yet"));
    else
      acu_backup_restore (path, ((AcuBackup *)g_ptr_array_index (backups, 0))->path, NULL, &error);
  } else {
    acu_backup_set_aside (path, NULL, &error);
  }
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuWindow *self = ACU_WINDOW (source);

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      return;
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
    enable_ways (self, acu_library_get_error (self->library));
    return;
  }
  acu_library_open (self->library, NULL, ACU_CATALOG_OPEN_DEFAULT);
}

static void
repair_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gboolean restore = g_str_equal (g_action_get_name (G_ACTION (action)), "restore-backup");
  g_autoptr (GTask) task = g_task_new (data, ACU_WINDOW (data)->cancellable, repaired_cb, NULL);

  enable_ways (data, NULL); /* one at a time */
  g_task_set_task_data (task, GINT_TO_POINTER (restore ? WAY_RESTORE : WAY_FRESH), NULL);
  g_task_run_in_thread (task, repair_in_thread);
}

static void
open_again_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_open (ACU_WINDOW (data)->library, NULL, ACU_CATALOG_OPEN_DEFAULT);
}

static void
open_read_only_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_open (ACU_WINDOW (data)->library, NULL, ACU_CATALOG_OPEN_READ_ONLY);
}

static void
state_changed_cb (AcuWindow *self)
{
  AcuLibraryState state = acu_library_get_state (self->library);
  const GError *error = acu_library_get_error (self->library);

  gtk_stack_set_visible_child_name (self->library_stack,
                                    state == ACU_LIBRARY_FAILED ? "failed" : "page");
  if (state == ACU_LIBRARY_FAILED) {
    g_autofree char *escaped = g_markup_escape_text (error->message, -1);
    adw_status_page_set_description (self->failed_page, escaped);
  } else if (state == ACU_LIBRARY_READY) {
    AcuCatalogChange everything = {.flags = ACU_CHANGE_FOLDERS};
    g_signal_connect_object (acu_library_get_catalog (self->library), "changed",
                             G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
    catalog_changed_cb (self, &everything);
  }
  enable_ways (self, error);
  for (GtkWidget *button = gtk_widget_get_first_child (self->ways); button;
       button = gtk_widget_get_next_sibling (button))
    gtk_widget_set_visible (button, gtk_widget_get_sensitive (button));
}

/* Toasts. */

static void
forget_toast (AcuWindow *self, GObject *toast)
{
  if (G_OBJECT (self->toast) == toast)
    self->toast = NULL;
}

static void
show_toast (AcuWindow *self, const char *text, const char *undo)
{
  g_autofree char *title = g_markup_escape_text (text, -1);

  /* A message may name a photo, which a rater is not to know. */
  if (acu_label_page_is_blind (self->label_page))
    return;

  AdwToast *toast = adw_toast_new (title);
  /* A new one takes the place of the old one: what is long past is no news. */
  if (self->toast)
    adw_toast_dismiss (self->toast);
  self->toast = toast;
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (forget_toast), self, G_CONNECT_SWAPPED);
  if (undo) {
    adw_toast_set_button_label (toast, _ ("Undo"));
    adw_toast_set_detailed_action_name (toast, undo);
  }
  adw_toast_set_timeout (toast, undo ? 6 : 4);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
message_cb (AcuWindow *self, const char *text, gboolean undoable)
{
  show_toast (self, text, undoable ? "win.undo" : NULL);
}

/* The header. */

static void
update_header (AcuWindow *self)
{
  const char *view = adw_view_stack_get_visible_child_name (self->stack);
  gboolean library = g_strcmp0 (view, "library") == 0;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  g_autofree char *shown = NULL;

  g_object_get (self->library_page, "shown", &shown, NULL);
  gboolean browsing = library && g_str_equal (shown, "browse");
  gboolean viewing = library && g_str_equal (shown, "view");
  gboolean comparing = library && g_str_equal (shown, "compare");
  gtk_widget_set_visible (self->sidebar_button, browsing);
  gtk_widget_set_visible (self->search_button, browsing);
  gtk_widget_set_visible (self->cull_button, browsing);
  gtk_widget_set_visible (self->compare_button, browsing && (width == 0 || width >= NARROW));
  gtk_widget_set_visible (self->back_button, library && !browsing);
  gtk_widget_set_visible (self->map_button, viewing || comparing);
  gtk_widget_set_visible (self->panel_button, viewing);
  gtk_widget_set_visible (self->map_words, width == 0 || width >= NARROW);
}

static void
page_changed_cb (AcuWindow *self)
{
  GAction *view = g_action_map_lookup_action (G_ACTION_MAP (self), "view");
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  if (!view || !name)
    return;
  g_simple_action_set_state (G_SIMPLE_ACTION (view), g_variant_new_string (name));
  update_header (self);
  if (g_str_equal (name, "label")) {
    g_autoptr (GArray) selection = acu_library_page_dup_selection (self->library_page);
    acu_label_page_set_selection (self->label_page, selection);
  }
  acu_label_page_set_active (self->label_page, g_str_equal (name, "label"));
  if (g_str_equal (name, "library"))
    acu_library_page_focus (self->library_page);
}

/* Photos that a blind rater is not to know are not told to those who listen, either. */
static void
blind_cb (AcuWindow *self)
{
  gboolean is_blind = acu_label_page_is_blind (self->label_page);

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->library_stack), GTK_ACCESSIBLE_STATE_HIDDEN,
                               is_blind, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->train_page), GTK_ACCESSIBLE_STATE_HIDDEN,
                               is_blind, -1);
  if (self->toast)
    adw_toast_dismiss (self->toast);
}

static void
view_action (GSimpleAction *action, GVariant *value, gpointer data)
{
  AcuWindow *self = data;
  const char *name = g_variant_get_string (value, NULL);

  if (adw_view_stack_get_child_by_name (self->stack, name))
    adw_view_stack_set_visible_child_name (self->stack, name);
}

static void
toggle_fullscreen_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static void
fullscreened_cb (AcuWindow *self)
{
  gtk_widget_set_visible (self->header, !gtk_window_is_fullscreen (GTK_WINDOW (self)));
}

static void
show_help_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GtkWidget) window = acu_keymap_create_window ();

  gtk_window_set_transient_for (GTK_WINDOW (window), data);
  gtk_window_present (GTK_WINDOW (window));
}

static void
models_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *window = acu_models_window_new (ACU_WINDOW (data)->library);

  gtk_window_set_transient_for (GTK_WINDOW (window), data);
  gtk_window_present (GTK_WINDOW (window));
}

static const GActionEntry entries[] = {
    {"open-folder", open_folder_action},
    {"open-path", open_path_action, "s"},
    {"view", NULL, "s", "'library'", view_action},
    {"models", models_action},
    {"toggle-fullscreen", toggle_fullscreen_action},
    {"show-help-overlay", show_help_action},
    {"restore-backup", repair_action},
    {"start-fresh", repair_action},
    {"open-again", open_again_action},
    {"open-read-only", open_read_only_action},
};

static void
acu_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuWindow *self = ACU_WINDOW (widget);
  gboolean wide = width >= NARROW;

  if (gtk_widget_get_visible (self->map_words) != wide)
    update_header (self);
  GTK_WIDGET_CLASS (acu_window_parent_class)->size_allocate (widget, width, height, baseline);
}

static gboolean
acu_window_close_request (GtkWindow *window)
{
  AcuWindow *self = ACU_WINDOW (window);
  GSettings *settings = acu_settings_get ();

  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));
  if (!gtk_window_is_maximized (window) && !gtk_window_is_fullscreen (window)) {
    int width, height;
    gtk_window_get_default_size (window, &width, &height);
    g_settings_set (settings, "window-size", "(ii)", width, height);
  }
  g_cancellable_cancel (self->cancellable);
  acu_train_page_close (self->train_page);
  acu_library_close (self->library);
  return GTK_WINDOW_CLASS (acu_window_parent_class)->close_request (window);
}

static void
acu_window_dispose (GObject *object)
{
  AcuWindow *self = ACU_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->library) {
    acu_library_close (self->library);
    acu_library_settle (self->library);
  }
  gtk_widget_dispose_template (GTK_WIDGET (self), ACU_TYPE_WINDOW);
  g_clear_object (&self->chooser);
  g_clear_object (&self->library);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (acu_window_parent_class)->dispose (object);
}

static void
acu_window_init (AcuWindow *self)
{
  GSettings *settings = acu_settings_get ();
  int width, height;

  g_type_ensure (ACU_TYPE_LABEL_PAGE);
  g_type_ensure (ACU_TYPE_TRAIN_PAGE);
  g_type_ensure (ACU_TYPE_LIBRARY_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_view_bar_follow (self->switcher_bar, self->switcher);
  self->cancellable = g_cancellable_new ();
  self->library = acu_library_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  acu_library_page_attach (self->library_page, self->library, G_ACTION_MAP (self));
  acu_label_page_attach (self->label_page, self->library, G_ACTION_MAP (self));
  acu_train_page_attach (self->train_page, self->library, G_ACTION_MAP (self));
  AdwFlap *flap = acu_library_page_get_flap (self->library_page);
  GtkSearchBar *search = acu_library_page_get_search_bar (self->library_page);
  g_autoptr (GPropertyAction) sidebar_action =
      g_property_action_new ("toggle-sidebar", flap, "reveal-flap");
  g_autoptr (GPropertyAction) search_action =
      g_property_action_new ("search", search, "search-mode-enabled");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (sidebar_action));
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (search_action));
  g_settings_bind (settings, "show-sidebar", flap, "reveal-flap", G_SETTINGS_BIND_GET);

  g_signal_connect_object (self->library, "message", G_CALLBACK (message_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "offer", G_CALLBACK (show_toast), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->library_page, "notify::shown", G_CALLBACK (update_header), self);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (page_changed_cb),
                            self);
  g_signal_connect_swapped (self->train_page, "needs-attention",
                            G_CALLBACK (adw_view_stack_page_set_needs_attention),
                            self->train_stack_page);
  g_signal_connect_swapped (self->label_page, "notify::blind", G_CALLBACK (blind_cb), self);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreened_cb), NULL);

  acu_key_hints_attach (GTK_WIDGET (self));

  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  state_changed_cb (self);
  update_header (self);
  acu_library_open (self->library, NULL, ACU_CATALOG_OPEN_DEFAULT);
}

static void
acu_window_class_init (AcuWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_window_dispose;
  widget_class->size_allocate = acu_window_size_allocate;
  GTK_WINDOW_CLASS (class)->close_request = acu_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/window.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, header);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, library_stack);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, ways);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, library_page);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, label_page);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, train_page);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, train_stack_page);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, cull_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, compare_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, panel_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, map_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, map_words);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, recent_menu);
}

AcuWindow *
acu_window_new (AcuApplication *application)
{
  return g_object_new (ACU_TYPE_WINDOW, "application", application, NULL);
}
