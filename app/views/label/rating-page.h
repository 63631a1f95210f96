/* A session as its rater sees it: instructions, picture after picture with the answers below,
 * breaks, the end.
 *
 * While a session is blind, nothing here, no name, tooltip or text for screen readers, tells what a
 * picture is called or what a model thinks of it. */
#pragma once

#include "app/labeling/rating-session.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_RATING_PAGE (acu_rating_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuRatingPage, acu_rating_page, ACU, RATING_PAGE, GtkWidget)

/* Adds the actions of a session to @actions.  The signals left () and results (set name) tell where
 * the rater wants to go. */
void acu_rating_page_attach (AcuRatingPage *page, AcuLibrary *library, GActionMap *actions);

/* Begins, or goes on with, @session; NULL ends what there is. */
void acu_rating_page_set_session (AcuRatingPage *page, AcuRatingSession *session);
AcuRatingSession *acu_rating_page_get_session (AcuRatingPage *page);

/* Whether what follows the present answer has been decoded, so that it can be shown at once. */
gboolean acu_rating_page_has_next (AcuRatingPage *page);

/* Takes the picture away until the rater comes back. */
void acu_rating_page_pause (AcuRatingPage *page);

/* Has keys go to the answers. */
void acu_rating_page_focus (AcuRatingPage *page);

G_END_DECLS
