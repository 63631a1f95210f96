/* The line that a training tells of each epoch. */
#pragma once

#include "app/learning/training/run.h"

/* As AcuRunListener.epoch: how well @epoch agrees with people, and whether it is the best so far.
 */
void acu_train_show_epoch (const AcuRunEpoch *epoch, gpointer user_data);
