/* A menu of the folders that were opened last. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_RECENT_FOLDERS (acu_recent_folders_get_type ())
G_DECLARE_FINAL_TYPE (AcuRecentFolders, acu_recent_folders, ACU, RECENT_FOLDERS, GObject)

/* Fills @menu, and goes on doing so, until acu_recent_folders_stop(). (transfer full) */
AcuRecentFolders *acu_recent_folders_new (AcuLibrary *library, GMenu *menu);

/* Follows the catalog that @library has now. */
void acu_recent_folders_follow (AcuRecentFolders *folders);

/* What is asked for is not waited for any more. */
void acu_recent_folders_stop (AcuRecentFolders *folders);

G_END_DECLS
