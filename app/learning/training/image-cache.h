/* Decoded pictures, kept while there is room: training asks for each many times. */
#pragma once

#include "app/imaging/decoder.h"
#include "app/imaging/protocol.h"
#include "compute/device.h"

G_BEGIN_DECLS

typedef struct _AcuImageCache AcuImageCache;

/* Bytes that pictures may take beside a network on a device of @kind, in a machine of @memory
 * bytes: a quarter, and where the network lies in the same memory at most 1 GiB. */
gsize acu_image_cache_choose_limit (AcuDeviceKind kind, guint64 memory);

/* Pictures are decoded by @decoder (a reference is taken), resized by @protocol for patches of
 * @side pixels, and kept, the least recently used going first, in at most @max_bytes. (transfer
 * full) */
AcuImageCache *
acu_image_cache_new (AcuDecoder *decoder, const AcuProtocol *protocol, guint side, gsize max_bytes);

/* Lets what is more than @max_bytes go, and keeps no more from now on. */
void acu_image_cache_set_limit (AcuImageCache *cache, gsize max_bytes);

/* Bytes of the pictures that are kept; those in use beside them not counted. */
gsize acu_image_cache_get_bytes (AcuImageCache *cache);

void acu_image_cache_free (AcuImageCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuImageCache, acu_image_cache_free)

/* The picture at @path; from any thread.  Two threads that ask for one picture at the same time may
 * both decode it. (transfer full) */
AcuImage *acu_image_cache_load (AcuImageCache *cache,
                                const char *path,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
