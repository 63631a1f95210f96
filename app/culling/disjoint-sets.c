#include "app/culling/disjoint-sets.h"

struct _AcuDisjointSets {
  guint *parent; /* (n) of a forest, whose roots are the first of their trees */
  guint n;
};

AcuDisjointSets *
acu_disjoint_sets_new (guint n)
{
  AcuDisjointSets *sets = g_new (AcuDisjointSets, 1);

  sets->parent = g_new (guint, n);
  sets->n = n;
  for (guint i = 0; i < n; i++)
    sets->parent[i] = i;
  return sets;
}

void
acu_disjoint_sets_free (AcuDisjointSets *sets)
{
  g_free (sets->parent);
  g_free (sets);
}

guint
acu_disjoint_sets_find (AcuDisjointSets *sets, guint item)
{
  guint *parent = sets->parent;

  g_return_val_if_fail (item < sets->n, item);

  while (parent[item] != item) {
    parent[item] = parent[parent[item]];
    item = parent[item];
  }
  return item;
}

void
acu_disjoint_sets_join (AcuDisjointSets *sets, guint a, guint b)
{
  a = acu_disjoint_sets_find (sets, a);
  b = acu_disjoint_sets_find (sets, b);
  sets->parent[MAX (a, b)] = MIN (a, b);
}
