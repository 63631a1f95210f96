#include "app/views/window.h"

#include "app/views/catalog-trouble.h"
#include "app/views/default-folder.h"
#include "app/views/header-reveal.h"
#include "app/views/label/label-page.h"
#include "app/views/library/library-page.h"
#include "app/views/messages.h"
#include "app/views/models/models-window.h"
#include "app/views/named-files.h"
#include "app/views/recent-folders.h"
#include "app/views/shared/curtain.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/gone-words.h"
#include "app/views/shared/key-hint.h"
#include "app/views/shared/key-hints.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"
#include "app/views/shared/view-bar.h"
#include "app/views/train/train-page.h"

#include <glib/gi18n.h>

/* Below this width the header has room for icons only. */
#define NARROW 620

struct _AcuWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkOverlay *head;
  AdwHeaderBar *header;
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
  GtkWidget *back_button, *forward_button;
  GtkWidget *leave_button;
  GtkWidget *search_button;
  GtkWidget *cull_button;
  GtkWidget *compare_button;
  GtkWidget *panel_button;
  GtkWidget *map_button;
  GtkWidget *map_words;
  GMenu *recent_menu;

  AcuLibrary *library;
  GCancellable *cancellable;
  GCancellable *looking; /* for what is to be opened; NULL while nothing is */
  GtkWidget *named_in;   /* the view in which that was named */
  GtkFileChooserNative *chooser;
  AcuMessages *messages;
  AcuCurtain *curtain;
  AcuHeaderReveal *reveal;
  AcuCatalogTrouble *trouble;
  AcuRecentFolders *recent;
};

G_DEFINE_FINAL_TYPE (AcuWindow, acu_window, ADW_TYPE_APPLICATION_WINDOW)

/* Opening. */

static void
open_named (AcuWindow *self, const AcuNamedFiles *files)
{
  /* Whoever has gone elsewhere since stays there. */
  if (adw_view_stack_get_visible_child (self->stack) == self->named_in)
    adw_view_stack_set_visible_child_name (self->stack, "library");
  acu_library_show_folder (self->library, files->folder);
  acu_library_page_open_photos (self->library_page,
                                *files->photos ? (const char *const *)files->photos : NULL);
  if (files->missing) {
    acu_library_say (self->library, files->missing);
  } else if (files->n_elsewhere > 0) {
    g_autofree char *shown = g_filename_display_name (files->folder);
    /* Translators: of files that were opened together; the text ends with the folder shown */
    g_autofree char *text = g_strdup_printf (
        ngettext ("%u other is not in %s", "%u others are not in %s", files->n_elsewhere),
        files->n_elsewhere, shown);
    acu_library_say (self->library, text);
  }
}

static void
named_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuNamedFiles) files = acu_named_files_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* something else was named since, or the window is closed */

  AcuWindow *self = ACU_WINDOW (source);
  g_clear_object (&self->looking);
  if (files) {
    open_named (self, files);
    return;
  }
  /* Where nothing is shown yet, other photos will be than those expected. */
  if (acu_library_get_folder (self->library))
    acu_library_say (self->library, error->message);
  else
    acu_messages_say_lastingly (self->messages, error->message);
  acu_window_open_default (self);
}

/* What is looked for is wanted no more. */
static void
stop_looking (AcuWindow *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

void
acu_window_open_files (AcuWindow *self, GFile *const *files, int n_files)
{
  g_return_if_fail (ACU_IS_WINDOW (self) && n_files > 0);

  stop_looking (self);
  self->looking = g_cancellable_new ();
  self->named_in = adw_view_stack_get_visible_child (self->stack);
  acu_named_files_find_async (files, n_files, G_OBJECT (self), self->looking, named_found_cb);
}

void
acu_window_open_file (AcuWindow *self, GFile *file)
{
  g_return_if_fail (ACU_IS_WINDOW (self) && G_IS_FILE (file));

  acu_window_open_files (self, &file, 1);
}

static void
default_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *missing = NULL;
  g_autofree char *path = acu_default_folder_find_finish (result, &missing);
  AcuWindow *self = ACU_WINDOW (source);

  if (self->looking || acu_library_get_folder (self->library))
    return;
  if (path)
    acu_library_show_folder (self->library, path);
  /* Other photos are shown than those that are expected: it stays until it has been read. */
  if (missing) {
    g_autofree char *text = acu_gone_words_tell (missing);
    acu_messages_say_lastingly (self->messages, text);
  }
}

void
acu_window_open_default (AcuWindow *self)
{
  g_return_if_fail (ACU_IS_WINDOW (self));

  if (self->looking || acu_library_get_folder (self->library))
    return;
  acu_default_folder_find_async (G_OBJECT (self), self->cancellable, default_found_cb);
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
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
open_path_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  acu_window_open_file (data, file);
}

/* Messages. */

static void
message_cb (AcuWindow *self, const char *text, gboolean undoable)
{
  acu_messages_say (self->messages, text, undoable);
}

static void
step_begun_cb (AcuWindow *self)
{
  acu_messages_forget_undo (self->messages);
}

static void
setting_fails_cb (AcuWindow *self, const char *text)
{
  acu_messages_say_of_setting (self->messages, text);
}

/* From when the catalog is can be read for as long as it takes: what came later is lost. */
static void
repaired_cb (AcuWindow *self, const char *text)
{
  acu_messages_say_lastingly (self->messages, text);
}

static void
state_changed_cb (AcuWindow *self)
{
  AcuLibraryState state = acu_library_get_state (self->library);

  gtk_stack_set_visible_child_name (self->library_stack,
                                    state == ACU_LIBRARY_FAILED ? "failed" : "page");
  if (state == ACU_LIBRARY_FAILED) {
    /* It may have happened while something else was shown. */
    adw_view_stack_set_visible_child_name (self->stack, "library");
  } else if (state == ACU_LIBRARY_READY) {
    acu_recent_folders_follow (self->recent);
  }
  acu_catalog_trouble_update (self->trouble);
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
  gtk_widget_set_visible (self->compare_button,
                          (browsing || viewing) && (width == 0 || width >= NARROW));
  /* Where there is no room, the menu has these two. */
  gtk_widget_set_visible (self->back_button,
                          library && (!browsing || (acu_library_can_step (self->library, FALSE) &&
                                                    (width == 0 || width >= NARROW))));
  gtk_widget_set_visible (self->forward_button, browsing &&
                                                    acu_library_can_step (self->library, TRUE) &&
                                                    (width == 0 || width >= NARROW));
  gtk_widget_set_visible (self->map_button, viewing || comparing);
  gtk_widget_set_visible (self->panel_button, viewing);
  gtk_widget_set_visible (self->map_words, width == 0 || width >= NARROW);

  /* In full screen a photo has it all. */
  gboolean is_full = gtk_window_is_fullscreen (GTK_WINDOW (self));
  gtk_widget_set_visible (self->leave_button, is_full);
  adw_view_switcher_bar_set_reveal (self->switcher_bar, !(is_full && viewing));
}

/* Where there is no room for the views' names, a title has their place: the program's, or what a
 * photo is called that is looked at.  (No rater who is blind sees it: that is in another view.) */
static void
update_title (AcuWindow *self)
{
  const char *view = adw_view_stack_get_visible_child_name (self->stack);
  g_autofree char *title = NULL;

  g_object_get (self->library_page, "title", &title, NULL);
  adw_view_switcher_title_set_title (
      self->switcher, *title && g_strcmp0 (view, "library") == 0 ? title : "Acutance");
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
  update_title (self);
  if (g_str_equal (name, "label")) {
    g_autoptr (GArray) selection = acu_library_page_dup_selection (self->library_page);
    acu_label_page_set_selection (self->label_page, selection);
  }
  acu_library_page_set_active (self->library_page, g_str_equal (name, "library"));
  acu_label_page_set_active (self->label_page, g_str_equal (name, "label"));
}

/* Photos that a blind rater is not to know are not told to those who listen, either, since what is
 * not shown is hidden from them, nor in another window. */
static void
blind_cb (AcuWindow *self)
{
  gboolean is_blind = acu_label_page_is_blind (self->label_page);

  acu_library_set_blind (self->library, is_blind);
  acu_curtain_set_drawn (self->curtain, is_blind);
  /* A message may name a photo. */
  acu_messages_set_withheld (self->messages, is_blind);
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

/* One step back: from the full screen, or from the photo to the others. */
static void
leave_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    g_action_group_activate_action (G_ACTION_GROUP (window), "back", NULL);
}

static void
fullscreened_cb (AcuWindow *self)
{
  acu_library_page_set_full_screen (self->library_page,
                                    gtk_window_is_fullscreen (GTK_WINDOW (self)));
  update_header (self);
}

static void
show_help_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GtkWidget) window = acu_keymap_create_window ();

  acu_curtain_exempt (GTK_WINDOW (window));
  gtk_window_set_transient_for (GTK_WINDOW (window), data);
  gtk_window_present (GTK_WINDOW (window));
}

/* @parameter: none, or the model whose card is shown. */
static void
models_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *window = acu_models_window_new (ACU_WINDOW (data)->library);

  if (parameter)
    acu_models_window_show_card (ACU_MODELS_WINDOW (window),
                                 g_variant_get_string (parameter, NULL));
  gtk_window_set_transient_for (GTK_WINDOW (window), data);
  gtk_window_present (GTK_WINDOW (window));
}

static const GActionEntry entries[] = {
    {"open-folder", open_folder_action},
    {"open-path", open_path_action, "s"},
    {"view", NULL, "s", "'library'", view_action},
    {"models", models_action},
    {"show-model", models_action, "s"},
    {"toggle-fullscreen", toggle_fullscreen_action},
    {"leave", leave_action},
    {"show-help-overlay", show_help_action},
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
  stop_looking (self);
  /* What nobody sees nobody closes. */
  acu_curtain_set_drawn (self->curtain, FALSE);
  acu_train_page_close (self->train_page);
  acu_library_close (self->library);
  return GTK_WINDOW_CLASS (acu_window_parent_class)->close_request (window);
}

/* Those of properties hold widgets, which hold the window's actions, as GTK's own tooltip does that
 * was shown last: none of them would ever be let go of, nor whatever follows the settings. */
static void
remove_actions (AcuWindow *self)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self));

  for (GStrv name = names; *name; name++)
    g_action_map_remove_action (G_ACTION_MAP (self), *name);
}

static void
acu_window_dispose (GObject *object)
{
  AcuWindow *self = ACU_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  stop_looking (self);
  if (self->library) {
    acu_library_close (self->library);
    acu_library_settle (self->library);
  }
  gtk_widget_dispose_template (GTK_WIDGET (self), ACU_TYPE_WINDOW);
  if (self->library)
    remove_actions (self); /* nobody is left who enables one */
  g_clear_object (&self->chooser);
  g_clear_object (&self->curtain);
  g_clear_object (&self->reveal);
  g_clear_object (&self->trouble);
  if (self->recent)
    acu_recent_folders_stop (self->recent);
  g_clear_object (&self->recent);
  g_clear_object (&self->library);
  g_clear_pointer (&self->messages, acu_messages_free);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (acu_window_parent_class)->dispose (object);
}

static void
acu_window_init (AcuWindow *self)
{
  GSettings *settings = acu_settings_get ();
  int width, height;

  g_type_ensure (ACU_TYPE_KEY_HINT);
  g_type_ensure (ACU_TYPE_LABEL_PAGE);
  g_type_ensure (ACU_TYPE_TRAIN_PAGE);
  g_type_ensure (ACU_TYPE_LIBRARY_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->stack));
  acu_shown_page_follow (GTK_WIDGET (self->library_stack));
  self->messages = acu_messages_new (self->toasts);
  acu_cut_words_attach (GTK_WINDOW (self));
  acu_view_bar_follow (self->switcher_bar, self->switcher);
  self->cancellable = g_cancellable_new ();
  self->library = acu_library_new ();
  self->curtain = acu_curtain_new (GTK_WINDOW (self));
  self->reveal = acu_header_reveal_new (GTK_WINDOW (self), self->head, self->header);

  self->recent = acu_recent_folders_new (self->library, self->recent_menu);
  self->trouble = acu_catalog_trouble_new (self->library, self->failed_page, self->ways,
                                           G_ACTION_MAP (self), self->cancellable);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  acu_library_page_attach (self->library_page, self->library, G_ACTION_MAP (self));
  acu_label_page_attach (self->label_page, self->library, G_ACTION_MAP (self));
  acu_train_page_attach (self->train_page, self->library, G_ACTION_MAP (self));

  g_signal_connect_object (self->library, "setting-fails", G_CALLBACK (setting_fails_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "query-changed", G_CALLBACK (update_header), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "message", G_CALLBACK (message_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "step-begun", G_CALLBACK (step_begun_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trouble, "repaired", G_CALLBACK (repaired_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->library_page, "notify::shown", G_CALLBACK (update_header), self);
  g_signal_connect_swapped (self->library_page, "notify::title", G_CALLBACK (update_title), self);
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
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, head);
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
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, forward_button);
  gtk_widget_class_bind_template_child (widget_class, AcuWindow, leave_button);
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
  AcuWindow *window = g_object_new (ACU_TYPE_WINDOW, "application", application, NULL);

  acu_keymap_spare_typing (GTK_WINDOW (window));
  return window;
}
