#include "app/views/train/run-plots.h"

#include <glib/gi18n.h>
#include <math.h>

/* A running mean over about fifty steps. */
#define SMOOTHING 0.98

struct _AcuRunPlots {
  AcuPlot *plots[ACU_N_RUN_PLOTS];
  guint n_steps, n_epochs;
  double patches; /* of an epoch's training */
  gboolean has_before;
};

AcuRunPlots *
acu_run_plots_new (void)
{
  AcuRunPlots *self = g_new0 (AcuRunPlots, 1);
  AcuPlot *plot;

  plot = self->plots[ACU_RUN_PLOT_LOSS] = acu_plot_new (_ ("Loss per step"));
  acu_plot_set_axis (plot, ACU_PLOT_X, _ ("Step"), ACU_AXIS_WHOLE);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("Loss"), ACU_AXIS_DEFAULT);
  plot = self->plots[ACU_RUN_PLOT_AGREEMENT] = acu_plot_new (_ ("Agreement with raters"));
  acu_plot_set_axis (plot, ACU_PLOT_X, _ ("Epoch"), ACU_AXIS_WHOLE);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("Correlation"), ACU_AXIS_DEFAULT);
  plot = self->plots[ACU_RUN_PLOT_RATES] = acu_plot_new (_ ("Learning rates"));
  acu_plot_set_axis (plot, ACU_PLOT_X, _ ("Step"), ACU_AXIS_WHOLE);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("Learning rate"), ACU_AXIS_LOGARITHMIC);
  plot = self->plots[ACU_RUN_PLOT_SPEED] = acu_plot_new (_ ("Throughput"));
  acu_plot_set_axis (plot, ACU_PLOT_X, _ ("Epoch"), ACU_AXIS_WHOLE);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("Patches a second"), ACU_AXIS_DEFAULT);
  return self;
}

void
acu_run_plots_free (AcuRunPlots *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < ACU_N_RUN_PLOTS; i++)
    g_object_unref (self->plots[i]);
  g_free (self);
}

AcuPlot *
acu_run_plots_get (AcuRunPlots *self, AcuRunPlot which)
{
  return self->plots[which];
}

void
acu_run_plots_begin (AcuRunPlots *self, const AcuRunRecord *record)
{
  guint series;

  for (guint i = 0; i < ACU_N_RUN_PLOTS; i++)
    acu_plot_clear (self->plots[i]);
  self->n_steps = self->n_epochs = 0;
  self->has_before = FALSE;

  series = acu_plot_add_series (self->plots[ACU_RUN_PLOT_LOSS],
                                acu_loss_kind_name (record->settings.loss.kind), ACU_SERIES_LINE);
  acu_plot_set_smoothing (self->plots[ACU_RUN_PLOT_LOSS], series, SMOOTHING);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_AGREEMENT], "SRCC", ACU_SERIES_LINE_POINTS);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_AGREEMENT], "PLCC", ACU_SERIES_LINE_POINTS);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_RATES], _ ("Head"), ACU_SERIES_LINE);
  if (record->settings.mode == ACU_RUN_FULL)
    acu_plot_add_series (self->plots[ACU_RUN_PLOT_RATES], _ ("Backbone"), ACU_SERIES_LINE);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_SPEED], _ ("Training and validation"),
                       ACU_SERIES_LINE_POINTS);
  acu_run_plots_follow (self, record);
}

void
acu_run_plots_get_length (AcuRunPlots *self, guint *n_steps, guint *n_epochs)
{
  *n_steps = self->n_steps;
  *n_epochs = self->n_epochs;
}

void
acu_run_plots_append (AcuRunPlots *self, const AcuRunLog *log)
{
  AcuPlot *agreement = self->plots[ACU_RUN_PLOT_AGREEMENT];
  AcuPlot *rates = self->plots[ACU_RUN_PLOT_RATES];

  for (guint i = 0; i < log->steps->len; i++) {
    const AcuRunStep *step = &g_array_index (log->steps, AcuRunStep, i);

    acu_plot_append (self->plots[ACU_RUN_PLOT_LOSS], 0, (double)step->step, step->loss);
    acu_plot_append (rates, 0, (double)step->step, step->rate_head);
    if (acu_plot_get_n_series (rates) > 1)
      acu_plot_append (rates, 1, (double)step->step, step->rate_backbone);
  }
  for (guint i = 0; i < log->epochs->len; i++) {
    const AcuRunEpoch *epoch = &g_array_index (log->epochs, AcuRunEpoch, i);

    if (epoch->validation.count > 0) {
      acu_plot_append (agreement, 0, epoch->epoch + 1, epoch->validation.srcc);
      acu_plot_append (agreement, 1, epoch->epoch + 1, epoch->validation.plcc);
    }
    if (epoch->seconds > 0)
      acu_plot_append (self->plots[ACU_RUN_PLOT_SPEED], 0, epoch->epoch + 1,
                       self->patches / epoch->seconds);
  }
  self->n_steps += log->steps->len;
  self->n_epochs += log->epochs->len;
}

void
acu_run_plots_follow (AcuRunPlots *self, const AcuRunRecord *record)
{
  const AcuAgreement *before = &record->before;
  g_autofree char *name = NULL;

  self->patches = (double)record->n_training * record->settings.patches_per_image;
  if (self->has_before || before->count == 0 || !isfinite (before->srcc))
    return;
  self->has_before = TRUE;
  name = g_strdup_printf (_ ("before: SRCC %.3f"), before->srcc);
  acu_plot_add_rule (self->plots[ACU_RUN_PLOT_AGREEMENT], name, before->srcc);
}
