/* What a person does with collections of their own: makes, renames and removes them, puts photos
 * into them and takes them out. */
#pragma once

#include "app/views/library/own-collections.h"
#include "app/views/shared/photo-actions.h"

G_BEGIN_DECLS

#define ACU_TYPE_COLLECTION_ACTIONS (acu_collection_actions_get_type ())
G_DECLARE_FINAL_TYPE (
    AcuCollectionActions, acu_collection_actions, ACU, COLLECTION_ACTIONS, GObject)

/* Adds to @map: own-collection (x), which shows one; new-collection; collect-in-new, with the
 * photos that @photos means; rename-collection (x) and remove-collection (x), which ask;
 * add-to-collection (x); and take-from-collection, for the one that is shown.  Keeps @menu, which
 * lists those that photos can be added to, up to date.  Dialogs are @widget's, which the caller
 * keeps until it calls acu_collection_actions_stop(). */
AcuCollectionActions *acu_collection_actions_new (AcuLibrary *library,
                                                  AcuOwnCollections *own,
                                                  AcuPhotoActions *photos,
                                                  GMenu *menu,
                                                  GtkWidget *widget,
                                                  GActionMap *map);

/* Whether there is any photo to act on. */
void acu_collection_actions_set_enabled (AcuCollectionActions *self, gboolean enabled);

/* Asks nothing any more. */
void acu_collection_actions_stop (AcuCollectionActions *self);

G_END_DECLS
