#include "app/catalog/undo-journal.h"

#include "app/catalog/photo-private.h"
#include "app/catalog/undo-private.h"

void
acu_undone_free (AcuUndone *undone)
{
  g_free (undone->title);
  g_free (undone->filter);
  g_array_unref (undone->photos);
  g_ptr_array_unref (undone->files);
  g_ptr_array_unref (undone->marks);
  g_array_unref (undone->owners);
  g_array_unref (undone->ended);
  g_free (undone->path);
  g_free (undone);
}

/* ---- Entering ---- */

gboolean
acu_undo_begin (AcuDatabase *writer, AcuUndoGroup *group, GError **error)
{
  if (!acu_database_run (writer, error, "INSERT INTO undo_entries (title, created) VALUES (?1, ?2)",
                         "si", group->title != NULL ? group->title : "", acu_catalog_now ()))
    return FALSE;
  group->entry = acu_database_get_last_id (writer);
  return TRUE;
}

gboolean
acu_undo_take_over (AcuDatabase *writer, GError **error)
{
  return acu_database_run (writer, error, "DELETE FROM undo_entries WHERE undone = 1", NULL) &&
         acu_database_run (writer, error,
                           "DELETE FROM undo_entries WHERE id <= (SELECT id FROM undo_entries"
                           " ORDER BY id DESC LIMIT 1 OFFSET ?1)",
                           "i", (gint64)ACU_UNDO_ENTRIES_KEPT);
}

gboolean
acu_undo_enter (AcuCatalog *catalog, AcuDatabase *writer, AcuUndoGroup *group, GError **error)
{
  acu_catalog_note (catalog, ACU_CHANGE_JOURNAL, 0);
  return group->entry != 0 ||
         (acu_undo_begin (writer, group, error) && acu_undo_take_over (writer, error));
}

gboolean
acu_undo_resume (AcuDatabase *writer, AcuUndoGroup *group, gboolean is_ordered, GError **error)
{
  return group == NULL || group->entry == 0 ||
         acu_database_get_int (writer, &group->entry, 0, error,
                               "SELECT id FROM undo_entries WHERE id = ?1 AND undone = 0"
                               " AND NOT (?2 AND EXISTS (SELECT 1 FROM undo_entries"
                               " WHERE id > ?1))",
                               "ii", group->entry, (gint64)is_ordered);
}

gboolean
acu_undo_empty (AcuDatabase *writer, AcuUndoGroup *group, GError **error)
{
  return acu_database_run (writer, error, "DELETE FROM undo_changes WHERE entry = ?1", "i",
                           group->entry);
}

gboolean
acu_undo_record (AcuCatalog *catalog,
                 AcuDatabase *writer,
                 AcuUndoGroup *group,
                 const AcuUndoChange *change,
                 GError **error)
{
  static const char numbers[] =
      "INSERT INTO undo_changes VALUES (?1, (SELECT coalesce (max (position), 0) + 1"
      " FROM undo_changes WHERE entry = ?1), ?2, ?3, ?4, ?5, ?6, ?7)";

  if (group == NULL)
    return TRUE;
  if (!acu_undo_enter (catalog, writer, group, error))
    return FALSE;
  if (change->old_text != NULL || change->new_text != NULL)
    return acu_database_run (writer, error, numbers, "isIIsss", group->entry, change->kind,
                             change->target, change->place, change->old_text, change->new_text,
                             change->mark);
  return acu_database_run (writer, error, numbers, "isIIiis", group->entry, change->kind,
                           change->target, change->place, change->old, change->new, NULL);
}

gboolean
acu_undo_end (AcuCatalog *catalog, gboolean ok, AcuUndoGroup *group, gint64 before, GError **error)
{
  ok = acu_catalog_end (catalog, ok, error);
  if (!ok && group != NULL)
    group->entry = before;
  return ok;
}

gboolean
acu_undo_journal_add_filter (AcuCatalog *catalog,
                             const char *before,
                             const char *filter,
                             AcuUndoGroup *group,
                             GError **error)
{
  AcuUndoChange change = {.kind = "filter", .old_text = before, .new_text = filter};
  gint64 entry = group->entry;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  g_return_val_if_fail (filter != NULL, FALSE);

  if (writer == NULL)
    return FALSE;
  ok = acu_undo_record (catalog, writer, group, &change, error);
  return acu_undo_end (catalog, ok, group, entry, error);
}

/* Takes @entry out, or where that is 0 all of them. */
static gboolean
take_out (AcuCatalog *catalog, gint64 entry, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "DELETE FROM undo_entries WHERE ?1 IN (0, id)", "i", entry);
  acu_catalog_note (catalog, ACU_CHANGE_JOURNAL, 0);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_undo_journal_drop (AcuCatalog *catalog, gint64 entry, GError **error)
{
  g_return_val_if_fail (entry != 0, FALSE);

  return take_out (catalog, entry, error);
}

gboolean
acu_undo_journal_clear (AcuCatalog *catalog, GError **error)
{
  return take_out (catalog, 0, error);
}

/* ---- Undo and redo ---- */

static const char last_done[] =
    "SELECT id, title FROM undo_entries WHERE undone = 0 ORDER BY id DESC LIMIT 1";
static const char first_undone[] =
    "SELECT id, title FROM undo_entries WHERE undone = 1 ORDER BY id LIMIT 1";

/* The entry that @sql selects; *@id is 0 where there is none. */
static gboolean
find_entry (AcuDatabase *database, const char *sql, gint64 *id, char **title, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (AcuStatement) statement = acu_database_query (database, &failure, sql, NULL);

  *id = 0;
  *title = NULL;
  if (statement != NULL && acu_statement_next (statement, &failure)) {
    *id = acu_statement_get_int (statement, 0);
    *title = g_strdup (acu_statement_get_text (statement, 1));
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
acu_undo_journal_peek (AcuCatalog *catalog, char **undo_title, char **redo_title, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gboolean ok;
  gint64 id;

  *undo_title = *redo_title = NULL;
  if (reader == NULL)
    return FALSE;
  ok = find_entry (reader, last_done, &id, undo_title, error) &&
       find_entry (reader, first_undone, &id, redo_title, error);
  acu_catalog_return_reader (catalog, reader);
  return ok;
}

/* @name: what the collection is to be called; NULL where there is to be none. */
static gboolean
restore_name (AcuCatalog *catalog,
              AcuDatabase *writer,
              gint64 collection,
              const char *name,
              AcuUndone *undone,
              GError **error)
{
  if (name == NULL)
    g_array_append_val (undone->ended, collection);
  return acu_collection_restore_name (catalog, writer, collection, name, error);
}

/* A folder that left the tree comes back; it is its caller who can take it off again, since
 * somebody may be reading it. */
static gboolean
restore_folder (AcuCatalog *catalog,
                AcuDatabase *writer,
                gint64 folder,
                gint64 opened,
                gboolean redo,
                AcuUndone *undone,
                GError **error)
{
  GError *failure = NULL;
  g_autoptr (AcuStatement) row =
      acu_database_query (writer, &failure, "SELECT path FROM folders WHERE id = ?1", "i", folder);

  if (row != NULL && acu_statement_next (row, &failure)) {
    undone->folder = folder;
    g_free (undone->path);
    undone->path = g_strdup (acu_statement_get_text (row, 0));
  }
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return redo || acu_folder_restore (catalog, writer, undone->entry, folder, opened, error);
}

/* A file at @path, known by @mark (nullable), went to the trash with @photo. */
static void
note_file (AcuUndone *undone, gint64 photo, const char *path, const char *mark)
{
  guint n = undone->photos->len;

  g_ptr_array_add (undone->files, g_strdup (path));
  g_ptr_array_add (undone->marks, g_strdup (mark));
  g_array_append_val (undone->owners, photo);
  if (n == 0 || g_array_index (undone->photos, gint64, n - 1) != photo)
    g_array_append_val (undone->photos, photo);
}

static gboolean
restore (AcuCatalog *catalog,
         AcuDatabase *writer,
         AcuStatement *change,
         gboolean redo,
         AcuUndone *undone,
         GError **error)
{
  const char *kind = acu_statement_get_text (change, 0);
  gint64 target = acu_statement_get_int (change, 1);
  gint64 value = acu_statement_get_int (change, 3);

  if (g_str_equal (kind, "filter")) {
    g_free (undone->filter);
    undone->has_filter = TRUE;
    undone->filter = g_strdup (acu_statement_get_text (change, 3));
    return TRUE;
  }
  if (g_str_equal (kind, "label"))
    return acu_label_restore (catalog, writer, target, value, error);
  if (g_str_equal (kind, "name"))
    return restore_name (catalog, writer, acu_statement_get_int (change, 2),
                         acu_statement_get_text (change, 3), undone, error);
  if (g_str_equal (kind, "folder"))
    return restore_folder (catalog, writer, target, value, redo, undone, error);
  if (g_str_equal (kind, "trash")) {
    note_file (undone, target, acu_statement_get_text (change, 3),
               acu_statement_get_text (change, 4));
    return TRUE;
  }
  /* A RAW file may have got its JPEG since. */
  if (!acu_photo_find_shown (writer, target, &target, error))
    return FALSE;
  if (target == 0)
    return TRUE;
  g_array_append_val (undone->photos, target);
  if (g_str_equal (kind, "collection"))
    return acu_collection_restore (catalog, writer, acu_statement_get_int (change, 2), target,
                                   value, error);
  return acu_rating_restore (catalog, writer, target, value, error);
}

/* What a folder showed comes back with it. */
static gboolean
restore_all (
    AcuCatalog *catalog, AcuDatabase *writer, gboolean redo, AcuUndone *undone, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (AcuStatement) change = acu_database_query (
      writer, &failure,
      redo ? "SELECT kind, target, place, new, mark FROM undo_changes WHERE entry = ?1"
             " AND kind <> 'hidden' ORDER BY position"
           : "SELECT kind, target, place, old, mark FROM undo_changes WHERE entry = ?1"
             " AND kind <> 'hidden' ORDER BY position DESC",
      "i", undone->entry);

  while (change != NULL && failure == NULL && acu_statement_next (change, &failure))
    restore (catalog, writer, change, redo, undone, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static AcuUndone *
step (AcuCatalog *catalog, gboolean redo, GError **error)
{
  g_autoptr (AcuUndone) undone = g_new0 (AcuUndone, 1);
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  undone->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  undone->files = g_ptr_array_new_with_free_func (g_free);
  undone->marks = g_ptr_array_new_with_free_func (g_free);
  undone->owners = g_array_new (FALSE, FALSE, sizeof (gint64));
  undone->ended = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (writer == NULL)
    return NULL;
  ok = find_entry (writer, redo ? first_undone : last_done, &undone->entry, &undone->title, error);
  if (ok && undone->entry != 0) {
    acu_catalog_note (catalog, ACU_CHANGE_JOURNAL, 0);
    ok = restore_all (catalog, writer, redo, undone, error) &&
         acu_database_run (writer, error, "UPDATE undo_entries SET undone = ?2 WHERE id = ?1", "ii",
                           undone->entry, (gint64)!redo);
  }
  if (!acu_catalog_end (catalog, ok, error) || undone->entry == 0)
    return NULL;
  return g_steal_pointer (&undone);
}

AcuUndone *
acu_undo_journal_undo (AcuCatalog *catalog, GError **error)
{
  return step (catalog, FALSE, error);
}

AcuUndone *
acu_undo_journal_redo (AcuCatalog *catalog, GError **error)
{
  return step (catalog, TRUE, error);
}

/* A job's result is never NULL, an undo's may be. */
typedef struct {
  AcuUndone *undone;
} Answer;

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->undone, acu_undone_free);
  g_free (answer);
}

static gpointer
step_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  GError *failure = NULL;
  AcuUndone *undone = step (catalog, GPOINTER_TO_INT (data), &failure);
  Answer *answer;

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  answer = g_new0 (Answer, 1);
  answer->undone = undone;
  return answer;
}

void
acu_undo_journal_undo_async (AcuCatalog *catalog, GAsyncReadyCallback callback, gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_WRITES, step_job, GINT_TO_POINTER (FALSE), NULL,
                         (GDestroyNotify)answer_free, NULL, callback, user_data);
}

void
acu_undo_journal_redo_async (AcuCatalog *catalog, GAsyncReadyCallback callback, gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_WRITES, step_job, GINT_TO_POINTER (TRUE), NULL,
                         (GDestroyNotify)answer_free, NULL, callback, user_data);
}

AcuUndone *
acu_undo_journal_undo_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  Answer *answer = acu_catalog_run_finish (catalog, result, error);
  AcuUndone *undone;

  if (answer == NULL)
    return NULL;
  undone = g_steal_pointer (&answer->undone);
  answer_free (answer);
  return undone;
}
