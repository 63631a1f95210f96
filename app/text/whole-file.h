/* A file that is replaced as a whole or not at all. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AcuWholeFile AcuWholeFile;

/* Begins a new file beside @path, under a name that nobody looks for.  This and the others fail
 * with a G_FILE_ERROR that names @path. (transfer full) */
AcuWholeFile *acu_whole_file_new (const char *path, GError **error);

/* Takes away what was not finished. */
void acu_whole_file_free (AcuWholeFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuWholeFile, acu_whole_file_free)

gboolean acu_whole_file_write (AcuWholeFile *file, const char *data, gsize size, GError **error);

/* Has everything arrive on the disk, and only then puts it in the place of what was at the path. */
gboolean acu_whole_file_finish (AcuWholeFile *file, GError **error);

/* All of that at once. */
gboolean acu_whole_file_replace (const char *path, const char *data, gsize size, GError **error);

/* The same with what is in the file at @from; G_IO_ERROR where that cannot be read. */
gboolean acu_whole_file_copy (const char *from, const char *path, GError **error);

G_END_DECLS
