/* One photo on its ground, with what it takes to get there: its thumbnail and a coarse copy first,
 * then every pixel, the quality map, and the reason where it cannot be shown. */
#pragma once

#include "app/views/shared/library.h"
#include "app/views/viewer/photo-canvas.h"
#include "app/views/viewer/photo-details.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_VIEW (acu_photo_view_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoView, acu_photo_view, ACU, PHOTO_VIEW, GtkWidget)

/* Signals:
 *   shown ()         there is something to look at: a coarse copy, all pixels, which follow it, or
 *                    why there are none
 *   loaded ()        the photo's pixels are there, all of them if they can be
 *   map-changed ()   acu_photo_view_get_map() is another */
void acu_photo_view_attach (AcuPhotoView *view, AcuLibrary *library);

/* Shows @photo; NULL gives up what is being waited for. */
void acu_photo_view_set_photo (AcuPhotoView *view, AcuPhoto *photo);
AcuPhoto *acu_photo_view_get_photo (AcuPhotoView *view);

AcuPhotoCanvas *acu_photo_view_get_canvas (AcuPhotoView *view);

/* What it shows with every pixel before the rest of the photo has come, for whoever knows which is
 * next.  From acu_photo_view_attach() on. (transfer none) */
AcuPhotoDetails *acu_photo_view_get_details (AcuPhotoView *view);

/* What the model says of the photo; NULL while that is not known, though what was drawn of the
 * photo before may be drawn for a moment yet. (transfer none) */
AcuPatchMap *acu_photo_view_get_map (AcuPhotoView *view);

/* Why only a coarse copy of the photo can be shown; NULL where that is not so.  Told by "loaded".
 */
const char *acu_photo_view_get_problem (AcuPhotoView *view);

/* Adds @note, a sentence, to what a screen reader is told of the photo; NULL for none. */
void acu_photo_view_set_note (AcuPhotoView *view, const char *note);

G_END_DECLS
