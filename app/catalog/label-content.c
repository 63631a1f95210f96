/* What a rating is of: a file's content then, whatever the file holds by now. */
#include "app/catalog/content-hash.h"
#include "app/catalog/label-private.h"

#include <sys/stat.h>

/* A content whose hash nobody has computed: size and time of its file, which the next scan goes by.
 * (transfer full) */
static char *
format_unhashed (goffset size, gint64 mtime)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "@%" G_GINT64_FORMAT, (gint64)size, mtime);
}

gboolean
acu_label_describe_content (AcuDatabase *writer, gint64 photo, char **content, GError **error)
{
  g_autoptr (AcuStatement) statement = NULL;
  GError *failure = NULL;

  *content = NULL;
  statement = acu_database_query (writer, &failure,
                                  "SELECT i.size, i.mtime, i.hash, f.path, i.name FROM images i"
                                  " JOIN folders f ON f.id = i.folder WHERE i.id = ?1",
                                  "i", photo);
  if (statement != NULL && acu_statement_next (statement, &failure)) {
    goffset size = acu_statement_get_int (statement, 0);
    gint64 mtime = acu_statement_get_int (statement, 1);
    gsize length;
    const guint8 *hash = acu_statement_get_blob (statement, 2, &length);
    g_autofree char *path = g_build_filename (acu_statement_get_text (statement, 3),
                                              acu_statement_get_text (statement, 4), NULL);
    struct stat info;
    gint64 now = mtime;

    if (stat (path, &info) == 0) {
      now = info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec;
      /* Edited since the last scan: the hash is of what was there before. */
      if (info.st_size != size || now != mtime)
        length = 0;
      size = info.st_size;
    }
    *content = length == ACU_CONTENT_HASH_SIZE ? acu_content_hash_format (size, hash)
                                               : format_unhashed (size, now);
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
acu_label_note_hash (AcuDatabase *writer,
                     gint64 photo,
                     goffset size,
                     gint64 mtime,
                     const guint8 *hash,
                     GError **error)
{
  g_autofree char *unhashed = format_unhashed (size, mtime);
  g_autofree char *content = acu_content_hash_format (size, hash);

  return acu_database_run (writer, error,
                           "UPDATE labels SET content = ?2 WHERE image = ?1 AND content = ?3",
                           "iss", photo, content, unhashed) &&
         acu_database_run (writer, error,
                           "UPDATE labels SET other_content = ?2 WHERE other = ?1"
                           " AND other_content = ?3",
                           "iss", photo, content, unhashed);
}

gboolean
acu_label_note_change (AcuCatalog *catalog,
                       AcuDatabase *writer,
                       gint64 photo,
                       const AcuLabelFile *old,
                       const AcuLabelFile *now,
                       GError **error)
{
  g_autofree char *content = NULL, *pattern = NULL, *after = NULL;

  if (old->hash == NULL && old->size == now->size)
    return TRUE;
  content = old->hash != NULL ? acu_content_hash_format (old->size, old->hash)
                              : format_unhashed (old->size, old->mtime);
  /* What was rated after the change is of what is there now. */
  pattern = g_strdup_printf ("%" G_GINT64_FORMAT "@*", (gint64)old->size);
  after = format_unhashed (now->size, now->mtime);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_database_run (writer, error,
                           "UPDATE labels SET content = ?2 WHERE image = ?1"
                           " AND (content IS NULL OR (content GLOB ?3 AND content <> ?4))",
                           "isss", photo, content, pattern, after) &&
         acu_database_run (
             writer, error,
             "UPDATE labels SET other_content = ?2 WHERE other = ?1"
             " AND (other_content IS NULL OR (other_content GLOB ?3 AND other_content <> ?4))",
             "isss", photo, content, pattern, after);
}

/* ---- For merging ---- */

gint64
acu_label_store_find_content (AcuCatalog *catalog, goffset size, const guint8 *hash, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gint64 photo = 0;

  if (reader == NULL)
    return 0;
  /* The smallest id, lest copies of a file make it chance. */
  acu_database_get_int (reader, &photo, 0, error,
                        "SELECT min(id) FROM images WHERE size = ?1 AND hash = ?2", "ib",
                        (gint64)size, hash, (gsize)ACU_CONTENT_HASH_SIZE);
  acu_catalog_return_reader (catalog, reader);
  return photo;
}

gboolean
acu_label_store_get_content (AcuCatalog *catalog,
                             gint64 photo,
                             goffset *size,
                             guint8 *hash,
                             gboolean *is_known,
                             GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  *size = 0;
  *is_known = FALSE;
  if (reader == NULL)
    return FALSE;
  statement = acu_database_query (reader, &failure, "SELECT size, hash FROM images WHERE id = ?1",
                                  "i", photo);
  if (statement != NULL && acu_statement_next (statement, &failure)) {
    gsize length;
    const guint8 *stored = acu_statement_get_blob (statement, 1, &length);

    *size = acu_statement_get_int (statement, 0);
    *is_known = stored != NULL && length == ACU_CONTENT_HASH_SIZE;
    if (*is_known)
      memcpy (hash, stored, ACU_CONTENT_HASH_SIZE);
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
