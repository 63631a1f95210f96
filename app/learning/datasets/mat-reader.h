/* The two kinds of MATLAB variable that datasets carry scores in. */
#pragma once

#include <glib.h>

/* Reads the real numeric or logical variable @name of a MAT file, of at most a million elements, as
 * doubles in MATLAB's (column-major) order.
 *
 * Read are files of version 5, which MATLAB writes as -v6 and, compressed, as -v7 ("MAT-File
 * Format", The MathWorks), in either byte order; 7.3, which is HDF5, is refused by name.  The file
 * is treated as hostile: sizes are believed only as far as there are bytes, and nothing unpacks to
 * more than 64 MiB. Errors: G_FILE_ERROR, or ACU_DATASET_ERROR_FORMAT naming file and variable.
 * (transfer full) */
double *acu_mat_read_numbers (const char *path, const char *name, gsize *n, GError **error);

/* Reads the cell array of strings @name in the same order; a cell that holds one cell is looked
 * into.  Errors as above. Returns @n strings and a NULL. (transfer full) */
char **acu_mat_read_strings (const char *path, const char *name, gsize *n, GError **error);

/* Whether @path has a variable called @name; FALSE where it cannot be read. */
gboolean acu_mat_has (const char *path, const char *name);
