/* How the patches of the folder of the photo that is looked at score: read once for each folder and
 * scorer, and again after scores have come. */
#pragma once

#include "app/catalog/patch-histogram.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_FOLDER_PATCHES (acu_folder_patches_get_type ())
G_DECLARE_FINAL_TYPE (AcuFolderPatches, acu_folder_patches, ACU, FOLDER_PATCHES, GObject)

/* Signals:
 *   changed ()   acu_folder_patches_get() has another answer
 * (transfer full) */
AcuFolderPatches *acu_folder_patches_new (AcuLibrary *library);

/* Asks for @folder by the library's scorer; 0 for none: nothing is read any more. */
void acu_folder_patches_set_folder (AcuFolderPatches *patches, gint64 folder);

/* NULL until it is known. (transfer none) */
const AcuPatchHistogram *acu_folder_patches_get (AcuFolderPatches *patches);

G_END_DECLS
