/* The frame around one patch of a photo, with its score and faults beside it. */
#pragma once

#include "app/views/shared/patch-map.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws the mark of @patch in @widget, where the photo fills @bounds. */
void acu_patch_mark_snapshot (GtkWidget *widget,
                              GtkSnapshot *snapshot,
                              AcuPatchMap *map,
                              guint patch,
                              const graphene_rect_t *bounds);

G_END_DECLS
