/* One rater's way through the pictures of a label set.
 *
 * What is shown, in which order, and how far the rater has come are in the catalog, nowhere else: a
 * session can be left at any moment, by kill -9 too, and opened again days later.  A rating is on
 * the disk before the next picture is given out, because giving one out is what rating does when it
 * succeeds.
 *
 * Those that look (get, peek) may be called at any time and never wait for the disk.  Those that
 * change something may be called from any thread, one at a time for each session, which the
 * asynchronous ones see to: they run on the catalog's thread for writes. */
#pragma once

#include "app/catalog/label-store.h"
#include "app/labeling/rating-queue.h"

G_BEGIN_DECLS

/* How large pictures are shown: the same for all, as it decides what can be seen. */
typedef enum {
  ACU_DISPLAY_FIT,    /* the whole picture in the window */
  ACU_DISPLAY_ACTUAL, /* one pixel of the picture to one of the screen */
} AcuDisplayScale;

/* "fit", "actual". */
const char *acu_display_scale_to_string (AcuDisplayScale display);

/* FALSE for any other text. */
gboolean acu_display_scale_from_string (const char *text, AcuDisplayScale *display);

/* What a session is to be.  Begin with acu_rating_plan_init(). */
typedef struct {
  gint64 label_set;
  gint64 rater;
  const gint64 *photos; /* what is rated */
  gsize n_photos;
  const gint64 *training; /* examples that come first, in an order of their own, and do not count;
                           * of a pairwise set, as of the anchors, two running are a pair */
  gsize n_training;
  const gint64 *anchors; /* shown to everybody, so that sessions can be compared */
  gsize n_anchors;
  AcuQueueOptions queue; /* where it is UNCERTAIN and has no previous scorer, the version of the
                          * model before is found (app/labeling/queue-basis.h) */
  double repeat_share;   /* of the pictures that are shown twice: 0.05 */
  guint repeat_distance; /* pictures between: 10 */
  guint64 seed;   /* mixed with the rater's name, so that each has an order of his own; 0: one
                   * is drawn */
  guint n_pairs;  /* of a pairwise set: how many comparisons, without examples and anchors; 0:
                   * five for each photo */
  int patch_side; /* of a patch set: pixels of the photo: 224 */
  guint patches;  /* of a patch set, for each photo: 1 */
  AcuDisplayScale display;
  gboolean informed;    /* not blind: names and predictions are shown */
  double break_minutes; /* remind of a break after so long; 0: never: 20 */
} AcuRatingPlan;

void acu_rating_plan_init (AcuRatingPlan *plan);

typedef struct _AcuRatingSession AcuRatingSession;

/* Makes a session by @plan and enters it in the catalog.  Pictures of one group
 * (app/labeling/photo-group.h) are kept apart where that can be.  Of a photo, all raters of a patch
 * set are shown the same patches.  While a session is blind, its order tells nothing of what a
 * model thinks: what UNCERTAIN and BOUNDARY put first is shuffled, twenty at a time.  A pairwise
 * session picks its pairs by what they tell, a round at a time, so that it grows while it goes on;
 * the other kinds know all their pictures at once. Errors: ACU_LABELING_ERROR_DATA for too few
 * photos, or patches larger than every photo, ACU_LABELING_ERROR_SET, those of the catalog.
 * (transfer full) */
AcuRatingSession *
acu_rating_session_create (AcuCatalog *catalog, const AcuRatingPlan *plan, GError **error);

/* Opens a session where it was left.  ACU_LABELING_ERROR_SESSION where there is none.
 * (transfer full) */
AcuRatingSession *acu_rating_session_open (AcuCatalog *catalog, gint64 session, GError **error);

AcuRatingSession *acu_rating_session_ref (AcuRatingSession *session);
void acu_rating_session_unref (AcuRatingSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRatingSession, acu_rating_session_unref)

gint64 acu_rating_session_get_id (AcuRatingSession *session);
AcuLabelMethod acu_rating_session_get_method (AcuRatingSession *session);
AcuDisplayScale acu_rating_session_get_display (AcuRatingSession *session);

/* Whether the rater is told neither what a picture is called nor what a model thinks of it. */
gboolean acu_rating_session_is_blind (AcuRatingSession *session);

/* The set's name and note, which are instructions to raters; the rater's name.  The session's. */
const char *acu_rating_session_get_set_name (AcuRatingSession *session);
const char *acu_rating_session_get_note (AcuRatingSession *session);
const char *acu_rating_session_get_rater_name (AcuRatingSession *session);
void acu_rating_session_get_scale (AcuRatingSession *session, double *score_min, double *score_max);

/* Where the rater is. */
typedef struct {
  AcuLabelItem item; /* zeros when the session is over */
  gboolean is_over;
  guint position; /* in the session, from 0 */
  guint n_done;   /* answered, skipped ones included */
  guint n_total;  /* answers that the session asks for */
  gboolean can_undo;
  gboolean is_break_due;
  double break_minutes; /* to the next reminder; INFINITY without */
} AcuRatingStep;

void acu_rating_session_get_step (AcuRatingSession *session, AcuRatingStep *step);

/* What will come @ahead answers after the present one (1: the next), for prefetching.  FALSE where
 * that is not known yet, or nothing. */
gboolean acu_rating_session_peek (AcuRatingSession *session, guint ahead, AcuLabelItem *item);

/* Has the next round of a pairwise session made while the rater answers the last pairs of this one,
 * on the catalog's threads, so that it can be prefetched too; does nothing unless it is due and not
 * being made yet.  Where it is not done in time, answering waits for it.  For the main thread.
 * Errors: those of the catalog. */
void acu_rating_session_look_ahead_async (AcuRatingSession *session,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);

/* TRUE if there is more to be peeked at. */
gboolean acu_rating_session_look_ahead_finish (GAsyncResult *result, GError **error);

/* How the present item was seen.  Fitted pictures are as large as the window lets them be, so that
 * the scale is kept with each answer. */
typedef struct {
  int response_ms;         /* from picture to answer; -1: unknown */
  double zoom, other_zoom; /* pixels of the screen to one of the picture, and of the right one of a
                            * pair; 0: unknown */
} AcuViewing;

/* Keeps the rater's answer to the present item and goes on to the next, in this order: when it
 * returns TRUE the answer is on the disk, and where it fails the session stays where it was.
 * @score: on the set's scale, a whole number for grades; of a pair 1 left, 0 right, 0.5 neither.
 * @viewing: (nullable): nothing is known of it.
 * Errors: ACU_LABELING_ERROR_VALUE, ACU_LABELING_ERROR_SESSION when it is over, those of the
 * catalog. */
gboolean acu_rating_session_rate (AcuRatingSession *session,
                                  double score,
                                  const AcuViewing *viewing,
                                  GError **error);

/* Likewise, without a score: @reason tells why. */
gboolean acu_rating_session_skip (AcuRatingSession *session,
                                  const char *reason,
                                  const AcuViewing *viewing,
                                  GError **error);

/* Takes the last answer back and returns to its item.  Also what was answered before the session
 * was left can be taken back, answer by answer. */
gboolean acu_rating_session_undo (AcuRatingSession *session, GError **error);

/* The same on the catalog's thread. */
void acu_rating_session_rate_async (AcuRatingSession *session,
                                    double score,
                                    const AcuViewing *viewing,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void acu_rating_session_skip_async (AcuRatingSession *session,
                                    const char *reason,
                                    const AcuViewing *viewing,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void acu_rating_session_undo_async (AcuRatingSession *session,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Of any of the three; the callback's source is the catalog. */
gboolean
acu_rating_session_finish (AcuRatingSession *session, GAsyncResult *result, GError **error);

/* The rater has rested: the time to the next reminder begins anew. */
void acu_rating_session_take_break (AcuRatingSession *session);

G_END_DECLS
