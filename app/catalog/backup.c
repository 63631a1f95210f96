#include "app/catalog/backup.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/migration.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
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
    set_file_error (error, path, _ ("cannot be written to the disk"));
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
                 _ ("%s: this backup is damaged too; choose another"), name);
  return FALSE;
}

/* Removes the database at @path with what SQLite keeps beside it. */
static void
remove_database (const char *path)
{
  static const char *const parts[] = {"", "-journal", "-wal", "-shm"};

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *part = g_strconcat (path, parts[i], NULL);

    g_unlink (part);
  }
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
    set_file_error (error, folder, _ ("this folder for backups cannot be made"));
    return NULL;
  }
  reader = acu_catalog_borrow_reader (catalog, error);
  if (reader == NULL)
    return NULL;
  remove_database (unfinished);
  ok = copy_database (reader, unfinished, cancellable, error);
  acu_catalog_return_reader (catalog, reader);
  path = make_name (folder, PREFIX);
  ok = ok && check_copy (unfinished, error) && sync_path (unfinished, error);
  if (ok && g_rename (unfinished, path) != 0)
    ok = set_file_error (error, path, _ ("cannot be given its name"));
  if (!ok || !sync_path (folder, error)) {
    remove_database (unfinished);
    g_unlink (path);
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

/* What belongs to a catalog, the log first: without the file it means nothing, and the file without
 * it lacks what was rated last, so that they part for as short as can be. */
static const char *const catalog_parts[] = {"-wal", "-shm", ""};

/* Gives the first @n parts of the catalog at @from the names that begin with @to. */
static gboolean
move_parts (const char *from, const char *to, gsize n, gboolean *had_one, GError **error)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *old_name = g_strconcat (from, catalog_parts[i], NULL);
    g_autofree char *new_name = g_strconcat (to, catalog_parts[i], NULL);

    if (g_rename (old_name, new_name) == 0) {
      *had_one = TRUE;
    } else if (errno != ENOENT) {
      set_file_error (error, old_name, _ ("cannot be put aside"));
      /* All of it or nothing. */
      move_parts (to, from, i, had_one, NULL);
      return FALSE;
    }
  }
  return TRUE;
}

static char *
make_aside_name (const char *catalog_path)
{
  g_autofree char *folder = g_path_get_dirname (catalog_path);

  return make_name (folder, "catalog-set-aside-");
}

gboolean
acu_backup_set_aside (const char *catalog_path, char **aside, GError **error)
{
  g_autofree char *path = make_aside_name (catalog_path);
  gboolean had_one = FALSE;

  if (!move_parts (catalog_path, path, G_N_ELEMENTS (catalog_parts), &had_one, error))
    return FALSE;
  if (aside != NULL)
    *aside = had_one ? g_steal_pointer (&path) : NULL;
  return TRUE;
}

/* Copies @backup to @unfinished, on the disk. */
static gboolean
copy_backup (const char *backup, const char *unfinished, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (backup);
  g_autoptr (GFile) target = g_file_new_for_path (unfinished);
  g_autofree char *name = g_filename_display_name (unfinished);

  if (!g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error)) {
    g_prefix_error (error, "%s: ", name);
    return FALSE;
  }
  g_chmod (unfinished, 0600);
  return sync_path (unfinished, error);
}

/* Puts @unfinished in the place of the catalog at @path, which gets the name @aside.  Where the
 * file system has hard links, there is a catalog at every moment. */
static gboolean
exchange (
    const char *unfinished, const char *path, const char *aside, gboolean *had_one, GError **error)
{
  gsize n_log = G_N_ELEMENTS (catalog_parts) - 1;
  gboolean has_old = g_file_test (path, G_FILE_TEST_EXISTS);

  if (!move_parts (path, aside, n_log, had_one, error))
    return FALSE;
  *had_one |= has_old;
  if (has_old && link (path, aside) != 0 && g_rename (path, aside) != 0) {
    set_file_error (error, path, _ ("cannot be put aside"));
    move_parts (aside, path, n_log, had_one, NULL);
    return FALSE;
  }
  if (g_rename (unfinished, path) == 0)
    return TRUE;
  set_file_error (error, path, _ ("cannot be given its name"));
  move_parts (aside, path, G_N_ELEMENTS (catalog_parts), had_one, NULL);
  return FALSE;
}

/* Puts a copy of @backup, which is sound, in the place of the catalog. */
static gboolean
put_in_place (const char *catalog_path, const char *backup, char **aside, GError **error)
{
  g_autofree char *unfinished = g_strconcat (catalog_path, ".unfinished", NULL);
  g_autofree char *path = make_aside_name (catalog_path);
  g_autofree char *folder = g_path_get_dirname (catalog_path);
  gboolean had_one = FALSE;

  /* What takes room comes first, while nothing has happened yet. */
  if (!copy_backup (backup, unfinished, error) ||
      !exchange (unfinished, catalog_path, path, &had_one, error)) {
    g_unlink (unfinished);
    return FALSE;
  }
  if (aside != NULL)
    *aside = had_one ? g_steal_pointer (&path) : NULL;
  return sync_path (folder, error);
}

gboolean
acu_backup_restore (const char *catalog_path, const char *backup, char **aside, GError **error)
{
  return check_copy (backup, error) && put_in_place (catalog_path, backup, aside, error);
}

gboolean
acu_backup_restore_newest (const char *catalog_path, gint64 *time, GError **error)
{
  g_autoptr (GPtrArray) backups = acu_backup_list (catalog_path);
  g_autoptr (GError) failure = NULL;

  for (guint i = 0; i < backups->len; i++) {
    const AcuBackup *backup = g_ptr_array_index (backups, i);

    if (check_copy (backup->path, failure == NULL ? &failure : NULL)) {
      *time = backup->time;
      return put_in_place (catalog_path, backup->path, NULL, error);
    }
  }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                         _ ("There is no backup yet"));
  return FALSE;
}
