/* A decoded picture ready to be drawn at any size: a pyramid of halved copies, each in tiles.
 *
 * The toolkit has no mipmaps of its own before GTK 4.10, and a back end may copy a texture whole
 * whenever it draws it; so a frame takes the copy that is just fine enough, and only the tiles that
 * are seen. */
#pragma once

#include "app/imaging/image.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AcuPhotoTexture AcuPhotoTexture;

/* Makes the pyramid of @image, which shows a picture of @width x @height pixels, perhaps smaller
 * than it is; takes a reference to @image.  A few dozen milliseconds for 24 megapixels: for a
 * worker. (transfer full) */
AcuPhotoTexture *acu_photo_texture_new (AcuImage *image, int width, int height);

/* Of what is drawn small and often, such as a thumbnail: in steps of three quarters, down to 80
 * pixels, each made of @image itself.  What is drawn differs so little from what is there that the
 * toolkit's quick filter is enough, where its good one takes most of a frame's time. (transfer
 * full) */
AcuPhotoTexture *acu_photo_texture_new_fine (AcuImage *image);

/* The pixels of @thumbnail, which it shares, in place of its picture of @width x @height.
 * (transfer full) */
AcuPhotoTexture *
acu_photo_texture_new_stand_in (const AcuPhotoTexture *thumbnail, int width, int height);

/* Nothing but @part of @image, which is all of a picture, with every pixel.  Copies it: for a
 * worker. (transfer full) */
AcuPhotoTexture *acu_photo_texture_new_part (AcuImage *image, const GdkRectangle *part);

/* The pixels of @coarse and over them those of @part, of the same picture, both of which it shares;
 * without them where its sizes are another picture's. (transfer full) */
AcuPhotoTexture *acu_photo_texture_new_over (const AcuPhotoTexture *coarse,
                                             const AcuPhotoTexture *part);

/* Reference counting, from any thread; it never changes. */
AcuPhotoTexture *acu_photo_texture_ref (AcuPhotoTexture *texture);
void acu_photo_texture_unref (AcuPhotoTexture *texture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoTexture, acu_photo_texture_unref)

/* The size of the picture, upright. */
int acu_photo_texture_get_width (const AcuPhotoTexture *texture);
int acu_photo_texture_get_height (const AcuPhotoTexture *texture);

/* Whether every pixel of the picture is in it. */
gboolean acu_photo_texture_is_full (const AcuPhotoTexture *texture);

/* The part of the picture of which every pixel is in it, although that is not so of all of it;
 * empty where there is none. (transfer none) */
const GdkRectangle *acu_photo_texture_get_part (const AcuPhotoTexture *texture);

/* Bytes of memory it takes. */
gsize acu_photo_texture_get_bytes (const AcuPhotoTexture *texture);

/* Draws the picture into @bounds, leaving out the tiles outside @visible, both in the coordinates
 * of
 * @snapshot, where one unit is @scale pixels of the screen. */
void acu_photo_texture_snapshot (const AcuPhotoTexture *texture,
                                 GtkSnapshot *snapshot,
                                 const graphene_rect_t *bounds,
                                 const graphene_rect_t *visible,
                                 double scale);

G_END_DECLS
