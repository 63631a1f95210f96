/* Eroded mountains under a sky, with forests, snow and water. */
#pragma once

#include "app/learning/scenes/scene.h"

/* A snowy massif behind wooded hills in the morning. */
AcuScene *acu_terrain_alpine_new (float detail);

/* A mountain lake after sunset, mirroring its shore. */
AcuScene *acu_terrain_lake_new (float detail);
