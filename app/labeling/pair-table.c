#include "app/labeling/pair-table.h"

#include "app/culling/disjoint-sets.h"

struct _AcuPairTable {
  guint n_items;
  GArray *pairs;     /* AcuPairCount */
  GHashTable *index; /* gint64 of both items: place in pairs, plus one */
};

AcuPairTable *
acu_pair_table_new (guint n_items)
{
  AcuPairTable *table = g_new0 (AcuPairTable, 1);

  table->n_items = n_items;
  table->pairs = g_array_new (FALSE, TRUE, sizeof (AcuPairCount));
  table->index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return table;
}

void
acu_pair_table_free (AcuPairTable *table)
{
  if (table == NULL)
    return;
  g_array_unref (table->pairs);
  g_hash_table_unref (table->index);
  g_free (table);
}

static AcuPairCount *
get_pair (AcuPairTable *table, guint first, guint second)
{
  gint64 key = (gint64)first << 32 | second;
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (table->index, &key));

  if (place == 0) {
    AcuPairCount pair = {.first = first, .second = second};

    g_array_append_val (table->pairs, pair);
    place = table->pairs->len;
    g_hash_table_insert (table->index, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (place));
  }
  return &g_array_index (table->pairs, AcuPairCount, place - 1);
}

void
acu_pair_table_add (AcuPairTable *table, guint first, guint second, double share, double times)
{
  gboolean ordered = first < second;
  AcuPairCount *pair;

  g_return_if_fail (first < table->n_items && second < table->n_items && first != second);
  g_return_if_fail (share >= 0.0 && share <= 1.0 && times >= 0.0);

  pair = get_pair (table, MIN (first, second), MAX (first, second));
  pair->first_wins += times * (ordered ? share : 1.0 - share);
  pair->second_wins += times * (ordered ? 1.0 - share : share);
}

guint
acu_pair_table_get_n_items (const AcuPairTable *table)
{
  return table->n_items;
}

const AcuPairCount *
acu_pair_table_get_pairs (const AcuPairTable *table, guint *n_pairs)
{
  *n_pairs = table->pairs->len;
  return (const AcuPairCount *)table->pairs->data;
}

guint
acu_pair_table_find_components (const AcuPairTable *table, guint *component)
{
  g_autoptr (AcuDisjointSets) sets = acu_disjoint_sets_new (table->n_items);
  guint n_components = 0;

  for (guint k = 0; k < table->pairs->len; k++) {
    const AcuPairCount *pair = &g_array_index (table->pairs, AcuPairCount, k);

    acu_disjoint_sets_join (sets, pair->first, pair->second);
  }
  for (guint i = 0; i < table->n_items; i++) {
    guint first = acu_disjoint_sets_find (sets, i);

    component[i] = first == i ? n_components++ : component[first];
  }
  return n_components;
}

/* Marks what is reached from item 0 along wins, or along losses. */
static guint
count_reached (const AcuPairTable *table, gboolean along_wins)
{
  g_autofree gboolean *reached = g_new0 (gboolean, table->n_items);
  g_autofree guint *starts = g_new0 (guint, table->n_items + 2);
  g_autofree guint *ends = g_new (guint, 2 * table->pairs->len + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_reached = 1, first = 0;

  /* Edges sorted by where they begin. */
  for (guint pass = 0; pass < 2; pass++) {
    for (guint k = 0; k < table->pairs->len; k++) {
      const AcuPairCount *pair = &g_array_index (table->pairs, AcuPairCount, k);
      gboolean down = along_wins ? pair->first_wins > 0.0 : pair->second_wins > 0.0;
      gboolean up = along_wins ? pair->second_wins > 0.0 : pair->first_wins > 0.0;

      if (down && pass == 0)
        starts[pair->first + 2]++;
      else if (down)
        ends[starts[pair->first + 1]++] = pair->second;
      if (up && pass == 0)
        starts[pair->second + 2]++;
      else if (up)
        ends[starts[pair->second + 1]++] = pair->first;
    }
    for (guint i = 2; i <= table->n_items + 1 && pass == 0; i++)
      starts[i] += starts[i - 1];
  }

  reached[0] = TRUE;
  g_array_append_val (stack, first);
  while (stack->len > 0) {
    guint item = g_array_index (stack, guint, stack->len - 1);

    g_array_set_size (stack, stack->len - 1);
    for (guint k = starts[item]; k < starts[item + 1]; k++)
      if (!reached[ends[k]]) {
        reached[ends[k]] = TRUE;
        n_reached++;
        g_array_append_val (stack, ends[k]);
      }
  }
  return n_reached;
}

gboolean
acu_pair_table_is_strongly_connected (const AcuPairTable *table)
{
  return table->n_items < 2 || (count_reached (table, TRUE) == table->n_items &&
                                count_reached (table, FALSE) == table->n_items);
}
