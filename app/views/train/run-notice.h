/* That a run is over, told to whoever does something else meanwhile. */
#pragma once

#include "app/learning/service/training-service.h"

G_BEGIN_DECLS

/* What came of the run of @record in words, also as a notification of the desktop where @notify,
 * which leads to the run; NULL where there is nothing to tell: why a run could not begin has been
 * told, and a person knows what he stopped. (transfer full) (nullable) */
char *acu_run_notice_tell (const AcuRunRecord *record, gboolean notify);

G_END_DECLS
