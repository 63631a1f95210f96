/* What a query asks for as the filter's menus have it: each of a query's conditions is the state of
 * an action, which a choice from a menu sets, and words on a button. */
#pragma once

#include "app/catalog/photo-query.h"

G_BEGIN_DECLS

/* Makes @query ask for what @value, the target of @action, means.  Actions are filter-stars (i: n
 * and more; -1 - n for exactly n), filter-flag (s), filter-colour (i), filter-errors (s),
 * filter-date (s), filter-days (ss: the first and the last day, "2019-06-30", empty for no end),
 * filter-camera (x) and filter-text (s).  FALSE where @action is none of them.  A name that means
 * nothing asks for any, and days that are none change nothing. */
gboolean acu_filter_choice_apply (AcuPhotoQuery *query, const char *action, GVariant *value);

/* The state of @action, one of the above but filter-days, that means what @query asks for today.
 * (transfer floating) */
GVariant *acu_filter_choice_get_state (const AcuPhotoQuery *query, const char *action);

/* "★★★☆☆ and up". (transfer full) */
char *acu_filter_choice_describe_stars (const AcuPhotoQuery *query);

/* Flags, colours, what cannot be read and what is not scored, all that is asked for: "Picked · Red
 * label". (transfer full) */
char *acu_filter_choice_describe_marks (const AcuPhotoQuery *query);

/* "Last 7 days". (transfer full) */
char *acu_filter_choice_describe_date (const AcuPhotoQuery *query);

G_END_DECLS
