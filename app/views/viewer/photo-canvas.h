/* One photo, from all of it down to single pixels, with the quality map over it.
 *
 * Zoom is in pixels of the screen per pixel of the photo: 1 is every pixel.  Wheel and pinch zoom
 * where the pointer is, dragging moves, a double click changes between all and every pixel.  With
 * the map on, the patch under the pointer, or chosen with the arrow keys, tells its score. */
#pragma once

#include "app/views/shared/patch-map.h"
#include "app/views/shared/photo-texture.h"
#include "app/views/viewer/photo-place.h"
#include "app/views/viewer/photo-sight.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_CANVAS (acu_photo_canvas_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoCanvas, acu_photo_canvas, ACU, PHOTO_CANVAS, GtkWidget)

#define ACU_NO_PATCH (-1)

/* Properties:
 *   zoom (double)        what is shown now, also while fitting; notified
 *   fit (gboolean)       all of the photo, whatever the window's size
 *   map-visible (gboolean)
 *   map-opacity (double, 0..1)
 *   patch (int)          the patch that tells its score, ACU_NO_PATCH for none; notified */
GtkWidget *acu_photo_canvas_new (void);

/* Shows @texture; NULL for none.  Zoom and place stay, be it the same photo with more pixels or
 * another: who compares one with the next looks at the same of both. */
void acu_photo_canvas_set_texture (AcuPhotoCanvas *canvas, AcuPhotoTexture *texture);
AcuPhotoTexture *acu_photo_canvas_get_texture (AcuPhotoCanvas *canvas);

/* Shows @thumbnail, enlarged, until the texture of its photo comes.  The photo is taken to be as
 * large as the last one if it has its shape, else of @width x @height pixels (0: unknown); where
 * the thumbnail has neither shape nothing is shown. */
void acu_photo_canvas_set_stand_in (AcuPhotoCanvas *canvas,
                                    AcuPhotoTexture *thumbnail,
                                    int width,
                                    int height);

/* The scores of the patches and the texture of acu_quality_texture_new(); NULL for none. */
void acu_photo_canvas_set_map (AcuPhotoCanvas *canvas, AcuPatchMap *map, GdkTexture *overlay);

/* Lies over the photo while it is set; NULL for none. */
void acu_photo_canvas_set_saliency (AcuPhotoCanvas *canvas, GdkTexture *saliency);

/* Has the canvas look where @place is, and move it, as others may that share it. */
void acu_photo_canvas_share_place (AcuPhotoCanvas *canvas, AcuPhotoPlace *place);

/* Zooms, keeping the middle in place. */
void acu_photo_canvas_zoom_by (AcuPhotoCanvas *canvas, double factor);
void acu_photo_canvas_zoom_to (AcuPhotoCanvas *canvas, double zoom);
void acu_photo_canvas_zoom_fit (AcuPhotoCanvas *canvas);
double acu_photo_canvas_get_zoom (AcuPhotoCanvas *canvas);

/* By how much it zooms where @dy, downwards, is scrolled: steps of a wheel, or pixels of a
 * touchpad as @unit says. */
double acu_photo_canvas_get_scroll_factor (GdkScrollUnit unit, double dy);

/* What of a photo is seen, where so little is that a coarse copy has too few pixels for it; FALSE
 * elsewhere.  Whichever photo comes is looked at so. */
gboolean acu_photo_canvas_get_sight (AcuPhotoCanvas *canvas, AcuPhotoSight *sight);

/* Whether every pixel of what is seen of the photo is there. */
gboolean acu_photo_canvas_is_sharp (AcuPhotoCanvas *canvas);

/* Chooses a patch, and brings it into view. */
void acu_photo_canvas_set_patch (AcuPhotoCanvas *canvas, int patch);
int acu_photo_canvas_get_patch (AcuPhotoCanvas *canvas);

/* What a screen reader is told the photo is. */
void acu_photo_canvas_set_description (AcuPhotoCanvas *canvas, const char *description);

G_END_DECLS
