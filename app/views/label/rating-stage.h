/* What a rater looks at: one picture, two, or a square of one, on a neutral grey that is the same
 * for everybody (Rec. ITU-R BT.500, viewing conditions), and always at the same scale. */
#pragma once

#include "app/labeling/rating-session.h"
#include "app/views/shared/photo-texture.h"

G_BEGIN_DECLS

#define ACU_TYPE_RATING_STAGE (acu_rating_stage_get_type ())
G_DECLARE_FINAL_TYPE (AcuRatingStage, acu_rating_stage, ACU, RATING_STAGE, GtkWidget)

GtkWidget *acu_rating_stage_new (void);

/* Pictures are as large as the stage allows, yet never larger than they are; or one pixel of theirs
 * is one of the screen, and dragging moves them. */
void acu_rating_stage_set_display (AcuRatingStage *stage, AcuDisplayScale display);

/* Shows @item by its pictures; @other is NULL unless it is a pair.  A pair's left one is left,
 * whatever the direction of the text. */
void acu_rating_stage_show (AcuRatingStage *stage,
                            const AcuLabelItem *item,
                            AcuPhotoTexture *picture,
                            AcuPhotoTexture *other);

/* Shows grey. */
void acu_rating_stage_clear (AcuRatingStage *stage);

/* When what is shown was first drawn, monotonic microseconds; 0 while it was not. */
gint64 acu_rating_stage_get_drawn (AcuRatingStage *stage);

/* How large the first picture (@index 0) or the right one of a pair is shown: pixels of the screen
 * to one of the picture; 0 for none. */
double acu_rating_stage_get_zoom (AcuRatingStage *stage, int index);

/* Moves pictures that are larger than the stage, in pixels of the screen. */
void acu_rating_stage_pan (AcuRatingStage *stage, double dx, double dy);

G_END_DECLS
