/* Filters are undone too: enters in the journal what a filter was, and what it became when it came
 * to rest. */
#pragma once

#include "app/catalog/photo-query.h"

G_BEGIN_DECLS

typedef struct _AcuFilterHistory AcuFilterHistory;

/* (transfer full) */
AcuFilterHistory *acu_filter_history_new (AcuCatalog *catalog);

/* What has not come to rest yet is forgotten. */
void acu_filter_history_free (AcuFilterHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuFilterHistory, acu_filter_history_free)

/* Called before the query @now becomes @next, in the same folder or collection: another filter, or
 * another order. */
void acu_filter_history_note (AcuFilterHistory *history,
                              const AcuPhotoQuery *now,
                              const AcuPhotoQuery *next);

/* Does not wait for the filter to rest: called before anything else enters the journal. */
void acu_filter_history_settle (AcuFilterHistory *history);

G_END_DECLS
