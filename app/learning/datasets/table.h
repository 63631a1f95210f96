/* A table of text cells with named columns: what a label file is, be it CSV or a spreadsheet.  It
 * remembers where each row came from, so that a complaint can say so. */
#pragma once

#include <glib.h>

typedef struct _AcuTable AcuTable;

/* Creates a table without rows. @path: the file it is read from, for messages. */
AcuTable *acu_table_new (const char *path);
void acu_table_free (AcuTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTable, acu_table_free)

/* For readers: names the columns.  Surrounding blanks are dropped.  @names may hold NULL for a
 * column without a name. */
void acu_table_set_columns (AcuTable *table, const char *const *names, gsize n);

/* For readers: appends the row that begins on line @line of the file; cells beyond the named
 * columns are dropped, missing ones are empty.  @cells may hold NULL for an empty cell. */
void acu_table_add_row (AcuTable *table, guint line, const char *const *cells, gsize n);

/* For readers: numbers may be written with a decimal comma. */
void acu_table_set_decimal_comma (AcuTable *table, gboolean decimal_comma);

const char *acu_table_get_path (const AcuTable *table);
gsize acu_table_get_n_rows (const AcuTable *table);
gsize acu_table_get_n_columns (const AcuTable *table);

/* "" for a column without a name. */
const char *acu_table_get_column_name (const AcuTable *table, gsize column);

/* The first column of that name, letter case aside; -1 where there is none. */
int acu_table_find_column (const AcuTable *table, const char *name);

/* Like acu_table_find_column(), but its absence is an error (ACU_DATASET_ERROR_FORMAT) that names
 * the columns there are. */
gboolean
acu_table_require_column (const AcuTable *table, const char *name, gsize *column, GError **error);

/* The text of a cell without surrounding blanks; "" where it is empty. */
const char *acu_table_get_text (const AcuTable *table, gsize row, gsize column);

/* The line (spreadsheet: row) of the file on which @row begins, from 1. */
guint acu_table_get_line (const AcuTable *table, gsize row);

/* Reads a cell as a finite number.  Errors: ACU_DATASET_ERROR_FORMAT naming file, line and column.
 */
gboolean acu_table_get_number (
    const AcuTable *table, gsize row, gsize column, double *value, GError **error);

/* Reads @text as a finite number with nothing around it but blanks. */
gboolean acu_table_parse_number (const AcuTable *table, const char *text, double *value);
