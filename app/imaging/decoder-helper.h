/* One helper process of an AcuDecoder, from its start to its end. */
#pragma once

#include "app/imaging/image.h"
#include "app/imaging/metadata.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AcuDecoderHelper AcuDecoderHelper;

/* What every helper of a decoder is started with and held to. */
typedef struct {
  char *program;
  guint64 max_pixels;
  guint64 max_memory; /* bytes */
  double seconds;     /* a file, by the wall clock */
  gboolean no_icc;
} AcuDecoderLimits;

/* Returns the path of the helper program, or NULL with ACU_IMAGING_ERROR_HELPER; see
 * acu_decoder_new(). (transfer full) */
char *acu_decoder_helper_find_program (GError **error);

/* Starts a helper and waits until it is ready.  Fails with ACU_IMAGING_ERROR_HELPER.
 * (transfer full) */
AcuDecoderHelper *acu_decoder_helper_new (const AcuDecoderLimits *limits, GError **error);

/* Has the helper decode @file, a descriptor that the caller keeps.  Messages do not name the file.
 * Where this fails, acu_decoder_helper_is_usable() tells whether the helper survived; where it was
 * found dead before it had seen the file, *@unseen is set and another may be asked.
 * (transfer full) */
AcuImage *acu_decoder_helper_load (AcuDecoderHelper *helper,
                                   const AcuDecoderLimits *limits,
                                   int file,
                                   int min_side,
                                   GCancellable *cancellable,
                                   gboolean *unseen,
                                   GError **error);

/* Has the helper read the metadata of @file, in the same way. */
gboolean acu_decoder_helper_describe (AcuDecoderHelper *helper,
                                      const AcuDecoderLimits *limits,
                                      int file,
                                      AcuMetadata *metadata,
                                      GCancellable *cancellable,
                                      gboolean *unseen,
                                      GError **error);

gboolean acu_decoder_helper_is_usable (AcuDecoderHelper *helper);

/* Ends the helper: at once where it is still at work, by itself where it is idle. */
void acu_decoder_helper_free (AcuDecoderHelper *helper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuDecoderHelper, acu_decoder_helper_free)

G_END_DECLS
