#include "app/views/library/library-page.h"

#include "app/views/library/filter-bar.h"
#include "app/views/library/library-sidebar.h"
#include "app/views/library/visible-photos.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/photo-cell.h"
#include "app/views/shared/settings.h"
#include "app/views/viewer/viewer-page.h"

#include <glib/gi18n.h>

#define ZOOM_STEP 1.3

/* Pixels that the style sheet puts around a cell, across. */
#define CELL_SPACING 12

/* Where so many photos change places at once, the toolkit would ask for each of them to find those
 * that it shows; the grid gets a new selection instead. */
#define MANY_CHANGES 1500

/* Selected photos that stay selected then. */
#define MAX_KEPT 1000

struct _AcuLibraryPage {
  GtkWidget parent_instance;

  GtkStack *pages;
  AdwFlap *flap;
  AcuLibrarySidebar *sidebar;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  AcuFilterBar *filter_bar;
  GtkStack *content;
  AdwStatusPage *empty_page;
  GtkGridView *grid;
  AcuViewerPage *viewer;
  GMenuModel *photo_menu;
  GtkWidget *context_menu;

  AcuLibrary *library;
  GActionMap *actions;
  AcuPhotoList *photos;
  GtkMultiSelection *selection;
  GArray *kept;    /* gint64: the selected photos, or none where they are too many */
  gint64 kept_top; /* the photo at the grid's upper edge then; 0 where the query became another */
  gboolean new_query;
  gboolean viewing;
  char *wanted; /* the path of a photo that is to be opened once it is known */
};

enum { PROP_0, PROP_VIEWING };

G_DEFINE_FINAL_TYPE (AcuLibraryPage, acu_library_page, GTK_TYPE_WIDGET)

/* The photos selected in the grid. (element-type gint64) */
static GArray *
get_selected_ids (AcuLibraryPage *self)
{
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

/* Which photos are meant: the one in the viewer, else the selected ones. (element-type gint64) */
static GArray *
get_targets (AcuLibraryPage *self)
{
  if (!self->viewing)
    return get_selected_ids (self);

  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 photo = acu_viewer_page_get_photo (self->viewer);
  if (photo != 0)
    g_array_append_val (photos, photo);
  return photos;
}

/* The first selected photo; GTK_INVALID_LIST_POSITION for none. */
static guint
get_selected (AcuLibraryPage *self)
{
  if (!self->selection)
    return GTK_INVALID_LIST_POSITION;

  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return gtk_bitset_is_empty (selected) ? GTK_INVALID_LIST_POSITION
                                        : gtk_bitset_get_minimum (selected);
}

/* Selects one photo, shows it, and gives it the keyboard's focus where it is on screen. */
static void
select_only (AcuLibraryPage *self, guint position)
{
  if (!self->selection)
    return;

  g_autoptr (AcuPhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), position);

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  acu_scroll_to_item (GTK_WIDGET (self->grid), position);
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    if (ACU_IS_PHOTO_CELL (cell) && acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)) == photo)
      gtk_widget_grab_focus (item);
  }
}

static void
advance (AcuLibraryPage *self)
{
  if (!g_settings_get_boolean (acu_settings_get (), "auto-advance"))
    return;
  if (self->viewing) {
    acu_viewer_page_step (self->viewer, 1);
    return;
  }

  guint position = get_selected (self);
  if (position != GTK_INVALID_LIST_POSITION &&
      position + 1 < g_list_model_get_n_items (G_LIST_MODEL (self->photos)))
    select_only (self, position + 1);
}

/* Which of grid, reasons for its absence, and viewer is shown. */

static void
enable_photo_actions (AcuLibraryPage *self)
{
  static const char *const names[] = {"rate",       "flag",          "colour",
                                      "open-photo", "show-in-files", "open-with"};
  gboolean any = self->viewing ? acu_viewer_page_get_photo (self->viewer) != 0
                               : get_selected (self) != GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GAction *action = g_action_map_lookup_action (self->actions, names[i]);
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), any);
  }
}

static void
set_viewing (AcuLibraryPage *self, gboolean viewing)
{
  if (viewing == self->viewing)
    return;

  self->viewing = viewing;
  gtk_stack_set_visible_child_name (self->pages, viewing ? "view" : "browse");
  if (!viewing)
    acu_viewer_page_hide (self->viewer);
  enable_photo_actions (self);
  GAction *back = g_action_map_lookup_action (self->actions, "back");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (back), viewing);
  g_object_notify (G_OBJECT (self), "viewing");
  acu_library_page_focus (self);
}

static void
view (AcuLibraryPage *self, guint position)
{
  acu_viewer_page_show (self->viewer, position);
  set_viewing (self, TRUE);
}

static void
show_content (AcuLibraryPage *self)
{
  guint n = self->photos ? g_list_model_get_n_items (G_LIST_MODEL (self->photos)) : 0;
  const AcuPhotoResult *result = self->photos ? acu_photo_list_get_result (self->photos) : NULL;
  gboolean scanning = acu_library_is_scanning (self->library, NULL);
  const char *name = "grid";

  if (n == 0) {
    if (acu_library_get_state (self->library) == ACU_LIBRARY_OPENING || !result || scanning)
      name = "opening";
    else if (acu_photo_query_has_filter (acu_library_get_query (self->library)) &&
             result->n_in_scope > 0)
      name = "nothing-matches";
    else
      name = "empty";
  }
  gtk_stack_set_visible_child_name (self->content, name);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_bar),
                          n > 0 || g_str_equal (name, "nothing-matches"));
}

static gpointer
find_photo (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 photo = acu_photo_store_find (catalog, data, error);

  return photo ? g_memdup2 (&photo, sizeof photo) : NULL;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibraryPage) self = data;
  g_autofree gint64 *photo = acu_catalog_run_finish (ACU_CATALOG (source), result, NULL);
  guint position = photo && self->photos ? acu_photo_list_find (self->photos, *photo) : G_MAXUINT;

  if (position == G_MAXUINT || !self->wanted)
    return;
  g_clear_pointer (&self->wanted, g_free);
  select_only (self, position);
  view (self, position);
}

/* A photo that was named on the command line is opened as soon as the scan has found it. */
static void
look_for_wanted (AcuLibraryPage *self)
{
  if (self->wanted && self->photos && g_list_model_get_n_items (G_LIST_MODEL (self->photos)) > 0)
    acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, find_photo,
                           g_strdup (self->wanted), g_free, g_free, NULL, found_cb,
                           g_object_ref (self));
}

void
acu_library_page_open_photo (AcuLibraryPage *self, const char *path)
{
  g_return_if_fail (ACU_IS_LIBRARY_PAGE (self) && path);

  g_free (self->wanted);
  self->wanted = g_canonicalize_filename (path, NULL);
  look_for_wanted (self);
}

/* The selection. */

/* The ids are noted at once: when the list tells of a change, it is another one already. */
static void
selection_changed_cb (AcuLibraryPage *self)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  g_array_set_size (self->kept, 0);
  if (gtk_bitset_get_size (selected) <= MAX_KEPT) {
    g_autoptr (GArray) ids = get_selected_ids (self);
    g_array_append_vals (self->kept, ids->data, ids->len);
  }
  enable_photo_actions (self);
}

static void
make_selection (AcuLibraryPage *self)
{
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->photos)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
}

/* The photo in the first cell that is seen; 0 for none. */
static gint64
find_top (AcuLibraryPage *self)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    graphene_rect_t bounds;
    if (ACU_IS_PHOTO_CELL (cell) && acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)) &&
        gtk_widget_compute_bounds (item, GTK_WIDGET (self->grid), &bounds) &&
        bounds.origin.y + bounds.size.height > 0)
      return acu_photo_get_id (acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)));
  }
  return 0;
}

static void
changing_cb (AcuLibraryPage *self, guint removed, guint added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->photos)) - removed + added;

  if (!self->selection || removed == 0 ||
      (self->new_query ? MAX (n, removed) : added) < MANY_CHANGES)
    return;

  self->kept_top = self->new_query ? 0 : find_top (self);
  g_clear_object (&self->selection);
  gtk_grid_view_set_model (self->grid, NULL);
}

static void
restore_selection (AcuLibraryPage *self)
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
    acu_scroll_to_item (GTK_WIDGET (self->grid), top);
}

static void
updated_cb (AcuLibraryPage *self)
{
  if (!self->selection)
    restore_selection (self);
  self->new_query = FALSE;
  show_content (self);
  look_for_wanted (self);
  enable_photo_actions (self);
}

static void
query_changed_cb (AcuLibraryPage *self)
{
  const char *text = acu_library_get_query (self->library)->text;

  self->new_query = TRUE;
  if (g_strcmp0 (text ?: "", gtk_editable_get_text (GTK_EDITABLE (self->search_entry))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text ?: "");
  if (text)
    gtk_search_bar_set_search_mode (self->search_bar, TRUE);
}

void
acu_library_page_focus (AcuLibraryPage *self)
{
  g_return_if_fail (ACU_IS_LIBRARY_PAGE (self));

  if (self->viewing) {
    acu_viewer_page_focus (self->viewer);
  } else if (self->selection) {
    guint position = get_selected (self);
    if (position != GTK_INVALID_LIST_POSITION)
      select_only (self, position);
    else
      gtk_widget_grab_focus (GTK_WIDGET (self->grid));
  }
}

GtkSearchBar *
acu_library_page_get_search_bar (AcuLibraryPage *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY_PAGE (self), NULL);

  return self->search_bar;
}

AdwFlap *
acu_library_page_get_flap (AcuLibraryPage *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY_PAGE (self), NULL);

  return self->flap;
}

/* Actions. */

static void
change (AcuLibraryPage *self, AcuRatingChange *rating, const char *title)
{
  g_autoptr (GArray) targets = get_targets (self);

  acu_library_rate (self->library, (const gint64 *)targets->data, targets->len, rating, title);
  if (targets->len == 1)
    advance (self);
}

static char *
describe_targets (AcuLibraryPage *self)
{
  g_autoptr (GArray) targets = get_targets (self);

  return g_strdup_printf (ngettext ("%'u photo", "%'u photos", targets->len), targets->len);
}

static void
rate_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingChange rating = {.fields = ACU_RATING_STARS,
                            .stars = CLAMP (g_variant_get_int32 (parameter), 0, 5)};
  g_autofree char *targets = describe_targets (data);
  g_autofree char *title = g_strdup_printf (ngettext ("%s: %d star", "%s: %d stars", rating.stars),
                                            targets, rating.stars);

  change (data, &rating, title);
}

static void
flag_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingChange rating = {.fields = ACU_RATING_FLAG,
                            .flag = CLAMP (g_variant_get_int32 (parameter), -1, 1)};
  g_autofree char *targets = describe_targets (data);
  g_autofree char *title = g_strdup_printf ("%s: %s", targets,
                                            rating.flag > 0   ? _ ("picked")
                                            : rating.flag < 0 ? _ ("rejected")
                                                              : _ ("flag removed"));

  change (data, &rating, title);
}

static void
colour_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingChange rating = {.fields = ACU_RATING_COLOUR,
                            .colour =
                                CLAMP (g_variant_get_int32 (parameter), 0, ACU_COLOUR_PURPLE)};
  g_autofree char *targets = describe_targets (data);
  g_autofree char *title = g_strdup_printf ("%s: %s", targets, acu_colour_get_word (rating.colour));

  change (data, &rating, title);
}

static void
open_photo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  guint position = self->selection ? get_selected (self) : GTK_INVALID_LIST_POSITION;

  if (!self->viewing && position != GTK_INVALID_LIST_POSITION)
    view (self, position);
}

static void
back_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  guint position = acu_viewer_page_get_position (self->viewer);

  set_viewing (self, FALSE);
  if (position != GTK_INVALID_LIST_POSITION)
    select_only (self, position);
}

static void
zoom_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  GSettings *settings = acu_settings_get ();
  gboolean larger = g_str_equal (g_action_get_name (G_ACTION (action)), "zoom-in");

  if (self->viewing) {
    acu_viewer_page_zoom_by (self->viewer, larger ? ZOOM_STEP : 1 / ZOOM_STEP);
    return;
  }
  int size = g_settings_get_int (settings, "thumbnail-size");
  g_settings_set_int (settings, "thumbnail-size",
                      CLAMP (larger ? size * ZOOM_STEP : size / ZOOM_STEP, 96, 320));
}

static void
select_all_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;

  if (self->selection && !self->viewing)
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

static void
select_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  guint position = g_variant_get_uint32 (parameter);

  if (self->photos && position < g_list_model_get_n_items (G_LIST_MODEL (self->photos)))
    select_only (self, position);
}

static void
undo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;

  if (g_str_equal (g_action_get_name (G_ACTION (action)), "undo"))
    acu_library_undo (self->library);
  else
    acu_library_redo (self->library);
}

/* The file of the first photo that is meant. */
static GFile *
get_target_file (AcuLibraryPage *self)
{
  g_autoptr (GArray) targets = get_targets (self);
  guint position = targets->len
                       ? acu_photo_list_find (self->photos, g_array_index (targets, gint64, 0))
                       : G_MAXUINT;

  if (position == G_MAXUINT)
    return NULL;
  g_autoptr (AcuPhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), position);
  return acu_photo_get_path (photo) ? g_file_new_for_path (acu_photo_get_path (photo)) : NULL;
}

static void
show_in_files_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  g_autoptr (GFile) file = get_target_file (self);
  GDBusConnection *bus = g_application_get_dbus_connection (g_application_get_default ());

  if (!file || !bus)
    return;
  g_autofree char *uri = g_file_get_uri (file);
  const char *uris[] = {uri, NULL};
  /* https://www.freedesktop.org/wiki/Specifications/file-manager-interface/ */
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems",
                          g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, NULL, NULL);
}

static void
open_with_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  g_autoptr (GFile) file = get_target_file (self);

  if (file) {
    g_autofree char *uri = g_file_get_uri (file);
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
  }
}

static const GActionEntry entries[] = {
    {"rate", rate_action, "i"},      {"flag", flag_action, "i"},
    {"colour", colour_action, "i"},  {"open-photo", open_photo_action},
    {"back", back_action},           {"zoom-in", zoom_action},
    {"zoom-out", zoom_action},       {"select-all", select_all_action},
    {"select", select_action, "u"},  {"undo", undo_action},
    {"redo", undo_action},           {"show-in-files", show_in_files_action},
    {"open-with", open_with_action},
};

/* The grid. */

static void
acu_library_page_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (ACU_LIBRARY_PAGE (widget)->pages), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

/* The toolkit makes cells for thirty rows of as many columns as there could be, so they are told to
 * be no more than there are. */
static void
acu_library_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuLibraryPage *self = ACU_LIBRARY_PAGE (widget);
  int cell = g_settings_get_int (acu_settings_get (), "thumbnail-size") + CELL_SPACING;
  guint columns = CLAMP (width / cell, 2, 64);

  if (gtk_grid_view_get_max_columns (self->grid) != columns)
    gtk_grid_view_set_max_columns (self->grid, columns);
  gtk_widget_size_allocate (GTK_WIDGET (self->pages), &(GtkAllocation){0, 0, width, height},
                            baseline);
}

static void
resize_cell (GSettings *settings, const char *key, AcuPhotoCell *cell)
{
  acu_photo_cell_set_size (cell, g_settings_get_int (settings, "thumbnail-size"));
}

static void
popup_context_menu (AcuLibraryPage *self, double x, double y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->context_menu), &(GdkRectangle){x, y, 1, 1});
  gtk_popover_popup (GTK_POPOVER (self->context_menu));
}

static void
cell_pressed_cb (GtkGestureClick *gesture, int n, double x, double y, AcuLibraryPage *self)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  AcuPhoto *photo = acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell));
  guint position = photo ? acu_photo_list_find (self->photos, acu_photo_get_id (photo)) : G_MAXUINT;
  double at_x, at_y;

  if (position == G_MAXUINT)
    return;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_translate_coordinates (cell, GTK_WIDGET (self->grid), x, y, &at_x, &at_y);
  popup_context_menu (self, at_x, at_y);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, AcuLibraryPage *self)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  AcuPhoto *dragged = acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell));
  guint position =
      dragged ? acu_photo_list_find (self->photos, acu_photo_get_id (dragged)) : G_MAXUINT;
  GSList *files = NULL;

  if (position == G_MAXUINT)
    return NULL;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);

  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  for (gboolean more = gtk_bitset_iter_init_last (&iter, selected, &position); more;
       more = gtk_bitset_iter_previous (&iter, &position)) {
    g_autoptr (AcuPhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), position);
    if (acu_photo_get_path (photo))
      files = g_slist_prepend (files, g_file_new_for_path (acu_photo_get_path (photo)));
  }
  if (!files)
    return NULL;
  GdkFileList *list = gdk_file_list_new_from_list (files);
  g_slist_free_full (files, g_object_unref);
  GdkContentProvider *provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return provider;
}

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, AcuLibraryPage *self)
{
  GtkWidget *cell = acu_photo_cell_new (self->library, FALSE);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  resize_cell (acu_settings_get (), "thumbnail-size", ACU_PHOTO_CELL (cell));
  g_signal_connect_object (acu_settings_get (), "changed::thumbnail-size", G_CALLBACK (resize_cell),
                           cell, 0);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (cell_pressed_cb), self);
  g_signal_connect (drag, "prepare", G_CALLBACK (drag_prepare_cb), self);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (drag));
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  acu_photo_cell_set_photo (ACU_PHOTO_CELL (gtk_list_item_get_child (item)),
                            gtk_list_item_get_item (item));
}

static void
unbind_cell_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  acu_photo_cell_set_photo (ACU_PHOTO_CELL (gtk_list_item_get_child (item)), NULL);
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuLibraryPage *self = ACU_LIBRARY_PAGE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (self->viewing || !focus || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid)) ||
      !gtk_widget_compute_bounds (focus, GTK_WIDGET (self->grid), &bounds))
    return FALSE;
  popup_context_menu (self, bounds.origin.x + bounds.size.width / 2,
                      bounds.origin.y + bounds.size.height / 2);
  return TRUE;
}

static void
scorer_changed_cb (AcuLibraryPage *self)
{
  /* Cells show their scores anew on the new model's scale. */
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    if (ACU_IS_PHOTO_CELL (cell) && acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)))
      acu_photo_cell_set_photo (ACU_PHOTO_CELL (cell),
                                acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)));
  }
}

static void
activated_cb (AcuLibraryPage *self, guint position)
{
  view (self, position);
}

static void
search_changed_cb (AcuLibraryPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "filter-text",
                                  g_variant_new_string (text));
}

static void
search_done_cb (AcuLibraryPage *self)
{
  acu_library_page_focus (self);
}

static void
state_changed_cb (AcuLibraryPage *self)
{
  if (acu_library_get_state (self->library) == ACU_LIBRARY_READY && !self->photos) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), self);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), NULL);
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
    gtk_grid_view_set_factory (self->grid, factory);
    g_object_unref (factory);

    self->photos = g_object_ref (acu_library_get_photos (self->library));
    g_signal_connect_object (self->photos, "changing", G_CALLBACK (changing_cb), self,
                             G_CONNECT_SWAPPED);
    make_selection (self);
    g_signal_connect_object (self->photos, "updated", G_CALLBACK (updated_cb), self,
                             G_CONNECT_SWAPPED);
  }
  show_content (self);
}

void
acu_library_page_attach (AcuLibraryPage *self, AcuLibrary *library, GActionMap *actions)
{
  g_return_if_fail (ACU_IS_LIBRARY_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = actions;
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  acu_filter_bar_attach (self->filter_bar, library, actions);
  acu_library_sidebar_attach (self->sidebar, library, actions);
  acu_viewer_page_attach (self->viewer, library, actions);
  acu_visible_photos_watch (GTK_WIDGET (self->grid), library);
  acu_keymap_attach (GTK_WIDGET (self->grid), ACU_KEY_SCOPE_PHOTOS);
  acu_keymap_attach (GTK_WIDGET (self->viewer), ACU_KEY_SCOPE_PHOTOS);
  acu_keymap_attach (GTK_WIDGET (self->viewer), ACU_KEY_SCOPE_VIEWER);

  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "query-changed", G_CALLBACK (query_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scan-changed", G_CALLBACK (show_content), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scorer-changed", G_CALLBACK (scorer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  GAction *back = g_action_map_lookup_action (actions, "back");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (back), FALSE);
  enable_photo_actions (self);
  state_changed_cb (self);
}

static void
acu_library_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ACU_LIBRARY_PAGE (object)->viewing);
}

static void
acu_library_page_dispose (GObject *object)
{
  AcuLibraryPage *self = ACU_LIBRARY_PAGE (object);

  g_clear_pointer (&self->context_menu, gtk_widget_unparent);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_LIBRARY_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->photos);
  g_clear_object (&self->library);
  g_clear_pointer (&self->kept, g_array_unref);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (acu_library_page_parent_class)->dispose (object);
}

static void
acu_library_page_init (AcuLibraryPage *self)
{
  g_type_ensure (ACU_TYPE_FILTER_BAR);
  g_type_ensure (ACU_TYPE_LIBRARY_SIDEBAR);
  g_type_ensure (ACU_TYPE_VIEWER_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->kept = g_array_new (FALSE, FALSE, sizeof (gint64));

  self->context_menu = gtk_popover_menu_new_from_model (self->photo_menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->context_menu), FALSE);
  gtk_widget_set_halign (self->context_menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->context_menu, GTK_WIDGET (self->grid));

  g_signal_connect_swapped (self->grid, "activate", G_CALLBACK (activated_cb), self);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_swapped (self->search_entry, "search-changed", G_CALLBACK (search_changed_cb),
                            self);
  g_signal_connect_swapped (self->search_entry, "activate", G_CALLBACK (search_done_cb), self);
  g_signal_connect_swapped (self->search_entry, "stop-search", G_CALLBACK (search_done_cb), self);
}

static void
acu_library_page_class_init (AcuLibraryPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = acu_library_page_get_property;
  object_class->dispose = acu_library_page_dispose;
  g_object_class_install_property (
      object_class, PROP_VIEWING,
      g_param_spec_boolean ("viewing", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  widget_class->measure = acu_library_page_measure;
  widget_class->size_allocate = acu_library_page_size_allocate;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, pages);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, flap);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, sidebar);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, content);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, grid);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, viewer);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, photo_menu);
}
