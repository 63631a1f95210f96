/* A score as number, colour and shape: the badge over photos, and beside text. */
#pragma once

#include "app/views/shared/score-band.h"

G_BEGIN_DECLS

#define ACU_TYPE_SCORE_BADGE (acu_score_badge_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoreBadge, acu_score_badge, ACU, SCORE_BADGE, GtkWidget)

GtkWidget *acu_score_badge_new (void);

/* Shows @score; NAN is none yet. */
void acu_score_badge_set_score (AcuScoreBadge *badge, AcuScoreScale scale, double score);

G_END_DECLS
