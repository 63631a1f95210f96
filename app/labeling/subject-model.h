/* Maximum-likelihood recovery of quality from raters who are biased and inconsistent, each in his
 * own measure: score(j,i) = quality(j) + bias(i) + inconsistency(i) * N(0,1).
 *
 * Li, Bampis, Krasula, Janowski, Katsavounidis, "A Simple Model for Subject Behavior in Subjective
 * Experiments", Human Vision and Electronic Imaging 2020; ITU-T P.910 (11/2021), Annex E; ITU-T
 * P.913 (06/2021), clause 12.6; the model MLE_CO_AP of
 * Netflix's SUREAL.  Random raters are not thrown out but weigh next to nothing. */
#pragma once

#include "app/labeling/opinion-scores.h"

G_BEGIN_DECLS

/* Below three raters the model cannot tell whose scores are the inconsistent ones: one of two would
 * always be right. */
#define ACU_SUBJECT_MODEL_RATERS 3

/* Bias takes one of a rater's ratings, so that of two a single difference would be all that there
 * is to say how inconsistent he is; of one, that he is as consistent as nobody. */
#define ACU_SUBJECT_MODEL_RATINGS 3

typedef struct {
  guint n_stimuli;        /* J */
  guint n_subjects;       /* I */
  double *quality;        /* (J) NAN without ratings */
  double *standard_error; /* (J) of the quality: 1 / sqrt(sum over i of 1 / inconsistency(i)^2), the
                           * inverse of the likelihood's Fisher information */
  double *sos;            /* (J) standard deviation of the score as P.910's reference code has it:
                           * the stimulus's own residual deviation over sqrt(n) */
  double *bias;           /* (I) their mean is zero; NAN without ratings */
  double *inconsistency;  /* (I) standard deviation of what is left */
  guint n_iterations;
  guint collapsed; /* the subject whom the model follows alone, or G_MAXUINT.  The likelihood grows
                    * without end as one subject's inconsistency goes to nought, and panels of five
                    * or fewer usually lead there: quality is then that subject's scores, and the
                    * errors mean nothing */
} AcuSubjectModel;

/* Fits by alternating projection: quality, bias and inconsistency are estimated from each other,
 * until quality moves by less than 1e-8 (P.910's constants). (transfer full) */
AcuSubjectModel *acu_subject_model_fit (const AcuOpinionMatrix *matrix);

/* The same by restricted maximum likelihood (Patterson and Thompson, Biometrika 58, 1971): a
 * subject's squared residuals are divided by the sum of 1 - h instead of their number, where h is
 * the subject's weight in the stimulus's quality, so that being followed does not look like being
 * right.  For a handful of raters, where maximum likelihood collapses. (transfer full) */
AcuSubjectModel *acu_subject_model_fit_restricted (const AcuOpinionMatrix *matrix);

/* Adds the stimuli of @matrix that a single subject has rated, on which the likelihood has no
 * maximum:
 * @model is of the others.  Their quality is what he said without his bias, as uncertain as he is
 * inconsistent. */
void acu_subject_model_extend (AcuSubjectModel *model, const AcuOpinionMatrix *matrix);
void acu_subject_model_free (AcuSubjectModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSubjectModel, acu_subject_model_free)

/* The quality by @model of @matrix as scores, with 1.96 standard errors as interval: none
 * where the subjects agree to the last digit, which leaves nothing to tell their errors by.
 * (transfer full) */
AcuOpinionScores *acu_subject_model_get_scores (const AcuSubjectModel *model,
                                                const AcuOpinionMatrix *matrix);

G_END_DECLS
