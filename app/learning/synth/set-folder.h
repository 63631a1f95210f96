/* The folder that a synthetic set is written to, and what its files are called. */
#pragma once

#include "app/learning/synth/synth.h"

/* Makes the folders of the pictures and, where there are to be any, of the maps.  Fails with
 * ACU_SYNTH_ERROR_OUTPUT, also where they would lie in the folder of the photos: they would be
 * taken for sharp ones the next time. */
gboolean acu_set_folder_make (const AcuSynthOptions *options, GError **error);

/* @name below the set's folder. (transfer full) */
char *acu_set_folder_path (const AcuSynthOptions *options, const char *name);

/* "images/NAME.png", or .jpg: picture @index of the photo @source, below the set's folder.
 * (transfer full) */
char *acu_set_folder_dup_picture (const AcuSynthOptions *options, const char *source, guint index);

/* "maps/NAME.png", likewise. (transfer full) */
char *acu_set_folder_dup_map (const char *source, guint index);
