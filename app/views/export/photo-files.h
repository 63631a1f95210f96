/* What a person can do with photos as files: export what is known of them, write their sidecars,
 * move them to the trash and back. */
#pragma once

#include "app/views/shared/photo-actions.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_FILES (acu_photo_files_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoFiles, acu_photo_files, ACU, PHOTO_FILES, GObject)

/* Adds to @map: export, write-sidecars, trash.  They act on the photos that
 * @actions means, or, as far as that makes sense where it means none, on all that are shown;
 * dialogs belong to the window of @widget.  (transfer full) */
AcuPhotoFiles *acu_photo_files_new (AcuLibrary *library,
                                    AcuPhotoActions *actions,
                                    GActionMap *map,
                                    GtkWidget *widget);

/* Whether there is any photo to act on. */
void acu_photo_files_set_enabled (AcuPhotoFiles *files, gboolean enabled);

G_END_DECLS
