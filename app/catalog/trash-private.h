/* How files come back from the desktop's trash.  Private to this folder. */
#pragma once

#include "app/catalog/photo-trash.h"

G_BEGIN_DECLS

void acu_trash_report_init (AcuTrashReport *report);

/* What acu_trash_restore_file() reads into: a trash is read once for all files.  (transfer full) */
GHashTable *acu_trash_begin_reading (void);

/* What tells the file at @path from others that have its path before or after it, also once it is
 * in the trash; NULL where there is none.  (transfer full) (nullable) */
char *acu_trash_mark_file (const char *path);

/* Whether the file at @path has @mark; FALSE where that is NULL. */
gboolean acu_trash_has_mark (const char *path, const char *mark);

/* Brings the file back that was at @path, unless it is there: the one with @mark, or for NULL the
 * latest; tells in @report that it is back, or why not. */
gboolean acu_trash_restore_file (GHashTable *read,
                                 const char *path,
                                 const char *mark,
                                 AcuTrashReport *report);

G_END_DECLS
