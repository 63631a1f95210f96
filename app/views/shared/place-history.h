/* Where a person has been: folders and collections, each with its filter as it was left, one step
 * back after the other, and forward again.  In memory: a start begins anew. */
#pragma once

#include "app/catalog/photo-query.h"

G_BEGIN_DECLS

/* What was shown, and the folder that was open then, NULL for none. */
typedef struct {
  AcuPhotoQuery *query;
  char *folder;
  gboolean below_root; /* the folder is part of another that is in the tree */
} AcuPlace;

/* @query and @folder are copied. (transfer full) */
AcuPlace *acu_place_new (const AcuPhotoQuery *query, const char *folder, gboolean below_root);
void acu_place_free (AcuPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPlace, acu_place_free)

typedef struct _AcuPlaceHistory AcuPlaceHistory;

/* (transfer full) */
AcuPlaceHistory *acu_place_history_new (void);
void acu_place_history_free (AcuPlaceHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPlaceHistory, acu_place_history_free)

/* @place is left for another one; where it was come back to from is no way forward any more.  Takes
 * @place. */
void acu_place_history_leave (AcuPlaceHistory *history, AcuPlace *place);

/* Whether there is a place to go to. */
gboolean acu_place_history_has (const AcuPlaceHistory *history, gboolean forward);

/* Leaves @now, which it takes, for the place before it or after it, which there is. (transfer full)
 */
AcuPlace *acu_place_history_step (AcuPlaceHistory *history, gboolean forward, AcuPlace *now);

/* Forgets places that are there no more: those for which @is_gone. */
void acu_place_history_forget (AcuPlaceHistory *history,
                               gboolean (*is_gone) (const AcuPlace *place, gpointer data),
                               gpointer data);

G_END_DECLS
