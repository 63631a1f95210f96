/* Which of the photos shown are of the same thing: bursts and near-duplicates, as far as the
 * catalog knows what photos look like, which the library's likeness service finds out. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_STACKS (acu_photo_stacks_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoStacks, acu_photo_stacks, ACU, PHOTO_STACKS, GObject)

/* For a library whose catalog is open.  Signal: changed (), in the main context.
 * (transfer full) */
AcuPhotoStacks *acu_photo_stacks_new (AcuLibrary *library);

/* Whether anybody looks.  While nobody does, nothing is worked out; then whatever has become of the
 * photos meanwhile. */
void acu_photo_stacks_set_watched (AcuPhotoStacks *stacks, gboolean watched);

/* The photos that are of the same thing as @photo, itself included, by time, and how many they are;
 * NULL and 0 as long as no other is known to be.  They were shown when this was worked out, and
 * need not be any more.  Until the stacks change. (transfer none) (array length=n) */
const gint64 *acu_photo_stacks_get (AcuPhotoStacks *stacks, gint64 photo, guint *n);

G_END_DECLS
