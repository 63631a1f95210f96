/* Which photos a session is about: chosen ones, what the Library shows, or a list in a file; and
 * how many they are. */
#pragma once

#include "app/labeling/session-recipe.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_SESSION_SOURCE (acu_session_source_get_type ())
G_DECLARE_FINAL_TYPE (AcuSessionSource, acu_session_source, ACU, SESSION_SOURCE, GtkWidget)

/* The signal changed () tells that the photos may be others. */
GtkWidget *acu_session_source_new (void);

void acu_session_source_attach (AcuSessionSource *source, AcuLibrary *library);

/* Offers @selection (gint64, or NULL) besides what there always is. */
void acu_session_source_prepare (AcuSessionSource *source, GArray *selection);

/* "folder", "filter", "selection" or "list"; FALSE where that is not offered. */
gboolean acu_session_source_choose (AcuSessionSource *source, const char *name);
void acu_session_source_set_list (AcuSessionSource *source, const char *path);

/* NULL while they are being counted, and where that failed. (transfer none) (nullable)
 * (element-type gint64) */
GArray *acu_session_source_get_photos (AcuSessionSource *source);

/* Enters the photos. */
void acu_session_source_fill (AcuSessionSource *source, AcuSessionRecipe *recipe);

G_END_DECLS
