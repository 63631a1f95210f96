#include "app/views/library/photo-grid.h"

#include "app/views/library/photo-stacks.h"
#include "app/views/library/visible-photos.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/photo-actions.h"
#include "app/views/shared/photo-cell.h"
#include "app/views/shared/photo-content.h"
#include "app/views/shared/settings.h"

/* Pixels that the style sheet puts around a cell, across. */
#define CELL_SPACING 12

/* Where so many photos change places at once, the toolkit would ask for each of them to find those
 * that it shows; the grid gets a new selection instead. */
#define MANY_CHANGES 1500

/* Selected photos that stay selected then. */
#define MAX_KEPT 1000

struct _AcuPhotoGrid {
  GtkWidget parent_instance;

  GtkGridView *view;
  GMenuModel *photo_menu;
  GMenu *collection_menu;
  GtkWidget *context_menu;

  AcuLibrary *library;
  AcuPhotoList *photos;
  AcuPhotoStacks *stacks;
  GtkMultiSelection *selection;
  GArray *kept;    /* gint64: the selected photos, or none where they are too many */
  gint64 kept_top; /* the photo at the grid's upper edge then; 0 where the query became another */
  gboolean is_at_top; /* the toolkit would follow the first photo to where another order has it */
  gboolean new_query;
};

enum { SELECTION_CHANGED, ACTIVATE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuPhotoGrid, acu_photo_grid, GTK_TYPE_WIDGET)

GArray *
acu_photo_grid_get_selected_ids (AcuPhotoGrid *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_GRID (self), NULL);

  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  GtkBitsetIter iter;
  guint position;

  if (!self->selection)
    return photos;
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position)) {
    gint64 photo = acu_photo_list_get_id (self->photos, position);
    g_array_append_val (photos, photo);
  }
  return photos;
}

guint
acu_photo_grid_get_n_selected (AcuPhotoGrid *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_GRID (self), 0);

  if (!self->selection)
    return 0;

  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return (guint)gtk_bitset_get_size (selected);
}

guint
acu_photo_grid_get_selected (AcuPhotoGrid *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_GRID (self), GTK_INVALID_LIST_POSITION);

  if (!self->selection)
    return GTK_INVALID_LIST_POSITION;

  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return gtk_bitset_is_empty (selected) ? GTK_INVALID_LIST_POSITION
                                        : gtk_bitset_get_minimum (selected);
}

/* Shows the photo at @position, and has keys go to it where it is on screen. */
static void
show_photo (AcuPhotoGrid *self, guint position)
{
  g_autoptr (AcuPhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), position);

  acu_scroll_to_item (GTK_WIDGET (self->view), position);
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->view)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    if (ACU_IS_PHOTO_CELL (cell) && acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)) == photo)
      gtk_widget_grab_focus (item);
  }
}

void
acu_photo_grid_select_only (AcuPhotoGrid *self, guint position)
{
  g_return_if_fail (ACU_IS_PHOTO_GRID (self));

  if (!self->selection || position >= g_list_model_get_n_items (G_LIST_MODEL (self->photos)))
    return;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  show_photo (self, position);
}

void
acu_photo_grid_select (AcuPhotoGrid *self, const GtkBitset *positions)
{
  g_return_if_fail (ACU_IS_PHOTO_GRID (self) && positions);

  if (!self->selection || gtk_bitset_is_empty (positions))
    return;

  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->photos));
  g_autoptr (GtkBitset) all = gtk_bitset_new_range (0, n);
  g_autoptr (GtkBitset) selected = gtk_bitset_copy (positions);
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, all);
  show_photo (self, gtk_bitset_get_minimum (selected));
}

void
acu_photo_grid_select_photos (AcuPhotoGrid *self, const GArray *photos)
{
  g_return_if_fail (ACU_IS_PHOTO_GRID (self) && photos);

  g_autoptr (GtkBitset) positions = gtk_bitset_new_empty ();
  for (guint i = 0; i < photos->len && photos->len <= MAX_KEPT; i++) {
    guint position = acu_photo_list_find (self->photos, g_array_index (photos, gint64, i));
    if (position != G_MAXUINT)
      gtk_bitset_add (positions, position);
  }
  acu_photo_grid_select (self, positions);
}

void
acu_photo_grid_select_all (AcuPhotoGrid *self)
{
  g_return_if_fail (ACU_IS_PHOTO_GRID (self));

  if (self->selection)
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

gboolean
acu_photo_grid_has_similar (AcuPhotoGrid *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_GRID (self), FALSE);

  guint n;

  for (guint i = 0; i < self->kept->len; i++)
    if (acu_photo_stacks_get (self->stacks, g_array_index (self->kept, gint64, i), &n))
      return TRUE;
  return FALSE;
}

void
acu_photo_grid_select_similar (AcuPhotoGrid *self)
{
  g_return_if_fail (ACU_IS_PHOTO_GRID (self));

  g_autoptr (GtkBitset) positions = gtk_bitset_new_empty ();
  for (guint i = 0; i < self->kept->len; i++) {
    guint n;
    const gint64 *stack =
        acu_photo_stacks_get (self->stacks, g_array_index (self->kept, gint64, i), &n);
    for (guint j = 0; j < n; j++) {
      guint position = acu_photo_list_find (self->photos, stack[j]);
      if (position != G_MAXUINT)
        gtk_bitset_add (positions, position);
    }
  }
  acu_photo_grid_select (self, positions);
}

GArray *
acu_photo_grid_list_similar (AcuPhotoGrid *self, gint64 photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO_GRID (self), NULL);

  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = 0;
  const gint64 *stack = self->stacks ? acu_photo_stacks_get (self->stacks, photo, &n) : NULL;

  if (n > 0)
    g_array_append_vals (photos, stack, n);
  return photos;
}

GMenu *
acu_photo_grid_get_collection_menu (AcuPhotoGrid *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_GRID (self), NULL);

  return self->collection_menu;
}

void
acu_photo_grid_focus (AcuPhotoGrid *self)
{
  g_return_if_fail (ACU_IS_PHOTO_GRID (self));

  guint position = acu_photo_grid_get_selected (self);
  if (position != GTK_INVALID_LIST_POSITION)
    show_photo (self, position);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* The ids are noted at once: when the list tells of a change, it is another one already. */
static void
selection_changed_cb (AcuPhotoGrid *self)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  g_array_set_size (self->kept, 0);
  if (gtk_bitset_get_size (selected) <= MAX_KEPT) {
    g_autoptr (GArray) ids = acu_photo_grid_get_selected_ids (self);
    g_array_append_vals (self->kept, ids->data, ids->len);
  }
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
make_selection (AcuPhotoGrid *self)
{
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->photos)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_grid_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/* The photo in the first cell that is seen; 0 for none. */
static gint64
find_top (AcuPhotoGrid *self)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->view)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    graphene_rect_t bounds;
    if (ACU_IS_PHOTO_CELL (cell) && acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)) &&
        gtk_widget_compute_bounds (item, GTK_WIDGET (self->view), &bounds) &&
        bounds.origin.y + bounds.size.height > 0)
      return acu_photo_get_id (acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)));
  }
  return 0;
}

static void
changing_cb (AcuPhotoGrid *self, guint removed, guint added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->photos)) - removed + added;
  GtkAdjustment *scrolled = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

  self->is_at_top = scrolled && gtk_adjustment_get_value (scrolled) <= 0;
  if (!self->selection || removed == 0 ||
      (self->new_query ? MAX (n, removed) : added) < MANY_CHANGES)
    return;

  self->kept_top = self->new_query ? 0 : find_top (self);
  g_clear_object (&self->selection);
  gtk_grid_view_set_model (self->view, NULL);
}

static void
restore_selection (AcuPhotoGrid *self)
{
  g_autoptr (GArray) kept = g_array_copy (self->kept);
  guint first = GTK_INVALID_LIST_POSITION;

  make_selection (self);
  for (guint i = 0; i < kept->len; i++) {
    guint position = acu_photo_list_find (self->photos, g_array_index (kept, gint64, i));
    if (position == G_MAXUINT)
      continue;
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, FALSE);
    first = MIN (first, position);
  }

  guint top = self->kept_top ? acu_photo_list_find (self->photos, self->kept_top) : first;
  if (top != GTK_INVALID_LIST_POSITION)
    acu_scroll_to_item (GTK_WIDGET (self->view), top);
}

static void
updated_cb (AcuPhotoGrid *self)
{
  if (!self->selection)
    restore_selection (self);
  else if (self->is_at_top && g_list_model_get_n_items (G_LIST_MODEL (self->photos)) > 0)
    acu_scroll_to_item (GTK_WIDGET (self->view), 0);
  self->new_query = FALSE;
}

static void
query_changed_cb (AcuPhotoGrid *self)
{
  self->new_query = TRUE;
}

/* The grid. */

static void
acu_photo_grid_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

/* The toolkit makes cells for thirty rows of as many columns as there could be, so they are told to
 * be no more than there are. */
static void
acu_photo_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuPhotoGrid *self = ACU_PHOTO_GRID (widget);
  int cell = g_settings_get_int (acu_settings_get (), "thumbnail-size") + CELL_SPACING;
  guint columns = CLAMP (width / cell, 2, 64);

  if (gtk_grid_view_get_max_columns (self->view) != columns)
    gtk_grid_view_set_max_columns (self->view, columns);
  gtk_widget_size_allocate (gtk_widget_get_first_child (widget),
                            &(GtkAllocation){0, 0, width, height}, baseline);
}

static void
resize_cell (GSettings *settings, const char *key, AcuPhotoCell *cell)
{
  acu_photo_cell_set_size (cell, g_settings_get_int (settings, "thumbnail-size"));
}

static void
popup_context_menu (AcuPhotoGrid *self, double x, double y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->context_menu), &(GdkRectangle){x, y, 1, 1});
  gtk_popover_popup (GTK_POPOVER (self->context_menu));
}

static void
cell_pressed_cb (GtkGestureClick *gesture, int n, double x, double y, AcuPhotoGrid *self)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  AcuPhoto *photo = acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell));
  guint position = photo ? acu_photo_list_find (self->photos, acu_photo_get_id (photo)) : G_MAXUINT;
  double at_x, at_y;

  if (position == G_MAXUINT)
    return;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_translate_coordinates (cell, GTK_WIDGET (self->view), x, y, &at_x, &at_y);
  popup_context_menu (self, at_x, at_y);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, AcuPhotoGrid *self)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  AcuPhoto *dragged = acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell));
  guint position =
      dragged ? acu_photo_list_find (self->photos, acu_photo_get_id (dragged)) : G_MAXUINT;

  if (position == G_MAXUINT)
    return NULL;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);

  g_autoptr (GArray) photos = acu_photo_grid_get_selected_ids (self);
  return acu_photo_content_new (acu_library_get_catalog (self->library),
                                (const gint64 *)photos->data, photos->len);
}

/* What the pointer takes by a photo is the photo, however quickly it moves: the toolkit's drags
 * wait a tenth of a second after the press, and until then the grid would draw its band around
 * photos.  @pull is of the drag's group, and so claims the pointer for both. */
static void
pulled_cb (GtkGestureDrag *pull, double dx, double dy, GtkWidget *cell)
{
  if (gtk_drag_check_threshold (cell, 0, 0, (int)dx, (int)dy))
    gtk_gesture_set_state (GTK_GESTURE (pull), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, AcuPhotoGrid *self)
{
  GtkWidget *cell = acu_photo_cell_new (self->library, FALSE);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *pull = gtk_gesture_drag_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  resize_cell (acu_settings_get (), "thumbnail-size", ACU_PHOTO_CELL (cell));
  g_signal_connect_object (acu_settings_get (), "changed::thumbnail-size", G_CALLBACK (resize_cell),
                           cell, 0);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (cell_pressed_cb), self);
  g_signal_connect (drag, "prepare", G_CALLBACK (drag_prepare_cb), self);
  g_signal_connect (pull, "drag-update", G_CALLBACK (pulled_cb), cell);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (pull));
  gtk_gesture_group (pull, GTK_GESTURE (drag));
  gtk_list_item_set_child (item, cell);
}

static void
show_stack (AcuPhotoGrid *self, AcuPhotoCell *cell)
{
  AcuPhoto *photo = acu_photo_cell_get_photo (cell);
  guint n = 0;

  if (photo)
    acu_photo_stacks_get (self->stacks, acu_photo_get_id (photo), &n);
  acu_photo_cell_set_stack (cell, MAX (n, 1));
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item, AcuPhotoGrid *self)
{
  AcuPhotoCell *cell = ACU_PHOTO_CELL (gtk_list_item_get_child (item));

  acu_photo_cell_set_photo (cell, gtk_list_item_get_item (item));
  show_stack (self, cell);
}

static void
unbind_cell_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  acu_photo_cell_set_photo (ACU_PHOTO_CELL (gtk_list_item_get_child (item)), NULL);
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuPhotoGrid *self = ACU_PHOTO_GRID (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (!focus || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)) ||
      !gtk_widget_compute_bounds (focus, GTK_WIDGET (self->view), &bounds))
    return FALSE;
  popup_context_menu (self, bounds.origin.x + bounds.size.width / 2,
                      bounds.origin.y + bounds.size.height / 2);
  return TRUE;
}

/* Has @func see every cell that has a photo. */
static void
for_each_cell (AcuPhotoGrid *self, void (*func) (AcuPhotoGrid *self, AcuPhotoCell *cell))
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->view)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    if (ACU_IS_PHOTO_CELL (cell) && acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)))
      func (self, ACU_PHOTO_CELL (cell));
  }
}

static void
show_anew (AcuPhotoGrid *self, AcuPhotoCell *cell)
{
  acu_photo_cell_set_photo (cell, acu_photo_cell_get_photo (cell));
}

/* Cells show their scores anew on the new model's scale. */
static void
scorer_changed_cb (AcuPhotoGrid *self)
{
  for_each_cell (self, show_anew);
}

static void
stacks_changed_cb (AcuPhotoGrid *self)
{
  for_each_cell (self, show_stack);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
mapped_cb (AcuPhotoGrid *self)
{
  if (self->stacks)
    acu_photo_stacks_set_watched (self->stacks, gtk_widget_get_mapped (GTK_WIDGET (self->view)));
}

static void
activated_cb (AcuPhotoGrid *self, guint position)
{
  g_signal_emit (self, signals[ACTIVATE], 0, position);
}

static void
state_changed_cb (AcuPhotoGrid *self)
{
  if (acu_library_get_state (self->library) != ACU_LIBRARY_READY || self->photos)
    return;

  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  gtk_grid_view_set_factory (self->view, factory);
  g_object_unref (factory);

  self->photos = g_object_ref (acu_library_get_photos (self->library));
  self->stacks = acu_photo_stacks_new (self->library);
  g_signal_connect_object (self->stacks, "changed", G_CALLBACK (stacks_changed_cb), self,
                           G_CONNECT_SWAPPED);
  mapped_cb (self);
  g_signal_connect_object (self->photos, "changing", G_CALLBACK (changing_cb), self,
                           G_CONNECT_SWAPPED);
  make_selection (self);
  g_signal_connect_object (self->photos, "updated", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
}

void
acu_photo_grid_attach (AcuPhotoGrid *self, AcuLibrary *library)
{
  g_return_if_fail (ACU_IS_PHOTO_GRID (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  acu_visible_photos_watch (GTK_WIDGET (self->view), library);
  acu_keymap_attach (GTK_WIDGET (self->view), ACU_KEY_SCOPE_PHOTOS);
  acu_photo_actions_spare_next (GTK_WIDGET (self->view));
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "query-changed", G_CALLBACK (query_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scorer-changed", G_CALLBACK (scorer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
}

static void
acu_photo_grid_dispose (GObject *object)
{
  AcuPhotoGrid *self = ACU_PHOTO_GRID (object);

  g_clear_pointer (&self->context_menu, gtk_widget_unparent);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_PHOTO_GRID);
  g_clear_object (&self->selection);
  g_clear_object (&self->photos);
  g_clear_object (&self->stacks);
  g_clear_object (&self->library);
  g_clear_pointer (&self->kept, g_array_unref);
  G_OBJECT_CLASS (acu_photo_grid_parent_class)->dispose (object);
}

static void
acu_photo_grid_init (AcuPhotoGrid *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->kept = g_array_new (FALSE, FALSE, sizeof (gint64));

  self->context_menu = gtk_popover_menu_new_from_model (self->photo_menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->context_menu), FALSE);
  gtk_widget_set_halign (self->context_menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->context_menu, GTK_WIDGET (self->view));
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activated_cb), self);
  g_signal_connect_swapped (self->view, "map", G_CALLBACK (mapped_cb), self);
  g_signal_connect_swapped (self->view, "unmap", G_CALLBACK (mapped_cb), self);
}

static void
acu_photo_grid_class_init (AcuPhotoGridClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_photo_grid_dispose;
  widget_class->measure = acu_photo_grid_measure;
  widget_class->size_allocate = acu_photo_grid_size_allocate;
  signals[SELECTION_CHANGED] =
      g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/photo-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoGrid, view);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoGrid, photo_menu);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoGrid, collection_menu);
}
