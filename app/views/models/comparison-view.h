/* Charts, tables and sentences about two models. */
#pragma once

#include "app/learning/evaluation/comparison.h"
#include "app/views/models/picture-browser.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Predicted against opinion scores, before and after, each with its fit. */
GtkWidget *acu_scatter_chart_new (const AcuComparison *comparison);

/* The table of metrics with @verdict, a sentence that says what it comes to. */
GtkWidget *acu_metric_table_new (const AcuComparison *comparison, const char *verdict);

/* The verdict in a sentence. (transfer full) */
char *acu_comparison_dup_verdict (const AcuComparison *comparison);

/* Errors by group; NULL where there are not two groups. */
GtkWidget *acu_group_chart_new (const AcuComparison *comparison);

/* Fills @browser with the pictures on which the model disagrees most with people. */
void acu_comparison_fill_browser (const AcuComparison *comparison, AcuPictureBrowser *browser);

/* Has @browser show the picture @at (0..n-1) of @comparison, whether it is one of those or not. */
void acu_comparison_show_picture (const AcuComparison *comparison,
                                  guint64 at,
                                  AcuPictureBrowser *browser);

/* Scores of both models against each other. */
GtkWidget *acu_rank_chart_new (const AcuRankChange *change, const char *before, const char *after);

/* Which photos two models put in order. */
typedef enum {
  ACU_RANKED_FOLDER,  /* all of the open folder and of those below it */
  ACU_RANKED_LIBRARY, /* all there are */
  ACU_RANKED_SHOWN,   /* those that the filters leave */
} AcuRankedPhotos;

/* How many of @photos rise and fall, in a sentence. (transfer full) */
char *acu_rank_change_dup_words (const AcuRankChange *change, AcuRankedPhotos photos);

/* Fills @browser with the pictures that move most. */
void acu_rank_change_fill_browser (const AcuRankChange *change, AcuPictureBrowser *browser);

/* Has @browser show the picture @at (0..n-1) of @change, whether it is one of those or not. */
void
acu_rank_change_show_picture (const AcuRankChange *change, guint64 at, AcuPictureBrowser *browser);

G_END_DECLS
