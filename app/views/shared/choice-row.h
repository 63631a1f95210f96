/* A row in which one of several is chosen: what people read in it, and what programs call it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Offers @titles, ended by NULL, of which the one at @chosen is chosen. */
void acu_choice_row_offer (AdwComboRow *row, const char *const *titles, guint chosen);

/* The same of strings in an array, which is not ended by NULL. (element-type utf8) */
void acu_choice_row_offer_array (AdwComboRow *row, GPtrArray *titles, guint chosen);

/* Chooses what has the place of @name among @names, which are ended by NULL; FALSE where that is
 * none of them. */
gboolean acu_choice_row_choose (AdwComboRow *row, const char *const *names, const char *name);

/* For a row with long words of its own, or a subtitle: so many letters of what is chosen are always
 * shown. */
void acu_choice_row_keep_legible (AdwComboRow *row, int letters);

G_END_DECLS
