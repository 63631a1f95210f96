/* Tells when photos or sidecars in a folder, or below it, came, went or changed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AcuFolderWatch AcuFolderWatch;

/* Watches the folder at @path, and whether it goes or comes back, from a thread of its own, since a
 * disk may be slow.  Changes are gathered: @changed is called, in the caller's main context, once
 * nothing has happened for a second, and at least every few seconds while something does.  A system
 * that lends no more watches leaves the rest of the folders unwatched.  (transfer full) */
AcuFolderWatch *
acu_folder_watch_new (const char *path, void (*changed) (gpointer user_data), gpointer user_data);

/* Nothing is called afterwards. */
void acu_folder_watch_free (AcuFolderWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuFolderWatch, acu_folder_watch_free)

G_END_DECLS
