/* What the catalog costs at 100,000 photos (or as many as the first argument says): making it,
 * opening it, checking it, copying it, and queries of every kind.  Prints a table of medians;
 * nothing is asserted. */
#include "app/catalog/backup.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/photo-query.h"
#include "app/catalog/rating-store.h"
#include "tests/headless/catalog-fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 15

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

typedef struct {
  double wall, processor; /* milliseconds */
} Time;

static double
read_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static Time
start_time (void)
{
  return (Time){read_clock (CLOCK_MONOTONIC), read_clock (CLOCK_THREAD_CPUTIME_ID)};
}

static Time
since (Time start)
{
  Time now = start_time ();

  return (Time){now.wall - start.wall, now.processor - start.processor};
}

static Time
get_median (const Time *times, guint n)
{
  double wall[ROUNDS], processor[ROUNDS];

  for (guint i = 0; i < n; i++) {
    wall[i] = times[i].wall;
    processor[i] = times[i].processor;
  }
  qsort (wall, n, sizeof *wall, compare);
  qsort (processor, n, sizeof *processor, compare);
  return (Time){wall[n / 2], processor[n / 2]};
}

static void
report (const char *what, Time time, const char *note)
{
  g_print ("| %-52s | %7.1f | %7.1f | %s |\n", what, time.wall, time.processor, note);
}

static void
measure_query (AcuCatalog *catalog, const char *what, const AcuPhotoQuery *query)
{
  Time times[ROUNDS];
  g_autofree char *note = NULL;
  guint n = 0;

  for (int i = 0; i < ROUNDS; i++) {
    Time start = start_time ();
    g_autoptr (AcuPhotoResult) result = acu_photo_query_run (catalog, query, NULL, NULL);

    times[i] = since (start);
    n = result->photos->len;
  }
  note = g_strdup_printf ("%u photos", n);
  report (what, get_median (times, ROUNDS), note);
}

static void
measure_queries (AcuCatalog *catalog)
{
  static const char *const sorts[] = {"name", "time", "score", "stars", "size"};
  AcuPhotoQuery query;

  for (int sort = 0; sort < 5; sort++) {
    g_autofree char *what = g_strdup_printf ("all, by %s", sorts[sort]);

    acu_photo_query_init (&query);
    query.scorer = 1;
    query.sort = (AcuSort)sort;
    measure_query (catalog, what, &query);
  }
  acu_photo_query_init (&query);
  query.scorer = 1;
  query.scope = ACU_SCOPE_FOLDER;
  query.scope_id = 7;
  measure_query (catalog, "one folder, by name", &query);
  query.scope = ACU_SCOPE_TREE;
  query.scope_id = 1;
  measure_query (catalog, "the tree, by name", &query);
  acu_photo_query_init (&query);
  query.scorer = 1;
  query.text = (char *)"img_1";
  measure_query (catalog, "text in the name", &query);
  acu_photo_query_init (&query);
  query.scorer = 1;
  query.score_min = 20;
  query.sort = ACU_SORT_SCORE;
  query.descending = TRUE;
  measure_query (catalog, "score at least 20, best first", &query);
  query.flags = 6;
  query.stars_max = 4;
  query.errors = ACU_ERRORS_WITHOUT;
  measure_query (catalog, "the same, not rejected, readable, up to four stars", &query);
  query.taken_from = 1600000000;
  query.text = (char *)"img";
  query.colours = 3;
  query.scope = ACU_SCOPE_TREE;
  query.scope_id = 1;
  query.sort = ACU_SORT_STARS;
  measure_query (catalog, "every condition at once, none selective, by stars", &query);
}

static void
measure_ratings (AcuCatalog *catalog)
{
  Time times[ROUNDS];
  g_autofree AcuRatingChange *many = g_new0 (AcuRatingChange, 10000);
  AcuUndoGroup group = {.title = "bench"};
  Time start;

  for (int i = 0; i < ROUNDS; i++) {
    const AcuRatingChange one = {
        .photo = i + 1, .fields = ACU_RATING_STARS, .stars = (i + 1) % 5 + 1};

    start = start_time ();
    group.entry = 0;
    acu_rating_store_apply (catalog, &one, 1, &group, NULL);
    times[i] = since (start);
  }
  report ("one rating, on the disk", get_median (times, ROUNDS), "");
  for (int i = 0; i < 10000; i++)
    many[i] = (AcuRatingChange){.photo = i * 7 + 1,
                                .fields = ACU_RATING_FLAG,
                                .flag = i % 2 != 0 ? ACU_FLAG_REJECT : ACU_FLAG_PICK};
  start = start_time ();
  group.entry = 0;
  acu_rating_store_apply (catalog, many, 10000, &group, NULL);
  report ("10,000 ratings at once", since (start), "");
  start = start_time ();
  acu_undone_free (acu_undo_journal_undo (catalog, NULL));
  report ("taking them back", since (start), "");
}

int
main (int argc, char **argv)
{
  const AcuCatalogRecipe recipe = {.n_photos = argc > 1 ? (guint)atoi (argv[1]) : 100000,
                                   .rated = TRUE};
  g_autofree char *folder = g_dir_make_tmp ("acutance-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);
  g_autofree char *backup = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  AcuCatalog *catalog;
  GStatBuf info;
  Time start = start_time ();

  catalog = acu_fixture_make_catalog (path, &recipe);
  g_object_unref (catalog);
  g_stat (path, &info);
  note = g_strdup_printf ("%u photos, %.0f MB", recipe.n_photos, (double)info.st_size / 1e6);
  report ("making the catalog", since (start), note);

  start = start_time ();
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  report ("opening it", since (start), "");
  start = start_time ();
  acu_catalog_check (catalog, NULL);
  report ("checking it", since (start), "");
  start = start_time ();
  backup = acu_catalog_back_up (catalog, NULL, NULL);
  report ("copying and checking the copy", since (start), "");
  start = start_time ();
  folders = acu_folder_store_list (catalog, NULL);
  report ("the folder tree with counts", since (start), "");
  measure_queries (catalog);
  measure_ratings (catalog);

  g_object_unref (catalog);
  g_remove (backup);
  g_remove (path);
  return 0;
}
