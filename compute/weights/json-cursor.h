/* Just enough JSON (RFC 8259) to read a safetensors header: strings, unsigned integers and the
 * punctuation between them, in place, one pass, without building a tree.  The header's grammar
 * needs no more, and a general parser's tree costs many times a hostile header's size. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *next;
  const char *end;
} AcuJsonCursor;

/* Steps over white space, then over @punctuation if that is what follows. */
gboolean acu_json_cursor_accept (AcuJsonCursor *cursor, char punctuation);

/* Reads a string, escapes resolved.  NULL where none follows, where it is not UTF-8 or where it
 * holds a NUL. (transfer full) (nullable) */
char *acu_json_cursor_string (AcuJsonCursor *cursor);

/* Reads an integer from 0 to 2^64-1 without sign, fraction or exponent. */
gboolean acu_json_cursor_uint (AcuJsonCursor *cursor, guint64 *value);

/* Reads "[n, n, …]" of at most @room such integers. */
gboolean
acu_json_cursor_uints (AcuJsonCursor *cursor, guint room, guint64 *values, guint *n_values);

/* Whether only white space is left. */
gboolean acu_json_cursor_at_end (AcuJsonCursor *cursor);

/* Appends @text as a JSON string, quotes included. */
void acu_json_append_string (GString *json, const char *text);

G_END_DECLS
