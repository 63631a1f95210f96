/* Photos of a catalog scored in the background: everything gets its score, what somebody looks at
 * gets it first, and nothing is scored twice. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/photo-query.h"
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

static const char *model; /* what scores */

typedef struct {
  char *folder;
  AcuCatalog *catalog;
  AcuScoringService *service;
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

static void
start (Fixture *fixture)
{
  AcuScoringSettings settings = {.model = (char *)model, .device = (char *)"cpu"};

  fixture->service = acu_scoring_service_new (fixture->catalog, &settings);
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
  start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  acu_scoring_service_finish (fixture->service);
  g_object_unref (fixture->service);
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

/* Runs the main loop until the service is in @state, and has done at least @n photos. */
static void
wait_for (Fixture *fixture, AcuScoringState state, guint n)
{
  guint timer = g_timeout_add_seconds (120, time_out_cb, fixture);

  for (;;) {
    g_auto (AcuScoringStatus) status = {0};

    acu_scoring_service_get_status (fixture->service, &status);
    if (status.state == state && status.n_done >= n)
      break;
    g_assert_cmpint (status.state, !=, ACU_SCORING_FAILED);
    g_assert_false (fixture->timed_out);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (5000);
  }
  g_source_remove (timer);
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

  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpuint (status.n_left, ==, 0);
  g_assert_cmpint (status.is_made_up, ==, g_str_has_prefix (model, "test-weights:"));
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
  acu_scoring_service_finish (fixture->service);
  g_object_unref (fixture->service);
  fixture->service = acu_scoring_service_new (fixture->catalog, &settings);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS + 1);
  acu_scoring_service_get_status (fixture->service, &status);
  info = acu_score_store_get_scorer (fixture->catalog, status.scorer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->model, ==, "small");
  g_assert_cmpstrv (info->bases, ((const char *const[]){"starter", NULL}));
  g_assert_cmpstrv (info->base_fingerprints, ((const char *const[]){"abc", NULL}));
}

/* What is looked at comes first, wherever it is in the folder. */
static void
test_visible (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (GPtrArray) rows = NULL, later = NULL;
  gint64 visible[3];

  acu_scoring_service_set_paused (fixture->service, ACU_PAUSE_PERSON, TRUE);
  wait_for (fixture, ACU_SCORING_PAUSED, 0);
  rows = list_rows (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (visible); i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, PHOTOS - 1 - 2 * i);

    g_assert_false (row->has_score);
    visible[i] = row->id;
  }
  acu_scoring_service_set_visible (fixture->service, visible, G_N_ELEMENTS (visible));
  acu_scoring_service_set_paused (fixture->service, ACU_PAUSE_PERSON, FALSE);
  /* One chunk may have been decoded before, and one is under way. */
  wait_for (fixture, ACU_SCORING_WORKING, G_N_ELEMENTS (visible));
  acu_scoring_service_set_paused (fixture->service, ACU_PAUSE_PERSON, TRUE);
  wait_for (fixture, ACU_SCORING_PAUSED, G_N_ELEMENTS (visible));
  later = list_rows (fixture);
  g_assert_cmpuint (count_scored (later), <, PHOTOS);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpuint (status.n_done + status.n_left, ==, PHOTOS + 1);
  for (guint i = 0; i < G_N_ELEMENTS (visible); i++)
    g_assert_true (((const AcuPhotoRow *)g_ptr_array_index (later, PHOTOS - 1 - 2 * i))->has_score);
}

/* A new sitting scores what is left, and after that only what has changed. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuScoringStatus) status = {0};
  g_autoptr (GPtrArray) rows = NULL;
  guint n_before;

  wait_for (fixture, ACU_SCORING_WORKING, 3);
  acu_scoring_service_finish (fixture->service);
  rows = list_rows (fixture);
  n_before = count_scored (rows);
  g_assert_cmpuint (n_before, <, PHOTOS);
  g_clear_object (&fixture->service);

  start (fixture);
  wait_for (fixture, ACU_SCORING_DONE, PHOTOS - n_before);
  acu_scoring_service_get_status (fixture->service, &status);
  g_assert_cmpuint (status.n_done, <=, PHOTOS + 1 - n_before);
  g_clear_object (&fixture->service);

  write_photo (fixture->folder, 3, 200);
  scan (fixture);
  start (fixture);
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
  const AcuScoringSettings other = {.model = (char *)model,
                                    .device = (char *)"cpu",
                                    .protocol = (char *)"long-side:224",
                                    .plan = (char *)"center"};
  g_auto (AcuScoringStatus) status = {0}, status_of_other = {0}, status_again = {0};
  g_autoptr (AcuScorerInfo) info = NULL;
  g_autoptr (AcuScoreDetails) details = NULL, details_of_other = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first;

  wait_for (fixture, ACU_SCORING_WORKING, 3);
  acu_scoring_service_finish (fixture->service);
  acu_scoring_service_get_status (fixture->service, &status);
  g_clear_object (&fixture->service);

  fixture->service = acu_scoring_service_new (fixture->catalog, &other);
  wait_for (fixture, ACU_SCORING_WORKING, 3);
  acu_scoring_service_finish (fixture->service);
  acu_scoring_service_get_status (fixture->service, &status_of_other);
  g_assert_cmpint (status_of_other.scorer, !=, status.scorer);
  info = acu_score_store_get_scorer (fixture->catalog, status_of_other.scorer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->protocol, ==, "long-side:224");
  g_assert_cmpstr (info->plan, ==, "center");
  rows = list_rows (fixture);
  first = ((const AcuPhotoRow *)g_ptr_array_index (rows, 0))->id;
  details_of_other = acu_score_store_get (fixture->catalog, info->id, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (details_of_other->n_patches, ==, 1);
  g_assert_cmpint (details_of_other->width, ==, 224);
  details = acu_score_store_get (fixture->catalog, status.scorer, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (details->n_patches, >, 1);
  g_assert_cmpint (details->width, ==, SIDE);
  g_clear_object (&fixture->service);

  start (fixture);
  wait_for (fixture, ACU_SCORING_WORKING, 0);
  acu_scoring_service_get_status (fixture->service, &status_again);
  g_assert_cmpint (status_again.scorer, ==, status.scorer);
  g_assert_cmpuint (status_again.n_left, <=, PHOTOS + 1 - 3);
}

/* Photos that come later are found without being asked for. */
static void
test_new (Fixture *fixture, gconstpointer data)
{
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

  acu_scoring_service_finish (fixture->service);
  g_clear_object (&fixture->service);
  write_photo (fixture->folder, 3, 100);
  scan (fixture);
  g_setenv ("ACUTANCE_DECODER", "/bin/false", TRUE);
  start (fixture);
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
  /* Under sanitizers a smaller network takes the time that nano takes without them. */
#ifdef ACU_SANITIZED
  g_autofree char *home = acu_test_temporary_folder ();
  g_autofree char *models = g_build_filename (home, "acutance", "models", NULL);
  g_assert_cmpint (g_mkdir_with_parents (models, 0700), ==, 0);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_free (acu_test_write_small_model (models));
  model = "small";
#else
  model = "test-weights:nano";
#endif
#define ADD(name, test)                                                                            \
  g_test_add ("/scoring-service/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("all", test_all);
  ADD ("bases", test_bases);
  ADD ("visible", test_visible);
  ADD ("again", test_again);
  ADD ("protocols", test_protocols);
  ADD ("new", test_new);
  ADD ("saliency", test_saliency);
  ADD ("failure", test_failure);
  ADD ("no-decoder", test_no_decoder);
#undef ADD
  return g_test_run ();
}
