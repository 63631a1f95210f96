/* Two or more runs on the same axes. */
#pragma once

#include "app/learning/service/run-record.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_RUN_COMPARE (acu_run_compare_get_type ())
G_DECLARE_FINAL_TYPE (AcuRunCompare, acu_run_compare, ACU, RUN_COMPARE, GtkWidget)

/* The runs there are to choose from; the newest two are chosen at first.
 * @records: (element-type AcuRunRecord), copied. */
void acu_run_compare_set_records (AcuRunCompare *compare, GPtrArray *records);

G_END_DECLS
