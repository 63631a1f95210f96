/* Positions in maps. */
#pragma once

#include "compute/cpu/kernels/kernel.h"

typedef struct {
  gsize image, y, x;
} AcuPlace;

/* The position of row @row of a (B,H,W,C) map. */
ACU_INLINE AcuPlace
acu_place_of_row (AcuShape map, gsize row)
{
  return (AcuPlace){.image = row / (map.dims[1] * map.dims[2]),
                    .y = row / map.dims[2] % map.dims[1],
                    .x = row % map.dims[2]};
}

/* The channels at a position. */
ACU_INLINE float *
acu_place_get_pixel (const AcuCpuTensor *map, gsize image, gsize y, gsize x)
{
  return acu_cpu_row (map, (image * map->shape.dims[1] + y) * map->shape.dims[2] + x);
}
