/* What a label set comes to: a score for every picture, and what is to be thought of the raters. */
#pragma once

#include "app/labeling/label-table.h"
#include "app/labeling/opinion-scores.h"

G_BEGIN_DECLS

typedef enum {
  ACU_OPINION_MEAN,          /* acu_mean_score_compute() */
  ACU_OPINION_Z_SCORE,       /* acu_z_score_compute() */
  ACU_OPINION_BT500,         /* acu_bt500_compute() */
  ACU_OPINION_SUBJECT_MODEL, /* acu_subject_model_fit() */
  ACU_OPINION_BRADLEY_TERRY, /* acu_bradley_terry_fit(), for pairwise sets and for no others */
} AcuOpinionMethod;

/* "mean", "zscore", "bt500", "p910", "bradley-terry". */
const char *acu_opinion_method_to_string (AcuOpinionMethod method);

/* ACU_LABELING_ERROR_DATA lists the names. */
gboolean
acu_opinion_method_from_string (const char *text, AcuOpinionMethod *method, GError **error);

/* Whether @method is for ratings of @set's kind; else ACU_LABELING_ERROR_DATA says which are. */
gboolean acu_opinion_method_check (AcuOpinionMethod method, const AcuLabelSet *set, GError **error);

/* What was chosen for @set, else what suits its ratings. */
AcuOpinionMethod acu_opinion_method_of_set (const AcuLabelSet *set);

/* The mean, or Bradley and Terry's model for a pairwise set. */
AcuOpinionMethod acu_opinion_method_choose (AcuLabelMethod method);

typedef struct {
  AcuScreeningRule rule; /* that speaks against the rater */
  gboolean heard;        /* whether his ratings count */
  guint n_ratings;       /* repeated ones too */
  double bias; /* in units of the scale: by the subject model, or, where it says nothing, as
                * of two raters, the mean difference from the pictures' means; NAN where
                * nobody else rated the same */
  double inconsistency; /* by the subject model; NAN where it says nothing */
  double agreement;     /* SRCC with the mean of the others; of pairs, the share of decided answers
                         * that the model finds likelier than not; NAN where it cannot be told */
  guint n_repeats;
  double repeat_srcc;
  double repeat_difference; /* mean absolute */
  guint n_controls;         /* of pairs: control pairs that he and most others decided */
  guint n_controls_passed;  /* of these, decided as they did */
} AcuRaterResult;

#define ACU_RESULT_BINS 20

typedef struct {
  AcuOpinionMethod method;
  AcuLabelTable *table;
  AcuOpinionScore *scores; /* (stimuli of the table); NAN where nothing counts.  Of pairs: the share
                            * of the others that a picture is preferred to, on the set's scale of
                            * 0..1; n the comparisons, ci half the interval's length */
  double *low, *high;      /* (stimuli) ends of the 95 % interval; of pairs it is not the same to
                            * both sides */
  AcuOpinionMatrix *influence;      /* see AcuOpinionScores; NULL for pairs */
  AcuRaterResult *raters;           /* (raters of the table) */
  double alpha;                     /* Krippendorff's; NAN for pairs */
  guint histogram[ACU_RESULT_BINS]; /* of the ratings, evenly over the scale; 5 bins for grades; of
                                     * pairs how often left, neither, right was better */
  guint n_bins;
  guint n_components;  /* of pairs: groups that were never compared with each other */
  gboolean separated;  /* of pairs: see AcuBradleyTerry */
  gboolean restricted; /* the subject model is that of acu_subject_model_fit_restricted() */
} AcuLabelResult;

/* Computes the scores of @table, which is taken.  @kept: ids of raters whose ratings count whatever
 * rule speaks against them.  Whom the subject model cannot hear (see AcuSubjectPanel) is not in it.
 * Errors: ACU_LABELING_ERROR_DATA where the method does not fit the set, or the raters are too few
 * for it or agree too little; the table is freed then too. (transfer full) */
AcuLabelResult *acu_label_result_new (AcuLabelTable *table,
                                      AcuOpinionMethod method,
                                      const gint64 *kept,
                                      gsize n_kept,
                                      GError **error);

/* Computes the scores of the set called @name, by the method that was chosen for it or, where it is
 * not NULL, by @method, and hears whom was chosen to be heard: what the results page, the command
 * line and the trainer all agree about.  Errors: those of acu_label_table_load() and
 * acu_label_result_new(). (transfer full) */
AcuLabelResult *acu_label_result_compute (AcuCatalog *catalog,
                                          const char *name,
                                          const AcuOpinionMethod *method,
                                          GError **error);
void acu_label_result_free (AcuLabelResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelResult, acu_label_result_free)

/* One photo's score. */
typedef struct {
  const AcuStimulus *stimulus; /* the photo, or its first patch */
  AcuOpinionScore score; /* of several patches the mean and n the sum, without a deviation.  Raters
                          * are drawn and not patches, so that what one of them says of all the
                          * patches is one draw: the interval is that of a mean with a cluster for
                          * each rater (Liang and Zeger, Biometrika 73, 1986), by Student's t; NAN
                          * where a patch that counts has none, as with one rater */
  double low, high;      /* ends of the interval */
} AcuPhotoScore;

/* The photos of which some rating counts, by path; valid as long as @result.  (transfer full)
 * (element-type AcuPhotoScore) */
GPtrArray *acu_label_result_list_photos (const AcuLabelResult *result);

G_END_DECLS
