/* Folders on disk for tests, and a catalog that looks at them. */
#pragma once

#include "app/catalog/folder-scan.h"
#include "app/catalog/photo-store.h"

typedef struct {
  char *folder; /* holds the photos */
  AcuCatalog *catalog;
  AcuScanCounts counts; /* of the last scan */
} AcuScanFixture;

void acu_scan_fixture_set_up (AcuScanFixture *fixture, gconstpointer data);
void acu_scan_fixture_tear_down (AcuScanFixture *fixture, gconstpointer data);

/* Writes the file @name, relative to the folder, whose own folder is made where there is none. */
void acu_fixture_put_file (AcuScanFixture *fixture, const char *name, const char *content);

/* Removes a file or an empty folder. */
void acu_fixture_drop_file (AcuScanFixture *fixture, const char *name);

/* Sets when the file was last read and changed, in seconds since 1970. */
void acu_fixture_set_file_time (AcuScanFixture *fixture, const char *name, time_t seconds);

/* Scans the folder with all below it, which must not fail. */
void acu_fixture_scan (AcuScanFixture *fixture);

/* How many photos are shown. */
guint acu_fixture_count_shown (AcuScanFixture *fixture);

/* Checks the names of the photos shown, in order, joined by spaces. */
void acu_fixture_assert_names (AcuScanFixture *fixture, const char *expected);

/* What the catalog says of the file @name, with its score by scorer 1. (transfer full) */
AcuPhotoRow *acu_fixture_get_photo (AcuScanFixture *fixture, const char *name);

/* Gives the photo stars and a score by scorer 1. */
void acu_fixture_rate_photo (AcuScanFixture *fixture, const char *name, int stars);
