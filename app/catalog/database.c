#include "app/catalog/database.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>

#define BUSY_MILLISECONDS 5000

struct _AcuDatabase {
  sqlite3 *handle;
  char *name;       /* of the file, for messages */
  GHashTable *idle; /* SQL to sqlite3_stmt: prepared and not in use */
};

struct _AcuStatement {
  AcuDatabase *database;
  const char *sql;
  sqlite3_stmt *stmt;
};

static AcuCatalogError
classify (int status, int extended)
{
  switch (status) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return ACU_CATALOG_ERROR_DAMAGED;
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return ACU_CATALOG_ERROR_READ_ONLY;
  case SQLITE_FULL:
    return ACU_CATALOG_ERROR_FULL;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return ACU_CATALOG_ERROR_BUSY;
  case SQLITE_CONSTRAINT:
    if (extended == SQLITE_CONSTRAINT_FOREIGNKEY)
      return ACU_CATALOG_ERROR_MISSING;
    if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
      return ACU_CATALOG_ERROR_EXISTS;
    return ACU_CATALOG_ERROR_ARGUMENT;
  default:
    return ACU_CATALOG_ERROR_FILE;
  }
}

static const char *
get_way_on (AcuCatalogError code)
{
  switch (code) {
  case ACU_CATALOG_ERROR_DAMAGED:
    return _ ("restore a backup or start a new catalog");
  case ACU_CATALOG_ERROR_READ_ONLY:
    return _ ("make the file and its folder writable");
  case ACU_CATALOG_ERROR_FULL:
    return _ ("free some space on the disk and try again");
  case ACU_CATALOG_ERROR_BUSY:
    return _ ("close the other program that uses it and try again");
  default:
    return NULL;
  }
}

void
acu_database_set_error (AcuDatabase *database, int status, GError **error)
{
  int extended = database->handle != NULL ? sqlite3_extended_errcode (database->handle) : status;
  const char *reason =
      database->handle != NULL ? sqlite3_errmsg (database->handle) : sqlite3_errstr (status);
  AcuCatalogError code = classify (status & 0xff, extended);
  const char *way_on = get_way_on (code);

  if ((status & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("cancelled"));
  else if (way_on != NULL)
    g_set_error (error, ACU_CATALOG_ERROR, (int)code, "%s: %s; %s", database->name, reason, way_on);
  else
    g_set_error (error, ACU_CATALOG_ERROR, (int)code, "%s: %s", database->name, reason);
}

static void
finalize_statement (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

/* Opens @path and reads something, since SQLite puts off finding out that it cannot. */
static int
open_file (AcuDatabase *database, const char *path, int flags)
{
  int status = sqlite3_open_v2 (path, &database->handle,
                                flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

  if (status != SQLITE_OK)
    return status;
  /* Whoever closes it last keeps everybody out for a moment. */
  sqlite3_busy_timeout (database->handle, BUSY_MILLISECONDS);
  return sqlite3_exec (database->handle, "PRAGMA schema_version", NULL, NULL, NULL);
}

static int
open_read_only (AcuDatabase *database, const char *path)
{
  int status = open_file (database, path, SQLITE_OPEN_READONLY);

  if (status != SQLITE_OK && (status & 0xff) != SQLITE_NOTADB) {
    /* Where the folder cannot be written either, SQLite reads only what it is told nobody changes.
     */
    g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
    g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);

    sqlite3_close (database->handle);
    status = open_file (database, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  }
  return status;
}

AcuDatabase *
acu_database_open (const char *path, AcuDatabaseMode mode, GError **error)
{
  g_autoptr (AcuDatabase) database = g_new0 (AcuDatabase, 1);
  int status;

  database->name = g_filename_display_name (path);
  database->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
  if (mode == ACU_DATABASE_READ_ONLY)
    status = open_read_only (database, path);
  else
    status =
        open_file (database, path,
                   SQLITE_OPEN_READWRITE | (mode == ACU_DATABASE_WRITE ? SQLITE_OPEN_CREATE : 0));
  if (status != SQLITE_OK) {
    acu_database_set_error (database, status, error);
    return NULL;
  }
  /* A damaged file must not be able to make SQLite do what the schema in it says. */
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  if (!acu_database_run_script (database,
                                "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                                "PRAGMA cache_size = -32768",
                                error) ||
      (mode != ACU_DATABASE_WRITE &&
       !acu_database_run_script (database, "PRAGMA query_only = ON", error)))
    return NULL;
  return g_steal_pointer (&database);
}

void
acu_database_free (AcuDatabase *database)
{
  if (database == NULL)
    return;
  g_hash_table_unref (database->idle);
  sqlite3_close (database->handle);
  g_free (database->name);
  g_free (database);
}

const char *
acu_database_get_name (AcuDatabase *database)
{
  return database->name;
}

sqlite3 *
acu_database_get_handle (AcuDatabase *database)
{
  return database->handle;
}

static void
bind (sqlite3_stmt *stmt, const char *types, va_list values)
{
  for (int i = 1; types != NULL && *types != '\0'; i++, types++)
    switch (*types) {
    case 'i':
      sqlite3_bind_int64 (stmt, i, va_arg (values, gint64));
      break;
    case 'I': {
      gint64 value = va_arg (values, gint64);

      if (value != 0)
        sqlite3_bind_int64 (stmt, i, value);
      break;
    }
    case 'd':
      sqlite3_bind_double (stmt, i, va_arg (values, double));
      break;
    case 'D': {
      double value = va_arg (values, double);

      if (!isnan (value))
        sqlite3_bind_double (stmt, i, value);
      break;
    }
    case 's':
      sqlite3_bind_text (stmt, i, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
      break;
    case 'b': {
      const void *data = va_arg (values, const void *);
      gsize size = va_arg (values, gsize);

      sqlite3_bind_blob64 (stmt, i, data, size, SQLITE_TRANSIENT);
      break;
    }
    default:
      g_assert_not_reached ();
    }
}

static AcuStatement *
prepare (AcuDatabase *database, const char *sql, GError **error)
{
  AcuStatement *statement;
  sqlite3_stmt *stmt = NULL;

  if (!g_hash_table_steal_extended (database->idle, sql, NULL, (gpointer *)&stmt)) {
    int status =
        sqlite3_prepare_v3 (database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);

    if (status != SQLITE_OK) {
      acu_database_set_error (database, status, error);
      return NULL;
    }
  }
  statement = g_new0 (AcuStatement, 1);
  statement->database = database;
  statement->sql = sql;
  statement->stmt = stmt;
  return statement;
}

static AcuStatement *
query (AcuDatabase *database, GError **error, const char *sql, const char *types, va_list values)
{
  AcuStatement *statement = prepare (database, sql, error);

  if (statement != NULL)
    bind (statement->stmt, types, values);
  return statement;
}

AcuStatement *
acu_database_query (AcuDatabase *database, GError **error, const char *sql, const char *types, ...)
{
  AcuStatement *statement;
  va_list values;

  va_start (values, types);
  statement = query (database, error, sql, types, values);
  va_end (values);
  return statement;
}

void
acu_statement_bind (AcuStatement *statement, const char *types, ...)
{
  va_list values;

  sqlite3_reset (statement->stmt);
  sqlite3_clear_bindings (statement->stmt);
  va_start (values, types);
  bind (statement->stmt, types, values);
  va_end (values);
}

gboolean
acu_statement_next (AcuStatement *statement, GError **error)
{
  int status = sqlite3_step (statement->stmt);

  if (status == SQLITE_ROW)
    return TRUE;
  if (status != SQLITE_DONE)
    acu_database_set_error (statement->database, status, error);
  return FALSE;
}

gint64
acu_statement_get_int (AcuStatement *statement, int column)
{
  return sqlite3_column_int64 (statement->stmt, column);
}

double
acu_statement_get_double (AcuStatement *statement, int column)
{
  return acu_statement_is_null (statement, column)
             ? (double)NAN
             : sqlite3_column_double (statement->stmt, column);
}

const char *
acu_statement_get_text (AcuStatement *statement, int column)
{
  return (const char *)sqlite3_column_text (statement->stmt, column);
}

const guint8 *
acu_statement_get_blob (AcuStatement *statement, int column, gsize *size)
{
  const guint8 *data = sqlite3_column_blob (statement->stmt, column);

  *size = (gsize)sqlite3_column_bytes (statement->stmt, column);
  return data;
}

gboolean
acu_statement_is_null (AcuStatement *statement, int column)
{
  return sqlite3_column_type (statement->stmt, column) == SQLITE_NULL;
}

void
acu_statement_free (AcuStatement *statement)
{
  if (statement == NULL)
    return;
  sqlite3_reset (statement->stmt);
  sqlite3_clear_bindings (statement->stmt);
  /* The same statement may have been in use twice; then one of them goes. */
  g_hash_table_replace (statement->database->idle, (gpointer)statement->sql, statement->stmt);
  g_free (statement);
}

gboolean
acu_database_run (AcuDatabase *database, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (AcuStatement) statement = NULL;
  g_autoptr (GError) failure = NULL;
  va_list values;

  va_start (values, types);
  statement = query (database, &failure, sql, types, values);
  va_end (values);
  if (statement != NULL)
    acu_statement_next (statement, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
acu_database_run_script (AcuDatabase *database, const char *script, GError **error)
{
  int status = sqlite3_exec (database->handle, script, NULL, NULL, NULL);

  if (status != SQLITE_OK)
    acu_database_set_error (database, status, error);
  return status == SQLITE_OK;
}

gboolean
acu_database_get_int (AcuDatabase *database,
                      gint64 *value,
                      gint64 missing,
                      GError **error,
                      const char *sql,
                      const char *types,
                      ...)
{
  g_autoptr (AcuStatement) statement = NULL;
  g_autoptr (GError) failure = NULL;
  va_list values;

  va_start (values, types);
  statement = query (database, &failure, sql, types, values);
  va_end (values);
  *value = missing;
  if (statement != NULL && acu_statement_next (statement, &failure) &&
      !acu_statement_is_null (statement, 0))
    *value = acu_statement_get_int (statement, 0);
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  return TRUE;
}

gint64
acu_database_get_last_id (AcuDatabase *database)
{
  return sqlite3_last_insert_rowid (database->handle);
}

gint64
acu_database_get_n_changed (AcuDatabase *database)
{
  return sqlite3_changes (database->handle);
}
