#include "app/labeling/session-order.h"

#include "compute/random.h"

#include <math.h>

#define NONE G_MAXUINT32

/* Random streams of a session's seed. */
enum { STREAM_ORDER, STREAM_REPEATS, STREAM_ANCHORS };

/* How many items of each group are left. */
typedef struct {
  guint *counts; /* (n_groups) */
  guint *n_with; /* (n + 1) how many groups have so many items left */
  guint most;    /* the largest count */
  guint n_groups;
} GroupCounts;

static GroupCounts
count_groups (const guint *numbers, const guint32 *order, guint n, guint n_groups)
{
  GroupCounts groups = {.counts = g_new0 (guint, n_groups + 1),
                        .n_with = g_new0 (guint, n + 2),
                        .n_groups = n_groups};

  for (guint k = 0; k < n; k++)
    groups.counts[numbers[order[k]]]++;
  for (guint g = 0; g < n_groups; g++) {
    groups.n_with[groups.counts[g]]++;
    groups.most = MAX (groups.most, groups.counts[g]);
  }
  return groups;
}

static void
take_from_group (GroupCounts *groups, guint group)
{
  groups->n_with[groups->counts[group]--]--;
  groups->n_with[groups->counts[group]]++;
  while (groups->most > 0 && groups->n_with[groups->most] == 0)
    groups->most--;
}

/* The group, other than @last, that must come now: one that has more than half of the @n_left items
 * left cannot be kept apart unless it takes every other place. */
static guint
find_urgent (const GroupCounts *groups, guint n_left, guint last)
{
  if (2 * groups->most <= n_left)
    return NONE;
  for (guint g = 0; g < groups->n_groups; g++)
    if (g != last && 2 * groups->counts[g] > n_left)
      return g;
  return NONE;
}

/* Groups as numbers from 0 without gaps. */
typedef struct {
  guint *numbers; /* (n_items) */
  guint n;
  guint last; /* of what is shown before; NONE */
} Groups;

/* Reorders @order (n) so that no neighbours are of one group, where there is such an order: the
 * next is the first in the queue that is not of the last one's group, unless a group is urgent. */
static void
separate (guint32 *order, guint n, const Groups *all)
{
  const guint *numbers = all->numbers;
  GroupCounts groups = count_groups (numbers, order, n, all->n);
  g_autofree guint32 *next =
      g_new (guint32, n + 1); /* the queue, as a list of places; 0 its head */
  g_autofree guint32 *arranged = g_new (guint32, n + 1);
  guint last = all->last;

  for (guint k = 0; k <= n; k++)
    next[k] = k < n ? k + 1 : NONE;
  for (guint k = 0; k < n; k++) {
    guint urgent = find_urgent (&groups, n - k, last);
    guint32 before = 0;

    for (guint32 at = 0; next[at] != NONE; at = next[at]) {
      guint group = numbers[order[next[at] - 1]];

      if (urgent != NONE ? group == urgent : group != last) {
        before = at;
        break;
      }
    }
    /* Where all that are left are of the last one's group, the first is as good as any. */
    arranged[k] = order[next[before] - 1];
    next[before] = next[next[before]];
    last = numbers[arranged[k]];
    take_from_group (&groups, last);
  }
  for (guint k = 0; k < n; k++)
    order[k] = arranged[k];
  g_free (groups.counts);
  g_free (groups.n_with);
}

/* Whether an item of @group at @place, before what is there now, has a neighbour of its group. */
static gboolean
has_relative (const GArray *entries, guint place, const Groups *groups, guint group)
{
  guint before = place > 0 ? groups->numbers[g_array_index (entries, AcuOrderEntry, place - 1).item]
                           : groups->last;

  return before == group ||
         (place < entries->len &&
          groups->numbers[g_array_index (entries, AcuOrderEntry, place).item] == group);
}

/* The place nearest to @wanted, not before @first, where an item of @group has no relatives;
 * @wanted where there is none. */
static guint
find_place (const GArray *entries, guint wanted, guint first, const Groups *groups, guint group)
{
  for (guint distance = 0; distance <= entries->len; distance++) {
    if (wanted + distance <= entries->len &&
        !has_relative (entries, wanted + distance, groups, group))
      return wanted + distance;
    if (wanted >= first + distance && !has_relative (entries, wanted - distance, groups, group))
      return wanted - distance;
  }
  return wanted;
}

static guint
find_entry (const GArray *entries, guint item)
{
  guint place = 0;

  while (g_array_index (entries, AcuOrderEntry, place).item != item)
    place++;
  return place;
}

static void
add_repeats (GArray *entries, const AcuOrderOptions *options, const Groups *groups)
{
  guint n = entries->len;
  guint n_repeats = (guint)lround (options->repeat_share * n);
  guint distance = MIN (options->repeat_distance, n / 2);
  AcuRandom random = acu_random_new (options->seed, STREAM_REPEATS);
  g_autofree guint32 *chosen = g_new (guint32, n + 1);

  for (guint k = 0; k < n; k++)
    chosen[k] = g_array_index (entries, AcuOrderEntry, k).item;
  /* Whoever comes too late to be followed at the distance is not repeated. */
  acu_random_shuffle (&random, chosen, n - MIN (distance, n));
  for (guint k = 0; k < MIN (n_repeats, n - MIN (distance, n)); k++) {
    AcuOrderEntry entry = {chosen[k], ACU_ROLE_REPEAT};
    guint first = find_entry (entries, chosen[k]) + MAX (distance, 2);
    guint place;

    if (first > entries->len)
      continue;
    place = first + acu_random_below (&random, entries->len - first + 1);
    place = find_place (entries, place, first, groups, groups->numbers[chosen[k]]);
    g_array_insert_val (entries, place, entry);
  }
}

static void
add_anchors (GArray *entries, const AcuOrderOptions *options, const Groups *groups)
{
  guint n_items = (guint)(options->n_items - options->n_anchors);
  guint n = (guint)options->n_anchors, n_before = entries->len;
  AcuRandom random = acu_random_new (options->seed, STREAM_ANCHORS);
  g_autofree guint32 *anchors = g_new (guint32, n + 1);

  for (guint k = 0; k < n; k++)
    anchors[k] = n_items + k;
  acu_random_shuffle (&random, anchors, n);
  for (guint k = 0; k < n; k++) {
    AcuOrderEntry entry = {anchors[k], ACU_ROLE_ANCHOR};
    guint wanted = (guint)(((gsize)2 * k + 1) * n_before / (2 * n)) + k;
    guint place =
        find_place (entries, MIN (wanted, entries->len), 0, groups, groups->numbers[anchors[k]]);

    g_array_insert_val (entries, place, entry);
  }
}

static Groups
number_groups (const AcuOrderOptions *options)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  Groups groups = {.numbers = g_new (guint, options->n_items + 1), .last = NONE};
  gpointer number;

  for (gsize i = 0; i < options->n_items; i++) {
    gpointer key = GUINT_TO_POINTER (options->groups[i]);

    if (!g_hash_table_lookup_extended (known, key, NULL, &number)) {
      number = GUINT_TO_POINTER (g_hash_table_size (known));
      g_hash_table_insert (known, key, number);
    }
    groups.numbers[i] = GPOINTER_TO_UINT (number);
  }
  groups.n = g_hash_table_size (known);
  if (options->last_group != NULL &&
      g_hash_table_lookup_extended (known, GUINT_TO_POINTER (*options->last_group), NULL, &number))
    groups.last = GPOINTER_TO_UINT (number);
  return groups;
}

GArray *
acu_session_order_make (const AcuOrderOptions *options)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (AcuOrderEntry));
  guint n = (guint)(options->n_items - options->n_anchors);
  Groups groups = number_groups (options);
  g_autofree guint32 *order = g_new (guint32, n + 1);
  AcuRandom random = acu_random_new (options->seed, STREAM_ORDER);

  for (guint k = 0; k < n; k++)
    order[k] = options->queue != NULL ? options->queue[k] : k;
  if (options->queue == NULL)
    acu_random_shuffle (&random, order, n);
  separate (order, n, &groups);
  for (guint k = 0; k < n; k++) {
    AcuOrderEntry entry = {order[k], ACU_ROLE_ITEM};

    g_array_append_val (entries, entry);
  }
  add_repeats (entries, options, &groups);
  add_anchors (entries, options, &groups);
  g_free (groups.numbers);
  return entries;
}
