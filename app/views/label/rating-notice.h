/* What a rater reads between pictures: instructions, the end of the examples, a break, a pause, the
 * end. */
#pragma once

#include "app/labeling/rating-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_RATING_NOTICE (acu_rating_notice_get_type ())
G_DECLARE_FINAL_TYPE (AcuRatingNotice, acu_rating_notice, ACU, RATING_NOTICE, GtkWidget)

typedef enum {
  ACU_NOTICE_INSTRUCTIONS, /* also when a session is gone on with */
  ACU_NOTICE_TRAINED,      /* from here on it counts */
  ACU_NOTICE_BREAK,
  ACU_NOTICE_PAUSED,
  ACU_NOTICE_FAILED, /* an answer could not be kept */
  ACU_NOTICE_OVER,
} AcuRatingNoticeKind;

GtkWidget *acu_rating_notice_new (void);

/* @reason: of a failure; else NULL. */
void acu_rating_notice_show (AcuRatingNotice *notice,
                             AcuRatingNoticeKind kind,
                             AcuRatingSession *session,
                             const char *reason);

/* What was shown last. */
AcuRatingNoticeKind acu_rating_notice_get_kind (AcuRatingNotice *notice);

/* Whether the last answer can be taken back from a notice of this kind: it has just been given. */
gboolean acu_rating_notice_follows_answer (AcuRatingNoticeKind kind);

/* Has Enter go on. */
void acu_rating_notice_focus (AcuRatingNotice *notice);

G_END_DECLS
