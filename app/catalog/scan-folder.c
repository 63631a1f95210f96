/* One folder of a scan: what is on disk against what the catalog has. */
#include "app/catalog/content-hash.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/photo-private.h"
#include "app/catalog/scan-private.h"
#include "app/imaging/file-kind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files a transaction: small enough that whoever waits to write does not wait long. */
#define BATCH 256

/* A photo's file as it is on disk. */
typedef struct {
  char *name;
  AcuFileKind kind;
  goffset size;
  gint64 mtime;  /* nanoseconds */
  char *problem; /* why it cannot be read, or NULL */
  gint64 id;     /* of its row, once there is one */
  gint64 partner;
  int hidden;
} Found;

/* A photo of the folder as the catalog has it. */
typedef struct {
  gint64 id;
  goffset size;
  gint64 mtime;
  int hidden;
  gint64 partner;
  gboolean has_hash;
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  char *error;
} Known;

static void
found_free (Found *found)
{
  g_free (found->name);
  g_free (found->problem);
  g_free (found);
}

static void
known_free (Known *known)
{
  g_free (known->error);
  g_free (known);
}

/* ---- The disk ---- */

static char *
describe_kind (mode_t mode)
{
  if (S_ISFIFO (mode))
    return g_strdup ("this is a pipe, not a picture file");
  if (S_ISSOCK (mode))
    return g_strdup ("this is a socket, not a picture file");
  return g_strdup ("this is a device, not a picture file");
}

static gint64
get_mtime (const struct stat *info)
{
  return info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_mtim.tv_nsec;
}

static void
note_sidecar (AcuScan *scan, const char *path, const char *name, const struct stat *info)
{
  gint64 mtime = get_mtime (info);

  g_hash_table_insert (scan->sidecars, g_build_filename (path, name, NULL),
                       g_memdup2 (&mtime, sizeof mtime));
}

/* Looks at the entry @name; NULL where it is no photo.  Folders go to @below. */
static Found *
look (AcuScan *scan, int dir, const char *path, const char *name, GPtrArray *below)
{
  AcuFileKind kind = acu_file_kind_guess (name);
  gboolean is_photo = kind == ACU_FILE_PICTURE || kind == ACU_FILE_RAW;
  struct stat link, info;
  Found *found;
  gboolean gone;

  if (fstatat (dir, name, &link, AT_SYMLINK_NOFOLLOW) != 0)
    return NULL;
  if (S_ISDIR (link.st_mode)) {
    if (scan->options->recursive)
      g_ptr_array_add (below, g_build_filename (path, name, NULL));
    return NULL;
  }
  gone = fstatat (dir, name, &info, 0) != 0;
  if (kind == ACU_FILE_SIDECAR && !gone)
    note_sidecar (scan, path, name, &info);
  if (!is_photo || (!gone && S_ISDIR (info.st_mode)))
    return NULL;
  found = g_new0 (Found, 1);
  found->name = g_strdup (name);
  found->kind = kind;
  if (gone) {
    found->problem = g_strdup ("this is a link to a file that is not there");
  } else if (!S_ISREG (info.st_mode)) {
    found->problem = describe_kind (info.st_mode);
  } else {
    found->size = info.st_size;
    found->mtime = get_mtime (&info);
    if (faccessat (dir, name, R_OK, AT_EACCESS) != 0)
      found->problem = g_strdup_printf ("cannot be opened: %s", g_strerror (errno));
  }
  return found;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Found *const *)a)->name, (*(Found *const *)b)->name);
}

/* Reads the folder; NULL with *@problem where it cannot be. (element-type Found) */
static GPtrArray *
read_disk (AcuScan *scan, const char *path, GPtrArray *below, char **problem)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify)found_free);
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (dir == NULL) {
    *problem = g_strdup_printf ("cannot be opened: %s", g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  while (errno = 0, (entry = readdir (dir)) != NULL) {
    Found *found;

    if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, "..") ||
        (entry->d_name[0] == '.' && !scan->options->hidden_files))
      continue;
    found = look (scan, fd, path, entry->d_name, below);
    if (found != NULL)
      g_ptr_array_add (files, found);
  }
  if (errno != 0)
    *problem = g_strdup_printf ("cannot be read to its end: %s", g_strerror (errno));
  closedir (dir);
  if (*problem != NULL)
    return NULL;
  g_ptr_array_sort (files, compare_names);
  return g_steal_pointer (&files);
}

/* ---- The catalog ---- */

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
  statement = acu_database_query (reader, &failure,
                                  "SELECT name, id, size, mtime, hidden, partner, hash, error"
                                  " FROM images WHERE folder = ?1",
                                  "i", folder);
  while (statement != NULL && acu_statement_next (statement, &failure)) {
    Known *photo = g_new0 (Known, 1);
    const guint8 *hash;
    gsize size;

    photo->id = acu_statement_get_int (statement, 1);
    photo->size = acu_statement_get_int (statement, 2);
    photo->mtime = acu_statement_get_int (statement, 3);
    photo->hidden = (int)acu_statement_get_int (statement, 4);
    photo->partner = acu_statement_get_int (statement, 5);
    hash = acu_statement_get_blob (statement, 6, &size);
    photo->has_hash = size == ACU_CONTENT_HASH_SIZE;
    if (photo->has_hash)
      memcpy (photo->hash, hash, size);
    photo->error = g_strdup (acu_statement_get_text (statement, 7));
    g_hash_table_insert (known, g_strdup (acu_statement_get_text (statement, 0)), photo);
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&known);
}

typedef struct {
  AcuScan *scan;
  AcuDatabase *writer;
  const char *path;
  gint64 folder;
  GHashTable *known;
} Folder;

static gboolean
hash_file (const Folder *folder, const Found *found, guint8 hash[ACU_CONTENT_HASH_SIZE])
{
  g_autofree char *path = g_build_filename (folder->path, found->name, NULL);
  goffset size;

  return acu_content_hash_compute (path, hash, &size, NULL) && size == found->size;
}

/* Finds the photo whose content @found has and whose own file is gone; 0 for none. */
static gboolean
find_moved (const Folder *folder, const Found *found, gint64 *id, GError **error)
{
  g_autoptr (AcuStatement) statement = NULL;
  g_autoptr (GError) failure = NULL;
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  gboolean found_same_name = FALSE;
  gint64 same_size;

  *id = 0;
  if (found->size == 0 || found->problem != NULL)
    return TRUE;
  /* Reading the file is worth it only where there is something to compare it with. */
  if (!acu_database_get_int (folder->writer, &same_size, 0, error,
                             "SELECT 1 FROM images WHERE size = ?1 AND hash IS NOT NULL LIMIT 1",
                             "i", (gint64)found->size))
    return FALSE;
  if (same_size == 0 || !hash_file (folder, found, hash))
    return TRUE;
  statement = acu_database_query (folder->writer, &failure,
                                  "SELECT i.id, f.path, i.name FROM images i"
                                  " JOIN folders f ON f.id = i.folder"
                                  " WHERE i.size = ?1 AND i.hash = ?2 ORDER BY i.id",
                                  "ib", (gint64)found->size, hash, (gsize)sizeof hash);
  while (statement != NULL && acu_statement_next (statement, &failure)) {
    const char *name = acu_statement_get_text (statement, 2);
    g_autofree char *path = g_build_filename (acu_statement_get_text (statement, 1), name, NULL);
    gboolean same_name = g_str_equal (name, found->name);

    /* A copy is a photo of its own. */
    if (g_file_test (path, G_FILE_TEST_EXISTS) || (*id != 0 && (found_same_name || !same_name)))
      continue;
    *id = acu_statement_get_int (statement, 0);
    found_same_name = same_name;
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
enter (const Folder *folder, Found *found, GError **error)
{
  g_autofree char *display_name = g_filename_display_name (found->name);
  g_autofree char *fold = acu_photo_name_fold (display_name);
  g_autofree char *key = acu_photo_name_key (display_name);
  gint64 moved;

  if (!find_moved (folder, found, &moved, error))
    return FALSE;
  if (moved != 0) {
    folder->scan->counts->n_moved++;
    g_hash_table_remove (folder->scan->vanished, &moved);
    found->id = moved;
    return acu_database_run (folder->writer, error,
                             "UPDATE images SET folder = ?2, name = ?3, name_fold = ?4,"
                             " name_key = ?5, mtime = ?6, hidden = 0, partner = NULL,"
                             " sort_time = coalesce (taken, ?6 / 1000000000) WHERE id = ?1",
                             "iisssi", moved, folder->folder, found->name, fold, key, found->mtime);
  }
  folder->scan->counts->n_new++;
  if (!acu_database_run (folder->writer, error,
                         "INSERT INTO images (folder, name, name_fold, name_key, size, mtime,"
                         " sort_time, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                         "isssiiis", folder->folder, found->name, fold, key, (gint64)found->size,
                         found->mtime, found->mtime / 1000000000, found->problem))
    return FALSE;
  found->id = acu_database_get_last_id (folder->writer);
  return TRUE;
}

/* The file has another size or time than before: whether it has other content too is for its hash
 * to tell, since files are copied back and forth without being edited. */
static gboolean
update (const Folder *folder, const Found *found, const Known *known, GError **error)
{
  guint8 hash[ACU_CONTENT_HASH_SIZE];

  if (known->has_hash && known->size == found->size && found->problem == NULL &&
      hash_file (folder, found, hash) && memcmp (hash, known->hash, sizeof hash) == 0)
    return acu_database_run (folder->writer, error,
                             "UPDATE images SET mtime = ?2, hidden = 0,"
                             " sort_time = coalesce (taken, ?2 / 1000000000) WHERE id = ?1",
                             "ii", known->id, found->mtime);
  folder->scan->counts->n_changed++;
  return acu_database_run (folder->writer, error,
                           "UPDATE images SET size = ?2, mtime = ?3, hash = NULL,"
                           " version = version + 1, facts_version = NULL, error = ?4, hidden = 0,"
                           " sort_time = coalesce (taken, ?3 / 1000000000) WHERE id = ?1",
                           "iiis", known->id, (gint64)found->size, found->mtime, found->problem) &&
         acu_database_run (folder->writer, error, "DELETE FROM scores WHERE image = ?1", "i",
                           known->id);
}

/* Brings one file's row up to date. */
static gboolean
reconcile (const Folder *folder, Found *found, GError **error)
{
  AcuCatalog *catalog = folder->scan->catalog;
  const Known *known = g_hash_table_lookup (folder->known, found->name);
  gboolean ok = TRUE;

  if (found->problem != NULL)
    folder->scan->counts->n_unreadable++;
  if (known == NULL) {
    ok = enter (folder, found, error);
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FOLDERS, found->id);
    return ok;
  }
  found->id = known->id;
  found->partner = known->partner;
  found->hidden = known->hidden == 2 ? 0 : known->hidden;
  if (known->size != found->size || known->mtime != found->mtime) {
    ok = update (folder, found, known, error);
    found->hidden = 0;
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS | ACU_CHANGE_SCORES, known->id);
  } else if (known->hidden == 2) {
    ok = acu_database_run (folder->writer, error, "UPDATE images SET hidden = 0 WHERE id = ?1", "i",
                           known->id);
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FOLDERS, known->id);
  } else if (found->problem != NULL && known->error == NULL) {
    ok = acu_database_run (folder->writer, error, "UPDATE images SET error = ?2 WHERE id = ?1",
                           "is", known->id, found->problem);
    acu_catalog_note (catalog, ACU_CHANGE_FACTS, known->id);
  }
  return ok;
}

static gboolean
reconcile_all (Folder *folder, GPtrArray *files, GError **error)
{
  AcuScan *scan = folder->scan;

  for (guint start = 0; start < files->len; start += BATCH) {
    gboolean ok = TRUE;

    if (g_cancellable_set_error_if_cancelled (scan->cancellable, error))
      return FALSE;
    folder->writer = acu_catalog_begin (scan->catalog, ACU_RELAXED, error);
    if (folder->writer == NULL)
      return FALSE;
    for (guint i = start; i < MIN (start + BATCH, files->len) && ok; i++) {
      ok = reconcile (folder, g_ptr_array_index (files, i), error);
      scan->counts->n_files++;
    }
    if (!acu_catalog_end (scan->catalog, ok, error))
      return FALSE;
    acu_scan_report (scan);
  }
  return TRUE;
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
    g_hash_table_add (seen, &((Found *)g_ptr_array_index (files, i))->id);
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
  return acu_photo_hide (writer, photo, error);
}

/* ---- RAW files with a JPEG beside them ---- */

static gboolean
set_pair (Folder *folder, const Found *raw, const Found *companion, GError **error)
{
  AcuCatalog *catalog = folder->scan->catalog;
  gint64 partner = companion != NULL ? companion->id : 0;

  if (raw->partner == partner && raw->hidden == (partner != 0) &&
      (companion == NULL || companion->partner == raw->id))
    return TRUE;
  acu_catalog_note (catalog, ACU_CHANGE_LIST, raw->id);
  if (partner != 0)
    acu_catalog_note (catalog, ACU_CHANGE_LIST, partner);
  return acu_database_run (folder->writer, error,
                           "UPDATE images SET partner = ?2, hidden = ?2 IS NOT NULL WHERE id = ?1",
                           "iI", raw->id, partner) &&
         (partner == 0 ||
          acu_database_run (folder->writer, error, "UPDATE images SET partner = ?2 WHERE id = ?1",
                            "ii", partner, raw->id));
}

static gboolean
pair (Folder *folder, GPtrArray *files, GError **error)
{
  g_autoptr (GHashTable) companions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean ok = TRUE;

  for (guint i = 0; i < files->len; i++) {
    Found *found = g_ptr_array_index (files, i);

    if (acu_file_kind_is_companion (found->name) && found->problem == NULL)
      g_hash_table_insert (companions, acu_file_kind_get_stem (found->name), found);
  }
  folder->writer = acu_catalog_begin (folder->scan->catalog, ACU_RELAXED, error);
  if (folder->writer == NULL)
    return FALSE;
  for (guint i = 0; i < files->len && ok; i++) {
    const Found *found = g_ptr_array_index (files, i);

    if (found->kind == ACU_FILE_RAW) {
      g_autofree char *stem = acu_file_kind_get_stem (found->name);

      ok = set_pair (folder, found, g_hash_table_lookup (companions, stem), error);
    }
  }
  return acu_catalog_end (folder->scan->catalog, ok, error);
}

gboolean
acu_scan_folder (AcuScan *scan, const char *path, gint64 id, GPtrArray *below, GError **error)
{
  Folder folder = {.scan = scan, .path = path, .folder = id};
  g_autofree char *problem = NULL;
  g_autoptr (GPtrArray) files = read_disk (scan, path, below, &problem);
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
