/* The ways on from a catalog that is damaged, or cannot be read by this program; on another thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Finds out whether there is a backup.  @callback gets @source, as for all of these. */
void acu_catalog_repair_look_async (GObject *source,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback);

/* FALSE, too, where nobody waits for it any more; then @error says so. */
gboolean acu_catalog_repair_look_finish (GAsyncResult *result, GError **error);

/* Puts the newest sound backup in the place of the catalog, which is kept beside. */
void acu_catalog_repair_restore_async (GObject *source,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback);

/* Puts the catalog aside, so that a new one will be made. */
void acu_catalog_repair_start_fresh_async (GObject *source,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback);

/* For both: what was done in a sentence, empty where that needs no words; NULL on failure.
 * (transfer full) */
char *acu_catalog_repair_finish (GAsyncResult *result, GError **error);

G_END_DECLS
