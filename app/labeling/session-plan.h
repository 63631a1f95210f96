/* How a plan becomes the items of a session.  Private to this folder. */
#pragma once

#include "app/labeling/rating-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a session keeps of its plan, as JSON in its row of the catalog. */
typedef struct {
  AcuDisplayScale display;
  gboolean has_display; /* FALSE where a session of another machine does not say how */
  gboolean informed;
  double break_minutes;
  double repeat_share;
  guint n_total;    /* answers that it asks for */
  GArray *photos;   /* gint64: of a pairwise session, what is compared */
  GArray *controls; /* gint64: of a pairwise session, two running are a pair that all are shown */
} AcuSessionSettings;

void acu_session_settings_clear (AcuSessionSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuSessionSettings, acu_session_settings_clear)

/* (transfer full) */
char *acu_session_settings_to_json (const AcuSessionSettings *settings);

/* Reads what is there; the rest stays as in a new plan.  A session that came from another machine
 * has the display at most. */
void acu_session_settings_from_json (const char *json, AcuSessionSettings *settings);

/* The items of a session by @plan, in order; of a pairwise one the examples and the first round,
 * for which @settings are needed.  (transfer full) (element-type AcuLabelItem) */
GArray *acu_session_plan_make_items (AcuCatalog *catalog,
                                     const AcuRatingPlan *plan,
                                     const AcuLabelSet *set,
                                     const AcuSessionSettings *settings,
                                     guint64 seed,
                                     GError **error);

G_END_DECLS
