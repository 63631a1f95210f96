/* Writes JSON (RFC 8259) into a growing text. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends @bytes as a string, quotes included.  JSON is UTF-8 and file names are bytes: each byte
 * that is not part of valid UTF-8 becomes the escape \udcXX, which Python's
 * os.fsencode() (PEP 383, surrogateescape) turns back into it. */
void acu_json_text_string (GString *json, const char *bytes);

/* Appends the shortest decimal that reads back as the same float; "null" where it is not finite,
 * which JSON cannot say otherwise. */
void acu_json_text_float (GString *json, float value);

/* Appends ,"name": or, right after an opening bracket, "name": */
void acu_json_text_key (GString *json, const char *name);

G_END_DECLS
