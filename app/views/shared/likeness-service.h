/* Has the catalog know what the photos look like that a library shows: in the background, when
 * nothing is read from disk, what is on the screen has been scored, and neither a person nor a
 * battery nor a training has scoring wait; at once and at full pace while somebody waits for it.
 * For the main context; nothing here blocks. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_LIKENESS_SERVICE (acu_likeness_service_get_type ())
G_DECLARE_FINAL_TYPE (AcuLikenessService, acu_likeness_service, ACU, LIKENESS_SERVICE, GObject)

/* Of @library, which has it and stops it before it goes itself.  Signal: changed (): more
 * likenesses are known, or photos begin or end to be looked at. (transfer full) */
AcuLikenessService *acu_likeness_service_new (AcuLibrary *library);

/* The one of @library. (transfer none) */
AcuLikenessService *acu_library_get_likenesses (AcuLibrary *library);

/* Ends the work for good. */
void acu_likeness_service_stop (AcuLikenessService *service);

/* Whether somebody waits. */
void acu_likeness_service_set_hurried (AcuLikenessService *service, gboolean hurried);

/* Whether photos are being looked at.  Sets how many were, in this round or the last one, and of
 * how many that had no likeness. */
gboolean acu_likeness_service_is_busy (AcuLikenessService *service, guint *n_done, guint *n_total);

G_END_DECLS
