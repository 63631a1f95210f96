/* A set of row ids as a bit mask: ids are given out in order, so the mask is dense. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize n_words;
  guint64 *words;
} AcuIdSet;

/* An empty set for ids 1 to @max_id; others can neither be added nor be in it. */
void acu_id_set_init (AcuIdSet *set, gint64 max_id);
void acu_id_set_clear (AcuIdSet *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuIdSet, acu_id_set_clear)

static inline gboolean
acu_id_set_has (const AcuIdSet *set, gint64 id)
{
  return id >= 0 && (guint64)id / 64 < set->n_words && (set->words[id / 64] >> (id % 64) & 1) != 0;
}

static inline void
acu_id_set_add (AcuIdSet *set, gint64 id)
{
  if (id >= 0 && (guint64)id / 64 < set->n_words)
    set->words[id / 64] |= G_GUINT64_CONSTANT (1) << (id % 64);
}

/* Keeps in @set what is also in @other / takes what is in @other out; both of the same size. */
void acu_id_set_keep (AcuIdSet *set, const AcuIdSet *other);
void acu_id_set_drop (AcuIdSet *set, const AcuIdSet *other);

guint acu_id_set_count (const AcuIdSet *set);

G_END_DECLS
