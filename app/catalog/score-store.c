#include "app/catalog/score-store.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/score-blob.h"

#include <glib/gi18n.h>
#include <math.h>

void
acu_scorer_info_free (AcuScorerInfo *info)
{
  g_free (info->model);
  g_free (info->fingerprint);
  g_free (info->protocol);
  g_free (info->plan);
  g_strfreev (info->faults);
  g_strfreev (info->bases);
  g_strfreev (info->base_fingerprints);
  g_free (info);
}

void
acu_score_details_free (AcuScoreDetails *details)
{
  if (details == NULL)
    return;
  g_free (details->patches);
  g_free (details->scores);
  g_free (details->patch_faults);
  g_free (details->faults);
  g_free (details);
}

void
acu_unscored_free (AcuUnscored *unscored)
{
  if (unscored == NULL)
    return;
  g_free (unscored->path);
  g_free (unscored);
}

/* ---- Scorers ---- */

/* One a line. (transfer full) */
static char *
join_names (char **names)
{
  return names != NULL ? g_strjoinv ("\n", names) : g_strdup ("");
}

gint64
acu_score_store_add_scorer (AcuCatalog *catalog, const AcuScorerInfo *info, GError **error)
{
  g_autofree char *faults = join_names (info->faults);
  g_autofree char *bases = join_names (info->bases);
  g_autofree char *base_fingerprints = join_names (info->base_fingerprints);
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gint64 id = 0;
  gboolean ok;

  if (writer == NULL)
    return 0;
  ok = acu_database_run (writer, error,
                         "INSERT INTO scorers (model, fingerprint, protocol, plan, score_min,"
                         " score_max, faults, created, bases, base_fingerprints)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
                         " ON CONFLICT (model, fingerprint, protocol, plan) DO UPDATE"
                         " SET bases = excluded.bases,"
                         " base_fingerprints = excluded.base_fingerprints"
                         " WHERE excluded.bases <> ''"
                         " AND (bases = '' OR base_fingerprints LIKE '%-%')",
                         "ssssddsiss", info->model, info->fingerprint, info->protocol, info->plan,
                         info->score_min, info->score_max, faults, acu_catalog_now (), bases,
                         base_fingerprints) &&
       acu_database_get_int (writer, &id, 0, error,
                             "SELECT id FROM scorers WHERE model = ?1 AND fingerprint = ?2"
                             " AND protocol = ?3 AND plan = ?4",
                             "ssss", info->model, info->fingerprint, info->protocol, info->plan);
  return acu_catalog_end (catalog, ok, error) ? id : 0;
}

static char **
split_names (AcuStatement *statement, int column)
{
  const char *names = acu_statement_get_text (statement, column);

  return g_strsplit (names != NULL ? names : "", "\n", -1);
}

static AcuScorerInfo *
read_scorer (AcuStatement *statement)
{
  AcuScorerInfo *info = g_new0 (AcuScorerInfo, 1);

  info->id = acu_statement_get_int (statement, 0);
  info->model = g_strdup (acu_statement_get_text (statement, 1));
  info->fingerprint = g_strdup (acu_statement_get_text (statement, 2));
  info->protocol = g_strdup (acu_statement_get_text (statement, 3));
  info->plan = g_strdup (acu_statement_get_text (statement, 4));
  info->score_min = acu_statement_get_double (statement, 5);
  info->score_max = acu_statement_get_double (statement, 6);
  info->faults = split_names (statement, 7);
  info->bases = split_names (statement, 8);
  info->base_fingerprints = split_names (statement, 9);
  return info;
}

/* The scorers with @id, or all where it is 0. */
static GPtrArray *
list_scorers (AcuCatalog *catalog, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) scorers =
      g_ptr_array_new_with_free_func ((GDestroyNotify)acu_scorer_info_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (reader, &failure,
                                  "SELECT id, model, fingerprint, protocol, plan, score_min,"
                                  " score_max, faults, bases, base_fingerprints FROM scorers"
                                  " WHERE ?1 IN (0, id)"
                                  " ORDER BY id DESC",
                                  "i", id);
  while (statement != NULL && acu_statement_next (statement, &failure))
    g_ptr_array_add (scorers, read_scorer (statement));
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&scorers);
}

AcuScorerInfo *
acu_score_store_get_scorer (AcuCatalog *catalog, gint64 scorer, GError **error)
{
  g_autoptr (GPtrArray) scorers = list_scorers (catalog, scorer, error);

  if (scorers == NULL)
    return NULL;
  if (scorer == 0 || scorers->len == 0) {
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                         _ ("the catalog has no scores by this model"));
    return NULL;
  }
  return g_ptr_array_steal_index (scorers, 0);
}

GPtrArray *
acu_score_store_list_scorers (AcuCatalog *catalog, GError **error)
{
  return list_scorers (catalog, 0, error);
}

gboolean
acu_score_store_rename_model (AcuCatalog *catalog,
                              const char *model,
                              const char *new_name,
                              GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  /* Where the same weights scored under both names already, each keeps its own. */
  ok = acu_database_run (writer, error, "UPDATE OR IGNORE scorers SET model = ?2 WHERE model = ?1",
                         "ss", model, new_name);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_score_store_remove_scorer (AcuCatalog *catalog, gint64 scorer, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "DELETE FROM scorers WHERE id = ?1", "i", scorer);
  acu_catalog_note (catalog, ACU_CHANGE_SCORES | ACU_CHANGE_LIST, 0);
  return acu_catalog_end (catalog, ok, error);
}

/* ---- Scores ---- */

static gboolean
put (AcuCatalog *catalog,
     AcuDatabase *writer,
     gint64 scorer,
     const AcuScoreResult *result,
     GError **error)
{
  const AcuScoreDetails *details = result->details;
  g_autoptr (GBytes) blob = NULL;
  gsize size;

  if (!acu_database_run (
          writer, error,
          "INSERT OR REPLACE INTO scores (scorer, image, score, std, error, scored)"
          " SELECT ?1, id, ?4, ?5, ?6, ?7 FROM images WHERE id = ?2 AND version = ?3",
          "iiiDDsi", scorer, result->photo, (gint64)result->version,
          details != NULL ? details->score : (double)NAN,
          details != NULL ? details->std : (double)NAN, result->error, acu_catalog_now ()))
    return FALSE;
  if (acu_database_get_n_changed (writer) == 0)
    return TRUE;
  acu_catalog_note (catalog, ACU_CHANGE_SCORES, result->photo);
  if (details == NULL)
    return acu_database_run (writer, error,
                             "DELETE FROM score_details WHERE scorer = ?1 AND image = ?2", "ii",
                             scorer, result->photo);
  blob = acu_score_blob_pack (details);
  return acu_database_run (writer, error, "INSERT OR REPLACE INTO score_details VALUES (?1,?2,?3)",
                           "iib", scorer, result->photo, g_bytes_get_data (blob, &size),
                           g_bytes_get_size (blob));
}

gboolean
acu_score_store_put (
    AcuCatalog *catalog, gint64 scorer, const AcuScoreResult *results, gsize n, GError **error)
{
  AcuDatabase *writer;
  gboolean ok = TRUE;

  for (gsize i = 0; i < n; i++)
    g_return_val_if_fail ((results[i].details == NULL) != (results[i].error == NULL), FALSE);

  writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  if (writer == NULL)
    return FALSE;
  for (gsize i = 0; i < n && ok; i++)
    ok = put (catalog, writer, scorer, &results[i], error);
  return acu_catalog_end (catalog, ok, error);
}

AcuScoreDetails *
acu_score_store_get (AcuCatalog *catalog, gint64 scorer, gint64 photo, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  AcuScoreDetails *details = NULL;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (
      reader, &failure,
      "SELECT s.score, s.std, d.details FROM scores s JOIN score_details d USING (scorer, image)"
      " WHERE s.scorer = ?1 AND s.image = ?2",
      "ii", scorer, photo);
  if (statement != NULL && acu_statement_next (statement, &failure)) {
    gsize size;
    const guint8 *data = acu_statement_get_blob (statement, 2, &size);

    details = acu_score_blob_unpack (data, size, &failure);
    if (details != NULL) {
      details->score = acu_statement_get_double (statement, 0);
      details->std = acu_statement_get_double (statement, 1);
    }
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL)
    g_propagate_error (error, failure);
  else if (details == NULL)
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                         _ ("this photo has no score by this model yet"));
  return details;
}

/* ---- What is to be scored ---- */

static const char unscored_one[] =
    "SELECT i.id, i.version, f.path, i.name FROM images i JOIN folders f ON f.id = i.folder"
    " WHERE i.id = ?2 AND i.hidden = 0 AND i.error IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM scores s WHERE s.scorer = ?1 AND s.image = i.id)";
static const char unscored_all[] =
    "SELECT i.id, i.version, f.path, i.name FROM images i INDEXED BY images_by_folder"
    " JOIN folders f ON f.id = i.folder WHERE i.hidden = 0 AND i.error IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM scores s WHERE s.scorer = ?1 AND s.image = i.id)"
    " ORDER BY i.folder, i.id";

static void
append_unscored (GPtrArray *list, AcuStatement *statement, guint max, GError **error)
{
  while (list->len < max && acu_statement_next (statement, error)) {
    AcuUnscored *unscored = g_new0 (AcuUnscored, 1);

    unscored->id = acu_statement_get_int (statement, 0);
    unscored->version = (guint)acu_statement_get_int (statement, 1);
    unscored->path = g_build_filename (acu_statement_get_text (statement, 2),
                                       acu_statement_get_text (statement, 3), NULL);
    g_ptr_array_add (list, unscored);
  }
}

GPtrArray *
acu_score_store_list_unscored (
    AcuCatalog *catalog, gint64 scorer, const gint64 *photos, gsize n, guint max, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_unscored_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (reader, &failure, photos != NULL ? unscored_one : unscored_all,
                                  "ii", scorer, (gint64)0);
  if (statement != NULL && photos == NULL)
    append_unscored (list, statement, max, &failure);
  for (gsize i = 0; statement != NULL && photos != NULL && i < n && list->len < max; i++) {
    acu_statement_bind (statement, "ii", scorer, photos[i]);
    append_unscored (list, statement, max, &failure);
    if (failure != NULL)
      break;
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&list);
}
