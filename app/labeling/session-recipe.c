#include "app/labeling/session-recipe.h"

#include "app/catalog/photo-result.h"
#include "app/labeling/error.h"
#include "app/labeling/photo-finder.h"
#include "app/labeling/session-plan.h"
#include "app/learning/datasets/csv-reader.h"

#include <glib/gi18n.h>
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

/* What a list says: what its photos are called, and, where it has such a column, the groups that
 * they belong to, "" for none. */
typedef struct {
  GPtrArray *texts, *groups;
} PhotoList;

static void
photo_list_clear (PhotoList *list)
{
  g_clear_pointer (&list->texts, g_ptr_array_unref);
  g_clear_pointer (&list->groups, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PhotoList, photo_list_clear)

static void
add_listed (PhotoList *list, const char *text, const char *group)
{
  g_ptr_array_add (list->texts, g_strdup (text));
  g_ptr_array_add (list->groups, g_strdup (group));
}

/* By the column of paths of a table, or, without such a column, by whole lines. */
static gboolean
read_list (const char *path, PhotoList *list, GError **error)
{
  static const char *const names[] = {"path", "image", "image_name"};
  g_autoptr (AcuTable) table = acu_csv_read (path, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  int column = -1, group = table != NULL ? acu_table_find_column (table, "group") : -1;

  list->texts = g_ptr_array_new_with_free_func (g_free);
  list->groups = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; table != NULL && column < 0 && i < G_N_ELEMENTS (names); i++)
    column = acu_table_find_column (table, names[i]);
  if (column >= 0) {
    for (guint row = 0; row < acu_table_get_n_rows (table); row++)
      add_listed (list, acu_table_get_text (table, row, (guint)column),
                  group >= 0 ? acu_table_get_text (table, row, (guint)group) : "");
    return TRUE;
  }
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  lines = g_strsplit (text, "\n", 0);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_strchomp (lines[i]);
    if (lines[i][0] != '\0')
      add_listed (list, lines[i], "");
  }
  return TRUE;
}

/* @groups: (nullable) gets the groups' names of those of the photos that are in one, by their ids.
 */
static GArray *
find_listed (AcuCatalog *catalog, const char *path, GHashTable *groups, GError **error)
{
  g_auto (PhotoList) list = {NULL};
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (AcuPhotoFinder) finder = acu_photo_finder_new (catalog, folder);
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  const char *unknown = NULL;
  guint n_unknown = 0;

  if (!read_list (path, &list, error))
    return NULL;
  for (guint i = 0; i < list.texts->len; i++) {
    g_autoptr (GError) reason = NULL;
    const char *text = g_ptr_array_index (list.texts, i);
    const char *group = g_ptr_array_index (list.groups, i);
    gint64 photo = acu_photo_finder_find (finder, text, NULL, NULL, &reason);

    if (reason != NULL) {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
    if (photo == 0) {
      n_unknown++;
      unknown = unknown != NULL ? unknown : text;
      continue;
    }
    if (g_hash_table_add (seen, g_memdup2 (&photo, sizeof photo)))
      g_array_append_val (photos, photo);
    if (groups != NULL && *group != '\0')
      g_hash_table_insert (groups, g_memdup2 (&photo, sizeof photo), g_strdup (group));
  }
  if (n_unknown > 0) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 ngettext ("%s names %u photo that is not in the catalog, “%s”; open its folder in "
                           "the Library before",
                           "%s names %u photos that are not in the catalog, “%s” first; open their "
                           "folder in the Library before",
                           n_unknown),
                 path, n_unknown, unknown);
    return NULL;
  }
  return g_steal_pointer (&photos);
}

static GArray *
list_photos (AcuCatalog *catalog,
             const AcuSessionRecipe *recipe,
             GHashTable *groups,
             GError **error)
{
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (AcuPhotoQuery) query = NULL;

  if (recipe->photos != NULL)
    return g_array_ref (recipe->photos);
  if (recipe->list != NULL)
    return find_listed (catalog, recipe->list, groups, error);
  g_return_val_if_fail (recipe->query != NULL, NULL);
  query = acu_photo_query_copy (recipe->query);
  query->errors = ACU_ERRORS_WITHOUT;
  /* What is asked for is a set of photos; its order is the session's. */
  query->sort = ACU_SORT_NAME;
  query->descending = FALSE;
  result = acu_photo_query_run (catalog, query, NULL, error);
  return result != NULL ? g_array_ref (result->photos) : NULL;
}

GArray *
acu_session_recipe_list_photos (AcuCatalog *catalog, const AcuSessionRecipe *recipe, GError **error)
{
  return list_photos (catalog, recipe, NULL, error);
}

/* ---- Examples and anchors ---- */

/* Equals stay in the order that they are in. */
static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const AcuPhotoRow *first = *(AcuPhotoRow *const *)a, *second = *(AcuPhotoRow *const *)b;

  if (first->has_score != second->has_score)
    return first->has_score ? -1 : 1;
  if (first->has_score && first->score != second->score)
    return first->score < second->score ? -1 : 1;
  return 0;
}

/* Moves @n of @photos, which are in an order that is the same everywhere, evenly from the weakest
 * to the strongest to @chosen.  @remain: whether they also stay. */
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

/* Adds @n pairs of @photos to @chosen, some easy to decide and some not, from the weakest beside
 * the strongest to neighbours in strength; the session shows them in an order that tells nothing.
 */
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

typedef struct {
  gint64 set;
  GHashTable *groups; /* photo id: name */
} Grouping;

static gboolean
write_groups (AcuCatalog *catalog, gpointer data, GError **error)
{
  const Grouping *grouping = data;
  GHashTableIter iter;
  gpointer photo, name;

  g_hash_table_iter_init (&iter, grouping->groups);
  while (g_hash_table_iter_next (&iter, &photo, &name))
    if (!acu_label_store_add_group (catalog, grouping->set, *(gint64 *)photo, name, error))
      return FALSE;
  return TRUE;
}

/* What a list says of its photos is true of them in every session of the set. */
static gboolean
keep_groups (AcuCatalog *catalog, gint64 set, GHashTable *groups, GError **error)
{
  Grouping grouping = {set, groups};

  return g_hash_table_size (groups) == 0 ||
         acu_label_store_transact (catalog, write_groups, &grouping, error);
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
  g_autoptr (GHashTable) groups =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GArray) listed = list_photos (catalog, recipe, groups, error);
  g_autoptr (GArray) photos = NULL;
  AcuRatingSession *session;
  gint64 set, rater;

  if (listed == NULL)
    return NULL;
  if (listed->len == 0) {
    g_set_error (
        error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
        _ ("there are no photos to rate; open a folder in the Library, or clear its filter"));
    return NULL;
  }
  /* Whoever makes this session elsewhere gets the same examples and anchors. */
  photos = acu_session_plan_sort_photos (catalog, (const gint64 *)listed->data, listed->len, error);
  if (photos == NULL)
    return NULL;
  set = make_set (catalog, recipe, error);
  if (set == 0)
    return NULL;
  rater = keep_groups (catalog, set, groups, error) ? make_rater (catalog, recipe, error) : 0;
  session = rater != 0 ? make_session (catalog, recipe, set, rater, photos, error) : NULL;
  if (session == NULL && recipe->label_set == 0)
    acu_label_store_remove_set (catalog, set, NULL);
  return session;
}

static gpointer
run_make (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_session_recipe_make (catalog, data, error);
}

void
acu_session_recipe_make_async (AcuCatalog *catalog,
                               AcuSessionRecipe *recipe,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_FILES, run_make, recipe,
                         (GDestroyNotify)acu_session_recipe_free,
                         (GDestroyNotify)acu_rating_session_unref, NULL, callback, user_data);
}
