/* Evaluations for other programs: an object of JSON or a row of CSV for each model and dataset. */
#pragma once

#include "app/learning/evaluation/evaluation.h"
#include "app/scoring/model-lineage.h"

G_BEGIN_DECLS

/* Appends {"model","dataset","pictures","skipped","seen","srcc","srcc_95","plcc",…}; numbers that
 * there are none of are null.  @seen: what the pictures did in the making of the model, by
 * acu_data_use_get_name(), else null: where it is not null, the figures flatter. */
void acu_evaluation_append_json (GString *json,
                                 const char *model,
                                 const AcuEvaluation *evaluation,
                                 AcuDataUse seen);

/* The same where it failed: {"model","dataset","error"}. */
void acu_evaluation_append_json_error (GString *json,
                                       const char *model,
                                       const char *dataset,
                                       const char *message);

/* Appends the names of the columns. */
void acu_evaluation_append_csv_head (GString *csv);

/* Appends a row; what there is no number of is empty, and so is "seen" where JSON says null. */
void acu_evaluation_append_csv (GString *csv,
                                const char *model,
                                const AcuEvaluation *evaluation,
                                AcuDataUse seen);

/* The same where it failed: everything is empty but the names and the last column. */
void acu_evaluation_append_csv_error (GString *csv,
                                      const char *model,
                                      const char *dataset,
                                      const char *message);

G_END_DECLS
