#include "app/catalog/scope-facts.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/id-set.h"
#include "app/catalog/photo-result.h"

enum { CAMERAS, TIMES, N_STATEMENTS };

/* Each is one walk of one index over all photos shown, in which those of the scope are picked out:
 * whatever the scope is, that takes no index of its own. */
static const char *const statements[N_STATEMENTS] = {
    [CAMERAS] = "SELECT id, camera FROM images INDEXED BY images_by_camera"
                " WHERE hidden = 0 AND camera IS NOT NULL ORDER BY camera",
    [TIMES] = "SELECT id, sort_time FROM images INDEXED BY images_by_time WHERE hidden = 0"
              " ORDER BY sort_time",
};

const char *const *
acu_scope_get_statements (gsize *n)
{
  *n = N_STATEMENTS;
  return statements;
}

void
acu_camera_free (AcuCamera *camera)
{
  if (camera == NULL)
    return;
  g_free (camera->name);
  g_free (camera);
}

/* Told the fact of each photo of the scope that has one, in rising order. */
typedef void (*Visit) (gint64 value, gpointer data);

static gboolean
list_scope (AcuCatalog *catalog,
            const AcuPhotoQuery *query,
            AcuIdSet *set,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (AcuPhotoQuery) scope = {0};
  g_autoptr (AcuPhotoResult) result = NULL;
  gint64 max_id = 0;

  acu_photo_query_init (&scope);
  scope.scope = query->scope;
  scope.scope_id = query->scope_id;
  result = acu_photo_query_run (catalog, &scope, cancellable, error);
  if (result == NULL)
    return FALSE;
  for (guint i = 0; i < result->photos->len; i++)
    max_id = MAX (max_id, g_array_index (result->photos, gint64, i));
  acu_id_set_init (set, max_id);
  for (guint i = 0; i < result->photos->len; i++)
    acu_id_set_add (set, g_array_index (result->photos, gint64, i));
  return TRUE;
}

static gboolean
visit_scope (AcuCatalog *catalog,
             const AcuPhotoQuery *query,
             int statement,
             Visit visit,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_auto (AcuIdSet) set = {0};
  AcuDatabase *reader;
  AcuStatement *rows;
  GError *failure = NULL;

  if (!list_scope (catalog, query, &set, cancellable, error))
    return FALSE;
  reader = acu_catalog_borrow_reader (catalog, error);
  if (reader == NULL)
    return FALSE;
  rows = acu_database_query (reader, &failure, statements[statement], NULL);
  while (rows != NULL && acu_statement_next (rows, &failure))
    if (acu_id_set_has (&set, acu_statement_get_int (rows, 0)))
      visit (acu_statement_get_int (rows, 1), data);
  acu_statement_free (rows);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return TRUE;
}

/* ---- Cameras ---- */

static void
count_camera (gint64 id, gpointer data)
{
  GPtrArray *cameras = data;
  AcuCamera *last =
      cameras->len > 0 ? (AcuCamera *)g_ptr_array_index (cameras, cameras->len - 1) : NULL;

  if (last == NULL || last->id != id) {
    last = g_new0 (AcuCamera, 1);
    last->id = id;
    g_ptr_array_add (cameras, last);
  }
  last->n_photos++;
}

static gboolean
name_cameras (AcuCatalog *catalog, GPtrArray *cameras, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  GError *failure = NULL;

  if (reader == NULL)
    return FALSE;
  for (guint i = 0; i < cameras->len && failure == NULL; i++) {
    AcuCamera *camera = g_ptr_array_index (cameras, i);
    g_autoptr (AcuStatement) row = acu_database_query (
        reader, &failure, "SELECT name FROM cameras WHERE id = ?1", "i", camera->id);

    if (row != NULL && acu_statement_next (row, &failure))
      camera->name = g_strdup (acu_statement_get_text (row, 0));
  }
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(AcuCamera *const *)a)->name, (*(AcuCamera *const *)b)->name);
}

GPtrArray *
acu_scope_list_cameras (AcuCatalog *catalog,
                        const AcuPhotoQuery *query,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GPtrArray) cameras = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_camera_free);

  if (!visit_scope (catalog, query, CAMERAS, count_camera, cameras, cancellable, error) ||
      !name_cameras (catalog, cameras, error))
    return NULL;
  g_ptr_array_sort (cameras, compare_names);
  return g_steal_pointer (&cameras);
}

/* ---- Times ---- */

typedef struct {
  gboolean any;
  gint64 first, last;
} Times;

static void
note_time (gint64 time, gpointer data)
{
  Times *times = data;

  if (!times->any)
    times->first = time;
  times->any = TRUE;
  times->last = time;
}

gboolean
acu_scope_find_times (AcuCatalog *catalog,
                      const AcuPhotoQuery *query,
                      gint64 *first,
                      gint64 *last,
                      GCancellable *cancellable,
                      GError **error)
{
  Times times = {0};

  if (!visit_scope (catalog, query, TIMES, note_time, &times, cancellable, error))
    return FALSE;
  if (times.any) {
    *first = times.first;
    *last = times.last;
  }
  return TRUE;
}
