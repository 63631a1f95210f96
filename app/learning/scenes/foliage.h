/* Beech twigs against the light, with a wood out of focus behind them. */
#pragma once

#include "app/learning/scenes/scene.h"

AcuScene *acu_foliage_new (float detail);
