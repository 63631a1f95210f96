/* What people call the faults that models name, and data are sorted by. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The word for the fault @name of a model in the language of whoever reads it; names that are not
 * known are themselves. */
const char *acu_fault_get_word (const char *name);

/* Likewise for what was done to pictures, as AcuKindResult and AcuGroupError call it: a fault, or
 * "mixtures", "in a part" and "others". */
const char *acu_fault_get_kind_word (const char *kind);

/* Whether @name is one of the faults that there is a word for, as all are that “synth” makes. */
gboolean acu_fault_is_known (const char *name);

G_END_DECLS
