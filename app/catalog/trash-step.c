/* A step into the trash is undone: what came back of it, and what becomes of the step. */
#include "app/catalog/catalog-private.h"
#include "app/catalog/photo-private.h"
#include "app/catalog/photo-trash.h"
#include "app/catalog/trash-private.h"
#include "app/imaging/file-kind.h"

/* Gives the photo of @row its name again, whose file is back at @path.  Another one that had it
 * meanwhile has left: no file is moved to where there is one. */
static gboolean
put_back (
    AcuCatalog *catalog, AcuDatabase *writer, AcuPhotoRow *row, const char *path, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  gint64 folder, other = 0;

  if (!acu_database_get_int (writer, &folder, 0, error, "SELECT id FROM folders WHERE path = ?1",
                             "s", dir) ||
      !acu_database_get_int (writer, &other, 0, error,
                             "SELECT id FROM images WHERE folder = ?1 AND name = ?2", "is", folder,
                             name))
    return FALSE;
  if (folder == 0)
    return TRUE;
  if (other != 0 && other != row->id) {
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS, other);
    if (!acu_photo_hide (catalog, writer, other, error) ||
        !acu_photo_park (catalog, writer, other, folder, name, error))
      return FALSE;
  }
  g_free (row->path);
  row->path = g_strdup (path);
  return other == row->id || acu_photo_place (catalog, writer, row->id, folder, name, 2, error);
}

/* Shows those of @rows whose files are back. */
static gboolean
show_again (AcuCatalog *catalog, AcuDatabase *writer, const GPtrArray *rows, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; i < rows->len && ok; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);

    if (row->state != ACU_PHOTO_VANISHED || !g_file_test (row->path, G_FILE_TEST_EXISTS))
      continue;
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS, row->id);
    ok = acu_database_run (writer, error, "UPDATE images SET hidden = 0 WHERE id = ?1", "i",
                           row->id);
  }
  return ok;
}

/* Lets @photo stand for the RAW file at @path again, if that is one; so both are moved together
 * when the step is done again, also before a scan.  One that was not moved was shown by itself. */
static gboolean
pair_again (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 photo, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  gint64 raw;

  if (acu_file_kind_guess (name) != ACU_FILE_RAW)
    return TRUE;
  if (!acu_database_get_int (writer, &raw, 0, error,
                             "SELECT i.id FROM folders f JOIN images i ON i.folder = f.id"
                             " JOIN images o ON o.folder = i.folder"
                             " WHERE f.path = ?1 AND i.name = ?2 AND i.hidden <> 1"
                             " AND o.id = ?3 AND o.hidden = 0",
                             "ssi", folder, name, photo))
    return FALSE;
  return raw == 0 || acu_photo_pair (catalog, writer, raw, photo, error);
}

/* Leaves the step @entry where it was, since what stays in the trash may come back another time.
 * Not twice in a row, which its changes' places tell: a step that nothing ever comes back from
 * would be in the way of all that was done before. */
static gboolean
put_off (AcuDatabase *writer, gint64 entry, gboolean *is_put_off, GError **error)
{
  *is_put_off = FALSE;
  if (!acu_database_run (writer, error,
                         "UPDATE undo_entries SET undone = 0 WHERE id = ?1 AND NOT EXISTS"
                         " (SELECT 1 FROM undo_changes WHERE entry = ?1 AND place IS NOT NULL)",
                         "i", entry))
    return FALSE;
  *is_put_off = acu_database_get_n_changed (writer) > 0;
  return !*is_put_off ||
         acu_database_run (writer, error, "UPDATE undo_changes SET place = 1 WHERE entry = ?1", "i",
                           entry);
}

/* Leaves in the step @entry the files of the photos that are @back, or all others.  In one walk
 * over it, since very many may not be. */
static gboolean
keep (AcuDatabase *writer, gint64 entry, GHashTable *back, gboolean others, GError **error)
{
  g_autoptr (GString) photos = g_string_new ("[");
  GHashTableIter iter;
  gpointer photo;

  g_hash_table_iter_init (&iter, back);
  while (g_hash_table_iter_next (&iter, &photo, NULL))
    g_string_append_printf (photos, "%s%" G_GINT64_FORMAT, photos->len > 1 ? "," : "",
                            *(const gint64 *)photo);
  g_string_append_c (photos, ']');
  return acu_database_run (writer, error,
                           "DELETE FROM undo_changes WHERE entry = ?1 AND kind = 'trash'"
                           " AND (target IN (SELECT value FROM json_each (?2))) = ?3",
                           "isi", entry, photos->str, (gint64)others);
}

/* The step is done, as before, with what has not come back: undoing it once more goes on. */
static gboolean
keep_rest (AcuDatabase *writer, gint64 entry, GHashTable *back, GError **error)
{
  return keep (writer, entry, back, TRUE, error) &&
         acu_database_run (writer, error, "UPDATE undo_entries SET undone = 0 WHERE id = ?1", "i",
                           entry);
}

/* Leaves in the step those of its photos that are @back, and the step where it was if that is none
 * but may be another time; where it @is_stopped, those that are not. */
static gboolean
settle (AcuCatalog *catalog,
        AcuDatabase *writer,
        const AcuUndone *undone,
        GHashTable *back,
        const AcuTrashReport *report,
        gboolean is_stopped,
        GError **error)
{
  gboolean is_put_off = FALSE, ok = TRUE;

  acu_catalog_note (catalog, ACU_CHANGE_JOURNAL, 0);
  if (is_stopped)
    return keep_rest (writer, undone->entry, back, error);
  if (g_hash_table_size (back) == 0 && report->n_lost < report->problems->len)
    ok = put_off (writer, undone->entry, &is_put_off, error);
  if (!ok || is_put_off)
    return ok;
  return g_hash_table_size (back) > 0
             ? keep (writer, undone->entry, back, FALSE, error)
             : acu_database_run (writer, error, "DELETE FROM undo_entries WHERE id = ?1", "i",
                                 undone->entry);
}

/* A photo first, as it was moved: where it has to stay in the trash, what belongs to it stays with
 * it, since a sidecar would be another photo's that has its place.  Where it never was in the
 * trash, because its turn did not come, nor was what belongs to it, which may be another by now.
 * Returns whether all had their turn before it was @cancellable's. */
static gboolean
restore_photos (const AcuUndone *undone,
                AcuTrashReport *report,
                AcuTrashProgress progress,
                gpointer user_data,
                GCancellable *cancellable)
{
  g_autoptr (GHashTable) read = acu_trash_begin_reading ();
  gint64 staying = 0, last = 0;
  gboolean is_in_place = FALSE;
  guint n_done = 0;

  /* Undoing goes from the end. */
  for (guint i = undone->files->len; i-- > 0;) {
    gint64 owner = g_array_index (undone->owners, gint64, i);
    const char *path = g_ptr_array_index (undone->files, i);
    const char *mark = g_ptr_array_index (undone->marks, i);
    guint n_lost = report->n_lost;

    if (owner != last) {
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      is_in_place = acu_trash_has_mark (path, mark);
    }
    if (is_in_place && g_file_test (path, G_FILE_TEST_EXISTS))
      g_ptr_array_add (report->files, g_strdup (path));
    else if (owner != staying && !acu_trash_restore_file (read, path, mark, report) &&
             owner != last && report->n_lost == n_lost)
      staying = owner;
    last = owner;
    if (i > 0 && g_array_index (undone->owners, gint64, i - 1) == owner)
      continue;
    if (progress != NULL)
      progress (++n_done, undone->photos->len, user_data);
  }
  return TRUE;
}

/* Enters what came back, by @report. */
static gboolean
enter_back (AcuCatalog *catalog,
            const AcuUndone *undone,
            const AcuTrashReport *report,
            gboolean is_stopped,
            GError **error)
{
  g_autoptr (GPtrArray) rows = acu_photo_store_get_rows (
      catalog, (const gint64 *)undone->photos->data, undone->photos->len, 0, error);
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) paths = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) back = g_hash_table_new (g_int64_hash, g_int64_equal);
  AcuDatabase *writer = rows != NULL ? acu_catalog_begin (catalog, ACU_DURABLE, error) : NULL;
  gboolean ok = TRUE;

  if (writer == NULL)
    return FALSE;
  for (guint i = 0; i < report->files->len; i++)
    g_hash_table_add (files, g_ptr_array_index (report->files, i));
  /* A photo was moved before what belongs to it, and undoing goes from the end. */
  for (guint i = 0; i < undone->files->len; i++)
    g_hash_table_insert (paths, &g_array_index (undone->owners, gint64, i),
                         g_ptr_array_index (undone->files, i));
  for (guint i = 0; i < rows->len && ok; i++) {
    AcuPhotoRow *row = g_ptr_array_index (rows, i);
    const char *path = g_hash_table_lookup (paths, &row->id);
    gboolean is_there = g_strcmp0 (row->path, path) == 0;

    if (path == NULL || !g_hash_table_contains (files, path) ||
        (!is_there && row->state != ACU_PHOTO_VANISHED))
      continue;
    ok = is_there || put_back (catalog, writer, row, path, error);
    g_hash_table_add (back, &row->id);
  }
  ok = ok && show_again (catalog, writer, rows, error);
  for (guint i = 0; i < undone->files->len && ok; i++) {
    const gint64 *owner = &g_array_index (undone->owners, gint64, i);
    const char *path = g_ptr_array_index (undone->files, i);

    if (g_hash_table_contains (back, owner) && g_hash_table_contains (files, path))
      ok = pair_again (catalog, writer, *owner, path, error);
  }
  ok = ok && settle (catalog, writer, undone, back, report, is_stopped, error);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_photo_trash_undo (AcuCatalog *catalog,
                      const AcuUndone *undone,
                      AcuTrashReport *report,
                      AcuTrashProgress progress,
                      gpointer user_data,
                      GCancellable *cancellable,
                      GError **error)
{
  gboolean is_whole;

  acu_trash_report_init (report);
  is_whole = restore_photos (undone, report, progress, user_data, cancellable);
  if (!enter_back (catalog, undone, report, !is_whole, error))
    return FALSE;
  return is_whole || !g_cancellable_set_error_if_cancelled (cancellable, error);
}
