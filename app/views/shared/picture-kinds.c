/* What the caches of pictures keep. */
#include "app/imaging/thumbnail.h"
#include "app/views/shared/photo-texture.h"
#include "app/views/shared/picture-cache.h"

/* What the caches may keep, MiB: little beside what the application takes where the catalog has
 * 100,000 photos, so that it stays below 600 MB.  That is room for some 160 thumbnails and 25
 * larger ones, which cost about 0.3 and 1.2 each and of which those on the screen are kept by what
 * shows them; for the previews of the photo in the viewer and of its neighbours, up to 11 each; and
 * for a photo of 24 megapixels with its smaller copies. */
#define THUMBNAILS      48
#define FINE_THUMBNAILS 32
#define PREVIEWS        44
#define PHOTOS          92

static gpointer
make_thumbnail (AcuDecoder *decoder, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuImage) image =
      acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_LARGE, cancellable, error);

  return image ? acu_photo_texture_new_fine (image) : NULL;
}

static gpointer
make_fine_thumbnail (AcuDecoder *decoder,
                     const char *path,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (AcuImage) image =
      acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_X_LARGE, cancellable, error);

  return image ? acu_photo_texture_new_fine (image) : NULL;
}

static gsize
weigh_photo (gpointer texture)
{
  return acu_photo_texture_get_bytes (texture);
}

const AcuPictureKind acu_picture_thumbnails = {
    .make = make_thumbnail,
    .unref = (void (*) (gpointer))acu_photo_texture_unref,
    .weigh = weigh_photo,
    .max_bytes = THUMBNAILS << 20,
    .max_threads = 4,
};

const AcuPictureKind acu_picture_fine_thumbnails = {
    .make = make_fine_thumbnail,
    .unref = (void (*) (gpointer))acu_photo_texture_unref,
    .weigh = weigh_photo,
    .max_bytes = FINE_THUMBNAILS << 20,
    .max_threads = 2,
};

/* A picture as large as the upright photo is, of which @image may be a smaller copy. */
static AcuPhotoTexture *
make_texture (AcuImage *image)
{
  gboolean is_turned = image->orientation >= 5;
  int width = is_turned ? image->original_height : image->original_width;
  int height = is_turned ? image->original_width : image->original_height;

  return acu_photo_texture_new (image, MAX (width, image->width), MAX (height, image->height));
}

static gpointer
make_preview (AcuDecoder *decoder, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuImage) image =
      acu_decoder_load_reduced (decoder, path, ACU_PREVIEW_SIDE, cancellable, error);

  return image ? make_texture (image) : NULL;
}

static gpointer
make_photo (AcuDecoder *decoder, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuImage) image = acu_decoder_load (decoder, path, cancellable, error);

  return image ? make_texture (image) : NULL;
}

const AcuPictureKind acu_picture_previews = {
    .make = make_preview,
    .unref = (void (*) (gpointer))acu_photo_texture_unref,
    .weigh = weigh_photo,
    .max_bytes = PREVIEWS << 20,
    .max_threads = 2,
};

const AcuPictureKind acu_picture_photos = {
    .make = make_photo,
    .unref = (void (*) (gpointer))acu_photo_texture_unref,
    .weigh = weigh_photo,
    .max_bytes = PHOTOS << 20,
    .max_threads = 2,
};
