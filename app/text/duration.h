/* Spans of time in words, for people. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "11 s", "3 min" or "1.5 h", at least a second. (transfer full) */
char *acu_duration_format (double seconds);

G_END_DECLS
