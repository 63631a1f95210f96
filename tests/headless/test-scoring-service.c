/* Photos of a catalog scored in the background: everything gets its score, what somebody looks at
 * gets it first, and nothing is scored twice. */
#include "app/catalog/catalog-private.h"
#include "app/catalog/folder-scan.h"
#include "app/catalog/photo-result.h"
#include "app/catalog/score-store.h"
#include "app/scoring/service/saliency-service.h"
#include "app/scoring/service/scoring-service.h"
#include "compute/weights/checkpoint.h"
#include "picture-fixture.h"
#include "small-model.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <string.h>

#define PHOTOS 30
#define SIDE   240

#define ANY_STATE -1

/* What scores, as the service is told of it. */
#define MODEL "small"

typedef struct {
  char *folder;
  AcuCatalog *catalog;
  AcuScoringService *service; /* NULL until a test starts one */
  gboolean timed_out;
} Fixture;

static void
write_photo (const char *folder, guint i, guint8 darkness)
{
  const AcuJpegRecipe recipe = {.width = SIDE, .height = SIDE + (int)i, .components = 3};
  g_autofree char *name = g_strdup_printf ("%02u.jpg", i);
  g_autofree guint8 *pixels = acu_fixture_make_noise (SIDE * (SIDE + i) * 3);
  g_autoptr (GBytes) jpeg = NULL;
  g_autofree char *path = NULL;

  for (gsize j = 0; j < SIDE * (SIDE + i) * 3; j++)
    pixels[j] = (guint8)(pixels[j] - pixels[j] * darkness / 256);
  jpeg = acu_fixture_make_jpeg (&recipe, pixels);
  path = acu_fixture_write (folder, name, jpeg);
}

static void
scan (Fixture *fixture)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts;

  acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL, &counts, NULL,
                       &error);
  g_assert_no_error (error);
}

/* Starts a service with @settings, or as most tests want it where they are NULL. */
static void
start (Fixture *fixture, const AcuScoringSettings *settings)
{
  const AcuScoringSettings standard = {.model = (char *)MODEL, .device = (char *)"cpu"};

  fixture->service =
      acu_scoring_service_new (fixture->catalog, settings != NULL ? settings : &standard);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (other, "catalog.db", NULL);
  g_autofree char *broken = NULL;
  g_autoptr (GBytes) text = g_bytes_new_static ("This is no picture.", 19);
  g_autoptr (GError) error = NULL;

  fixture->folder = acu_test_temporary_folder ();
  for (guint i = 0; i < PHOTOS; i++)
    write_photo (fixture->folder, i, 0);
  broken = acu_fixture_write (fixture->folder, "broken.jpg", text);
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  scan (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->service != NULL)
    acu_scoring_service_finish (fixture->service);
  g_clear_object (&fixture->service);
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

static gboolean
time_out_cb (gpointer data)
{
  Fixture *fixture = data;

  fixture->timed_out = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the service has done at least @n photos, and is in @state, which must be
 * one that lasts until this has looked; ANY_STATE where it need not. */
static void
wait_for (Fixture *fixture, int state, guint n)
{
  guint timer = g_timeout_add_seconds (120, time_out_cb, fixture);

  for (;;) {
    g_auto (AcuScoringStatus) status = {0};

    acu_scoring_service_get_status (fixture->service, &status);
    if ((state == ANY_STATE || (int)status.state == state) && status.n_done >= n)
      break;
    g_assert_cmpint (status.state, !=, ACU_SCORING_FAILED);
    if (fixture->timed_out)
      g_error ("waited for state %d and %u photos, but it is %d, %u are done and %u left", state, n,
               status.state, status.n_done, status.n_left);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (5000);
  }
  g_source_remove (timer);
}

/* While this thread may write and no other, the service cannot even begin, nor go on from photos
 * that somebody looks at to others. */
static void
hold (Fixture *fixture)
{
  g_assert_nonnull (acu_catalog_begin (fixture->catalog, ACU_RELAXED, NULL));
}

static void
let_go (Fixture *fixture)
{
  g_assert_true (acu_catalog_end (fixture->catalog, TRUE, NULL));
}

/* Starts a service that waits before its first photo. */
static void
start_paused (Fixture *fixture, const AcuScoringSettings *settings)
{
  hold (fixture);
  start (fixture, settings);
  acu_scoring_service_set_paused (fixture->service, ACU_PAUSE_PERSON, TRUE);
  let_go (fixture);
  wait_for (fixture, ACU_SCORING_PAUSED, 0);
}

/* Has a paused service score what comes next, and wait again.  How many photos are written at once
 * is its own affair; how many it has done. */
static guint
score_next (Fixture *fixture)
{
  g_auto (AcuScoringStatus) before = {0}, after = {0};

  acu_scoring_service_get_status (fixture->service, &before);
  hold (fixture);
  acu_scoring_service_set_paused (fixture->service, ACU_PAUSE_PERSON, FALSE);
  wait_for (fixture, ANY_STATE, before.n_done + 1);
  acu_scoring_service_set_paused (fixture->service, ACU_PAUSE_PERSON, TRUE);
  let_go (fixture);
  wait_for (fixture, ACU_SCORING_PAUSED, before.n_done + 1);
  acu_scoring_service_get_status (fixture->service, &after);
  return after.n_done;
}

/* Has a paused service score @photos, which somebody looks at, and wait again. */
static void
score_visible (Fixture *fixture, const gint64 *photos, guint n)
{
  g_auto (AcuScoringStatus) before = {0};
  guint n_done;

  acu_scoring_service_get_status (fixture->service, &before);
  acu_scoring_service_set_visible (fixture->service, photos, n);
  do
    n_done = score_next (fixture);
  while (n_done < before.n_done + n);
  g_assert_cmpuint (n_done, ==, before.n_done + n);
}

/* Every photo's row, by name. (transfer full) */
static GPtrArray *
list_rows (Fixture *fixture)
{
  g_auto (AcuScoringStatus) status = {0};
  g_auto (AcuPhotoQuery) query = {0};
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  acu_scoring_service_get_status (fixture->service, &status);
  acu_photo_query_init (&query);
  query.scorer = status.scorer;
  result = acu_photo_query_run (fixture->catalog, &query, NULL, &error);
  g_assert_no_error (error);
  rows = acu_photo_store_get_rows (fixture->catalog, (const gint64 *)result->photos->data,
                                   result->photos->len, status.scorer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, PHOTOS + 1);
  return rows;
}

static guint
count_scored (GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((const AcuPhotoRow *)g_ptr_array_index (rows, i))->has_score;
  return n;
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (AcuScoreDetails) details = NULL;
  g_autoptr (GError) error = NULL;
  const AcuPhotoRow *row;

  start (fixture, NULL);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpuint (status.n_left, ==, 0);
  g_assert_false (status.is_made_up);
  g_assert_null (status.message);
  rows = list_rows (fixture);
  g_assert_cmpuint (count_scored (rows), ==, PHOTOS);
  row = g_ptr_array_index (rows, PHOTOS);
  g_assert_cmpstr (row->display_name, ==, "broken.jpg");
  g_assert_nonnull (row->error);
  row = g_ptr_array_index (rows, 7);
  details = acu_score_store_get (fixture->catalog, status.scorer, row->id, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (details->score, row->score, 1e-9);
  g_assert_cmpint (details->height, ==, SIDE + 7);
  g_assert_cmpuint (details->n_patches, >=, 4);
}

/* That scores mean nothing is told from the beginning. */
static void
test_made_up (Fixture *fixture, gconstpointer data)
{
  const AcuScoringSettings settings = {.model = (char *)"test-weights:nano",
                                       .device = (char *)"cpu"};
  g_auto (AcuScoringStatus) status = {0};

  start_paused (fixture, &settings);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_true (status.is_made_up);
}

/* What the model was trained from is kept with its scores. */
static void
test_bases (Fixture *fixture, gconstpointer data)
{
  g_autofree char *home = acu_test_temporary_folder ();
  g_autofree char *path = acu_test_write_small_model (home);
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (path, NULL, NULL);
  AcuScoringSettings settings = {.model = path, .device = (char *)"cpu"};
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (AcuScorerInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  file->training = g_strdup ("{\"base\": {\"name\": \"starter\", \"fingerprint\": \"abc\"}}");
  acu_model_file_save (file, ACU_ELEMENT_F32, path, &error);
  g_assert_no_error (error);
  start (fixture, &settings);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1);
  acu_scoring_service_get_status (fixture->service, &status);
  info = acu_score_store_get_scorer (fixture->catalog, status.scorer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->model, ==, "small");
  g_assert_cmpstrv (info->bases, ((const char *const[]){"starter", NULL}));
  g_assert_cmpstrv (info->base_fingerprints, ((const char *const[]){"abc", NULL}));
}

/* The ids of those rows, in this order. */
static void
take_ids (GPtrArray *rows, const guint *indices, guint n, gint64 *ids)
{
  for (guint i = 0; i < n; i++)
    ids[i] = ((const AcuPhotoRow *)g_ptr_array_index (rows, indices[i]))->id;
}

/* What is looked at comes first, wherever it is in the folder, and also before what is decoded
 * already; none of the others is forgotten. */
static void
test_visible (Fixture *fixture, gconstpointer data)
{
  static const guint looked_at[] = {PHOTOS - 1, PHOTOS - 3, PHOTOS - 5, 2, PHOTOS - 2};
  gint64 visible[G_N_ELEMENTS (looked_at)];
  g_autoptr (GPtrArray) rows = NULL;

  start_paused (fixture, NULL);
  rows = list_rows (fixture);
  g_assert_cmpuint (count_scored (rows), ==, 0);
  take_ids (rows, looked_at, G_N_ELEMENTS (looked_at), visible);
  for (guint n = 3; n <= G_N_ELEMENTS (looked_at); n += 2) {
    g_auto (AcuScoringStatus) status = {0};
    g_autoptr (GPtrArray) later = NULL;

    score_visible (fixture, n == 3 ? visible : visible + 3, n == 3 ? 3 : 2);
    later = list_rows (fixture);
    g_assert_cmpuint (count_scored (later), ==, n);
    acu_scoring_service_get_status (fixture->service, &status);
    g_assert_cmpuint (status.n_left, ==, PHOTOS + 1 - n);
    for (guint i = 0; i < n; i++)
      g_assert_true (((const AcuPhotoRow *)g_ptr_array_index (later, looked_at[i]))->has_score);
  }
  acu_scoring_service_set_paused (fixture->service, ACU_PAUSE_PERSON, FALSE);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1);
  g_ptr_array_unref (rows);
  rows = list_rows (fixture);
  g_assert_cmpuint (count_scored (rows), ==, PHOTOS);
}

/* What was looked at in one folder does not come before the others any more once another is open;
 * to read the same folder anew changes nothing. */
static void
test_left_folder (Fixture *fixture, gconstpointer data)
{
  static const guint looked_at[] = {PHOTOS - 1, PHOTOS - 2};
  gint64 visible[G_N_ELEMENTS (looked_at)];
  g_autoptr (GPtrArray) rows = NULL, later = NULL;

  start_paused (fixture, NULL);
  rows = list_rows (fixture);
  take_ids (rows, looked_at, G_N_ELEMENTS (looked_at), visible);
  acu_scoring_service_set_folder (fixture->service, fixture->folder);
  acu_scoring_service_set_visible (fixture->service, visible, 1);
  acu_scoring_service_set_folder (fixture->service, fixture->folder);
  g_assert_cmpuint (score_next (fixture), ==, 1);
  acu_scoring_service_set_visible (fixture->service, visible + 1, 1);
  acu_scoring_service_set_folder (fixture->service, "/elsewhere");
  score_next (fixture);
  later = list_rows (fixture);
  g_assert_true (((const AcuPhotoRow *)g_ptr_array_index (later, PHOTOS - 1))->has_score);
  g_assert_false (((const AcuPhotoRow *)g_ptr_array_index (later, PHOTOS - 2))->has_score);
}

/* Ends the service; how many photos the catalog has scores of by then. */
static guint
finish (Fixture *fixture)
{
  g_autoptr (GPtrArray) rows = NULL;

  acu_scoring_service_finish (fixture->service);
  rows = list_rows (fixture);
  g_clear_object (&fixture->service);
  return count_scored (rows);
}

/* The first three photos are scored, and the service is gone.  Its id of the scorer. */
static gint64
score_three (Fixture *fixture, const AcuScoringSettings *settings)
{
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (GPtrArray) rows = NULL;
  gint64 photos[3];

  start_paused (fixture, settings);
  rows = list_rows (fixture);
  take_ids (rows, (const guint[]){0, 1, 2}, 3, photos);
  score_visible (fixture, photos, 3);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpuint (finish (fixture), ==, 3);
  return status.scorer;
}

/* A new sitting scores what is left, and after that only what has changed. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuScoringStatus) status = {0};
  guint n_before;

  score_three (fixture, NULL);
  /* This one is ended wherever it is. */
  start (fixture, NULL);
  wait_for (fixture, ANY_STATE, 1);
  n_before = finish (fixture);
  g_assert_cmpuint (n_before, >, 3);

  start (fixture, NULL);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS - n_before);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpuint (status.n_done, <=, PHOTOS + 1 - n_before);
  g_assert_cmpuint (finish (fixture), ==, PHOTOS);

  write_photo (fixture->folder, 3, 200);
  scan (fixture);
  start (fixture, NULL);
  wait_for (fixture, ACU_SCORING_DONE, 1);
  acu_scoring_status_clear (&status);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpuint (status.n_done, ==, 1);
}

/* Scores by another size of the photo or another grid lie beside those that are there, and whoever
 * goes back finds them again. */
static void
test_protocols (Fixture *fixture, gconstpointer data)
{
  const AcuScoringSettings other = {.model = (char *)MODEL,
                                    .device = (char *)"cpu",
                                    .protocol = (char *)"long-side:224",
                                    .plan = (char *)"center"};
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (AcuScorerInfo) info = NULL;
  g_autoptr (AcuScoreDetails) details = NULL, details_of_other = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 scorer = score_three (fixture, NULL);
  gint64 scorer_of_other = score_three (fixture, &other);
  gint64 first;

  g_assert_cmpint (scorer_of_other, !=, scorer);
  info = acu_score_store_get_scorer (fixture->catalog, scorer_of_other, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->protocol, ==, "long-side:224");
  g_assert_cmpstr (info->plan, ==, "center");

  start (fixture, NULL);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1 - 3);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpint (status.scorer, ==, scorer);
  g_assert_cmpuint (status.n_done, ==, PHOTOS + 1 - 3);
  rows = list_rows (fixture);
  first = ((const AcuPhotoRow *)g_ptr_array_index (rows, 0))->id;
  details_of_other = acu_score_store_get (fixture->catalog, info->id, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (details_of_other->n_patches, ==, 1);
  g_assert_cmpint (details_of_other->width, ==, 224);
  details = acu_score_store_get (fixture->catalog, scorer, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (details->n_patches, >, 1);
  g_assert_cmpint (details->width, ==, SIDE);
}

/* Photos that come later are found without being asked for. */
static void
test_new (Fixture *fixture, gconstpointer data)
{
  start (fixture, NULL);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1);
  write_photo (fixture->folder, 3, 100);
  scan (fixture);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 2);
}

/* What the service draws in this test: the sum of the shares. */
static gpointer
render (const AcuSaliencyMap *map)
{
  double shares[ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS], *sum = g_new0 (double, 1);

  acu_saliency_map_get_shares (map, shares);
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    *sum += shares[i];
  return sum;
}

typedef struct {
  GAsyncResult *result;
} Ended;

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Ended *)data)->result = g_object_ref (result);
}

/* A map of a photo that was scored; none of one that was not, nor for somebody who left. */
static void
test_saliency (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, NULL);
  g_autoptr (AcuSaliencyService) service = acu_saliency_service_new (fixture->catalog, decoder);
  g_autoptr (GPtrArray) rows = NULL;
  static const struct {
    guint row;
    gboolean cancelled;
  } cases[] = {{7, FALSE}, {PHOTOS, FALSE}, {8, TRUE}};

  start (fixture, NULL);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1);
  acu_scoring_service_get_status (fixture->service, &status);
  rows = list_rows (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, cases[i].row);
    const AcuSaliencyRequest request = {.photo = row->id,
                                        .scorer = status.scorer,
                                        .path = row->path,
                                        .device = "cpu",
                                        .render = render,
                                        .picture_free = g_free};
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    g_autofree double *sum = NULL;
    Ended ended = {NULL};

    if (cases[i].cancelled)
      g_cancellable_cancel (cancellable);
    acu_saliency_service_run_async (service, &request, NULL, NULL, cancellable, ended_cb, &ended);
    while (ended.result == NULL)
      g_main_context_iteration (NULL, TRUE);
    sum = acu_saliency_service_run_finish (service, ended.result, &error);
    g_object_unref (ended.result);
    if (i == 0) {
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (*sum, 1.0, 1e-6);
    } else {
      g_assert_null (sum);
      g_assert_true (cases[i].cancelled
                         ? g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                         : g_error_matches (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING));
    }
  }
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  AcuScoringSettings settings = {.model = (char *)"no-such-model"};
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (AcuScoringService) service = acu_scoring_service_new (fixture->catalog, &settings);

  while (status.state != ACU_SCORING_FAILED) {
    acu_scoring_status_clear (&status);
    g_usleep (1000);
    acu_scoring_service_get_status (service, &status);
  }
  g_assert_nonnull (strstr (status.message, "no-such-model"));
  acu_scoring_service_finish (service);
}

/* Without its decoder the service fails, and no photo bears the blame: all are scored once it is
 * back. */
static void
test_no_decoder (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (GPtrArray) rows = NULL, later = NULL;

  g_setenv ("ACUTANCE_DECODER", "/bin/false", TRUE);
  start (fixture, NULL);
  while (status.state != ACU_SCORING_FAILED) {
    acu_scoring_status_clear (&status);
    g_usleep (1000);
    acu_scoring_service_get_status (fixture->service, &status);
  }
  g_unsetenv ("ACUTANCE_DECODER");
  g_assert_nonnull (status.message);
  rows = list_rows (fixture);
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);

    if (g_str_equal (row->display_name, "broken.jpg"))
      continue;
    g_assert_null (row->error);
    g_assert_null (row->score_error);
  }
  acu_scoring_service_retry (fixture->service);
  while (status.state == ACU_SCORING_FAILED) {
    acu_scoring_status_clear (&status);
    g_usleep (1000);
    acu_scoring_service_get_status (fixture->service, &status);
  }
  wait_for (fixture, ACU_SCORING_DONE, 1);
  later = list_rows (fixture);
  g_assert_cmpuint (count_scored (later), ==, PHOTOS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *home = acu_test_temporary_folder ();
  g_autofree char *models = g_build_filename (home, "acutance", "models", NULL);
  g_assert_cmpint (g_mkdir_with_parents (models, 0700), ==, 0);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_free (acu_test_write_small_model (models));
#define ADD(name, test)                                                                            \
  g_test_add ("/scoring-service/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("all", test_all);
  ADD ("made-up", test_made_up);
  ADD ("bases", test_bases);
  ADD ("visible", test_visible);
  ADD ("left-folder", test_left_folder);
  ADD ("again", test_again);
  ADD ("protocols", test_protocols);
  ADD ("new", test_new);
  ADD ("saliency", test_saliency);
  ADD ("failure", test_failure);
  ADD ("no-decoder", test_no_decoder);
#undef ADD
  return g_test_run ();
}
