#include "app/views/library/library-page-private.h"

#include "app/views/library/gone-photos.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"
#include "app/views/shared/side-buttons.h"
#include "app/views/shared/toggle-action.h"

#include <glib/gi18n.h>

enum { PROP_0, PROP_SHOWN, PROP_TITLE };

G_DEFINE_FINAL_TYPE (AcuLibraryPage, acu_library_page, GTK_TYPE_WIDGET)

GArray *
acu_library_page_dup_selection (AcuLibraryPage *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY_PAGE (self), NULL);

  return acu_photo_grid_get_selected_ids (self->grid);
}

/* Which photos are meant: the one looked at, else the selected ones. (element-type gint64) */
static GArray *
get_targets (gpointer data)
{
  AcuLibraryPage *self = data;

  if (self->mode == ACU_BROWSE)
    return acu_photo_grid_get_selected_ids (self->grid);

  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 photo = acu_library_page_get_photo (self);
  if (photo != 0)
    g_array_append_val (photos, photo);
  return photos;
}

static void
advance (gpointer data)
{
  AcuLibraryPage *self = data;

  if (self->mode == ACU_VIEW)
    acu_viewer_page_step (self->viewer, 1);
  else if (self->mode == ACU_CULL)
    acu_cull_page_advance (self->cull);
  if (self->mode != ACU_BROWSE)
    return; /* photos that are compared are rated one beside the other */

  guint position = acu_photo_grid_get_selected (self->grid);
  if (position != GTK_INVALID_LIST_POSITION &&
      position + 1 < g_list_model_get_n_items (G_LIST_MODEL (self->photos)))
    acu_photo_grid_select_only (self->grid, position + 1);
}

static const AcuPhotoTargets targets = {get_targets, advance};

static void
tell_empty_collection (AcuLibraryPage *self, const char *name)
{
  g_autofree char *title = g_strdup_printf (_ ("“%s” has no photos yet"), name);

  adw_status_page_set_title (self->collection_page, title);
}

/* Whether somebody has stopped reading the folder that is shown, if it is one. */
static gboolean
is_stopped (AcuLibraryPage *self)
{
  AcuScope scope = acu_library_get_query (self->library)->scope;

  return acu_library_get_reading (self->library) &&
         (scope == ACU_SCOPE_FOLDER || scope == ACU_SCOPE_TREE);
}

/* Why there is no photo in the list, which has its answer. */
static const char *
choose_reason (AcuLibraryPage *self, const AcuPhotoResult *result)
{
  if (acu_photo_query_has_filter (acu_library_get_query (self->library)) && result->n_in_scope > 0)
    return "nothing-matches";

  const AcuCollection *collection = acu_own_collections_get_shown (self->own);
  if (collection) {
    tell_empty_collection (self, collection->name);
    return "empty-collection";
  }
  if (acu_library_is_folder_gone (self->library))
    acu_gone_photos_tell_folder (self->gone_page, acu_library_get_folder (self->library));
  else if (result->n_gone > 0)
    acu_gone_photos_tell_number (self->gone_page, result->n_gone);
  else
    return is_stopped (self) ? "stopped" : "empty";
  return "gone";
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
    else
      name = choose_reason (self, result);
  }
  gtk_stack_set_visible_child_name (self->content, name);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_bar),
                          n > 0 || g_str_equal (name, "nothing-matches"));
}

/* What was named on the command line: one photo is opened, several are selected. */
static void
wanted_found (const GtkBitset *positions, gpointer data)
{
  AcuLibraryPage *self = data;

  if (gtk_bitset_get_size (positions) == 1) {
    guint position = gtk_bitset_get_minimum (positions);
    acu_photo_grid_select_only (self->grid, position);
    acu_library_page_view (self, position);
    return;
  }
  acu_library_page_set_mode (self, ACU_BROWSE);
  acu_photo_grid_select (self->grid, positions);
}

void
acu_library_page_open_photos (AcuLibraryPage *self, const char *const *paths)
{
  g_return_if_fail (ACU_IS_LIBRARY_PAGE (self));

  /* What is looked at, compared or culled is of the folder before. */
  acu_library_page_set_mode (self, ACU_BROWSE);
  acu_wanted_photos_set (self->wanted, paths);
}

static void
show_undone (gpointer data, const GArray *photos)
{
  AcuLibraryPage *self = data;
  gint64 only = photos->len == 1 ? g_array_index (photos, gint64, 0) : 0;
  guint position = only ? acu_photo_list_find (self->photos, only) : G_MAXUINT;

  if (self->mode == ACU_BROWSE)
    acu_photo_grid_select_photos (self->grid, photos);
  else if (self->mode == ACU_VIEW && position != G_MAXUINT)
    acu_viewer_page_show (self->viewer, position);
  else if (self->mode == ACU_CULL && only)
    acu_cull_page_select (self->cull, only);
}

/* The photo that is looked at, or the first of those selected. */
static gint64
get_first (gpointer data)
{
  AcuLibraryPage *self = data;
  guint position = acu_photo_grid_get_selected (self->grid);

  return self->mode != ACU_BROWSE                ? acu_library_page_get_photo (self)
         : position == GTK_INVALID_LIST_POSITION ? 0
                                                 : acu_photo_list_get_id (self->photos, position);
}

static const AcuUndoneSight undone_sight = {show_undone, get_first};

static void
updated_cb (AcuLibraryPage *self)
{
  show_content (self);
  acu_wanted_photos_look (self->wanted);
  acu_undone_photos_look (self->undone);
  acu_library_page_enable_photo_actions (self);
}

static void
scan_changed_cb (AcuLibraryPage *self)
{
  show_content (self);
  if (!acu_library_is_scanning (self->library, NULL))
    acu_wanted_photos_look (self->wanted);
}

static void
search_changed_cb (AcuLibraryPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "filter-text",
                                  g_variant_new_string (text));
}

static void
query_changed_cb (AcuLibraryPage *self)
{
  const char *text = acu_library_get_query (self->library)->text;
  g_autofree char *typed =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))));

  /* Spaces around it are no part of a query, but may be the end of a word to somebody who types. */
  if (g_strcmp0 (text ?: "", typed) != 0) {
    /* An entry is empty between two texts, and says so at once: that is nobody's search, and would
     * take the text away that is about to be shown. */
    g_signal_handlers_block_by_func (self->search_entry, search_changed_cb, self);
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text ?: "");
    g_signal_handlers_unblock_by_func (self->search_entry, search_changed_cb, self);
  }
  if (text)
    gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  acu_library_page_limit_reach (self);
}

void
acu_library_page_set_active (AcuLibraryPage *self, gboolean active)
{
  g_return_if_fail (ACU_IS_LIBRARY_PAGE (self));

  if (self->is_active == active)
    return;
  self->is_active = active;
  acu_library_page_limit_reach (self);
  if (active)
    acu_library_page_focus (self);
}

void
acu_library_page_set_full_screen (AcuLibraryPage *self, gboolean full_screen)
{
  g_return_if_fail (ACU_IS_LIBRARY_PAGE (self));

  self->is_full_screen = full_screen;
  acu_library_page_show_around (self);
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
    self->photos = g_object_ref (acu_library_get_photos (self->library));
    g_signal_connect_object (self->photos, "updated", G_CALLBACK (updated_cb), self,
                             G_CONNECT_SWAPPED);
  }
  /* In another catalog the same id may be another photo's. */
  if (acu_library_get_state (self->library) == ACU_LIBRARY_FAILED)
    acu_library_page_set_mode (self, ACU_BROWSE);
  show_content (self);
}

void
acu_library_page_attach (AcuLibraryPage *self, AcuLibrary *library, GActionMap *actions)
{
  g_return_if_fail (ACU_IS_LIBRARY_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = actions;
  self->wanted = acu_wanted_photos_new (library, wanted_found, self);
  self->undone = acu_undone_photos_new (library, &undone_sight, self);
  acu_library_page_add_actions (self);
  acu_toggle_action_add (actions, "search", G_OBJECT (self->search_bar), "search-mode-enabled");
  acu_toggle_action_add (actions, "toggle-sidebar", G_OBJECT (self->flap), "reveal-flap");
  g_settings_bind (acu_settings_get (), "show-sidebar", self->flap, "reveal-flap",
                   G_SETTINGS_BIND_GET);
  self->photo_actions = acu_photo_actions_new (library, actions);
  acu_photo_actions_set_targets (self->photo_actions, &targets, self);
  self->photo_files =
      acu_photo_files_new (library, self->photo_actions, actions, GTK_WIDGET (self));
  self->own = acu_own_collections_new (library);
  self->collection_actions = acu_collection_actions_new (
      library, self->own, self->photo_actions, acu_photo_grid_get_collection_menu (self->grid),
      GTK_WIDGET (self), actions);
  g_signal_connect_object (self->own, "changed", G_CALLBACK (show_content), self,
                           G_CONNECT_SWAPPED);
  acu_photo_grid_attach (self->grid, library);
  acu_filter_bar_attach (self->filter_bar, library, actions);
  acu_library_sidebar_attach (self->sidebar, library, self->own, actions);
  acu_scoring_banner_attach (self->banner, library, actions);
  acu_viewer_page_attach (self->viewer, library, actions);
  acu_compare_page_attach (self->compare, library, actions);
  acu_cull_page_attach (self->cull, library, actions);
  acu_keymap_attach (GTK_WIDGET (self->viewer), ACU_KEY_SCOPE_PHOTOS);
  acu_keymap_attach (GTK_WIDGET (self->viewer), ACU_KEY_SCOPE_VIEWER);
  acu_keymap_attach (GTK_WIDGET (self->compare), ACU_KEY_SCOPE_PHOTOS);
  acu_keymap_attach (GTK_WIDGET (self->compare), ACU_KEY_SCOPE_COMPARE);
  acu_keymap_attach (GTK_WIDGET (self->cull), ACU_KEY_SCOPE_PHOTOS);
  acu_keymap_attach (GTK_WIDGET (self->cull), ACU_KEY_SCOPE_CULL);

  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "query-changed", G_CALLBACK (query_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scan-changed", G_CALLBACK (scan_changed_cb), self,
                           G_CONNECT_SWAPPED);
  acu_library_page_limit_reach (self);
  state_changed_cb (self);
}

static void
named_cb (AcuLibraryPage *self)
{
  g_object_notify (G_OBJECT (self), "title");
}

static void
acu_library_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AcuLibraryPage *self = ACU_LIBRARY_PAGE (object);

  if (id == PROP_SHOWN)
    g_value_set_static_string (value, acu_library_page_get_mode_name (self));
  else
    g_value_set_string (value,
                        self->mode == ACU_VIEW ? acu_viewer_page_get_name (self->viewer) : "");
}

static void
acu_library_page_dispose (GObject *object)
{
  AcuLibraryPage *self = ACU_LIBRARY_PAGE (object);

  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_LIBRARY_PAGE);
  g_clear_object (&self->photos);
  g_clear_object (&self->library);
  g_clear_object (&self->photo_files);
  if (self->collection_actions)
    acu_collection_actions_stop (self->collection_actions);
  g_clear_object (&self->collection_actions);
  g_clear_object (&self->own);
  g_clear_pointer (&self->photo_actions, acu_photo_actions_free);
  g_clear_pointer (&self->wanted, acu_wanted_photos_free);
  g_clear_pointer (&self->undone, acu_undone_photos_free);
  G_OBJECT_CLASS (acu_library_page_parent_class)->dispose (object);
}

static void
acu_library_page_init (AcuLibraryPage *self)
{
  g_type_ensure (ACU_TYPE_FILTER_BAR);
  g_type_ensure (ACU_TYPE_PHOTO_GRID);
  g_type_ensure (ACU_TYPE_LIBRARY_SIDEBAR);
  g_type_ensure (ACU_TYPE_VIEWER_PAGE);
  g_type_ensure (ACU_TYPE_COMPARE_PAGE);
  g_type_ensure (ACU_TYPE_CULL_PAGE);
  g_type_ensure (ACU_TYPE_SCORING_BANNER);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->pages));
  acu_shown_page_follow (GTK_WIDGET (self->content));
  self->is_active = TRUE;
  acu_side_buttons_attach (GTK_WIDGET (self));

  /* An action of the window's may keep what has a property for it, and all that is in that, longer
   * than there is this page. */
  g_signal_connect_object (self->grid, "activate", G_CALLBACK (acu_library_page_view), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewer, "named", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewer, "emptied", G_CALLBACK (acu_library_page_go_back), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cull, "activate", G_CALLBACK (acu_library_page_view_culled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cull, "selection-changed",
                           G_CALLBACK (acu_library_page_enable_photo_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->grid, "selection-changed",
                           G_CALLBACK (acu_library_page_enable_photo_actions), self,
                           G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (search_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "activate", G_CALLBACK (search_done_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "stop-search", G_CALLBACK (search_done_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_library_page_class_init (AcuLibraryPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = acu_library_page_get_property;
  object_class->dispose = acu_library_page_dispose;
  g_object_class_install_property (object_class, PROP_SHOWN,
                                   g_param_spec_string ("shown", NULL, NULL, "browse",
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_TITLE,
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, pages);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, banner_place);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, banner);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, flap);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, sidebar);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, content);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, gone_page);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, collection_page);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, grid);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, viewer);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, compare);
  gtk_widget_class_bind_template_child (widget_class, AcuLibraryPage, cull);
}
