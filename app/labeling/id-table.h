/* Identifiers of the catalog by text, such as a uid or a name: hash tables from strings to gint64.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @id as a value of the table. (transfer full): g_free() */
gpointer acu_id_table_dup_id (gint64 id);

/* The ID that @key has in @table, or 0. */
gint64 acu_id_table_get (GHashTable *table, const char *key);

G_END_DECLS
