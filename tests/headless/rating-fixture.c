#include "rating-fixture.h"

#include "catalog-fixture.h"
#include "test-support.h"

void
acu_rating_fixture_set_up (AcuRatingFixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {.n_photos = 200, .rated = TRUE};
  g_autofree char *folder = acu_test_temporary_folder ();

  fixture->path = g_build_filename (folder, "catalog.db", NULL);
  fixture->catalog = acu_fixture_make_catalog (fixture->path, &recipe);
  fixture->rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, NULL);
  for (guint i = 0; i < 200; i++)
    fixture->photos[i] = i + 1;
}

void
acu_rating_fixture_tear_down (AcuRatingFixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->path);
}

AcuRatingPlan
acu_fixture_make_plan (AcuRatingFixture *fixture, AcuLabelMethod method, gsize n_photos)
{
  const AcuLabelSet set = {.name = (char *)"S",
                           .method = method,
                           .score_min = method == ACU_METHOD_ACR ? 1 : 0,
                           .score_max = method == ACU_METHOD_ACR        ? 5
                                        : method == ACU_METHOD_PAIRWISE ? 1
                                                                        : 100};
  AcuRatingPlan plan;

  acu_rating_plan_init (&plan);
  plan.label_set = acu_label_store_create_set (fixture->catalog, &set, NULL);
  plan.rater = fixture->rater;
  plan.photos = fixture->photos;
  plan.n_photos = n_photos;
  plan.seed = 7;
  return plan;
}

AcuRatingSession *
acu_fixture_create_session (AcuRatingFixture *fixture, const AcuRatingPlan *plan)
{
  g_autoptr (GError) error = NULL;
  AcuRatingSession *session = acu_rating_session_create (fixture->catalog, plan, &error);

  g_assert_no_error (error);
  return session;
}

AcuRatingStep
acu_fixture_get_step (AcuRatingSession *session)
{
  AcuRatingStep step;

  acu_rating_session_get_step (session, &step);
  return step;
}

void
acu_fixture_answer (AcuRatingSession *session, double score)
{
  const AcuViewing viewing = {.response_ms = 800, .zoom = 0.75};
  g_autoptr (GError) error = NULL;

  acu_rating_session_rate (session, score, &viewing, &error);
  g_assert_no_error (error);
}
