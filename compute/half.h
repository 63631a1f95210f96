/* IEEE 754 half precision, for what the host stores and reads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rounds to nearest, ties to even; overflow becomes infinity. */
guint16 acu_half_from_float (float value);
float acu_half_to_float (guint16 half);

void acu_half_from_floats (const float *values, guint16 *halves, gsize count);
void acu_half_to_floats (const guint16 *halves, float *values, gsize count);

G_END_DECLS
