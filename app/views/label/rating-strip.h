/* The strip above a picture that is rated: whose session it is, how it shows pictures, where the
 * rater has come to and how long the rest will take. */
#pragma once

#include "app/labeling/rating-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_RATING_STRIP (acu_rating_strip_get_type ())
G_DECLARE_FINAL_TYPE (AcuRatingStrip, acu_rating_strip, ACU, RATING_STRIP, GtkWidget)

GtkWidget *acu_rating_strip_new (void);

void acu_rating_strip_set_session (AcuRatingStrip *strip, AcuRatingSession *session);

/* Whether there is room for more than the place. */
void acu_rating_strip_set_wide (AcuRatingStrip *strip, gboolean wide);

/* What the picture is called, and its score; it is shown in sessions that are not blind, NULL
 * never. */
void acu_rating_strip_set_name (AcuRatingStrip *strip, const char *name);

void acu_rating_strip_set_step (AcuRatingStrip *strip, const AcuRatingStep *step);

/* The pace of answers: one has just been given; what came before a rest says nothing about it. */
void acu_rating_strip_note_answer (AcuRatingStrip *strip);
void acu_rating_strip_forget_pace (AcuRatingStrip *strip);

G_END_DECLS
