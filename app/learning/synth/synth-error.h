/* The one error domain of app/learning/synth. */
#pragma once

#include <glib.h>

#define ACU_SYNTH_ERROR (acu_synth_error_quark ())

typedef enum {
  ACU_SYNTH_ERROR_SOURCE,     /* no folder, or no picture in it that can be used */
  ACU_SYNTH_ERROR_OUTPUT,     /* the folder to write to cannot be used */
  ACU_SYNTH_ERROR_UNFINISHED, /* it holds an unfinished set that is another one */
  ACU_SYNTH_ERROR_ENCODER,    /* a codec refused a picture */
} AcuSynthError;

GQuark acu_synth_error_quark (void);
