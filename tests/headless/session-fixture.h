/* Recipes of sessions for tests, and the sessions made by them. */
#pragma once

#include "app/labeling/session-recipe.h"

#define ACU_FIXTURE_SESSION_PHOTOS 200

/* A catalog of so many photos, with ids from 1 on, fifty a folder, each of which scorer 1 has
 * scored. */
typedef struct {
  AcuCatalog *catalog;
  char *folder, *path; /* the catalog's, and where it is */
} AcuSessionFixture;

void acu_session_fixture_set_up (AcuSessionFixture *fixture, gconstpointer data);
void acu_session_fixture_tear_down (AcuSessionFixture *fixture, gconstpointer data);

/* What scorer 1 gave the photo, which it gave no other: 0…99. */
double acu_fixture_get_score (gint64 photo);

/* A recipe for a new set of grades, over nothing yet. (transfer full) */
AcuSessionRecipe *acu_fixture_make_recipe (const char *set, const char *rater);

/* Has @recipe ask about @n photos from @first on. */
void acu_fixture_choose_photos (AcuSessionRecipe *recipe, gint64 first, guint n);

/* The session of @recipe, which must not fail. (transfer full) */
AcuRatingSession *acu_fixture_make_session (AcuSessionFixture *fixture,
                                            const AcuSessionRecipe *recipe);

/* Its items (AcuLabelItem). (transfer full) */
GArray *acu_fixture_list_items (AcuSessionFixture *fixture, AcuRatingSession *session);

const AcuLabelItem *acu_fixture_get_item (const GArray *items, guint k);

/* Whether @photo is one of @photos (gint64). */
gboolean acu_fixture_has_photo (const GArray *photos, gint64 photo);
