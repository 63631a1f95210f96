#include "app/labeling/photo-finder.h"

#include "app/catalog/content-hash.h"
#include "app/catalog/label-store.h"
#include "app/catalog/photo-query.h"

#include <string.h>

struct _AcuPhotoFinder {
  AcuCatalog *catalog;
  char *folder;
  GHashTable *found; /* text: photo id, 0 for none */
  GHashTable *names; /* file name: photo id, 0 where several have it; made when needed */
};

AcuPhotoFinder *
acu_photo_finder_new (AcuCatalog *catalog, const char *folder)
{
  AcuPhotoFinder *finder = g_new0 (AcuPhotoFinder, 1);

  finder->catalog = g_object_ref (catalog);
  finder->folder = g_strdup (folder);
  finder->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return finder;
}

void
acu_photo_finder_free (AcuPhotoFinder *finder)
{
  if (finder == NULL)
    return;
  g_object_unref (finder->catalog);
  g_free (finder->folder);
  g_hash_table_unref (finder->found);
  g_clear_pointer (&finder->names, g_hash_table_unref);
  g_free (finder);
}

static gpointer
dup_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static gint64
get_id (GHashTable *table, const char *key)
{
  const gint64 *id = g_hash_table_lookup (table, key);

  return id != NULL ? *id : 0;
}

static gboolean
list_names (AcuPhotoFinder *finder, GError **error)
{
  g_auto (AcuPhotoQuery) query;
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  acu_photo_query_init (&query);
  result = acu_photo_query_run (finder->catalog, &query, NULL, error);
  if (result == NULL)
    return FALSE;
  rows = acu_photo_store_get_rows (finder->catalog, (const gint64 *)result->photos->data,
                                   result->photos->len, 0, error);
  if (rows == NULL)
    return FALSE;
  finder->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);
    char *name = g_path_get_basename (row->path);
    gint64 id = g_hash_table_contains (finder->names, name) ? 0 : row->id;

    g_hash_table_replace (finder->names, name, dup_id (id));
  }
  return TRUE;
}

/* Reads "SIZE-HASH"; FALSE where @text is nothing of the kind. */
static gboolean
parse_content (const char *text, goffset *size, guint8 hash[ACU_CONTENT_HASH_SIZE])
{
  char *end = NULL;

  if (text == NULL)
    return FALSE;
  *size = g_ascii_strtoll (text, &end, 10);
  if (*size <= 0 || *end++ != '-' || strlen (end) != 2 * ACU_CONTENT_HASH_SIZE)
    return FALSE;
  for (guint i = 0; i < ACU_CONTENT_HASH_SIZE; i++) {
    if (!g_ascii_isxdigit (end[2 * i]) || !g_ascii_isxdigit (end[2 * i + 1]))
      return FALSE;
    hash[i] =
        (guint8)(g_ascii_xdigit_value (end[2 * i]) << 4 | g_ascii_xdigit_value (end[2 * i + 1]));
  }
  return TRUE;
}

gint64
acu_photo_finder_find (AcuPhotoFinder *finder,
                       const char *text,
                       const char *content,
                       GError **error)
{
  g_autofree char *path = g_canonicalize_filename (text, finder->folder);
  g_autofree char *name = g_path_get_basename (text);
  g_autoptr (GError) failure = NULL;
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  goffset size;
  gint64 photo = get_id (finder->found, text);

  if (g_hash_table_contains (finder->found, text))
    return photo;
  photo = acu_photo_store_find (finder->catalog, path, &failure);
  if (photo == 0 && !g_error_matches (failure, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return 0;
  }
  if (photo == 0 && parse_content (content, &size, hash)) {
    g_clear_error (&failure);
    photo = acu_label_store_find_content (finder->catalog, size, hash, &failure);
    if (failure != NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return 0;
    }
  }
  if (photo == 0) {
    if (finder->names == NULL && !list_names (finder, error))
      return 0;
    photo = get_id (finder->names, name);
  }
  g_hash_table_insert (finder->found, g_strdup (text), dup_id (photo));
  return photo;
}
