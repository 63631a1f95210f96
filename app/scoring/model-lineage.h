/* What a model was trained from: its base, the base of that, and so on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char **names;        /* of the models, its own base first, as they were called then;
                        * NULL-terminated */
  char **fingerprints; /* of each (acu_model_dup_fingerprint()), which stay when it is renamed or
                        * moved; "-" where the file does not say it; NULL-terminated */
} AcuModelLineage;

/* Reads what a model's file says of its training (AcuModelFile.training, nullable); empty where
 * that is nothing, or is damaged. (transfer full) */
AcuModelLineage *acu_model_lineage_read (const char *training);
void acu_model_lineage_free (AcuModelLineage *lineage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuModelLineage, acu_model_lineage_free)

G_END_DECLS
