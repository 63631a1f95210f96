/* Asks which days of capture are to be shown. */
#pragma once

#include "app/views/library/day-span.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The response that shows them: "win.filter-days" has then been activated with both days. */
#define ACU_DAYS_ASKED "show"

/* Asks over @parent, beginning with @span; both days can be typed or taken from a calendar.
 * (transfer none) */
AdwMessageDialog *acu_day_question_ask (GtkWindow *parent, AcuDaySpan span);

G_END_DECLS
