/* A printed page on a desk, with a pencil and a cup. */
#pragma once

#include "app/learning/scenes/scene.h"

AcuScene *acu_page_new (float detail);
