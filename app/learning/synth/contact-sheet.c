#include "app/learning/synth/contact-sheet.h"

#include "app/learning/scenes/stroke-font.h"
#include "app/learning/synth/recipe.h"

#include <string.h>

#define MARGIN      6
#define LABEL_WIDTH 150
#define BACKGROUND  236

static void
place (const AcuImage *cell, AcuImage *sheet, int left, int top, int size)
{
  int width = MIN (size, cell->width), height = MIN (size, cell->height);
  int x = (cell->width - width) / 2, y = (cell->height - height) / 2;

  for (int row = 0; row < height; row++)
    memcpy (sheet->pixels + 3 * ((gsize)(top + row) * (gsize)sheet->width + (gsize)left),
            cell->pixels + 3 * ((gsize)(y + row) * (gsize)cell->width + (gsize)x),
            3 * (gsize)width);
}

static void
print (const AcuSheet *ink, AcuImage *sheet)
{
  gsize count = (gsize)sheet->width * (gsize)sheet->height;

  for (gsize i = 0; i < count; i++)
    for (gsize k = 0; k < 3; k++)
      sheet->pixels[3 * i + k] = (guint8)(sheet->pixels[3 * i + k] * (255 - ink->ink[i]) / 255);
}

AcuImage *
acu_contact_sheet_new (
    AcuImage *source, int cell, guint64 seed, GCancellable *cancellable, GError **error)
{
  int columns = ACU_DEGRADATION_LEVELS + 1, rows = ACU_N_DEGRADATIONS;
  int width = LABEL_WIDTH + columns * (cell + MARGIN) + MARGIN;
  int height = rows * (cell + MARGIN) + MARGIN;
  g_autoptr (AcuImage) sheet = acu_image_new (width, height, error);
  g_autoptr (AcuSheet) ink = acu_sheet_new ((guint)width, (guint)height);

  if (sheet == NULL)
    return NULL;
  memset (sheet->pixels, BACKGROUND, acu_image_get_bytes (sheet));
  for (int row = 0; row < rows; row++) {
    int top = MARGIN + row * (cell + MARGIN);

    acu_sheet_write (ink, acu_degradation_get_name ((AcuDegradation)row), MARGIN,
                     (float)(top + cell / 2 + 5), 13, 1);
    for (int column = 0; column < columns; column++) {
      AcuRecipe recipe = {.n_steps = column > 0,
                          .degradations = {(AcuDegradation)row},
                          .levels = {column},
                          .seed = seed,
                          .stream = (guint64)row};
      g_auto (AcuRecipeResult) result = {NULL};

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !acu_recipe_run (&recipe, source, &result, error))
        return NULL;
      place (result.image, sheet, LABEL_WIDTH + MARGIN + column * (cell + MARGIN), top, cell);
    }
  }
  print (ink, sheet);
  return g_steal_pointer (&sheet);
}
