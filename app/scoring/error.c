#include "app/scoring/error.h"

G_DEFINE_QUARK (acu - scoring - error - quark, acu_scoring_error)
