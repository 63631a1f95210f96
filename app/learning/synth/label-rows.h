/* The table of a synthetic set, labels.csv: synth.h tells its columns. */
#pragma once

#include "app/learning/synth/recipe.h"

/* A picture of the set: paths are relative to the set's folder, @map is empty where there is none,
 * and @group is the photo that it was made of. */
typedef struct {
  const char *path, *map, *split, *group;
  const AcuRecipe *recipe;
  const AcuRecipeResult *result;
} AcuLabelRow;

void acu_label_rows_append_header (GString *rows);

/* Appends a line to @rows; numbers are written the same in every locale. */
void acu_label_rows_append (GString *rows, const AcuLabelRow *row);
