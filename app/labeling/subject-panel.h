/* Whom of a label set's raters the subject model can hear, and what it makes of them.
 *
 * Only what others have rated too says how biased and how inconsistent a rater is: the model
 * follows the rest wherever it goes, and takes that for perfect consistency. */
#pragma once

#include "app/labeling/subject-model.h"

G_BEGIN_DECLS

typedef struct {
  AcuSubjectModel *model;  /* NULL where it has no answer */
  AcuOpinionMatrix *heard; /* the ratings of those who are in it */
  AcuScreeningRule *rules; /* (I) why somebody is not: ACU_SCREENING_FEW, ACU_SCREENING_APART */
  guint n_heard;
  guint n_enough; /* raters of at least ACU_SUBJECT_MODEL_RATINGS ratings, shared or not */
  guint follows;  /* without a model, whom it would follow alone; G_MAXUINT where too few of the
                   * raters are left for it */
  gboolean restricted; /* it is that of acu_subject_model_fit_restricted() */
} AcuSubjectPanel;

/* Fits the model to the raters of @matrix, each of whom has at least ACU_SUBJECT_MODEL_RATINGS
 * ratings of what others in it have rated too.  Of groups without a stimulus in common the largest
 * is heard, since nothing tells whose scale is the higher.  Who is followed alone although others
 * have rated more than twice as much is left out.  (transfer full) */
AcuSubjectPanel *acu_subject_panel_fit (const AcuOpinionMatrix *matrix);
void acu_subject_panel_free (AcuSubjectPanel *panel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSubjectPanel, acu_subject_panel_free)

G_END_DECLS
