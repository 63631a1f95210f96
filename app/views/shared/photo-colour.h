/* How colour labels look, and what they are called. */
#pragma once

#include "app/catalog/rating-store.h"

G_BEGIN_DECLS

/* The class of the style sheet for a colour label; NULL for none. */
const char *acu_colour_get_css_class (AcuColour colour);

/* The word for it: "red label". */
const char *acu_colour_get_word (AcuColour colour);

G_END_DECLS
