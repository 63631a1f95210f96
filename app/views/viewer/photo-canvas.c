#include "app/views/viewer/photo-canvas.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/patch-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_ZOOM   32
#define WHEEL_STEP 1.2
#define KEY_STEP   60
#define MARGIN     14 /* around a photo that fits */

struct _AcuPhotoCanvas {
  GtkWidget parent_instance;

  AcuPhotoTexture *texture;
  AcuPatchMap *map;
  GdkTexture *overlay;
  GdkTexture *saliency; /* in place of the quality map */

  double zoom;
  gboolean fit;
  double centre_x, centre_y; /* of the window, parts of the photo */
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

/* Where the photo lies in the widget. */
static graphene_rect_t
get_bounds (AcuPhotoCanvas *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double width = acu_photo_texture_get_width (self->texture) * self->zoom / scale;
  double height = acu_photo_texture_get_height (self->texture) * self->zoom / scale;
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - self->centre_x * width;
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - self->centre_y * height;

  /* At rest on whole pixels of the screen, so that 1:1 is not a blur. */
  return GRAPHENE_RECT_INIT (round (x * scale) / scale, round (y * scale) / scale, width, height);
}

/* Keeps the photo from leaving the window, and in its middle where it is smaller. */
static void
settle (AcuPhotoCanvas *self)
{
  if (!self->texture)
    return;

  double lowest = get_fitting_zoom (self);
  if (self->fit)
    self->zoom = lowest;
  self->zoom = CLAMP (self->zoom, MIN (lowest, 1) * 0.5, MAX_ZOOM);

  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double half_x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 /
                  (acu_photo_texture_get_width (self->texture) * self->zoom / scale);
  double half_y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 /
                  (acu_photo_texture_get_height (self->texture) * self->zoom / scale);
  self->centre_x = half_x >= 0.5 ? 0.5 : CLAMP (self->centre_x, half_x, 1 - half_x);
  self->centre_y = half_y >= 0.5 ? 0.5 : CLAMP (self->centre_y, half_y, 1 - half_y);
}

static gboolean
is_larger_than_window (AcuPhotoCanvas *self)
{
  if (!self->texture)
    return FALSE;

  graphene_rect_t bounds = get_bounds (self);
  return bounds.size.width > gtk_widget_get_width (GTK_WIDGET (self)) + 1 ||
         bounds.size.height > gtk_widget_get_height (GTK_WIDGET (self)) + 1;
}

/* Zooms, keeping the point of the photo at (@x,@y) of the widget where it is. */
static void
zoom_at (AcuPhotoCanvas *self, double zoom, double x, double y)
{
  if (!self->texture)
    return;

  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  graphene_rect_t before = get_bounds (self);
  double at_x = (x - before.origin.x) / before.size.width;
  double at_y = (y - before.origin.y) / before.size.height;

  self->fit = FALSE;
  self->zoom = CLAMP (zoom, MIN (get_fitting_zoom (self), 1) * 0.5, MAX_ZOOM);
  double width = acu_photo_texture_get_width (self->texture) * self->zoom / scale;
  double height = acu_photo_texture_get_height (self->texture) * self->zoom / scale;
  self->centre_x = at_x + (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - x) / width;
  self->centre_y = at_y + (gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - y) / height;

  settle (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIT]);
}

static void
zoom_in_middle (AcuPhotoCanvas *self, double zoom)
{
  zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
acu_photo_canvas_zoom_by (AcuPhotoCanvas *self, double factor)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  zoom_in_middle (self, self->zoom * factor);
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

  self->fit = TRUE;
  settle (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIT]);
}

double
acu_photo_canvas_get_zoom (AcuPhotoCanvas *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_CANVAS (self), 1);

  return self->zoom;
}

void
acu_photo_canvas_set_texture (AcuPhotoCanvas *self, AcuPhotoTexture *texture)
{
  g_return_if_fail (ACU_IS_PHOTO_CANVAS (self));

  gboolean is_same_size =
      self->texture && texture &&
      acu_photo_texture_get_width (self->texture) == acu_photo_texture_get_width (texture) &&
      acu_photo_texture_get_height (self->texture) == acu_photo_texture_get_height (texture);

  if (texture)
    acu_photo_texture_ref (texture);
  g_clear_pointer (&self->texture, acu_photo_texture_unref);
  self->texture = texture;
  if (!is_same_size)
    self->fit = TRUE;
  settle (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
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
    self->centre_x = rect.origin.x + rect.size.width / 2;
    self->centre_y = rect.origin.y + rect.size.height / 2;
    settle (self);
    gtk_widget_queue_draw (GTK_WIDGET (self));
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
snapshot_patch (AcuPhotoCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  static const GdkRGBA white = {1, 1, 1, 1}, shade = {0, 0, 0, 0.55f},
                       ground = {0.08f, 0.08f, 0.08f, 0.86f};
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t part = acu_patch_map_get_rect (self->map, self->patch);
  graphene_rect_t rect = GRAPHENE_RECT_INIT (bounds->origin.x + part.origin.x * bounds->size.width,
                                             bounds->origin.y + part.origin.y * bounds->size.height,
                                             part.size.width * bounds->size.width,
                                             part.size.height * bounds->size.height);
  GskRoundedRect frame;

  /* White within black is seen on any photo. */
  gsk_rounded_rect_init_from_rect (&frame, &rect, 3);
  gtk_snapshot_append_border (snapshot, &frame, (float[]){2, 2, 2, 2},
                              (GdkRGBA[]){white, white, white, white});
  graphene_rect_inset (&rect, -1, -1);
  gsk_rounded_rect_init_from_rect (&frame, &rect, 4);
  gtk_snapshot_append_border (snapshot, &frame, (float[]){1, 1, 1, 1},
                              (GdkRGBA[]){shade, shade, shade, shade});

  double score = acu_patch_map_get_patch_score (self->map, self->patch);
  AcuScoreScale scale = acu_patch_map_get_scale (self->map);
  AcuScoreBand band = acu_score_band_get (scale, score);
  GdkRGBA colour = acu_score_band_get_colour (band, widget, TRUE);
  g_autofree char *number = acu_score_format (scale, score);
  g_autofree char *faults = acu_patch_words_describe_patch (self->map, self->patch);
  g_autoptr (PangoLayout) bold = gtk_widget_create_pango_layout (widget, number);
  g_autoptr (PangoLayout) plain = gtk_widget_create_pango_layout (widget, faults);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int number_width, text_width, text_height;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (bold, attributes);
  pango_layout_get_pixel_size (bold, &number_width, &text_height);
  pango_layout_get_pixel_size (plain, &text_width, NULL);

  /* The bubble stands beside the patch, on the side that has room. */
  double width = 8 + 12 + 5 + number_width + (text_width > 0 ? 6 + text_width : 0) + 8;
  double height = text_height + 6;
  double x = rect.origin.x + rect.size.width + 6, y = rect.origin.y;
  if (x + width > gtk_widget_get_width (widget) - 4)
    x = rect.origin.x - width - 6;
  if (x < 4) {
    x = rect.origin.x + 4;
    y = rect.origin.y + 4;
  }
  x = CLAMP (x, 4, MAX (4, gtk_widget_get_width (widget) - width - 4));
  y = CLAMP (y, 4, MAX (4, gtk_widget_get_height (widget) - height - 4));

  GskRoundedRect bubble;
  gsk_rounded_rect_init_from_rect (&bubble, &GRAPHENE_RECT_INIT (x, y, width, height), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &bubble);
  gtk_snapshot_append_color (snapshot, &ground, &bubble.bounds);
  gtk_snapshot_pop (snapshot);

  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      theme, acu_score_band_get_icon (band), NULL, 12, gtk_widget_get_scale_factor (widget),
      gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 8, y + (height - 12) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, 12, 12,
                                            &colour, 1);
  gtk_snapshot_restore (snapshot);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 25, y + 3));
  gtk_snapshot_append_layout (snapshot, bold, &colour);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (number_width + 6, 0));
  gtk_snapshot_append_layout (snapshot, plain, &white);
  gtk_snapshot_restore (snapshot);
}

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
    snapshot_patch (self, snapshot, &bounds);
}

static void
acu_photo_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (widget);
  double before = self->zoom;

  settle (self);
  if (self->zoom != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

/* Input. */

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, AcuPhotoCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (!self->texture)
    return FALSE;

  /* A wheel zooms; a touchpad, which can point anywhere, moves unless Control is held. */
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL ||
      (state & GDK_CONTROL_MASK)) {
    zoom_at (self, self->zoom * pow (WHEEL_STEP, -dy), self->pointer_x, self->pointer_y);
  } else {
    graphene_rect_t bounds = get_bounds (self);
    self->centre_x += dx / bounds.size.width;
    self->centre_y += dy / bounds.size.height;
    settle (self);
    gtk_widget_queue_draw (GTK_WIDGET (self));
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
  self->drag_x = self->centre_x;
  self->drag_y = self->centre_y;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (is_larger_than_window (self))
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, AcuPhotoCanvas *self)
{
  if (!self->texture)
    return;

  graphene_rect_t bounds = get_bounds (self);
  self->centre_x = self->drag_x - x / bounds.size.width;
  self->centre_y = self->drag_y - y / bounds.size.height;
  settle (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
  if (self->fit)
    zoom_at (self, 1, x, y);
  else
    acu_photo_canvas_zoom_fit (self);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, AcuPhotoCanvas *self)
{
  self->pinch_zoom = self->zoom;
}

static void
pinch_cb (GtkGestureZoom *gesture, double factor, AcuPhotoCanvas *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    zoom_at (self, self->pinch_zoom * factor, x, y);
}

/* Arrows choose a patch while the map is on; else they move a photo that is larger than the window;
 * else left and right turn pages. */
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
  if (is_larger_than_window (self)) {
    graphene_rect_t bounds = get_bounds (self);
    self->centre_x += dx * KEY_STEP / bounds.size.width;
    self->centre_y += dy * KEY_STEP / bounds.size.height;
    settle (self);
    gtk_widget_queue_draw (widget);
    return TRUE;
  }
  if (dx == 0)
    return FALSE;
  gboolean onwards = (dx > 0) == (gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL);
  return gtk_widget_activate_action (widget, onwards ? "win.next-photo" : "win.previous-photo",
                                     NULL);
}

static void
acu_photo_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AcuPhotoCanvas *self = ACU_PHOTO_CANVAS (object);

  switch (id) {
  case PROP_ZOOM:
    g_value_set_double (value, self->zoom);
    break;
  case PROP_FIT:
    g_value_set_boolean (value, self->fit);
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

  self->zoom = 1;
  self->fit = TRUE;
  self->centre_x = self->centre_y = 0.5;
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
