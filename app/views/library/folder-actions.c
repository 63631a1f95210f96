#include "app/views/library/folder-actions.h"

#include "app/views/library/folder-item.h"
#include "app/views/shared/file-actions.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _AcuFolderActions {
  GtkWidget *folders;
  GtkWidget *menu;
  AcuLibrary *library;
  GtkWidget *dialog;    /* asks whether */
  AcuFolderItem *asked; /* is to leave; both NULL while nobody is asked */
};

/* The folder of the row that @widget is, is in or has in it; NULL for none. (transfer full) */
static AcuFolderItem *
get_folder (GtkWidget *widget)
{
  GtkWidget *expander = widget ? gtk_widget_get_ancestor (widget, GTK_TYPE_TREE_EXPANDER) : NULL;

  if (!expander && widget)
    expander = gtk_widget_get_first_child (widget);
  if (!GTK_IS_TREE_EXPANDER (expander))
    return NULL;
  return gtk_tree_expander_get_item (GTK_TREE_EXPANDER (expander));
}

/* (transfer full) */
static AcuFolderItem *
find_folder (AcuFolderActions *self, gint64 id)
{
  GListModel *rows = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (self->folders)));

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);
    g_autoptr (AcuFolderItem) item = gtk_tree_list_row_get_item (row);
    if (acu_folder_item_get_id (item) == id)
      return g_steal_pointer (&item);
  }
  return NULL;
}

static gboolean
can_remove (AcuFolderActions *self, AcuFolderItem *item)
{
  return acu_folder_item_is_removable (item) &&
         acu_library_get_state (self->library) == ACU_LIBRARY_READY &&
         !acu_catalog_is_read_only (acu_library_get_catalog (self->library));
}

/* Leaving. */

static void
answered_cb (GtkWidget *dialog, const char *response, AcuFolderActions *self)
{
  g_autoptr (AcuFolderItem) item = g_steal_pointer (&self->asked);

  if (item && g_str_equal (response, "remove") && can_remove (self, item))
    acu_library_remove_folder (self->library, acu_folder_item_get_id (item),
                               acu_folder_item_get_path (item));
}

static void
ask (AcuFolderActions *self, AcuFolderItem *item)
{
  if (self->dialog || !can_remove (self, item)) {
    gtk_widget_error_bell (self->folders);
    return;
  }
  g_autofree char *heading =
      g_strdup_printf (_ ("Remove “%s” from the library?"), acu_folder_item_get_name (item));
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->folders)), heading,
                              _ ("The photos stay on the disk as they are. Their scores and "
                                 "ratings are kept, and return when the folder is opened again. "
                                 "Undo brings it back at once."));
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_responses (question, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"),
                                    NULL);
  adw_message_dialog_set_response_appearance (question, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (question, "cancel");
  adw_message_dialog_set_close_response (question, "cancel");
  self->asked = g_object_ref (item);
  self->dialog = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *)&self->dialog);
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (AcuFolderItem) item = find_folder (data, g_variant_get_int64 (parameter));

  if (item)
    ask (data, item);
}

static gboolean
delete_cb (GtkWidget *folders, GVariant *arguments, gpointer data)
{
  g_autoptr (AcuFolderItem) item = get_folder (gtk_root_get_focus (gtk_widget_get_root (folders)));

  if (item)
    ask (data, item);
  return item != NULL;
}

static void
show_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (AcuFolderItem) item = find_folder (data, g_variant_get_int64 (parameter));
  g_autoptr (GFile) file = item ? g_file_new_for_path (acu_folder_item_get_path (item)) : NULL;

  if (file)
    acu_show_in_files (&file, 1);
}

/* The menu. */

static void
popup (AcuFolderActions *self, AcuFolderItem *item, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  gint64 id = acu_folder_item_get_id (item);
  g_autofree char *show = g_strdup_printf ("win.show-folder(int64 %" G_GINT64_FORMAT ")", id);
  g_autofree char *leave = g_strdup_printf ("win.remove-folder(int64 %" G_GINT64_FORMAT ")", id);

  if (acu_library_is_folder_open (self->library, acu_folder_item_get_path (item)))
    g_menu_append (menu, _ ("_Look again"), "win.look-again");
  g_menu_append (menu, _ ("Show in the _file manager"), show);
  if (can_remove (self, item))
    g_menu_append (menu, _ ("_Remove from the library…"), leave);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){(int)x, (int)y, 1, 1});
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, AcuFolderActions *self)
{
  g_autoptr (AcuFolderItem) item =
      get_folder (gtk_widget_pick (self->folders, x, y, GTK_PICK_DEFAULT));

  if (item)
    popup (self, item, x, y);
}

static gboolean
menu_key_cb (GtkWidget *folders, GVariant *arguments, gpointer data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (folders));
  g_autoptr (AcuFolderItem) item = get_folder (focus);
  graphene_rect_t bounds;

  if (!item || !gtk_widget_compute_bounds (focus, folders, &bounds))
    return FALSE;
  popup (data, item, bounds.origin.x + bounds.size.width / 2,
         bounds.origin.y + bounds.size.height / 2);
  return TRUE;
}

static void
add_key (GtkShortcutController *controller,
         const char *trigger,
         GtkShortcutFunc function,
         AcuFolderActions *self)
{
  gtk_shortcut_controller_add_shortcut (
      controller, gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                    gtk_callback_action_new (function, self, NULL)));
}

AcuFolderActions *
acu_folder_actions_new (GtkListView *folders, AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry actions[] = {
      {"remove-folder", remove_action, "x"},
      {"show-folder", show_action, "x"},
  };

  g_return_val_if_fail (GTK_IS_LIST_VIEW (folders) && ACU_IS_LIBRARY (library), NULL);

  AcuFolderActions *self = g_new0 (AcuFolderActions, 1);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->folders = GTK_WIDGET (folders);
  self->library = library;
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "Delete|KP_Delete", delete_cb, self);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "Menu|<Shift>F10", menu_key_cb, self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (self->folders, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (self->folders, keys);

  self->menu = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, self->folders);
  return self;
}

void
acu_folder_actions_free (AcuFolderActions *self)
{
  if (self->dialog) {
    g_signal_handlers_disconnect_by_data (self->dialog, self);
    g_clear_weak_pointer (&self->dialog);
  }
  gtk_widget_unparent (self->menu);
  g_clear_object (&self->asked);
  g_free (self);
}
