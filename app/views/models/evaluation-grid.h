/* Models in rows, datasets in columns, and how well each agrees with people in each place. */
#pragma once

#include "app/views/models/evaluation-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The table of @results (AcuEvaluationResult), so far as there are any; below it, what failed. */
GtkWidget *acu_evaluation_grid_new (GPtrArray *results);

G_END_DECLS
