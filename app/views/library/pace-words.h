/* How fast photos are worked on, in words. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds "28 photos/s" and "11 s left" to @parts, as far as they are known: @photos_per_second is
 * above 0 then, and @seconds_left no less than 0. */
void acu_pace_words_add (GStrvBuilder *parts, double photos_per_second, double seconds_left);

G_END_DECLS
