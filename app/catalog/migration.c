#include "app/catalog/migration.h"

#include "catalog-resources.h"

#include <glib/gi18n.h>

#define PREFIX "/io/github/acutance/catalog/"

/* In order: the script at index i leads from schema i to i + 1. */
static const char *const scripts[] = {
    PREFIX "001-initial.sql",      PREFIX "002-likenesses.sql",     PREFIX "003-display-scale.sql",
    PREFIX "004-set-choices.sql",  PREFIX "005-label-identity.sql", PREFIX "006-access.sql",
    PREFIX "007-sidecars.sql",     PREFIX "008-trash-undo.sql",     PREFIX "009-label-groups.sql",
    PREFIX "010-scorer-bases.sql", PREFIX "011-versions.sql",       PREFIX "012-undo-kinds.sql",
};

int
acu_migration_get_newest (void)
{
  return G_N_ELEMENTS (scripts);
}

gboolean
acu_migration_inspect (AcuDatabase *database, int *version, GError **error)
{
  gint64 application, user_version, n_tables;

  if (!acu_database_get_int (database, &application, 0, error, "PRAGMA application_id", NULL) ||
      !acu_database_get_int (database, &user_version, 0, error, "PRAGMA user_version", NULL) ||
      !acu_database_get_int (database, &n_tables, 0, error, "SELECT count(*) FROM sqlite_schema",
                             NULL))
    return FALSE;
  *version = (int)user_version;
  if (application != ACU_CATALOG_APPLICATION_ID &&
      (application != 0 || user_version != 0 || n_tables != 0)) {
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_FOREIGN,
                 _ ("%s: this database is another program's, not a catalog; choose another file"),
                 acu_database_get_name (database));
    return FALSE;
  }
  if (user_version > acu_migration_get_newest ()) {
    g_set_error (
        error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_NEWER,
        _ ("%s: this catalog was written by a newer Acutance (layout %d, this one knows %d); "
           "update Acutance, or start a new catalog"),
        acu_database_get_name (database), *version, acu_migration_get_newest ());
    return FALSE;
  }
  return TRUE;
}

static gboolean
run_script (AcuDatabase *database, int index, GError **error)
{
  g_autoptr (GBytes) script = g_resource_lookup_data (acu_catalog_get_resource (), scripts[index],
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                           ACU_CATALOG_APPLICATION_ID, index + 1);

  /* Embedded data ends with a zero byte. */
  return script != NULL &&
         acu_database_run_script (database, g_bytes_get_data (script, NULL), error) &&
         acu_database_run_script (database, mark, error);
}

gboolean
acu_migration_run (AcuDatabase *database, GError **error)
{
  int newest = acu_migration_get_newest ();
  int version = 0;

  do {
    gboolean ok;

    /* Inside the transaction, since another process may be at the same. */
    if (!acu_database_run_script (database, "BEGIN IMMEDIATE", error))
      return FALSE;
    ok = acu_migration_inspect (database, &version, error) &&
         (version == newest || run_script (database, version, error)) &&
         acu_database_run_script (database, "COMMIT", error);
    if (!ok) {
      acu_database_run_script (database, "ROLLBACK", NULL);
      return FALSE;
    }
  } while (version < newest);
  return TRUE;
}
