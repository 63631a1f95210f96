/* One folder of a scan: what is on disk against what the catalog has. */
#include "app/catalog/content-hash.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/label-private.h"
#include "app/catalog/photo-private.h"
#include "app/catalog/scan-private.h"
#include "app/imaging/file-kind.h"

#include <string.h>

/* Files a transaction: small enough that whoever waits to write does not wait long. */
#define BATCH 256

/* A photo of the folder as the catalog has it. */
typedef struct {
  gint64 id;
  goffset size;
  gint64 mtime;
  int hidden;
  gboolean has_hash;
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  char *error;
  gboolean is_inaccessible; /* is what `error` says */
} Known;

static void
known_free (Known *known)
{
  g_free (known->error);
  g_free (known);
}

/* ---- The catalog ---- */

#define KNOWN_COLUMNS "name, id, size, mtime, hidden, hash, error, inaccessible"

/* Enters the row of KNOWN_COLUMNS that @statement is at, in the place of another of its name. */
static void
enter_known (GHashTable *known, AcuStatement *statement)
{
  Known *photo = g_new0 (Known, 1);
  const guint8 *hash;
  gsize size;

  photo->id = acu_statement_get_int (statement, 1);
  photo->size = acu_statement_get_int (statement, 2);
  photo->mtime = acu_statement_get_int (statement, 3);
  photo->hidden = (int)acu_statement_get_int (statement, 4);
  hash = acu_statement_get_blob (statement, 5, &size);
  photo->has_hash = size == ACU_CONTENT_HASH_SIZE;
  if (photo->has_hash)
    memcpy (photo->hash, hash, size);
  photo->error = g_strdup (acu_statement_get_text (statement, 6));
  photo->is_inaccessible = acu_statement_get_int (statement, 7) != 0;
  g_hash_table_insert (known, g_strdup (acu_statement_get_text (statement, 0)), photo);
}

/* Name to Known. */
static GHashTable *
read_known (AcuCatalog *catalog, gint64 folder, GError **error)
{
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)known_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (
      reader, &failure, "SELECT " KNOWN_COLUMNS " FROM images WHERE folder = ?1", "i", folder);
  while (statement != NULL && acu_statement_next (statement, &failure))
    enter_known (known, statement);
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&known);
}

/* Path to photo (gint64): what this program moved to the trash, the latest of each path.  A step
 * that is undone has brought its files back. */
static GHashTable *
read_trashed (AcuCatalog *catalog, GError **error)
{
  g_autoptr (GHashTable) trashed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (
      reader, &failure,
      "SELECT c.old, c.target FROM undo_entries e JOIN undo_changes c ON c.entry = e.id"
      " WHERE e.undone = 0 AND c.kind = 'trash' ORDER BY e.id, c.position",
      NULL);
  while (statement != NULL && acu_statement_next (statement, &failure)) {
    gint64 photo = acu_statement_get_int (statement, 1);

    g_hash_table_insert (trashed, g_strdup (acu_statement_get_text (statement, 0)),
                         g_memdup2 (&photo, sizeof photo));
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&trashed);
}

typedef struct {
  AcuScan *scan;
  AcuDatabase *writer;
  const char *path;
  gint64 folder;
  GHashTable *known;
  GHashTable *trashed; /* NULL: nothing that is gone has a file of its name */
} Folder;

/* What the file holds, read when it is first asked for; NULL where it cannot be. */
static const guint8 *
get_hash (const Folder *folder, AcuScanFile *found)
{
  g_autofree char *path = NULL;
  goffset size;

  if (!found->has_hash) {
    path = g_build_filename (folder->path, found->name, NULL);
    found->has_hash = found->problem == NULL &&
                      acu_content_hash_compute (path, found->hash, &size, NULL) &&
                      size == found->size;
  }
  return found->has_hash ? found->hash : NULL;
}

/* Finds the photo whose content @found has, which is not what @known (nullable), the row of its
 * name, says, and that is at its own place no more; 0 for none. */
static gboolean
find_moved (
    const Folder *folder, AcuScanFile *found, const Known *known, gint64 *id, GError **error)
{
  AcuScanContent content = {.name = found->name,
                            .row = known != NULL ? known->id : 0,
                            .is_new = known == NULL || known->hidden == 2,
                            .size = found->size};
  gint64 other;

  *id = 0;
  if (found->size == 0 || found->problem != NULL)
    return TRUE;
  /* Reading the file is worth it only where there is something to compare it with. */
  if (!acu_database_get_int (folder->writer, &other, 0, error,
                             "SELECT id FROM images WHERE size = ?1 AND hash IS NOT NULL"
                             " AND id <> ?2 LIMIT 1",
                             "ii", (gint64)found->size, content.row))
    return FALSE;
  content.hash = other != 0 ? get_hash (folder, found) : NULL;
  return content.hash == NULL ||
         acu_scan_find_moved (folder->scan, folder->writer, &content, id, error);
}

static gboolean
enter (const Folder *folder, AcuScanFile *found, GError **error)
{
  g_autofree char *display_name = g_filename_display_name (found->name);
  g_autofree char *fold = acu_photo_name_fold (display_name);
  g_autofree char *key = acu_photo_name_key (display_name);
  gint64 moved;

  if (!find_moved (folder, found, NULL, &moved, error))
    return FALSE;
  if (moved != 0) {
    folder->scan->counts->n_moved++;
    g_hash_table_remove (folder->scan->vanished, &moved);
    found->id = moved;
    return acu_photo_place (folder->scan->catalog, folder->writer, moved, folder->folder,
                            found->name, 0, error) &&
           acu_database_run (folder->writer, error,
                             "UPDATE images SET mtime = ?2,"
                             " sort_time = coalesce (taken, ?2 / 1000000000) WHERE id = ?1",
                             "ii", moved, found->mtime);
  }
  folder->scan->counts->n_new++;
  if (!acu_database_run (folder->writer, error,
                         "INSERT INTO images (folder, name, name_fold, name_key, size, mtime,"
                         " sort_time, error, inaccessible)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8 IS NOT NULL)",
                         "isssiiis", folder->folder, found->name, fold, key, (gint64)found->size,
                         found->mtime, found->mtime / 1000000000, found->problem))
    return FALSE;
  found->id = acu_database_get_last_id (folder->writer);
  return TRUE;
}

/* Nothing speaks against the photo any more: what failed is to be tried again. */
static gboolean
clear_error (const Folder *folder, gint64 photo, GError **error)
{
  acu_catalog_note (folder->scan->catalog, ACU_CHANGE_FACTS | ACU_CHANGE_SCORES, photo);
  return acu_database_run (folder->writer, error,
                           "UPDATE images SET error = NULL, inaccessible = 0 WHERE id = ?1", "i",
                           photo) &&
         acu_database_run (folder->writer, error,
                           "DELETE FROM scores WHERE image = ?1 AND error IS NOT NULL", "i", photo);
}

/* The file is what it was, but whether it can be read may have changed. */
static gboolean
update_access (const Folder *folder, const AcuScanFile *found, const Known *known, GError **error)
{
  if (found->problem == NULL)
    return !known->is_inaccessible || clear_error (folder, known->id, error);
  if (known->error != NULL)
    return TRUE;
  acu_catalog_note (folder->scan->catalog, ACU_CHANGE_FACTS, known->id);
  return acu_database_run (folder->writer, error,
                           "UPDATE images SET error = ?2, inaccessible = 1 WHERE id = ?1", "is",
                           known->id, found->problem);
}

/* Whether the file, which has another size or time than before, has the same content: it is for its
 * hash to tell, since files are copied back and forth without being edited. */
static gboolean
is_same (const Folder *folder, AcuScanFile *found, const Known *known)
{
  const guint8 *hash =
      known->has_hash && known->size == found->size ? get_hash (folder, found) : NULL;

  return hash != NULL && memcmp (hash, known->hash, sizeof known->hash) == 0;
}

static gboolean
has_changed (const AcuScanFile *found, const Known *known)
{
  return known->size != found->size || known->mtime != found->mtime;
}

/* Learns again what the catalog has of photos that changed their places in this folder. */
static gboolean
reread (const Folder *folder, gint64 photo, gint64 other, GError **error)
{
  g_autoptr (AcuStatement) statement = NULL;
  GError *failure = NULL;

  statement = acu_database_query (folder->writer, &failure,
                                  "SELECT " KNOWN_COLUMNS " FROM images"
                                  " WHERE folder = ?1 AND id IN (?2, ?3)",
                                  "iii", folder->folder, photo, other);
  while (statement != NULL && acu_statement_next (statement, &failure))
    enter_known (folder->known, statement);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
has_id (gpointer name, gpointer known, gpointer id)
{
  return ((const Known *)known)->id == *(const gint64 *)id;
}

/* Where a file of a known name holds what belongs to another photo, which is at its own place no
 * more, the two change places. */
static gboolean
trade_places (const Folder *folder, AcuScanFile *found, GError **error)
{
  const Known *known = g_hash_table_lookup (folder->known, found->name);
  const gint64 here = known->id;
  const gboolean is_gone = known->hidden == 2;
  gint64 there;

  if (!has_changed (found, known) || is_same (folder, found, known))
    return TRUE;
  if (!find_moved (folder, found, known, &there, error))
    return FALSE;
  if (there == 0)
    return TRUE;
  folder->scan->counts->n_moved++;
  if (!acu_scan_exchange (folder->scan, folder->writer, here, there, error))
    return FALSE;
  /* What is at the other place is nobody's where the one that was here is gone. */
  if (is_gone)
    g_hash_table_foreach_remove (folder->known, has_id, &there);
  return reread (folder, here, there, error);
}

/* Where a file of a new name holds what belongs to a photo that another one took the place of, it
 * leaves the place that it was given instead: what is there may be none of those known. */
static gboolean
place_displaced (const Folder *folder, AcuScanFile *found, GError **error)
{
  AcuScan *scan = folder->scan;
  const Known *known = g_hash_table_lookup (folder->known, found->name);
  gint64 photo;

  if (g_hash_table_size (scan->displaced) == 0)
    return TRUE;
  if (!find_moved (folder, found, known, &photo, error))
    return FALSE;
  if (photo == 0 || !g_hash_table_contains (scan->displaced, &photo))
    return TRUE;
  if (known != NULL)
    return trade_places (folder, found, error);
  scan->counts->n_moved++;
  g_hash_table_remove (scan->displaced, &photo);
  g_hash_table_remove (scan->vanished, &photo);
  g_hash_table_foreach_remove (folder->known, has_id, &photo);
  acu_catalog_note (scan->catalog, ACU_CHANGE_LIST | ACU_CHANGE_FOLDERS | ACU_CHANGE_FACTS, photo);
  /* The newer version is for whoever has read the file at the place that it leaves. */
  return acu_photo_place (folder->scan->catalog, folder->writer, photo, folder->folder, found->name,
                          0, error) &&
         acu_database_run (folder->writer, error,
                           "UPDATE images SET mtime = ?2,"
                           " sort_time = coalesce (taken, ?2 / 1000000000), version = version + 1,"
                           " facts_version = facts_version + (facts_version = version)"
                           " WHERE id = ?1",
                           "ii", photo, found->mtime) &&
         reread (folder, photo, photo, error);
}

/* The file has another size or time than before. */
static gboolean
update (const Folder *folder, AcuScanFile *found, const Known *known, GError **error)
{
  const AcuLabelFile old = {
      .size = known->size, .mtime = known->mtime, .hash = known->has_hash ? known->hash : NULL};
  const AcuLabelFile now = {.size = found->size, .mtime = found->mtime};

  if (is_same (folder, found, known))
    return acu_label_note_hash (folder->writer, known->id, found->size, found->mtime, known->hash,
                                error) &&
           acu_database_run (folder->writer, error,
                             "UPDATE images SET mtime = ?2, hidden = (hidden = 1),"
                             " sort_time = coalesce (taken, ?2 / 1000000000) WHERE id = ?1",
                             "ii", known->id, found->mtime) &&
           (known->error == NULL || clear_error (folder, known->id, error));
  folder->scan->counts->n_changed++;
  return acu_label_note_change (folder->scan->catalog, folder->writer, known->id, &old, &now,
                                error) &&
         acu_database_run (folder->writer, error,
                           "INSERT OR IGNORE INTO earlier_contents"
                           " SELECT id, coalesce (hash, x'') FROM images WHERE id = ?1",
                           "i", known->id) &&
         acu_database_run (folder->writer, error,
                           "UPDATE images SET size = ?2, mtime = ?3,"
                           " hash = NULL, version = version + 1, facts_version = NULL, error = ?4,"
                           " inaccessible = ?4 IS NOT NULL, hidden = (hidden = 1),"
                           " sort_time = coalesce (taken, ?3 / 1000000000) WHERE id = ?1",
                           "iiis", known->id, (gint64)found->size, found->mtime, found->problem) &&
         acu_database_run (folder->writer, error, "DELETE FROM scores WHERE image = ?1", "i",
                           known->id);
}

/* Whether the file has another content than @known, as far as can be told. */
static gboolean
is_other (const Folder *folder, AcuScanFile *found, const Known *known)
{
  return known->has_hash && found->problem == NULL && !is_same (folder, found, known) &&
         (known->size != found->size || found->has_hash);
}

/* A photo that was moved to the trash leaves its name to another one that has it now, which is none
 * of what was said of it: numbers are given again, and who was rejected is gone.  One that somebody
 * else took away may be back, edited. */
static gboolean
make_way (const Folder *folder, AcuScanFile *found, GError **error)
{
  const Known *known = g_hash_table_lookup (folder->known, found->name);
  g_autofree char *path = NULL;
  const gint64 *owner;
  gint64 photo;

  if (known->hidden != 2 || folder->trashed == NULL || !is_other (folder, found, known))
    return TRUE;
  path = g_build_filename (folder->path, found->name, NULL);
  owner = g_hash_table_lookup (folder->trashed, path);
  /* A RAW file goes with the photo that stands for it. */
  if (owner == NULL || (*owner != known->id && found->kind != ACU_FILE_RAW))
    return TRUE;
  photo = known->id;
  g_hash_table_remove (folder->known, found->name);
  return acu_photo_park (folder->scan->catalog, folder->writer, photo, folder->folder, found->name,
                         error);
}

/* Brings one file's row up to date. */
static gboolean
reconcile (const Folder *folder, AcuScanFile *found, GError **error)
{
  AcuCatalog *catalog = folder->scan->catalog;
  const Known *known = g_hash_table_lookup (folder->known, found->name);
  gboolean ok = TRUE;

  folder->scan->counts->n_files++;
  if (found->problem != NULL)
    folder->scan->counts->n_unreadable++;
  /* The name was free. */
  if (known != NULL && known->hidden == 2) {
    if (!trade_places (folder, found, error) || !make_way (folder, found, error))
      return FALSE;
    known = g_hash_table_lookup (folder->known, found->name);
  }
  if (known == NULL) {
    ok = enter (folder, found, error);
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FOLDERS, found->id);
    return ok;
  }
  folder->scan->counts->n_moved += g_hash_table_remove (folder->scan->displaced, &known->id);
  found->id = known->id;
  if (has_changed (found, known)) {
    ok = update (folder, found, known, error);
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS | ACU_CHANGE_SCORES, known->id);
  } else if (known->hidden == 2) {
    ok = acu_database_run (folder->writer, error, "UPDATE images SET hidden = 0 WHERE id = ?1", "i",
                           known->id);
    ok = ok && update_access (folder, found, known, error);
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FOLDERS, known->id);
  } else {
    ok = update_access (folder, found, known, error);
  }
  return ok;
}

typedef gboolean (*Step) (const Folder *folder, AcuScanFile *found, GError **error);

/* Takes @step with each of @files. */
static gboolean
go_through (Folder *folder, const GPtrArray *files, Step step, GError **error)
{
  AcuScan *scan = folder->scan;

  for (guint start = 0; start < files->len; start += BATCH) {
    gboolean ok = TRUE;

    /* Who has been displaced is known to this scan alone. */
    if (g_hash_table_size (scan->displaced) == 0 &&
        g_cancellable_set_error_if_cancelled (scan->cancellable, error))
      return FALSE;
    folder->writer = acu_catalog_begin (scan->catalog, ACU_RELAXED, error);
    if (folder->writer == NULL)
      return FALSE;
    for (guint i = start; i < MIN (start + BATCH, files->len) && ok; i++)
      ok = step (folder, g_ptr_array_index (files, i), error);
    if (!acu_catalog_end (scan->catalog, ok, error))
      return FALSE;
    acu_scan_report (scan);
  }
  return TRUE;
}

/* Photos that took each other's names first, while their rows still say what they were, and those
 * that had to leave for them; then the names that were in use, so that whoever has left one is
 * known to be gone; then new names. */
static gboolean
reconcile_all (Folder *folder, const GPtrArray *files, GError **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  g_autoptr (GPtrArray) old = g_ptr_array_new ();
  g_autoptr (GPtrArray) new = g_ptr_array_new ();
  g_autoptr (GHashTable) trashed = NULL;
  gboolean is_taken = FALSE;

  for (guint i = 0; i < files->len; i++) {
    AcuScanFile *found = g_ptr_array_index (files, i);
    const Known *known = g_hash_table_lookup (folder->known, found->name);
    gboolean was_there = known != NULL && known->hidden != 2;

    g_ptr_array_add (was_there ? old : new, found);
    if (was_there && has_changed (found, known))
      g_ptr_array_add (changed, found);
    is_taken |= known != NULL && !was_there && has_changed (found, known);
  }
  if (is_taken && (trashed = read_trashed (folder->scan->catalog, error)) == NULL)
    return FALSE;
  folder->trashed = trashed;
  return go_through (folder, changed, trade_places, error) &&
         go_through (folder, new, place_displaced, error) &&
         go_through (folder, old, reconcile, error) && go_through (folder, new, reconcile, error);
}

/* Hides what the catalog has and the disk has not. */
static gboolean
hide_vanished (Folder *folder, GPtrArray *files, GError **error)
{
  AcuScan *scan = folder->scan;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  GHashTableIter iter;
  gpointer value;
  gboolean ok = TRUE;

  /* By id, since a file that was renamed has taken its row with it. */
  for (guint i = 0; i < files->len; i++)
    g_hash_table_add (seen, &((AcuScanFile *)g_ptr_array_index (files, i))->id);
  folder->writer = acu_catalog_begin (scan->catalog, ACU_RELAXED, error);
  if (folder->writer == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, folder->known);
  while (ok && g_hash_table_iter_next (&iter, NULL, &value)) {
    const Known *known = value;

    if (known->hidden != 2 && !g_hash_table_contains (seen, &known->id))
      ok = acu_scan_hide (scan, folder->writer, known->id, error);
  }
  return acu_catalog_end (scan->catalog, ok, error);
}

gboolean
acu_scan_hide (AcuScan *scan, AcuDatabase *writer, gint64 photo, GError **error)
{
  g_hash_table_add (scan->vanished, g_memdup2 (&photo, sizeof photo));
  acu_catalog_note (scan->catalog, ACU_CHANGE_LIST | ACU_CHANGE_FOLDERS, photo);
  return acu_photo_hide (scan->catalog, writer, photo, error);
}

/* ---- RAW files with a JPEG beside them ---- */

/* RAW file to the photo that stands for it, both by id (gint64). */
static GHashTable *
read_pairs (const Folder *folder, GError **error)
{
  g_autoptr (GHashTable) pairs =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (AcuStatement) statement = NULL;
  GError *failure = NULL;

  statement = acu_database_query (folder->writer, &failure,
                                  "SELECT id, coalesce (partner, 0) FROM images"
                                  " WHERE hidden = 1 AND folder = ?1",
                                  "i", folder->folder);
  while (statement != NULL && acu_statement_next (statement, &failure)) {
    gint64 raw = acu_statement_get_int (statement, 0);
    gint64 shown = acu_statement_get_int (statement, 1);

    g_hash_table_insert (pairs, g_memdup2 (&raw, sizeof raw), g_memdup2 (&shown, sizeof shown));
  }
  if (failure == NULL)
    return g_steal_pointer (&pairs);
  g_propagate_error (error, failure);
  return NULL;
}

/* @standing is the photo that stands for @raw, or NULL, and @companion, or NULL, is to. */
static gboolean
set_pair (const Folder *folder,
          const AcuScanFile *raw,
          const gint64 *standing,
          const AcuScanFile *companion,
          GError **error)
{
  AcuCatalog *catalog = folder->scan->catalog;

  if (companion == NULL)
    return standing == NULL || acu_photo_part (catalog, folder->writer, raw->id, error);
  return (standing != NULL && *standing == companion->id) ||
         acu_photo_pair (catalog, folder->writer, raw->id, companion->id, error);
}

static gboolean
pair (Folder *folder, GPtrArray *files, GError **error)
{
  g_autoptr (GHashTable) companions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) pairs = NULL;
  gboolean ok;

  for (guint i = 0; i < files->len; i++) {
    AcuScanFile *found = g_ptr_array_index (files, i);

    if (acu_file_kind_is_companion (found->name) && found->problem == NULL)
      g_hash_table_insert (companions, acu_file_kind_get_stem (found->name), found);
  }
  folder->writer = acu_catalog_begin (folder->scan->catalog, ACU_RELAXED, error);
  if (folder->writer == NULL)
    return FALSE;
  pairs = read_pairs (folder, error);
  ok = pairs != NULL;
  for (guint i = 0; i < files->len && ok; i++) {
    const AcuScanFile *found = g_ptr_array_index (files, i);

    if (found->kind == ACU_FILE_RAW) {
      g_autofree char *stem = acu_file_kind_get_stem (found->name);

      ok = set_pair (folder, found, g_hash_table_lookup (pairs, &found->id),
                     g_hash_table_lookup (companions, stem), error);
    }
  }
  return acu_catalog_end (folder->scan->catalog, ok, error);
}

gboolean
acu_scan_folder (AcuScan *scan, const char *path, gint64 id, GPtrArray *below, GError **error)
{
  Folder folder = {.scan = scan, .path = path, .folder = id};
  g_autofree char *problem = NULL;
  g_autoptr (GPtrArray) files = acu_scan_read_disk (scan, path, below, &problem);
  g_autoptr (GHashTable) known = NULL;

  scan->counts->n_folders++;
  if (!acu_folder_store_set_problem (scan->catalog, id, problem, error))
    return FALSE;
  if (files == NULL) {
    /* What could not be looked at may well still be there. */
    scan->counts->n_unreadable++;
    return TRUE;
  }
  folder.known = known = read_known (scan->catalog, id, error);
  return known != NULL && reconcile_all (&folder, files, error) &&
         hide_vanished (&folder, files, error) && pair (&folder, files, error);
}
