/* What the models of runs are called by now: they may be renamed, or removed, by anybody. */
#pragma once

#include "app/learning/service/run-record.h"

G_BEGIN_DECLS

/* Has every record of @records (AcuRunRecord) say what its model is called now; none where it was
 * removed.  Reads the heads of all models, where there is a record with one. */
void acu_run_models_follow (GPtrArray *records);

G_END_DECLS
