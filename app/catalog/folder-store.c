#include "app/catalog/folder-store.h"

#include "app/catalog/catalog-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define RECENT_KEPT 30

void
acu_folder_free (AcuFolder *folder)
{
  g_free (folder->path);
  g_free (folder->problem);
  g_free (folder);
}

static gboolean
find (AcuDatabase *database, const char *path, gint64 *id, GError **error)
{
  return acu_database_get_int (database, id, 0, error, "SELECT id FROM folders WHERE path = ?1",
                               "s", path);
}

/* Gives the folders right below @path, which were at the top so far, their new parent. */
static gboolean
adopt_children (AcuDatabase *writer, const char *path, gint64 id, GError **error)
{
  g_autofree char *prefix =
      g_str_has_suffix (path, "/") ? g_strdup (path) : g_strconcat (path, "/", NULL);

  return acu_database_run (writer, error,
                           "UPDATE folders SET parent = ?1 WHERE parent IS NULL AND id <> ?1"
                           " AND substr (path, 1, length (?2)) = ?2"
                           " AND instr (substr (path, length (?2) + 1), '/') = 0",
                           "is", id, prefix);
}

static gboolean
add (AcuCatalog *catalog,
     AcuDatabase *writer,
     const char *path,
     gboolean is_root,
     gint64 *id,
     GError **error)
{
  g_autofree char *above = g_path_get_dirname (path);
  gint64 parent = 0;

  if (!find (writer, path, id, error))
    return FALSE;
  if (*id != 0 && !is_root)
    return TRUE;
  acu_catalog_note (catalog, ACU_CHANGE_FOLDERS, 0);
  if (*id != 0)
    return acu_database_run (writer, error, "UPDATE folders SET is_root = 1 WHERE id = ?1", "i",
                             *id);
  if (strcmp (above, path) != 0 && !find (writer, above, &parent, error))
    return FALSE;
  if (!acu_database_run (writer, error,
                         "INSERT INTO folders (parent, path, is_root) VALUES (?1, ?2, ?3)", "Isi",
                         parent, path, (gint64)(is_root != FALSE)))
    return FALSE;
  *id = acu_database_get_last_id (writer);
  return adopt_children (writer, path, *id, error);
}

gint64
acu_folder_store_add (AcuCatalog *catalog, const char *path, gboolean is_root, GError **error)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gint64 id = 0;
  gboolean ok;

  if (writer == NULL)
    return 0;
  ok = add (catalog, writer, canonical, is_root, &id, error);
  return acu_catalog_end (catalog, ok, error) ? id : 0;
}

gint64
acu_folder_store_find (AcuCatalog *catalog, const char *path, GError **error)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gint64 id = 0;
  gboolean ok;

  if (reader == NULL)
    return 0;
  ok = find (reader, canonical, &id, error);
  acu_catalog_return_reader (catalog, reader);
  if (ok && id == 0) {
    g_autofree char *name = g_filename_display_name (canonical);

    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                 _ ("%s: this folder is not in the catalog; open it first"), name);
  }
  return id;
}

/* Reads rows of (id, parent, path, is_root, problem, n_photos, opened). */
static GPtrArray *
read_folders (AcuStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_folder_free);
  g_autoptr (GError) failure = NULL;

  while (acu_statement_next (statement, &failure)) {
    AcuFolder *folder = g_new0 (AcuFolder, 1);

    folder->id = acu_statement_get_int (statement, 0);
    folder->parent = acu_statement_get_int (statement, 1);
    folder->path = g_strdup (acu_statement_get_text (statement, 2));
    folder->is_root = acu_statement_get_int (statement, 3) != 0;
    folder->problem = g_strdup (acu_statement_get_text (statement, 4));
    folder->n_photos = folder->n_below = (guint)acu_statement_get_int (statement, 5);
    folder->opened = acu_statement_get_int (statement, 6);
    g_ptr_array_add (folders, folder);
  }
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  return g_steal_pointer (&folders);
}

static GPtrArray *
query_folders (AcuCatalog *catalog, const char *sql, gint64 argument, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GPtrArray *folders = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (reader, error, sql, "i", argument);
  if (statement != NULL)
    folders = read_folders (statement, error);
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  return folders;
}

/* Adds up what is below each folder, and takes those out that have nothing in them and that nobody
 * opened.  Every parent precedes its children, so one walk backwards will do. */
static void
sum_up (GPtrArray *folders)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < folders->len; i++) {
    AcuFolder *folder = g_ptr_array_index (folders, i);

    g_hash_table_insert (by_id, &folder->id, folder);
  }
  for (guint i = folders->len; i-- > 0;) {
    AcuFolder *folder = g_ptr_array_index (folders, i);
    AcuFolder *parent = g_hash_table_lookup (by_id, &folder->parent);

    if (parent != NULL)
      parent->n_below += folder->n_below;
  }
  for (guint i = folders->len; i-- > 0;) {
    AcuFolder *folder = g_ptr_array_index (folders, i);

    if (folder->n_below == 0 && !folder->is_root)
      g_ptr_array_remove_index (folders, i);
  }
}

GPtrArray *
acu_folder_store_list (AcuCatalog *catalog, GError **error)
{
  GPtrArray *folders = query_folders (
      catalog,
      "SELECT f.id, f.parent, f.path, f.is_root, f.problem, n.n, r.opened FROM folders f"
      " LEFT JOIN (SELECT folder, count(*) n FROM images WHERE hidden = 0 GROUP BY folder) n"
      " ON n.folder = f.id LEFT JOIN recent_folders r ON r.folder = f.id"
      " ORDER BY f.path LIMIT ?1",
      -1, error);

  if (folders != NULL)
    sum_up (folders);
  return folders;
}

GPtrArray *
acu_folder_store_list_recent (AcuCatalog *catalog, guint max, GError **error)
{
  return query_folders (
      catalog,
      "SELECT f.id, f.parent, f.path, f.is_root, f.problem,"
      " (SELECT count(*) FROM images WHERE folder = f.id AND hidden = 0), r.opened"
      " FROM recent_folders r JOIN folders f ON f.id = r.folder ORDER BY r.opened DESC LIMIT ?1",
      max, error);
}

gboolean
acu_folder_store_touch_recent (AcuCatalog *catalog, gint64 folder, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "INSERT OR REPLACE INTO recent_folders VALUES (?1, ?2)",
                         "ii", folder, (gint64)g_get_real_time ()) &&
       acu_database_run (writer, error,
                         "DELETE FROM recent_folders WHERE folder NOT IN"
                         " (SELECT folder FROM recent_folders ORDER BY opened DESC LIMIT ?1)",
                         "i", (gint64)RECENT_KEPT);
  acu_catalog_note (catalog, ACU_CHANGE_FOLDERS, 0);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_folder_store_clear_recent (AcuCatalog *catalog, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "DELETE FROM recent_folders", NULL);
  acu_catalog_note (catalog, ACU_CHANGE_FOLDERS, 0);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_folder_store_set_problem (AcuCatalog *catalog,
                              gint64 folder,
                              const char *problem,
                              GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error,
                         "UPDATE folders SET problem = ?2 WHERE id = ?1 AND problem IS NOT ?2",
                         "is", folder, problem);
  if (ok && acu_database_get_n_changed (writer) > 0)
    acu_catalog_note (catalog, ACU_CHANGE_FOLDERS, 0);
  return acu_catalog_end (catalog, ok, error);
}
