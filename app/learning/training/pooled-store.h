/* The pooled maps of many patches, computed once by a frozen backbone and kept on disk. */
#pragma once

#include <gio/gio.h>

#include "compute/nn/network.h"
#include "compute/train/trainer.h"

G_BEGIN_DECLS

typedef struct _AcuPooledStore AcuPooledStore;

/* Opens the store for @key under the user's cache directory, made if there is none, for @count
 * patches of @architecture, which are the same ones whenever the key is.  What a store of this key
 * already holds is kept: *@n_done patches from the first on.  Fails with G_FILE_ERROR_NOSPC, naming
 * what is needed, where the disk has no room for the rest; G_IO_ERROR_CANCELLED. (transfer full) */
AcuPooledStore *acu_pooled_store_open (const AcuArchitecture *architecture,
                                       const char *key,
                                       gsize count,
                                       gsize *n_done,
                                       GCancellable *cancellable,
                                       GError **error);
void acu_pooled_store_free (AcuPooledStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPooledStore, acu_pooled_store_free)

/* Removes the store for @key from the disk; one that is open can be read until it is freed. */
gboolean acu_pooled_store_remove (const char *key, GError **error);

/* Elements of pooled map @index of one patch; 0 where the architecture has no such map. */
gsize acu_pooled_store_map_length (const AcuPooledStore *store, guint index);

/* Whether the maps of @patch are there; they are not where its picture could not be read. */
gboolean acu_pooled_store_has (const AcuPooledStore *store, gsize patch);

/* Writes what there is of @patch, the first that is not done or one that is: row @row of the maps,
 * where maps[i] has rows of its length, NULL where that is 0; or, where @maps is NULL, that its
 * picture cannot be read. */
gboolean acu_pooled_store_write (
    AcuPooledStore *store, gsize patch, const float *const *maps, gsize row, GError **error);

/* Gathers the maps of the patches @indices, which are all there, into maps[i]. */
gboolean acu_pooled_store_gather (
    AcuPooledStore *store, const guint32 *indices, gsize n, float *const *maps, GError **error);

G_END_DECLS
