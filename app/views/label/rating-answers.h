/* The answers below a picture: five grades, left or right or neither, or a value on a scale; and
 * the way past it without one. */
#pragma once

#include "app/labeling/rating-session.h"
#include "app/views/label/value-scale.h"

G_BEGIN_DECLS

typedef enum {
  ACU_ANSWERS_GRADES,
  ACU_ANSWERS_PAIRS,
  ACU_ANSWERS_VALUE,
} AcuAnswerKind;

#define ACU_TYPE_RATING_ANSWERS (acu_rating_answers_get_type ())
G_DECLARE_FINAL_TYPE (AcuRatingAnswers, acu_rating_answers, ACU, RATING_ANSWERS, GtkWidget)

GtkWidget *acu_rating_answers_new (void);

/* Offers what @session's method asks for. */
void acu_rating_answers_set_session (AcuRatingAnswers *answers, AcuRatingSession *session);
AcuAnswerKind acu_rating_answers_get_kind (AcuRatingAnswers *answers);

/* Where a value is chosen. (transfer none) */
AcuValueScale *acu_rating_answers_get_scale (AcuRatingAnswers *answers);

/* Opens the reasons for which a picture may be skipped. */
void acu_rating_answers_open_skip (AcuRatingAnswers *answers);

/* Closes them once a picture was skipped, with nothing left of a reason that was typed. */
void acu_rating_answers_close_skip (AcuRatingAnswers *answers);

/* Whether there is room for hints beside the answers. */
void acu_rating_answers_set_wide (AcuRatingAnswers *answers, gboolean wide);

G_END_DECLS
