#include "app/learning/training/training-error.h"

G_DEFINE_QUARK (acu - training - error - quark, acu_training_error)
