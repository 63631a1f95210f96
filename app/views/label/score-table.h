/* The pictures of a label set with their scores, sortable by every column. */
#pragma once

#include "app/labeling/label-result.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_SCORE_TABLE (acu_score_table_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoreTable, acu_score_table, ACU, SCORE_TABLE, GtkWidget)

GtkWidget *acu_score_table_new (void);

/* Shows @result, which is only looked at; NULL for nothing. */
void acu_score_table_set_result (AcuScoreTable *table, const AcuLabelResult *result);

G_END_DECLS
