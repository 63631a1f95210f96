/* The training folder's error domain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_TRAINING_ERROR (acu_training_error_quark ())

typedef enum {
  ACU_TRAINING_ERROR_DATA,     /* too little to train on, or not what its description says */
  ACU_TRAINING_ERROR_OPTIONS,  /* options that contradict each other or the model */
  ACU_TRAINING_ERROR_RUN,      /* a saved run that cannot be gone on with */
  ACU_TRAINING_ERROR_DIVERGED, /* the loss is no longer a number */
} AcuTrainingError;

GQuark acu_training_error_quark (void);

G_END_DECLS
