/* In which order a session shows its pictures. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

/* A place in the order: which item, and as what. */
typedef struct {
  guint item;
  AcuItemRole role; /* item, anchor or repeat */
} AcuOrderEntry;

typedef struct {
  const guint *groups; /* (n_items) items of the same group are not shown next to each other where
                        * that can be avoided */
  const guint *last_group; /* of what is shown before all of them; NULL: nothing is */
  gsize n_items;           /* anchors included */
  gsize n_anchors;         /* the last so many items are anchors, which are spread evenly */
  const guint32 *queue; /* (n_items - n_anchors) the others in the order wanted; NULL: at random */
  double repeat_share;  /* 0..1 of the others, chosen at random, are shown once more ... */
  guint
      repeat_distance; /* ... so many places later or more, or half the session where it is short */
  guint64 seed;
} AcuOrderOptions;

/* The order that follows from @options.  The same seed gives the same.  A queue is departed from no
 * more than keeping groups apart takes.  (transfer full) (element-type AcuOrderEntry) */
GArray *acu_session_order_make (const AcuOrderOptions *options);

G_END_DECLS
