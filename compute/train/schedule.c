#include "compute/train/schedule.h"

#include "compute/train/train-error.h"

#include <glib/gi18n.h>
#include <math.h>

#define STEP_EPOCHS 6

static const char *const kind_names[] = {
    [ACU_SCHEDULE_COSINE] = "cosine",
    [ACU_SCHEDULE_STEP] = "step",
    [ACU_SCHEDULE_CONSTANT] = "constant",
};

gboolean
acu_schedule_kind_from_name (const char *name, AcuScheduleKind *kind, GError **error)
{
  g_return_val_if_fail (name != NULL && kind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++) {
    if (g_strcmp0 (name, kind_names[i]) == 0) {
      *kind = (AcuScheduleKind)i;
      return TRUE;
    }
  }
  g_set_error (error, ACU_TRAIN_ERROR, ACU_TRAIN_ERROR_UNKNOWN_NAME,
               _ ("There is no schedule called “%s”; choose cosine, step or constant"), name);
  return FALSE;
}

const char *
acu_schedule_kind_name (AcuScheduleKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

static double
cosine_rate (const AcuSchedule *schedule, double rate, guint epoch)
{
  double floor_rate = MIN (schedule->cosine_floor, rate);
  double progress = (double)MIN (epoch, schedule->epochs) / (double)schedule->epochs;

  return floor_rate + (rate - floor_rate) * 0.5 * (1 + cos (G_PI * progress));
}

AcuLearningRates
acu_schedule_rates (const AcuSchedule *schedule, guint epoch, guint64 step)
{
  AcuLearningRates rates = {0, 0};
  double warmup = 1;

  g_return_val_if_fail (schedule != NULL && schedule->epochs > 0, rates);

  rates.backbone = schedule->rate;
  rates.head = schedule->rate * schedule->head_ratio;
  switch (schedule->kind) {
  case ACU_SCHEDULE_COSINE:
    rates.backbone = cosine_rate (schedule, rates.backbone, epoch);
    rates.head = cosine_rate (schedule, rates.head, epoch);
    break;
  case ACU_SCHEDULE_STEP:
    rates.head *= pow (10, -(double)(epoch / STEP_EPOCHS));
    break;
  case ACU_SCHEDULE_CONSTANT:
  default:
    break;
  }
  if (step < schedule->warmup_steps)
    warmup = (double)(step + 1) / (double)schedule->warmup_steps;
  rates.backbone *= warmup;
  rates.head *= warmup;
  return rates;
}
