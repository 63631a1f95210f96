/* A brick house in a street, in perspective and raking sunlight. */
#pragma once

#include "app/learning/scenes/scene.h"

AcuScene *acu_facade_new (float detail);
