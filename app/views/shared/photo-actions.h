/* What a person can do to photos, whichever page shows them: actions of the window that act on the
 * photos the page of the moment means. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

/* How a page tells which photos are meant. */
typedef struct {
  GArray *(*get_photos) (gpointer page); /* (transfer full) (element-type gint64) */
  void (*advance) (gpointer page);       /* goes on from one photo that was rated */
} AcuPhotoTargets;

typedef struct _AcuPhotoActions AcuPhotoActions;

/* Adds to @map: rate, flag and colour, of one int32; show-in-files, open-with, copy-files; undo,
 * redo.
 * (transfer full) */
AcuPhotoActions *acu_photo_actions_new (AcuLibrary *library, GActionMap *map);

/* The actions must not be used afterwards. */
void acu_photo_actions_free (AcuPhotoActions *actions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoActions, acu_photo_actions_free)

/* From now on @page, which is not held, tells what is meant. */
void acu_photo_actions_set_targets (AcuPhotoActions *actions,
                                    const AcuPhotoTargets *targets,
                                    gpointer page);

/* The photos that are meant. (transfer full) (element-type gint64) */
GArray *acu_photo_actions_dup_photos (AcuPhotoActions *actions);

/* Has a key that is held down in @page rate, flag or label one photo, and not in silence those that
 * are gone on to. */
void acu_photo_actions_spare_next (GtkWidget *page);

/* Whether there is any photo to act on. */
void acu_photo_actions_set_enabled (AcuPhotoActions *actions, gboolean enabled);

G_END_DECLS
