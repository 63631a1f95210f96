/* Sessions for tests. */
#pragma once

#include "app/labeling/rating-session.h"

/* A catalog of 200 photos, every second of which is scored, and a rater. */
typedef struct {
  AcuCatalog *catalog;
  char *path;
  gint64 rater;
  gint64 photos[200];
} AcuRatingFixture;

void acu_rating_fixture_set_up (AcuRatingFixture *fixture, gconstpointer data);
void acu_rating_fixture_tear_down (AcuRatingFixture *fixture, gconstpointer data);

/* A plan over the first @n_photos for a new set of @method. */
AcuRatingPlan
acu_fixture_make_plan (AcuRatingFixture *fixture, AcuLabelMethod method, gsize n_photos);

AcuRatingSession *acu_fixture_create_session (AcuRatingFixture *fixture, const AcuRatingPlan *plan);
AcuRatingStep acu_fixture_get_step (AcuRatingSession *session);
void acu_fixture_answer (AcuRatingSession *session, double score);
