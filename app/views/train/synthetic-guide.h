/* Making a data set of a person's own best photos: each is made worse in known ways by known
 * amounts, which is something to learn from before anybody has rated anything. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_SYNTHETIC_GUIDE (acu_synthetic_guide_get_type ())
G_DECLARE_FINAL_TYPE (AcuSyntheticGuide, acu_synthetic_guide, ACU, SYNTHETIC_GUIDE, AdwWindow)

/* A window that makes a set of the best of what @library shows.  Closing it ends the work.
 * Signal: made (spec): the set is there, and this is what a run learns from. */
GtkWidget *acu_synthetic_guide_new (AcuLibrary *library);

G_END_DECLS
