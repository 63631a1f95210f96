/* The one error domain of app/learning/datasets. */
#pragma once

#include <glib.h>

#define ACU_DATASET_ERROR (acu_dataset_error_quark ())

typedef enum {
  ACU_DATASET_ERROR_SPEC,    /* no such layout */
  ACU_DATASET_ERROR_MISSING, /* a label file, or every image, is not where the layout has it */
  ACU_DATASET_ERROR_FORMAT,  /* a label file says something it should not */
} AcuDatasetError;

GQuark acu_dataset_error_quark (void);
