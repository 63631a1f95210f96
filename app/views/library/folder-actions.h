/* What can be done to a folder of the sidebar's tree: its menu, and taking it off the tree. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

typedef struct _AcuFolderActions AcuFolderActions;

/* Gives @folders, a list of GtkTreeListRow over AcuFolderItem in tree expanders, a menu; and adds
 * to
 * @actions: show-folder (x) in the file manager, and remove-folder (x), which asks first and is the
 * key Delete as well.  Both take the folder's id. */
AcuFolderActions *
acu_folder_actions_new (GtkListView *folders, AcuLibrary *library, GActionMap *actions);
void acu_folder_actions_free (AcuFolderActions *self);

G_END_DECLS
