/* acutance-cli train: fine-tune a model, or train one from nothing. */
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "app/cli/train-epoch.h"

#include "app/labeling/label-dataset.h"
#include "app/learning/training/run-folder.h"
#include "app/learning/training/run.h"
#include "app/learning/training/training-base.h"
#include "app/scoring/model-store.h"

#include <glib/gi18n.h>
#include <math.h>

/* Counts and seeds that were not typed. */
#define NO_COUNT G_MININT
#define NO_SEED  G_MININT64

/* What was typed; numbers that were not stay NAN, NO_COUNT or NO_SEED, and the recipe's hold. */
typedef struct {
  char *base, *data, *validation, *patch_list, *out, *device, *precision, *mode, *schedule, *loss;
  char *fusion, *random_scale, *resume, *log, *teacher;
  int epochs, batch, warmup, patches_per_image, patience;
  gint64 seed;
  double lr, lr_ratio, weight_decay, rank_alpha, rank_margin, dropout, drop_path, fusion_dropout;
  double clip, fault_weight, token_weight, mosaic, teacher_share;
  gboolean color_jitter;
} Typed;

static void
typed_clear (Typed *typed)
{
  char **texts[] = {&typed->base,     &typed->data,   &typed->validation, &typed->patch_list,
                    &typed->out,      &typed->device, &typed->precision,  &typed->mode,
                    &typed->schedule, &typed->loss,   &typed->fusion,     &typed->random_scale,
                    &typed->resume,   &typed->log,    &typed->teacher};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}

static void
set_double (double typed, double *setting)
{
  if (!isnan (typed))
    *setting = typed;
}

static void
set_float (double typed, float *setting)
{
  if (!isnan (typed))
    *setting = (float)typed;
}

static gboolean
set_count (const char *option, int typed, guint least, guint *setting, GError **error)
{
  if (typed == NO_COUNT)
    return TRUE;
  if (typed < (int)least) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--%s must be at least %u, not %d"), option, least, typed);
    return FALSE;
  }
  *setting = (guint)typed;
  return TRUE;
}

/* Whether @text is a number and nothing else. */
static gboolean
read_factor (const char *text, double *factor)
{
  char *end;

  *factor = g_ascii_strtod (text, &end);
  return end > text && *end == '\0';
}

static gboolean
set_scale (const char *text, AcuAugmentation *augmentation, GError **error)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, ",", 0) : NULL;
  double low, high;

  if (text == NULL)
    return TRUE;
  if (g_strv_length (parts) == 2 && read_factor (parts[0], &low) && read_factor (parts[1], &high) &&
      low >= 0.05 && high <= 20.0 && low <= high) {
    augmentation->scale_low = low;
    augmentation->scale_high = high;
    return TRUE;
  }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--random-scale takes two factors from 0.05 to 20, the smaller first, such as "
                  "“0.5,1.5”, not “%s”"),
               text);
  return FALSE;
}

static gboolean
set_rate (double value, const char *option, double least, double below, GError **error)
{
  if (isnan (value) || (value >= least && value < below))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--%s must be from %g to below %g, not %g"), option, least, below, value);
  return FALSE;
}

/* A part of a whole, or all of it. */
static gboolean
set_share (double value, const char *option, GError **error)
{
  if (isnan (value) || (value >= 0 && value <= 1))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--%s must be from 0 to 1, not %g"), option, value);
  return FALSE;
}

static gboolean
check_numbers (const Typed *typed, GError **error)
{
  return set_rate (typed->dropout, "dropout", 0, 1, error) &&
         set_rate (typed->drop_path, "drop-path", 0, 1, error) &&
         set_rate (typed->fusion_dropout, "fusion-dropout", 0, 1, error) &&
         set_rate (typed->lr, "lr", 1e-12, 10, error) &&
         set_rate (typed->lr_ratio, "lr-ratio", 0, 1e6, error) &&
         set_rate (typed->weight_decay, "weight-decay", 0, 1, error) &&
         set_rate (typed->clip, "clip", 0, 1e9, error) &&
         set_rate (typed->fault_weight, "fault-weight", 0, 1e6, error) &&
         set_share (typed->teacher_share, "distill-share", error) &&
         set_rate (typed->token_weight, "token-weight", 0, 1e6, error) &&
         set_share (typed->mosaic, "mosaic", error) &&
         set_rate (typed->rank_alpha, "rank-alpha", 0, 1e6, error) &&
         set_rate (typed->rank_margin, "rank-margin", 0, 1e6, error);
}

/* Only the scale fusion, whether typed or the base's own, has something to drop out. */
static gboolean
check_fusion (const Typed *typed, const AcuTrainingBase *base, GError **error)
{
  static const char option[] = "fusion-dropout", partner[] = "--fusion scale";

  if (!(typed->fusion_dropout > 0) || base->architecture->fusion == ACU_FUSION_SCALE)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--%s has no effect without %s"),
               option, partner);
  return FALSE;
}

/* Lays what was typed over the recipe of the mode and the base's preset. */
static gboolean
make_settings (const Typed *typed, AcuRunSettings *settings, GError **error)
{
  g_autoptr (AcuTrainingBase) base = NULL;
  AcuRunMode mode = ACU_RUN_FULL;

  if (typed->mode != NULL && g_str_equal (typed->mode, "quick"))
    mode = ACU_RUN_QUICK;
  else if (typed->mode != NULL && !g_str_equal (typed->mode, "full")) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--mode is full or quick, not “%s”"), typed->mode);
    return FALSE;
  }
  base = acu_training_base_open (typed->base, typed->fusion, 0, error);
  if (base == NULL || !check_fusion (typed, base, error))
    return FALSE;
  acu_run_settings_init (settings, mode, base->architecture->preset);
  if (g_str_has_prefix (typed->base, "preset:") && mode == ACU_RUN_FULL && typed->data != NULL)
    acu_run_settings_from_nothing (settings);
  settings->base = g_strdup (typed->base);
  settings->data = g_strdup (typed->data);
  settings->validation = g_strdup (typed->validation);
  settings->validation_is_whole = typed->validation != NULL;
  settings->patch_list = g_strdup (typed->patch_list);
  settings->device = g_strdup (typed->device != NULL ? typed->device : "auto");
  settings->fusion = g_strdup (typed->fusion);
  settings->teacher = g_strdup (typed->teacher);
  settings->seed = typed->seed != NO_SEED ? (guint64)typed->seed : 0;
  settings->augmentation.jitters = typed->color_jitter;
  set_double (typed->lr, &settings->schedule.rate);
  set_double (typed->lr_ratio, &settings->schedule.head_ratio);
  set_double (typed->rank_alpha, &settings->loss.rank_alpha);
  set_double (typed->rank_margin, &settings->loss.rank_margin);
  set_float (typed->weight_decay, &settings->weight_decay);
  set_float (typed->dropout, &settings->dropout);
  set_float (typed->drop_path, &settings->drop_path);
  set_float (typed->fusion_dropout, &settings->fusion_dropout);
  set_float (typed->clip, &settings->clip_norm);
  set_float (typed->fault_weight, &settings->fault_weight);
  set_float (typed->teacher_share, &settings->teacher_share);
  set_float (typed->token_weight, &settings->token_weight);
  set_double (typed->mosaic, &settings->mosaic);
  return (typed->precision == NULL ||
          acu_precision_parse (typed->precision, &settings->precision, error)) &&
         check_numbers (typed, error) &&
         set_count ("epochs", typed->epochs, 1, &settings->schedule.epochs, error) &&
         set_count ("batch", typed->batch, 1, &settings->batch, error) &&
         set_count ("warmup", typed->warmup, 0, &settings->schedule.warmup_steps, error) &&
         set_count ("patches-per-image", typed->patches_per_image, 1, &settings->patches_per_image,
                    error) &&
         set_count ("patience", typed->patience, 0, &settings->patience, error) &&
         set_scale (typed->random_scale, &settings->augmentation, error) &&
         (typed->schedule == NULL ||
          acu_schedule_kind_from_name (typed->schedule, &settings->schedule.kind, error)) &&
         (typed->loss == NULL ||
          acu_loss_kind_from_name (typed->loss, &settings->loss.kind, error));
}

/* Of the stage shown, as long as nothing is. */
#define NO_STAGE -1

static void
show_progress (const AcuRunProgress *progress, gpointer user_data)
{
  int *shown = user_data;

  if (*shown != (int)progress->stage || progress->done == 0)
    acu_progress_begin_at (progress->done, progress->total,
                           progress->stage == ACU_RUN_TRAINING ? C_ ("progress", "patches")
                           : progress->stage == ACU_RUN_VALIDATING
                               ? C_ ("progress", "held-out patches")
                               : C_ ("progress", "patches seen"));
  else
    acu_progress_update (progress->done);
  *shown = (int)progress->stage;
}

static void
show_warning (const char *message, gpointer user_data)
{
  acu_complain ("%s", message);
}

/* Keeps the model under @name; the run's folder goes only when that is done. */
static AcuExit
keep_model (AcuRun *run, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = acu_run_dup_model (run, &error);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *path = NULL, *text = NULL;

  if (file == NULL)
    return acu_fail (&error);
  path = acu_model_store_add (store, file, name, &error);
  if (path == NULL || !acu_run_discard (run, &error))
    return acu_fail (&error);
  text = g_strdup_printf (_ ("the model is kept as “%s”: %s\n"), name, path);
  return acu_print (text) ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
}

static AcuExit
execute (AcuRun *run, const char *name, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  int shown = NO_STAGE;
  AcuRunListener listener = {.progress = show_progress,
                             .epoch = acu_train_show_epoch,
                             .warning = show_warning,
                             .user_data = &shown};
  gboolean done;

  done = acu_run_execute (run, &listener, cancellable, &error);
  acu_progress_end ();
  if (done) {
    AcuExit status = keep_model (run, name);

    return status == ACU_EXIT_DONE && acu_run_has_failed_input (run) ? ACU_EXIT_SOME : status;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    acu_complain (_ ("stopped; go on with: acutance-cli train --resume %s"), name);
    acu_interrupt_end ();
    return ACU_EXIT_ERROR;
  }
  return acu_fail (&error);
}

/* Labels may change while a run is on its way, or between two sittings: it learns from a copy in
 * its own folder. */
static gboolean
copy_labels (const char *name, const char *file, char **spec, char **set_name, GError **error)
{
  const char *set = *spec != NULL ? acu_label_dataset_get_set (*spec) : NULL;
  g_autofree char *path = set != NULL ? acu_run_folder_claim (name, file, error) : NULL;

  if (set == NULL)
    return TRUE;
  if (path == NULL || !acu_label_dataset_save (set, path, error))
    return FALSE;
  *set_name = g_strdup (set);
  g_free (*spec);
  *spec = g_steal_pointer (&path);
  return TRUE;
}

static AcuExit
train (const Typed *typed)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  AcuRunSettings settings = {0};
  gboolean made;

  acu_interrupt_begin_patient (cancellable);
  if (typed->resume != NULL) {
    run = acu_run_resume (typed->resume, typed->device, typed->log, &error);
    return run != NULL ? execute (run, typed->resume, cancellable) : acu_fail (&error);
  }
  made = make_settings (typed, &settings, &error) &&
         copy_labels (typed->out, "labels.csv", &settings.data, &settings.data_name, &error) &&
         copy_labels (typed->out, "labels-validation.csv", &settings.validation,
                      &settings.validation_name, &error);
  if (made)
    run = acu_run_new (typed->out, &settings, typed->log, &error);
  else
    acu_run_folder_release (typed->out);
  acu_run_settings_clear (&settings);
  return run != NULL ? execute (run, typed->out, cancellable) : acu_fail (&error);
}

static gboolean
is_typed (const GOptionEntry *entry)
{
  switch (entry->arg) {
  case G_OPTION_ARG_NONE:
    return *(const gboolean *)entry->arg_data;
  case G_OPTION_ARG_INT:
    return *(const int *)entry->arg_data != NO_COUNT;
  case G_OPTION_ARG_INT64:
    return *(const gint64 *)entry->arg_data != NO_SEED;
  case G_OPTION_ARG_DOUBLE:
    return !isnan (*(const double *)entry->arg_data);
  default:
    return *(char *const *)entry->arg_data != NULL;
  }
}

/* Whether nothing was meant by it: of shares, weights and counts zero is none. */
static gboolean
is_zero (const GOptionEntry *entry)
{
  return (entry->arg == G_OPTION_ARG_DOUBLE && fabs (*(const double *)entry->arg_data) == 0.0) ||
         (entry->arg == G_OPTION_ARG_INT && *(const int *)entry->arg_data == 0);
}

/* What was typed beside --resume and cannot go with it; NULL: nothing. */
static const GOptionEntry *
find_settled (const GOptionEntry *entries)
{
  static const char *const free_to_choose[] = {"resume", "device", "log", NULL};

  for (; entries->long_name != NULL; entries++)
    if (is_typed (entries) && !g_strv_contains (free_to_choose, entries->long_name))
      return entries;
  return NULL;
}

/* What was typed, and meant, of the options @names; NULL: nothing. */
static const GOptionEntry *
find_meant (const GOptionEntry *entries, const char *const *names)
{
  for (; entries->long_name != NULL; entries++)
    if (is_typed (entries) && !is_zero (entries) && g_strv_contains (names, entries->long_name))
      return entries;
  return NULL;
}

/* What was typed and would change nothing, given @reason, which was typed too; NULL: nothing. */
static const GOptionEntry *
find_idle (const Typed *typed, const GOptionEntry *entries, const char **reason)
{
  /* Patches of a list are taken as they are, and none is held out. */
  static const char *const of_pictures[] = {"mosaic",       "patches-per-image", "color-jitter",
                                            "random-scale", "patience",          NULL};
  /* A frozen backbone makes maps of whole patches, once. */
  static const char *const of_backbone[] = {"token-weight", "mosaic", "drop-path", NULL};
  /* It is the ranking loss that is weighed against another one. */
  static const char *const of_mixtures[] = {"rank-alpha", NULL};
  const struct {
    gboolean is_given;
    const char *reason;
    const char *const *idle;
  } cases[] = {
      {typed->patch_list != NULL, "--patch-list", of_pictures},
      {g_strcmp0 (typed->mode, "quick") == 0, "--mode quick", of_backbone},
      {g_strcmp0 (typed->loss, "rank") == 0, "--loss rank", of_mixtures},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const GOptionEntry *entry = cases[i].is_given ? find_meant (entries, cases[i].idle) : NULL;

    *reason = cases[i].reason;
    if (entry != NULL)
      return entry;
  }
  return NULL;
}

/* What was typed and would change nothing without @partner, which was not; NULL: nothing. */
static const char *
find_alone (const Typed *typed, const char **partner)
{
  gboolean ranks = typed->rank_alpha > 0 || g_strcmp0 (typed->loss, "rank") == 0;

  if (typed->teacher_share > 0 && typed->teacher == NULL) {
    *partner = "--distill";
    return "distill-share";
  }
  if (!isnan (typed->rank_margin) && !ranks) {
    *partner = "--rank-alpha";
    return "rank-margin";
  }
  return NULL;
}

static gboolean
check_usage (
    const Typed *typed, const GOptionEntry *entries, int argc, char **argv, AcuExit *status)
{
  const GOptionEntry *wrong;
  const char *reason, *alone;

  *status = ACU_EXIT_ERROR;
  if (argc > 1)
    acu_fail_usage ("train", _ ("“%s” is too much: only options are expected"), argv[1]);
  else if (typed->resume != NULL && (wrong = find_settled (entries)) != NULL)
    acu_fail_usage ("train",
                    _ ("--%s does not go with --resume: the training goes on as it was begun, but "
                       "for --device and --log"),
                    wrong->long_name);
  else if (typed->resume != NULL)
    return TRUE;
  else if (typed->base == NULL || typed->out == NULL)
    acu_fail_usage ("train", _ ("--base and --out are needed"));
  else if ((typed->data == NULL) == (typed->patch_list == NULL))
    acu_fail_usage ("train", _ ("either --data or --patch-list is needed"));
  else if (typed->patch_list != NULL && (typed->validation != NULL || typed->mode != NULL))
    acu_fail_usage ("train", _ ("--patch-list goes with neither --val nor --mode"));
  else if ((wrong = find_idle (typed, entries, &reason)) != NULL)
    acu_fail_usage ("train", _ ("--%s has no effect with %s"), wrong->long_name, reason);
  else if ((alone = find_alone (typed, &reason)) != NULL)
    acu_fail_usage ("train", _ ("--%s has no effect without %s"), alone, reason);
  else
    return TRUE;
  return FALSE;
}

AcuExit
acu_command_train (int argc, char **argv)
{
  Typed typed = {.epochs = NO_COUNT,
                 .batch = NO_COUNT,
                 .warmup = NO_COUNT,
                 .patches_per_image = NO_COUNT,
                 .patience = NO_COUNT,
                 .seed = NO_SEED,
                 .lr = NAN,
                 .lr_ratio = NAN,
                 .weight_decay = NAN,
                 .rank_alpha = NAN,
                 .rank_margin = NAN,
                 .dropout = NAN,
                 .drop_path = NAN,
                 .fusion_dropout = NAN,
                 .clip = NAN,
                 .fault_weight = NAN,
                 .mosaic = NAN,
                 .token_weight = NAN,
                 .teacher_share = NAN};
  const GOptionEntry entries[] = {
      {"base", 0, 0, G_OPTION_ARG_STRING, &typed.base,
       _ ("What to start from: a model's name, a file, or preset:P for random weights, which have "
          "defaults of their own: epochs 20, batch 8, lr 1e-3, lr-ratio 0.2, warmup 60, "
          "weight-decay 0.02, no dropout, fault-weight 5, token-weight 40, mosaic 0.9, "
          "patches-per-image 1, no patience"),
       "MODEL"},
      {"data", 0, 0, G_OPTION_ARG_STRING, &typed.data,
       _ ("Scored pictures: FILE.csv (path,mos[,split][,group]), koniq:DIR, spaq:DIR, kadid:DIR, "
          "live:DIR, livec:DIR, csiq:DIR, tid2013:DIR, bid:DIR, agiqa:DIR, json:FILE or "
          "labels:SET"),
       "SPEC"},
      {"val", 0, 0, G_OPTION_ARG_STRING, &typed.validation,
       /* xgettext:no-c-format */
       _ ("Held-out pictures, never learned from: those that this set marks for validation choose "
          "the epoch and those that it marks for testing judge, or do both where none is for "
          "validation; without such marks all choose the epoch (default: those that the data mark; "
          "where they mark a test part and none for validation, 15 % of the training pictures "
          "choose the epoch; without marks a fifth of the data, or of many pictures 15 % to choose "
          "the epoch and 15 % to judge)"),
       "SPEC"},
      {"patch-list", 0, 0, G_OPTION_ARG_FILENAME, &typed.patch_list,
       _ ("Exactly these patches instead: path,protocol,y,x,mos"), "FILE.csv"},
      {"out", 'o', 0, G_OPTION_ARG_STRING, &typed.out, _ ("The new model's name"), "NAME"},
      {"device", 'd', 0, G_OPTION_ARG_STRING, &typed.device,
       _ ("What computes: auto, cpu, vulkan, vulkan:N or vulkan:NAME (default: auto)"), "DEVICE"},
      {"precision", 0, 0, G_OPTION_ARG_STRING, &typed.precision,
       _ ("How maps are stored: auto, fp32 or fp16; weights are always fp32 (default: auto)"),
       "PRECISION"},
      {"mode", 0, 0, G_OPTION_ARG_STRING, &typed.mode,
       _ ("full: every weight; quick: only the head, in minutes (default: full)"), "MODE"},
      {"epochs", 0, 0, G_OPTION_ARG_INT, &typed.epochs,
       _ ("Passes over the data (full: 5, quick: 30)"), "N"},
      {"batch", 0, 0, G_OPTION_ARG_INT, &typed.batch, _ ("Patches a step (default: 32)"), "N"},
      {"lr", 0, 0, G_OPTION_ARG_DOUBLE, &typed.lr,
       _ ("Learning rate of the backbone (full: 5e-6, quick: 5e-5 for what it trains of it)"), "X"},
      {"lr-ratio", 0, 0, G_OPTION_ARG_DOUBLE, &typed.lr_ratio,
       _ ("The head's rate by the backbone's (default: 10)"), "X"},
      {"weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &typed.weight_decay, _ ("(default: 2e-4)"), "X"},
      {"schedule", 0, 0, G_OPTION_ARG_STRING, &typed.schedule,
       _ ("cosine, step or constant (default: cosine)"), "S"},
      {"warmup", 0, 0, G_OPTION_ARG_INT, &typed.warmup, _ ("Steps of rising rate at the start"),
       "N"},
      {"loss", 0, 0, G_OPTION_ARG_STRING, &typed.loss,
       _ ("l1, l2, plcc, rank or fidelity (default: l1)"), "L"},
      {"rank-alpha", 0, 0, G_OPTION_ARG_DOUBLE, &typed.rank_alpha,
       _ ("Weight of the pairwise ranking loss beside it (default: 0)"), "X"},
      {"rank-margin", 0, 0, G_OPTION_ARG_DOUBLE, &typed.rank_margin,
       _ ("Its margin (default: 0.1)"), "X"},
      {"dropout", 0, 0, G_OPTION_ARG_DOUBLE, &typed.dropout, _ ("(default: by the network's size)"),
       "X"},
      {"drop-path", 0, 0, G_OPTION_ARG_DOUBLE, &typed.drop_path,
       _ ("(default: by the network's size)"), "X"},
      {"fusion-dropout", 0, 0, G_OPTION_ARG_DOUBLE, &typed.fusion_dropout,
       _ ("In the scale fusion (default: 0.5)"), "X"},
      {"fusion", 0, 0, G_OPTION_ARG_STRING, &typed.fusion,
       _ ("channel, scale, concat or single (default: the base's; channel for a new head)"), "F"},
      {"clip", 0, 0, G_OPTION_ARG_DOUBLE, &typed.clip,
       _ ("Largest norm of a step's gradient; 0: any (default: 1)"), "X"},
      {"fault-weight", 0, 0, G_OPTION_ARG_DOUBLE, &typed.fault_weight,
       _ ("Weight of telling faults apart, where pictures are labelled with them (default: 0.25)"),
       "X"},
      {"token-weight", 0, 0, G_OPTION_ARG_DOUBLE, &typed.token_weight,
       _ ("Weight of judging every part of a patch by itself, without which a new network learns "
          "nothing (default: 0)"),
       "X"},
      {"distill", 0, 0, G_OPTION_ARG_STRING, &typed.teacher,
       _ ("Learn also from what this model says of each patch (full mode)"), "MODEL"},
      {"distill-share", 0, 0, G_OPTION_ARG_DOUBLE, &typed.teacher_share,
       _ ("How much of the loss that is, 0 to 1 (default: 0.5)"), "X"},
      {"mosaic", 0, 0, G_OPTION_ARG_DOUBLE, &typed.mosaic,
       _ ("Share of patches put together from quarters of four pictures in the first epoch, "
          "falling to none in the last (default: 0)"),
       "X"},
      {"patches-per-image", 0, 0, G_OPTION_ARG_INT, &typed.patches_per_image,
       _ ("Patches cut from a picture an epoch (default: 20)"), "N"},
      {"color-jitter", 0, 0, G_OPTION_ARG_NONE, &typed.color_jitter,
       _ ("Vary brightness, contrast, saturation and hue a little"), NULL},
      {"random-scale", 0, 0, G_OPTION_ARG_STRING, &typed.random_scale,
       _ ("Enlarge or reduce pictures by a random factor from LO to HI before cutting"), "LO,HI"},
      {"patience", 0, 0, G_OPTION_ARG_INT, &typed.patience,
       _ ("Stop after so many epochs without progress; 0: never (full: 5, quick: 10)"), "N"},
      {"seed", 0, 0, G_OPTION_ARG_INT64, &typed.seed, _ ("Of everything random (default: 0)"), "S"},
      {"resume", 0, 0, G_OPTION_ARG_STRING, &typed.resume,
       _ ("Go on with an interrupted training: with it go only --device and --log, each for this "
          "sitting; all else is as it was"),
       "NAME"},
      {"log", 0, 0, G_OPTION_ARG_FILENAME, &typed.log,
       _ ("Write to this file, which is replaced, an object a line: what was taken out of the "
          "training pictures, if anything, and every step and epoch, with --resume also those "
          "before"),
       "FILE.jsonl"},
      {NULL},
  };
  const AcuUsage usage = {
      NULL,
      _ ("Trains a model on pictures with opinion scores and keeps the epoch that agrees best\n"
         "with the held-out part.  An interrupted training can be gone on with."),
      _ ("Examples:\n"
         "  acutance-cli train --base nano --data mine.csv --mode quick --out mine\n"
         "  acutance-cli train --base smart-iqa --data koniq:KonIQ-10k --out tuned --log t.jsonl\n"
         "  acutance-cli train --base nano --data labels:Holidays --mode quick --out mine\n"
         "      learn from a label set of the catalog, as it is now, scored by the method chosen\n"
         "      for it (acutance-cli labels edit Holidays --method p910)\n"
         "  acutance-cli train --resume tuned"),
      entries};
  AcuExit status = ACU_EXIT_ERROR;

  if (acu_command_parse (&usage, &argc, &argv, &status) &&
      check_usage (&typed, entries, argc, argv, &status))
    status = train (&typed);
  typed_clear (&typed);
  return status;
}
