/* The folder that is opened where nobody named one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Finds, on another thread, the folder that was open last; else the user's pictures; else, where
 * there are none, the sample pictures.  @callback gets @source, and calls
 * acu_default_folder_find_finish(). */
void acu_default_folder_find_async (GObject *source,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback);

/* Its path; NULL where there is none, or nobody waits for it any more.  @missing is set to the path
 * of the folder that was open last where that is not there, else to NULL. (transfer full) */
char *acu_default_folder_find_finish (GAsyncResult *result, char **missing);

G_END_DECLS
