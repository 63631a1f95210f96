/* The sessions of a label set that a table of ratings speaks of. */
#pragma once

#include "app/labeling/label-rows.h"

G_BEGIN_DECLS

typedef struct _AcuSessionFinder AcuSessionFinder;

/* @known: (element-type AcuLabel) the ratings of @set.  NULL on failure. (transfer full) */
AcuSessionFinder *
acu_session_finder_new (AcuCatalog *catalog, gint64 set, const GPtrArray *known, GError **error);
void acu_session_finder_free (AcuSessionFinder *finder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSessionFinder, acu_session_finder_free)

/* Looks at a rating of the table, whose @label has everything but its session.  All of them are to
 * be looked at before a session is asked for, since what a table without the sessions' uids calls
 * by rater and seed can be told by its ratings alone: it is the session that has one of them; else
 * the one of that rater and seed, unless this shows other pictures at the same places; else one of
 * its own. */
void
acu_session_finder_look (AcuSessionFinder *finder, const AcuLabelRow *row, const AcuLabel *label);

/* The session of a rating that was looked at, entered as finished where there is none yet; 0 where
 * it has none.  FALSE on failure. */
gboolean acu_session_finder_find (AcuSessionFinder *finder,
                                  const AcuLabelRow *row,
                                  const AcuLabel *label,
                                  gint64 *session,
                                  GError **error);

G_END_DECLS
