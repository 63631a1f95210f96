/* Fruit, a bowl and a vase in the light of a window. */
#pragma once

#include "app/learning/scenes/scene.h"

AcuScene *acu_still_life_new (float detail);
