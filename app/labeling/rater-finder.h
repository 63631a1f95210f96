/* The raters of the catalog that a table of ratings speaks of. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

typedef struct _AcuRaterFinder AcuRaterFinder;

/* NULL on failure. (transfer full) */
AcuRaterFinder *acu_rater_finder_new (AcuCatalog *catalog, GError **error);
void acu_rater_finder_free (AcuRaterFinder *finder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRaterFinder, acu_rater_finder_free)

/* What a wide table calls @rater, one of several of the same name: "NAME #UID", the uid's first
 * digits. (transfer full) */
char *acu_rater_finder_format (const AcuRater *rater);

/* The rater that a table calls @name, who has @uid where it says one (else NULL); entered where
 * there is none yet.  One who came by name alone before is taken to be the one who has a uid and
 * that name, as a name that comes after him is, so that the order does not matter.  What
 * acu_rater_finder_format() writes is the rater it was written of, where he is there.  0 on
 * failure. */
gint64
acu_rater_finder_find (AcuRaterFinder *finder, const char *name, const guint8 *uid, GError **error);

G_END_DECLS
