/* What a model finds wrong with a photo, seen beside the best of its group. */
#pragma once

#include "app/catalog/score-store.h"

G_BEGIN_DECLS

/* So many faults are worth telling at most. */
#define ACU_CULL_FAULTS_MAX 3

/* Faults that differ by less look alike. */
#define ACU_CULL_FAULT_STEP 0.1

typedef struct {
  char *name;
  double strength;      /* 0..1, the mean over the photo's patches */
  gboolean is_stronger; /* than the same fault of the best */
} AcuCullFault;

void acu_cull_fault_free (AcuCullFault *fault);

/* The faults that tell against a photo whose faults are @faults: those that are stronger by
 * ACU_CULL_FAULT_STEP than what the best of its group has, @best, and then those that are notable
 * (ACU_FAULT_NOTABLE) without that; each part with the strongest first.  @best is NULL where there
 * is nothing to compare with.  @names (K), @faults (K), @best (K).  (transfer full) (element-type
 * AcuCullFault) */
GPtrArray *acu_cull_faults_compare (const char *const *names,
                                    const float *faults,
                                    const float *best,
                                    guint n_faults);

/* The same of two photos that @scorer has scored; @best is 0 where there is none.  Empty where the
 * model names no faults, or has not scored the photo. (transfer full) (element-type AcuCullFault)
 */
GPtrArray *acu_cull_faults_load (
    AcuCatalog *catalog, gint64 scorer, gint64 photo, gint64 best, GError **error);

G_END_DECLS
