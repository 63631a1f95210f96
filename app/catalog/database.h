/* One connection to an SQLite database: statements prepared once, values bound by a short type
 * string, errors with a reason and a way on.  Private to this folder; for one thread at a time. */
#pragma once

#include "app/catalog/error.h"

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;
typedef struct _AcuDatabase AcuDatabase;
typedef struct _AcuStatement AcuStatement;

typedef enum {
  ACU_DATABASE_WRITE,     /* created where it does not exist */
  ACU_DATABASE_READ,      /* beside a writer in this process */
  ACU_DATABASE_READ_ONLY, /* from a file or folder that nobody here can write */
} AcuDatabaseMode;

/* Opens the database at @path.  Fails with an ACU_CATALOG_ERROR. (transfer full) */
AcuDatabase *acu_database_open (const char *path, AcuDatabaseMode mode, GError **error);
void acu_database_free (AcuDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuDatabase, acu_database_free)

/* The file's name as people read it. */
const char *acu_database_get_name (AcuDatabase *database);

/* The connection, for SQLite's own interfaces. */
sqlite3 *acu_database_get_handle (AcuDatabase *database);

/* Prepares @sql, a string that is never freed, and binds its parameters in order: `i` a gint64, `d`
 * a double, `s` a string or NULL, `b` a pointer and a gsize (NULL and 0 for NULL), `I` a gint64
 * where 0 is NULL, `D` a double where NAN is NULL.  NULL on failure. (transfer full) */
AcuStatement *
acu_database_query (AcuDatabase *database, GError **error, const char *sql, const char *types, ...);

/* Binds anew to run once more. */
void acu_statement_bind (AcuStatement *statement, const char *types, ...);

/* Steps to the next row.  FALSE at the end and on failure, which sets @error. */
gboolean acu_statement_next (AcuStatement *statement, GError **error);

/* Columns of the current row, from 0.  Text and blobs live until the next step. */
gint64 acu_statement_get_int (AcuStatement *statement, int column);
double acu_statement_get_double (AcuStatement *statement, int column); /* NAN for NULL */
const char *acu_statement_get_text (AcuStatement *statement, int column);
const guint8 *acu_statement_get_blob (AcuStatement *statement, int column, gsize *size);
gboolean acu_statement_is_null (AcuStatement *statement, int column);

/* Gives the statement back to its database. */
void acu_statement_free (AcuStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuStatement, acu_statement_free)

/* Runs a statement that returns no rows. */
gboolean
acu_database_run (AcuDatabase *database, GError **error, const char *sql, const char *types, ...);

/* Runs every statement of @script. */
gboolean acu_database_run_script (AcuDatabase *database, const char *script, GError **error);

/* Reads the first column of the first row; @missing where there is no row or it is NULL. */
gboolean acu_database_get_int (AcuDatabase *database,
                               gint64 *value,
                               gint64 missing,
                               GError **error,
                               const char *sql,
                               const char *types,
                               ...);

/* The id that the last INSERT gave. */
gint64 acu_database_get_last_id (AcuDatabase *database);

/* How many rows the last statement changed. */
gint64 acu_database_get_n_changed (AcuDatabase *database);

/* Sets @error from the connection's last failure. */
void acu_database_set_error (AcuDatabase *database, int status, GError **error);

G_END_DECLS
