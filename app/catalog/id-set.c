#include "app/catalog/id-set.h"

void
acu_id_set_init (AcuIdSet *set, gint64 max_id)
{
  set->n_words = (gsize)max_id / 64 + 1;
  set->words = g_new0 (guint64, set->n_words);
}

void
acu_id_set_clear (AcuIdSet *set)
{
  g_clear_pointer (&set->words, g_free);
  set->n_words = 0;
}

void
acu_id_set_keep (AcuIdSet *set, const AcuIdSet *other)
{
  for (gsize i = 0; i < set->n_words; i++)
    set->words[i] &= other->words[i];
}

void
acu_id_set_drop (AcuIdSet *set, const AcuIdSet *other)
{
  for (gsize i = 0; i < set->n_words; i++)
    set->words[i] &= ~other->words[i];
}

guint
acu_id_set_count (const AcuIdSet *set)
{
  guint n = 0;

  for (gsize i = 0; i < set->n_words; i++)
    n += (guint)__builtin_popcountll (set->words[i]);
  return n;
}
