/* What a catalog needs now and then: to be looked over and copied. */
#include "app/catalog/backup.h"
#include "app/catalog/catalog-private.h"

#include <glib/gi18n.h>

#define CHECK_SECONDS  (24 * 60 * 60)
#define BACKUP_SECONDS (7 * CHECK_SECONDS)

gboolean
acu_catalog_check (AcuCatalog *catalog, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  g_autoptr (GError) failure = NULL;
  g_autofree char *finding = NULL;

  if (reader == NULL)
    return FALSE;
  {
    g_autoptr (AcuStatement) statement =
        acu_database_query (reader, &failure, "PRAGMA quick_check (1)", NULL);

    if (statement != NULL && acu_statement_next (statement, &failure))
      finding = g_strdup (acu_statement_get_text (statement, 0));
  }
  acu_catalog_return_reader (catalog, reader);
  if (failure == NULL && g_strcmp0 (finding, "ok") != 0) {
    g_autofree char *name = g_filename_display_name (acu_catalog_get_path (catalog));

    g_set_error (&failure, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED, "%s: %s; %s", name,
                 finding, _ ("restore a backup or start a new catalog"));
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Whether the fact @name, a time, is at least @seconds ago. */
static gboolean
get_is_due (AcuCatalog *catalog, const char *name, gint64 seconds, gboolean *is_due, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gint64 last, now = acu_catalog_now ();
  gboolean ok;

  if (reader == NULL)
    return FALSE;
  ok = acu_database_get_int (reader, &last, 0, error, "SELECT value FROM facts WHERE name = ?1",
                             "s", name);
  acu_catalog_return_reader (catalog, reader);
  /* A clock that was ahead once must not put it off for years. */
  *is_due = last > now || now - last >= seconds;
  return ok;
}

static gboolean
set_done (AcuCatalog *catalog, const char *name, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "INSERT OR REPLACE INTO facts VALUES (?1, ?2)", "si", name,
                         acu_catalog_now ());
  return acu_catalog_end (catalog, ok, error);
}

static gboolean
maintain (AcuCatalog *catalog, GCancellable *cancellable, GError **error)
{
  gboolean check_due, backup_due;

  if (acu_catalog_is_read_only (catalog))
    return TRUE;
  if (!get_is_due (catalog, "checked", CHECK_SECONDS, &check_due, error) ||
      !get_is_due (catalog, "backed-up", BACKUP_SECONDS, &backup_due, error))
    return FALSE;
  /* A damaged catalog must not push good backups out. */
  if ((check_due || backup_due) &&
      (!acu_catalog_check (catalog, error) || !set_done (catalog, "checked", error)))
    return FALSE;
  if (backup_due) {
    g_autofree char *backup = acu_catalog_back_up (catalog, cancellable, error);

    return backup != NULL && set_done (catalog, "backed-up", error);
  }
  return TRUE;
}

gboolean
acu_catalog_maintain (AcuCatalog *catalog, GError **error)
{
  return maintain (catalog, NULL, error);
}

static gpointer
maintain_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return maintain (catalog, cancellable, error) ? catalog : NULL;
}

void
acu_catalog_maintain_async (AcuCatalog *catalog,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, maintain_job, NULL, NULL, NULL, cancellable,
                         callback, user_data);
}

gboolean
acu_catalog_maintain_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  return acu_catalog_run_finish (catalog, result, error) != NULL;
}
