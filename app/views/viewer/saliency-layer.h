/* The saliency map of the photo that is looked at: as a texture to lie over it, and in words. */
#pragma once

#include "app/views/shared/library.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_SALIENCY_LAYER (acu_saliency_layer_get_type ())
G_DECLARE_FINAL_TYPE (AcuSaliencyLayer, acu_saliency_layer, ACU, SALIENCY_LAYER, GObject)

/* Signal: changed (): the texture or the words are others. */
AcuSaliencyLayer *acu_saliency_layer_new (AcuLibrary *library);

/* Computes the map of @photo, which is at @path; of none, where @photo is 0. */
void acu_saliency_layer_set_photo (AcuSaliencyLayer *layer, gint64 photo, const char *path);

/* The map as far as it is known, to be scaled over the photo: orange where something lowers the
 * score, blue where it raises it, the more opaque the more it does; NULL for none.
 * (transfer none) */
GdkTexture *acu_saliency_layer_get_texture (AcuSaliencyLayer *layer);

/* What the map shows, how far it got, or why there is none; "" before anything was asked. */
const char *acu_saliency_layer_get_words (AcuSaliencyLayer *layer);

G_END_DECLS
