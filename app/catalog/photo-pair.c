/* A RAW file and the JPEG beside it: two files, and one photo to whoever looks at them. */
#include "app/catalog/photo-private.h"
#include "app/catalog/sidecar.h"
#include "app/catalog/undo-private.h"

gboolean
acu_photo_find_shown (AcuDatabase *database, gint64 photo, gint64 *shown, GError **error)
{
  return acu_database_get_int (database, shown, 0, error,
                               "SELECT CASE WHEN hidden = 1 THEN coalesce (partner, id) ELSE id END"
                               " FROM images WHERE id = ?1",
                               "i", photo);
}

/* Gives what was said of @from to @to, which is shown from now on.  @for_good: @from is not, and
 * what it keeps would come back once it is; else it may yet turn up elsewhere and keeps all.  The
 * two also have one sidecar in common, which says nothing new to @to. */
static gboolean
hand_over (AcuCatalog *catalog,
           AcuDatabase *writer,
           gint64 from,
           gint64 to,
           gboolean for_good,
           GError **error)
{
  return acu_rating_hand_over (catalog, writer, from, to, for_good, error) &&
         acu_collection_hand_over (catalog, writer, from, to, for_good, error) &&
         acu_database_run (writer, error,
                           "INSERT OR REPLACE INTO sidecars"
                           " SELECT ?2, naming, rating, label FROM sidecars"
                           " WHERE image = ?1 AND naming = ?3",
                           "iii", from, to, (gint64)ACU_SIDECAR_REPLACED);
}

/* Of several RAW files that @shown stands for, the first by name is its partner. */
static gboolean
choose_partner (AcuCatalog *catalog, AcuDatabase *writer, gint64 shown, GError **error)
{
  acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS, shown);
  return acu_database_run (writer, error,
                           "UPDATE images SET partner = (SELECT id FROM images"
                           " WHERE partner = ?1 AND hidden = 1 ORDER BY name LIMIT 1)"
                           " WHERE id = ?1",
                           "i", shown);
}

/* Shows @raw by itself, which @shown stood for. */
static gboolean
release (AcuCatalog *catalog, AcuDatabase *writer, gint64 raw, gint64 shown, GError **error)
{
  acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS, raw);
  return hand_over (catalog, writer, shown, raw, FALSE, error) &&
         acu_database_run (writer, error,
                           "UPDATE images SET hidden = 0, partner = NULL WHERE id = ?1", "i",
                           raw) &&
         choose_partner (catalog, writer, shown, error);
}

/* (element-type gint64) (transfer full) */
static GArray *
list_raws (AcuDatabase *writer, gint64 shown, GError **error)
{
  g_autoptr (GArray) raws = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (AcuStatement) statement = NULL;
  GError *failure = NULL;

  statement = acu_database_query (
      writer, &failure, "SELECT id FROM images WHERE partner = ?1 AND hidden = 1", "i", shown);
  while (statement != NULL && acu_statement_next (statement, &failure)) {
    gint64 raw = acu_statement_get_int (statement, 0);

    g_array_append_val (raws, raw);
  }
  if (failure == NULL)
    return g_steal_pointer (&raws);
  g_propagate_error (error, failure);
  return NULL;
}

gboolean
acu_photo_part (AcuCatalog *catalog, AcuDatabase *writer, gint64 photo, GError **error)
{
  g_autoptr (GArray) raws = list_raws (writer, photo, error);
  gint64 shown;

  if (raws == NULL || !acu_photo_find_shown (writer, photo, &shown, error))
    return FALSE;
  for (guint i = 0; i < raws->len; i++)
    if (!release (catalog, writer, g_array_index (raws, gint64, i), photo, error))
      return FALSE;
  return shown == photo || shown == 0 || release (catalog, writer, photo, shown, error);
}

gboolean
acu_photo_pair (AcuCatalog *catalog, AcuDatabase *writer, gint64 raw, gint64 shown, GError **error)
{
  acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS, raw);
  return acu_photo_part (catalog, writer, raw, error) &&
         acu_database_run (writer, error,
                           "UPDATE images SET partner = ?2, hidden = 1 WHERE id = ?1", "ii", raw,
                           shown) &&
         hand_over (catalog, writer, raw, shown, TRUE, error) &&
         choose_partner (catalog, writer, shown, error);
}
