/* The labeling folder's error domain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_LABELING_ERROR (acu_labeling_error_quark ())

typedef enum {
  ACU_LABELING_ERROR_SET,     /* there is no such label set, or it is of another kind */
  ACU_LABELING_ERROR_DATA,    /* too few ratings, raters or photos for what was asked */
  ACU_LABELING_ERROR_FORMAT,  /* a file says something it should not */
  ACU_LABELING_ERROR_SESSION, /* a session that is over, or of another catalog */
  ACU_LABELING_ERROR_VALUE,   /* a score beyond the scale */
  ACU_LABELING_ERROR_IMAGES,  /* a table names no images, and there is no list of them as long */
} AcuLabelingError;

GQuark acu_labeling_error_quark (void);

G_END_DECLS
