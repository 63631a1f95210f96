#include "app/views/library/collection-list.h"

#include "app/views/library/collection-row.h"
#include "app/views/shared/photo-content.h"

#include <glib/gi18n.h>

struct _AcuCollectionList {
  GtkListBox *box;
  GtkWidget *menu;
  AcuLibrary *library;
  AcuOwnCollections *own;
};

/* Rows. */

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  guint first = acu_collection_row_get_position (ACU_COLLECTION_ROW (a));
  guint second = acu_collection_row_get_position (ACU_COLLECTION_ROW (b));

  return (first > second) - (first < second);
}

/* The row of the collection @id; NULL for none. */
static AcuCollectionRow *
find_row (AcuCollectionList *self, gint64 id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->box, i)); i++)
    if (acu_collection_row_get_id (ACU_COLLECTION_ROW (row)) == id)
      return ACU_COLLECTION_ROW (row);
  return NULL;
}

static void
select_shown (AcuCollectionList *self)
{
  const AcuCollection *shown = acu_own_collections_get_shown (self->own);

  gtk_list_box_unselect_all (self->box);
  if (shown)
    gtk_list_box_select_row (self->box, GTK_LIST_BOX_ROW (find_row (self, shown->id)));
}

static void
remove_rows_without_collection (AcuCollectionList *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->box, i));) {
    if (acu_own_collections_find (self->own, acu_collection_row_get_id (ACU_COLLECTION_ROW (row))))
      i++;
    else
      gtk_list_box_remove (self->box, GTK_WIDGET (row));
  }
}

/* Rows of what is there still stay the same, so that they keep the focus. */
static void
changed_cb (AcuCollectionList *self)
{
  const GPtrArray *list = acu_own_collections_get_list (self->own);

  remove_rows_without_collection (self);
  for (guint i = 0; i < list->len; i++) {
    const AcuCollection *collection = g_ptr_array_index (list, i);
    AcuCollectionRow *row = find_row (self, collection->id);
    if (row) {
      acu_collection_row_show (row, collection, i);
    } else {
      row = ACU_COLLECTION_ROW (acu_collection_row_new ());
      acu_collection_row_show (row, collection, i);
      gtk_list_box_append (self->box, GTK_WIDGET (row));
    }
  }
  gtk_list_box_invalidate_sort (self->box);
  gtk_widget_set_visible (GTK_WIDGET (self->box), list->len > 0);
  select_shown (self);
}

static void
act_on (AcuCollectionList *self, GtkListBoxRow *row, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self->box), action, "x",
                              acu_collection_row_get_id (ACU_COLLECTION_ROW (row)));
}

static void
activated_cb (AcuCollectionList *self, GtkListBoxRow *row)
{
  act_on (self, row, "win.own-collection");
}

/* The menu, and the keys for what it has. */

static void
popup (AcuCollectionList *self, GtkListBoxRow *row, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  gint64 id = acu_collection_row_get_id (ACU_COLLECTION_ROW (row));
  g_autofree char *rename =
      g_strdup_printf ("win.rename-collection(int64 %" G_GINT64_FORMAT ")", id);
  g_autofree char *leave =
      g_strdup_printf ("win.remove-collection(int64 %" G_GINT64_FORMAT ")", id);

  g_menu_append (menu, _ ("_Rename…"), rename);
  g_menu_append (menu, _ ("Re_move…"), leave);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){(int)x, (int)y, 1, 1});
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, AcuCollectionList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->box, (int)y);

  if (row)
    popup (self, row, x, y);
}

/* The row that has the focus; NULL for none. */
static GtkListBoxRow *
get_focus (AcuCollectionList *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self->box)));

  return ACU_IS_COLLECTION_ROW (focus) ? GTK_LIST_BOX_ROW (focus) : NULL;
}

static gboolean
menu_key_cb (GtkWidget *box, GVariant *arguments, gpointer data)
{
  GtkListBoxRow *row = get_focus (data);
  graphene_rect_t bounds;

  if (!row || !gtk_widget_compute_bounds (GTK_WIDGET (row), box, &bounds))
    return FALSE;
  popup (data, row, bounds.origin.x + bounds.size.width / 2,
         bounds.origin.y + bounds.size.height / 2);
  return TRUE;
}

static gboolean
delete_cb (GtkWidget *box, GVariant *arguments, gpointer data)
{
  GtkListBoxRow *row = get_focus (data);

  if (row)
    act_on (data, row, "win.remove-collection");
  return row != NULL;
}

static gboolean
rename_cb (GtkWidget *box, GVariant *arguments, gpointer data)
{
  GtkListBoxRow *row = get_focus (data);

  if (row)
    act_on (data, row, "win.rename-collection");
  return row != NULL;
}

static void
add_key (GtkShortcutController *controller,
         const char *trigger,
         GtkShortcutFunc function,
         AcuCollectionList *self)
{
  gtk_shortcut_controller_add_shortcut (
      controller, gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                    gtk_callback_action_new (function, self, NULL)));
}

static void
add_menu (AcuCollectionList *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  add_key (GTK_SHORTCUT_CONTROLLER (keys), "F2", rename_cb, self);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "Delete|KP_Delete", delete_cb, self);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "Menu|<Shift>F10", menu_key_cb, self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->box), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->box), keys);

  self->menu = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self->box));
}

/* Photos that are dropped. */

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, AcuCollectionList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->box, (int)y);

  gtk_list_box_drag_unhighlight_row (self->box);
  if (!row)
    return 0;
  gtk_list_box_drag_highlight_row (self->box, row);
  return GDK_ACTION_COPY;
}

static void
leave_cb (GtkDropTarget *target, AcuCollectionList *self)
{
  gtk_list_box_drag_unhighlight_row (self->box);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AcuCollectionList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->box, (int)y);
  const AcuCollection *collection =
      row ? acu_own_collections_find (self->own,
                                      acu_collection_row_get_id (ACU_COLLECTION_ROW (row)))
          : NULL;

  gtk_list_box_drag_unhighlight_row (self->box);
  if (!collection || acu_catalog_is_read_only (acu_library_get_catalog (self->library)))
    return FALSE;
  const GArray *photos = acu_photo_content_get_photos (g_value_get_object (value));
  acu_library_collect (self->library, collection->id, collection->name,
                       (const gint64 *)photos->data, photos->len, TRUE);
  return TRUE;
}

static void
accept_photos (AcuCollectionList *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (ACU_TYPE_PHOTO_CONTENT, GDK_ACTION_COPY);

  g_signal_connect (drop, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (drop, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (drop, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->box), GTK_EVENT_CONTROLLER (drop));
}

AcuCollectionList *
acu_collection_list_new (GtkListBox *box, AcuLibrary *library, AcuOwnCollections *own)
{
  g_return_val_if_fail (GTK_IS_LIST_BOX (box) && ACU_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (ACU_IS_OWN_COLLECTIONS (own), NULL);

  AcuCollectionList *self = g_new0 (AcuCollectionList, 1);

  self->box = box;
  self->library = g_object_ref (library);
  self->own = g_object_ref (own);
  gtk_list_box_set_sort_func (box, compare_rows, NULL, NULL);
  g_signal_connect_swapped (box, "row-activated", G_CALLBACK (activated_cb), self);
  add_menu (self);
  accept_photos (self);
  g_signal_connect_swapped (own, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (library, "query-changed", G_CALLBACK (select_shown), self);
  changed_cb (self);
  return self;
}

void
acu_collection_list_free (AcuCollectionList *self)
{
  g_signal_handlers_disconnect_by_data (self->box, self);
  g_signal_handlers_disconnect_by_data (self->own, self);
  g_signal_handlers_disconnect_by_data (self->library, self);
  gtk_widget_unparent (self->menu);
  g_object_unref (self->own);
  g_object_unref (self->library);
  g_free (self);
}
