/* Brings a database to the schema of this program.  Private to this folder. */
#pragma once

#include "app/catalog/database.h"

G_BEGIN_DECLS

/* Marks the file as ours: "AcuC". */
#define ACU_CATALOG_APPLICATION_ID 0x41637543

/* The newest schema that this program knows: how many scripts data/schema holds. */
int acu_migration_get_newest (void);

/* Looks at what @database is.  *@version is its schema's, 0 for an empty file.  Fails with
 * ACU_CATALOG_ERROR_FOREIGN or _NEWER. */
gboolean acu_migration_inspect (AcuDatabase *database, int *version, GError **error);

/* Runs the scripts that the database lacks, each in a transaction of its own together with the new
 * version number. */
gboolean acu_migration_run (AcuDatabase *database, GError **error);

G_END_DECLS
