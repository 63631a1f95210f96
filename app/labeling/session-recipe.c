#include "app/labeling/session-recipe.h"

#include "app/catalog/score-store.h"
#include "app/labeling/error.h"
#include "app/labeling/photo-finder.h"
#include "app/learning/datasets/csv-reader.h"

#include <math.h>

/* Examples are taken out of what is rated where there are so many times more photos. */
#define PLENTY 10

AcuSessionRecipe *
acu_session_recipe_new (void)
{
  AcuSessionRecipe *recipe = g_new0 (AcuSessionRecipe, 1);

  acu_rating_plan_init (&recipe->plan);
  return recipe;
}

void
acu_session_recipe_free (AcuSessionRecipe *recipe)
{
  if (recipe == NULL)
    return;
  g_clear_pointer (&recipe->photos, g_array_unref);
  g_clear_pointer (&recipe->query, acu_photo_query_free);
  g_free (recipe->list);
  g_free (recipe->set_name);
  g_free (recipe->note);
  g_free (recipe->rater_name);
  g_free (recipe);
}

/* ---- Photos ---- */

/* The texts of the column of paths: a table's, or, without such a column, whole lines. */
static GPtrArray *
read_list (const char *path, GError **error)
{
  static const char *const names[] = {"path", "image", "image_name"};
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AcuTable) table = acu_csv_read (path, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  int column = -1;

  for (guint i = 0; table != NULL && column < 0 && i < G_N_ELEMENTS (names); i++)
    column = acu_table_find_column (table, names[i]);
  if (column >= 0) {
    for (guint row = 0; row < acu_table_get_n_rows (table); row++)
      g_ptr_array_add (texts, g_strdup (acu_table_get_text (table, row, (guint)column)));
    return g_steal_pointer (&texts);
  }
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", 0);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_strchomp (lines[i]);
    if (lines[i][0] != '\0')
      g_ptr_array_add (texts, g_strdup (lines[i]));
  }
  return g_steal_pointer (&texts);
}

static GArray *
find_listed (AcuCatalog *catalog, const char *path, GError **error)
{
  g_autoptr (GPtrArray) texts = read_list (path, error);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (AcuPhotoFinder) finder = acu_photo_finder_new (catalog, folder);
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  const char *unknown = NULL;
  guint n_unknown = 0;

  for (guint i = 0; texts != NULL && i < texts->len; i++) {
    g_autoptr (GError) reason = NULL;
    gint64 photo = acu_photo_finder_find (finder, g_ptr_array_index (texts, i), NULL, &reason);

    if (reason != NULL) {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
    if (photo == 0) {
      n_unknown++;
      unknown = unknown != NULL ? unknown : g_ptr_array_index (texts, i);
    } else if (g_hash_table_add (seen, g_memdup2 (&photo, sizeof photo))) {
      g_array_append_val (photos, photo);
    }
  }
  if (n_unknown > 0) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 "%s names %u photos that are not in the catalog, “%s” first; open their folder in "
                 "the Library before",
                 path, n_unknown, unknown);
    return NULL;
  }
  return texts != NULL ? g_steal_pointer (&photos) : NULL;
}

GArray *
acu_session_recipe_list_photos (AcuCatalog *catalog, const AcuSessionRecipe *recipe, GError **error)
{
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (AcuPhotoQuery) query = NULL;

  if (recipe->photos != NULL)
    return g_array_ref (recipe->photos);
  if (recipe->list != NULL)
    return find_listed (catalog, recipe->list, error);
  g_return_val_if_fail (recipe->query != NULL, NULL);
  query = acu_photo_query_copy (recipe->query);
  query->errors = ACU_ERRORS_WITHOUT;
  /* What is asked for is a set of photos; its order is the session's. */
  query->sort = ACU_SORT_NAME;
  query->descending = FALSE;
  result = acu_photo_query_run (catalog, query, NULL, error);
  return result != NULL ? g_array_ref (result->photos) : NULL;
}

/* ---- Examples and anchors ---- */

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const AcuPhotoRow *first = *(AcuPhotoRow *const *)a, *second = *(AcuPhotoRow *const *)b;

  if (first->has_score != second->has_score)
    return first->has_score ? -1 : 1;
  if (first->has_score && first->score != second->score)
    return first->score < second->score ? -1 : 1;
  return g_strcmp0 (first->path, second->path);
}

/* Moves @n of @photos, evenly from the weakest to the strongest, to @chosen.  @remain: whether they
 * also stay. */
static gboolean
choose_spread (AcuCatalog *catalog,
               gint64 scorer,
               GArray *photos,
               guint n,
               gboolean remain,
               GArray *chosen,
               GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  n = MIN (n, photos->len);
  if (n == 0)
    return TRUE;
  rows =
      acu_photo_store_get_rows (catalog, (const gint64 *)photos->data, photos->len, scorer, error);
  if (rows == NULL)
    return FALSE;
  g_ptr_array_sort (rows, compare_scores);
  for (guint i = 0; i < n && rows->len > 0; i++) {
    guint place = (guint)((2 * i + 1) * (guint64)rows->len / (2 * n));
    const AcuPhotoRow *row = g_ptr_array_index (rows, MIN (place, rows->len - 1));

    g_array_append_val (chosen, row->id);
    for (guint k = 0; !remain && k < photos->len; k++)
      if (g_array_index (photos, gint64, k) == row->id)
        g_array_remove_index (photos, k--);
  }
  return TRUE;
}

/* Adds @n pairs of @photos to @chosen, from one that is easy to decide to one that is not: the
 * weakest beside the strongest first, neighbours in strength last. */
static gboolean
choose_example_pairs (
    AcuCatalog *catalog, gint64 scorer, GArray *photos, guint n, GArray *chosen, GError **error)
{
  g_autoptr (GArray) spread = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!choose_spread (catalog, scorer, photos, 2 * n, TRUE, spread, error))
    return FALSE;
  for (guint k = 0; k < spread->len / 2; k++) {
    g_array_append_val (chosen, g_array_index (spread, gint64, k));
    g_array_append_val (chosen, g_array_index (spread, gint64, spread->len - 1 - k));
  }
  return TRUE;
}

/* Likewise @n pairs that are all about half the range of strengths apart, so that their answers are
 * known before. */
static gboolean
choose_control_pairs (
    AcuCatalog *catalog, gint64 scorer, GArray *photos, guint n, GArray *chosen, GError **error)
{
  g_autoptr (GArray) spread = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!choose_spread (catalog, scorer, photos, 2 * n, TRUE, spread, error))
    return FALSE;
  for (guint k = 0, half = spread->len / 2; k < half; k++) {
    g_array_append_val (chosen, g_array_index (spread, gint64, k));
    g_array_append_val (chosen, g_array_index (spread, gint64, k + half));
  }
  return TRUE;
}

static gboolean
is_anchor_known (const GArray *anchors, const AcuLabelItem *item)
{
  guint step = item->other != 0 ? 2 : 1;

  for (guint i = 0; i + step <= anchors->len; i += step) {
    gint64 first = g_array_index (anchors, gint64, i);
    gint64 second = step == 2 ? g_array_index (anchors, gint64, i + 1) : 0;

    if ((first == item->image && second == item->other) ||
        (first == item->other && second == item->image))
      return TRUE;
  }
  return FALSE;
}

static void
add_anchor (GArray *anchors, const AcuLabelItem *item)
{
  if (item->role != ACU_ROLE_ANCHOR || is_anchor_known (anchors, item))
    return;
  g_array_append_val (anchors, item->image);
  if (item->other != 0)
    g_array_append_val (anchors, item->other);
}

/* Those that people on other machines have rated, whose sessions are not in this catalog. */
static gboolean
find_merged_anchors (AcuCatalog *catalog, gint64 set, GArray *anchors, GError **error)
{
  g_autoptr (GPtrArray) labels = acu_label_store_list (catalog, set, error);

  for (guint i = 0; labels != NULL && i < labels->len; i++)
    add_anchor (anchors, &((const AcuLabel *)g_ptr_array_index (labels, i))->item);
  return labels != NULL;
}

/* The anchors that sessions of @set have shown before. */
static gboolean
find_anchors (AcuCatalog *catalog, gint64 set, GArray *anchors, GError **error)
{
  g_autoptr (GPtrArray) sessions = acu_label_store_list_sessions (catalog, set, error);

  for (guint i = 0; sessions != NULL && anchors->len == 0 && i < sessions->len; i++) {
    const AcuLabelSession *session = g_ptr_array_index (sessions, i);
    g_autoptr (GArray) items = acu_label_store_list_items (catalog, session->id, error);

    if (items == NULL)
      return FALSE;
    for (guint k = 0; k < items->len; k++)
      add_anchor (anchors, &g_array_index (items, AcuLabelItem, k));
  }
  return sessions != NULL &&
         (anchors->len > 0 || find_merged_anchors (catalog, set, anchors, error));
}

static void
drop (GArray *photos, const GArray *others)
{
  for (guint i = 0; i < photos->len; i++)
    for (guint k = 0; k < others->len; k++)
      if (g_array_index (photos, gint64, i) == g_array_index (others, gint64, k)) {
        g_array_remove_index (photos, i--);
        break;
      }
}

static gboolean
choose_anchors (AcuCatalog *catalog,
                const AcuSessionRecipe *recipe,
                gint64 set,
                gboolean pairs,
                GArray *photos,
                GArray *anchors,
                GError **error)
{
  if (recipe->n_anchors == 0)
    return TRUE;
  if (recipe->label_set != 0 && !find_anchors (catalog, set, anchors, error))
    return FALSE;
  if (pairs)
    return anchors->len > 0 || choose_control_pairs (catalog, recipe->scorer, photos,
                                                     recipe->n_anchors, anchors, error);
  if (anchors->len > 0) {
    drop (photos, anchors);
    return TRUE;
  }
  /* At least one is to be left that is no anchor. */
  return photos->len == 0 ||
         choose_spread (catalog, recipe->scorer, photos, MIN (recipe->n_anchors, photos->len - 1),
                        FALSE, anchors, error);
}

/* ---- The session ---- */

static gint64
make_set (AcuCatalog *catalog, const AcuSessionRecipe *recipe, GError **error)
{
  const AcuLabelSet set = {.name = recipe->set_name,
                           .method = recipe->method,
                           .score_min = recipe->score_min,
                           .score_max = recipe->score_max,
                           .note = recipe->note};

  return recipe->label_set != 0 ? recipe->label_set
                                : acu_label_store_create_set (catalog, &set, error);
}

/* Who is called as a known rater is that rater: two would be one person's opinion counted twice. */
static gint64
make_rater (AcuCatalog *catalog, const AcuSessionRecipe *recipe, GError **error)
{
  g_autoptr (GPtrArray) raters = NULL;

  if (recipe->rater != 0)
    return recipe->rater;
  raters = acu_label_store_list_raters (catalog, error);
  if (raters == NULL)
    return 0;
  for (guint i = 0; i < raters->len; i++) {
    const AcuRater *rater = g_ptr_array_index (raters, i);

    if (g_strcmp0 (rater->name, recipe->rater_name) == 0)
      return rater->id;
  }
  return acu_label_store_add_rater (catalog, recipe->rater_name, NULL, error);
}

/* A set that is there already has a method of its own. */
static gboolean
find_whether_pairs (AcuCatalog *catalog,
                    const AcuSessionRecipe *recipe,
                    gboolean *pairs,
                    GError **error)
{
  g_autoptr (GPtrArray) sets = NULL;

  *pairs = recipe->method == ACU_METHOD_PAIRWISE;
  if (recipe->label_set == 0)
    return TRUE;
  sets = acu_label_store_list_sets (catalog, error);
  for (guint i = 0; sets != NULL && i < sets->len; i++) {
    const AcuLabelSet *set = g_ptr_array_index (sets, i);

    if (set->id == recipe->label_set)
      *pairs = set->method == ACU_METHOD_PAIRWISE;
  }
  return sets != NULL;
}

/* The version of the model before @scorer's: what was entered last before it; else what was after
 * it; 0 where nothing else has ever scored photos. */
static gboolean
find_previous (AcuCatalog *catalog, gint64 scorer, gint64 *previous, GError **error)
{
  g_autoptr (GPtrArray) scorers = acu_score_store_list_scorers (catalog, error);
  gboolean is_after = FALSE;

  *previous = 0;
  for (guint i = 0; scorers != NULL && i < scorers->len; i++) {
    const AcuScorerInfo *info = g_ptr_array_index (scorers, i);

    if (info->id != scorer && (*previous == 0 || is_after))
      *previous = info->id;
    if (is_after)
      break;
    is_after = info->id == scorer;
  }
  return scorers != NULL;
}

static AcuRatingSession *
make_session (AcuCatalog *catalog,
              const AcuSessionRecipe *recipe,
              gint64 set,
              gint64 rater,
              GArray *photos,
              GError **error)
{
  g_autoptr (GArray) training = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) anchors = g_array_new (FALSE, FALSE, sizeof (gint64));
  AcuRatingPlan plan = recipe->plan;
  gboolean is_plenty = photos->len >= PLENTY * recipe->n_training;
  gboolean pairs;

  if (!find_whether_pairs (catalog, recipe, &pairs, error) ||
      !choose_anchors (catalog, recipe, set, pairs, photos, anchors, error))
    return NULL;
  if (pairs ? !choose_example_pairs (catalog, recipe->scorer, photos, recipe->n_training, training,
                                     error)
            : !choose_spread (catalog, recipe->scorer, photos, recipe->n_training, !is_plenty,
                              training, error))
    return NULL;
  if (plan.queue.queue == ACU_QUEUE_UNCERTAIN && plan.queue.previous == 0 &&
      !find_previous (catalog, plan.queue.scorer, &plan.queue.previous, error))
    return NULL;
  plan.label_set = plan.queue.set = set;
  plan.rater = rater;
  plan.photos = (const gint64 *)photos->data;
  plan.n_photos = photos->len;
  plan.training = (const gint64 *)training->data;
  plan.n_training = training->len;
  plan.anchors = (const gint64 *)anchors->data;
  plan.n_anchors = anchors->len;
  return acu_rating_session_create (catalog, &plan, error);
}

AcuRatingSession *
acu_session_recipe_make (AcuCatalog *catalog, const AcuSessionRecipe *recipe, GError **error)
{
  g_autoptr (GArray) listed = acu_session_recipe_list_photos (catalog, recipe, error);
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  AcuRatingSession *session;
  gint64 set, rater;

  if (listed == NULL)
    return NULL;
  if (listed->len == 0) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 "there are no photos to rate; open a folder in the Library, or clear its filter");
    return NULL;
  }
  g_array_append_vals (photos, listed->data, listed->len);
  set = make_set (catalog, recipe, error);
  if (set == 0)
    return NULL;
  rater = make_rater (catalog, recipe, error);
  session = rater != 0 ? make_session (catalog, recipe, set, rater, photos, error) : NULL;
  if (session == NULL && recipe->label_set == 0)
    acu_label_store_remove_set (catalog, set, NULL);
  return session;
}
