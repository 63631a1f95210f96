#include "tests/display/run-fixture.h"

#include "app/learning/service/run-record.h"

#include <math.h>

double
acu_fixture_get_loss (guint i)
{
  return 2 + sin (i * 0.37) + 20.0 / (i + 10);
}

char *
acu_fixture_make_run (const char *name, guint n_steps, double srcc)
{
  AcuRunSettings settings;
  g_autoptr (AcuRunRecord) record = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  acu_run_settings_init (&settings, ACU_RUN_FULL, "nano");
  settings.base = g_strdup ("nano");
  settings.data = g_strdup ("/nowhere/scores.csv");
  record = acu_run_record_new (name, "Scores", &settings);
  acu_run_settings_clear (&settings);
  record->state = ACU_RECORD_FINISHED;
  record->warning = g_strdup ("Scores: 1 of 9 labelled images is missing: 1.jpg");
  record->n_unsaid = 3;
  record->n_epochs = 1;
  record->before = (AcuAgreement){.count = 8, .srcc = 0.5, .plcc = 0.5, .krcc = 0.4, .rmse = 12};
  record->n_training = 10;
  record->n_test = 5;
  record->best = (AcuAgreement){.count = 8, .srcc = srcc, .plcc = 0.8, .krcc = 0.6, .rmse = 9};
  g_assert_true (acu_run_record_save (record, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n_steps; i++)
    g_string_append_printf (log,
                            "{\"epoch\":1,\"step\":%u,\"loss\":%.17g,\"l1\":1,\"rank\":0,"
                            "\"grad_norm\":1,\"lr_backbone\":1e-6,\"lr_head\":1e-5}\n",
                            i + 1, acu_fixture_get_loss (i));
  g_string_append_printf (log,
                          "{\"epoch\":1,\"train_srcc\":0.5,\"val_srcc\":%g,\"val_plcc\":0.8,"
                          "\"val_krcc\":0.6,\"val_rmse\":9,\"seconds\":4}\n",
                          srcc);
  g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_LOG);
  g_assert_true (g_file_set_contents (path, log->str, (gssize)log->len, &error));
  return g_strdup (record->id);
}

void
acu_fixture_forget_runs (void)
{
  g_autoptr (GPtrArray) records = acu_run_record_list (NULL, NULL);

  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);
    g_assert_true (acu_run_record_remove (record->id, NULL));
  }
}
