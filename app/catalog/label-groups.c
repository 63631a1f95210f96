/* The label store: which photos of a set are of the same thing, as somebody has said. */
#include "app/catalog/label-private.h"

gboolean
acu_label_store_add_group (
    AcuCatalog *catalog, gint64 set, gint64 photo, const char *name, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error,
                         "INSERT INTO label_groups VALUES (?1, ?2, ?3)"
                         " ON CONFLICT DO UPDATE SET name = min (name, excluded.name)",
                         "iis", set, photo, name);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

typedef struct {
  gint64 photo;
  char *name;
} Membership;

static void
membership_free (gpointer data)
{
  Membership *membership = data;

  g_free (membership->name);
  g_free (membership);
}

static gpointer
read_membership (AcuStatement *statement)
{
  Membership *membership = g_new (Membership, 1);

  *membership = (Membership){acu_statement_get_int (statement, 0),
                             g_strdup (acu_statement_get_text (statement, 1))};
  return membership;
}

GHashTable *
acu_label_store_list_groups (AcuCatalog *catalog, gint64 set, GError **error)
{
  g_autoptr (GPtrArray) rows =
      acu_label_list_rows (catalog, "SELECT image, name FROM label_groups WHERE label_set = ?1",
                           set, read_membership, membership_free, error);
  GHashTable *groups;

  if (rows == NULL)
    return NULL;
  groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < rows->len; i++) {
    Membership *membership = g_ptr_array_index (rows, i);

    g_hash_table_insert (groups, g_memdup2 (&membership->photo, sizeof (gint64)),
                         g_steal_pointer (&membership->name));
  }
  return groups;
}
