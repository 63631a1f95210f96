/* Scoring and training share the device: which of them waits is a setting. */
#pragma once

#include "app/learning/service/training-service.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

/* Has the scoring of @library wait for @training, or the other way round, or neither, by the
 * setting "while-training" and by what both are doing now. */
void acu_device_share (AcuLibrary *library, AcuTrainingService *training);

G_END_DECLS
