/* Metadata by exiv2: EXIF, and XMP where that is missing. */
#pragma once

#include "app/imaging/metadata.h"

G_BEGIN_DECLS

/* Reads the file open at @fd in this process, which on a user's files is for the decoder's helper
 * alone: see acu_decoder_describe().  Fails with ACU_IMAGING_ERROR_FORMAT where exiv2 does not know
 * the kind of file or cannot make sense of it. */
gboolean acu_metadata_read_fd (int fd, AcuMetadata *metadata, GError **error);

G_END_DECLS
