/* What a session is, for the files that make it. */
#pragma once

#include "app/labeling/rating-session.h"
#include "app/labeling/session-plan.h"

G_BEGIN_DECLS

struct _AcuRatingSession {
  AcuCatalog *catalog;
  gint64 id;
  gint64 label_set, rater;
  guint64 seed; /* mixed with the rater */
  AcuLabelMethod method;
  double score_min, score_max;
  char *set_name, *note, *rater_name;
  AcuSessionSettings settings;

  /* What follows changes only in calls of which there is one at a time: they read it as they like,
   * and hold the lock while they change it, never while they wait for the disk. */
  GMutex lock;
  GArray *items; /* AcuLabelItem; what is gone from the catalog is not among them, so that an item's
                  * place here may be before its position in the catalog */
  GArray *answers; /* gint64, by place: the label that stands, or 0 */
  GArray *history; /* guint: places answered, the last one last */
  guint position;  /* the first place without an answer */
  gint64 rested;   /* monotonic microseconds */

  gboolean is_looking_ahead; /* the main thread's */
};

/* The label set @id, or NULL with ACU_LABELING_ERROR_SET where it is gone. (transfer full) */
AcuLabelSet *acu_rating_session_find_set (AcuCatalog *catalog, gint64 id, GError **error);

/* What @rater is called, which is empty where he is gone. (transfer full) */
char *acu_rating_session_find_rater (AcuCatalog *catalog, gint64 rater, GError **error);

/* Adds the next round of a pairwise session before the last known pair is answered, so that there
 * is always something to go on with. */
gboolean acu_rating_session_extend (AcuRatingSession *session, GError **error);

G_END_DECLS
