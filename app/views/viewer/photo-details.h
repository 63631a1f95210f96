/* What would be seen of the photos beside the one looked at closely, with every pixel: cut out of
 * them ahead, so that they are sharp at once when pages are turned.
 *
 * A whole photo would be, but two or three of 24 megapixels, or one of 50, are more than the
 * application may take.  What a window shows is as large as the window, whatever the photo. */
#pragma once

#include "app/catalog/photo.h"
#include "app/imaging/decoder.h"
#include "app/views/shared/photo-texture.h"
#include "app/views/viewer/photo-sight.h"

G_BEGIN_DECLS

typedef struct _AcuPhotoDetails AcuPhotoDetails;

/* Told when there is something new, or nothing more to come. */
typedef void (*AcuPhotoDetailsFunc) (gpointer user_data);

/* @decoder may be NULL: then there are none. (transfer full) */
AcuPhotoDetails *
acu_photo_details_new (AcuDecoder *decoder, AcuPhotoDetailsFunc made, gpointer user_data);
void acu_photo_details_free (AcuPhotoDetails *details);

/* Has the details made that @sight would show of @ahead, then those of @behind, in place of what
 * was asked for before; @middle, which is looked at, keeps what it has.  Each may be NULL.  Nothing
 * is made anew while it has all of what would be seen.  @sight is NULL where nobody looks closely:
 * nothing is kept then. */
void acu_photo_details_request (AcuPhotoDetails *details,
                                const AcuPhotoRow *ahead,
                                const AcuPhotoRow *middle,
                                const AcuPhotoRow *behind,
                                const AcuPhotoSight *sight);

/* What there is of @row: acu_photo_texture_new_part(). (transfer none) (nullable) */
AcuPhotoTexture *acu_photo_details_get (AcuPhotoDetails *details, const AcuPhotoRow *row);

/* Whether all is made that was asked for, as far as it can be. */
gboolean acu_photo_details_is_ready (AcuPhotoDetails *details);

/* Bytes of memory that are kept. */
gsize acu_photo_details_get_bytes (AcuPhotoDetails *details);

G_END_DECLS
