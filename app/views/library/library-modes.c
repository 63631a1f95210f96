/* What is in the place of the library: the photos, one of them, several, or groups of them; and the
 * ways from one to another. */
#include "app/views/library/library-page-private.h"

#include "app/views/library/compare-choice.h"
#include "app/views/shared/settings.h"

#define ZOOM_STEP 1.3

/* As the pages of the stack are called. */
static const char *const mode_names[] = {"browse", "view", "compare", "cull"};

const char *
acu_library_page_get_mode_name (AcuLibraryPage *self)
{
  return mode_names[self->mode];
}

/* The photo that is looked at, where that is one; 0 for none. */
gint64
acu_library_page_get_photo (AcuLibraryPage *self)
{
  switch (self->mode) {
  case ACU_VIEW:
    return acu_viewer_page_get_photo (self->viewer);
  case ACU_COMPARE:
    return acu_compare_page_get_photo (self->compare);
  case ACU_CULL:
    return acu_cull_page_get_photo (self->cull);
  case ACU_BROWSE:
  default:
    return 0;
  }
}

/* What can be done where. */

static void
enable (AcuLibraryPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (self->actions, name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
acu_library_page_enable_photo_actions (AcuLibraryPage *self)
{
  guint n_selected = acu_photo_grid_get_n_selected (self->grid);
  guint n = self->photos ? g_list_model_get_n_items (G_LIST_MODEL (self->photos)) : 0;
  gboolean any = self->mode == ACU_BROWSE ? n_selected > 0 : acu_library_page_get_photo (self) != 0;
  gboolean several = self->mode == ACU_BROWSE && n_selected >= 2;

  if (self->mode == ACU_CULL) {
    g_autoptr (GArray) group = acu_cull_page_list_group (self->cull);
    several = group->len >= 2;
  } else if (self->mode == ACU_VIEW) {
    several = any && n >= 2;
  }
  acu_photo_actions_set_enabled (self->photo_actions, any);
  acu_collection_actions_set_enabled (self->collection_actions, any);
  acu_photo_files_set_enabled (self->photo_files,
                               any && (self->mode == ACU_BROWSE || self->mode == ACU_VIEW));
  enable (self, "open-photo", any);
  enable (self, "compare", several);
  enable (self, "select-similar",
          self->mode == ACU_BROWSE && acu_photo_grid_has_similar (self->grid));
  enable (self, "cull", self->is_active && self->mode == ACU_BROWSE && n > 0);
}

/* What has keys wherever the focus is would be done to what nobody sees, and what asks for the
 * focus there would take it from what is seen. */
void
acu_library_page_limit_reach (AcuLibraryPage *self)
{
  gboolean browsing = self->is_active && self->mode == ACU_BROWSE;

  gtk_widget_set_can_focus (GTK_WIDGET (self), self->is_active);
  gtk_widget_set_can_focus (GTK_WIDGET (self->flap), browsing);
  enable (self, "search", browsing);
  enable (self, "toggle-sidebar", browsing);
  enable (self, "back",
          self->is_active && (!browsing || acu_library_can_step (self->library, FALSE)));
  enable (self, "forward", browsing && acu_library_can_step (self->library, TRUE));
  enable (self, "zoom-in", self->is_active);
  enable (self, "zoom-out", self->is_active);
  acu_library_page_enable_photo_actions (self);
}

/* Has keys go to the photos. */
void
acu_library_page_focus (AcuLibraryPage *self)
{
  switch (self->mode) {
  case ACU_VIEW:
    acu_viewer_page_focus (self->viewer);
    break;
  case ACU_COMPARE:
    acu_compare_page_focus (self->compare);
    break;
  case ACU_CULL:
    acu_cull_page_focus (self->cull);
    break;
  case ACU_BROWSE:
  default:
    acu_photo_grid_focus (self->grid);
  }
}

/* In full screen the photo in the viewer is alone. */
void
acu_library_page_show_around (AcuLibraryPage *self)
{
  gtk_widget_set_visible (self->banner_place, !(self->is_full_screen && self->mode == ACU_VIEW));
  acu_viewer_page_set_bare (self->viewer, self->is_full_screen);
}

void
acu_library_page_set_mode (AcuLibraryPage *self, AcuLibraryMode mode)
{
  AcuLibraryMode before = self->mode;

  if (mode == before)
    return;

  self->mode = mode;
  gtk_stack_set_visible_child_name (self->pages, mode_names[mode]);
  if (before == ACU_VIEW)
    acu_viewer_page_hide (self->viewer);
  if (before == ACU_COMPARE)
    acu_compare_page_hide (self->compare);
  if (mode == ACU_BROWSE)
    acu_cull_page_hide (self->cull);
  acu_library_page_show_around (self);
  acu_library_page_limit_reach (self);
  g_object_notify (G_OBJECT (self), "shown");
  g_object_notify (G_OBJECT (self), "title");
  acu_library_page_focus (self);
}

void
acu_library_page_view (AcuLibraryPage *self, guint position)
{
  acu_wanted_photos_set (self->wanted, NULL); /* this is what somebody looks at now */
  self->view_origin = self->mode == ACU_CULL ? ACU_CULL : ACU_BROWSE;
  acu_viewer_page_open (self->viewer, position);
  acu_library_page_set_mode (self, ACU_VIEW);
}

void
acu_library_page_view_culled (AcuLibraryPage *self, gint64 photo)
{
  guint position = acu_photo_list_find (self->photos, photo);

  if (position != G_MAXUINT)
    acu_library_page_view (self, position);
}

/* Actions. */

static void
open_photo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  guint position = acu_photo_grid_get_selected (self->grid);

  if (self->mode == ACU_CULL)
    acu_library_page_view_culled (self, acu_library_page_get_photo (self));
  else if (self->mode == ACU_BROWSE && position != GTK_INVALID_LIST_POSITION)
    acu_library_page_view (self, position);
}

/* What is compared from here, the reference first. (transfer full) (element-type gint64) */
static GArray *
list_compared (AcuLibraryPage *self)
{
  if (self->mode == ACU_CULL)
    return acu_cull_page_list_group (self->cull);

  g_autoptr (GArray) selected = self->mode == ACU_VIEW && self->view_origin == ACU_CULL
                                    ? acu_cull_page_list_group (self->cull)
                                    : acu_photo_grid_get_selected_ids (self->grid);
  if (self->mode != ACU_VIEW)
    return g_steal_pointer (&selected);
  g_autoptr (GArray) similar =
      acu_photo_grid_list_similar (self->grid, acu_library_page_get_photo (self));
  const GArray *groups[] = {selected, similar};
  return acu_compare_choice_make (self->photos, acu_library_page_get_photo (self), groups,
                                  G_N_ELEMENTS (groups));
}

static void
compare_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  g_autoptr (GArray) photos = self->mode == ACU_COMPARE ? NULL : list_compared (self);

  if (!photos || photos->len < 2)
    return;
  self->compare_origin = self->mode;
  acu_compare_page_show (self->compare, (const gint64 *)photos->data, photos->len);
  acu_library_page_set_mode (self, ACU_COMPARE);
}

static void
cull_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;

  if (self->mode != ACU_BROWSE)
    return;
  acu_cull_page_show (self->cull);
  acu_library_page_set_mode (self, ACU_CULL);
}

void
acu_library_page_go_back (AcuLibraryPage *self)
{
  guint position = self->mode == ACU_VIEW ? acu_viewer_page_get_position (self->viewer)
                   : self->mode == ACU_COMPARE
                       ? acu_photo_list_find (self->photos, acu_library_page_get_photo (self))
                       : GTK_INVALID_LIST_POSITION;
  AcuLibraryMode mode = self->mode == ACU_VIEW      ? self->view_origin
                        : self->mode == ACU_COMPARE ? self->compare_origin
                                                    : ACU_BROWSE;
  gboolean was_viewing = self->mode == ACU_VIEW;

  /* The viewer goes on with the photo that was looked at beside others last, and as close as it
   * was. */
  if (mode == ACU_VIEW && position == GTK_INVALID_LIST_POSITION)
    mode = self->view_origin;
  if (mode == ACU_VIEW)
    acu_viewer_page_show (self->viewer, position);
  acu_library_page_set_mode (self, mode);
  if (was_viewing && self->mode == ACU_BROWSE && position != GTK_INVALID_LIST_POSITION)
    acu_photo_grid_select_only (self->grid, position);
}

static void
back_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;

  if (self->mode == ACU_BROWSE)
    acu_library_step (self->library, FALSE);
  else
    acu_library_page_go_back (self);
}

static void
forward_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_step (ACU_LIBRARY_PAGE (data)->library, TRUE);
}

static void
zoom_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;
  GSettings *settings = acu_settings_get ();
  gboolean larger = g_str_equal (g_action_get_name (G_ACTION (action)), "zoom-in");

  if (self->mode == ACU_VIEW)
    acu_viewer_page_zoom_by (self->viewer, larger ? ZOOM_STEP : 1 / ZOOM_STEP);
  else if (self->mode == ACU_COMPARE)
    acu_compare_page_zoom_by (self->compare, larger ? ZOOM_STEP : 1 / ZOOM_STEP);
  if (self->mode == ACU_VIEW || self->mode == ACU_COMPARE)
    return;
  int size = g_settings_get_int (settings, "thumbnail-size");
  g_settings_set_int (settings, "thumbnail-size",
                      CLAMP (larger ? size * ZOOM_STEP : size / ZOOM_STEP, 96, 320));
}

static void
select_all_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibraryPage *self = data;

  if (self->mode == ACU_BROWSE)
    acu_photo_grid_select_all (self->grid);
}

static void
select_similar_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_photo_grid_select_similar (ACU_LIBRARY_PAGE (data)->grid);
}

static void
select_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_photo_grid_select_only (ACU_LIBRARY_PAGE (data)->grid, g_variant_get_uint32 (parameter));
}

static const GActionEntry entries[] = {
    {"open-photo", open_photo_action},
    {"compare", compare_action},
    {"cull", cull_action},
    {"back", back_action},
    {"forward", forward_action},
    {"zoom-in", zoom_action},
    {"zoom-out", zoom_action},
    {"select-all", select_all_action},
    {"select-similar", select_similar_action},
    {"select", select_action, "u"},
};

void
acu_library_page_add_actions (AcuLibraryPage *self)
{
  g_action_map_add_action_entries (self->actions, entries, G_N_ELEMENTS (entries), self);
}
