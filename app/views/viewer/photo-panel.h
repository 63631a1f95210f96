/* The panel beside a photo: its score among the others, why, and what the camera wrote down. */
#pragma once

#include "app/catalog/patch-histogram.h"
#include "app/catalog/photo-store.h"
#include "app/views/shared/patch-map.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_PANEL (acu_photo_panel_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoPanel, acu_photo_panel, ACU, PHOTO_PANEL, GtkWidget)

/* Shows @row; NULL for none. */
void acu_photo_panel_set_row (AcuPhotoPanel *panel, const AcuPhotoRow *row);

/* Shows what @model says; @map may be NULL: not scored. */
void acu_photo_panel_set_map (AcuPhotoPanel *panel, AcuPatchMap *map, const char *model);

/* Compares its patches with those of its folder; NULL: not known. */
void acu_photo_panel_set_folder (AcuPhotoPanel *panel, const AcuPatchHistogram *folder);

/* Which part of the folder is better, 0..1; NAN for unknown. */
void acu_photo_panel_set_rank (AcuPhotoPanel *panel, double rank);

G_END_DECLS
