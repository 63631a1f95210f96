/* Small pictures of photos, shared with every other program by the freedesktop.org thumbnail cache
 * (Thumbnail Managing Standard 0.9): read where one is there, made and left there where not. */
#pragma once

#include "app/imaging/decoder.h"

G_BEGIN_DECLS

/* Pixels that neither side exceeds. */
typedef enum {
  ACU_THUMBNAIL_NORMAL = 128,
  ACU_THUMBNAIL_LARGE = 256,
  ACU_THUMBNAIL_X_LARGE = 512,
  ACU_THUMBNAIL_XX_LARGE = 1024,
} AcuThumbnailSize;

/* Where the cache keeps the thumbnail of the file at @path (absolute), whether there is one or not.
 * (transfer full) */
char *acu_thumbnail_get_path (const char *path, AcuThumbnailSize size);

/* The path of a thumbnail of the file as it is now, or NULL. (transfer full) (nullable) */
char *acu_thumbnail_lookup (const char *path, AcuThumbnailSize size);

/* Returns a picture of the file at @path of @size, or smaller where the photo is: from the cache,
 * or decoded by @decoder and left in the cache.  Blocks; any number of threads may call this at
 * once. That a file cannot be decoded is kept in the cache too, and decoding it is not tried again
 * until it changes.  A cache that cannot be written is no failure.  Errors as acu_decoder_load().
 * (transfer full) */
AcuImage *acu_thumbnail_load (AcuDecoder *decoder,
                              const char *path,
                              AcuThumbnailSize size,
                              GCancellable *cancellable,
                              GError **error);

/* The same, but a picture that the cache has not is not left there: for whoever goes through many
 * that nobody looks at, and would drive out what others keep. (transfer full) */
AcuImage *acu_thumbnail_peek (AcuDecoder *decoder,
                              const char *path,
                              AcuThumbnailSize size,
                              GCancellable *cancellable,
                              GError **error);

/* Drops what the cache has of the file at @path, as for one that was moved to the trash. */
void acu_thumbnail_forget (const char *path);

G_END_DECLS
