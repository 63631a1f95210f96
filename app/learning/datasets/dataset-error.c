#include "app/learning/datasets/dataset-error.h"

G_DEFINE_QUARK (acu_dataset_error, acu_dataset_error)
