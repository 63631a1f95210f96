/* Pictures of photos, made by workers and kept while there is room: thumbnails, previews, and
 * photos at full size each have a cache.
 *
 * What was asked for last is made first, since that is what is seen now, and made once, whoever
 * else asks for it meanwhile; what is no longer wanted is dropped before it begins.  For the main
 * thread. */
#pragma once

#include "app/catalog/photo.h"
#include "app/imaging/decoder.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What a cache keeps. */
typedef struct {
  /* Makes the picture of the file at @path; on a worker. (transfer full) */
  gpointer (*make) (AcuDecoder *decoder,
                    const char *path,
                    GCancellable *cancellable,
                    GError **error);
  void (*unref) (gpointer picture);
  gsize (*weigh) (gpointer picture); /* bytes */
  gsize max_bytes;
  int max_threads;
} AcuPictureKind;

typedef struct _AcuPictureCache AcuPictureCache;

/* A cache of @kind, which must live as long.  @decoder may be NULL: then everything fails.
 * (transfer full) */
AcuPictureCache *acu_picture_cache_new (const AcuPictureKind *kind, AcuDecoder *decoder);
void acu_picture_cache_free (AcuPictureCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPictureCache, acu_picture_cache_free)

/* Gets the picture, or NULL and the reason.  Both are the cache's. */
typedef void (*AcuPictureFunc) (gpointer picture, const GError *error, gpointer user_data);

/* The picture of @row if it is there already. (transfer none) (nullable) */
gpointer acu_picture_cache_peek (AcuPictureCache *cache, const AcuPhotoRow *row);

/* Has @func called once, later, with the picture of @row, unless acu_picture_cache_cancel() is
 * called before that with what this returns. */
guint acu_picture_cache_request (AcuPictureCache *cache,
                                 const AcuPhotoRow *row,
                                 AcuPictureFunc func,
                                 gpointer user_data);

/* 0 is nothing to cancel. */
void acu_picture_cache_cancel (AcuPictureCache *cache, guint request);

/* Pixels that a preview's shorter side has at least, where the photo has as many. */
#define ACU_PREVIEW_SIDE 1000

/* AcuPhotoTexture: of up to 256 or 512 pixels a side, from the cache shared with the desktop /
 * large enough for most screens / with every pixel. */
extern const AcuPictureKind acu_picture_thumbnails;
extern const AcuPictureKind acu_picture_fine_thumbnails;
extern const AcuPictureKind acu_picture_previews;
extern const AcuPictureKind acu_picture_photos;

G_END_DECLS
