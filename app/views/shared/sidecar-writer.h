/* Keeps XMP sidecars up to date with ratings, where the setting asks for that. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

typedef struct _AcuSidecarWriter AcuSidecarWriter;

/* Told what could not be written: each folder once, however many photos in it are rated, until the
 * setting is asked for anew; and each file that cannot be what it is. */
typedef void (*AcuSidecarFailed) (const char *text, gpointer user_data);

/* Follows the ratings of @catalog, whoever changes them, and writes a few moments later.
 * (transfer full) */
AcuSidecarWriter *
acu_sidecar_writer_new (AcuCatalog *catalog, AcuSidecarFailed failed, gpointer user_data);

/* What still waits to be written is handed to the catalog's thread at once. */
void acu_sidecar_writer_free (AcuSidecarWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSidecarWriter, acu_sidecar_writer_free)

G_END_DECLS
