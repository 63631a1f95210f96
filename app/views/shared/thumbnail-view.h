/* A texture fitted into a widget, or covering it. */
#pragma once

#include "app/views/shared/photo-texture.h"

G_BEGIN_DECLS

#define ACU_TYPE_THUMBNAIL_VIEW (acu_thumbnail_view_get_type ())
G_DECLARE_FINAL_TYPE (AcuThumbnailView, acu_thumbnail_view, ACU, THUMBNAIL_VIEW, GtkWidget)

/* Shows the whole of a texture, or with @covers as much of its middle as leaves no border. */
GtkWidget *acu_thumbnail_view_new (gboolean covers);

/* @texture may be NULL: then nothing is drawn.  The view takes a reference. */
void acu_thumbnail_view_set_texture (AcuThumbnailView *view, AcuPhotoTexture *texture);

G_END_DECLS
