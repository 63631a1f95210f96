#include "app/learning/service/run-log.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

AcuRunLog *
acu_run_log_new (void)
{
  AcuRunLog *log = g_new (AcuRunLog, 1);

  log->steps = g_array_new (FALSE, FALSE, sizeof (AcuRunStep));
  log->epochs = g_array_new (FALSE, FALSE, sizeof (AcuRunEpoch));
  return log;
}

void
acu_run_log_free (AcuRunLog *log)
{
  if (log == NULL)
    return;
  g_array_unref (log->steps);
  g_array_unref (log->epochs);
  g_free (log);
}

void
acu_run_log_append (AcuRunLog *to, const AcuRunLog *log)
{
  g_array_append_vals (to->steps, log->steps->data, log->steps->len);
  g_array_append_vals (to->epochs, log->epochs->data, log->epochs->len);
}

/* What was measured of the steps of one epoch. */
typedef struct {
  guint n;
  double patches, seconds;
} Measured;

static Measured
measure_epoch (const AcuRunLog *log, guint epoch)
{
  Measured measured = {0};

  for (guint i = log->steps->len; i > 0; i--) {
    const AcuRunStep *step = &g_array_index (log->steps, AcuRunStep, i - 1);

    if (step->epoch < epoch)
      break;
    if (step->epoch > epoch || !(step->seconds >= 0))
      continue;
    measured.n++;
    measured.patches += step->n_patches;
    measured.seconds += step->seconds;
  }
  return measured;
}

/* Seconds that the last finished epoch took beside its steps; 0: not known. */
static double
measure_validation (const AcuRunLog *log)
{
  const AcuRunEpoch *last;
  Measured measured;

  if (log->epochs->len == 0)
    return 0;
  last = &g_array_index (log->epochs, AcuRunEpoch, log->epochs->len - 1);
  measured = measure_epoch (log, last->epoch);
  return measured.n > 0 && last->seconds > measured.seconds ? last->seconds - measured.seconds : 0;
}

AcuRunPace
acu_run_log_measure_pace (const AcuRunLog *log, guint64 n_steps, guint n_epochs)
{
  AcuRunPace pace = {.seconds_left = -1};
  const AcuRunStep *last;
  Measured measured;

  if (log->steps->len == 0)
    return pace;
  last = &g_array_index (log->steps, AcuRunStep, log->steps->len - 1);
  measured = measure_epoch (log, last->epoch);
  if (!(measured.seconds > 0))
    return pace;
  pace.patches_per_second = measured.patches / measured.seconds;
  if (n_steps == 0)
    return pace;
  pace.seconds_left =
      (double)(n_steps - MIN (last->step, n_steps)) * measured.seconds / measured.n +
      (n_epochs - MIN (log->epochs->len, n_epochs)) * measure_validation (log);
  return pace;
}

static double
number (JsonObject *object, const char *name)
{
  return json_object_get_double_member_with_default (object, name, NAN);
}

static void
read_step (AcuRunLog *log, JsonObject *object)
{
  AcuRunStep step = {
      .epoch = (guint)MAX (json_object_get_int_member_with_default (object, "epoch", 1), 1) - 1,
      .step = (guint64)MAX (json_object_get_int_member_with_default (object, "step", 1), 1),
      .loss = number (object, "loss"),
      .l1 = number (object, "l1"),
      .rank = number (object, "rank"),
      .gradient_norm = number (object, "grad_norm"),
      .rate_backbone = number (object, "lr_backbone"),
      .rate_head = number (object, "lr_head"),
      .n_patches = (guint)CLAMP (json_object_get_int_member_with_default (object, "patches", 0), 0,
                                 G_MAXINT),
      .seconds = number (object, "seconds"),
  };

  g_array_append_val (log->steps, step);
}

static void
read_epoch (AcuRunLog *log, JsonObject *object)
{
  AcuRunEpoch epoch = {
      .epoch = (guint)MAX (json_object_get_int_member_with_default (object, "epoch", 1), 1) - 1,
      .train_srcc = number (object, "train_srcc"),
      .seconds = number (object, "seconds"),
      .validation = {.srcc = number (object, "val_srcc"),
                     .plcc = number (object, "val_plcc"),
                     .krcc = number (object, "val_krcc"),
                     .rmse = number (object, "val_rmse")},
  };

  /* The log does not say of how many pictures; of none there is no error. */
  epoch.validation.count = isfinite (epoch.validation.rmse) ? 1 : 0;
  /* By the order, and of equals by the nearest scores, as the run does. */
  epoch.is_best = TRUE;
  for (guint i = 0; i < log->epochs->len; i++) {
    const AcuAgreement *former = &g_array_index (log->epochs, AcuRunEpoch, i).validation;

    if (former->srcc > epoch.validation.srcc ||
        (former->srcc == epoch.validation.srcc && former->rmse < epoch.validation.rmse))
      epoch.is_best = FALSE;
  }
  g_array_append_val (log->epochs, epoch);
}

static void
read_line (AcuRunLog *log, JsonParser *parser, const char *line, gssize length)
{
  JsonNode *root;
  JsonObject *object;

  if (length == 0 || !json_parser_load_from_data (parser, line, length, NULL))
    return;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  object = json_node_get_object (root);
  if (json_object_has_member (object, "step"))
    read_step (log, object);
  else if (json_object_has_member (object, "train_srcc"))
    read_epoch (log, object);
}

AcuRunLog *
acu_run_log_read (const char *path, GError **error)
{
  g_autoptr (AcuRunLog) log = acu_run_log_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &failure)) {
    if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return g_steal_pointer (&log);
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  for (const char *line = text; line < text + length;) {
    const char *end = memchr (line, '\n', (gsize)(text + length - line));

    if (end == NULL)
      break; /* a line that was not finished */
    read_line (log, parser, line, end - line);
    line = end + 1;
  }
  return g_steal_pointer (&log);
}
