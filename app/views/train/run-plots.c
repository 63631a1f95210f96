#include "app/views/train/run-plots.h"

#include "app/text/number-text.h"
#include "app/views/train/run-fields.h"

#include <glib/gi18n.h>
#include <math.h>

/* A running mean over about fifty steps. */
#define SMOOTHING 0.98

/* Points of a line that are kept: more than any screen has columns to show. */
#define MAX_POINTS 40000

/* Steps that are appended in one go. */
#define SLICE 4000

/* A point of the pace of training is of so many seconds at least: that of a single step says
 * nothing. */
#define PACE_SECONDS 5

/* What was trained since the last point of the pace. */
typedef struct {
  guint epoch;
  double seconds;
  double patches;
} Pace;

struct _AcuRunPlots {
  AcuPlot *plots[ACU_N_RUN_PLOTS];
  guint n_steps, n_epochs;
  GQueue *logs;   /* AcuRunLog, not all of whose steps are appended */
  guint n_taken;  /* steps of the first of them */
  guint filling;  /* source; 0: nothing is left to append */
  double patches; /* of an epoch's training */
  double n_steps_per_epoch;
  Pace pace;
  gboolean has_before;
};

AcuRunPlots *
acu_run_plots_new (void)
{
  AcuRunPlots *self = g_new0 (AcuRunPlots, 1);
  AcuPlot *plot;

  self->logs = g_queue_new ();
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
  /* Within the first epoch there is a mark at its end. */
  acu_plot_set_range (plot, ACU_PLOT_X, 0, 1, FALSE);
  return self;
}

/* Forgets what is not appended yet. */
static void
stop_filling (AcuRunPlots *self)
{
  g_clear_handle_id (&self->filling, g_source_remove);
  g_queue_clear_full (self->logs, (GDestroyNotify)acu_run_log_free);
  self->n_taken = 0;
}

void
acu_run_plots_free (AcuRunPlots *self)
{
  if (self == NULL)
    return;
  stop_filling (self);
  g_queue_free (self->logs);
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

  stop_filling (self);
  for (guint i = 0; i < ACU_N_RUN_PLOTS; i++)
    acu_plot_clear (self->plots[i]);
  self->n_steps = self->n_epochs = 0;
  self->pace = (Pace){0};
  self->has_before = FALSE;

  series =
      acu_plot_add_series (self->plots[ACU_RUN_PLOT_LOSS],
                           acu_loss_kind_get_label (record->settings.loss.kind), ACU_SERIES_LINE);
  acu_plot_set_smoothing (self->plots[ACU_RUN_PLOT_LOSS], series, SMOOTHING);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_AGREEMENT], "SRCC", ACU_SERIES_LINE_POINTS);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_AGREEMENT], "PLCC", ACU_SERIES_LINE_POINTS);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_RATES], _ ("Head"), ACU_SERIES_LINE);
  if (record->settings.mode == ACU_RUN_FULL)
    acu_plot_add_series (self->plots[ACU_RUN_PLOT_RATES], _ ("Backbone"), ACU_SERIES_LINE);
  acu_plot_add_series (self->plots[ACU_RUN_PLOT_SPEED], _ ("Training and validation"),
                       ACU_SERIES_LINE_POINTS);
  acu_plot_set_limit (self->plots[ACU_RUN_PLOT_LOSS], series, MAX_POINTS);
  for (guint i = 0; i < acu_plot_get_n_series (self->plots[ACU_RUN_PLOT_RATES]); i++)
    acu_plot_set_limit (self->plots[ACU_RUN_PLOT_RATES], i, MAX_POINTS);
  acu_run_plots_follow (self, record);
}

void
acu_run_plots_get_length (AcuRunPlots *self, guint *n_steps, guint *n_epochs)
{
  *n_steps = self->n_steps;
  *n_epochs = self->n_epochs;
}

/* The pace up to @step, at its place in its epoch. */
static void
append_pace_point (AcuRunPlots *self, const AcuRunStep *step, double pace)
{
  AcuPlot *speed = self->plots[ACU_RUN_PLOT_SPEED];

  if (self->n_steps_per_epoch <= 0)
    return;
  /* Short ones, and logs of earlier versions, have none. */
  if (acu_plot_get_n_series (speed) == 1) {
    acu_plot_add_series (speed, _ ("Training"), ACU_SERIES_LINE);
    acu_plot_set_limit (speed, 1, MAX_POINTS);
  }
  acu_plot_append (speed, 1, (double)step->step / self->n_steps_per_epoch, pace);
}

/* Counts @step, whose point is of one epoch. */
static void
follow_pace (AcuRunPlots *self, const AcuRunStep *step)
{
  Pace *pace = &self->pace;

  if (step->epoch != pace->epoch)
    *pace = (Pace){.epoch = step->epoch};
  if (!(step->seconds >= 0))
    return;
  pace->patches += step->n_patches;
  pace->seconds += step->seconds;
  if (pace->seconds < PACE_SECONDS)
    return;
  append_pace_point (self, step, pace->patches / pace->seconds);
  *pace = (Pace){.epoch = step->epoch};
}

/* The steps of @log from @first on, @n of them. */
static void
append_steps (AcuRunPlots *self, const AcuRunLog *log, guint first, guint n)
{
  AcuPlot *rates = self->plots[ACU_RUN_PLOT_RATES];
  g_autofree double *places = g_new (double, n);
  g_autofree double *losses = g_new (double, n);
  g_autofree double *heads = g_new (double, n);
  g_autofree double *backbones = g_new (double, n);

  for (guint i = 0; i < n; i++) {
    const AcuRunStep *step = &g_array_index (log->steps, AcuRunStep, first + i);

    places[i] = (double)step->step;
    losses[i] = step->loss;
    heads[i] = step->rate_head;
    backbones[i] = step->rate_backbone;
    follow_pace (self, step);
  }
  acu_plot_append_many (self->plots[ACU_RUN_PLOT_LOSS], 0, places, losses, n);
  acu_plot_append_many (rates, 0, places, heads, n);
  if (acu_plot_get_n_series (rates) > 1)
    acu_plot_append_many (rates, 1, places, backbones, n);
}

static void
append_epochs (AcuRunPlots *self, const AcuRunLog *log)
{
  AcuPlot *agreement = self->plots[ACU_RUN_PLOT_AGREEMENT];

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
}

/* One slice of what waits; FALSE where nothing is left. */
static gboolean
append_slice (AcuRunPlots *self)
{
  AcuRunLog *log = g_queue_peek_head (self->logs);
  guint n;

  if (log == NULL)
    return FALSE;
  n = MIN (log->steps->len - self->n_taken, SLICE);
  if (n > 0)
    append_steps (self, log, self->n_taken, n);
  self->n_taken += n;
  if (self->n_taken == log->steps->len) {
    append_epochs (self, log);
    acu_run_log_free (g_queue_pop_head (self->logs));
    self->n_taken = 0;
  }
  return !g_queue_is_empty (self->logs);
}

static gboolean
fill_cb (gpointer data)
{
  AcuRunPlots *self = data;

  if (append_slice (self))
    return G_SOURCE_CONTINUE;
  self->filling = 0;
  return G_SOURCE_REMOVE;
}

void
acu_run_plots_append (AcuRunPlots *self, AcuRunLog *log)
{
  self->n_steps += log->steps->len;
  self->n_epochs += log->epochs->len;
  g_queue_push_tail (self->logs, log);
  if (self->filling == 0 && append_slice (self))
    self->filling = g_idle_add (fill_cb, self);
}

void
acu_run_plots_follow (AcuRunPlots *self, const AcuRunRecord *record)
{
  const AcuAgreement *before = &record->before;
  g_autofree char *srcc = NULL, *name = NULL;

  self->patches = acu_run_record_count_patches (record);
  self->n_steps_per_epoch = ceil (self->patches / MAX (record->settings.batch, 1));
  if (self->has_before || before->count == 0 || !isfinite (before->srcc))
    return;
  self->has_before = TRUE;
  srcc = acu_number_format (before->srcc, 3);
  name = g_strdup_printf (_ ("before: SRCC %s"), srcc);
  acu_plot_add_telling_rule (self->plots[ACU_RUN_PLOT_AGREEMENT], name, before->srcc);
}
