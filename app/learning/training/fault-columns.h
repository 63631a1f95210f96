/* Columns of a table that somebody may have meant to be faults. */
#pragma once

#include "app/learning/datasets/dataset.h"

G_BEGIN_DECLS

/* Says which columns of the table that @dataset was read from are called like a fault, but not so
 * that they are read as one.  NULL where none is, or others are read as faults: then they are meant
 * to be what they are. (transfer full) (nullable) */
char *acu_fault_columns_describe (const AcuDataset *dataset);

/* Says which faults @dataset labels that are none of @known (NULL-terminated).  NULL where there
 * are none. (transfer full) (nullable) */
char *acu_fault_columns_describe_unknown (const AcuDataset *dataset, char *const *known);

G_END_DECLS
