#include "app/imaging/error.h"

G_DEFINE_QUARK (acu - imaging - error - quark, acu_imaging_error)
