/* The order in which raters are shown. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The places of @raters (AcuRater) in the order of their names, as people sort them: "Rater 2"
 * comes before "Rater 10".  (transfer full) */
guint *acu_rater_order_new (const GPtrArray *raters);

G_END_DECLS
