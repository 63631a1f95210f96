/* The one error domain of compute/train. */
#pragma once

#include <glib.h>

#define ACU_TRAIN_ERROR (acu_train_error_quark ())

typedef enum {
  ACU_TRAIN_ERROR_UNKNOWN_NAME, /* a loss or schedule that does not exist */
} AcuTrainError;

GQuark acu_train_error_quark (void);
