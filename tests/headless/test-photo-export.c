/* What the catalog knows of photos as CSV and JSON: whole, exact, and never half. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "app/exchange/export-job.h"
#include "app/learning/datasets/csv-reader.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

typedef struct {
  char *folder;
  AcuCatalog *catalog;
  gint64 scorer;
  gint64 photos[3]; /* scored and rated; failed; neither */
} Fixture;

static const char *const names[] = {"a \"quoted\", name.jpg", "b.jpg", "c.jpg"};

static AcuScoreDetails *
make_details (void)
{
  static const AcuPatch patches[] = {{0, 0}, {0, 224}};
  AcuScoreDetails *details = g_new0 (AcuScoreDetails, 1);

  details->score = 61.25;
  details->std = 2.5;
  details->width = 448;
  details->height = 224;
  details->side = 224;
  details->n_faults = 2;
  details->n_patches = 2;
  details->patches = g_memdup2 (patches, sizeof patches);
  details->scores = g_memdup2 (((const float[]){63.75f, 58.75f}), 2 * sizeof (float));
  details->patch_faults = g_memdup2 (((const float[]){1, 0, 0, 1}), 4 * sizeof (float));
  details->faults = g_memdup2 (((const float[]){0.5f, 0.5f}), 2 * sizeof (float));
  return details;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = {"blur", "noise", NULL};
  g_autofree char *other = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (other, "catalog.db", NULL);
  g_autoptr (AcuScoreDetails) details = make_details ();
  const AcuScanOptions options = {0};
  const AcuScorerInfo info = {.model = (char *)"nano",
                              .fingerprint = (char *)"1",
                              .protocol = (char *)"native",
                              .plan = (char *)"grid",
                              .score_max = 100,
                              .faults = (char **)faults};
  AcuScanCounts counts;

  fixture->folder = acu_test_temporary_folder ();
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *file = g_build_filename (fixture->folder, names[i], NULL);
    g_assert_true (g_file_set_contents (file, names[i], -1, NULL));
  }
  g_assert_true (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL,
                                      &counts, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *file = g_build_filename (fixture->folder, names[i], NULL);
    fixture->photos[i] = acu_photo_store_find (fixture->catalog, file, NULL);
    g_assert_cmpint (fixture->photos[i], !=, 0);
  }

  const AcuPhotoFacts facts = {.width = 448, .height = 224, .taken = G_MININT64};
  const AcuRatingChange change = {.photo = fixture->photos[0],
                                  .fields = ACU_RATING_STARS | ACU_RATING_FLAG | ACU_RATING_COLOUR,
                                  .stars = 4,
                                  .flag = ACU_FLAG_REJECT,
                                  .colour = ACU_COLOUR_GREEN};
  const AcuScoreResult results[] = {{fixture->photos[0], 1, details, NULL},
                                    {fixture->photos[1], 1, NULL, "no picture in it"}};
  fixture->scorer = acu_score_store_add_scorer (fixture->catalog, &info, NULL);
  g_assert_true (acu_photo_store_set_facts (fixture->catalog, fixture->photos[0], 1, &facts, NULL));
  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  g_assert_true (acu_score_store_put (fixture->catalog, fixture->scorer, results, 2, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

/* (transfer full) */
static char *
write_export (Fixture *fixture, gint64 scorer, AcuExportFormat format)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  char *path = g_build_filename (folder, "out.txt", NULL);
  g_autoptr (GError) error = NULL;

  acu_photo_export_write (fixture->catalog, fixture->photos, 3, scorer, format, path, NULL, NULL,
                          NULL, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_export (fixture, fixture->scorer, ACU_EXPORT_JSON);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *photo = g_build_filename (fixture->folder, names[0], NULL);

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  JsonArray *array = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (array), ==, 3);

  JsonObject *scored = json_array_get_object_element (array, 0);
  g_assert_cmpstr (json_object_get_string_member (scored, "path"), ==, photo);
  g_assert_cmpstr (json_object_get_string_member (scored, "model"), ==, "nano");
  g_assert_cmpstr (json_object_get_string_member (scored, "protocol"), ==, "native");
  g_assert_cmpint (json_object_get_int_member (scored, "width"), ==, 448);
  g_assert_cmpfloat (json_object_get_double_member (scored, "score"), ==, 61.25);
  g_assert_cmpfloat (json_object_get_double_member (scored, "std"), ==, 2.5);
  g_assert_cmpint (json_object_get_int_member (scored, "rating"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (scored, "flag"), ==, "reject");
  g_assert_cmpstr (json_object_get_string_member (scored, "label"), ==, "Green");
  g_assert_false (json_object_has_member (scored, "error"));
  JsonObject *faults = json_object_get_object_member (scored, "faults");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (faults, "noise"), 0.5, 1.0 / 255);
  JsonArray *patches = json_object_get_array_member (scored, "patches");
  g_assert_cmpuint (json_array_get_length (patches), ==, 2);
  JsonObject *second = json_array_get_object_element (patches, 1);
  g_assert_cmpint (json_object_get_int_member (second, "x"), ==, 224);
  g_assert_cmpfloat (json_object_get_double_member (second, "score"), ==, 58.75);
  faults = json_object_get_object_member (second, "faults");
  g_assert_cmpuint (json_object_get_size (faults), ==, 2);
  g_assert_cmpfloat (json_object_get_double_member (faults, "blur"), ==, 0);
  g_assert_cmpfloat (json_object_get_double_member (faults, "noise"), ==, 1);

  JsonObject *failed = json_array_get_object_element (array, 1);
  g_assert_cmpstr (json_object_get_string_member (failed, "error"), ==, "no picture in it");
  g_assert_false (json_object_has_member (failed, "score"));
  JsonObject *neither = json_array_get_object_element (array, 2);
  g_assert_false (json_object_has_member (neither, "score"));
  g_assert_false (json_object_has_member (neither, "error"));
  g_assert_true (json_object_get_null_member (neither, "label"));
  g_assert_cmpstr (json_object_get_string_member (neither, "flag"), ==, "none");
}

static const char *
get_cell (AcuTable *table, gsize row, const char *column)
{
  int index = acu_table_find_column (table, column);

  g_assert_cmpint (index, >=, 0);
  return acu_table_get_text (table, row, (gsize)index);
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_export (fixture, fixture->scorer, ACU_EXPORT_CSV);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTable) table = acu_csv_read (path, &error);
  g_autofree char *photo = g_build_filename (fixture->folder, names[0], NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (get_cell (table, 0, "path"), ==, photo);
  g_assert_cmpstr (get_cell (table, 0, "score"), ==, "61.25");
  g_assert_cmpstr (get_cell (table, 0, "patches"), ==, "2");
  g_assert_cmpstr (get_cell (table, 0, "enlarged"), ==, "no");
  g_assert_cmpstr (get_cell (table, 0, "patch_scores"), ==, "0:0:63.75;0:224:58.75");
  g_assert_cmpstr (get_cell (table, 0, "rating"), ==, "4");
  g_assert_cmpstr (get_cell (table, 0, "flag"), ==, "reject");
  g_assert_cmpstr (get_cell (table, 0, "label"), ==, "Green");
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (get_cell (table, 0, "blur"), NULL), 0.5, 0.01);
  g_assert_cmpstr (get_cell (table, 1, "error"), ==, "no picture in it");
  g_assert_cmpstr (get_cell (table, 1, "score"), ==, "");
  g_assert_cmpstr (get_cell (table, 2, "score"), ==, "");
  g_assert_cmpstr (get_cell (table, 2, "rating"), ==, "0");
  g_assert_cmpstr (get_cell (table, 2, "error"), ==, "");
  g_assert_cmpstr (get_cell (table, 2, "patch_scores"), ==, "");
}

/* Where nothing was scored yet, ratings are exported all the same. */
static void
test_without_scorer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_export (fixture, 0, ACU_EXPORT_CSV);
  g_autoptr (AcuTable) table = acu_csv_read (path, NULL);

  g_assert_nonnull (table);
  g_assert_cmpstr (get_cell (table, 0, "rating"), ==, "4");
  g_assert_cmpstr (get_cell (table, 0, "score"), ==, "");
  g_assert_cmpstr (get_cell (table, 0, "model"), ==, "");
}

static void
assert_only (const char *folder, const char *name, const char *content)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  g_assert_cmpstr (g_dir_read_name (dir), ==, name);
  g_assert_null (g_dir_read_name (dir));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, content);
}

/* What fails or is cancelled leaves the earlier file as it was, and nothing beside it. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "scores.csv", NULL);
  g_autofree char *elsewhere = g_build_filename (folder, "none", "scores.csv", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "earlier", -1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (acu_photo_export_write (fixture->catalog, fixture->photos, 3, 0, ACU_EXPORT_CSV,
                                          path, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  assert_only (folder, "scores.csv", "earlier");

  g_assert_false (acu_photo_export_write (fixture->catalog, fixture->photos, 3, 0, ACU_EXPORT_CSV,
                                          elsewhere, NULL, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, elsewhere));
}

/* A photo is never overwritten with a table of photos. */
static void
test_picture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "b.jpg", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_photo_export_write (fixture->catalog, fixture->photos, 3, 0, ACU_EXPORT_CSV,
                                          path, NULL, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "b.jpg");

  /* Nor where it is called as something else. */
  g_autofree char *scan = g_build_filename (fixture->folder, "scan.csv", NULL);
  g_autofree char *kept = NULL;
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (scan, "\xff\xd8\xff\xe0", -1, NULL));
  g_assert_false (acu_photo_export_write (fixture->catalog, fixture->photos, 3, 0, ACU_EXPORT_CSV,
                                          scan, NULL, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_true (g_file_get_contents (scan, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "\xff\xd8\xff\xe0");
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  acu_export_job_run_finish (ACU_EXPORT_JOB (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

static void
test_sidecars (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuExportJob) job = acu_export_job_new (
      fixture->catalog, ACU_EXPORT_FORM_XMP, fixture->photos, 3, 0, ACU_SIDECAR_REPLACED, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "a \"quoted\", name.xmp", NULL);
  g_autofree char *text = NULL;
  gboolean ended = FALSE;

  acu_export_job_run_async (job, NULL, ended_cb, &ended);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (acu_export_job_get_n_done (job), ==, 3);
  g_assert_cmpuint (acu_export_job_get_report (job)->n_written, ==, 1);
  g_assert_cmpuint (acu_export_job_get_report (job)->n_unchanged, ==, 2);
  g_assert_cmpuint (acu_export_job_get_report (job)->problems->len, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"-1\""));
}

/* Photos of an export that takes a while. */
#define N_MANY 100

static void
stop_cb (gsize n_done, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_export_job_run_finish (ACU_EXPORT_JOB (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *)data = TRUE;
}

/* What was written until somebody stopped it stays, and is told. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AcuExportJob) job = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "a \"quoted\", name.xmp", NULL);
  gint64 photos[N_MANY];
  const AcuSidecarReport *report;
  gboolean ended = FALSE;
  guint done;

  for (guint i = 0; i < N_MANY; i++)
    photos[i] = fixture->photos[i % 3];
  job = acu_export_job_new (fixture->catalog, ACU_EXPORT_FORM_XMP, photos, N_MANY, 0,
                            ACU_SIDECAR_REPLACED, NULL);
  acu_export_job_set_progress (job, stop_cb, cancellable);
  acu_export_job_run_async (job, cancellable, stopped_cb, &ended);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  done = acu_export_job_get_n_done (job);
  report = acu_export_job_get_report (job);
  g_assert_cmpuint (done, >, 0);
  g_assert_cmpuint (done, <, N_MANY);
  g_assert_cmpuint (report->n_written + report->n_unchanged, ==, done);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

#define ADD(name, func) g_test_add ("/export/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("json", test_json);
  ADD ("csv", test_csv);
  ADD ("without-scorer", test_without_scorer);
  ADD ("whole", test_whole);
  ADD ("picture", test_picture);
  ADD ("sidecars", test_sidecars);
  ADD ("stopped", test_stopped);
  return g_test_run ();
}
