/* What a model says of a photo, in sentences: for the side panel, and instead of the quality map
 * for whoever cannot see it. */
#pragma once

#include "app/views/shared/patch-map.h"

G_BEGIN_DECLS

/* "Strong overall. The lower left is weak, 18–30: noise, blur." Markup.  (transfer full) */
char *acu_patch_words_describe (const AcuPatchMap *map);

/* The notable faults of one patch: "noise, blur"; "" for none. (transfer full) */
char *acu_patch_words_describe_patch (const AcuPatchMap *map, guint patch);

/* The name of a part of the picture, of three by three, (row,column): 0 "upper left", 8 "lower
 * right". */
const char *acu_patch_words_get_part (guint part);

G_END_DECLS
