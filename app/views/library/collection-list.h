/* The list of a person's own collections in the sidebar: what its rows show, their menu, and photos
 * that are dropped on them. */
#pragma once

#include "app/views/library/own-collections.h"

G_BEGIN_DECLS

typedef struct _AcuCollectionList AcuCollectionList;

/* Fills @box with @own, and selects the one that is shown.  Rows activate win.own-collection; keys
 * and the menu of a row, win.rename-collection and win.remove-collection, each with its id. */
AcuCollectionList *
acu_collection_list_new (GtkListBox *box, AcuLibrary *library, AcuOwnCollections *own);
void acu_collection_list_free (AcuCollectionList *list);

G_END_DECLS
