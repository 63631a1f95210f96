/* Photos whose files another program renamed, moved or exchanged: they are known by their content,
 * and take along what was said of them. */
#include "app/catalog/content-hash.h"
#include "app/catalog/photo-private.h"
#include "app/catalog/scan-private.h"
#include "app/imaging/file-kind.h"

#include <string.h>
#include <sys/stat.h>

/* ---- Who has left ---- */

/* A row that has the content that is looked for. */
typedef struct {
  gint64 id, folder;
  char *path;
  gint64 mtime;
} Candidate;

/* Whether the file of @row is what it was.  One that cannot be read is taken for that. */
static gboolean
is_in_place (const Candidate *row, const AcuScanContent *content)
{
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  struct stat info;
  goffset size;

  if (stat (row->path, &info) != 0 || info.st_size != content->size)
    return FALSE;
  return acu_scan_get_mtime (&info) == row->mtime ||
         !acu_content_hash_compute (row->path, hash, &size, NULL) ||
         (size == content->size && memcmp (hash, content->hash, sizeof hash) == 0);
}

/* Whether this scan will come to the folder of @row. */
static gboolean
is_ahead (const AcuScan *scan, const Candidate *row)
{
  gsize length = strlen (scan->root);

  return scan->options->recursive && !g_hash_table_contains (scan->folders, &row->folder) &&
         strncmp (row->path, scan->root, length) == 0 &&
         (scan->root[length - 1] == G_DIR_SEPARATOR || row->path[length] == G_DIR_SEPARATOR);
}

/* Whether the file of @row has the content of yet another row. */
static gboolean
is_taken (AcuDatabase *writer, const Candidate *row, gboolean *taken, GError **error)
{
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  gint64 other;
  goffset size;

  *taken = FALSE;
  if (!acu_content_hash_compute (row->path, hash, &size, NULL))
    return TRUE;
  if (!acu_database_get_int (writer, &other, 0, error,
                             "SELECT id FROM images WHERE size = ?1 AND hash = ?2 AND id <> ?3"
                             " LIMIT 1",
                             "ibi", (gint64)size, hash, (gsize)sizeof hash, row->id))
    return FALSE;
  *taken = other != 0;
  return TRUE;
}

/* Whether one name is the other with something added, as "a_orig.jpg" is "a.jpg"; "img_20.jpg" is
 * not "img_2.jpg". */
static gboolean
has_name_in_common (const char *a, const char *b)
{
  g_autofree char *long_stem = acu_file_kind_get_stem (strlen (a) > strlen (b) ? a : b);
  g_autofree char *stem = acu_file_kind_get_stem (strlen (a) > strlen (b) ? b : a);
  gsize length = strlen (stem);

  if (length == 0)
    return FALSE;
  for (const char *p = long_stem; (p = strstr (p, stem)) != NULL; p++) {
    gboolean goes_on_before = p > long_stem && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (stem[0]);
    gboolean goes_on_after = g_ascii_isdigit (p[length]) && g_ascii_isdigit (stem[length - 1]);

    if (!goes_on_before && !goes_on_after)
      return TRUE;
  }
  return FALSE;
}

/* Whether the row @spare, of which nobody has said anything, is another version of @photo, as a
 * backup is of what was edited: taken at the same time, which the next one of a burst is as well,
 * and called after it, or with what the photo was before it was edited, as far as that is
 * known. */
static gboolean
is_version (AcuDatabase *writer,
            gint64 spare,
            gint64 photo,
            const char *name,
            const char *other_name,
            gboolean *version,
            GError **error)
{
  gint64 found;

  *version = FALSE;
  if (!acu_database_get_int (writer, &found, 0, error,
                             "SELECT o.id FROM images i JOIN images o ON o.taken = i.taken"
                             " WHERE i.id = ?1 AND o.id = ?2 AND (?3 OR EXISTS"
                             " (SELECT 1 FROM earlier_contents e WHERE e.image = o.id"
                             " AND e.hash IN (i.hash, x'')))"
                             " AND NOT EXISTS (SELECT 1 FROM ratings WHERE image = ?1)"
                             " AND NOT EXISTS (SELECT 1 FROM labels WHERE image = ?1)"
                             " AND NOT EXISTS (SELECT 1 FROM labels WHERE other = ?1)"
                             " AND NOT EXISTS (SELECT 1 FROM collection_images WHERE image = ?1)",
                             "iii", spare, photo, (gint64)has_name_in_common (name, other_name)))
    return FALSE;
  *version = found != 0;
  return TRUE;
}

/* Whether @row is to leave its place for that of the content that is looked for. */
static gboolean
has_left (const AcuScan *scan,
          AcuDatabase *writer,
          const Candidate *row,
          const AcuScanContent *content,
          gboolean *left,
          GError **error)
{
  g_autofree char *name = g_path_get_basename (row->path);
  gboolean is_replaced =
      !content->is_new && !g_hash_table_contains (scan->displaced, &content->row);
  gboolean version = FALSE;

  *left = FALSE;
  if (!g_file_test (row->path, G_FILE_TEST_EXISTS)) {
    /* A backup that was put back stays the photo that it was made of. */
    if (is_replaced &&
        !is_version (writer, row->id, content->row, name, content->name, &version, error))
      return FALSE;
    *left = !version;
    return TRUE;
  }
  if (is_in_place (row, content))
    return TRUE;
  /* Another photo has its place, which this scan has seen: it can only be here. */
  if (g_hash_table_contains (scan->displaced, &row->id)) {
    *left = TRUE;
    return TRUE;
  }
  /* A new name may as well be that of a copy which was made before the photo was edited, unless
   * another photo is where the first one was. */
  if (content->is_new)
    return !is_ahead (scan, row) || is_taken (writer, row, left, error);
  /* The photo of a name that was in use has gone somewhere, too: the two can change places.  But a
   * backup that is written whenever the photo is edited has what the photo was before. */
  if (is_replaced &&
      !is_version (writer, content->row, row->id, content->name, name, &version, error))
    return FALSE;
  *left = !version;
  return *left || is_taken (writer, row, left, error);
}

gboolean
acu_scan_find_moved (const AcuScan *scan,
                     AcuDatabase *writer,
                     const AcuScanContent *content,
                     gint64 *id,
                     GError **error)
{
  g_autoptr (AcuStatement) statement = NULL;
  gboolean found_same_name = FALSE;
  GError *failure = NULL;

  *id = 0;
  statement = acu_database_query (writer, &failure,
                                  "SELECT i.id, i.folder, f.path, i.name, i.mtime FROM images i"
                                  " JOIN folders f ON f.id = i.folder"
                                  " WHERE i.size = ?1 AND i.hash = ?2 AND i.id <> ?3"
                                  " ORDER BY i.id",
                                  "ibi", (gint64)content->size, content->hash,
                                  (gsize)ACU_CONTENT_HASH_SIZE, content->row);
  while (statement != NULL && failure == NULL && acu_statement_next (statement, &failure)) {
    const char *name = acu_statement_get_text (statement, 3);
    g_autofree char *path = g_build_filename (acu_statement_get_text (statement, 2), name, NULL);
    const Candidate row = {.id = acu_statement_get_int (statement, 0),
                           .folder = acu_statement_get_int (statement, 1),
                           .path = path,
                           .mtime = acu_statement_get_int (statement, 4)};
    gboolean same_name = g_str_equal (name, content->name), left;

    if ((*id != 0 && (found_same_name || !same_name)) ||
        !has_left (scan, writer, &row, content, &left, &failure) || !left)
      continue;
    *id = row.id;
    found_same_name = same_name;
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* ---- Moving ---- */

/* Where the row of a photo is, and its file if it has one. */
typedef struct {
  gint64 folder;
  char *name;
  int hidden;
  gboolean is_gone;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
read_place (AcuDatabase *writer, gint64 photo, Place *place, GError **error)
{
  g_autoptr (AcuStatement) statement = NULL;
  GError *failure = NULL;

  statement = acu_database_query (writer, &failure,
                                  "SELECT i.folder, i.name, i.hidden, f.path FROM images i"
                                  " JOIN folders f ON f.id = i.folder WHERE i.id = ?1",
                                  "i", photo);
  if (statement != NULL && acu_statement_next (statement, &failure)) {
    g_autofree char *path = NULL;

    place->folder = acu_statement_get_int (statement, 0);
    place->name = g_strdup (acu_statement_get_text (statement, 1));
    place->hidden = (int)acu_statement_get_int (statement, 2);
    path = g_build_filename (acu_statement_get_text (statement, 3), place->name, NULL);
    place->is_gone = !g_file_test (path, G_FILE_TEST_EXISTS);
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
acu_scan_exchange (AcuScan *scan, AcuDatabase *writer, gint64 here, gint64 there, GError **error)
{
  const AcuChangeFlags changes = ACU_CHANGE_LIST | ACU_CHANGE_FOLDERS | ACU_CHANGE_FACTS;
  g_auto (Place) from = {0};
  g_auto (Place) to = {0};
  gboolean has_place;

  if (!read_place (writer, here, &from, error) || !read_place (writer, there, &to, error) ||
      !acu_photo_hide (scan->catalog, writer, here, error) ||
      !acu_photo_hide (scan->catalog, writer, there, error))
    return FALSE;
  acu_catalog_note (scan->catalog, changes, here);
  acu_catalog_note (scan->catalog, changes, there);
  g_hash_table_remove (scan->vanished, &there);
  g_hash_table_remove (scan->displaced, &there);
  /* What was gone before has not become what is at the other place now, and one that had no place
   * has none to leave. */
  has_place = to.name[0] != G_DIR_SEPARATOR && (from.hidden != 2 || to.is_gone);
  if (has_place || from.hidden != 2)
    g_hash_table_add (scan->displaced, g_memdup2 (&here, sizeof here));
  /* Sidecars may have been exchanged or left where they were: either way they say nothing new.
   * Whoever has read a file under its old name since has read the other one, which a newer version
   * tells. */
  return acu_photo_park (scan->catalog, writer, here, from.folder, from.name, error) &&
         acu_photo_place (scan->catalog, writer, there, from.folder, from.name, 0, error) &&
         (!has_place || acu_photo_place (scan->catalog, writer, here, to.folder, to.name,
                                         to.is_gone ? 2 : 0, error)) &&
         acu_database_run (writer, error,
                           "UPDATE images SET sidecar_mtime = (SELECT max (sidecar_mtime)"
                           " FROM images WHERE id IN (?1, ?2)), version = version + 1,"
                           " facts_version = facts_version + (facts_version = version)"
                           " WHERE id IN (?1, ?2)",
                           "ii", here, there) &&
         (!to.is_gone || from.hidden == 2 || acu_scan_hide (scan, writer, here, error));
}
