/* A run's log, one JSON object a line. */
#include <math.h>

#include "app/learning/training/run-private.h"

static void
append_number (GString *line, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (line, ", \"%s\": %s", name,
                          isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.9g", value)
                                           : "null");
}

gboolean
acu_run_log_step (AcuRun *run, const AcuRunStep *step, const AcuStepReport *report, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "{\"epoch\": %u, \"step\": %" G_GUINT64_FORMAT, step->epoch + 1,
                   step->step);
  append_number (line, "loss", step->loss);
  append_number (line, "l1", step->l1);
  append_number (line, "rank", step->rank);
  append_number (line, "grad_norm", step->gradient_norm);
  append_number (line, "lr_backbone", step->rate_backbone);
  append_number (line, "lr_head", step->rate_head);
  append_number (line, "patches", step->n_patches);
  append_number (line, "seconds", step->seconds);
  if (acu_architecture_count_faults (run->base->architecture) > 0)
    append_number (line, "fault_loss", report->fault_loss);
  if (run->settings.token_weight > 0.0f)
    append_number (line, "token_loss", report->token_loss);
  g_string_append_c (line, '}');
  return acu_run_folder_log (run->folder, line->str, error);
}

gboolean
acu_run_log_epoch (AcuRun *run, const AcuRunEpoch *epoch, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean validated = epoch->validation.count > 0;

  g_string_printf (line, "{\"epoch\": %u", epoch->epoch + 1);
  append_number (line, "train_srcc", epoch->train_srcc);
  append_number (line, "val_srcc", validated ? epoch->validation.srcc : NAN);
  append_number (line, "val_plcc", validated ? epoch->validation.plcc : NAN);
  append_number (line, "val_krcc", validated ? epoch->validation.krcc : NAN);
  append_number (line, "val_rmse", validated ? epoch->validation.rmse : NAN);
  append_number (line, "seconds", epoch->seconds);
  g_string_append_c (line, '}');
  return acu_run_folder_log (run->folder, line->str, error);
}

gboolean
acu_run_log_division (AcuRun *run, GError **error)
{
  g_autofree char *line = NULL;

  if (run->n_left_out == 0 && run->n_split_off == 0 && run->n_unmarked == 0)
    return TRUE;
  line = g_strdup_printf ("{\"left_out\": %" G_GSIZE_FORMAT ", \"split_off\": %" G_GSIZE_FORMAT
                          ", \"unmarked\": %" G_GSIZE_FORMAT "}",
                          run->n_left_out, run->n_split_off, run->n_unmarked);
  return acu_run_folder_log (run->folder, line, error);
}
