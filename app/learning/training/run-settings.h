/* Everything that decides what a training run does: with the same settings, data, program and
 * device, a run ends with the same weights. */
#pragma once

#include "app/learning/training/augmentation.h"
#include "app/scoring/predictor.h"
#include "compute/train/losses.h"
#include "compute/train/schedule.h"
#include "compute/weights/architecture.h"

G_BEGIN_DECLS

typedef enum {
  ACU_RUN_FULL,  /* the whole network; every epoch cuts new patches */
  ACU_RUN_QUICK, /* the head on pooled maps that the frozen backbone computes once */
} AcuRunMode;

/* How the name of a base begins that is random weights. */
#define ACU_BASE_PRESET_PREFIX "preset:"

/* Strings are owned; see acu_run_settings_init(). */
typedef struct {
  char *base;                   /* a model's name or file, or "preset:P" for random weights */
  char *data;                   /* what to train on: a SPEC of the command line */
  char *validation;             /* SPEC, or NULL: a part of `data` */
  gboolean validation_is_whole; /* of such a set nothing is split off: see acu_run_divide() */
  char *data_name;              /* what people call the data; NULL: as the dataset calls itself */
  char *validation_name;
  char *patch_list; /* instead of `data`: a file of exact patches; no validation */
  char *device;
  AcuPrecision precision; /* of maps; weights and sums are always fp32 */
  char *fusion;           /* NULL: the base's */
  char *teacher;          /* a model to learn from as well, or NULL */
  AcuRunMode mode;
  AcuSchedule schedule; /* epochs included */
  AcuLossOptions loss;  /* in units of the model's scale, whatever the network is trained to say */
  AcuAugmentation augmentation;
  guint batch;
  guint patches_per_image; /* a picture and epoch */
  guint patience;          /* epochs without a better validation SRCC before stopping; 0: never */
  float weight_decay;
  float clip_norm;
  float dropout;
  float drop_path;
  float fusion_dropout;
  float fault_weight;
  float teacher_share; /* of the loss to the teacher's scores, 0..1 */
  double mosaic;       /* share of patches that are four pictures' quarters in the first epoch; it
                        * falls to none in the last */
  float token_weight;  /* of the heads that judge every cell, see token-heads.h; 0: none */
  guint64 seed;
} AcuRunSettings;

/* Sets the paper's settings for @mode and the preset @preset, which decides dropout and drop path.
 */
void acu_run_settings_init (AcuRunSettings *settings, AcuRunMode mode, const char *preset);

/* Lays over @settings, of a full run, those with which a network learns from nothing: rates fit for
 * random weights (the backbone's for its first stage: see training-graph.h), and token heads of so
 * much weight that the backbone listens to them rather than to a hypernetwork that knows nothing
 * yet and shouts. */
void acu_run_settings_from_nothing (AcuRunSettings *settings);

void acu_run_settings_clear (AcuRunSettings *settings);

/* Refuses, with ACU_TRAINING_ERROR_OPTIONS, what could not learn anything, however long it ran:
 * known before anything is opened.  @settings must have a base. */
gboolean acu_run_settings_check (const AcuRunSettings *settings, GError **error);

/* Makes every path in them absolute, so that a run can be gone on with from any folder. */
void acu_run_settings_make_absolute (AcuRunSettings *settings);

/* JSON, one member a field. (transfer full) */
char *acu_run_settings_to_json (const AcuRunSettings *settings);

/* Reads what acu_run_settings_to_json() wrote.  Fails with ACU_TRAINING_ERROR_RUN naming the
 * member that is missing or wrong. */
gboolean acu_run_settings_from_json (const char *text, AcuRunSettings *settings, GError **error);

G_END_DECLS
