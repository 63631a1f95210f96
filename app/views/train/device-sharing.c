#include "app/views/train/device-sharing.h"

#include "app/views/shared/settings.h"

void
acu_device_share (AcuLibrary *library, AcuTrainingService *training)
{
  AcuScoringService *scoring = acu_library_get_scoring (library);
  g_autofree char *choice = g_settings_get_string (acu_settings_get (), "while-training");
  g_auto (AcuTrainingStatus) trained = {0};
  g_auto (AcuScoringStatus) status = {0};
  gboolean scoring_waits;

  acu_training_service_get_status (training, &trained);
  /* A training that is paused leaves the device alone. */
  scoring_waits =
      acu_training_status_holds_device (&trained) && g_str_equal (choice, "scoring-waits");
  if (scoring == NULL) {
    acu_training_service_set_paused (training, ACU_PAUSE_TRAINING_SCORING, FALSE);
    return;
  }
  acu_scoring_service_get_status (scoring, &status);
  if (((status.pause & ACU_PAUSE_TRAINING) != 0) != scoring_waits)
    acu_scoring_service_set_paused (scoring, ACU_PAUSE_TRAINING, scoring_waits);
  acu_training_service_set_paused (training, ACU_PAUSE_TRAINING_SCORING,
                                   g_str_equal (choice, "training-waits") &&
                                       status.state == ACU_SCORING_WORKING);
}
