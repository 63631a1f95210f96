/* Scores in units of each rater's own mean and spread, as KonIQ-10k's MOS_zscore (Hosu, Lin,
 * Sziranyi, Saupe, "KonIQ-10k: An ecologically valid database for deep learning of blind image
 * quality assessment", IEEE TIP 29, 2020). */
#pragma once

#include "app/labeling/opinion-scores.h"

G_BEGIN_DECLS

/* Replaces each subject's scores by (score - mean) / standard deviation of the sample, so that
 * subjects who use the scale differently agree.  Subjects with fewer than two different scores have
 * no z-scores: theirs become missing. (transfer full) */
AcuOpinionMatrix *acu_z_score_standardise (const AcuOpinionMatrix *matrix);

/* Means of z-scores, put on the scale: z of -3..3, which holds more than 99 % of normal z-scores,
 * becomes @score_min..@score_max (Seshadrinathan et al., "Study of subjective and objective quality
 * assessment of video", IEEE TIP 19, 2010); what lies beyond stays beyond, so that
 * order and distances are kept.
 *
 * Subjects whose most frequent score is more than twice as frequent as all their others together
 * are line clickers, whose ratings KonIQ-10k leaves out; with fewer than
 * ACU_LINE_CLICKER_RATINGS ratings nobody is called one, and on a scale that is not of whole
 * grades (@graded FALSE) nobody can be.
 *
 * Then subjects go whose z-scores correlate with the crowd's mean by less than ACU_AGREEMENT_PLCC.
 * Its crowd is so large that it hardly matters who is in it; ours may be three, so that a subject
 * is compared with the mean of the others, and only the least agreeing one goes at a time, since
 * one who answers at random lowers everybody's agreement.  With fewer than ACU_AGREEMENT_SUBJECTS
 * subjects left nobody can tell who of them is wrong, and what fewer than ACU_AGREEMENT_RATINGS
 * pictures say is chance.
 *
 * @keep: (nullable, (I)) who is heard all the same, whatever rule speaks against him.
 * (transfer full) */
AcuOpinionScores *acu_z_score_compute (const AcuOpinionMatrix *matrix,
                                       double score_min,
                                       double score_max,
                                       gboolean graded,
                                       const gboolean *keep);

#define ACU_LINE_CLICKER_RATINGS 20
#define ACU_LINE_CLICKER_RATIO   2.0

#define ACU_AGREEMENT_PLCC     0.5
#define ACU_AGREEMENT_SUBJECTS 3
#define ACU_AGREEMENT_RATINGS  20

G_END_DECLS
