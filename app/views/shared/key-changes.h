/* Keys as a person changed them: what may become a key, whose it is already, and the settings that
 * keep it. */
#pragma once

#include "app/views/shared/keymap.h"

G_BEGIN_DECLS

/* Why @accelerator cannot be a key of @key at all, in a sentence; NULL where it can, if only by
 * taking it from another (acu_key_find_holder()). (transfer full) */
char *acu_key_dup_objection (const AcuKey *key, const char *accelerator);

/* Whose one of @accelerators, separated by spaces, is already where @key works; NULL if nobody's
 * but its own. */
const AcuKey *acu_key_find_holder (const AcuKey *key, const char *accelerators);

/* Gives @accelerators, separated by spaces, to @key, and takes them from whoever has them where it
 * works.  An empty text leaves @key without any. */
void acu_key_change (const AcuKey *key, const char *accelerators);

/* Whether the keys of @key are others than by default, and whether those of any are. */
gboolean acu_key_is_changed (const AcuKey *key);
gboolean acu_key_is_any_changed (void);

/* Has all keys be what they are by default. */
void acu_key_reset_all (void);

G_END_DECLS
