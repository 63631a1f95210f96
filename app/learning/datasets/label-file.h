/* Reading the small files that carry opinion scores. */
#pragma once

#include <glib.h>

/* Reads a whole regular file of at most @limit bytes; a NUL is put behind it.
 * Errors: G_FILE_ERROR where it cannot be read, ACU_DATASET_ERROR_FORMAT where it is no regular
 * file or larger.  Each names the file. */
gboolean
acu_label_file_read (const char *path, gsize limit, char **contents, gsize *length, GError **error);

/* Returns the first of @candidates (NULL-terminated, relative to @folder) that exists, as an
 * absolute path.  Errors: ACU_DATASET_ERROR_MISSING naming what was looked for. (transfer full) */
char *acu_label_file_find (const char *folder, const char *const *candidates, GError **error);
