#include "compute/train/train-error.h"

G_DEFINE_QUARK (acu_train_error, acu_train_error)
