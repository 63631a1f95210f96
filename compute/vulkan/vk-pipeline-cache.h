/* Compiled kernels on disk, so that only a device's first start waits for its compiler.
 *
 * One file a device and driver, $XDG_CACHE_HOME/acutance/vulkan-….cache, with a checksum of its
 * own: drivers trust what they are given.  A file that is missing, damaged or of another driver is
 * an empty cache; one that cannot be written is none. */
#pragma once

#include "compute/vulkan/vk-context.h"

G_BEGIN_DECLS

/* (transfer full) */
char *acu_vk_pipeline_cache_get_path (const AcuVkTraits *traits);

/* The driver's data from the file at @path, or NULL. (transfer full) */
GBytes *acu_vk_pipeline_cache_load (const char *path);

/* Replaces the file at once and whole. */
gboolean acu_vk_pipeline_cache_save (const char *path, GBytes *data, GError **error);

G_END_DECLS
