#include "app/catalog/splice.h"

#include "app/catalog/id-set.h"

GArray *
acu_splice_compare (const gint64 *old, guint n_old, const gint64 *new, guint n_new)
{
  g_autoptr (GArray) splices = g_array_new (FALSE, FALSE, sizeof (AcuSplice));
  g_auto (AcuIdSet) in_old = {0};
  g_auto (AcuIdSet) in_new = {0};
  gint64 max_id = 0;
  guint i = 0, j = 0;

  for (guint k = 0; k < n_old; k++)
    max_id = MAX (max_id, old[k]);
  for (guint k = 0; k < n_new; k++)
    max_id = MAX (max_id, new[k]);
  acu_id_set_init (&in_old, max_id);
  acu_id_set_init (&in_new, max_id);
  for (guint k = 0; k < n_old; k++)
    acu_id_set_add (&in_old, old[k]);
  for (guint k = 0; k < n_new; k++)
    acu_id_set_add (&in_new, new[k]);

  while (i < n_old || j < n_new) {
    AcuSplice change = {.position = j};

    for (; i < n_old && !acu_id_set_has (&in_new, old[i]); i++)
      change.removed++;
    for (; j < n_new && !acu_id_set_has (&in_old, new[j]); j++)
      change.added++;
    if (change.removed > 0 || change.added > 0)
      g_array_append_val (splices, change);
    if (i < n_old && j < n_new && old[i++] != new[j++])
      return NULL;
  }
  return g_steal_pointer (&splices);
}

AcuSplice
acu_splice_compare_ends (const gint64 *old, guint n_old, const gint64 *new, guint n_new)
{
  guint head = 0, tail = 0;

  while (head < n_old && head < n_new && old[head] == new[head])
    head++;
  while (tail < n_old - head && tail < n_new - head &&
         old[n_old - 1 - tail] == new[n_new - 1 - tail])
    tail++;
  return (AcuSplice){
      .position = head, .removed = n_old - head - tail, .added = n_new - head - tail};
}
