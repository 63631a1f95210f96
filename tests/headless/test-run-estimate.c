/* How long a training will take is foretold from a few of its steps.  Times are judged. */
#include "app/learning/training/run-estimate.h"
#include "app/learning/training/run-folder.h"
#include "tests/headless/test-support.h"
#include "tests/headless/training-service-fixture.h"

/* The seconds of the only epoch of a run with @settings, begun anew. */
static double
run_epoch (const AcuRunSettings *settings)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = NULL, *path = NULL;
  g_autoptr (AcuRunLog) log = NULL;

  g_assert_cmpuint (settings->schedule.epochs, ==, 1);
  id = acu_training_service_start (service, "measured", "Six pictures", settings);
  acu_fixture_wait_for_state (service, id, ACU_RECORD_FINISHED);
  path = acu_run_record_path (id, ACU_RECORD_LOG);
  log = acu_run_log_read (path, NULL);
  g_assert_cmpuint (log->epochs->len, ==, 1);
  return g_array_index (log->epochs, AcuRunEpoch, 0).seconds;
}

/* Pictures that are read make a difference, but not one of ten times. */
static void
test_epoch (void)
{
  AcuRunSettings settings;
  g_auto (AcuRunEstimate) estimate = {0};
  g_autoptr (GError) error = NULL;
  double foretold, taken;

  acu_fixture_run_settings (&settings, ACU_RUN_FULL, 4);
  g_free (settings.base);
  settings.base = g_strdup ("test-weights:nano");
  g_assert_true (acu_run_estimate (&settings, &estimate, NULL, &error));
  foretold = estimate.seconds / 4;
  settings.schedule.epochs = 1;
  taken = run_epoch (&settings);
  g_test_message ("an epoch: estimated %.3f s, took %.3f s", foretold, taken);
  g_assert_cmpfloat (taken, <, 10 * foretold);
  g_assert_cmpfloat (taken, >, foretold / 10);
  acu_run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  g_autofree char *decoder = acu_test_build_path ("app/imaging/acutance-decoder");

  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  acu_fixture_begin_training_service (&argc, &argv);
  g_test_add_func ("/run-estimate/epoch", test_epoch);
  return acu_fixture_end_training_service ();
}
