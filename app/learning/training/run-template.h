/* The rows of the paper's ablation table, as changes to its settings. */
#pragma once

#include "app/learning/training/run-settings.h"

G_BEGIN_DECLS

typedef enum {
  ACU_TEMPLATE_PAPER,        /* the settings as they are */
  ACU_TEMPLATE_SINGLE_SCALE, /* the last stage alone is looked at */
  ACU_TEMPLATE_NO_ATTENTION, /* stages side by side, without channel attention */
  ACU_TEMPLATE_RANKING_LOSS, /* a pairwise hinge beside the L1 loss */
  ACU_TEMPLATE_COLOUR_JITTER,
  ACU_TEMPLATE_STEP_DECAY, /* the head's rate a tenth every six epochs */
  ACU_TEMPLATE_RESNET50,   /* HyperIQA's own backbone */
  ACU_N_TEMPLATES
} AcuRunTemplate;

/* Lays @recipe over @settings, which have a base. */
void acu_run_template_apply (AcuRunTemplate recipe, AcuRunSettings *settings);

/* "single-scale", …: what records are kept under. */
const char *acu_run_template_to_string (AcuRunTemplate recipe);

G_END_DECLS
