#include "app/views/label/rating-stage.h"

#include <glib/gi18n.h>
#include <math.h>

/* Around pictures, and between two. */
#define MARGIN 16
#define GAP    16

struct _AcuRatingStage {
  GtkWidget parent_instance;

  AcuDisplayScale display;
  AcuPhotoTexture *pictures[2];
  int side, x, y; /* of the patch, pixels of the picture; side 0 for none */
  double pan_x, pan_y;
  double drag_x, drag_y; /* the pan when dragging began */
  int position;          /* of the item in its session */
  gint64 drawn;
};

G_DEFINE_FINAL_TYPE (AcuRatingStage, acu_rating_stage, GTK_TYPE_WIDGET)

static int
count_pictures (AcuRatingStage *self)
{
  return (self->pictures[0] != NULL) + (self->pictures[1] != NULL);
}

/* The part of the stage for one of the pictures. */
static graphene_rect_t
get_place (AcuRatingStage *self, int index)
{
  float width = (float)gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float)gtk_widget_get_height (GTK_WIDGET (self));
  float margin = width < 600 ? 0 : MARGIN;
  graphene_rect_t place = GRAPHENE_RECT_INIT (margin, margin, MAX (width - 2 * margin, 1),
                                              MAX (height - 2 * margin, 1));

  if (count_pictures (self) == 2) {
    place.size.width = MAX ((place.size.width - GAP) / 2, 1);
    place.origin.x += index * (place.size.width + GAP);
  }
  return place;
}

/* Units of the stage per pixel of the picture. */
static double
get_zoom (AcuRatingStage *self, const AcuPhotoTexture *picture, const graphene_rect_t *place)
{
  double actual = 1.0 / gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double fit = MIN (place->size.width / acu_photo_texture_get_width (picture),
                    place->size.height / acu_photo_texture_get_height (picture));

  return self->display == ACU_DISPLAY_ACTUAL ? actual : MIN (fit, actual);
}

/* How far pictures can be moved along one axis. */
static double
limit_pan (double pan, double length, double room)
{
  double reach = MAX ((length - room) / 2, 0);

  return CLAMP (pan, -reach, reach);
}

static graphene_rect_t
get_bounds (AcuRatingStage *self, const AcuPhotoTexture *picture, const graphene_rect_t *place)
{
  double zoom = get_zoom (self, picture, place);
  double width = zoom * acu_photo_texture_get_width (picture);
  double height = zoom * acu_photo_texture_get_height (picture);
  double pan_x = limit_pan (self->pan_x, width, place->size.width);
  double pan_y = limit_pan (self->pan_y, height, place->size.height);

  double left = place->origin.x + (place->size.width - width) / 2 + pan_x;
  double top = place->origin.y + (place->size.height - height) / 2 + pan_y;
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  /* Between two pixels of the screen a picture would be blurred. */
  return GRAPHENE_RECT_INIT ((float)(round (left * scale) / scale),
                             (float)(round (top * scale) / scale), (float)width, (float)height);
}

/* The rest of the picture is kept, since a patch is judged in its surroundings, but steps back. */
static void
draw_patch (AcuRatingStage *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  static const GdkRGBA veil = {0.467f, 0.467f, 0.467f, 0.72f};
  static const GdkRGBA white = {1, 1, 1, 1}, black = {0, 0, 0, 0.75f};
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double zoom = bounds->size.width / acu_photo_texture_get_width (self->pictures[0]);
  /* Edges between pixels of the screen would be seen as lines. */
  float left = (float)(round ((bounds->origin.x + zoom * self->x) * scale) / scale);
  float top = (float)(round ((bounds->origin.y + zoom * self->y) * scale) / scale);
  float side = (float)(round (zoom * self->side * scale) / scale);
  float right = bounds->origin.x + bounds->size.width;
  float bottom = bounds->origin.y + bounds->size.height;
  const graphene_rect_t around[] = {
      GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y, bounds->size.width,
                          top - bounds->origin.y),
      GRAPHENE_RECT_INIT (bounds->origin.x, top + side, bounds->size.width, bottom - top - side),
      GRAPHENE_RECT_INIT (bounds->origin.x, top, left - bounds->origin.x, side),
      GRAPHENE_RECT_INIT (left + side, top, right - left - side, side),
  };
  GskRoundedRect outline;

  for (guint i = 0; i < G_N_ELEMENTS (around); i++)
    if (around[i].size.width > 0 && around[i].size.height > 0)
      gtk_snapshot_append_color (snapshot, &veil, &around[i]);
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT (left - 3, top - 3, side + 6, side + 6), 0);
  gtk_snapshot_append_border (snapshot, &outline, (float[]){1, 1, 1, 1},
                              (GdkRGBA[]){black, black, black, black});
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT (left - 2, top - 2, side + 4, side + 4), 0);
  gtk_snapshot_append_border (snapshot, &outline, (float[]){2, 2, 2, 2},
                              (GdkRGBA[]){white, white, white, white});
}

static void
acu_rating_stage_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuRatingStage *self = ACU_RATING_STAGE (widget);

  for (int i = 0; i < count_pictures (self); i++) {
    graphene_rect_t place = get_place (self, i);
    graphene_rect_t bounds = get_bounds (self, self->pictures[i], &place);
    graphene_rect_t visible;
    if (!graphene_rect_intersection (&place, &bounds, &visible))
      continue;
    gtk_snapshot_push_clip (snapshot, &place);
    acu_photo_texture_snapshot (self->pictures[i], snapshot, &bounds, &visible,
                                gtk_widget_get_scale_factor (widget));
    if (i == 0 && self->side > 0)
      draw_patch (self, snapshot, &bounds);
    gtk_snapshot_pop (snapshot);
  }
  if (self->drawn == 0 && self->pictures[0])
    self->drawn = g_get_monotonic_time ();
}

/* A patch far from the middle of a picture at its own size is brought into view. */
static void
centre_patch (AcuRatingStage *self)
{
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  self->pan_x = self->pan_y = 0;
  if (self->side == 0 || self->display == ACU_DISPLAY_FIT)
    return;
  self->pan_x =
      (acu_photo_texture_get_width (self->pictures[0]) / 2.0 - self->x - self->side / 2.0) / scale;
  self->pan_y =
      (acu_photo_texture_get_height (self->pictures[0]) / 2.0 - self->y - self->side / 2.0) / scale;
}

static void
set_pictures (AcuRatingStage *self, AcuPhotoTexture *picture, AcuPhotoTexture *other)
{
  AcuPhotoTexture *pictures[] = {picture, other};

  for (int i = 0; i < 2; i++) {
    if (pictures[i])
      acu_photo_texture_ref (pictures[i]);
    g_clear_pointer (&self->pictures[i], acu_photo_texture_unref);
    self->pictures[i] = pictures[i];
  }
  self->drawn = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
acu_rating_stage_set_display (AcuRatingStage *self, AcuDisplayScale display)
{
  g_return_if_fail (ACU_IS_RATING_STAGE (self));

  self->display = display;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
acu_rating_stage_show (AcuRatingStage *self,
                       const AcuLabelItem *item,
                       AcuPhotoTexture *picture,
                       AcuPhotoTexture *other)
{
  g_return_if_fail (ACU_IS_RATING_STAGE (self) && item && picture);

  /* A larger version of what is looked at already: how long it is seen goes on. */
  gboolean is_same = self->pictures[0] && self->position == item->position;
  gint64 drawn = self->drawn;

  set_pictures (self, picture, other);
  if (is_same)
    self->drawn = drawn;
  self->position = item->position;
  self->side = item->side;
  self->x = item->x;
  self->y = item->y;
  centre_patch (self);
  /* Never which picture: that would be known to whoever listens instead of looking. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  other        ? _ ("Two pictures to be compared")
                                  : item->side ? _ ("A picture with a square to be rated")
                                               : _ ("A picture to be rated"),
                                  -1);
}

void
acu_rating_stage_clear (AcuRatingStage *self)
{
  g_return_if_fail (ACU_IS_RATING_STAGE (self));

  set_pictures (self, NULL, NULL);
  self->side = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("No picture"), -1);
}

gint64
acu_rating_stage_get_drawn (AcuRatingStage *self)
{
  g_return_val_if_fail (ACU_IS_RATING_STAGE (self), 0);

  return self->drawn;
}

double
acu_rating_stage_get_zoom (AcuRatingStage *self, int index)
{
  g_return_val_if_fail (ACU_IS_RATING_STAGE (self) && index >= 0 && index < 2, 0);

  if (!self->pictures[index])
    return 0;
  graphene_rect_t place = get_place (self, index);
  return get_zoom (self, self->pictures[index], &place) *
         gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

void
acu_rating_stage_pan (AcuRatingStage *self, double dx, double dy)
{
  g_return_if_fail (ACU_IS_RATING_STAGE (self));

  if (self->display != ACU_DISPLAY_ACTUAL || !self->pictures[0])
    return;

  /* What cannot be seen of the largest picture limits the way. */
  double reach_x = 0, reach_y = 0;
  for (int i = 0; i < count_pictures (self); i++) {
    graphene_rect_t place = get_place (self, i);
    double zoom = get_zoom (self, self->pictures[i], &place);
    reach_x = MAX (reach_x,
                   (zoom * acu_photo_texture_get_width (self->pictures[i]) - place.size.width) / 2);
    reach_y = MAX (
        reach_y, (zoom * acu_photo_texture_get_height (self->pictures[i]) - place.size.height) / 2);
  }
  self->pan_x = CLAMP (self->pan_x + dx, -reach_x, reach_x);
  self->pan_y = CLAMP (self->pan_y + dy, -reach_y, reach_y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_begin_cb (AcuRatingStage *self)
{
  self->drag_x = self->pan_x;
  self->drag_y = self->pan_y;
}

static void
drag_update_cb (AcuRatingStage *self, double dx, double dy)
{
  acu_rating_stage_pan (self, self->drag_x + dx - self->pan_x, self->drag_y + dy - self->pan_y);
}

static void
acu_rating_stage_dispose (GObject *object)
{
  AcuRatingStage *self = ACU_RATING_STAGE (object);

  for (int i = 0; i < 2; i++)
    g_clear_pointer (&self->pictures[i], acu_photo_texture_unref);
  G_OBJECT_CLASS (acu_rating_stage_parent_class)->dispose (object);
}

static void
acu_rating_stage_init (AcuRatingStage *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_css_class (GTK_WIDGET (self), "rating-stage");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
acu_rating_stage_class_init (AcuRatingStageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_rating_stage_dispose;
  widget_class->snapshot = acu_rating_stage_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "rating-stage");
}

GtkWidget *
acu_rating_stage_new (void)
{
  return g_object_new (ACU_TYPE_RATING_STAGE, NULL);
}
