/* A protocol: what an image is resized to before patches are cut from it. */
#pragma once

#include "app/imaging/image.h"

G_BEGIN_DECLS

typedef enum {
  ACU_PROTOCOL_NATIVE,    /* no resize */
  ACU_PROTOCOL_KONIQ,     /* 384 wide, 512 high, whatever the aspect: SMART-IQA on KonIQ-10k */
  ACU_PROTOCOL_LONG_SIDE, /* the longer side becomes `long_side`, the aspect is kept */
} AcuProtocolKind;

typedef struct {
  AcuProtocolKind kind;
  int long_side; /* pixels; 0 unless the kind is ACU_PROTOCOL_LONG_SIDE */
} AcuProtocol;

/* Reads "native", "koniq" or "long-side:N" (N from 16 to 65535).  Fails with
 * ACU_IMAGING_ERROR_ARGUMENT, and a message that names the three forms. */
gboolean acu_protocol_parse (const char *text, AcuProtocol *protocol, GError **error);

/* The text that acu_protocol_parse() reads back. (transfer full) */
char *acu_protocol_to_string (const AcuProtocol *protocol);

/* Computes the size an image of @width x @height gets.  Where the protocol would leave a side
 * shorter than @patch pixels, the image is enlarged, aspect kept, until its shorter side is @patch,
 * and *@enlarged says so.  Fails with ACU_IMAGING_ERROR_SIZE where the result is larger than what
 * is stored and than 64 Mpx: a sliver of a picture has no patch worth scoring. */
gboolean acu_protocol_get_size (const AcuProtocol *protocol,
                                int width,
                                int height,
                                int patch,
                                int *out_width,
                                int *out_height,
                                gboolean *enlarged,
                                GError **error);

/* Resizes @image, in one resampling, to the size of acu_protocol_get_size().  @enlarged may be
 * NULL. The result is @image itself where nothing changes. (transfer full) */
AcuImage *acu_protocol_apply (
    const AcuProtocol *protocol, AcuImage *image, int patch, gboolean *enlarged, GError **error);

G_END_DECLS
