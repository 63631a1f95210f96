/* The user guide, pages of HTML that come with the program. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The address of @chapter ("index", "culling", …) of the guide. (transfer full) */
char *acu_guide_dup_uri (const char *chapter);

/* Opens @chapter in what the desktop shows pages with; says so in a dialog over @parent where that
 * cannot be done. */
void acu_guide_show (GtkWindow *parent, const char *chapter);

G_END_DECLS
