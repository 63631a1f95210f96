/* Stars, 0 to 5, that are shown and, where wanted, set. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_STAR_RATING (acu_star_rating_get_type ())
G_DECLARE_FINAL_TYPE (AcuStarRating, acu_star_rating, ACU, STAR_RATING, GtkWidget)

GtkWidget *acu_star_rating_new (void);

/* Shows @stars, and answers what was asked for by a click or a key until now. */
void acu_star_rating_set_stars (AcuStarRating *rating, int stars);

/* The action, of one int32, that a click on a star activates; NULL only shows. */
void acu_star_rating_set_action (AcuStarRating *rating, const char *action);

/* "3 stars". (transfer full) */
char *acu_star_rating_describe (int stars);

G_END_DECLS
