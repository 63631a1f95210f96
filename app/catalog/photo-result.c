#include "app/catalog/photo-result.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/id-set.h"
#include "app/catalog/photo-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
acu_photo_result_free (AcuPhotoResult *result)
{
  if (result == NULL)
    return;
  g_array_unref (result->photos);
  g_free (result);
}

double
acu_photo_result_get_share_above (const AcuPhotoResult *result, double position)
{
  double bin = CLAMP (position * ACU_HISTOGRAM_BINS, 0, ACU_HISTOGRAM_BINS);
  guint total = 0;
  double above = 0;

  g_return_val_if_fail (result != NULL, (double)NAN);

  for (guint i = 0; i < ACU_HISTOGRAM_BINS; i++) {
    total += result->histogram[i];
    above += result->histogram[i] * CLAMP (i + 1 - bin, 0, 1);
  }
  return total > 1 ? above / total : (double)NAN;
}

/* ---- The statements ---- */

typedef enum {
  SCOPE_FOLDER,
  SCOPE_TREE,
  SCOPE_COLLECTION,
  GONE_FROM_FOLDER,
  GONE_FROM_TREE,
  WITH_STARS,
  WITH_FLAG,
  WITH_COLOUR,
  WITH_TIME,
  WITH_CAMERA,
  WITH_ERROR,
  WITH_TEXT,
  WITH_RESULT,
  SCORES,
  STARS,
  BY_NAME,
  BY_TIME,
  BY_SIZE,
  N_STATEMENTS,
} Statement;

#define IN_FOLDER(hidden)                                                                          \
  "SELECT id FROM images INDEXED BY images_by_folder WHERE hidden = " hidden " AND folder = ?1"
#define IN_TREE(hidden)                                                                            \
  "SELECT id FROM images INDEXED BY images_by_folder WHERE hidden = " hidden                       \
  " AND folder IN (SELECT b.id FROM folders a JOIN folders b"                                      \
  " ON b.path >= rtrim (a.path, '/') || '/' AND b.path < rtrim (a.path, '/') || '0'"               \
  " WHERE a.id = ?1 UNION ALL SELECT ?1)"

/* Each is one walk of one index, without a look at the table and without sorting. */
static const char *const statements[N_STATEMENTS] = {
    [SCOPE_FOLDER] = IN_FOLDER ("0"),
    [SCOPE_TREE] = IN_TREE ("0"),
    [GONE_FROM_FOLDER] = IN_FOLDER ("2"),
    [GONE_FROM_TREE] = IN_TREE ("2"),
    [SCOPE_COLLECTION] = "SELECT image FROM collection_images WHERE collection = ?1",
    [WITH_STARS] = "SELECT image FROM ratings INDEXED BY ratings_by_stars"
                   " WHERE stars BETWEEN ?1 AND ?2",
    [WITH_FLAG] = "SELECT image FROM ratings INDEXED BY ratings_by_flag WHERE flag = ?1",
    [WITH_COLOUR] = "SELECT image FROM ratings INDEXED BY ratings_by_colour WHERE colour = ?1",
    [WITH_TIME] = "SELECT id FROM images INDEXED BY images_by_time"
                  " WHERE hidden = 0 AND sort_time BETWEEN ?1 AND ?2",
    [WITH_CAMERA] = "SELECT id FROM images INDEXED BY images_by_camera"
                    " WHERE hidden = 0 AND camera IS NOT NULL AND camera = ?1",
    [WITH_ERROR] = "SELECT id FROM images INDEXED BY images_with_error"
                   " WHERE hidden = 0 AND error IS NOT NULL",
    [WITH_TEXT] = "SELECT id FROM images INDEXED BY images_by_name"
                  " WHERE hidden = 0 AND instr (name_fold, ?1) > 0",
    [WITH_RESULT] = "SELECT image FROM scores WHERE scorer = ?1",
    [SCORES] = "SELECT image, score FROM scores INDEXED BY scores_by_score"
               " WHERE scorer = ?1 AND score IS NOT NULL ORDER BY score",
    [STARS] = "SELECT image, stars FROM ratings INDEXED BY ratings_by_stars WHERE stars > 0",
    [BY_NAME] = "SELECT id FROM images INDEXED BY images_by_name WHERE hidden = 0"
                " ORDER BY name_key",
    [BY_TIME] = "SELECT id FROM images INDEXED BY images_by_time WHERE hidden = 0"
                " ORDER BY sort_time",
    [BY_SIZE] = "SELECT id FROM images INDEXED BY images_by_size WHERE hidden = 0 ORDER BY size",
};

const char *const *
acu_photo_query_get_statements (gsize *n)
{
  *n = N_STATEMENTS;
  return statements;
}

/* ---- Running it ---- */

typedef struct {
  AcuDatabase *reader;
  const AcuPhotoQuery *query;
  gint64 max_id;
  AcuIdSet set;   /* what the conditions so far leave */
  AcuIdSet other; /* the set of one condition */
  GArray *walked; /* gint64: every photo shown, in the order asked for or that settles ties */
  GArray *scored; /* gint64, by rising score; what the score's condition leaves */
  AcuPhotoResult *result;
  GCancellable *cancellable;
  GError *error; /* the first failure; everything after it is passed over */
} Run;

static AcuStatement *
start (Run *run, Statement statement, const char *types, gint64 a, gint64 b)
{
  if (run->error != NULL || g_cancellable_set_error_if_cancelled (run->cancellable, &run->error))
    return NULL;
  return acu_database_query (run->reader, &run->error, statements[statement], types, a, b);
}

/* Adds the ids of all rows to run->other. */
static void
collect (Run *run, AcuStatement *statement)
{
  while (statement != NULL && acu_statement_next (statement, &run->error))
    acu_id_set_add (&run->other, acu_statement_get_int (statement, 0));
  acu_statement_free (statement);
}

static void
begin_condition (Run *run)
{
  memset (run->other.words, 0, run->other.n_words * sizeof *run->other.words);
}

/* The walk that has the order asked for, or the one that orders what it leaves undecided. */
static Statement
choose_walk (const AcuPhotoQuery *query)
{
  switch (query->sort) {
  case ACU_SORT_TIME:
  case ACU_SORT_STARS:
    return BY_TIME;
  case ACU_SORT_SIZE:
    return BY_SIZE;
  case ACU_SORT_NAME:
  case ACU_SORT_SCORE:
  default:
    return BY_NAME;
  }
}

/* Every order lists every photo shown, so one walk tells both what there is and how it is sorted.
 */
static void
walk (Run *run)
{
  AcuStatement *statement = start (run, choose_walk (run->query), NULL, 0, 0);

  while (statement != NULL && acu_statement_next (statement, &run->error)) {
    gint64 id = acu_statement_get_int (statement, 0);

    acu_id_set_add (&run->set, id);
    g_array_append_val (run->walked, id);
  }
  acu_statement_free (statement);
}

static void
apply_scope (Run *run)
{
  static const Statement by_scope[] = {
      [ACU_SCOPE_FOLDER] = SCOPE_FOLDER,
      [ACU_SCOPE_TREE] = SCOPE_TREE,
      [ACU_SCOPE_COLLECTION] = SCOPE_COLLECTION,
  };

  if (run->query->scope != ACU_SCOPE_ALL) {
    begin_condition (run);
    collect (run, start (run, by_scope[run->query->scope], "i", run->query->scope_id, 0));
    acu_id_set_keep (&run->set, &run->other);
  }
  run->result->n_in_scope = acu_id_set_count (&run->set);
}

/* Counts what has been in a folder that is empty now.  What this program moved to the trash has not
 * vanished. */
static void
count_gone (Run *run)
{
  g_auto (AcuIdSet) gone = {0};
  Statement statement = GONE_FROM_FOLDER;

  if (run->query->scope == ACU_SCOPE_TREE)
    statement = GONE_FROM_TREE;
  else if (run->query->scope != ACU_SCOPE_FOLDER)
    return;
  begin_condition (run);
  collect (run, start (run, statement, "i", run->query->scope_id, 0));
  gone = run->other;
  acu_id_set_init (&run->other, run->max_id);
  if (run->error == NULL)
    collect (run, acu_database_query (run->reader, &run->error,
                                      "SELECT c.target FROM undo_entries e"
                                      " JOIN undo_changes c ON c.entry = e.id"
                                      " WHERE e.undone = 0 AND c.kind = 'trash'",
                                      NULL));
  acu_id_set_drop (&gone, &run->other);
  run->result->n_gone = acu_id_set_count (&gone);
}

/* A photo without a rating has no stars and is in no index of them, so a condition that admits none
 * is turned round. */
static void
apply_stars (Run *run)
{
  const AcuPhotoQuery *query = run->query;

  begin_condition (run);
  if (query->stars_min > 0) {
    collect (run, start (run, WITH_STARS, "ii", query->stars_min, query->stars_max));
    acu_id_set_keep (&run->set, &run->other);
  } else if (query->stars_max < 5) {
    collect (run, start (run, WITH_STARS, "ii", query->stars_max + 1, 5));
    acu_id_set_drop (&run->set, &run->other);
  }
}

/* The same for flags and colours: @wanted has bit (value + @shift) for each value admitted. */
static void
apply_mask (Run *run, Statement statement, guint wanted, int min, int max, int shift)
{
  gboolean with_none = (wanted >> shift & 1) != 0;

  if (wanted == 0)
    return;
  begin_condition (run);
  for (int value = min; value <= max; value++) {
    gboolean is_wanted = (wanted >> (value + shift) & 1) != 0;

    if (value != 0 && is_wanted != with_none)
      collect (run, start (run, statement, "i", value, 0));
  }
  if (with_none)
    acu_id_set_drop (&run->set, &run->other);
  else
    acu_id_set_keep (&run->set, &run->other);
}

static void
apply_facts (Run *run)
{
  const AcuPhotoQuery *query = run->query;

  if (query->taken_from != G_MININT64 || query->taken_to != G_MAXINT64) {
    begin_condition (run);
    collect (run, start (run, WITH_TIME, "ii", query->taken_from, query->taken_to));
    acu_id_set_keep (&run->set, &run->other);
  }
  if (query->camera != 0) {
    begin_condition (run);
    collect (run, start (run, WITH_CAMERA, "i", query->camera, 0));
    acu_id_set_keep (&run->set, &run->other);
  }
  if (query->errors != ACU_ERRORS_WITH) {
    begin_condition (run);
    collect (run, start (run, WITH_ERROR, NULL, 0, 0));
    if (query->errors == ACU_ERRORS_ONLY)
      acu_id_set_keep (&run->set, &run->other);
    else
      acu_id_set_drop (&run->set, &run->other);
  }
  if (query->unscored) { /* what cannot be decoded, or has failed, waits for no score */
    begin_condition (run);
    collect (run, start (run, WITH_ERROR, NULL, 0, 0));
    collect (run, start (run, WITH_RESULT, "i", query->scorer, 0));
    acu_id_set_drop (&run->set, &run->other);
  }
}

static void
apply_text (Run *run)
{
  AcuStatement *statement;

  if (run->query->text == NULL || *run->query->text == '\0')
    return;
  begin_condition (run);
  statement = start (run, WITH_TEXT, NULL, 0, 0);
  if (statement != NULL) {
    g_autofree char *valid = g_utf8_make_valid (run->query->text, -1);
    g_autofree char *folded = acu_photo_name_fold (valid);

    acu_statement_bind (statement, "s", folded);
  }
  collect (run, statement);
  acu_id_set_keep (&run->set, &run->other);
}

static gboolean
get_scale (Run *run, double *low, double *high)
{
  g_autoptr (AcuStatement) statement = NULL;

  if (run->error != NULL)
    return FALSE;
  statement = acu_database_query (run->reader, &run->error,
                                  "SELECT score_min, score_max FROM scorers WHERE id = ?1", "i",
                                  run->query->scorer);
  if (statement == NULL || !acu_statement_next (statement, &run->error))
    return FALSE;
  *low = acu_statement_get_double (statement, 0);
  *high = acu_statement_get_double (statement, 1);
  return TRUE;
}

/* One walk over the scores counts the bins, applies the condition and has the order. */
static void
apply_score (Run *run)
{
  const AcuPhotoQuery *query = run->query;
  AcuStatement *statement = NULL;
  guint n_scored = 0;
  double low = 0, high = 1;

  if (query->scorer != 0 && get_scale (run, &low, &high))
    statement = start (run, SCORES, "i", query->scorer, 0);
  begin_condition (run);
  while (statement != NULL && acu_statement_next (statement, &run->error)) {
    gint64 id = acu_statement_get_int (statement, 0);
    double score, place;

    if (!acu_id_set_has (&run->set, id))
      continue;
    score = acu_statement_get_double (statement, 1);
    place = high > low ? (score - low) / (high - low) * ACU_HISTOGRAM_BINS : 0.0;
    run->result->histogram[(int)CLAMP (place, 0.0, ACU_HISTOGRAM_BINS - 1.0)]++;
    n_scored++;
    if (score >= query->score_min && score <= query->score_max) {
      acu_id_set_add (&run->other, id);
      g_array_append_val (run->scored, id);
    }
  }
  acu_statement_free (statement);
  run->result->n_unscored = acu_id_set_count (&run->set) - n_scored;
  if (acu_photo_query_has_score_condition (query))
    acu_id_set_keep (&run->set, &run->other);
}

/* Appends what the conditions have left of the walk. */
static void
append_walked (Run *run, GArray *ids)
{
  for (guint i = 0; i < run->walked->len; i++) {
    gint64 id = g_array_index (run->walked, gint64, i);

    if (acu_id_set_has (&run->set, id))
      g_array_append_val (ids, id);
  }
}

static void
reverse (GArray *ids)
{
  gint64 *id = (gint64 *)ids->data;

  for (gsize i = 0, j = ids->len; i + 1 < j; i++) {
    gint64 first = id[i];

    id[i] = id[--j];
    id[j] = first;
  }
}

static void
order_by_score (Run *run, GArray *ids)
{
  /* run->other still holds what has a score. */
  if (run->query->descending)
    reverse (run->scored);
  g_array_append_vals (ids, run->scored->data, run->scored->len);
  acu_id_set_drop (&run->set, &run->other);
  append_walked (run, ids);
}

static void
order_by_stars (Run *run, GArray *ids)
{
  g_autofree guint8 *stars = g_new0 (guint8, run->max_id + 1);
  AcuStatement *statement = start (run, STARS, NULL, 0, 0);
  g_autoptr (GArray) by_time = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (statement != NULL && acu_statement_next (statement, &run->error)) {
    gint64 id = acu_statement_get_int (statement, 0);

    if (id > 0 && id <= run->max_id)
      stars[id] = (guint8)acu_statement_get_int (statement, 1);
  }
  acu_statement_free (statement);
  append_walked (run, by_time);
  for (int i = 0; i <= 5; i++) {
    int wanted = run->query->descending ? 5 - i : i;

    for (guint j = 0; j < by_time->len; j++) {
      gint64 id = g_array_index (by_time, gint64, j);

      if (stars[id] == wanted)
        g_array_append_val (ids, id);
    }
  }
}

static void
put_in_order (Run *run)
{
  GArray *ids = run->result->photos;

  switch (run->query->sort) {
  case ACU_SORT_SCORE:
    order_by_score (run, ids);
    return;
  case ACU_SORT_STARS:
    order_by_stars (run, ids);
    return;
  case ACU_SORT_NAME:
  case ACU_SORT_TIME:
  case ACU_SORT_SIZE:
  default:
    append_walked (run, ids);
    if (run->query->descending)
      reverse (ids);
  }
}

AcuPhotoResult *
acu_photo_query_run (AcuCatalog *catalog,
                     const AcuPhotoQuery *query,
                     GCancellable *cancellable,
                     GError **error)
{
  Run run = {.query = query, .cancellable = cancellable};

  run.reader = acu_catalog_borrow_reader (catalog, error);
  if (run.reader == NULL)
    return NULL;
  acu_database_get_int (run.reader, &run.max_id, 0, &run.error, "SELECT max (id) FROM images",
                        NULL);
  acu_id_set_init (&run.set, run.max_id);
  acu_id_set_init (&run.other, run.max_id);
  run.walked = g_array_new (FALSE, FALSE, sizeof (gint64));
  run.scored = g_array_new (FALSE, FALSE, sizeof (gint64));
  run.result = g_new0 (AcuPhotoResult, 1);

  walk (&run);
  apply_scope (&run);
  if (run.result->n_in_scope == 0)
    count_gone (&run);
  run.result->photos = g_array_sized_new (FALSE, FALSE, sizeof (gint64), run.result->n_in_scope);
  apply_stars (&run);
  apply_mask (&run, WITH_FLAG, query->flags, ACU_FLAG_REJECT, ACU_FLAG_PICK, 1);
  apply_mask (&run, WITH_COLOUR, query->colours, ACU_COLOUR_NONE, ACU_COLOUR_PURPLE, 0);
  apply_facts (&run);
  apply_text (&run);
  apply_score (&run);
  put_in_order (&run);

  acu_catalog_return_reader (catalog, run.reader);
  acu_id_set_clear (&run.set);
  acu_id_set_clear (&run.other);
  g_array_unref (run.walked);
  g_array_unref (run.scored);
  if (run.error != NULL) {
    acu_photo_result_free (run.result);
    g_propagate_error (error, run.error);
    return NULL;
  }
  return run.result;
}

static gpointer
run_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_photo_query_run (catalog, data, cancellable, error);
}

void
acu_photo_query_run_async (AcuCatalog *catalog,
                           const AcuPhotoQuery *query,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, run_job, acu_photo_query_copy (query),
                         (GDestroyNotify)acu_photo_query_free,
                         (GDestroyNotify)acu_photo_result_free, cancellable, callback, user_data);
}

AcuPhotoResult *
acu_photo_query_run_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  return acu_catalog_run_finish (catalog, result, error);
}
