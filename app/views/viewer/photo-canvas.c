#include "app/views/viewer/photo-canvas.h"

#include "app/views/shared/compat.h"
#include "app/views/viewer/patch-mark.h"

#include <math.h>

#define MAX_ZOOM   32
#define WHEEL_STEP 1.2
#define KEY_STEP   60
#define MARGIN     14 /* around a photo that fits */

/* Of a touchpad for one step of a wheel; as the toolkit counts them. */
#define PIXELS_PER_STEP 10

/* From here on a coarse copy, which has a quarter of the pixels across or so, is a blur. */
#define CLOSE_ZOOM 0.5

struct _AcuPhotoCanvas {
  GtkWidget parent_instance;

  AcuPhotoTexture *texture;
  int width, height; /* of the last photo, also while there is none */
  AcuPatchMap *map;
  GdkTexture *overlay;
  GdkTexture *saliency; /* in place of the quality map */

  AcuPhotoPlace *place;
  double told_zoom;
  gboolean map_visible;
  double map_opacity;
  int patch;
  gboolean patch_by_pointer;

  double drag_x, drag_y; /* the centre when a drag began */
  double pinch_zoom;     /* the zoom when a pinch began */
  double pointer_x, pointer_y;
};

enum { PROP_0, PROP_ZOOM, PROP_FIT, PROP_MAP_VISIBLE, PROP_MAP_OPACITY, PROP_PATCH, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AcuPhotoCanvas, acu_photo_canvas, GTK_TYPE_WIDGET)

static double
get_fitting_zoom (AcuPhotoCanvas *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int margin = MIN (width, height) > 400 ? MARGIN : 0;

  if (!self->texture || width <= 0 || height <= 0)
    return 1;

  double across =
      (double)(width - 2 * margin) * scale / acu_photo_texture_get_width (self->texture);
  double down =
      (double)(height - 2 * margin) * scale / acu_photo_texture_get_height (self->texture);
  /* A small photo is enlarged, but not to a mosaic. */
  return MIN (MIN (across, down), 4);
}

static double
clamp_zoom (AcuPhotoCanvas *self, double zoom)
{
  if (!self->texture)
    return zoom;
  return CLAMP (zoom, MIN (get_fitting_zoom (self), 1) * 0.5, MAX_ZOOM);
}

static double
get_zoom (AcuPhotoCanvas *self)
{
  double fitting = get_fitting_zoom (self);

  return clamp_zoom (self, acu_photo_place_get_fit (self->place)
                               ? fitting
                               : acu_photo_place_get_zoom (self->place));
}

/* The photo's size at @zoom, in the widget's own units. */
static graphene_size_t
get_size (AcuPhotoCanvas *self, double zoom)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return GRAPHENE_SIZE_INIT (acu_photo_texture_get_width (self->texture) * zoom / scale,
                             acu_photo_texture_get_height (self->texture) * zoom / scale);
}

/* Keeps the photo from leaving the window, and in its middle where it is smaller. */
static void
clamp_centre (AcuPhotoCanvas *self, double zoom, double *x, double *y)
{
  graphene_size_t size = get_size (self, zoom);
  double half_x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 / size.width;
  double half_y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 / size.height;

  *x = half_x >= 0.5 ? 0.5 : CLAMP (*x, half_x, 1 - half_x);
  *y = half_y >= 0.5 ? 0.5 : CLAMP (*y, half_y, 1 - half_y);
}

/* The place as this canvas, whose window and photo have sizes of their own, can show it. */
static void
get_centre (AcuPhotoCanvas *self, double *x, double *y)
{
  acu_photo_place_get_centre (self->place, x, y);
  clamp_centre (self, get_zoom (self), x, y);
}

static void
set_centre (AcuPhotoCanvas *self, double x, double y)
{
  clamp_centre (self, get_zoom (self), &x, &y);
  acu_photo_place_move (self->place, x, y);
}

/* Where the photo lies in the widget. */
static graphene_rect_t
get_bounds (AcuPhotoCanvas *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  graphene_size_t size = get_size (self, get_zoom (self));
  double centre_x, centre_y;

  get_centre (self, &centre_x, &centre_y);
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - centre_x * size.width;
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - centre_y * size.height;

  /* At rest on whole pixels of the screen, so that 1:1 is not a blur. */
  return GRAPHENE_RECT_INIT (round (x * scale) / scale, round (y * scale) / scale, size.width,
                             size.height);
}

/* Moves by a part of the window's pixels. */
static void
move_by (AcuPhotoCanvas *self, double dx, double dy)
{
  graphene_size_t size = get_size (self, get_zoom (self));
  double x, y;

  get_centre (self, &x, &y);
  set_centre (self, x + dx / size.width, y + dy / size.height);
}

static gboolean
is_larger_than_window (AcuPhotoCanvas *self)
{
  if (!self->texture)
    return FALSE;

  graphene_size_t size = get_size (self, get_zoom (self));
  return size.width > gtk_widget_get_width (GTK_WIDGET (self)) + 1 ||
         size.height > gtk_widget_get_height (GTK_WIDGET (self)) + 1;
}

/* Zooms, keeping the point of the photo at (@x,@y) of the widget where it is. */
static void
zoom_at (AcuPhotoCanvas *self, double zoom, double x, double y)
{
  if (!self->texture)
    return;

  graphene_rect_t before = get_bounds (self);
  double at_x = (x - before.origin.x) / before.size.width;
  double at_y = (y - before.origin.y) / before.size.height;

  zoom = clamp_zoom (self, zoom);
  graphene_size_t size = get_size (self, zoom);
  double centre_x = at_x + (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - x) / size.width;
  double centre_y = at_y + (gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - y) / size.height;
  clamp_centre (self, zoom, &centre_x, &centre_y);
  acu_photo_place_zoom (self->place, zoom, centre_x, centre_y);
}

static void
zoom_in_middle (AcuPhotoCanvas *self, double zoom)
{
  zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
tell_zoom (AcuPhotoCanvas *self)
{
  self->told_zoom = get_zoom (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

static void
place_changed_cb (AcuPhotoCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tell_zoom (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIT]);
}

void
acu_photo_canvas_zoom_by (AcuPhotoCanvas *self, double factor)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  zoom_in_middle (self, get_zoom (self) * factor);
}

void
acu_photo_canvas_zoom_to (AcuPhotoCanvas *self, double zoom)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  zoom_in_middle (self, zoom);
}

void
acu_photo_canvas_zoom_fit (AcuPhotoCanvas *self)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  acu_photo_place_fit (self->place);
}

static void
take_place (AcuPhotoCanvas *self, AcuPhotoPlace *place)
{
  if (self->place)
    g_signal_handlers_disconnect_by_data (self->place, self);
  g_clear_object (&self->place);
  self->place = place;
  g_signal_connect_object (place, "changed", G_CALLBACK (place_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
acu_photo_canvas_share_place (AcuPhotoCanvas *self, AcuPhotoPlace *place)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self) && ACU_IS_PHOTO_PLACE (place));

  take_place (self, g_object_ref (place));
  place_changed_cb (self);
}

double
acu_photo_canvas_get_zoom (AcuPhotoCanvas *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_CANVAS (self), 1);

  return get_zoom (self);
}

gboolean
acu_photo_canvas_get_sight (AcuPhotoCanvas *self, AcuPhotoSight *sight)
{
  g_return_val_if_fail (ACU_IS_PHOTO_CANVAS (self) && sight, FALSE);

  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  sight->zoom = acu_photo_place_get_zoom (self->place);
  sight->width = gtk_widget_get_width (GTK_WIDGET (self)) * scale;
  sight->height = gtk_widget_get_height (GTK_WIDGET (self)) * scale;
  acu_photo_place_get_centre (self->place, &sight->x, &sight->y);
  return !acu_photo_place_get_fit (self->place) && sight->zoom >= CLOSE_ZOOM && sight->width > 0 &&
         sight->height > 0;
}

gboolean
acu_photo_canvas_is_sharp (AcuPhotoCanvas *self)
{
  AcuPhotoSight sight;
  GdkRectangle seen, both;

  g_return_val_if_fail (ACU_IS_PHOTO_CANVAS (self), FALSE);

  if (!self->texture || acu_photo_texture_is_full (self->texture))
    return self->texture != NULL;
  if (!acu_photo_canvas_get_sight (self, &sight))
    return FALSE;
  acu_photo_sight_find (&sight, self->width, self->height, &seen);
  return gdk_rectangle_intersect (acu_photo_texture_get_part (self->texture), &seen, &both) &&
         gdk_rectangle_equal (&both, &seen);
}

void
acu_photo_canvas_set_texture (AcuPhotoCanvas *self, AcuPhotoTexture *texture)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  if (texture)
    acu_photo_texture_ref (texture);
  g_clear_pointer (&self->texture, acu_photo_texture_unref);
  self->texture = texture;
  if (texture) {
    self->width = acu_photo_texture_get_width (texture);
    self->height = acu_photo_texture_get_height (texture);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tell_zoom (self);
}

/* Whether @thumbnail can be one of a picture of @width x @height, to a pixel of its own. */
static gboolean
is_shaped_like (const AcuPhotoTexture *thumbnail, int width, int height)
{
  gint64 across = (gint64)acu_photo_texture_get_width (thumbnail) * height;
  gint64 down = (gint64)acu_photo_texture_get_height (thumbnail) * width;

  return width > 0 && height > 0 && ABS (across - down) <= MAX (width, height);
}

void
acu_photo_canvas_set_stand_in (AcuPhotoCanvas *self,
                               AcuPhotoTexture *thumbnail,
                               int width,
                               int height)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self) && thumbnail);

  /* Most neighbours are of one camera, and a RAW file tells the size of its sensor, not that of the
   * picture that is shown. */
  if (is_shaped_like (thumbnail, self->width, self->height)) {
    width = self->width;
    height = self->height;
  }
  g_autoptr (AcuPhotoTexture) stand_in =
      is_shaped_like (thumbnail, width, height)
          ? acu_photo_texture_new_stand_in (thumbnail, width, height)
          : NULL;
  acu_photo_canvas_set_texture (self, stand_in);
}

AcuPhotoTexture *
acu_photo_canvas_get_texture (AcuPhotoCanvas *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_CANVAS (self), NULL);

  return self->texture;
}

static void
choose_patch (AcuPhotoCanvas *self, int patch, gboolean by_pointer)
{
  self->patch_by_pointer = by_pointer;
  if (self->patch == patch)
    return;

  self->patch = patch;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATCH]);
}

void
acu_photo_canvas_set_map (AcuPhotoCanvas *self, AcuPatchMap *map, GdkTexture *overlay)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  if (map)
    acu_patch_map_ref (map);
  g_clear_pointer (&self->map, acu_patch_map_unref);
  self->map = map;
  g_set_object (&self->overlay, overlay);
  choose_patch (self, ACU_NO_PATCH, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
acu_photo_canvas_set_saliency (AcuPhotoCanvas *self, GdkTexture *saliency)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  if (g_set_object (&self->saliency, saliency))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
acu_photo_canvas_set_patch (AcuPhotoCanvas *self, int patch)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));
  g_return_if_fail (patch == ACU_NO_PATCH ||
                    (self->map && patch < (int)acu_patch_map_get_n (self->map)));

  choose_patch (self, patch, FALSE);
  if (patch != ACU_NO_PATCH && is_larger_than_window (self)) {
    graphene_rect_t rect = acu_patch_map_get_rect (self->map, patch);
    set_centre (self, rect.origin.x + rect.size.width / 2, rect.origin.y + rect.size.height / 2);
  }
}

int
acu_photo_canvas_get_patch (AcuPhotoCanvas *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_CANVAS (self), ACU_NO_PATCH);

  return self->patch;
}

void
acu_photo_canvas_set_description (AcuPhotoCanvas *self, const char *description)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);
}

/* Drawing. */

static void
acu_photo_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (widget);
  graphene_rect_t window =
      GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  if (!self->texture)
    return;

  graphene_rect_t bounds = get_bounds (self);
  acu_photo_texture_snapshot (self->texture, snapshot, &bounds, &window,
                              gtk_widget_get_scale_factor (widget));
  if (self->saliency) {
    /* On a darker photo the colours stand out. */
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){0, 0, 0, 0.5f}, &bounds);
    gtk_snapshot_append_texture (snapshot, self->saliency, &bounds);
  }
  if (!self->map_visible || !self->map)
    return;

  if (self->overlay) {
    gtk_snapshot_push_opacity (snapshot, self->map_opacity);
    gtk_snapshot_append_texture (snapshot, self->overlay, &bounds);
    gtk_snapshot_pop (snapshot);
  }
  if (self->patch != ACU_NO_PATCH)
    acu_patch_mark_snapshot (widget, snapshot, self->map, (guint)self->patch, &bounds);
}

static void
acu_photo_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (widget);

  if (get_zoom (self) != self->told_zoom)
    tell_zoom (self);
}

/* Input. */

double
acu_photo_canvas_get_scroll_factor (GdkScrollUnit unit, double dy)
{
  double steps = unit == GDK_SCROLL_UNIT_WHEEL ? dy : dy / PIXELS_PER_STEP;

  return pow (WHEEL_STEP, -steps);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, AcuPhotoCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  GdkScrollUnit unit = gtk_event_controller_scroll_get_unit (controller);

  if (!self->texture)
    return FALSE;

  /* A wheel zooms; a touchpad, which can point anywhere, moves unless Control is held. */
  if (unit == GDK_SCROLL_UNIT_WHEEL || (state & GDK_CONTROL_MASK)) {
    zoom_at (self, get_zoom (self) * acu_photo_canvas_get_scroll_factor (unit, dy), self->pointer_x,
             self->pointer_y);
  } else {
    move_by (self, dx, dy);
  }
  return TRUE;
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, AcuPhotoCanvas *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
  if (!self->texture || !self->map_visible || !self->map)
    return;

  graphene_rect_t bounds = get_bounds (self);
  double across = (x - bounds.origin.x) / bounds.size.width;
  double down = (y - bounds.origin.y) / bounds.size.height;
  if (across >= 0 && across <= 1 && down >= 0 && down <= 1)
    choose_patch (self, acu_patch_map_find (self->map, across, down), TRUE);
  else if (self->patch_by_pointer)
    choose_patch (self, ACU_NO_PATCH, FALSE);
}

static void
leave_cb (GtkEventControllerMotion *controller, AcuPhotoCanvas *self)
{
  if (self->patch_by_pointer)
    choose_patch (self, ACU_NO_PATCH, FALSE);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, AcuPhotoCanvas *self)
{
  if (self->texture)
    get_centre (self, &self->drag_x, &self->drag_y);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (is_larger_than_window (self))
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, AcuPhotoCanvas *self)
{
  if (!self->texture)
    return;

  graphene_size_t size = get_size (self, get_zoom (self));
  set_centre (self, self->drag_x - x / size.width, self->drag_y - y / size.height);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double x, double y, AcuPhotoCanvas *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), NULL);
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, AcuPhotoCanvas *self)
{
  if (n != 2)
    return;
  if (acu_photo_place_get_fit (self->place))
    zoom_at (self, 1, x, y);
  else
    acu_photo_canvas_zoom_fit (self);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, AcuPhotoCanvas *self)
{
  self->pinch_zoom = get_zoom (self);
}

static void
pinch_cb (GtkGestureZoom *gesture, double factor, AcuPhotoCanvas *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    zoom_at (self, self->pinch_zoom * factor, x, y);
}

/* Arrows choose a patch while the map is on; else they move a photo that is larger than the window;
 * else they are for whoever the canvas is part of. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (widget);
  int dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  if (self->map_visible && self->map && self->texture) {
    int patch = self->patch == ACU_NO_PATCH
                    ? (int)acu_patch_map_get_worst (self->map)
                    : (int)acu_patch_map_step (self->map, self->patch, dx, dy);
    acu_photo_canvas_set_patch (self, patch);
    return TRUE;
  }
  if (!is_larger_than_window (self))
    return FALSE;
  move_by (self, dx * KEY_STEP, dy * KEY_STEP);
  return TRUE;
}

static void
acu_photo_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (object);

  switch (id) {
  case PROP_ZOOM:
    g_value_set_double (value, get_zoom (self));
    break;
  case PROP_FIT:
    g_value_set_boolean (value, acu_photo_place_get_fit (self->place));
    break;
  case PROP_MAP_VISIBLE:
    g_value_set_boolean (value, self->map_visible);
    break;
  case PROP_MAP_OPACITY:
    g_value_set_double (value, self->map_opacity);
    break;
  case PROP_PATCH:
    g_value_set_int (value, self->patch);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
acu_photo_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (object);

  switch (id) {
  case PROP_ZOOM:
    acu_photo_canvas_zoom_to (self, g_value_get_double (value));
    break;
  case PROP_FIT:
    if (g_value_get_boolean (value))
      acu_photo_canvas_zoom_fit (self);
    break;
  case PROP_MAP_VISIBLE:
    self->map_visible = g_value_get_boolean (value);
    if (!self->map_visible)
      choose_patch (self, ACU_NO_PATCH, FALSE);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    break;
  case PROP_MAP_OPACITY:
    self->map_opacity = g_value_get_double (value);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    break;
  case PROP_PATCH:
    acu_photo_canvas_set_patch (self, g_value_get_int (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
acu_photo_canvas_finalize (GObject *object)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (object);

  g_clear_pointer (&self->texture, acu_photo_texture_unref);
  g_clear_pointer (&self->map, acu_patch_map_unref);
  g_clear_object (&self->overlay);
  g_clear_object (&self->saliency);
  g_clear_object (&self->place);
  G_OBJECT_CLASS (acu_photo_canvas_parent_class)->finalize (object);
}

static void
acu_photo_canvas_init (AcuPhotoCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  take_place (self, acu_photo_place_new ());
  self->map_opacity = 0.5;
  self->patch = ACU_NO_PATCH;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}

static void
acu_photo_canvas_class_init (AcuPhotoCanvasClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = acu_photo_canvas_get_property;
  object_class->set_property = acu_photo_canvas_set_property;
  object_class->finalize = acu_photo_canvas_finalize;
  widget_class->snapshot = acu_photo_canvas_snapshot;
  widget_class->size_allocate = acu_photo_canvas_size_allocate;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, 1000, 1, flags);
  properties[PROP_FIT] = g_param_spec_boolean ("fit", NULL, NULL, TRUE, flags);
  properties[PROP_MAP_VISIBLE] = g_param_spec_boolean ("map-visible", NULL, NULL, FALSE, flags);
  properties[PROP_MAP_OPACITY] = g_param_spec_double ("map-opacity", NULL, NULL, 0, 1, 0.5, flags);
  properties[PROP_PATCH] =
      g_param_spec_int ("patch", NULL, NULL, ACU_NO_PATCH, G_MAXINT, ACU_NO_PATCH, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "photo-canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, arrow_cb, "(ii)", -1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, arrow_cb, "(ii)", 1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, arrow_cb, "(ii)", 0, -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, arrow_cb, "(ii)", 0, 1);
}

GtkWidget *
acu_photo_canvas_new (void)
{
  return g_object_new (ACU_TYPE_PHOTO_CANVAS, NULL);
}
