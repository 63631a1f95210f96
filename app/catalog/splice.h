/* How one list of photos becomes another.  Private to this folder. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint position; /* where the new items begin */
  guint removed;
  guint added;
} AcuSplice;

/* What leads from @old to @new, ascending, where the photos that are in both are in the same order
 * in both; NULL where they are not. (transfer full) (element-type AcuSplice) (nullable) */
GArray *acu_splice_compare (const gint64 *old, guint n_old, const gint64 *new, guint n_new);

/* One splice for everything between the first difference and the last. */
AcuSplice acu_splice_compare_ends (const gint64 *old, guint n_old, const gint64 *new, guint n_new);

G_END_DECLS
