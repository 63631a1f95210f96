#include "app/views/viewer/photo-view.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/patch-words.h"
#include "app/views/shared/quality-colours.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <glib/gi18n.h>

/* In less room than this, either way, large words would be cut. */
#define SMALL 360

/* The map of the photo before is drawn for so long while the photo's own is read, milliseconds:
 * what goes and comes at once would flicker. */
#define MAP_PATIENCE 100

struct _AcuPhotoView {
  GtkWidget parent_instance;

  GtkStack *content;
  AcuPhotoCanvas *canvas;
  GtkWidget *failed;
  GtkLabel *reason;
  GtkSpinner *spinner;

  AcuLibrary *library;
  AcuPhoto *photo;
  gulong notify;
  guint version; /* of the photo whose pixels are shown or awaited */
  guint preview_request, full_request;
  AcuPhotoDetails *parts; /* what is seen of this photo or another, cut out ahead */
  AcuPatchMap *map;
  guint patience;        /* timeout source: the map is another photo's, and is told to nobody */
  GCancellable *details; /* of the reading of the map */
  char *problem;         /* why only a coarse copy is shown, or NULL */
  char *note;            /* another sentence for a screen reader, or NULL */
  gboolean watching;
};

enum { SHOWN, LOADED, MAP_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuPhotoView, acu_photo_view, GTK_TYPE_WIDGET)

/* The map, where it is the photo's own. */
static AcuPatchMap *
get_map (AcuPhotoView *self)
{
  return self->patience == 0 ? self->map : NULL;
}

/* What a screen reader is told instead of the picture and its map. */
static void
describe (AcuPhotoView *self)
{
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;
  AcuPatchMap *map = get_map (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (row && map) {
    g_autofree char *score =
        acu_score_format (acu_patch_map_get_scale (map), acu_patch_map_get_score (map));
    g_autofree char *markup = acu_patch_words_describe (map);
    g_autofree char *words = NULL;
    pango_parse_markup (markup, -1, 0, NULL, &words, NULL, NULL);
    /* Translators: a photo's name, its score, and sentences about it */
    g_string_printf (text, _ ("%s scores %s. %s"), row->display_name, score, words);
  } else if (row) {
    g_string_assign (text, row->display_name);
  }
  if (self->note)
    g_string_append_printf (text, " %s", self->note);
  acu_photo_canvas_set_description (self->canvas, text->str);
}

/* The map. */

typedef struct {
  gint64 scorer;
  gint64 photo;
} MapJob;

typedef struct {
  AcuPatchMap *map;
  GdkTexture *overlay;
} MapResult;

static void
map_result_free (gpointer data)
{
  MapResult *result = data;

  g_clear_pointer (&result->map, acu_patch_map_unref);
  g_clear_object (&result->overlay);
  g_free (result);
}

static gpointer
read_map (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const MapJob *job = data;
  g_autoptr (AcuScorerInfo) scorer = acu_score_store_get_scorer (catalog, job->scorer, error);
  if (!scorer)
    return NULL;
  AcuScoreDetails *details = acu_score_store_get (catalog, job->scorer, job->photo, error);
  if (!details)
    return NULL;

  MapResult *result = g_new0 (MapResult, 1);
  if (details->n_patches > 0) {
    result->map = acu_patch_map_new (details, scorer);
    result->overlay = acu_quality_texture_new (result->map);
  }
  acu_score_details_free (details);
  return result;
}

static void
set_map (AcuPhotoView *self, AcuPatchMap *map, GdkTexture *overlay)
{
  if (map)
    acu_patch_map_ref (map);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_pointer (&self->map, acu_patch_map_unref);
  self->map = map;
  acu_photo_canvas_set_map (self->canvas, map, overlay);
  describe (self);
  g_signal_emit (self, signals[MAP_CHANGED], 0);
}

static gboolean
patience_over_cb (gpointer data)
{
  AcuPhotoView *self = data;

  self->patience = 0;
  set_map (self, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* The map is no longer the photo's. */
static void
disown_map (AcuPhotoView *self)
{
  acu_photo_canvas_set_patch (self->canvas, ACU_NO_PATCH);
  g_clear_pointer (&self->note, g_free);
  if (self->map && self->patience == 0)
    self->patience = g_timeout_add (MAP_PATIENCE, patience_over_cb, self);
}

static void
map_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  MapResult *map = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!map && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_map (data, map ? map->map : NULL, map ? map->overlay : NULL);
  g_clear_pointer (&map, map_result_free);
}

static void
request_map (AcuPhotoView *self)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);

  g_cancellable_cancel (self->details);
  g_clear_object (&self->details);
  if (!scorer || !self->photo) {
    set_map (self, NULL, NULL);
    return;
  }

  MapJob job = {scorer->id, acu_photo_get_id (self->photo)};
  self->details = g_cancellable_new ();
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, read_map,
                         g_memdup2 (&job, sizeof job), g_free, map_result_free, self->details,
                         map_cb, self);
}

/* The pixels. */

/* What @message says of the photo, whose name is beside it. */
static const char *
shorten (AcuPhotoView *self, const char *message)
{
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;

  return row ? acu_photo_row_shorten (row, message) : message;
}

static void
show_failure (AcuPhotoView *self, const char *message)
{
  gtk_label_set_label (self->reason, shorten (self, message));
  gtk_stack_set_visible_child_name (self->content, "failed");
  gtk_spinner_stop (self->spinner);
  g_signal_emit (self, signals[SHOWN], 0);
}

static void
show_picture (AcuPhotoView *self, AcuPhotoTexture *picture)
{
  acu_photo_canvas_set_texture (self->canvas, picture);
  gtk_stack_set_visible_child_name (self->content, "photo");
  gtk_spinner_stop (self->spinner);
  g_signal_emit (self, signals[SHOWN], 0);
}

/* A coarse copy, with every pixel of what is seen where that is known. */
static void
show_coarse (AcuPhotoView *self, AcuPhotoTexture *picture)
{
  AcuPhotoTexture *part = acu_photo_details_get (self->parts, acu_photo_get_row (self->photo));
  g_autoptr (AcuPhotoTexture) both = part ? acu_photo_texture_new_over (picture, part) : NULL;

  show_picture (self, both ? both : picture);
}

/* What is looked at was a neighbour when its part was begun. */
static void
part_made_cb (gpointer data)
{
  AcuPhotoView *self = data;
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;
  AcuPhotoTexture *shown = acu_photo_canvas_get_texture (self->canvas);
  AcuPhotoTexture *part = row ? acu_photo_details_get (self->parts, row) : NULL;
  AcuPhotoTexture *coarse =
      part ? acu_picture_cache_peek (acu_library_get_previews (self->library), row) : NULL;

  if (shown && coarse && !acu_photo_texture_is_full (shown) &&
      !gdk_rectangle_equal (acu_photo_texture_get_part (shown), acu_photo_texture_get_part (part)))
    show_coarse (self, coarse);
}

static void
full_cb (gpointer picture, const GError *error, gpointer data)
{
  AcuPhotoView *self = data;

  self->full_request = 0;
  if (picture) {
    show_picture (self, picture);
  } else if (!acu_photo_canvas_get_texture (self->canvas)) {
    show_failure (self, error->message);
  } else {
    self->problem = g_strdup (shorten (self, error->message));
  }
  g_signal_emit (self, signals[LOADED], 0);
}

static void
preview_cb (gpointer picture, const GError *error, gpointer data)
{
  AcuPhotoView *self = data;

  self->preview_request = 0;
  if (!picture) {
    acu_photo_canvas_set_texture (self->canvas, NULL);
    show_failure (self, error->message);
    return;
  }
  gboolean is_full = acu_photo_texture_is_full (picture);
  /* Ahead of what others want once something is shown. */
  if (!is_full)
    self->full_request = acu_picture_cache_request (acu_library_get_full_photos (self->library),
                                                    acu_photo_get_row (self->photo), full_cb, self);
  if (!is_full) {
    show_coarse (self, picture);
    return;
  }
  show_picture (self, picture);
  g_signal_emit (self, signals[LOADED], 0);
}

/* What there is of the photo before its pixels: its thumbnail, if that was seen already. */
static void
show_stand_in (AcuPhotoView *self, const AcuPhotoRow *row)
{
  AcuPhotoTexture *thumbnail =
      acu_picture_cache_peek (acu_library_get_fine_thumbnails (self->library), row);

  if (!thumbnail)
    thumbnail = acu_picture_cache_peek (acu_library_get_thumbnails (self->library), row);
  if (thumbnail)
    acu_photo_canvas_set_stand_in (self->canvas, thumbnail, row->facts.width, row->facts.height);
  else
    acu_photo_canvas_set_texture (self->canvas, NULL);
}

static void
cancel_pictures (AcuPhotoView *self)
{
  acu_picture_cache_cancel (acu_library_get_previews (self->library), self->preview_request);
  acu_picture_cache_cancel (acu_library_get_full_photos (self->library), self->full_request);
  self->preview_request = self->full_request = 0;
}

static void
request_pictures (AcuPhotoView *self, const AcuPhotoRow *row)
{
  AcuPhotoTexture *full = acu_picture_cache_peek (acu_library_get_full_photos (self->library), row);
  AcuPhotoTexture *preview = acu_picture_cache_peek (acu_library_get_previews (self->library), row);

  self->version = row->version;
  cancel_pictures (self);
  g_clear_pointer (&self->problem, g_free);
  if (row->error) {
    acu_photo_canvas_set_texture (self->canvas, NULL);
    show_failure (self, row->error);
  } else if (full || preview) {
    gtk_stack_set_visible_child_name (self->content, "photo");
    if (full)
      full_cb (full, NULL, self);
    else
      preview_cb (preview, NULL, self);
  } else {
    show_stand_in (self, row);
    gtk_stack_set_visible_child_name (self->content, "photo");
    gtk_spinner_start (self->spinner);
    self->preview_request =
        acu_picture_cache_request (acu_library_get_previews (self->library), row, preview_cb, self);
  }
}

static void
photo_changed_cb (AcuPhotoView *self)
{
  const AcuPhotoRow *row = acu_photo_get_row (self->photo);

  describe (self);
  if (row && row->version != self->version)
    request_pictures (self, row);
}

static void
catalog_changed_cb (AcuPhotoView *self, const AcuCatalogChange *change)
{
  if (self->photo && (change->flags & ACU_CHANGE_SCORES) &&
      acu_catalog_change_has_photo (change, acu_photo_get_id (self->photo)))
    request_map (self);
}

static void
scorer_changed_cb (AcuPhotoView *self)
{
  if (self->photo)
    request_map (self);
}

void
acu_photo_view_set_photo (AcuPhotoView *self, AcuPhoto *photo)
{
  g_return_if_fail (ACU_IS_PHOTO_VIEW (self) && self->library);

  if (photo == self->photo)
    return;

  if (!self->watching && photo) {
    self->watching = TRUE;
    g_signal_connect_object (acu_library_get_catalog (self->library), "changed",
                             G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
  }
  if (self->photo)
    g_clear_signal_handler (&self->notify, self->photo);
  g_set_object (&self->photo, photo);
  self->version = G_MAXUINT;
  cancel_pictures (self);
  g_clear_pointer (&self->problem, g_free);
  if (photo) {
    self->notify = g_signal_connect_swapped (photo, "notify", G_CALLBACK (photo_changed_cb), self);
    disown_map (self);
    request_map (self);
    photo_changed_cb (self);
  } else {
    acu_photo_canvas_set_texture (self->canvas, NULL);
    request_map (self);
  }
}

AcuPhoto *
acu_photo_view_get_photo (AcuPhotoView *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_VIEW (self), NULL);

  return self->photo;
}

AcuPhotoCanvas *
acu_photo_view_get_canvas (AcuPhotoView *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_VIEW (self), NULL);

  return self->canvas;
}

AcuPhotoDetails *
acu_photo_view_get_details (AcuPhotoView *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_VIEW (self), NULL);

  return self->parts;
}

AcuPatchMap *
acu_photo_view_get_map (AcuPhotoView *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_VIEW (self), NULL);

  return get_map (self);
}

const char *
acu_photo_view_get_problem (AcuPhotoView *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_VIEW (self), NULL);

  return self->problem;
}

void
acu_photo_view_set_note (AcuPhotoView *self, const char *note)
{
  g_return_if_fail (ACU_IS_PHOTO_VIEW (self));

  g_free (self->note);
  self->note = g_strdup (note);
  describe (self);
}

void
acu_photo_view_attach (AcuPhotoView *self, AcuLibrary *library)
{
  GSettings *settings = acu_settings_get ();

  g_return_if_fail (ACU_IS_PHOTO_VIEW (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->parts = acu_photo_details_new (acu_library_get_decoder (library), part_made_cb, self);
  g_settings_bind (settings, "heatmap", self->canvas, "map-visible", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "heatmap-opacity", self->canvas, "map-opacity", G_SETTINGS_BIND_GET);
  g_signal_connect_object (library, "scorer-changed", G_CALLBACK (scorer_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_photo_view_measure (GtkWidget *widget,
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

static void
acu_photo_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuPhotoView *self = ACU_PHOTO_VIEW (widget);

  if (MIN (width, height) < SMALL)
    gtk_widget_add_css_class (self->failed, "compact");
  else
    gtk_widget_remove_css_class (self->failed, "compact");
  gtk_widget_size_allocate (gtk_widget_get_first_child (widget),
                            &(GtkAllocation){0, 0, width, height}, baseline);
}

static void
acu_photo_view_dispose (GObject *object)
{
  AcuPhotoView *self = ACU_PHOTO_VIEW (object);

  g_cancellable_cancel (self->details);
  g_clear_object (&self->details);
  if (self->library)
    cancel_pictures (self);
  if (self->photo)
    g_clear_signal_handler (&self->notify, self->photo);
  g_clear_object (&self->photo);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_pointer (&self->parts, acu_photo_details_free);
  g_clear_pointer (&self->map, acu_patch_map_unref);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->problem, g_free);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_PHOTO_VIEW);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_photo_view_parent_class)->dispose (object);
}

static void
acu_photo_view_init (AcuPhotoView *self)
{
  g_type_ensure (ACU_TYPE_PHOTO_CANVAS);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->content));
}

static void
acu_photo_view_class_init (AcuPhotoViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_photo_view_dispose;
  widget_class->measure = acu_photo_view_measure;
  widget_class->size_allocate = acu_photo_view_size_allocate;
  signals[SHOWN] = g_signal_new ("shown", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[MAP_CHANGED] = g_signal_new ("map-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/photo-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoView, content);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoView, canvas);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoView, failed);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoView, reason);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoView, spinner);
}
