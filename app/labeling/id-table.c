#include "app/labeling/id-table.h"

gpointer
acu_id_table_dup_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

gint64
acu_id_table_get (GHashTable *table, const char *key)
{
  const gint64 *id = g_hash_table_lookup (table, key);

  return id != NULL ? *id : 0;
}
