#include "app/views/train/run-fields.h"

#include "app/learning/training/training-error.h"
#include "app/views/train/typed-number.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const schedules[] = {N_ ("cosine"), N_ ("step decay"), N_ ("constant"), NULL};
static const char *const losses[] = {"L1", "L2", "PLCC", N_ ("pairwise ranking"), N_ ("fidelity"),
                                     NULL};
static const char *const precisions[] = {N_ ("automatic"), N_ ("single"), N_ ("half"), NULL};
static const char *const fusions[] = {N_ ("the base’s own"),     N_ ("channel attention"),
                                      N_ ("one weight a stage"), N_ ("side by side"),
                                      N_ ("last stage only"),    NULL};
static const char *const fusion_names[] = {NULL, "channel", "scale", "concat", "single"};

#define AT(member) G_STRUCT_OFFSET (AcuRunSettings, member)

static const AcuRunField fields[] = {
    {"epochs", N_ ("Epochs"),
     N_ ("How often every picture is learned from; the best epoch is kept."), ACU_FIELD_COUNT,
     AT (schedule.epochs), 1, 10000, NULL},
    {"batch", N_ ("Batch"),
     N_ ("Patches that share one step. Where memory is short they go in several passes."),
     ACU_FIELD_COUNT, AT (batch), 1, 4096, NULL},
    {"patches_per_image", N_ ("Patches a picture"),
     N_ ("Random squares cut from each picture in every epoch."), ACU_FIELD_COUNT,
     AT (patches_per_image), 1, 1000, NULL},
    {"patience", N_ ("Patience"),
     N_ ("Epochs without a better agreement after which training stops by itself; 0: never."),
     ACU_FIELD_COUNT, AT (patience), 0, 10000, NULL},
    {"learning_rate", N_ ("Learning rate"),
     N_ ("The size of the backbone’s steps. Too large, and what it knew is lost."),
     ACU_FIELD_DOUBLE, AT (schedule.rate), 1e-12, 10, NULL},
    {"head_ratio", N_ ("Head’s rate"),
     N_ ("How many times larger the steps of the new layers are."), ACU_FIELD_DOUBLE,
     AT (schedule.head_ratio), 0, 1e6, NULL},
    {"schedule", N_ ("Schedule"), N_ ("How the learning rate falls from epoch to epoch."),
     ACU_FIELD_CHOICE, AT (schedule.kind), 0, 0, schedules},
    {"warmup_steps", N_ ("Warm-up"), N_ ("Steps over which the learning rate rises from nothing."),
     ACU_FIELD_COUNT, AT (schedule.warmup_steps), 0, 1000000, NULL},
    {"loss", N_ ("Loss"), N_ ("What is made small: errors of the scores, or of their order."),
     ACU_FIELD_CHOICE, AT (loss.kind), 0, 0, losses},
    {"rank_alpha", N_ ("Ranking weight"),
     N_ ("Adds a penalty for pairs in the wrong order; 0: none."), ACU_FIELD_DOUBLE,
     AT (loss.rank_alpha), 0, 1e6, NULL},
    {"rank_margin", N_ ("Ranking margin"), N_ ("By how much a pair must be apart to be in order."),
     ACU_FIELD_DOUBLE, AT (loss.rank_margin), 0, 1e6, NULL},
    {"weight_decay", N_ ("Weight decay"),
     N_ ("Pulls weights towards zero, against learning by heart."), ACU_FIELD_FLOAT,
     AT (weight_decay), 0, 1, NULL},
    {"clip_norm", N_ ("Gradient clipping"),
     N_ ("The longest step that one batch may cause; 0: any."), ACU_FIELD_FLOAT, AT (clip_norm), 0,
     1e9, NULL},
    {"dropout", N_ ("Dropout"), N_ ("Share of the head’s values that are left out at random."),
     ACU_FIELD_FLOAT, AT (dropout), 0, 0.999, NULL},
    {"drop_path", N_ ("Drop path"), N_ ("Share of the deepest blocks that are left out at random."),
     ACU_FIELD_FLOAT, AT (drop_path), 0, 0.999, NULL},
    {"fusion_dropout", N_ ("Fusion dropout"),
     N_ ("The same where the stages are weighed against each other."), ACU_FIELD_FLOAT,
     AT (fusion_dropout), 0, 0.999, NULL},
    {"fusion", N_ ("Fusion"), N_ ("How the four scales of the backbone are brought together."),
     ACU_FIELD_NAME, AT (fusion), 0, 0, fusions},
    {"flips", N_ ("Mirroring"), N_ ("Every second patch is mirrored left to right."),
     ACU_FIELD_SWITCH, AT (augmentation.flips), 0, 1, NULL},
    {"jitters", N_ ("Colour jitter"),
     N_ ("Varies brightness, contrast, saturation and hue a little."), ACU_FIELD_SWITCH,
     AT (augmentation.jitters), 0, 1, NULL},
    {"fault_weight", N_ ("Fault weight"),
     N_ ("Weight of naming faults beside scoring, where the data know them."), ACU_FIELD_FLOAT,
     AT (fault_weight), 0, 1e6, NULL},
    {"precision", N_ ("Precision"),
     N_ ("How numbers are stored; half is smaller and faster on most GPUs."), ACU_FIELD_CHOICE,
     AT (precision), 0, 0, precisions},
    {"seed", N_ ("Seed"), N_ ("The same seed on the same device gives the same model."),
     ACU_FIELD_SEED, AT (seed), 0, 9007199254740992.0, NULL},
};

/* What is set on the command line alone. */
static const AcuRunField told_fields[] = {
    {"cosine_floor", N_ ("Lowest rate"), NULL, ACU_FIELD_DOUBLE, AT (schedule.cosine_floor), 0, 10,
     NULL},
    {"fidelity_sigma", N_ ("Spread of opinions"), NULL, ACU_FIELD_DOUBLE, AT (loss.fidelity_sigma),
     0, 1e6, NULL},
    {"scale_low", N_ ("Smallest scale"), NULL, ACU_FIELD_DOUBLE, AT (augmentation.scale_low), 0,
     1e3, NULL},
    {"scale_high", N_ ("Largest scale"), NULL, ACU_FIELD_DOUBLE, AT (augmentation.scale_high), 0,
     1e3, NULL},
    {"teacher_share", N_ ("Teacher’s share"), NULL, ACU_FIELD_FLOAT, AT (teacher_share), 0, 1,
     NULL},
    {"token_weight", N_ ("Token weight"), NULL, ACU_FIELD_FLOAT, AT (token_weight), 0, 1e6, NULL},
    {"mosaic", N_ ("Mosaics"), NULL, ACU_FIELD_DOUBLE, AT (mosaic), 0, 1, NULL},
    {"validation_is_whole", N_ ("Whole validation set"), NULL, ACU_FIELD_SWITCH,
     AT (validation_is_whole), 0, 1, NULL},
};

const AcuRunField *
acu_run_fields_get (guint *n)
{
  *n = G_N_ELEMENTS (fields);
  return fields;
}

const AcuRunField *
acu_run_fields_get_told (guint *n)
{
  *n = G_N_ELEMENTS (told_fields);
  return told_fields;
}

const AcuRunField *
acu_run_fields_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      return &fields[i];
  return NULL;
}

static gconstpointer
place_of (const AcuRunField *field, const AcuRunSettings *settings)
{
  return (const guint8 *)settings + field->offset;
}

guint
acu_run_field_get_choice (const AcuRunField *field, const AcuRunSettings *settings)
{
  gconstpointer place = place_of (field, settings);

  if (field->kind == ACU_FIELD_SWITCH)
    return *(const gboolean *)place ? 1 : 0;
  if (field->kind == ACU_FIELD_CHOICE)
    return *(const guint *)place;
  for (guint i = 1; i < G_N_ELEMENTS (fusion_names); i++)
    if (g_strcmp0 (*(char *const *)place, fusion_names[i]) == 0)
      return i;
  return 0;
}

void
acu_run_field_set_choice (const AcuRunField *field, guint choice, AcuRunSettings *settings)
{
  gpointer place = (guint8 *)settings + field->offset;

  if (field->kind == ACU_FIELD_SWITCH) {
    *(gboolean *)place = choice != 0;
  } else if (field->kind == ACU_FIELD_CHOICE) {
    *(guint *)place = choice;
  } else if (choice < G_N_ELEMENTS (fusion_names)) {
    g_free (*(char **)place);
    *(char **)place = g_strdup (fusion_names[choice]);
  }
}

char *
acu_run_field_format (const AcuRunField *field, const AcuRunSettings *settings)
{
  gconstpointer place = place_of (field, settings);

  switch (field->kind) {
  case ACU_FIELD_COUNT:
    return g_strdup_printf ("%u", *(const guint *)place);
  case ACU_FIELD_SEED:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, *(const guint64 *)place);
  case ACU_FIELD_FLOAT:
    return g_strdup_printf ("%.6g", (double)*(const float *)place);
  case ACU_FIELD_DOUBLE:
    return g_strdup_printf ("%.6g", *(const double *)place);
  case ACU_FIELD_SWITCH:
    return g_strdup (*(const gboolean *)place ? _ ("on") : _ ("off"));
  default:
    return g_strdup (_ (field->choices[acu_run_field_get_choice (field, settings)]));
  }
}

/* FALSE */
static gboolean
set_range_error (const AcuRunField *field, GError **error)
{
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS,
               _ ("“%s” is not a number from %g to %g."), _ (field->title), field->low,
               field->high);
  return FALSE;
}

gboolean
acu_run_field_parse (const AcuRunField *field,
                     const char *text,
                     AcuRunSettings *settings,
                     GError **error)
{
  gpointer place = (guint8 *)settings + field->offset;
  const char *decimal = acu_typed_number_get_decimal ();
  AcuTypedNumber typed;
  double value = 0;

  typed = acu_typed_number_read (text, decimal, &value);
  if (typed == ACU_TYPED_GROUPED) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS,
                 _ ("“%s”: write the number with nothing between its thousands; the decimal sign "
                    "is “%s”."),
                 _ (field->title), decimal);
    return FALSE;
  }
  if (typed == ACU_TYPED_NOTHING || !(value >= field->low && value <= field->high))
    return set_range_error (field, error);
  switch (field->kind) {
  case ACU_FIELD_COUNT:
    if (value != floor (value))
      return set_range_error (field, error);
    *(guint *)place = (guint)value;
    return TRUE;
  case ACU_FIELD_SEED:
    if (value != floor (value))
      return set_range_error (field, error);
    *(guint64 *)place = (guint64)value;
    return TRUE;
  case ACU_FIELD_FLOAT:
    *(float *)place = (float)value;
    return TRUE;
  case ACU_FIELD_DOUBLE:
    *(double *)place = value;
    return TRUE;
  default:
    return FALSE;
  }
}

const char *
acu_loss_kind_get_label (AcuLossKind kind)
{
  return _ (losses[kind]);
}

const char *
acu_run_template_get_title (AcuRunTemplate recipe)
{
  static const char *const titles[ACU_N_TEMPLATES] = {
      N_ ("The paper’s settings"), N_ ("Single scale"),  N_ ("No channel attention"),
      N_ ("Ranking loss"),         N_ ("Colour jitter"), N_ ("Step decay"),
      N_ ("ResNet-50 backbone"),
  };

  return _ (titles[recipe]);
}

const char *
acu_run_template_get_sentence (AcuRunTemplate recipe, AcuRunMode mode, gboolean from_nothing)
{
  static const char *const sentences[ACU_N_TEMPLATES] = {
      N_ ("L1 loss, AdamW, cosine annealing: what the published results were reached with."),
      N_ ("Looks at the last stage of the backbone alone, as HyperIQA did: what the finer scales "
          "are worth."),
      N_ ("Puts the four scales side by side without weighing them: what attention is worth."),
      N_ ("Also asks that pairs be in the right order: a pairwise hinge of weight 0.3."),
      N_ ("Varies colours while learning: more robust, but colour faults are harder to learn."),
      N_ ("Divides the head’s learning rate by ten every six epochs instead of annealing it."),
      N_ ("HyperIQA's own backbone, from an imported ResNet-50: the baseline."),
  };

  if (recipe == ACU_TEMPLATE_PAPER && mode == ACU_RUN_QUICK)
    return _ ("The paper’s loss and optimizer for the head alone, which is small: larger steps and "
              "more epochs.");
  if (recipe == ACU_TEMPLATE_PAPER && from_nothing)
    return _ ("The paper’s loss and optimizer for a network that has learned nothing yet: larger "
              "steps, smaller batches, no dropout.");
  return _ (sentences[recipe]);
}
