/* What a picture looks like, in 64 bytes: enough to tell that two photos show the same thing.
 *
 * The first 16 bytes are signs of brightness gradients on a grid of 9 x 9 fields (after N. Krawetz,
 * "Kind of Like That", 2013, whose 8 x 8 horizontal signs are joined by the vertical ones): they
 * survive another exposure, another size and another compression.  The other 48 are brightness and
 * chromaticity on 4 x 4 fields, which tell apart what the gradients alone would take for the same.
 */
#pragma once

#include "app/catalog/likeness-store.h"
#include "app/imaging/image.h"

G_BEGIN_DECLS

/* Fills @likeness from @image, of any size.  A thumbnail's 256 pixels are plenty. */
void acu_likeness_compute (const AcuImage *image, guint8 likeness[ACU_LIKENESS_SIZE]);

/* Signs that differ, 0..128; two pictures that have nothing in common are about 50 apart. */
guint acu_likeness_get_distance (const guint8 *a, const guint8 *b);

/* The mean difference of their colours, 0..255, whatever their brightness. */
double acu_likeness_get_colour_distance (const guint8 *a, const guint8 *b);

/* Whether there is enough in the picture for its gradients to mean anything: a blank wall has none.
 */
gboolean acu_likeness_has_structure (const guint8 *likeness);

/* Frames of one burst: the camera or the subject has moved a little in between. */
gboolean acu_likeness_is_same_scene (const guint8 *a, const guint8 *b);

/* The same picture again: another exposure, crop by a hair, size or compression. */
gboolean acu_likeness_is_near_duplicate (const guint8 *a, const guint8 *b);

/* Whether both have the gradients of near-duplicates, and enough of them, whatever their colours:
 * one frame, and the same after it was developed in another way or without colours. */
gboolean acu_likeness_has_same_structure (const guint8 *a, const guint8 *b);

G_END_DECLS
