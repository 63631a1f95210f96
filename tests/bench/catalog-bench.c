/* What the catalog costs at 100,000 photos (or as many as the first argument says): making it,
 * opening it, checking it, copying it, and queries of every kind.  Prints a table of medians;
 * nothing is asserted. */
#include "app/catalog/backup.h"
#include "app/catalog/folder-scan.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/photo-list.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
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
stop_clock_cb (AcuPhotoList *list, Time *time)
{
  *time = since (*time);
}

/* What a new result costs the main loop, GTK's own part apart: from the answer's arrival to the
 * last difference told. */
static void
measure_list (AcuCatalog *catalog)
{
  static const struct {
    const char *what;
    AcuSort sort;
    int stars_min;
  } steps[] = {{"the main loop's share: a list, all photos", ACU_SORT_NAME, 0},
               {"the same, other order", ACU_SORT_TIME, 0},
               {"the same, one in six left", ACU_SORT_TIME, 3},
               {"the same, all back", ACU_SORT_TIME, 0}};
  g_autoptr (AcuPhotoList) list = acu_photo_list_new (catalog);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    AcuPhotoQuery query;
    Time time = {0};
    gulong handler = g_signal_connect (list, "updated", G_CALLBACK (stop_clock_cb), &time);
    g_autofree char *note = NULL;

    acu_photo_query_init (&query);
    query.sort = steps[i].sort;
    query.stars_min = steps[i].stars_min;
    acu_photo_list_set_query (list, &query);
    while (acu_photo_list_is_pending (list)) {
      g_usleep (1000);
      time = start_time ();
      g_main_context_iteration (NULL, FALSE);
    }
    g_signal_handler_disconnect (list, handler);
    note = g_strdup_printf ("%u photos", g_list_model_get_n_items (G_LIST_MODEL (list)));
    report (steps[i].what, time, note);
  }
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

static void
first_batch_cb (const AcuScanCounts *counts, gpointer user_data)
{
  Time *first = user_data;

  if (counts->n_files > 0 && first->wall == 0)
    *first = start_time ();
}

/* A folder of as many small files, new to the catalog and then known to it. */
static void
measure_scan (const char *folder, guint n)
{
  static const char *const labels[] = {"scanning a new folder, hashes included",
                                       "scanning it again, nothing changed"};
  const AcuScanOptions options = {.recursive = TRUE};
  g_autofree char *photos = g_build_filename (folder, "photos", NULL);
  g_autofree char *path = g_build_filename (folder, "scanned.db", NULL);
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  g_autofree char *note = g_strdup_printf ("%u files", n);
  AcuScanCounts counts;
  Time start, first = {0};

  g_mkdir (photos, 0700);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("%s/IMG_%u.jpg", photos, i);

    g_file_set_contents_full (name, name, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  }
  for (int round = 0; round < 2; round++) {
    start = start_time ();
    acu_folder_scan_run (catalog, photos, &options, first_batch_cb, &first, &counts, NULL, NULL);
    report (labels[round], since (start), note);
    if (round == 0) {
      first.wall -= start.wall;
      first.processor -= start.processor;
      report ("the first photos of it appear after", first, "");
    }
  }
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("%s/IMG_%u.jpg", photos, i);

    g_remove (name);
  }
  g_rmdir (photos);
  g_clear_object (&catalog);
  g_remove (path);
}

/* Scores with details of 35 patches, as a photo of 1600 x 1200 pixels has. */
static void
measure_scores (AcuCatalog *catalog, guint n)
{
  AcuScorerInfo info = {.model = (char *)"bench",
                        .fingerprint = (char *)"",
                        .protocol = (char *)"long-side:1600",
                        .plan = (char *)"grid",
                        .score_max = 100};
  gint64 scorer = acu_score_store_add_scorer (catalog, &info, NULL);
  AcuPatch patches[35];
  float scores[35], faults[35 * 7] = {0};
  AcuScoreDetails details = {.side = 224,
                             .width = 1600,
                             .height = 1200,
                             .n_faults = 7,
                             .n_patches = 35,
                             .patches = patches,
                             .scores = scores,
                             .patch_faults = faults};
  AcuScoreResult results[64];
  Time start = start_time ();

  for (int i = 0; i < 35; i++) {
    patches[i] = (AcuPatch){i / 7 * 220, i % 7 * 220};
    scores[i] = (float)i;
  }
  for (guint i = 0; i < n; i += 64) {
    guint count = MIN (64, n - i);

    for (guint j = 0; j < count; j++)
      results[j] = (AcuScoreResult){.photo = i + j + 1, .version = 1, .details = &details};
    acu_score_store_put (catalog, scorer, results, count, NULL);
  }
  report ("keeping as many scores in full, 64 a transaction", since (start), "");
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

  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  measure_scores (catalog, recipe.n_photos);
  g_object_unref (catalog);
  g_stat (path, &info);
  g_free (g_steal_pointer (&note));
  note = g_strdup_printf ("%.0f MB", (double)info.st_size / 1e6);
  start = start_time ();
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  report ("opening it", since (start), note);
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
  measure_list (catalog);
  measure_ratings (catalog);
  measure_scan (folder, recipe.n_photos / 2);

  g_object_unref (catalog);
  g_remove (backup);
  g_remove (path);
  return 0;
}
