/* The course of a run as plots. */
#pragma once

#include "app/learning/service/training-service.h"
#include "app/views/charts/plot.h"

G_BEGIN_DECLS

typedef enum {
  ACU_RUN_PLOT_LOSS,
  ACU_RUN_PLOT_AGREEMENT,
  ACU_RUN_PLOT_RATES,
  ACU_RUN_PLOT_SPEED,
  ACU_N_RUN_PLOTS
} AcuRunPlot;

typedef struct _AcuRunPlots AcuRunPlots;

/* Empty plots. */
AcuRunPlots *acu_run_plots_new (void);
void acu_run_plots_free (AcuRunPlots *plots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRunPlots, acu_run_plots_free)

/* (transfer none) */
AcuPlot *acu_run_plots_get (AcuRunPlots *plots, AcuRunPlot which);

/* Empties the plots, for the run of @record. */
void acu_run_plots_begin (AcuRunPlots *plots, const AcuRunRecord *record);

/* How many steps and epochs the plots were given. */
void acu_run_plots_get_length (AcuRunPlots *plots, guint *n_steps, guint *n_epochs);

/* Appends what @log has, a part now and the rest when the main loop has time: however long it is,
 * nothing waits for it.  (transfer full) @log */
void acu_run_plots_append (AcuRunPlots *plots, AcuRunLog *log);

/* Tells what is known of the run only once it has begun: how many pictures it learns from, before
 * its epochs are appended, and how good the base was. */
void acu_run_plots_follow (AcuRunPlots *plots, const AcuRunRecord *record);

G_END_DECLS
