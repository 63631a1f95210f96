#include "app/views/viewer/photo-place.h"

struct _AcuPhotoPlace {
  GObject parent_instance;

  gboolean fit;
  double zoom;
  double x, y;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuPhotoPlace, acu_photo_place, G_TYPE_OBJECT)

gboolean
acu_photo_place_get_fit (AcuPhotoPlace *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_PLACE (self), TRUE);

  return self->fit;
}

double
acu_photo_place_get_zoom (AcuPhotoPlace *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_PLACE (self), 1);

  return self->zoom;
}

void
acu_photo_place_get_centre (AcuPhotoPlace *self, double *x, double *y)
{
  g_return_if_fail (ACU_IS_PHOTO_PLACE (self));

  *x = self->x;
  *y = self->y;
}

void
acu_photo_place_fit (AcuPhotoPlace *self)
{
  g_return_if_fail (ACU_IS_PHOTO_PLACE (self));

  self->fit = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
acu_photo_place_zoom (AcuPhotoPlace *self, double zoom, double x, double y)
{
  g_return_if_fail (ACU_IS_PHOTO_PLACE (self));

  self->fit = FALSE;
  self->zoom = zoom;
  acu_photo_place_move (self, x, y);
}

void
acu_photo_place_move (AcuPhotoPlace *self, double x, double y)
{
  g_return_if_fail (ACU_IS_PHOTO_PLACE (self));

  self->x = x;
  self->y = y;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
acu_photo_place_init (AcuPhotoPlace *self)
{
  self->fit = TRUE;
  self->zoom = 1;
  self->x = self->y = 0.5;
}

static void
acu_photo_place_class_init (AcuPhotoPlaceClass *class)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

AcuPhotoPlace *
acu_photo_place_new (void)
{
  return g_object_new (ACU_TYPE_PHOTO_PLACE, NULL);
}
