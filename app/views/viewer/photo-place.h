/* Where one looks at in a photo, and how near.  Canvases that share a place move together. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_PLACE (acu_photo_place_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoPlace, acu_photo_place, ACU, PHOTO_PLACE, GObject)

/* All of the photo.  The signal "changed" tells of every change. (transfer full) */
AcuPhotoPlace *acu_photo_place_new (void);

/* Whether all of each photo is shown, whatever the zoom. */
gboolean acu_photo_place_get_fit (AcuPhotoPlace *place);

/* Pixels of the screen per pixel of the photo; meaningless while fitting. */
double acu_photo_place_get_zoom (AcuPhotoPlace *place);

/* The point in the middle of the window, as parts of the photo's width and height. */
void acu_photo_place_get_centre (AcuPhotoPlace *place, double *x, double *y);

void acu_photo_place_fit (AcuPhotoPlace *place);
void acu_photo_place_zoom (AcuPhotoPlace *place, double zoom, double x, double y);
void acu_photo_place_move (AcuPhotoPlace *place, double x, double y);

G_END_DECLS
