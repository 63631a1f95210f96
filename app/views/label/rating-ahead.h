/* The pictures that a rating session will show next, decoded before they are needed, so that one
 * follows an answer within a frame.  For the main thread. */
#pragma once

#include "app/labeling/rating-session.h"
#include "app/views/shared/library.h"
#include "app/views/shared/photo-texture.h"

G_BEGIN_DECLS

typedef struct _AcuRatingAhead AcuRatingAhead;

/* Has @arrived called whenever a picture has come, or turned out not to.  @full: pictures are to
 * have every pixel, as where they are shown at their own size.  (transfer full) */
AcuRatingAhead *acu_rating_ahead_new (AcuLibrary *library,
                                      AcuRatingSession *session,
                                      gboolean full,
                                      void (*arrived) (gpointer user_data),
                                      gpointer user_data);

/* From now on pictures have every pixel: those that had fewer are fetched again. */
void acu_rating_ahead_set_full (AcuRatingAhead *ahead);

void acu_rating_ahead_free (AcuRatingAhead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRatingAhead, acu_rating_ahead_free)

/* Looks where the session is, asks for what it will show, and lets go of what is past. */
void acu_rating_ahead_follow (AcuRatingAhead *ahead);

/* The picture of @photo: NULL while it is awaited, and where there is none; then @reason, which may
 * be NULL, is set to why.  What failed for a reason that need not lie in the file was tried twice.
 * (transfer none) */
AcuPhotoTexture *acu_rating_ahead_get (AcuRatingAhead *ahead, gint64 photo, const char **reason);

/* What the catalog knows of it, the present model's score too unless the session is blind; NULL
 * while that is awaited. (transfer none) */
const AcuPhotoRow *acu_rating_ahead_get_row (AcuRatingAhead *ahead, gint64 photo);

G_END_DECLS
