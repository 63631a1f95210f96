#include "app/labeling/error.h"

G_DEFINE_QUARK (acu - labeling - error - quark, acu_labeling_error)
