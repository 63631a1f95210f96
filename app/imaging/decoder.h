/* Decodes pictures in helper processes with resource limits, so that a bug in a decoder, or a file
 * made to find one, costs one photo. */
#pragma once

#include "app/imaging/image.h"
#include "app/imaging/metadata.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AcuDecoder AcuDecoder;

typedef struct {
  int processes;      /* helpers at most; 0 means one a processor */
  guint64 max_pixels; /* 0 means ACU_LOAD_DEFAULT_MAX_PIXELS */
  guint64 max_memory; /* address space of one helper in bytes; 0 means 2.5 GiB */
  double seconds;     /* wall-clock time one file may take; 0 means 10 */
  gboolean no_icc;    /* keep the stored values: embedded profiles are not converted to sRGB */
} AcuDecoderOptions;

/* Creates a decoder; helpers are started when they are needed, and end with it.  @options may be
 * NULL.  Fails with ACU_IMAGING_ERROR_HELPER where the program `acutance-decoder` is not found: it
 * is looked for in the environment variable ACUTANCE_DECODER, then in the build tree of the running
 * program, then where it was installed. (transfer full) */
AcuDecoder *acu_decoder_new (const AcuDecoderOptions *options, GError **error);

/* Decodes the file at @path, blocking; any number of threads may call this at once and each borrows
 * a helper.  Pictures of more than 64 megapixels are decoded one after another, whatever decoder
 * and thread they are asked of, and have four times as long.  The result's pixels are read-only.
 * Messages name the file.  Fails with an ACU_IMAGING_ERROR, or G_IO_ERROR_CANCELLED. (transfer
 * full) */
AcuImage *
acu_decoder_load (AcuDecoder *decoder, const char *path, GCancellable *cancellable, GError **error);

/* Like acu_decoder_load(), but the picture may come out smaller than stored as long as its shorter
 * side keeps at least @min_side pixels: several times faster for large JPEGs. (transfer full) */
AcuImage *acu_decoder_load_reduced (
    AcuDecoder *decoder, const char *path, int min_side, GCancellable *cancellable, GError **error);

/* Reads what the file at @path says about its picture, in a helper too: exiv2 meets the same
 * hostile files as the decoders do.  Errors likewise; ACU_IMAGING_ERROR_FORMAT where the file says
 * nothing. */
gboolean acu_decoder_describe (AcuDecoder *decoder,
                               const char *path,
                               AcuMetadata *metadata,
                               GCancellable *cancellable,
                               GError **error);

/* Reference counting, from any thread.  The last one ends the helpers. */
AcuDecoder *acu_decoder_ref (AcuDecoder *decoder);
void acu_decoder_unref (AcuDecoder *decoder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuDecoder, acu_decoder_unref)

G_END_DECLS
