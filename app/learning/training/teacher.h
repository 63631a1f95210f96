/* A trained model that another one learns from: what it says of a patch is wanted beside what
 * people said of the picture.  (After Hinton, Vinyals and Dean, "Distilling the Knowledge in a
 * Neural Network", 2015, for a regression.) */
#pragma once

#include "app/scoring/predictor.h"

G_BEGIN_DECLS

typedef struct _AcuTeacher AcuTeacher;

/* Opens the model @name as @options say, to teach @student, patches of whose input size it must
 * take.  Fails with ACU_TRAINING_ERROR_RUN where it does not,
 * and as acu_model_store_open() and acu_predictor_new() do. (transfer full) */
AcuTeacher *acu_teacher_new (const char *name,
                             const AcuPredictorOptions *options,
                             const AcuArchitecture *student,
                             GError **error);
void acu_teacher_free (AcuTeacher *teacher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTeacher, acu_teacher_free)

/* Tells the teacher's weights apart: a run is not gone on with by another one.  Reads all of them,
 * the first time. */
const char *acu_teacher_get_fingerprint (AcuTeacher *teacher);

/* How it was trained itself, JSON; NULL where nobody said so. (nullable) */
const char *acu_teacher_get_training (const AcuTeacher *teacher);

/* What the teacher says of @n patches, U8 (n,S,S,3): @scores (n), on the student's scale, and in
 * @faults (n,K), the student's, each fault that is negative there and that the teacher knows by
 * name.  Cancelled and fails as acu_predictor_run() is and does. */
gboolean acu_teacher_ask (AcuTeacher *teacher,
                          const guint8 *patches,
                          guint n,
                          float *scores,
                          float *faults,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
