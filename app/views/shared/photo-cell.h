/* One photo in the grid or the filmstrip: its thumbnail, score, stars, flag and colour. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_CELL (acu_photo_cell_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoCell, acu_photo_cell, ACU, PHOTO_CELL, GtkWidget)

/* @compact leaves out what has no room in a filmstrip. */
GtkWidget *acu_photo_cell_new (AcuLibrary *library, gboolean compact);

/* Shows @photo; NULL gives up what is being waited for. */
void acu_photo_cell_set_photo (AcuPhotoCell *cell, AcuPhoto *photo);
AcuPhoto *acu_photo_cell_get_photo (AcuPhotoCell *cell);

/* Whether the cell is in sight, or only ready to be.  What is seen larger than a thumbnail of 256
 * pixels gets one of 512, which takes four times the memory.  FALSE at first, and for every other
 * photo. */
void acu_photo_cell_set_seen (AcuPhotoCell *cell, gboolean seen);

/* The least width of a cell; its height is as much. */
void acu_photo_cell_set_size (AcuPhotoCell *cell, int size);

/* Marks the photo with what would become of it, in words, until it has a flag of its own; NULL for
 * nothing. */
void acu_photo_cell_set_proposal (AcuPhotoCell *cell, const char *words, gboolean is_rejection);

/* Marks the photo as one of @count that are of the same thing; up to 1 for none. */
void acu_photo_cell_set_stack (AcuPhotoCell *cell, guint count);

G_END_DECLS
