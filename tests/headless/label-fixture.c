#include "label-fixture.h"

#include "app/labeling/label-export.h"
#include "catalog-fixture.h"
#include "compute/random.h"
#include "test-support.h"

AcuCatalog *
acu_fixture_make_label_catalog (const char *folder, const char *name)
{
  const AcuCatalogRecipe recipe = {.n_photos = ACU_FIXTURE_LABEL_PHOTOS};
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return acu_fixture_make_catalog (path, &recipe);
}

gint64
acu_fixture_make_set (
    AcuCatalog *catalog, const char *name, AcuLabelMethod method, double low, double high)
{
  const AcuLabelSet set = {
      .name = (char *)name, .method = method, .score_min = low, .score_max = high};
  g_autoptr (GError) error = NULL;
  gint64 id = acu_label_store_create_set (catalog, &set, &error);

  g_assert_no_error (error);
  return id;
}

void
acu_fixture_rate (AcuCatalog *catalog, AcuLabel label)
{
  g_autoptr (GError) error = NULL;

  acu_label_store_add (catalog, &label, NULL, &error);
  g_assert_no_error (error);
}

void
acu_fixture_rate_all (AcuCatalog *catalog, gint64 set, const char *rater, double bias, guint64 seed)
{
  AcuRandom random = acu_random_new (seed, 0);
  AcuLabelSession session = {.label_set = set,
                             .rater = acu_label_store_add_rater (catalog, rater, NULL, NULL),
                             .seed = seed};
  gint64 id = acu_label_store_create_session (catalog, &session, NULL, 0, NULL);

  for (int i = 0; i <= ACU_FIXTURE_LABEL_PHOTOS; i++) {
    double noise = 3.0 * (double)acu_random_normal (&random);

    acu_fixture_rate (
        catalog,
        (AcuLabel){
            .label_set = set,
            .rater = session.rater,
            .session = id,
            .position = i,
            .item = {.image = i % ACU_FIXTURE_LABEL_PHOTOS + 1,
                     .role = i == ACU_FIXTURE_LABEL_PHOTOS ? ACU_ROLE_REPEAT : ACU_ROLE_ITEM},
            .score =
                CLAMP (2.0 * (i % ACU_FIXTURE_LABEL_PHOTOS + 1) + 15 + bias + noise, 0.0, 100.0),
            .response_ms = 900 + i,
            .given = 1700000000000000 + (gint64)i * 1000001});
  }
}

char *
acu_fixture_write_file (AcuLabelFixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

AcuLabelImport *
acu_fixture_import (AcuCatalog *catalog, const char *path, const AcuLabelImportOptions *options)
{
  const AcuLabelImportOptions none = {.set = NULL};
  g_autoptr (GError) error = NULL;
  AcuLabelImport *report =
      acu_label_import_file (catalog, path, options != NULL ? options : &none, &error);

  g_assert_no_error (error);
  return report;
}

char *
acu_fixture_export_long (AcuLabelFixture *fixture,
                         AcuCatalog *catalog,
                         const char *set,
                         const char *name)
{
  g_autoptr (GError) error = NULL;
  GString *csv = acu_label_export_long (catalog, set, &error);
  char *path;

  g_assert_no_error (error);
  path = acu_fixture_write_file (fixture, name, csv->str);
  g_string_free (csv, TRUE);
  return path;
}

AcuLabelResult *
acu_fixture_compute (AcuCatalog *catalog, const char *set, AcuOpinionMethod method)
{
  g_autoptr (GError) error = NULL;
  AcuLabelTable *table = acu_label_table_load (catalog, set, &error);
  AcuLabelResult *result;

  g_assert_no_error (error);
  result = acu_label_result_new (table, method, NULL, 0, &error);
  g_assert_no_error (error);
  return result;
}

char *
acu_fixture_compute_mos (AcuCatalog *catalog, const char *set, AcuOpinionMethod method)
{
  g_autoptr (AcuLabelResult) result = acu_fixture_compute (catalog, set, method);

  return g_string_free (acu_label_export_mos (result), FALSE);
}

void
acu_label_fixture_set_up (AcuLabelFixture *fixture, gconstpointer data)
{
  fixture->folder = acu_test_temporary_folder ();
  fixture->catalog = acu_fixture_make_label_catalog (fixture->folder, "catalog.db");
}

void
acu_label_fixture_tear_down (AcuLabelFixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}
