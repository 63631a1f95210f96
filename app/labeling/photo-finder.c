#include "app/labeling/photo-finder.h"

#include "app/catalog/content-hash.h"
#include "app/catalog/label-store.h"
#include "app/catalog/photo-result.h"
#include "app/labeling/id-table.h"

#include <string.h>

struct _AcuPhotoFinder {
  AcuCatalog *catalog;
  char *folder;
  GHashTable *found; /* text and content: photo id, negative where the photo differs */
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

    g_hash_table_replace (finder->names, name, acu_id_table_dup_id (id));
  }
  return TRUE;
}

typedef struct {
  goffset size;
  guint8 hash[ACU_CONTENT_HASH_SIZE];
} Content;

/* Finds the photo at @path; 0 for none. */
static gboolean
find_path (AcuPhotoFinder *finder, const char *path, gint64 *photo, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *photo = acu_photo_store_find (finder->catalog, path, &failure);
  if (*photo != 0 || g_error_matches (failure, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Finds the only photo whose file has @text's name; 0 where none or several have. */
static gboolean
find_name (AcuPhotoFinder *finder, const char *text, gint64 *photo, GError **error)
{
  g_autofree char *name = g_path_get_basename (text);

  if (finder->names == NULL && !list_names (finder, error))
    return FALSE;
  *photo = acu_id_table_get (finder->names, name);
  return TRUE;
}

/* Whether nothing speaks against @photo having @content.  A hash that the catalog does not have yet
 * is computed, where the file is there. */
static gboolean
may_be (AcuPhotoFinder *finder, gint64 photo, const Content *content, gboolean *may, GError **error)
{
  g_autoptr (AcuPhotoRow) row = NULL;
  Content own;
  gboolean is_known;

  if (!acu_label_store_get_content (finder->catalog, photo, &own.size, own.hash, &is_known, error))
    return FALSE;
  *may = own.size == content->size;
  if (*may && !is_known) {
    row = acu_photo_store_get (finder->catalog, photo, 0, error);
    if (row == NULL)
      return FALSE;
    is_known = acu_content_hash_compute (row->path, own.hash, &own.size, NULL);
  }
  if (*may && is_known)
    *may = own.size == content->size && memcmp (own.hash, content->hash, sizeof own.hash) == 0;
  return TRUE;
}

/* Content decides; of several copies of a file it is the one at the path.  Negative is the photo
 * that is called so and holds another. */
static gboolean
find_with_content (AcuPhotoFinder *finder,
                   const char *path,
                   const char *text,
                   const Content *content,
                   gint64 *photo,
                   GError **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 there, named;
  gboolean may = FALSE;

  if (!find_path (finder, path, &there, error) ||
      (there != 0 && !may_be (finder, there, content, &may, error)))
    return FALSE;
  if (may) {
    *photo = there;
    return TRUE;
  }
  *photo = acu_label_store_find_content (finder->catalog, content->size, content->hash, &failure);
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (*photo != 0)
    return TRUE;
  if (!find_name (finder, text, &named, error) ||
      (named != 0 && !may_be (finder, named, content, &may, error)))
    return FALSE;
  if (may)
    *photo = named;
  else
    *photo = there != 0 ? -there : -named;
  return TRUE;
}

gint64
acu_photo_finder_find (AcuPhotoFinder *finder,
                       const char *text,
                       const char *content,
                       gboolean *differs,
                       GError **error)
{
  g_autofree char *path = g_canonicalize_filename (text, finder->folder);
  g_autofree char *key = g_strconcat (text, "\n", content, NULL);
  Content wanted;
  gint64 photo = acu_id_table_get (finder->found, key);
  gboolean ok;

  if (differs != NULL)
    *differs = photo < 0;
  if (g_hash_table_contains (finder->found, key))
    return ABS (photo);
  if (acu_content_hash_parse (content, &wanted.size, wanted.hash))
    ok = find_with_content (finder, path, text, &wanted, &photo, error);
  else
    ok = find_path (finder, path, &photo, error) &&
         (photo != 0 || find_name (finder, text, &photo, error));
  if (!ok)
    return 0;
  g_hash_table_insert (finder->found, g_steal_pointer (&key), acu_id_table_dup_id (photo));
  if (differs != NULL)
    *differs = photo < 0;
  return ABS (photo);
}
