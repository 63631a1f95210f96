#include "app/labeling/pair-round.h"

#include "app/labeling/label-identity.h"
#include "app/labeling/pair-choice.h"
#include "app/labeling/photo-group.h"
#include "compute/random.h"

#include <math.h>

/* Pairs in a round of a session over few photos. */
#define MIN_ROUND 8

static AcuPairTable *
read_answers (AcuCatalog *catalog, gint64 set, const GArray *photos, GError **error)
{
  g_autoptr (GPtrArray) labels = acu_label_store_list (catalog, set, error);
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  AcuPairTable *table;

  if (labels == NULL)
    return NULL;
  table = acu_pair_table_new (photos->len);
  for (guint i = 0; i < photos->len; i++)
    g_hash_table_insert (places, &g_array_index (photos, gint64, i), GUINT_TO_POINTER (i));
  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);
    gpointer first, second;

    if (acu_label_counts (label) &&
        g_hash_table_lookup_extended (places, &label->item.image, NULL, &first) &&
        g_hash_table_lookup_extended (places, &label->item.other, NULL, &second) && first != second)
      acu_pair_table_add (table, GPOINTER_TO_UINT (first), GPOINTER_TO_UINT (second), label->score,
                          1.0);
  }
  return table;
}

static guint
find_photo (const GArray *photos, gint64 photo)
{
  guint i = 0;

  while (i < photos->len && g_array_index (photos, gint64, i) != photo)
    i++;
  return i;
}

/* What is still to be answered is taken for no difference, so that it is not asked again at once.
 */
static void
add_open (AcuPairTable *table, const GArray *photos, const GArray *open)
{
  for (guint k = 0; k < open->len; k++) {
    const AcuLabelItem *item = &g_array_index (open, AcuLabelItem, k);
    guint first = find_photo (photos, item->image), second = find_photo (photos, item->other);

    if (item->role != ACU_ROLE_TRAINING && first < photos->len && second < photos->len &&
        first != second)
      acu_pair_table_add (table, first, second, 0.5, 1.0);
  }
}

/* The groups of all that the session compares: a photo's id, and its group.  Of a photo that is no
 * longer in the catalog there is none. */
static GHashTable *
find_groups (AcuCatalog *catalog,
             gint64 set,
             const AcuSessionSettings *settings,
             const GArray *shown,
             GError **error)
{
  g_autoptr (GArray) photos = g_array_copy (settings->photos);
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) rows = NULL, names = NULL;
  g_autofree guint *groups = NULL;

  g_array_append_vals (photos, settings->controls->data, settings->controls->len);
  for (guint k = 0; k < shown->len; k++) {
    const AcuLabelItem *item = &g_array_index (shown, AcuLabelItem, k);

    if (item->role == ACU_ROLE_TRAINING) {
      g_array_append_val (photos, item->image);
      g_array_append_val (photos, item->other);
    }
  }
  rows = acu_photo_store_get_rows (catalog, (const gint64 *)photos->data, photos->len, 0, error);
  if (rows == NULL)
    return NULL;
  groups = g_new (guint, rows->len + 1);
  names = acu_photo_group_find_in_set (catalog, set, rows, groups, error);
  if (names == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);

    g_hash_table_insert (table, g_memdup2 (&row->id, sizeof row->id), GUINT_TO_POINTER (groups[i]));
  }
  return g_steal_pointer (&table);
}

/* Of @photos, taken @each at a time, those that are all still in the catalog. (transfer full) */
static GArray *
list_left (const GArray *photos, guint each, GHashTable *groups)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint first = 0; first + each <= photos->len; first += each) {
    guint n = 0;

    while (n < each && g_hash_table_contains (groups, &g_array_index (photos, gint64, first + n)))
      n++;
    if (n == each)
      g_array_append_vals (left, &g_array_index (photos, gint64, first), each);
  }
  return left;
}

static gboolean
is_left (const AcuLabelItem *item, GHashTable *groups)
{
  return g_hash_table_contains (groups, &item->image) &&
         g_hash_table_contains (groups, &item->other);
}

static gboolean
is_related (GHashTable *groups, gint64 a, gint64 b)
{
  gpointer group, other;

  return a == b || (g_hash_table_lookup_extended (groups, &a, NULL, &group) &&
                    g_hash_table_lookup_extended (groups, &b, NULL, &other) && group == other);
}

static gboolean
shares_picture (GHashTable *groups, const AcuLabelItem *a, const AcuLabelItem *b)
{
  return is_related (groups, a->image, b->image) || is_related (groups, a->image, b->other) ||
         is_related (groups, a->other, b->image) || is_related (groups, a->other, b->other);
}

/* Lets no picture, nor another of its group, be in two pairs running, where another pair can come
 * between. */
static void
spread_pairs (GArray *items, const AcuLabelItem *last, GHashTable *groups)
{
  for (guint k = 0; k < items->len; k++) {
    const AcuLabelItem *before = k > 0 ? &g_array_index (items, AcuLabelItem, k - 1) : last;
    guint other = k;
    AcuLabelItem item;

    while (before != NULL && other < items->len &&
           shares_picture (groups, before, &g_array_index (items, AcuLabelItem, other)))
      other++;
    if (other == k || other == items->len)
      continue;
    item = g_array_index (items, AcuLabelItem, other);
    g_array_remove_index (items, other);
    g_array_insert_val (items, k, item);
  }
}

/* Which of the two is on the left is chance, since people favour a side. */
static AcuLabelItem
make_item (gint64 first, gint64 second, AcuItemRole role, AcuRandom *random)
{
  gboolean swapped = acu_random_below (random, 2) == 1;

  return (AcuLabelItem){
      .image = swapped ? second : first, .other = swapped ? first : second, .role = role};
}

static void
insert_anywhere (GArray *items, AcuLabelItem item, AcuRandom *random)
{
  g_array_insert_val (items, acu_random_below (random, items->len + 1), item);
}

static guint
count_role (const GArray *items, AcuItemRole role)
{
  guint n = 0;

  for (guint k = 0; k < items->len; k++)
    n += g_array_index (items, AcuLabelItem, k).role == role;
  return n;
}

/* The control pairs that were shown, of those that are left. */
static guint
count_controls (const GArray *shown, GHashTable *groups)
{
  guint n = 0;

  for (guint k = 0; k < shown->len; k++) {
    const AcuLabelItem *item = &g_array_index (shown, AcuLabelItem, k);

    n += item->role == ACU_ROLE_ANCHOR && is_left (item, groups);
  }
  return n;
}

/* Adds the next @n control pairs after the @n_shown ones. */
static void
add_controls (
    GArray *items, const AcuSessionSettings *settings, guint n_shown, guint n, AcuRandom *random)
{
  for (guint k = n_shown; k < n_shown + n; k++)
    insert_anywhere (items,
                     make_item (g_array_index (settings->controls, gint64, 2 * k),
                                g_array_index (settings->controls, gint64, 2 * k + 1),
                                ACU_ROLE_ANCHOR, random),
                     random);
}

/* How many control pairs have their turn, the middles of even parts of the session, before @end. */
static guint
count_due (const AcuSessionSettings *settings, guint end)
{
  guint n_controls = settings->controls->len / 2, n = 0;

  while (n < n_controls && (2 * (guint64)n + 1) * settings->n_total < 2 * (guint64)n_controls * end)
    n++;
  return n;
}

/* How many items the round after @n_shown has: of few photos no more than there are pairs, since no
 * pair comes twice in a round. */
static guint
count_items (const AcuSessionSettings *settings, guint n_shown)
{
  guint64 n_photos = settings->photos->len;
  guint64 n_pairs = n_photos > 1 ? n_photos * (n_photos - 1) / 2 : 1;

  return (guint)MIN (MIN (settings->n_total - n_shown, MAX (n_photos / 2, MIN_ROUND)), n_pairs);
}

/* The round of @settings, whose photos are all in the catalog, as @groups has them. */
static GArray *
make_round (AcuCatalog *catalog,
            gint64 set,
            const AcuSessionSettings *settings,
            const GArray *shown,
            const GArray *open,
            GHashTable *groups,
            guint64 seed,
            GError **error)
{
  g_autoptr (AcuPairTable) table = read_answers (catalog, set, settings->photos, error);
  AcuRandom random = acu_random_new (seed, G_MAXUINT32 - 2 - shown->len);
  guint n = count_items (settings, shown->len);
  guint n_examples = count_role (shown, ACU_ROLE_TRAINING);
  guint n_controls = count_controls (shown, groups);
  guint n_due = MIN (MAX (count_due (settings, shown->len + n), n_controls) - n_controls, n);
  guint n_repeats =
      MIN ((guint)lround (settings->repeat_share * (n - n_due)), n > n_due ? n - n_due - 1 : 0);
  const AcuLabelItem *last =
      shown->len > 0 ? &g_array_index (shown, AcuLabelItem, shown->len - 1) : NULL;
  g_autoptr (GArray) picks = NULL;
  GArray *items;

  if (table == NULL)
    return NULL;
  add_open (table, settings->photos, open);
  items = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  /* What has been seen lately is no hidden repeat, and an example was no answer. */
  if (shown->len < n_examples + 2 * n)
    n_repeats = 0;
  picks = acu_pair_choice_pick (table, n - n_due - n_repeats, seed + shown->len);
  for (guint k = 0; k < picks->len; k++) {
    const AcuPairPick *pick = &g_array_index (picks, AcuPairPick, k);
    AcuLabelItem item = {.image = g_array_index (settings->photos, gint64, pick->first),
                         .other = g_array_index (settings->photos, gint64, pick->second)};

    g_array_append_val (items, item);
  }
  for (guint k = 0; k < n_repeats; k++) {
    guint place = n_examples + acu_random_below (&random, shown->len - n_examples - n);
    const AcuLabelItem *old = &g_array_index (shown, AcuLabelItem, place);
    AcuLabelItem item = {.image = old->other, .other = old->image, .role = ACU_ROLE_REPEAT};

    if (old->other != 0 && is_left (old, groups))
      insert_anywhere (items, item, &random);
  }
  add_controls (items, settings, n_controls, n_due, &random);
  spread_pairs (items, last, groups);
  return items;
}

GArray *
acu_pair_round_make (AcuCatalog *catalog,
                     gint64 set,
                     const AcuSessionSettings *settings,
                     const GArray *shown,
                     const GArray *open,
                     guint64 seed,
                     GError **error)
{
  g_autoptr (GHashTable) groups = find_groups (catalog, set, settings, shown, error);
  g_autoptr (GArray) photos = NULL, controls = NULL;
  AcuSessionSettings left = *settings;

  if (groups == NULL)
    return NULL;
  /* What was removed since the session began cannot be shown; the rest goes on. */
  left.photos = photos = list_left (settings->photos, 1, groups);
  left.controls = controls = list_left (settings->controls, 2, groups);
  return make_round (catalog, set, &left, shown, open, groups, seed, error);
}

GArray *
acu_pair_round_make_first (AcuCatalog *catalog,
                           const AcuRatingPlan *plan,
                           const AcuSessionSettings *settings,
                           guint64 seed,
                           GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  AcuRandom random = acu_random_new (seed, G_MAXUINT32 - 1);
  g_autoptr (GHashTable) groups = NULL;
  g_autoptr (GArray) round = NULL;

  /* In an order of chance, as one by how far the model thinks they are apart would tell that. */
  for (gsize k = 0; k + 1 < plan->n_training; k += 2)
    insert_anywhere (
        items, make_item (plan->training[k], plan->training[k + 1], ACU_ROLE_TRAINING, &random),
        &random);
  groups = find_groups (catalog, plan->label_set, settings, items, error);
  if (groups == NULL)
    return NULL;
  spread_pairs (items, NULL, groups);
  round = acu_pair_round_make (catalog, plan->label_set, settings, items, items, seed, error);
  if (round == NULL)
    return NULL;
  g_array_append_vals (items, round->data, round->len);
  return g_steal_pointer (&items);
}
