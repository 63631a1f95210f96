/* What hides an application's other windows while a rater is blind: any of them, the models, an
 * export, the outcome of an import that has just ended, may tell what a photo is called or how it
 * scores.  They are kept as they are and come back when it opens. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_CURTAIN (acu_curtain_get_type ())
G_DECLARE_FINAL_TYPE (AcuCurtain, acu_curtain, ACU, CURTAIN, GObject)

/* A curtain, open, before all windows but @window, which is to outlive it. (transfer full) */
AcuCurtain *acu_curtain_new (GtkWindow *window);

/* Draws the curtain: windows that are there are hidden, and so is whichever wants to be shown
 * later.  Opening it shows them. */
void acu_curtain_set_drawn (AcuCurtain *curtain, gboolean drawn);

/* Tells that @window, and what it asks in windows of its own, says nothing of photos, so that no
 * curtain hides it. */
void acu_curtain_exempt (GtkWindow *window);

G_END_DECLS
