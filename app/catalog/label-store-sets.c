/* The label store: sets and raters. */
#include "app/catalog/label-private.h"

#include <glib/gi18n.h>

static const char *const methods[] = {
    [ACU_METHOD_ACR] = "acr",
    [ACU_METHOD_CONTINUOUS] = "continuous",
    [ACU_METHOD_PAIRWISE] = "pairwise",
    [ACU_METHOD_PATCH] = "patch",
};

const char *
acu_label_method_to_string (AcuLabelMethod method)
{
  g_return_val_if_fail (method < G_N_ELEMENTS (methods), "");

  return methods[method];
}

gboolean
acu_label_method_is_graded (AcuLabelMethod method, double score_min, double score_max)
{
  return method == ACU_METHOD_ACR ||
         (method == ACU_METHOD_PATCH && score_min == 1.0 && score_max == 5.0);
}

void
acu_label_set_free (AcuLabelSet *set)
{
  g_free (set->name);
  g_free (set->note);
  g_free (set->opinion);
  g_free (set);
}

void
acu_rater_free (AcuRater *rater)
{
  g_free (rater->name);
  g_free (rater);
}

/* Says of a name that is taken what to do about it. */
static void
explain (const char *name, GError *failure, GError **error)
{
  if (g_error_matches (failure, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS)) {
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS,
                 _ ("there is a label set “%s” already; choose another name"), name);
    g_error_free (failure);
  } else if (failure != NULL) {
    g_propagate_error (error, failure);
  }
}

gint64
acu_label_store_create_set (AcuCatalog *catalog, const AcuLabelSet *set, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  guint8 uid[ACU_UID_SIZE];
  GError *failure = NULL;
  gint64 id = 0;

  if (writer == NULL)
    return 0;
  acu_label_choose_uid (uid, set->uid);
  if (acu_database_run (writer, &failure,
                        "INSERT INTO label_sets (uid, name, method, score_min, score_max, note,"
                        " created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                        "bssddsi", uid, (gsize)ACU_UID_SIZE, set->name,
                        acu_label_method_to_string (set->method), set->score_min, set->score_max,
                        set->note != NULL ? set->note : "",
                        set->created != 0 ? set->created : acu_catalog_now ()))
    id = acu_database_get_last_id (writer);
  explain (set->name, failure, error);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, id != 0, error) ? id : 0;
}

gboolean
acu_label_store_remove_set (AcuCatalog *catalog, gint64 set, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "DELETE FROM label_sets WHERE id = ?1", "i", set);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_label_store_rename_set (AcuCatalog *catalog, gint64 set, const char *name, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  GError *failure = NULL;
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, &failure, "UPDATE label_sets SET name = ?2 WHERE id = ?1", "is",
                         set, name);
  explain (name, failure, error);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

/* Runs @sql, in which ?1 is @set and ?2 @text. */
static gboolean
change_set (AcuCatalog *catalog, gint64 set, const char *sql, const char *text, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, sql, "is", set, text);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_label_store_set_note (AcuCatalog *catalog, gint64 set, const char *note, GError **error)
{
  return change_set (catalog, set, "UPDATE label_sets SET note = ?2 WHERE id = ?1", note, error);
}

gboolean
acu_label_store_set_opinion (AcuCatalog *catalog, gint64 set, const char *opinion, GError **error)
{
  return change_set (catalog, set, "UPDATE label_sets SET opinion = ?2 WHERE id = ?1", opinion,
                     error);
}

gboolean
acu_label_store_set_kept (
    AcuCatalog *catalog, gint64 set, gint64 rater, gboolean kept, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error,
                         kept ? "INSERT OR IGNORE INTO kept_raters VALUES (?1, ?2)"
                              : "DELETE FROM kept_raters WHERE label_set = ?1 AND rater = ?2",
                         "ii", set, rater);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

static gpointer
read_id (AcuStatement *statement)
{
  gint64 id = acu_statement_get_int (statement, 0);

  return g_memdup2 (&id, sizeof id);
}

GArray *
acu_label_store_list_kept (AcuCatalog *catalog, gint64 set, GError **error)
{
  g_autoptr (GPtrArray) rows = acu_label_list_rows (
      catalog, "SELECT rater FROM kept_raters WHERE label_set = ?1", set, read_id, g_free, error);
  GArray *kept = rows != NULL ? g_array_new (FALSE, FALSE, sizeof (gint64)) : NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    g_array_append_vals (kept, g_ptr_array_index (rows, i), 1);
  return kept;
}

static gpointer
read_set (AcuStatement *statement)
{
  AcuLabelSet *set = g_new0 (AcuLabelSet, 1);

  set->id = acu_statement_get_int (statement, 0);
  acu_label_read_uid (statement, 1, set->uid);
  set->name = g_strdup (acu_statement_get_text (statement, 2));
  set->method = (AcuLabelMethod)acu_label_find_name (methods, G_N_ELEMENTS (methods),
                                                     acu_statement_get_text (statement, 3));
  set->score_min = acu_statement_get_double (statement, 4);
  set->score_max = acu_statement_get_double (statement, 5);
  set->note = g_strdup (acu_statement_get_text (statement, 6));
  set->created = acu_statement_get_int (statement, 7);
  set->n_labels = (guint)acu_statement_get_int (statement, 8);
  set->n_images = (guint)acu_statement_get_int (statement, 9);
  set->n_raters = (guint)acu_statement_get_int (statement, 10);
  set->opinion = g_strdup (acu_statement_get_text (statement, 11));
  return set;
}

GPtrArray *
acu_label_store_list_sets (AcuCatalog *catalog, GError **error)
{
  return acu_label_list_rows (
      catalog,
      "WITH counted AS (SELECT label_set, image, other, rater FROM labels"
      " WHERE withdrawn = 0 AND score IS NOT NULL AND role <> 'training'),"
      " pictures AS (SELECT label_set, image FROM counted UNION"
      " SELECT label_set, other FROM counted WHERE other IS NOT NULL)"
      "SELECT s.id, s.uid, s.name, s.method, s.score_min, s.score_max, s.note,"
      " s.created, count(c.label_set),"
      " (SELECT count(*) FROM pictures p WHERE p.label_set = s.id),"
      " count(DISTINCT c.rater), s.opinion"
      " FROM label_sets s LEFT JOIN counted c ON c.label_set = s.id"
      " GROUP BY s.id ORDER BY s.name LIMIT ?1",
      -1, read_set, (GDestroyNotify)acu_label_set_free, error);
}

gint64
acu_label_store_add_rater (AcuCatalog *catalog, const char *name, const guint8 *uid, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  guint8 chosen[ACU_UID_SIZE];
  gint64 id = 0;
  gboolean ok;

  if (writer == NULL)
    return 0;
  acu_label_choose_uid (chosen, uid);
  ok = acu_database_run (writer, error,
                         "INSERT OR IGNORE INTO raters (uid, name, created) VALUES (?1, ?2, ?3)",
                         "bsi", chosen, (gsize)ACU_UID_SIZE, name, acu_catalog_now ()) &&
       acu_database_get_int (writer, &id, 0, error, "SELECT id FROM raters WHERE uid = ?1", "b",
                             chosen, (gsize)ACU_UID_SIZE);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error) ? id : 0;
}

gboolean
acu_label_store_identify_rater (AcuCatalog *catalog,
                                gint64 rater,
                                const guint8 *uid,
                                GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "UPDATE raters SET uid = ?2 WHERE id = ?1", "ib", rater,
                         uid, (gsize)ACU_UID_SIZE);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

static gpointer
read_rater (AcuStatement *statement)
{
  AcuRater *rater = g_new0 (AcuRater, 1);

  rater->id = acu_statement_get_int (statement, 0);
  acu_label_read_uid (statement, 1, rater->uid);
  rater->name = g_strdup (acu_statement_get_text (statement, 2));
  return rater;
}

GPtrArray *
acu_label_store_list_raters (AcuCatalog *catalog, GError **error)
{
  return acu_label_list_rows (catalog,
                              "SELECT id, uid, name FROM raters ORDER BY name, id LIMIT ?1", -1,
                              read_rater, (GDestroyNotify)acu_rater_free, error);
}
