/* Copies of the catalog, and what to do when it is damaged.  Backups lie in the folder `backups`
 * beside the catalog, named by time; they need no catalog to be open. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

/* How many are kept; the oldest goes. */
#define ACU_BACKUPS_KEPT 10

typedef struct {
  char *path;
  gint64 time; /* seconds since 1970 */
  goffset size;
} AcuBackup;

void acu_backup_free (AcuBackup *backup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuBackup, acu_backup_free)

/* Copies the catalog, as it is at this moment, while others go on reading and writing.  The copy is
 * checked before it gets its name; nothing is left where this fails.  Returns its path.
 * (transfer full) */
char *acu_catalog_back_up (AcuCatalog *catalog, GCancellable *cancellable, GError **error);

/* The backups of the catalog at @catalog_path, newest first. (transfer full) (element-type
 * AcuBackup) */
GPtrArray *acu_backup_list (const char *catalog_path);

/* Puts the catalog at @catalog_path, where there is one, aside under a name that says so, with what
 * belongs to it; there is none afterwards.  The catalog must not be open.  *@aside is the new name,
 * NULL where there was nothing. (out) (transfer full) (optional) (nullable) */
gboolean acu_backup_set_aside (const char *catalog_path, char **aside, GError **error);

/* Sets the catalog aside likewise and puts a copy of @backup in its place.  A backup that is
 * damaged itself (ACU_CATALOG_ERROR_DAMAGED), or a disk without room for the copy, leaves
 * everything as it is. */
gboolean
acu_backup_restore (const char *catalog_path, const char *backup, char **aside, GError **error);

/* Restores likewise the newest backup that is sound; *@time is when it was made. (out)  Fails with
 * ACU_CATALOG_ERROR_MISSING where there is no backup, and as the newest one does where none is
 * sound. */
gboolean acu_backup_restore_newest (const char *catalog_path, gint64 *time, GError **error);

G_END_DECLS
