/* What the caches of pictures keep. */
#include "app/imaging/thumbnail.h"
#include "app/views/shared/photo-texture.h"
#include "app/views/shared/picture-cache.h"

/* Pixels that a preview's shorter side has at least. */
#define PREVIEW_SIDE 1000

static gpointer
make_thumbnail (AcuDecoder *decoder, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuImage) image =
      acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_LARGE, cancellable, error);

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
    .max_bytes = 160 << 20,
    .max_threads = 4,
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
      acu_decoder_load_reduced (decoder, path, PREVIEW_SIDE, cancellable, error);

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
    .max_bytes = 96 << 20,
    .max_threads = 2,
};

const AcuPictureKind acu_picture_photos = {
    .make = make_photo,
    .unref = (void (*) (gpointer))acu_photo_texture_unref,
    .weigh = weigh_photo,
    .max_bytes = 256 << 20,
    .max_threads = 2,
};
