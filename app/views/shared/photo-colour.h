/* How colour labels look, and what they are called. */
#pragma once

#include "app/catalog/rating-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The class of the style sheet for a colour label; NULL for none. */
const char *acu_colour_get_css_class (AcuColour colour);

/* The word for it: "red label". */
const char *acu_colour_get_word (AcuColour colour);

/* The first letters of what tells its word from the others', so many that no other begins so: "R".
 * (transfer full) */
char *acu_colour_abbreviate (AcuColour colour);

/* Has @mark, of the style class colour-mark, show @colour, and not by its colour alone. */
void acu_colour_mark_set (GtkLabel *mark, AcuColour colour);

G_END_DECLS
