/* What a file's content is known by when its name has changed. */
#pragma once

#include "app/catalog/error.h"

G_BEGIN_DECLS

#define ACU_CONTENT_HASH_SIZE 32

/* SHA-256 of the file's size in bytes (little-endian, 64 bits), its first 64 KiB and, of a longer
 * file, its last 64 KiB (without what was in the first).  Pictures hold their metadata at one end
 * and compressed data throughout, so two that agree in this are the same; only a raster that was
 * retouched in place, without compression, in its middle alone, would pass for the old one.
 *
 * *@size is what was hashed.  Fails with ACU_CATALOG_ERROR_FILE; the message is a reason without
 * the file's name. */
gboolean acu_content_hash_compute (const char *path,
                                   guint8 hash[ACU_CONTENT_HASH_SIZE],
                                   goffset *size,
                                   GError **error);

/* "SIZE-HASH", as tables of ratings have it. (transfer full) */
char *acu_content_hash_format (goffset size, const guint8 hash[ACU_CONTENT_HASH_SIZE]);

/* Reads what acu_content_hash_format() writes; FALSE where @text (nullable) is nothing of the kind.
 */
gboolean
acu_content_hash_parse (const char *text, goffset *size, guint8 hash[ACU_CONTENT_HASH_SIZE]);

G_END_DECLS
