#include "app/views/train/run-words.h"

#include "app/learning/training/run-folder.h"
#include "app/text/duration.h"
#include "app/views/train/run-fields.h"

#include <glib/gi18n.h>
#include <string.h>

/* What people call the base that @settings name. */
static char *
describe_base (const AcuRunSettings *settings)
{
  if (settings->base != NULL && g_str_has_prefix (settings->base, ACU_BASE_PRESET_PREFIX))
    /* Translators: of a network that was not trained before, whose size is, say, “nano” */
    return g_strdup_printf (_ ("random weights (%s)"),
                            settings->base + strlen (ACU_BASE_PRESET_PREFIX));
  return g_strdup (settings->base);
}

/* The data of @record, with their pictures where these are known. (transfer full) */
static char *
describe_data (const AcuRunRecord *record)
{
  guint n = (guint)record->n_training, n_held_out = (guint)record->n_held_out;
  g_autofree char *pictures = NULL, *held_out = NULL;

  if (record->n_training <= 0)
    return g_strdup (record->title);
  pictures = g_strdup_printf (ngettext ("%'u picture", "%'u pictures", n), n);
  held_out = g_strdup_printf (ngettext ("%'u held out", "%'u held out", n_held_out), n_held_out);
  /* Translators: the name of a dataset, how many pictures are learned from, how many held out */
  return g_strdup_printf (_ ("%s: %s, %s"), record->title, pictures, held_out);
}

char *
acu_run_words_summary (const AcuRunRecord *record)
{
  const AcuRunSettings *settings = &record->settings;
  g_autofree char *data = describe_data (record);
  g_autofree char *base = describe_base (settings);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, settings->seed);

  return g_strdup_printf (
      /* The base model, how it is trained, the data, the settings. */
      _ ("From %s, %s · %s · %s, AdamW %.3g / %.3g · seed %s"), base,
      settings->mode == ACU_RUN_QUICK ? C_ ("training", "quick") : C_ ("training", "full"), data,
      acu_loss_kind_get_label (settings->loss.kind), settings->schedule.rate,
      settings->schedule.rate * settings->schedule.head_ratio, seed);
}

/* "today 14:02", "yesterday", "12 March 2026". */
static char *
describe_time (gint64 seconds)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int year, month, day, this_year, this_month, this_day;

  g_date_time_get_ymd (then, &year, &month, &day);
  g_date_time_get_ymd (now, &this_year, &this_month, &this_day);
  if (year == this_year && month == this_month && day == this_day)
    return g_date_time_format (then, _ ("today %H:%M"));
  return g_date_time_format (then, year == this_year ? _ ("%-d %B, %H:%M") : _ ("%-d %B %Y"));
}

char *
acu_run_words_state (const AcuRunRecord *record)
{
  g_autofree char *time = describe_time (record->started);
  g_autofree char *duration = acu_duration_format (
      record->worked > 0 ? record->worked : (double)MAX (record->ended - record->started, 0));

  switch (record->state) {
  case ACU_RECORD_RUNNING:
    return g_strdup (_ ("running"));
  case ACU_RECORD_INTERRUPTED:
    if (record->n_epochs == 0)
      return g_strdup (_ ("interrupted in the first epoch"));
    return g_strdup_printf (_ ("interrupted after epoch %u of %u"), record->n_epochs,
                            record->settings.schedule.epochs);
  case ACU_RECORD_FAILED:
    return g_strdup (C_ ("run", "failed"));
  case ACU_RECORD_DISCARDED:
    return g_strdup_printf (_ ("%s · discarded"), time);
  case ACU_RECORD_STOPPED:
    return g_strdup_printf (_ ("%s · stopped after %s"), time, duration);
  default:
    return g_strdup_printf (_ ("%s · %s"), time, duration);
  }
}

char *
acu_run_words_unfinished (const AcuRunRecord *record, const AcuRunPace *pace)
{
  g_autofree char *state = acu_run_words_state (record);
  g_autofree char *duration = NULL, *left = NULL;

  if (pace->seconds_left < 0)
    return g_steal_pointer (&state);
  duration = acu_duration_format (pace->seconds_left);
  left = g_strdup_printf (_ ("%s left"), duration);
  return g_strdup_printf ("%s · %s", state, left);
}

/* Whether it does nothing until somebody lets it; what opens may be paused as well. */
static gboolean
is_waiting (const AcuTrainingStatus *status)
{
  return status->pause != 0 &&
         (status->state == ACU_TRAINING_OPENING || status->state == ACU_TRAINING_PAUSED);
}

char *
acu_run_words_status (const AcuTrainingStatus *status)
{
  const AcuRunProgress *progress = &status->progress;

  if (is_waiting (status))
    return g_strdup (status->pause & ACU_PAUSE_TRAINING_PERSON ? _ ("paused")
                                                               : _ ("waits for scoring"));
  switch (status->state) {
  case ACU_TRAINING_OPENING:
    if (progress->stage == ACU_RUN_PREPARING && progress->total > 0)
      return g_strdup (_ ("looking at the pictures"));
    return g_strdup (_ ("getting ready"));
  case ACU_TRAINING_ENDING:
    return g_strdup (_ ("saving"));
  default:
    if (progress->stage == ACU_RUN_PREPARING)
      return g_strdup (_ ("looking at the pictures"));
    return g_strdup_printf (_ ("running · epoch %u of %u"),
                            MIN (progress->epoch + 1, progress->n_epochs), progress->n_epochs);
  }
}

/* What is done at the moment: "Step 182 of 200". */
static char *
describe_stage (const AcuTrainingStatus *status)
{
  const AcuRunProgress *progress = &status->progress;
  guint done = (guint)progress->done, total = (guint)progress->total;

  if (progress->stage == ACU_RUN_TRAINING && status->n_steps > 0)
    return g_strdup_printf (_ ("Step %'u of %'u"), (guint)status->step, (guint)status->n_steps);
  if (total == 0)
    return g_strdup (_ ("Opening the model and the pictures"));
  if (progress->stage != ACU_RUN_VALIDATING)
    return g_strdup_printf (_ ("Preparing: patch %'u of %'u looked at"), done, total);
  if (status->state == ACU_TRAINING_OPENING)
    return g_strdup_printf (_ ("Measuring the base: held-out patch %'u of %'u"), done, total);
  return g_strdup_printf (_ ("Held-out patch %'u of %'u"), done, total);
}

char *
acu_run_words_progress (const AcuTrainingStatus *status)
{
  const AcuRunProgress *progress = &status->progress;
  g_autofree char *left = NULL, *duration = NULL;
  g_autofree char *done = describe_stage (status);

  if (is_waiting (status) || status->state == ACU_TRAINING_ENDING)
    left = acu_run_words_status (status);
  else if (progress->seconds_left >= 0) {
    duration = acu_duration_format (progress->seconds_left);
    left = g_strdup_printf (_ ("%s left"), duration);
  } else if (progress->patches_per_second > 0) {
    duration = acu_duration_format ((double)(progress->total - progress->done) /
                                    progress->patches_per_second);
    left = g_strdup_printf (_ ("%s until training"), duration);
  }
  return left != NULL ? g_strdup_printf ("%s · %s", done, left) : g_steal_pointer (&done);
}

char *
acu_run_words_speed (const AcuTrainingStatus *status, const char *device)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) strings = NULL;

  if (status->progress.patches_per_second > 0) {
    g_autofree char *rate = g_strdup_printf (
        status->progress.patches_per_second >= 10 ? _ ("%.0f patches/s") : _ ("%.1f patches/s"),
        status->progress.patches_per_second);
    g_strv_builder_add (parts, rate);
  }
  if (status->memory > 0) {
    g_autofree char *memory = g_format_size (status->memory);
    g_strv_builder_add (parts, memory);
  }
  if (device != NULL)
    g_strv_builder_add (parts, device);
  strings = g_strv_builder_end (parts);
  return g_strjoinv (" · ", strings);
}

static void
add (GPtrArray *pairs, const char *name, char *value)
{
  g_ptr_array_add (pairs, g_strdup (name));
  g_ptr_array_add (pairs, value);
}

char *
acu_run_words_warnings (const char *warning, guint n_unsaid)
{
  g_autofree char *more = NULL;

  if (warning == NULL || n_unsaid == 0)
    return g_strdup (warning ?: "");
  more = g_strdup_printf (ngettext ("and %u more warning", "and %u more warnings", n_unsaid),
                          n_unsaid);
  return g_strdup_printf ("%s\n%s", warning, more);
}

/* Where the data were read from that @name is what people call.  A label set is that set for
 * whoever chose it, and not the copy of it that the run learns from. */
static char *
describe_source (const char *spec, const char *name)
{
  if (spec != NULL && name != NULL && acu_run_folder_is_copy (spec))
    return g_strdup_printf (_ ("Label set “%s”"), name);
  return g_strdup (spec);
}

GPtrArray *
acu_run_words_configuration (const AcuRunRecord *record)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);
  const AcuRunSettings *settings = &record->settings;
  guint n_fields;
  const AcuRunField *fields = acu_run_fields_get (&n_fields);
  char *division;

  add (pairs, _ ("Base model"), describe_base (settings));
  add (pairs, _ ("Data"), g_strdup (record->title));
  add (pairs, _ ("Read from"),
       describe_source (settings->data ?: settings->patch_list, settings->data_name));
  if (settings->validation != NULL)
    add (pairs, _ ("Held out"), describe_source (settings->validation, settings->validation_name));
  /* A set that was rated on is the same set, but teaches something else. */
  if (record->scores != NULL)
    /* Translators: followed by letters and digits that tell it from others */
    add (pairs, _ ("Opinion scores"), g_strdup_printf (_ ("version %.8s"), record->scores));
  add (pairs, _ ("Pictures"),
       g_strdup_printf (_ ("%'u to learn from, %'u held out"), (guint)record->n_training,
                        (guint)record->n_held_out));
  if ((division = acu_run_describe_split_off (record->n_split_off)) != NULL)
    add (pairs, _ ("Validation"), division);
  if ((division = acu_run_describe_unmarked (record->n_unmarked)) != NULL)
    add (pairs, _ ("Not marked"), division);
  if ((division = acu_run_describe_left_out (record->n_left_out)) != NULL)
    add (pairs, _ ("Left out"), division);
  add (pairs, _ ("Trained part"),
       g_strdup (settings->mode == ACU_RUN_QUICK ? _ ("the head (quick)")
                                                 : _ ("the whole network (full)")));
  add (pairs, _ ("Device"), g_strdup (record->device ?: settings->device));
  if (settings->teacher != NULL)
    add (pairs, _ ("Learns from"), g_strdup (settings->teacher));
  for (guint i = 0; i < n_fields; i++)
    add (pairs, _ (fields[i].title), acu_run_field_format (&fields[i], settings));
  fields = acu_run_fields_get_told (&n_fields);
  for (guint i = 0; i < n_fields; i++)
    add (pairs, _ (fields[i].title), acu_run_field_format (&fields[i], settings));
  return pairs;
}

const char *
acu_run_words_find_value (GPtrArray *configuration, const char *name)
{
  for (guint i = 0; i + 1 < configuration->len; i += 2)
    if (g_str_equal (g_ptr_array_index (configuration, i), name))
      return g_ptr_array_index (configuration, i + 1);
  return NULL;
}

/* Whether all of @configurations have the same to say of @name, or all nothing. */
static gboolean
is_agreed (GPtrArray *configurations, const char *name)
{
  const char *first = acu_run_words_find_value (g_ptr_array_index (configurations, 0), name);

  for (guint i = 1; i < configurations->len; i++)
    if (g_strcmp0 (acu_run_words_find_value (g_ptr_array_index (configurations, i), name), first) !=
        0)
      return FALSE;
  return TRUE;
}

GPtrArray *
acu_run_words_list_differing (GPtrArray *configurations)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < configurations->len; i++) {
    GPtrArray *configuration = g_ptr_array_index (configurations, i);

    for (guint line = 0; line + 1 < configuration->len; line += 2) {
      char *name = g_ptr_array_index (configuration, line);

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL) &&
          !is_agreed (configurations, name))
        g_ptr_array_add (names, name);
    }
  }
  return names;
}
