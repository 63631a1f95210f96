/* A square grid of heights, shaped by noise and worn by running water. */
#pragma once

#include "app/learning/scenes/vector.h"

#include <glib.h>

typedef struct {
  guint size;       /* cells a side */
  float cell;       /* metres */
  float left, back; /* world x and z of cell (0, 0) */
  float *heights;   /* (size, size), metres */
} AcuHeightField;

AcuHeightField *acu_height_field_new (guint size, float cell, float left, float back);
void acu_height_field_free (AcuHeightField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuHeightField, acu_height_field_free)

/* Lets @drops raindrops run downhill one after another, carrying soil from steep to flat ground
 * (after the droplet model of Beyer 2015).  The field has five cells a side and more. */
void acu_height_field_erode (AcuHeightField *field, guint drops, guint32 seed);

/* Returns the height at world (@x, @z), interpolated by cubic B-splines, which round the corners
 * of the grid; sets the slopes where they are not NULL. */
float
acu_height_field_at (const AcuHeightField *field, float x, float z, float *slope_x, float *slope_z);
