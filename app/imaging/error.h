/* The imaging folder's error domain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_IMAGING_ERROR (acu_imaging_error_quark ())

typedef enum {
  ACU_IMAGING_ERROR_FORMAT,    /* not a picture, or of a kind that is not read here */
  ACU_IMAGING_ERROR_DATA,      /* damaged beyond what the decoder accepts */
  ACU_IMAGING_ERROR_TRUNCATED, /* the file ends before the picture does */
  ACU_IMAGING_ERROR_SIZE,      /* too many pixels, or none */
  ACU_IMAGING_ERROR_MEMORY,    /* no memory for a picture of allowed size */
  ACU_IMAGING_ERROR_FILE,      /* cannot be opened or read, or is not a regular file */
  ACU_IMAGING_ERROR_TIMEOUT,   /* decoding took longer than allowed */
  ACU_IMAGING_ERROR_CRASH,     /* the decoder process died on this file */
  ACU_IMAGING_ERROR_HELPER,    /* the decoder process cannot be started: no file can be read */
  ACU_IMAGING_ERROR_ARGUMENT,  /* a protocol or patch plan that cannot be understood or placed */
} AcuImagingError;

#define ACU_IMAGING_ERROR_LAST ACU_IMAGING_ERROR_ARGUMENT

GQuark acu_imaging_error_quark (void);

/* Whether the reason lies in the file, so that trying again is vain for as long as the file stays
 * what it is.  All others may pass: no memory, no time, no access, no decoder. */
gboolean acu_imaging_error_is_lasting (const GError *error);

G_END_DECLS
