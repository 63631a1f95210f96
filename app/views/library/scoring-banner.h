/* Tells, above the photos, what scoring had to get over: a device that was lost, memory that ran
 * short.  Scoring goes on; a person may put the banner away. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_SCORING_BANNER (acu_scoring_banner_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoringBanner, acu_scoring_banner, ACU, SCORING_BANNER, GtkWidget)

/* Works on @library, and adds to @actions: dismiss-banner, which puts it away until something else
 * happens. */
void acu_scoring_banner_attach (AcuScoringBanner *banner, AcuLibrary *library, GActionMap *actions);

/* Shows what @status tells, unless it was put away already; nothing for NULL. */
void acu_scoring_banner_show (AcuScoringBanner *banner, const AcuScoringStatus *status);

G_END_DECLS
