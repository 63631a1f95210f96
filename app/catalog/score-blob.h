/* How a score's details are kept in a row: everything that a heatmap and an explanation need, in
 * about ten bytes a patch.
 *
 *   u8   1, the layout's version
 *   u8   bit 0: the patches are a grid; bit 1: there are fusion weights; bit 2: which are means of
 * gates u16  K, the number of faults u16  side of a patch, pixels u32  width, u32 height of the
 * picture that the patches were cut from f32  x 4 fusion weights, where bit 1 is set grid:      u32
 * rows, u32 columns, u32 y of each row, u32 x of each column; patches by rows otherwise: u32 n,
 * then u32 y, u32 x of each patch f32  score of each patch u8   faults of each patch, K each,
 * 0..255 for 0..1
 *
 * All numbers are little-endian; floats are IEEE 754. */
#pragma once

#include "app/catalog/score-store.h"

G_BEGIN_DECLS

/* (transfer full) */
GBytes *acu_score_blob_pack (const AcuScoreDetails *details);

/* Fills everything but score and std.  ACU_CATALOG_ERROR_DAMAGED where @data is not such a blob.
 * (transfer full) */
AcuScoreDetails *acu_score_blob_unpack (const guint8 *data, gsize size, GError **error);

G_END_DECLS
