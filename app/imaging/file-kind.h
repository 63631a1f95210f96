/* What a file is by its name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  ACU_FILE_OTHER,
  ACU_FILE_PICTURE, /* of a kind that viewers show: JPEG, PNG, ... */
  ACU_FILE_RAW,     /* a camera's raw file */
  ACU_FILE_SIDECAR, /* XMP beside a photo */
} AcuFileKind;

AcuFileKind acu_file_kind_guess (const char *name);

/* Whether that is a picture or a camera's raw file, either of which can be scored. */
gboolean acu_file_kind_is_photo (const char *name);

/* Whether the name's ending is that of a JPEG or HEIF file: what cameras write beside a raw file.
 */
gboolean acu_file_kind_is_companion (const char *name);

/* The name up to its last dot, in lower case: the same for a raw file and the JPEG beside it.
 * (transfer full) */
char *acu_file_kind_get_stem (const char *name);

G_END_DECLS
