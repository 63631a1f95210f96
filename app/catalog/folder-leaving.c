/* Folders that leave the tree, and come back to it with what they showed. */
#include "app/catalog/catalog-private.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/undo-private.h"

/* The photos that only the folder ?1 and those below it show, which nobody opened by themselves. */
#define BELOW                                                                                      \
  "WITH RECURSIVE below (id) AS (SELECT ?1 UNION SELECT f.id FROM folders f"                       \
  " JOIN below b ON f.parent = b.id WHERE f.is_root = 0) "

/* Whether a folder above it, which stays, shows its photos. */
static gboolean
is_shown_above (AcuDatabase *database, gint64 folder, gboolean *shown, GError **error)
{
  gint64 n = 0;
  gboolean ok = acu_database_get_int (
      database, &n, 0, error,
      "WITH RECURSIVE above (id) AS (SELECT parent FROM folders WHERE id = ?1 UNION"
      " SELECT f.parent FROM folders f JOIN above a ON f.id = a.id)"
      " SELECT count(*) FROM folders f JOIN above a ON f.id = a.id WHERE f.is_root = 1",
      "i", folder);

  *shown = n > 0;
  return ok;
}

/* Enters that the folder leaves. */
static gboolean
record_folder (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 folder, AcuUndoGroup *group, GError **error)
{
  AcuUndoChange change = {.kind = "folder", .target = folder};

  return acu_database_get_int (writer, &change.old, 0, error,
                               "SELECT opened FROM recent_folders WHERE folder = ?1", "i",
                               folder) &&
         acu_undo_record (catalog, writer, group, &change, error);
}

/* Enters which of its photos were there, and in which pairs: the id of the partner before two bits
 * of what images.hidden was. */
static gboolean
record_photos (AcuDatabase *writer, gint64 folder, const AcuUndoGroup *group, GError **error)
{
  return group == NULL ||
         acu_database_run (writer, error,
                           BELOW
                           "INSERT INTO undo_changes (entry, position, kind, target, place, old,"
                           " new) SELECT ?2, row_number() OVER (ORDER BY id)"
                           " + (SELECT coalesce (max (position), 0) FROM undo_changes"
                           " WHERE entry = ?2), 'hidden', id, folder,"
                           " coalesce (partner, 0) << 2 | hidden, 2 FROM images"
                           " WHERE folder IN (SELECT id FROM below) AND hidden <> 2",
                           "ii", folder, group->entry);
}

static gboolean
hide_photos (AcuDatabase *writer, gint64 folder, const AcuUndoGroup *group, GError **error)
{
  return record_photos (writer, folder, group, error) &&
         acu_database_run (writer, error,
                           BELOW "UPDATE images SET hidden = 2, partner = NULL"
                                 " WHERE folder IN (SELECT id FROM below)",
                           "i", folder);
}

/* A step that is done again is made anew, since there may be other photos by now; in its place,
 * before the later ones that are yet to be done again. */
static gboolean
begin_step (AcuDatabase *writer, AcuUndoGroup *group, GError **error)
{
  return group == NULL || (acu_undo_resume (writer, group, FALSE, error) &&
                           (group->entry == 0 || acu_undo_empty (writer, group, error)));
}

gboolean
acu_folder_store_close (AcuCatalog *catalog, gint64 folder, AcuUndoGroup *group, GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean is_shown, ok;

  if (writer == NULL)
    return FALSE;
  ok =
      begin_step (writer, group, error) && is_shown_above (writer, folder, &is_shown, error) &&
      record_folder (catalog, writer, folder, group, error) &&
      (is_shown || hide_photos (writer, folder, group, error)) &&
      acu_database_run (writer, error, "UPDATE folders SET is_root = 0 WHERE id = ?1", "i",
                        folder) &&
      acu_database_run (writer, error, "DELETE FROM recent_folders WHERE folder = ?1", "i", folder);
  acu_catalog_note (catalog, ACU_CHANGE_FOLDERS | ACU_CHANGE_LIST, 0);
  return acu_undo_end (catalog, ok, group, before, error);
}

/* Shows what the step hid, where it still is: a photo whose file has turned up in another folder
 * since is shown there.  One that its partner showed is shown by itself if that has gone. */
static gboolean
show_photos (AcuDatabase *writer, gint64 entry, GError **error)
{
  return acu_database_run (writer, error,
                           "UPDATE images SET partner = p.id,"
                           " hidden = CASE WHEN c.old & 3 = 1 AND p.id IS NOT NULL"
                           " THEN 1 ELSE 0 END"
                           " FROM undo_changes c LEFT JOIN images p"
                           " ON p.id = c.old >> 2 AND p.folder = c.place"
                           " WHERE c.entry = ?1 AND c.kind = 'hidden' AND images.id = c.target"
                           " AND images.folder = c.place AND images.hidden = 2",
                           "i", entry);
}

gboolean
acu_folder_restore (AcuCatalog *catalog,
                    AcuDatabase *writer,
                    gint64 entry,
                    gint64 folder,
                    gint64 opened,
                    GError **error)
{
  if (!acu_database_run (writer, error,
                         "UPDATE folders SET is_root = 1 WHERE id = ?1 AND is_root = 0", "i",
                         folder))
    return FALSE;
  /* Somebody has opened it, and it was read since. */
  if (acu_database_get_n_changed (writer) == 0)
    return TRUE;
  acu_catalog_note (catalog, ACU_CHANGE_FOLDERS | ACU_CHANGE_LIST, 0);
  return (opened == 0 ||
          acu_database_run (writer, error, "INSERT OR REPLACE INTO recent_folders VALUES (?1, ?2)",
                            "ii", folder, opened)) &&
         show_photos (writer, entry, error);
}
