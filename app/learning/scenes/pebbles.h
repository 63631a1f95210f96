/* Pebbles on a shore, seen from near. */
#pragma once

#include "app/learning/scenes/scene.h"

AcuScene *acu_pebbles_new (float detail);
