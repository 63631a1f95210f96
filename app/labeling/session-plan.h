/* How a plan becomes the items of a session.  Private to this folder. */
#pragma once

#include "app/labeling/rating-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a session keeps of its plan, as JSON in its row of the catalog.  A session that came from
 * another machine or program says as much of itself as its file did. */
typedef struct {
  AcuDisplayScale display;
  gboolean has_display; /* FALSE where it is not known */
  gboolean informed;
  gboolean has_informed;
  double break_minutes;
  double repeat_share; /* NAN where it is not known */
  char *queue;    /* what came first, as acu_rating_queue_to_string() has it; NULL: not known */
  char *basis;    /* what that rested on, as acu_queue_basis_to_string() has it; NULL: not known */
  guint n_total;  /* answers that it asks for; 0 where it came from elsewhere */
  GArray *photos; /* gint64: of a pairwise session, what is compared */
  GArray *controls; /* gint64: of a pairwise session, two running are a pair that all are shown */
} AcuSessionSettings;

void acu_session_settings_clear (AcuSessionSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuSessionSettings, acu_session_settings_clear)

/* (transfer full) */
char *acu_session_settings_to_json (const AcuSessionSettings *settings);

/* Fills @settings; what is not there is not known, and reminders of breaks are as in a new plan. */
void acu_session_settings_from_json (const char *json, AcuSessionSettings *settings);

/* What the random choices of a session are drawn from: its @seed and its rater's name, so that
 * those who are given one seed do not all see the pictures in one order, which would add to every
 * mean what came before each (ITU-R BT.500 and ITU-T P.910 ask for another order for every
 * observer); and the same rater with the same seed sees the same on every machine. */
guint64 acu_session_plan_mix_seed (guint64 seed, const char *rater);

/* @photos in an order that follows from what their files hold, and not from where they lie or when
 * they were found, so that the same photos, seed and rater make the same session on every
 * machine. Those whose files cannot be read come last, in the order given.  ACU_LABELING_ERROR_DATA
 * where one is no longer in the catalog. (transfer full) (element-type gint64) */
GArray *
acu_session_plan_sort_photos (AcuCatalog *catalog, const gint64 *photos, gsize n, GError **error);

/* The items of a session by @plan, in order; of a pairwise one the examples and the first round,
 * for which @settings are needed.  (transfer full) (element-type AcuLabelItem) */
GArray *acu_session_plan_make_items (AcuCatalog *catalog,
                                     const AcuRatingPlan *plan,
                                     const AcuLabelSet *set,
                                     const AcuSessionSettings *settings,
                                     guint64 seed,
                                     GError **error);

G_END_DECLS
