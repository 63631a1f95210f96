#include "app/catalog/likeness-store.h"

#include "app/catalog/catalog-private.h"

#include <math.h>
#include <string.h>

void
acu_unlikened_free (AcuUnlikened *unlikened)
{
  g_free (unlikened->path);
  g_free (unlikened);
}

static const char load_one[] =
    "SELECT i.taken, i.camera, s.score, r.stars, r.flag, l.likeness FROM images i"
    " LEFT JOIN scores s ON s.scorer = ?1 AND s.image = i.id"
    " LEFT JOIN ratings r ON r.image = i.id"
    " LEFT JOIN likenesses l ON l.size = i.size AND l.hash = i.hash"
    " WHERE i.id = ?2 AND i.hidden = 0 AND i.error IS NULL";

static AcuCullPhoto
read_photo (AcuStatement *row, gint64 photo)
{
  gsize size;
  const guint8 *likeness;
  AcuCullPhoto result = {
      .photo = photo,
      .taken = acu_statement_is_null (row, 0) ? G_MININT64 : acu_statement_get_int (row, 0),
      .camera = acu_statement_get_int (row, 1),
      .score = acu_statement_get_double (row, 2),
      .stars = (int)acu_statement_get_int (row, 3),
      .flag = (AcuFlag)acu_statement_get_int (row, 4),
  };

  likeness = acu_statement_get_blob (row, 5, &size);
  if (likeness != NULL && size == ACU_LIKENESS_SIZE) {
    result.has_likeness = TRUE;
    memcpy (result.likeness, likeness, size);
  }
  return result;
}

GArray *
acu_likeness_store_load (AcuCatalog *catalog,
                         const gint64 *photos,
                         gsize n,
                         gint64 scorer,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GArray) list = g_array_sized_new (FALSE, FALSE, sizeof (AcuCullPhoto), (guint)n);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (reader, &failure, load_one, "ii", scorer, (gint64)0);
  for (gsize i = 0; i < n && failure == NULL; i++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, &failure))
      break;
    acu_statement_bind (statement, "ii", scorer, photos[i]);
    if (acu_statement_next (statement, &failure)) {
      AcuCullPhoto photo = read_photo (statement, photos[i]);

      g_array_append_val (list, photo);
    }
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&list);
}

static const char missing_one[] =
    "SELECT i.version, f.path, i.name FROM images i JOIN folders f ON f.id = i.folder"
    " WHERE i.id = ?1 AND i.hidden = 0 AND i.error IS NULL AND i.hash IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM likenesses l WHERE l.size = i.size AND l.hash = i.hash)";

GPtrArray *
acu_likeness_store_list_missing (
    AcuCatalog *catalog, const gint64 *photos, gsize n, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_unlikened_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (reader, &failure, missing_one, "i", (gint64)0);
  for (gsize i = 0; i < n && failure == NULL; i++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, &failure))
      break;
    acu_statement_bind (statement, "i", photos[i]);
    if (acu_statement_next (statement, &failure)) {
      AcuUnlikened *unlikened = g_new0 (AcuUnlikened, 1);

      unlikened->photo = photos[i];
      unlikened->version = (guint)acu_statement_get_int (statement, 0);
      unlikened->path = g_build_filename (acu_statement_get_text (statement, 1),
                                          acu_statement_get_text (statement, 2), NULL);
      g_ptr_array_add (list, unlikened);
    }
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&list);
}

gboolean
acu_likeness_store_put (AcuCatalog *catalog,
                        const AcuLikenessResult *results,
                        gsize n,
                        GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok = TRUE;

  if (writer == NULL)
    return FALSE;
  for (gsize i = 0; i < n && ok; i++)
    ok = acu_database_run (writer, error,
                           "INSERT OR REPLACE INTO likenesses SELECT size, hash, ?3 FROM images"
                           " WHERE id = ?1 AND version = ?2 AND hash IS NOT NULL",
                           "iib", results[i].photo, (gint64)results[i].version, results[i].likeness,
                           (gsize)(results[i].likeness != NULL ? ACU_LIKENESS_SIZE : 0));
  return acu_catalog_end (catalog, ok, error);
}
