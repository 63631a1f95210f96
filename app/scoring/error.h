/* The scoring folder's error domain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_SCORING_ERROR (acu_scoring_error_quark ())

typedef enum {
  ACU_SCORING_ERROR_NO_MODEL, /* no model answers to the name */
  ACU_SCORING_ERROR_BACKBONE, /* the file holds a backbone alone, which scores nothing */
  ACU_SCORING_ERROR_NAME,     /* a model cannot be called so, or another one is */
  ACU_SCORING_ERROR_ARGUMENT, /* a setting that cannot be understood */
} AcuScoringError;

GQuark acu_scoring_error_quark (void);

G_END_DECLS
