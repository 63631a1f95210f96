/* Label sets for tests: catalogs, raters, files of ratings. */
#pragma once

#include "app/labeling/label-import.h"
#include "app/labeling/label-result.h"

#define ACU_FIXTURE_LABEL_PHOTOS 30

typedef struct {
  AcuCatalog *catalog;
  char *folder;
} AcuLabelFixture;

void acu_label_fixture_set_up (AcuLabelFixture *fixture, gconstpointer data);
void acu_label_fixture_tear_down (AcuLabelFixture *fixture, gconstpointer data);

/* A catalog of ACU_FIXTURE_LABEL_PHOTOS photos at @folder/@name. (transfer full) */
AcuCatalog *acu_fixture_make_label_catalog (const char *folder, const char *name);

gint64 acu_fixture_make_set (
    AcuCatalog *catalog, const char *name, AcuLabelMethod method, double low, double high);

void acu_fixture_rate (AcuCatalog *catalog, AcuLabel label);

/* A session of a new rater called @rater over all photos in @set, who is biased and gives one photo
 * twice. */
void acu_fixture_rate_all (
    AcuCatalog *catalog, gint64 set, const char *rater, double bias, guint64 seed);

/* The path of a file in the fixture's folder that holds @text. (transfer full) */
char *acu_fixture_write_file (AcuLabelFixture *fixture, const char *name, const char *text);

/* Imports @path, which must not fail, though nothing need come of it.  @options: (nullable).
 * (transfer full) */
AcuLabelImport *
acu_fixture_import (AcuCatalog *catalog, const char *path, const AcuLabelImportOptions *options);

/* The path of the long form of @set. (transfer full) */
char *acu_fixture_export_long (AcuLabelFixture *fixture,
                               AcuCatalog *catalog,
                               const char *set,
                               const char *name);

AcuLabelResult *acu_fixture_compute (AcuCatalog *catalog, const char *set, AcuOpinionMethod method);

/* The scores of @set as a table. (transfer full) */
char *acu_fixture_compute_mos (AcuCatalog *catalog, const char *set, AcuOpinionMethod method);
