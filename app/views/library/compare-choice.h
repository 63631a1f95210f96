/* What is compared where one photo is looked at: that one, and what a person would want beside it.
 */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

/* @photo, the reference, and those of the first of the @n_groups @groups that has it and another
 * one of the list: what was selected, what is of the same thing.  Where there is none, the next
 * photo of the list, or for its last one the one before.  Fewer than two where @photo is alone
 * there. (transfer full) (element-type gint64) */
GArray *acu_compare_choice_make (AcuPhotoList *photos,
                                 gint64 photo,
                                 const GArray *const *groups,
                                 guint n_groups);

G_END_DECLS
