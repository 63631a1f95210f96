/* Decodes and resizes a list of files ahead of whoever consumes them, in their order. */
#pragma once

#include "app/imaging/decoder.h"
#include "app/imaging/protocol.h"

G_BEGIN_DECLS

typedef struct _AcuImageSource AcuImageSource;

/* One file's turn: either `image` or `error` is set. */
typedef struct {
  gsize index; /* of the path in the list */
  char *path;
  AcuImage *image;   /* after the protocol's resize; NULL if the file failed */
  gboolean enlarged; /* the picture was smaller than a patch and was enlarged to fit */
  GError *error;     /* why the file has no image; the message names the file */
} AcuSourcedImage;

typedef struct {
  int threads;     /* workers; 0 means one a processor */
  int max_ahead;   /* images that may wait, decoded, to be taken; 0 means twice the workers + 2 */
  gsize max_bytes; /* bytes of pixels that may wait or be in decoding, taking each of the latter for
                    * as large as the largest so far; 0 means 256 MiB.  One image is always let
                    * through, however large. */
} AcuImageSourceOptions;

/* Starts decoding @paths (copied) through @decoder (a reference is taken), resized by @protocol for
 * patches of @patch pixels.  @options may be NULL.  Cancelling @cancellable makes every file not
 * yet decoded end with G_IO_ERROR_CANCELLED at once. (transfer full) */
AcuImageSource *acu_image_source_new (const char *const *paths,
                                      gsize n_paths,
                                      const AcuProtocol *protocol,
                                      int patch,
                                      AcuDecoder *decoder,
                                      const AcuImageSourceOptions *options,
                                      GCancellable *cancellable);

/* Waits for the next file in order and fills *@item, which the caller clears with
 * acu_sourced_image_clear().  Returns FALSE, touching nothing, after the last.  For one consumer
 * thread. */
gboolean acu_image_source_next (AcuImageSource *source, AcuSourcedImage *item);

/* Stops the workers, waits for them, and frees what was not taken.  Files not yet begun are never
 * opened. */
void acu_image_source_free (AcuImageSource *source);

void acu_sourced_image_clear (AcuSourcedImage *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuImageSource, acu_image_source_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuSourcedImage, acu_sourced_image_clear)

G_END_DECLS
