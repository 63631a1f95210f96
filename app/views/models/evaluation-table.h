/* Every model on every dataset that is named: how well each agrees with people, in one table. */
#pragma once

#include "app/views/models/model-list.h"

G_BEGIN_DECLS

#define ACU_TYPE_EVALUATION_TABLE (acu_evaluation_table_get_type ())
G_DECLARE_FINAL_TYPE (AcuEvaluationTable, acu_evaluation_table, ACU, EVALUATION_TABLE, GtkWidget)

/* Takes the models of @models when it is begun.  Actions: "evaluation.run", with the datasets as
 * SPECs of acu_dataset_open(), "evaluation.cancel", "evaluation.copy", which puts the table on the
 * clipboard as CSV. */
GtkWidget *acu_evaluation_table_new (AcuModelList *models);

/* The table so far as CSV: model, dataset, pictures, SRCC, PLCC and their 95 % intervals.
 * (transfer full) */
char *acu_evaluation_table_dup_csv (AcuEvaluationTable *table);

G_END_DECLS
