/* The photos to degrade. */
#pragma once

#include <glib.h>

/* Finds the photos in @folder and below it (by the name's ending, of a RAW file with a companion
 * beside it only that; links to folders are not followed), sorted by their path relative to
 * @folder. Fails with ACU_SYNTH_ERROR_SOURCE where
 * there is none. (transfer full) (element-type utf8): relative paths */
GPtrArray *acu_source_list_new (const char *folder, GError **error);

/* A number that depends on the relative path alone, so that adding a photo changes nothing for the
 * others (FNV-1a, 64 bits). */
guint64 acu_source_list_hash (const char *relative);
