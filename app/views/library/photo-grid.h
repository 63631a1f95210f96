/* The grid of photos: which are selected, and what is done to them with a pointer. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_GRID (acu_photo_grid_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoGrid, acu_photo_grid, ACU, PHOTO_GRID, GtkWidget)

/* Shows the photos of @library.  Signals:
 *   selection-changed ()
 *   activate (guint position)   a photo is to be opened */
void acu_photo_grid_attach (AcuPhotoGrid *grid, AcuLibrary *library);

/* The selected photos, in the order of the list. (transfer full) (element-type gint64) */
GArray *acu_photo_grid_get_selected_ids (AcuPhotoGrid *grid);

guint acu_photo_grid_get_n_selected (AcuPhotoGrid *grid);

/* The first of them; GTK_INVALID_LIST_POSITION for none. */
guint acu_photo_grid_get_selected (AcuPhotoGrid *grid);

/* Selects one photo, shows it, and gives it the keyboard's focus where it is on screen. */
void acu_photo_grid_select_only (AcuPhotoGrid *grid, guint position);

/* Selects the photos at @positions and no others, and shows the first of them. */
void acu_photo_grid_select (AcuPhotoGrid *grid, const GtkBitset *positions);

/* The same for @photos, as far as they are in the list: none of it where none is, or where they are
 * so many that the toolkit would take long. (element-type gint64) */
void acu_photo_grid_select_photos (AcuPhotoGrid *grid, const GArray *photos);

void acu_photo_grid_select_all (AcuPhotoGrid *grid);

/* Whether others are known to be of the same thing as those selected, if these are no more than a
 * thousand; and selects them all. */
gboolean acu_photo_grid_has_similar (AcuPhotoGrid *grid);
void acu_photo_grid_select_similar (AcuPhotoGrid *grid);

/* The photos that are known to be of the same thing as @photo, itself included; none where no other
 * is. (transfer full) (element-type gint64) */
GArray *acu_photo_grid_list_similar (AcuPhotoGrid *grid, gint64 photo);

/* The part of the photos' menu that lists the collections they can be added to, for others to fill.
 * (transfer none) */
GMenu *acu_photo_grid_get_collection_menu (AcuPhotoGrid *grid);

/* Has keys go to the photos. */
void acu_photo_grid_focus (AcuPhotoGrid *grid);

G_END_DECLS
