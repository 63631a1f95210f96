/* Members of JSON objects that need not exist. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Adds @text under @name, unless it is NULL. */
void acu_json_add_text (JsonObject *object, const char *name, const char *text);

/* Adds @value under @name, unless it is infinite or no number, for which JSON has no word. */
void acu_json_add_number (JsonObject *object, const char *name, double value);

G_END_DECLS
