/* The learning rates of every training step: one for the backbone, a larger one for the head. */
#pragma once

#include <glib.h>

typedef enum {
  ACU_SCHEDULE_COSINE,   /* per epoch, half a cosine from the base rate to the floor */
  ACU_SCHEDULE_STEP,     /* the head's rate is divided by ten every six epochs */
  ACU_SCHEDULE_CONSTANT, /* both rates stay */
} AcuScheduleKind;

/* Returns the kind called @name on the command line (cosine, step, constant) in @kind.
 * Errors: ACU_TRAIN_ERROR_UNKNOWN_NAME, listing the names there are. */
gboolean acu_schedule_kind_from_name (const char *name, AcuScheduleKind *kind, GError **error);

/* Returns the name that acu_schedule_kind_from_name() takes. */
const char *acu_schedule_kind_name (AcuScheduleKind kind);

typedef struct {
  AcuScheduleKind kind;
  double rate;         /* of the backbone, > 0 */
  double head_ratio;   /* the head's rate is head_ratio x rate */
  guint epochs;        /* planned, >= 1; the cosine reaches its floor after the last */
  guint warmup_steps;  /* linear from rate / warmup_steps to rate; 0: none */
  double cosine_floor; /* both rates end there; a rate that starts below it stays where it is */
} AcuSchedule;

/* The paper's recipe: cosine over five epochs from 5e-6 (head 5e-5) to 1e-6, no warm-up. */
#define ACU_SCHEDULE_INIT                                                                          \
  {                                                                                                \
    .kind = ACU_SCHEDULE_COSINE, .rate = 5e-6, .head_ratio = 10, .epochs = 5, .warmup_steps = 0,   \
    .cosine_floor = 1e-6                                                                           \
  }

typedef struct {
  double backbone;
  double head;
} AcuLearningRates;

/* The rates of one optimizer step.
 * @epoch: from 0; epochs past the plan keep the last rate.
 * @step: from 0, counted through all epochs; only the warm-up looks at it.
 *
 * The cosine is PyTorch's CosineAnnealingLR stepped once an epoch: floor + (rate - floor) x
 * (1 + cos (pi epoch / epochs)) / 2.  Deterministic, so a resumed run needs no schedule state. */
AcuLearningRates acu_schedule_rates (const AcuSchedule *schedule, guint epoch, guint64 step);
