#include "app/views/viewer/viewer-page.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/key-hint.h"
#include "app/views/shared/map-key.h"
#include "app/views/shared/patch-words.h"
#include "app/views/shared/photo-actions.h"
#include "app/views/shared/photo-colour.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/star-rating.h"
#include "app/views/viewer/film-strip.h"
#include "app/views/viewer/folder-patches.h"
#include "app/views/viewer/photo-neighbours.h"
#include "app/views/viewer/photo-panel.h"
#include "app/views/viewer/photo-view.h"
#include "app/views/viewer/saliency-layer.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

struct _AcuViewerPage {
  GtkWidget parent_instance;

  AdwFlap *flap;
  AcuPhotoPanel *panel;
  AcuPhotoView *view;
  AcuMapKey *map_key;
  GtkLabel *saliency_words;
  GtkWidget *bar;
  AcuStarRating *stars;
  GtkLabel *marks;
  GtkLabel *place;
  AcuFilmStrip *film;

  AcuLibrary *library;
  GActionMap *actions;
  AcuPhotoList *photos;
  AcuPhotoCanvas *canvas; /* the view's */
  AcuPhoto *photo;        /* what is shown */
  gulong notify;
  guint last_position; /* where it was last */
  AcuPhotoNeighbours *neighbours;
  AcuSaliencyLayer *saliency;
  AcuFolderPatches *folder_patches;
  gboolean saliency_visible;
  gboolean shown, bare;
  gboolean had_panel; /* before it was bare */
};

G_DEFINE_FINAL_TYPE (AcuViewerPage, acu_viewer_page, GTK_TYPE_WIDGET)

static guint
get_position (AcuViewerPage *self)
{
  return self->photo ? acu_photo_list_find (self->photos, acu_photo_get_id (self->photo))
                     : GTK_INVALID_LIST_POSITION;
}

static void
enable (AcuViewerPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (self->actions, name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* The place among the photos, and the zoom: "5 of 1,402 · Fit 34 %".  What cannot be shown has
 * none. (transfer full) */
static char *
describe_place (AcuViewerPage *self, guint position, guint n)
{
  double zoom = acu_photo_canvas_get_zoom (self->canvas) * 100;
  gboolean fit;

  if (!acu_photo_canvas_get_texture (self->canvas))
    return g_strdup_printf (_ ("%'u of %'u"), position + 1, n);
  g_object_get (self->canvas, "fit", &fit, NULL);
  return fit /* Translators: place among the photos, and zoom: "5 of 1,402 · Fit 34 %" */
             ? g_strdup_printf (_ ("%'u of %'u · Fit %.0f %%"), position + 1, n, zoom)
             : g_strdup_printf (_ ("%'u of %'u · %.0f %%"), position + 1, n, zoom);
}

/* What depends on where the photo is, and how it is zoomed. */
static void
show_place (AcuViewerPage *self)
{
  guint n = self->photos ? g_list_model_get_n_items (G_LIST_MODEL (self->photos)) : 0;
  guint position = get_position (self);

  if (!self->photo || position == GTK_INVALID_LIST_POSITION) {
    gtk_label_set_label (self->place, "");
    return;
  }

  g_autofree char *text = describe_place (self, position, n);
  const char *problem = acu_photo_view_get_problem (self->view);
  g_autofree char *told =
      problem /* Translators: after place and zoom, where a file cannot be decoded to the end */
          ? g_strdup_printf ("%s · %s", text, _ ("preview only"))
          : NULL;
  gtk_label_set_label (self->place, told ? told : text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->place), problem);
  enable (self, "next-photo", position + 1 < n);
  enable (self, "previous-photo", position > 0);
}

static void
show_row (AcuViewerPage *self)
{
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;
  g_autoptr (GString) marks = g_string_new (NULL);

  acu_photo_panel_set_row (self->panel, row);
  /* Rows come a moment after their photos: what is known stays until then. */
  if (row || !self->photo)
    acu_folder_patches_set_folder (self->folder_patches, row ? row->folder : 0);
  acu_star_rating_set_stars (self->stars, row ? row->stars : 0);
  if (row && row->flag != ACU_FLAG_NONE)
    g_string_append (marks, row->flag > 0 ? C_ ("photo", "Picked") : C_ ("photo", "Rejected"));
  if (row && row->colour != ACU_COLOUR_NONE)
    g_string_append_printf (marks, "%s%s", marks->len ? " · " : "",
                            acu_colour_get_word (row->colour));
  gtk_label_set_label (self->marks, marks->str);
  g_signal_emit_by_name (self, "named");
}

const char *
acu_viewer_page_get_name (AcuViewerPage *self)
{
  g_return_val_if_fail (ACU_IS_VIEWER_PAGE (self), "");

  return self->photo ? acu_photo_get_display_name (self->photo) : "";
}

static void
update_map_key (AcuViewerPage *self)
{
  gboolean visible;

  g_object_get (self->canvas, "map-visible", &visible, NULL);
  acu_map_key_set_saliency (self->map_key, self->saliency_visible);
  gtk_widget_set_visible (GTK_WIDGET (self->map_key), acu_photo_view_get_map (self->view) &&
                                                          (visible || self->saliency_visible));
}

/* The saliency map, computed while it is looked at. */

static void
saliency_changed_cb (AcuViewerPage *self)
{
  const char *words = acu_saliency_layer_get_words (self->saliency);

  acu_photo_canvas_set_saliency (self->canvas, acu_saliency_layer_get_texture (self->saliency));
  gtk_label_set_label (self->saliency_words, words);
  gtk_widget_set_visible (GTK_WIDGET (self->saliency_words), *words != '\0');
  acu_photo_view_set_note (self->view, *words ? words : NULL);
}

static void
request_saliency (AcuViewerPage *self)
{
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;
  gboolean wanted = self->saliency_visible && acu_photo_view_get_map (self->view) && row;

  acu_saliency_layer_set_photo (self->saliency, wanted ? row->id : 0, wanted ? row->path : NULL);
}

static void
set_saliency_visible (AcuViewerPage *self, gboolean visible)
{
  GAction *action = g_action_map_lookup_action (self->actions, "saliency-map");

  if (visible == self->saliency_visible)
    return;
  self->saliency_visible = visible;
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (visible));
  /* One map at a time lies over the photo. */
  if (visible)
    g_object_set (self->canvas, "map-visible", FALSE, NULL);
  update_map_key (self);
  request_saliency (self);
}

static void
saliency_action (GSimpleAction *action, GVariant *state, gpointer data)
{
  set_saliency_visible (data, g_variant_get_boolean (state));
}

static void
map_visible_cb (AcuViewerPage *self)
{
  gboolean visible;

  g_object_get (self->canvas, "map-visible", &visible, NULL);
  if (visible)
    set_saliency_visible (self, FALSE);
  update_map_key (self);
}

/* How many of the photos shown are better: the histogram of the list is fine enough. */
static void
show_rank (AcuViewerPage *self)
{
  AcuPatchMap *map = acu_photo_view_get_map (self->view);
  const AcuPhotoResult *result = map ? acu_photo_list_get_result (self->photos) : NULL;
  AcuScoreScale scale = acu_library_get_scale (self->library);

  if (!result)
    return;
  double position = acu_score_scale_normalise (scale, acu_patch_map_get_score (map));
  acu_photo_panel_set_rank (self->panel, acu_photo_result_get_share_above (result, position));
}

static void
map_changed_cb (AcuViewerPage *self)
{
  AcuPatchMap *map = acu_photo_view_get_map (self->view);
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);

  acu_photo_panel_set_map (self->panel, map, scorer ? scorer->model : NULL);
  acu_map_key_set_scale (self->map_key, acu_library_get_scale (self->library));
  enable (self, "worst-patch", map != NULL);
  enable (self, "best-patch", map != NULL);
  enable (self, "saliency-map", map != NULL);
  update_map_key (self);
  request_saliency (self);
  show_rank (self);
}

static void
folder_changed_cb (AcuViewerPage *self)
{
  acu_photo_panel_set_folder (self->panel, acu_folder_patches_get (self->folder_patches));
}

/* Has the neighbours' previews made once there is something of the photo itself to look at. */
static void
prefetch (AcuViewerPage *self)
{
  acu_photo_neighbours_request (self->neighbours, G_LIST_MODEL (self->photos), get_position (self));
}

/* And what would be seen of them. */
static void
look_beside (AcuViewerPage *self)
{
  AcuPhotoSight sight;
  gboolean is_close = acu_photo_canvas_get_sight (self->canvas, &sight);

  if (self->photo)
    acu_photo_neighbours_look (self->neighbours, G_LIST_MODEL (self->photos), get_position (self),
                               is_close ? &sight : NULL);
}

static void
set_photo (AcuViewerPage *self, AcuPhoto *photo)
{
  if (photo == self->photo)
    return;

  if (self->photo)
    g_clear_signal_handler (&self->notify, self->photo);
  g_set_object (&self->photo, photo);
  acu_photo_neighbours_move (self->neighbours, G_LIST_MODEL (self->photos), get_position (self));
  acu_photo_view_set_photo (self->view, photo);
  show_row (self);
  if (photo) {
    self->notify = g_signal_connect_swapped (photo, "notify", G_CALLBACK (show_row), self);
    gint64 id = acu_photo_get_id (photo);
    AcuScoringService *scoring = acu_library_get_scoring (self->library);
    if (scoring)
      acu_scoring_service_set_visible (scoring, &id, 1);
  }
  show_place (self);
}

static void
chosen_cb (AcuViewerPage *self)
{
  guint position = acu_film_strip_get_chosen (self->film);

  if (!self->shown || position == GTK_INVALID_LIST_POSITION)
    return;

  g_autoptr (AcuPhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), position);
  self->last_position = position;
  set_photo (self, photo);
}

void
acu_viewer_page_show (AcuViewerPage *self, guint position)
{
  g_return_if_fail (ACU_IS_VIEWER_PAGE (self) && self->photos);

  self->shown = TRUE;
  acu_film_strip_choose (self->film, position);
  chosen_cb (self);
}

void
acu_viewer_page_open (AcuViewerPage *self, guint position)
{
  g_return_if_fail (ACU_IS_VIEWER_PAGE (self) && self->photos);

  acu_photo_canvas_zoom_fit (self->canvas);
  acu_viewer_page_show (self, position);
}

void
acu_viewer_page_hide (AcuViewerPage *self)
{
  g_return_if_fail (ACU_IS_VIEWER_PAGE (self));

  self->shown = FALSE;
  set_photo (self, NULL);
  acu_film_strip_clear (self->film);
}

gint64
acu_viewer_page_get_photo (AcuViewerPage *self)
{
  g_return_val_if_fail (ACU_IS_VIEWER_PAGE (self), 0);

  return self->photo ? acu_photo_get_id (self->photo) : 0;
}

guint
acu_viewer_page_get_position (AcuViewerPage *self)
{
  g_return_val_if_fail (ACU_IS_VIEWER_PAGE (self), GTK_INVALID_LIST_POSITION);

  return get_position (self);
}

gboolean
acu_viewer_page_step (AcuViewerPage *self, int step)
{
  g_return_val_if_fail (ACU_IS_VIEWER_PAGE (self), FALSE);

  guint position = get_position (self);
  if (position == GTK_INVALID_LIST_POSITION ||
      position + step >= g_list_model_get_n_items (G_LIST_MODEL (self->photos)))
    return FALSE;
  acu_film_strip_choose (self->film, position + step);
  return TRUE;
}

void
acu_viewer_page_zoom_by (AcuViewerPage *self, double factor)
{
  g_return_if_fail (ACU_IS_VIEWER_PAGE (self));

  acu_photo_canvas_zoom_by (self->canvas, factor);
}

void
acu_viewer_page_set_bare (AcuViewerPage *self, gboolean bare)
{
  g_return_if_fail (ACU_IS_VIEWER_PAGE (self));

  if (self->bare == bare)
    return;
  self->bare = bare;
  gtk_widget_set_visible (self->bar, !bare);
  gtk_widget_set_visible (GTK_WIDGET (self->film), !bare);
  if (bare)
    self->had_panel = adw_flap_get_reveal_flap (self->flap);
  adw_flap_set_reveal_flap (self->flap, !bare && self->had_panel);
  /* What had the focus may be hidden now. */
  if (self->shown && bare)
    acu_viewer_page_focus (self);
}

void
acu_viewer_page_focus (AcuViewerPage *self)
{
  g_return_if_fail (ACU_IS_VIEWER_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* Actions. */

static void
step_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_viewer_page_step (data,
                        g_str_equal (g_action_get_name (G_ACTION (action)), "next-photo") ? 1 : -1);
}

static void
patch_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuViewerPage *self = data;
  AcuPatchMap *map = acu_photo_view_get_map (self->view);

  if (!map)
    return;
  guint patch = g_str_equal (g_action_get_name (G_ACTION (action)), "worst-patch")
                    ? acu_patch_map_get_worst (map)
                    : acu_patch_map_get_best (map);
  g_settings_set_boolean (acu_settings_get (), "heatmap", TRUE);
  acu_photo_canvas_set_patch (self->canvas, patch);
}

static void
zoom_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuViewerPage *self = data;

  if (g_str_equal (g_action_get_name (G_ACTION (action)), "zoom-actual"))
    acu_photo_canvas_zoom_to (self->canvas, 1);
  else
    acu_photo_canvas_zoom_fit (self->canvas);
}

/* A screen reader hears of the patch that was chosen; where the toolkit cannot speak by itself, it
 * is asked for with the photo's description. */
static void
patch_changed_cb (AcuViewerPage *self)
{
  int patch = acu_photo_canvas_get_patch (self->canvas);
  AcuPatchMap *map = acu_photo_view_get_map (self->view);

  if (patch == ACU_NO_PATCH || !map) {
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->canvas),
                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    return;
  }
  g_autofree char *score =
      acu_score_format (acu_patch_map_get_scale (map), acu_patch_map_get_patch_score (map, patch));
  g_autofree char *faults = acu_patch_words_describe_patch (map, patch);
  g_autofree char *text = g_strdup_printf (_ ("Patch scores %s. %s"), score, faults);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  acu_announce (GTK_WIDGET (self->canvas), text);
}

static void
list_updated_cb (AcuViewerPage *self)
{
  if (!self->shown)
    return;

  /* The photo stays, wherever it moved to, as long as it is there at all; then the one that came
   * into its place is shown. */
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->photos));
  guint position = get_position (self);
  gboolean is_gone = position == GTK_INVALID_LIST_POSITION;
  if (n == 0) {
    g_signal_emit_by_name (self, "emptied");
    return;
  }
  if (is_gone)
    position = MIN (self->last_position, n - 1);
  acu_film_strip_choose (self->film, position);
  if (is_gone)
    chosen_cb (self);
  show_place (self);
  show_rank (self);
}

static void
state_changed_cb (AcuViewerPage *self)
{
  if (acu_library_get_state (self->library) != ACU_LIBRARY_READY || self->photos)
    return;

  acu_film_strip_attach (self->film, self->library);
  self->photos = g_object_ref (acu_library_get_photos (self->library));
  g_signal_connect_object (self->photos, "updated", G_CALLBACK (list_updated_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Left and right turn pages where the canvas has no use for them. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gboolean is_right = g_variant_get_boolean (arguments);
  gboolean onwards = is_right == (gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL);

  return gtk_widget_activate_action (widget, onwards ? "win.next-photo" : "win.previous-photo",
                                     NULL);
}

void
acu_viewer_page_attach (AcuViewerPage *self, AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry actions[] = {
      {"next-photo", step_action},
      {"previous-photo", step_action},
      {"worst-patch", patch_action},
      {"best-patch", patch_action},
      {"zoom-fit", zoom_action},
      {"zoom-actual", zoom_action},
      {"saliency-map", NULL, NULL, "false", saliency_action},
  };
  GSettings *settings = acu_settings_get ();

  g_return_if_fail (ACU_IS_VIEWER_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = map;
  acu_photo_view_attach (self->view, library);
  self->neighbours = acu_photo_neighbours_new (acu_library_get_previews (library),
                                               acu_photo_view_get_details (self->view));
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  self->saliency = acu_saliency_layer_new (library);
  g_signal_connect_object (self->saliency, "changed", G_CALLBACK (saliency_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->folder_patches = acu_folder_patches_new (library);
  g_signal_connect_object (self->folder_patches, "changed", G_CALLBACK (folder_changed_cb), self,
                           G_CONNECT_SWAPPED);

  g_autoptr (GPropertyAction) quality_map =
      g_property_action_new ("quality-map", self->canvas, "map-visible");
  g_autoptr (GPropertyAction) panel = g_property_action_new ("panel", self->flap, "reveal-flap");
  g_action_map_add_action (map, G_ACTION (quality_map));
  acu_map_key_add_actions (map);
  g_action_map_add_action (map, G_ACTION (panel));
  g_settings_bind (settings, "show-panel", self->flap, "reveal-flap", G_SETTINGS_BIND_GET);

  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
  map_changed_cb (self);
}

static void
acu_viewer_page_dispose (GObject *object)
{
  AcuViewerPage *self = ACU_VIEWER_PAGE (object);

  g_clear_pointer (&self->neighbours, acu_photo_neighbours_free);
  if (self->photo)
    g_clear_signal_handler (&self->notify, self->photo);
  g_clear_object (&self->photo);
  g_clear_object (&self->saliency);
  g_clear_object (&self->folder_patches);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_VIEWER_PAGE);
  g_clear_object (&self->photos);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_viewer_page_parent_class)->dispose (object);
}

static void
acu_viewer_page_init (AcuViewerPage *self)
{
  g_type_ensure (ACU_TYPE_FILM_STRIP);
  g_type_ensure (ACU_TYPE_PHOTO_VIEW);
  g_type_ensure (ACU_TYPE_PHOTO_PANEL);
  g_type_ensure (ACU_TYPE_MAP_KEY);
  g_type_ensure (ACU_TYPE_STAR_RATING);
  g_type_ensure (ACU_TYPE_KEY_HINT);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_photo_actions_spare_next (GTK_WIDGET (self));

  self->canvas = acu_photo_view_get_canvas (self->view);
  acu_star_rating_set_action (self->stars, "win.rate");
  g_signal_connect_object (self->film, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->film, "pointed", G_CALLBACK (acu_viewer_page_focus), self,
                           G_CONNECT_SWAPPED);
  /* Its answers come later, and it may outlive this page while a window is closed. */
  g_signal_connect_object (self->view, "shown", G_CALLBACK (prefetch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "shown", G_CALLBACK (look_beside), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "shown", G_CALLBACK (show_place), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "loaded", G_CALLBACK (show_place), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "map-changed", G_CALLBACK (map_changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* An action of the window's has the canvas, and may keep it as long. */
  g_signal_connect_object (self->canvas, "notify::zoom", G_CALLBACK (show_place), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::zoom", G_CALLBACK (look_beside), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::map-visible", G_CALLBACK (map_visible_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::patch", G_CALLBACK (patch_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_viewer_page_class_init (AcuViewerPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_viewer_page_dispose;
  g_signal_new ("named", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  g_signal_new ("emptied", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, arrow_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, arrow_cb, "b", TRUE);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/viewer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, flap);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, panel);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, view);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, map_key);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, saliency_words);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, stars);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, marks);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, place);
  gtk_widget_class_bind_template_child (widget_class, AcuViewerPage, film);
}
