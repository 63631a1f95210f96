/* Catalogs for tests, with photos that need no files. */
#pragma once

#include "app/catalog/catalog.h"

/* The scale of the fixture's scores. */
#define ACU_FIXTURE_SCORE_MAX 100.0

typedef struct {
  const char *root; /* the folder above theirs; NULL: "/photos" */
  guint n_photos;
  guint photos_per_folder; /* 0: 1000 */
  gboolean rated;          /* give a third of them stars, flags, colours */
} AcuCatalogRecipe;

/* A new catalog at @path that holds the recipe's photos, in folders 000, 001… below its root, half
 * of which a model scored (scorer 1) where @recipe->rated.  Everything follows from a photo's
 * number i (its id less one): name IMG_i.JPG, size 1000 + i * 7919 mod 1000003 bytes, time
 * 1600000000 + i * 31 mod 10000000, camera i mod 7 + 1, score i * 37 mod 1001 / 10, and every 97th
 * cannot be decoded. (transfer full) */
AcuCatalog *acu_fixture_make_catalog (const char *path, const AcuCatalogRecipe *recipe);

/* Runs the main loop until @done is set. */
void acu_fixture_wait (const gboolean *done);

/* Runs @sql on the file itself, beside whatever has it open. */
void acu_fixture_run_sql (const char *path, const char *sql);

/* The path of a catalog that is not there, in a folder that is not there. (transfer full) */
char *acu_fixture_make_path (void);

/* Opens the catalog at @path, which must not fail. (transfer full) */
AcuCatalog *acu_fixture_open_catalog (const char *path);

/* Checks that the catalog at @path cannot be opened for the reason @code, and that it is named. */
void acu_fixture_assert_fails (const char *path, AcuCatalogOpenFlags flags, AcuCatalogError code);

/* The number that the query @sql finds in the file itself. */
gint64 acu_fixture_read_number (const char *path, const char *sql);
