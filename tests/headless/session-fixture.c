#include "session-fixture.h"

#include "catalog-fixture.h"
#include "test-support.h"

#define PER_FOLDER 50

void
acu_session_fixture_set_up (AcuSessionFixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {
      .n_photos = ACU_FIXTURE_SESSION_PHOTOS, .photos_per_folder = PER_FOLDER, .rated = TRUE};

  fixture->folder = acu_test_temporary_folder ();
  fixture->path = g_build_filename (fixture->folder, "catalog.db", NULL);
  fixture->catalog = acu_fixture_make_catalog (fixture->path, &recipe);
  /* Every photo has a score of its own. */
  acu_fixture_run_sql (fixture->path,
                       "DELETE FROM scores; INSERT INTO scores (scorer, image, score, std, scored)"
                       " SELECT 1, id, id * 73 % 199 / 2.0, 1, 0 FROM images");
}

void
acu_session_fixture_tear_down (AcuSessionFixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
  g_free (fixture->path);
}

double
acu_fixture_get_score (gint64 photo)
{
  return (double)(photo * 73 % 199) / 2.0;
}

AcuSessionRecipe *
acu_fixture_make_recipe (const char *set, const char *rater)
{
  AcuSessionRecipe *recipe = acu_session_recipe_new ();

  recipe->set_name = g_strdup (set);
  recipe->rater_name = g_strdup (rater);
  recipe->method = ACU_METHOD_ACR;
  recipe->score_min = 1;
  recipe->score_max = 5;
  recipe->scorer = 1;
  recipe->plan.seed = 7;
  recipe->plan.repeat_share = 0;
  return recipe;
}

void
acu_fixture_choose_photos (AcuSessionRecipe *recipe, gint64 first, guint n)
{
  recipe->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n; i++, first++)
    g_array_append_val (recipe->photos, first);
}

AcuRatingSession *
acu_fixture_make_session (AcuSessionFixture *fixture, const AcuSessionRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  AcuRatingSession *session = acu_session_recipe_make (fixture->catalog, recipe, &error);

  g_assert_no_error (error);
  return session;
}

GArray *
acu_fixture_list_items (AcuSessionFixture *fixture, AcuRatingSession *session)
{
  return acu_label_store_list_items (fixture->catalog, acu_rating_session_get_id (session), NULL);
}

const AcuLabelItem *
acu_fixture_get_item (const GArray *items, guint k)
{
  return &g_array_index (items, AcuLabelItem, k);
}

gboolean
acu_fixture_has_photo (const GArray *photos, gint64 photo)
{
  for (guint i = 0; i < photos->len; i++)
    if (g_array_index (photos, gint64, i) == photo)
      return TRUE;
  return FALSE;
}
