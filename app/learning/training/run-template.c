#include "app/learning/training/run-template.h"

/* Of the paper's ablation: alpha beside an L1 loss of weight one. */
#define RANK_ALPHA 0.3

/* The step decay of HyperIQA comes six epochs after the beginning: in fewer nothing would decay. */
#define STEP_DECAY_EPOCHS 12

static void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

void
acu_run_template_apply (AcuRunTemplate recipe, AcuRunSettings *settings)
{
  switch (recipe) {
  case ACU_TEMPLATE_SINGLE_SCALE:
    set_text (&settings->fusion, "single");
    break;
  case ACU_TEMPLATE_NO_ATTENTION:
    set_text (&settings->fusion, "concat");
    break;
  case ACU_TEMPLATE_RANKING_LOSS:
    settings->loss.rank_alpha = RANK_ALPHA;
    break;
  case ACU_TEMPLATE_COLOUR_JITTER:
    settings->augmentation.jitters = TRUE;
    break;
  case ACU_TEMPLATE_STEP_DECAY:
    settings->schedule.kind = ACU_SCHEDULE_STEP;
    settings->schedule.epochs = MAX (settings->schedule.epochs, STEP_DECAY_EPOCHS);
    break;
  case ACU_TEMPLATE_RESNET50:
    set_text (&settings->base, "preset:resnet50");
    set_text (&settings->fusion, NULL);
    break;
  default:
    break;
  }
}

const char *
acu_run_template_to_string (AcuRunTemplate recipe)
{
  static const char *const names[ACU_N_TEMPLATES] = {
      "paper",         "single-scale", "no-attention", "ranking-loss",
      "colour-jitter", "step-decay",   "resnet50"};

  g_return_val_if_fail (recipe < ACU_N_TEMPLATES, NULL);

  return names[recipe];
}
