#include "app/catalog/backup.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/migration.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "catalog-"
#define SUFFIX ".db"

/* Pages copied before looking whether it was cancelled. */
#define PAGES_A_STEP 2048

void
acu_backup_free (AcuBackup *backup)
{
  g_free (backup->path);
  g_free (backup);
}

static char *
get_folder (const char *catalog_path)
{
  g_autofree char *folder = g_path_get_dirname (catalog_path);

  return g_build_filename (folder, "backups", NULL);
}

static gboolean
set_file_error (GError **error, const char *path, const char *what)
{
  int failure = errno;
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, ACU_CATALOG_ERROR,
               failure == ENOSPC || failure == EDQUOT ? ACU_CATALOG_ERROR_FULL
                                                      : ACU_CATALOG_ERROR_FILE,
               "%s: %s: %s", name, what, g_strerror (failure));
  return FALSE;
}

/* Makes what was written to @path, or the names in a folder, survive a loss of power. */
static gboolean
sync_path (const char *path, GError **error)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok = file >= 0 && fsync (file) == 0;

  if (!ok)
    set_file_error (error, path, "cannot be written to the disk");
  if (file >= 0)
    close (file);
  return ok;
}

/* Copies @source, whose reading transaction keeps it the same throughout, to the new file @path. */
static gboolean
copy_database (AcuDatabase *source, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuDatabase) target = acu_database_open (path, ACU_DATABASE_WRITE, error);
  sqlite3_backup *backup;
  gint64 ignored;
  int status = SQLITE_OK;

  /* Only the first read begins the transaction in earnest. */
  if (target == NULL || !acu_database_get_int (source, &ignored, 0, error,
                                               "SELECT count(*) FROM sqlite_schema", NULL))
    return FALSE;
  backup = sqlite3_backup_init (acu_database_get_handle (target), "main",
                                acu_database_get_handle (source), "main");
  if (backup == NULL) {
    acu_database_set_error (target, SQLITE_ERROR, error);
    return FALSE;
  }
  while (status == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    status = sqlite3_backup_step (backup, PAGES_A_STEP);
  sqlite3_backup_finish (backup);
  if (status == SQLITE_OK)
    return !g_cancellable_set_error_if_cancelled (cancellable, error);
  if (status != SQLITE_DONE) {
    acu_database_set_error (target, status, error);
    return FALSE;
  }
  /* One file, not three: a copy is read, not worked in. */
  return acu_database_run_script (target, "PRAGMA journal_mode = DELETE", error);
}

/* Whether the database at @path is a sound catalog that this program can read. */
static gboolean
check_copy (const char *path, GError **error)
{
  g_autoptr (AcuDatabase) database = acu_database_open (path, ACU_DATABASE_READ_ONLY, error);
  g_autoptr (AcuStatement) statement = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *name = g_filename_display_name (path);
  int version;

  if (database == NULL || !acu_migration_inspect (database, &version, error))
    return FALSE;
  statement = acu_database_query (database, &failure, "PRAGMA quick_check (1)", NULL);
  if (statement != NULL && acu_statement_next (statement, &failure) &&
      g_strcmp0 (acu_statement_get_text (statement, 0), "ok") == 0 && version > 0)
    return TRUE;
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED,
                 "%s: this backup is damaged too; choose another", name);
  return FALSE;
}

static void
remove_oldest (const char *catalog_path)
{
  g_autoptr (GPtrArray) backups = acu_backup_list (catalog_path);

  for (guint i = ACU_BACKUPS_KEPT; i < backups->len; i++)
    g_unlink (((AcuBackup *)g_ptr_array_index (backups, i))->path);
}

/* A name that sorts by time and that no file has. */
static char *
make_name (const char *folder, const char *prefix)
{
  for (;;) {
    g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
    g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S-%f");
    g_autofree char *name = g_strconcat (prefix, time, SUFFIX, NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
}

char *
acu_catalog_back_up (AcuCatalog *catalog, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = get_folder (acu_catalog_get_path (catalog));
  g_autofree char *unfinished = g_build_filename (folder, ".unfinished" SUFFIX, NULL);
  g_autofree char *path = NULL;
  AcuDatabase *reader;
  gboolean ok;

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    set_file_error (error, folder, "this folder for backups cannot be made");
    return NULL;
  }
  reader = acu_catalog_borrow_reader (catalog, error);
  if (reader == NULL)
    return NULL;
  g_unlink (unfinished);
  ok = copy_database (reader, unfinished, cancellable, error);
  acu_catalog_return_reader (catalog, reader);
  path = make_name (folder, PREFIX);
  ok = ok && check_copy (unfinished, error) && sync_path (unfinished, error);
  if (ok && g_rename (unfinished, path) != 0)
    ok = set_file_error (error, path, "cannot be given its name");
  if (!ok || !sync_path (folder, error)) {
    g_unlink (unfinished);
    return NULL;
  }
  remove_oldest (acu_catalog_get_path (catalog));
  return g_steal_pointer (&path);
}

static int
compare_backups (gconstpointer a, gconstpointer b)
{
  const AcuBackup *x = *(AcuBackup *const *)a, *y = *(AcuBackup *const *)b;

  /* Names tell the time of making; a copied file's own time does not. */
  return strcmp (y->path, x->path);
}

/* The time in a name that make_name() made; 0 for any other name. */
static gint64
read_time (const char *name)
{
  g_autoptr (GDateTime) time = NULL;
  int year, month, day, hour, minute, second;

  if (!g_str_has_prefix (name, PREFIX) || !g_str_has_suffix (name, SUFFIX) ||
      sscanf (name + strlen (PREFIX), "%4d%2d%2d-%2d%2d%2d", &year, &month, &day, &hour, &minute,
              &second) != 6)
    return 0;
  time = g_date_time_new_utc (year, month, day, hour, minute, second);
  return time != NULL ? g_date_time_to_unix (time) : 0;
}

GPtrArray *
acu_backup_list (const char *catalog_path)
{
  GPtrArray *backups = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_backup_free);
  g_autofree char *folder = get_folder (catalog_path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gint64 time = read_time (name);
    AcuBackup *backup;
    GStatBuf info;

    if (time == 0 || g_stat (path, &info) != 0)
      continue;
    backup = g_new0 (AcuBackup, 1);
    backup->path = g_steal_pointer (&path);
    backup->time = time;
    backup->size = info.st_size;
    g_ptr_array_add (backups, backup);
  }
  g_ptr_array_sort (backups, compare_backups);
  return backups;
}

gboolean
acu_backup_set_aside (const char *catalog_path, char **aside, GError **error)
{
  /* The log belongs to the file: without it, what was rated last would be missing. */
  static const char *const parts[] = {"-wal", "-shm", ""};
  g_autofree char *folder = g_path_get_dirname (catalog_path);
  g_autofree char *path = make_name (folder, "catalog-set-aside-");
  gboolean had_one = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *from = g_strconcat (catalog_path, parts[i], NULL);
    g_autofree char *to = g_strconcat (path, parts[i], NULL);

    if (g_rename (from, to) == 0)
      had_one = TRUE;
    else if (errno != ENOENT)
      return set_file_error (error, from, "cannot be put aside");
  }
  if (aside != NULL)
    *aside = had_one ? g_steal_pointer (&path) : NULL;
  return TRUE;
}

/* Copies @backup to @path, whole or not at all. */
static gboolean
install_copy (const char *backup, const char *path, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (backup);
  g_autofree char *unfinished = g_strconcat (path, ".unfinished", NULL);
  g_autoptr (GFile) target = g_file_new_for_path (unfinished);
  g_autofree char *folder = g_path_get_dirname (path);

  if (!g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error)) {
    g_unlink (unfinished);
    return FALSE;
  }
  g_chmod (unfinished, 0600);
  if (!sync_path (unfinished, error) || g_rename (unfinished, path) != 0) {
    if (error != NULL && *error == NULL)
      set_file_error (error, path, "cannot be given its name");
    g_unlink (unfinished);
    return FALSE;
  }
  return sync_path (folder, error);
}

gboolean
acu_backup_restore (const char *catalog_path, const char *backup, char **aside, GError **error)
{
  return check_copy (backup, error) && acu_backup_set_aside (catalog_path, aside, error) &&
         install_copy (backup, catalog_path, error);
}
