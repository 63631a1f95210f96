#include "compute/train/train-error.h"

G_DEFINE_QUARK (acu - train - error - quark, acu_train_error)
