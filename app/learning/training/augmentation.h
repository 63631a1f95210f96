/* What is varied about a picture each time a patch is cut from it. */
#pragma once

#include "app/imaging/image.h"
#include "compute/random.h"

G_BEGIN_DECLS

typedef struct {
  gboolean flips;    /* mirrored left to right, every second time */
  gboolean jitters;  /* brightness, contrast and saturation by up to 10 %, hue by up to 2 % */
  double scale_low;  /* the picture is resized by a factor between these before cutting, drawn */
  double scale_high; /* evenly in its logarithm; both 0 or 1: never */
} AcuAugmentation;

/* Where a patch comes from: the square of @window x @window pixels at (@y, @x) of the picture. */
typedef struct {
  guint y;
  guint x;
  guint window;
  gboolean is_mirrored;
} AcuPatchPlace;

/* Cuts a patch of @side x @side pixels out of @image at a random place, varied as @augmentation
 * says, and writes it to @pixels, U8 (side,side,3).  All draws come from @random.  @place:
 * (nullable) is told where it was cut.  @image has at
 * least @side pixels either way; scales that would need more of it are drawn no smaller than it
 * allows. */
gboolean acu_augmentation_cut (const AcuAugmentation *augmentation,
                               const AcuImage *image,
                               guint side,
                               AcuRandom *random,
                               guint8 *pixels,
                               AcuPatchPlace *place,
                               GError **error);

/* Cuts the patch of @place into @cells x @cells and writes to @means, (cells,cells), the mean of
 * the first channel of @map in each, 0..1.  @map is as large as the picture the patch comes from.
 */
void acu_patch_average (const AcuPatchPlace *place, const AcuImage *map, guint cells, float *means);

/* Copies the patch whose top left corner is (@y, @x), which lies inside @image. */
void acu_patch_copy (const AcuImage *image, guint side, guint y, guint x, guint8 *pixels);

G_END_DECLS
