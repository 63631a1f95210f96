/* The two kinds of MATLAB variable that datasets carry scores in. */
#pragma once

#include <glib.h>

/* Reads the real numeric variable @name of a MAT file (version 5 or 7.3), of at most two dimensions
 * and a million elements, as doubles in MATLAB's (column-major) order.
 * Errors: ACU_DATASET_ERROR_FORMAT naming file and variable, G_FILE_ERROR. (transfer full) */
double *acu_mat_read_numbers (const char *path, const char *name, gsize *n, GError **error);

/* Reads the cell array of strings @name in the same order; a cell that holds one cell is looked
 * into.  Errors as above. Returns @n strings and a NULL. (transfer full) */
char **acu_mat_read_strings (const char *path, const char *name, gsize *n, GError **error);

/* Whether @path has a variable called @name; FALSE where it cannot be read. */
gboolean acu_mat_has (const char *path, const char *name);
