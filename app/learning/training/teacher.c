#include "app/learning/training/teacher.h"

#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"

#include <glib/gi18n.h>

struct _AcuTeacher {
  AcuPredictor *predictor;
  char *fingerprint; /* NULL: nobody asked yet */
  guint n_faults;    /* that the teacher knows */
  guint n_learned;   /* K, the student's */
  int *fault_index;  /* (K) of the student's faults among the teacher's, or -1 */
  double scale;      /* from the teacher's scores to the student's */
  double offset;
};

static int
find_name (char **names, const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;
  return -1;
}

AcuTeacher *
acu_teacher_new (const char *name,
                 const AcuPredictorOptions *options,
                 const AcuArchitecture *student,
                 GError **error)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) model = acu_model_store_open (store, name, error);
  g_autoptr (AcuTeacher) teacher = NULL;
  const AcuArchitecture *knows;

  if (model == NULL)
    return NULL;
  knows = acu_model_get_architecture (model);
  if (knows->input_size != student->input_size) {
    g_set_error (
        error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
        _ ("the model “%s” looks at patches of %u pixels and cannot teach one that looks at "
           "%u"),
        name, knows->input_size, student->input_size);
    return NULL;
  }
  teacher = g_new0 (AcuTeacher, 1);
  teacher->predictor = acu_predictor_new (model, options, error);
  if (teacher->predictor == NULL)
    return NULL;
  teacher->n_faults = acu_architecture_count_faults (knows);
  teacher->n_learned = acu_architecture_count_faults (student);
  teacher->fault_index = g_new (int, teacher->n_learned + 1);
  for (guint i = 0; i < teacher->n_learned; i++)
    teacher->fault_index[i] = find_name (knows->fault_names, student->fault_names[i]);
  teacher->scale = (double)(student->score_max - student->score_min) /
                   (double)(knows->score_max - knows->score_min);
  teacher->offset = (double)student->score_min - teacher->scale * (double)knows->score_min;
  return g_steal_pointer (&teacher);
}

void
acu_teacher_free (AcuTeacher *teacher)
{
  if (teacher == NULL)
    return;
  g_clear_pointer (&teacher->predictor, acu_predictor_free);
  g_free (teacher->fault_index);
  g_free (teacher->fingerprint);
  g_free (teacher);
}

const char *
acu_teacher_get_fingerprint (AcuTeacher *teacher)
{
  if (teacher->fingerprint == NULL)
    teacher->fingerprint = acu_model_dup_fingerprint (acu_predictor_get_model (teacher->predictor));
  return teacher->fingerprint;
}

const char *
acu_teacher_get_training (const AcuTeacher *teacher)
{
  return acu_model_get_training (acu_predictor_get_model (teacher->predictor));
}

gboolean
acu_teacher_ask (AcuTeacher *teacher,
                 const guint8 *patches,
                 guint n,
                 float *scores,
                 float *faults,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree float *said = g_new (float, (gsize)n * teacher->n_faults + 1);
  const AcuPrediction prediction = {.scores = scores,
                                    .faults = teacher->n_faults > 0 ? said : NULL};

  if (!acu_predictor_run (teacher->predictor, patches, n, &prediction, cancellable, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    scores[i] = (float)(teacher->scale * (double)scores[i] + teacher->offset);
    for (guint k = 0; k < teacher->n_learned; k++) {
      float *fault = faults + (gsize)i * teacher->n_learned + k;

      if (*fault < 0.0f && teacher->fault_index[k] >= 0)
        *fault = said[(gsize)i * teacher->n_faults + (guint)teacher->fault_index[k]];
    }
  }
  return TRUE;
}
