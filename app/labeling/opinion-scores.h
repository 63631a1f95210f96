/* What a method makes of an opinion matrix: a score for every stimulus, and which subjects it
 * heard. */
#pragma once

#include "app/labeling/opinion-matrix.h"

G_BEGIN_DECLS

typedef struct {
  guint n;       /* ratings that count */
  double score;  /* NAN without any */
  double stddev; /* of these ratings, as a sample; NAN below two */
  double ci;     /* half the width of the 95 % interval; NAN where it cannot be told */
} AcuOpinionScore;

/* Why a subject's ratings do not count. */
typedef enum {
  ACU_SCREENING_NONE,         /* they do */
  ACU_SCREENING_BT500,        /* ITU-R BT.500-14: strays often, and to both sides */
  ACU_SCREENING_CONSTANT,     /* the same score for everything: no z-score exists */
  ACU_SCREENING_LINE_CLICKER, /* one grade more than twice as often as all others together */
  ACU_SCREENING_DISAGREEMENT, /* hardly any correlation with what everybody says */
  ACU_SCREENING_FEW,          /* too few ratings for the method to tell how the subject rates */
  ACU_SCREENING_APART,        /* too little of what the subject rated was rated by others as well */
} AcuScreeningRule;

/* The rule in English words, for scripts and, translated by gettext(), for people; "" for
 * ACU_SCREENING_NONE. */
const char *acu_screening_rule_to_string (AcuScreeningRule rule);

typedef struct {
  guint n_stimuli;
  guint n_subjects;
  AcuOpinionScore *stimuli;    /* (J) */
  AcuOpinionMatrix *influence; /* (J,I) by how much what a subject said, and not somebody average,
                                * moved the score: the rating's weight by its difference from it,
                                * which are zero together; NAN where nothing counts */
  AcuScreeningRule *rules;     /* (I) which rule speaks against a subject, heard or not */
  gboolean *heard;             /* (I) */
} AcuOpinionScores;

AcuOpinionScores *acu_opinion_scores_new (guint n_stimuli, guint n_subjects);
void acu_opinion_scores_free (AcuOpinionScores *scores);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuOpinionScores, acu_opinion_scores_free)

/* Sets n, score and stddev of each stimulus to those of its row, ci by Student's t, and the
 * influence of each rating. */
void acu_opinion_scores_set_means (AcuOpinionScores *scores, const AcuOpinionMatrix *matrix);

/* Mean opinion score: the mean of all ratings (ITU-T P.910, analysis of
 * results), with the sample's standard deviation and Student's interval.  (transfer full) */
AcuOpinionScores *acu_mean_score_compute (const AcuOpinionMatrix *matrix);

G_END_DECLS
