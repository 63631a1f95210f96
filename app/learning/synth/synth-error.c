#include "app/learning/synth/synth-error.h"

G_DEFINE_QUARK (acu_synth_error, acu_synth_error)
