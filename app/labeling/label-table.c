#include "app/labeling/label-table.h"

#include "app/catalog/photo-store.h"
#include "app/labeling/error.h"
#include "app/labeling/label-identity.h"
#include "app/labeling/photo-group.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
stimulus_free (AcuStimulus *stimulus)
{
  g_free (stimulus->path);
  g_free (stimulus->group);
  g_free (stimulus);
}

void
acu_label_table_free (AcuLabelTable *table)
{
  if (table == NULL)
    return;
  g_clear_pointer (&table->set, acu_label_set_free);
  g_clear_pointer (&table->stimuli, g_ptr_array_unref);
  g_clear_pointer (&table->raters, g_ptr_array_unref);
  g_clear_pointer (&table->repeats, g_array_unref);
  g_clear_pointer (&table->answers, g_array_unref);
  g_clear_pointer (&table->scores, g_array_unref);
  acu_opinion_matrix_free (table->matrix);
  acu_opinion_matrix_free (table->firsts);
  acu_pair_table_free (table->pairs);
  g_free (table->n_rated);
  g_free (table);
}

AcuLabelSet *
acu_label_table_find_set (AcuCatalog *catalog, const char *name, GError **error)
{
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (catalog, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  if (sets == NULL)
    return NULL;
  for (guint i = 0; i < sets->len; i++) {
    const AcuLabelSet *set = g_ptr_array_index (sets, i);

    if (g_str_equal (set->name, name))
      return g_ptr_array_steal_index (sets, i);
    g_ptr_array_add (names, set->name);
  }
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (C_ ("between the names of label sets", ", "), (char **)names->pdata);
  if (sets->len > 0)
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 /* Translators: the name that was asked for, and those that there are */
                 _ ("there is no label set “%s”; there are these: %s"), name, list);
  else
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 _ ("there is no label set “%s”; there is none at all"), name);
  return NULL;
}

/* ---- Rows and columns ---- */

static int
compare_stimuli (gconstpointer a, gconstpointer b)
{
  const AcuStimulus *first = *(AcuStimulus *const *)a, *second = *(AcuStimulus *const *)b;
  int order = strcmp (first->path, second->path);

  if (order == 0)
    order = (first->y > second->y) - (first->y < second->y);
  if (order == 0)
    order = (first->x > second->x) - (first->x < second->x);
  return order != 0 ? order : (first->side > second->side) - (first->side < second->side);
}

static guint
hash_stimulus (gconstpointer key)
{
  const AcuStimulus *stimulus = key;

  return g_int64_hash (&stimulus->image) ^ (guint)stimulus->y * 2654435761u ^
         (guint)stimulus->x * 40503u ^ (guint)stimulus->side;
}

static gboolean
equal_stimuli (gconstpointer a, gconstpointer b)
{
  const AcuStimulus *first = a, *second = b;

  return first->image == second->image && first->y == second->y && first->x == second->x &&
         first->side == second->side;
}

static void
note_stimulus (GHashTable *seen, GPtrArray *stimuli, gint64 image, const AcuLabelItem *item)
{
  AcuStimulus key = {.image = image, .y = item->y, .x = item->x, .side = item->side};
  AcuStimulus *stimulus;

  if (image == 0 || g_hash_table_contains (seen, &key))
    return;
  stimulus = g_memdup2 (&key, sizeof key);
  g_ptr_array_add (stimuli, stimulus);
  g_hash_table_add (seen, stimulus);
}

/* Paths and groups of the photos. */
static gboolean
describe_stimuli (AcuCatalog *catalog, gint64 set, GPtrArray *stimuli, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autofree guint *groups = NULL;

  for (guint i = 0; i < stimuli->len; i++) {
    AcuStimulus *stimulus = g_ptr_array_index (stimuli, i);

    if (g_hash_table_add (places, &stimulus->image))
      g_array_append_val (ids, stimulus->image);
  }
  rows = acu_photo_store_get_rows (catalog, (const gint64 *)ids->data, ids->len, 0, error);
  if (rows == NULL)
    return FALSE;
  groups = g_new (guint, rows->len + 1);
  names = acu_photo_group_find_in_set (catalog, set, rows, groups, error);
  if (names == NULL)
    return FALSE;
  g_hash_table_remove_all (places);
  for (guint i = 0; i < rows->len; i++) {
    AcuPhotoRow *row = g_ptr_array_index (rows, i);

    g_hash_table_insert (places, &row->id, GUINT_TO_POINTER (i + 1));
  }
  for (guint i = 0; i < stimuli->len; i++) {
    AcuStimulus *stimulus = g_ptr_array_index (stimuli, i);
    guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, &stimulus->image));

    /* Labels go with their photo, so that its row is there. */
    g_assert (place > 0);
    stimulus->path = g_strdup (((AcuPhotoRow *)g_ptr_array_index (rows, place - 1))->path);
    stimulus->group = g_strdup (g_ptr_array_index (names, place - 1));
  }
  g_ptr_array_sort (stimuli, compare_stimuli);
  return TRUE;
}

static int
compare_raters (gconstpointer a, gconstpointer b)
{
  const AcuRater *first = *(AcuRater *const *)a, *second = *(AcuRater *const *)b;

  return memcmp (first->uid, second->uid, ACU_UID_SIZE);
}

/* Those of @all who have rated. */
static GPtrArray *
take_raters (GPtrArray *all, const GPtrArray *labels)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  GPtrArray *raters = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_rater_free);

  for (guint i = 0; i < labels->len; i++) {
    AcuLabel *label = g_ptr_array_index (labels, i);

    if (acu_label_counts (label))
      g_hash_table_add (seen, &label->rater);
  }
  for (guint i = all->len; i > 0; i--) {
    AcuRater *rater = g_ptr_array_index (all, i - 1);

    if (g_hash_table_contains (seen, &rater->id))
      g_ptr_array_add (raters, g_ptr_array_steal_index (all, i - 1));
  }
  g_ptr_array_sort (raters, compare_raters);
  return raters;
}

/* ---- Ratings ---- */

/* One rating with its places in the table. */
typedef struct {
  guint stimulus, other, rater;
  double score;
  const AcuLabel *label;
} Rating;

static int
compare_ratings (gconstpointer a, gconstpointer b)
{
  const Rating *first = a, *second = b;

  if (first->stimulus != second->stimulus)
    return first->stimulus < second->stimulus ? -1 : 1;
  if (first->other != second->other)
    return first->other < second->other ? -1 : 1;
  if (first->rater != second->rater)
    return first->rater < second->rater ? -1 : 1;
  if (first->label->given != second->label->given)
    return first->label->given < second->label->given ? -1 : 1;
  return memcmp (first->label->uid, second->label->uid, ACU_UID_SIZE);
}

static guint
find_stimulus (GHashTable *places, gint64 image, const AcuLabelItem *item)
{
  AcuStimulus key = {.image = image, .y = item->y, .x = item->x, .side = item->side};

  return GPOINTER_TO_UINT (g_hash_table_lookup (places, &key));
}

static GArray *
sort_ratings (const AcuLabelTable *table, const GPtrArray *labels)
{
  GArray *ratings = g_array_new (FALSE, FALSE, sizeof (Rating));
  g_autoptr (GHashTable) stimuli = g_hash_table_new (hash_stimulus, equal_stimuli);
  g_autoptr (GHashTable) raters = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < table->stimuli->len; i++)
    g_hash_table_insert (stimuli, g_ptr_array_index (table->stimuli, i), GUINT_TO_POINTER (i));
  for (guint i = 0; i < table->raters->len; i++)
    g_hash_table_insert (raters, &((AcuRater *)g_ptr_array_index (table->raters, i))->id,
                         GUINT_TO_POINTER (i));
  for (guint i = 0; i < labels->len; i++) {
    AcuLabel *label = g_ptr_array_index (labels, i);
    Rating rating = {.score = label->score, .label = label, .other = G_MAXUINT};

    if (!acu_label_counts (label))
      continue;
    rating.rater = GPOINTER_TO_UINT (g_hash_table_lookup (raters, &label->rater));
    rating.stimulus = find_stimulus (stimuli, label->item.image, &label->item);
    if (label->item.other != 0) {
      guint other = find_stimulus (stimuli, label->item.other, &label->item);

      rating.other = MAX (rating.stimulus, other);
      if (other < rating.stimulus)
        rating.score = 1.0 - rating.score;
      rating.stimulus = MIN (rating.stimulus, other);
    }
    g_array_append_val (ratings, rating);
  }
  g_array_sort (ratings, compare_ratings);
  return ratings;
}

static void
fill (AcuLabelTable *table, const GArray *ratings)
{
  for (guint k = 0, end; k < ratings->len; k = end) {
    const Rating *first = &g_array_index (ratings, Rating, k);
    double sum = 0.0;

    for (end = k; end < ratings->len; end++) {
      const Rating *rating = &g_array_index (ratings, Rating, end);

      if (rating->stimulus != first->stimulus || rating->other != first->other ||
          rating->rater != first->rater)
        break;
      sum += rating->score;
      table->n_rated[rating->rater]++;
      if (rating->other == G_MAXUINT)
        g_array_append_val (table->scores, rating->score);
      if (rating->other != G_MAXUINT && rating->other != rating->stimulus) {
        AcuPairAnswer answer = {rating->rater,
                                rating->stimulus,
                                rating->other,
                                rating->score,
                                rating->label->item.role == ACU_ROLE_ANCHOR,
                                rating->label->score};

        acu_pair_table_add (table->pairs, rating->stimulus, rating->other, rating->score, 1.0);
        g_array_append_val (table->answers, answer);
      }
    }
    if (first->other == G_MAXUINT) {
      acu_opinion_matrix_set (table->matrix, first->stimulus, first->rater, sum / (end - k));
      acu_opinion_matrix_set (table->firsts, first->stimulus, first->rater, first->score);
    }
    if (end - k > 1) {
      AcuRepeat repeat = {first->rater, first->score, first[1].score};

      g_array_append_val (table->repeats, repeat);
    }
  }
}

AcuLabelTable *
acu_label_table_load (AcuCatalog *catalog, const char *name, GError **error)
{
  g_autoptr (AcuLabelTable) table = g_new0 (AcuLabelTable, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_stimulus, equal_stimuli);
  g_autoptr (GPtrArray) labels = NULL;
  g_autoptr (GPtrArray) raters = NULL;
  g_autoptr (GArray) ratings = NULL;

  table->set = acu_label_table_find_set (catalog, name, error);
  if (table->set == NULL)
    return NULL;
  labels = acu_label_store_list (catalog, table->set->id, error);
  raters = labels != NULL ? acu_label_store_list_raters (catalog, error) : NULL;
  if (raters == NULL)
    return NULL;
  table->stimuli = g_ptr_array_new_with_free_func ((GDestroyNotify)stimulus_free);
  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);

    table->n_skipped += isnan (label->score) && label->item.role != ACU_ROLE_TRAINING;
    table->n_outdated +=
        label->is_outdated && !isnan (label->score) && label->item.role != ACU_ROLE_TRAINING;
    if (acu_label_counts (label)) {
      table->n_ratings++;
      note_stimulus (seen, table->stimuli, label->item.image, &label->item);
      note_stimulus (seen, table->stimuli, label->item.other, &label->item);
    }
  }
  if (!describe_stimuli (catalog, table->set->id, table->stimuli, error))
    return NULL;
  table->raters = take_raters (raters, labels);
  table->matrix = acu_opinion_matrix_new (table->stimuli->len, table->raters->len);
  table->firsts = acu_opinion_matrix_new (table->stimuli->len, table->raters->len);
  table->pairs = acu_pair_table_new (table->stimuli->len);
  table->repeats = g_array_new (FALSE, FALSE, sizeof (AcuRepeat));
  table->answers = g_array_new (FALSE, FALSE, sizeof (AcuPairAnswer));
  table->scores = g_array_new (FALSE, FALSE, sizeof (double));
  table->n_rated = g_new0 (guint, table->raters->len);
  ratings = sort_ratings (table, labels);
  fill (table, ratings);
  return g_steal_pointer (&table);
}
