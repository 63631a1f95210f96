/* Label sets: results, tables of ratings out and in, sets of several machines. */
#include "app/catalog/backup.h"
#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/labeling/label-import.h"
#include "app/labeling/label-removal.h"
#include "catalog-fixture.h"
#include "compute/random.h"
#include "test-support.h"

#include <math.h>
#include <string.h>

#define N_PHOTOS 30

typedef struct {
  AcuCatalog *catalog;
  char *folder;
} Fixture;

static AcuCatalog *
make_catalog (const char *folder, const char *name)
{
  const AcuCatalogRecipe recipe = {.n_photos = N_PHOTOS};
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return acu_fixture_make_catalog (path, &recipe);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = acu_test_temporary_folder ();
  fixture->catalog = make_catalog (fixture->folder, "catalog.db");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

static gint64
make_set (AcuCatalog *catalog, const char *name, AcuLabelMethod method, double low, double high)
{
  const AcuLabelSet set = {
      .name = (char *)name, .method = method, .score_min = low, .score_max = high};
  g_autoptr (GError) error = NULL;
  gint64 id = acu_label_store_create_set (catalog, &set, &error);

  g_assert_no_error (error);
  return id;
}

static void
rate (AcuCatalog *catalog, AcuLabel label)
{
  g_autoptr (GError) error = NULL;

  acu_label_store_add (catalog, &label, NULL, &error);
  g_assert_no_error (error);
}

/* A session of @rater over all photos in @set, who is biased and gives one photo twice. */
static void
rate_all (AcuCatalog *catalog, gint64 set, const char *rater, double bias, guint64 seed)
{
  AcuRandom random = acu_random_new (seed, 0);
  AcuLabelSession session = {.label_set = set,
                             .rater = acu_label_store_add_rater (catalog, rater, NULL, NULL),
                             .seed = seed};
  gint64 id = acu_label_store_create_session (catalog, &session, NULL, 0, NULL);

  for (int i = 0; i <= N_PHOTOS; i++) {
    double noise = 3.0 * (double)acu_random_normal (&random);

    rate (catalog,
          (AcuLabel){.label_set = set,
                     .rater = session.rater,
                     .session = id,
                     .position = i,
                     .item = {.image = i % N_PHOTOS + 1,
                              .role = i == N_PHOTOS ? ACU_ROLE_REPEAT : ACU_ROLE_ITEM},
                     .score = CLAMP (2.0 * (i % N_PHOTOS + 1) + 15 + bias + noise, 0.0, 100.0),
                     .response_ms = 900 + i,
                     .given = 1700000000000000 + (gint64)i * 1000001});
  }
}

static char *
write_file (Fixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static AcuLabelImport *
import (AcuCatalog *catalog, const char *path, const AcuLabelImportOptions *options)
{
  const AcuLabelImportOptions none = {.set = NULL};
  g_autoptr (GError) error = NULL;
  AcuLabelImport *report =
      acu_label_import_file (catalog, path, options != NULL ? options : &none, &error);

  g_assert_no_error (error);
  return report;
}

static char *
export_long (Fixture *fixture, AcuCatalog *catalog, const char *set, const char *name)
{
  g_autoptr (GError) error = NULL;
  GString *csv = acu_label_export_long (catalog, set, &error);
  char *path;

  g_assert_no_error (error);
  path = write_file (fixture, name, csv->str);
  g_string_free (csv, TRUE);
  return path;
}

static AcuLabelResult *
compute (AcuCatalog *catalog, const char *set, AcuOpinionMethod method)
{
  g_autoptr (GError) error = NULL;
  AcuLabelTable *table = acu_label_table_load (catalog, set, &error);
  AcuLabelResult *result;

  g_assert_no_error (error);
  result = acu_label_result_new (table, method, NULL, 0, &error);
  g_assert_no_error (error);
  return result;
}

static char *
compute_mos (AcuCatalog *catalog, const char *set, AcuOpinionMethod method)
{
  g_autoptr (AcuLabelResult) result = compute (catalog, set, method);

  return g_string_free (acu_label_export_mos (result), FALSE);
}

static const AcuOpinionMethod single_methods[] = {ACU_OPINION_MEAN, ACU_OPINION_Z_SCORE,
                                                  ACU_OPINION_BT500, ACU_OPINION_SUBJECT_MODEL};

static void
test_results (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelResult) result = NULL;
  guint n = 0;

  rate_all (fixture->catalog, set, "Ada", 10, 1);
  rate_all (fixture->catalog, set, "Bob", -4, 2);
  rate_all (fixture->catalog, set, "Cid", 0, 3);
  rate_all (fixture->catalog, set, "Dan", 2, 4);
  rate_all (fixture->catalog, set, "Eve", 2, 5);
  result = compute (fixture->catalog, "S", ACU_OPINION_SUBJECT_MODEL);
  g_assert_cmpuint (result->table->stimuli->len, ==, N_PHOTOS);
  g_assert_cmpuint (result->table->n_ratings, ==, 5 * (N_PHOTOS + 1));
  for (guint i = 0; i < 5; i++) {
    const AcuRater *rater = g_ptr_array_index (result->table->raters, i);
    double bias = g_str_equal (rater->name, "Ada")   ? 8
                  : g_str_equal (rater->name, "Bob") ? -6
                  : g_str_equal (rater->name, "Cid") ? -2
                                                     : 0;

    g_assert_cmpfloat_with_epsilon (result->raters[i].bias, bias, 4);
    g_assert_cmpuint (result->raters[i].n_repeats, ==, 1);
    g_assert_cmpfloat (result->raters[i].repeat_difference, <, 15);
    g_assert_cmpfloat (result->raters[i].agreement, >, 0.9);
    g_assert_true (result->raters[i].heard);
  }
  g_assert_cmpfloat (result->alpha, >, 0.8);
  for (guint i = 0; i < result->n_bins; i++)
    n += result->histogram[i];
  g_assert_cmpuint (n, ==, 5 * N_PHOTOS);
  for (guint j = 0; j < N_PHOTOS; j++) {
    const AcuStimulus *stimulus = g_ptr_array_index (result->table->stimuli, j);

    g_assert_cmpfloat_with_epsilon (result->scores[j].score, 2.0 * (double)stimulus->image + 17, 6);
    g_assert_cmpuint (result->scores[j].n, ==, 5);
    g_assert_cmpfloat (result->scores[j].ci, >, 0);
  }
}

static void
test_no_result (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_label_table_load (fixture->catalog, "T", &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
  g_assert_nonnull (strstr (error->message, "“S”"));
  g_clear_error (&error);
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_MEAN, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_clear_error (&error);
  rate_all (fixture->catalog, set, "Ada", 0, 1);
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_SUBJECT_MODEL, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_clear_error (&error);
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_BRADLEY_TERRY, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
}

static void
test_pairs (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "P", ACU_METHOD_PAIRWISE, 0, 1);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, NULL);
  g_autoptr (AcuLabelResult) result = NULL;
  g_autofree char *path = NULL, *mos = NULL, *other_mos = NULL;
  g_autoptr (AcuCatalog) other = make_catalog (fixture->folder, "other.db");
  g_autoptr (AcuLabelImport) report = NULL;

  for (gint64 i = 1; i <= 5; i++)
    for (gint64 j = 1; j <= 5; j++)
      if (i != j)
        rate (fixture->catalog, (AcuLabel){.label_set = set,
                                           .rater = rater,
                                           .position = -1,
                                           .item = {.image = i, .other = j},
                                           .score = i == j + 1 || j == i + 1 ? 0.5
                                                    : i > j                  ? 1.0
                                                                             : 0.0,
                                           .response_ms = -1});
  result = compute (fixture->catalog, "P", ACU_OPINION_BRADLEY_TERRY);
  for (guint j = 0; j < 5; j++) {
    g_assert_cmpuint (result->scores[j].n, ==, 8);
    g_assert_true (j == 0 || result->scores[j].score > result->scores[j - 1].score);
  }
  g_assert_cmpfloat_with_epsilon (result->scores[2].score, 0.5, 1e-6);
  g_assert_cmpuint (result->n_components, ==, 1);
  g_assert_cmpuint (result->raters[0].n_ratings, ==, 20);
  g_assert_cmpfloat (result->raters[0].agreement, ==, 1.0);
  g_assert_cmpuint (result->raters[0].n_repeats, ==, 10);
  g_assert_cmpfloat (result->raters[0].repeat_difference, ==, 0.0);

  path = export_long (fixture, fixture->catalog, "P", "pairs.csv");
  report = import (other, path, NULL);
  g_assert_cmpuint (report->n_added, ==, 20);
  mos = compute_mos (fixture->catalog, "P", ACU_OPINION_BRADLEY_TERRY);
  other_mos = compute_mos (other, "P", ACU_OPINION_BRADLEY_TERRY);
  g_assert_cmpstr (mos, ==, other_mos);
}

/* Out and in again: the same file, whatever it holds, a whole photo to practise on among the
 * patches included. */
static void
test_long_round (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "A, “B”", ACU_METHOD_PATCH, 0, 10);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada, the \"first\"", NULL, NULL);
  AcuLabelSession session = {.label_set = set,
                             .rater = rater,
                             .seed = 0xfedcba9876543210,
                             .settings = (char *)"{\"display\":\"actual\"}"};
  gint64 id = acu_label_store_create_session (fixture->catalog, &session, NULL, 0, NULL);
  g_autoptr (AcuCatalog) other = make_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *again = NULL, *text = NULL, *again_text = NULL;
  g_autoptr (AcuLabelImport) report = NULL, second = NULL;

  rate (fixture->catalog,
        (AcuLabel){.label_set = set,
                   .rater = rater,
                   .session = id,
                   .position = 0,
                   .item = {.image = 3, .y = 0, .x = 448, .side = 224, .role = ACU_ROLE_TRAINING},
                   .score = 0.1 + 0.2,
                   .response_ms = 12,
                   .given = 1699999999000007,
                   .zoom = 1.0 / 3,
                   .other_zoom = 2});
  rate (fixture->catalog, (AcuLabel){.label_set = set,
                                     .rater = rater,
                                     .session = id,
                                     .position = 1,
                                     .item = {.image = 4, .y = 7, .x = 8, .side = 100},
                                     .score = (double)NAN,
                                     .skip_reason = (char *)"two\nlines, and a comma",
                                     .response_ms = -1});
  rate (fixture->catalog, (AcuLabel){.label_set = set,
                                     .rater = rater,
                                     .position = -1,
                                     .item = {.image = 4, .y = 7, .x = 8, .side = 100},
                                     .score = 10,
                                     .response_ms = -1});
  rate (fixture->catalog, (AcuLabel){.label_set = set,
                                     .rater = rater,
                                     .position = -1,
                                     .item = {.image = 5, .role = ACU_ROLE_TRAINING},
                                     .score = 5,
                                     .response_ms = -1});
  path = export_long (fixture, fixture->catalog, "A, “B”", "one.csv");
  report = import (other, path, NULL);
  g_assert_true (report->is_imported);
  g_assert_cmpstr (report->set, ==, "A, “B”");
  g_assert_cmpuint (report->n_added, ==, 4);
  g_assert_cmpuint (report->bad->len, ==, 0);
  again = export_long (fixture, other, "A, “B”", "two.csv");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_file_get_contents (again, &again_text, NULL, NULL));
  g_assert_cmpstr (text, ==, again_text);
  g_assert_nonnull (strstr (text, ",actual,0.333"));
  second = import (other, path, NULL);
  g_assert_cmpuint (second->n_added, ==, 0);
  g_assert_cmpuint (second->n_known, ==, 4);
  g_assert_cmpuint (second->conflicts->len, ==, 0);
}

static char *
get_note (AcuCatalog *catalog, const char *name)
{
  g_autoptr (AcuLabelSet) set = acu_label_table_find_set (catalog, name, NULL);

  g_assert_nonnull (set);
  return g_strdup (set->note);
}

/* Instructions go with their set.  A set that has none takes them; others are shown, and stay. */
static void
test_instructions (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = make_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *note = NULL, *taken = NULL, *kept = NULL;
  g_autoptr (AcuLabelImport) first = NULL, again = NULL, contrary = NULL, filled = NULL;
  g_autoptr (AcuLabelSet) known = NULL;
  gint64 there;

  g_assert_true (acu_label_store_set_note (fixture->catalog, set, "How sharp?\n“0”, to 100", NULL));
  rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = export_long (fixture, fixture->catalog, "S", "s.csv");
  first = import (other, path, NULL);
  g_assert_null (first->other_note);
  note = get_note (other, "S");
  g_assert_cmpstr (note, ==, "How sharp?\n“0”, to 100");
  again = import (other, path, NULL);
  g_assert_null (again->other_note);
  known = acu_label_table_find_set (other, "S", NULL);
  there = known->id;
  g_assert_true (acu_label_store_set_note (other, there, "How noisy?", NULL));
  contrary = import (other, path, NULL);
  g_assert_cmpstr (contrary->note, ==, "How noisy?");
  g_assert_cmpstr (contrary->other_note, ==, "How sharp?\n“0”, to 100");
  kept = get_note (other, "S");
  g_assert_cmpstr (kept, ==, "How noisy?");

  g_assert_true (acu_label_store_set_note (other, there, "", NULL));
  filled = import (other, path, NULL);
  g_assert_null (filled->other_note);
  taken = get_note (other, "S");
  g_assert_cmpstr (taken, ==, "How sharp?\n“0”, to 100");
}

/* What was chosen for a set is how everybody makes its scores. */
static void
test_choices (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelResult) unchosen = NULL, chosen = NULL, asked = NULL, foreign = NULL;
  const AcuOpinionMethod mean = ACU_OPINION_MEAN;
  g_autoptr (GArray) kept = NULL, fewer = NULL;
  gint64 rater;

  rate_all (fixture->catalog, set, "Ada", 5, 1);
  rate_all (fixture->catalog, set, "Bob", -5, 2);
  unchosen = acu_label_result_compute (fixture->catalog, "S", NULL, NULL);
  g_assert_cmpint (unchosen->method, ==, ACU_OPINION_MEAN);
  g_assert_true (acu_label_store_set_opinion (fixture->catalog, set, "zscore", NULL));
  chosen = acu_label_result_compute (fixture->catalog, "S", NULL, NULL);
  g_assert_cmpint (chosen->method, ==, ACU_OPINION_Z_SCORE);
  asked = acu_label_result_compute (fixture->catalog, "S", &mean, NULL);
  g_assert_cmpint (asked->method, ==, ACU_OPINION_MEAN);
  /* Another program's word for it, or a later version's. */
  g_assert_true (acu_label_store_set_opinion (fixture->catalog, set, "median", NULL));
  foreign = acu_label_result_compute (fixture->catalog, "S", NULL, NULL);
  g_assert_cmpint (foreign->method, ==, ACU_OPINION_MEAN);

  rater = ((const AcuRater *)g_ptr_array_index (chosen->table->raters, 0))->id;
  g_assert_true (acu_label_store_set_kept (fixture->catalog, set, rater, TRUE, NULL));
  g_assert_true (acu_label_store_set_kept (fixture->catalog, set, rater, TRUE, NULL));
  kept = acu_label_store_list_kept (fixture->catalog, set, NULL);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpint (g_array_index (kept, gint64, 0), ==, rater);
  g_assert_true (acu_label_store_set_kept (fixture->catalog, set, rater, FALSE, NULL));
  fewer = acu_label_store_list_kept (fixture->catalog, set, NULL);
  g_assert_cmpuint (fewer->len, ==, 0);
}

/* A set that was removed can be had again from what was written before. */
static void
test_removal (Fixture *fixture, gconstpointer data)
{
  gint64 id = make_set (fixture->catalog, "A/B: “S”", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelSet) set = NULL;
  g_autoptr (AcuLabelSet) empty = NULL;
  g_autofree char *before = NULL, *after = NULL, *kept = NULL, *nothing = NULL;
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuLabelImport) report = NULL;

  make_set (fixture->catalog, "Empty", ACU_METHOD_ACR, 1, 5);
  rate_all (fixture->catalog, id, "Ada", 5, 1);
  before = compute_mos (fixture->catalog, "A/B: “S”", ACU_OPINION_MEAN);
  set = acu_label_table_find_set (fixture->catalog, "A/B: “S”", NULL);
  g_assert_true (acu_label_set_remove (fixture->catalog, set, &kept, &error));
  g_assert_no_error (error);
  g_assert_null (acu_label_table_find_set (fixture->catalog, "A/B: “S”", NULL));
  backups = acu_backup_list (acu_catalog_get_path (fixture->catalog));
  g_assert_cmpuint (backups->len, ==, 1);
  report = import (fixture->catalog, kept, NULL);
  g_assert_cmpuint (report->n_added, ==, N_PHOTOS + 1);
  after = compute_mos (fixture->catalog, "A/B: “S”", ACU_OPINION_MEAN);
  g_assert_cmpstr (before, ==, after);

  empty = acu_label_table_find_set (fixture->catalog, "Empty", NULL);
  g_assert_true (acu_label_set_remove (fixture->catalog, empty, &nothing, NULL));
  g_assert_null (nothing);
}

/* Where no backup can be written nothing is removed. */
static void
test_no_backup (Fixture *fixture, gconstpointer data)
{
  gint64 id = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autofree char *backups = g_build_filename (fixture->folder, "backups", NULL);
  g_autoptr (AcuLabelSet) set = NULL;
  g_autoptr (AcuLabelSet) still = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  rate_all (fixture->catalog, id, "Ada", 5, 1);
  set = acu_label_table_find_set (fixture->catalog, "S", NULL);
  g_assert_true (g_file_set_contents (backups, "in the way", -1, NULL));
  g_assert_false (acu_label_set_remove (fixture->catalog, set, &kept, &error));
  g_assert_nonnull (error);
  g_assert_null (kept);
  still = acu_label_table_find_set (fixture->catalog, "S", NULL);
  g_assert_cmpuint (still->n_labels, ==, N_PHOTOS + 1);
}

/* Two raters' sets from two catalogs give the same numbers whichever comes first. */
static void
test_merge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuCatalog) lab = make_catalog (fixture->folder, "lab.db");
  g_autoptr (AcuCatalog) one = make_catalog (fixture->folder, "one.db");
  g_autoptr (AcuCatalog) two = make_catalog (fixture->folder, "two.db");
  gint64 here = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  gint64 there = make_set (lab, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autofree char *first = NULL, *second = NULL;

  rate_all (fixture->catalog, here, "Ada", 5, 1);
  rate_all (fixture->catalog, here, "Bob", -5, 2);
  rate_all (fixture->catalog, here, "Eve", 0, 6);
  /* One more session, so that internal ids differ. */
  rate_all (lab, make_set (lab, "T", ACU_METHOD_CONTINUOUS, 0, 100), "Cid", 1, 3);
  rate_all (lab, there, "Dan", 3, 4);
  rate_all (lab, there, "Cid", 2, 5);
  first = export_long (fixture, fixture->catalog, "S", "first.csv");
  second = export_long (fixture, lab, "S", "second.csv");
  acu_label_import_free (import (one, first, NULL));
  acu_label_import_free (import (one, second, NULL));
  acu_label_import_free (import (two, second, NULL));
  acu_label_import_free (import (two, first, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (single_methods); i++) {
    g_autofree char *mos = compute_mos (one, "S", single_methods[i]);
    g_autofree char *other = compute_mos (two, "S", single_methods[i]);

    g_assert_cmpstr (mos, ==, other);
    g_assert_nonnull (strstr (mos, ",5,"));
  }
}

/* The same rating with another score is listed; of versions with the same time the smaller uid, or
 * the lower score, stays. */
static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = make_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *text = NULL, *changed = NULL, *changed_path = NULL, *before = NULL,
                  *after = NULL;
  g_auto (GStrv) lines = NULL, cells = NULL;
  g_autoptr (AcuLabelImport) report = NULL;

  rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = export_long (fixture, fixture->catalog, "S", "s.csv");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  acu_label_import_free (import (other, path, NULL));
  before = compute_mos (other, "S", ACU_OPINION_MEAN);
  lines = g_strsplit (text, "\n", 0);
  /* One score by the same uid, one by the same place in the session with another uid. */
  for (guint row = 4; row <= 5; row++) {
    cells = g_strsplit (lines[row], ",", 0);
    g_free (cells[2]);
    cells[2] = g_strdup ("99.5");
    if (row == 5)
      memset (cells[18], 'f', 32);
    g_free (lines[row]);
    lines[row] = g_strjoinv (",", cells);
    g_clear_pointer (&cells, g_strfreev);
  }
  changed = g_strjoinv ("\n", lines);
  changed_path = write_file (fixture, "changed.csv", changed);
  report = import (other, changed_path, NULL);
  g_assert_cmpuint (report->n_added, ==, 0);
  g_assert_cmpuint (report->n_known, ==, N_PHOTOS - 1);
  g_assert_cmpuint (report->conflicts->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (report->conflicts, 0), "changed.csv, line 5: Ada"));
  g_assert_nonnull (strstr (g_ptr_array_index (report->conflicts, 0), "99.5"));
  after = compute_mos (other, "S", ACU_OPINION_MEAN);
  g_assert_cmpstr (before, ==, after);
}

/* Three files that contradict each other, one of which knows the rater by name alone, make the same
 * set in any order, and imported again change nothing. */
static void
test_conflict_orders (Fixture *fixture, gconstpointer data)
{
#define HEAD "image,rater,score,time,session,position,set,scale,uid,rater_uid\n"
#define TAIL(position, uid)                                                                        \
  "00000000000000ab," position ",S,0..100,000000000000000000000000000000" uid                      \
  ",aa000000000000000000000000000000\n"
  static const char *const texts[] = {
      HEAD "IMG_0.JPG,Ada,10,2026-01-01T10:00:00Z," TAIL ("0", "01") /* earlier */
      "IMG_1.JPG,Ada,20,2026-01-01T10:00:00Z," TAIL ("1", "05")      /* the larger uid */
      "IMG_2.JPG,Ada,30,2026-01-01T10:00:00Z," TAIL ("2", "06"),     /* earlier, of the same uid */
      HEAD "IMG_0.JPG,Ada,11,2026-01-01T11:00:00Z," TAIL (
          "0",
          "02") "IMG_1.JPG,Ada,21,2026-01-01T10:00:00Z," TAIL ("1",
                                                               "04") "IMG_2.JPG,Ada,31,2026-01-"
                                                                     "01T11:00:00Z," TAIL ("2",
                                                                                           "06"),
      "image,rater,score,set\nIMG_3.JPG,Ada,44,S\n"};
  static const guint8 orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
#undef TAIL
#undef HEAD

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
    g_autofree char *name = g_strdup_printf ("order-%u.db", (guint)i);
    g_autoptr (AcuCatalog) catalog = make_catalog (fixture->folder, name);
    g_autoptr (GPtrArray) raters = NULL;

    for (guint round = 0; round < 2; round++) {
      g_autoptr (AcuLabelResult) result = NULL;
      guint n_conflicts = 0;

      for (guint k = 0; k < 3; k++) {
        g_autofree char *path = write_file (fixture, "one.csv", texts[orders[i][k]]);
        g_autoptr (AcuLabelImport) report = import (catalog, path, NULL);

        g_assert_true (report->is_imported);
        n_conflicts += report->conflicts->len;
        if (round > 0)
          g_assert_cmpuint (report->n_added, ==, 0);
      }
      g_assert_cmpuint (n_conflicts, >=, round == 0 ? 3 : 1);
      result = compute (catalog, "S", ACU_OPINION_MEAN);
      g_assert_cmpuint (result->table->n_ratings, ==, 4);
      g_assert_cmpuint (result->table->raters->len, ==, 1);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpfloat (result->scores[j].score, ==, 11 * (j + 1) - (j == 1) - 2 * (j == 2));
    }
    raters = acu_label_store_list_raters (catalog, NULL);
    g_assert_cmpuint (raters->len, ==, 1);
    g_assert_cmphex (((const AcuRater *)g_ptr_array_index (raters, 0))->uid[0], ==, 0xaa);
  }
}

/* What was taken back here stays so, and is not said to be new. */
static void
test_withdrawn (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelImport) report = NULL;
  g_autoptr (AcuLabelTable) table = NULL;
  g_autoptr (GPtrArray) labels = NULL;
  g_autofree char *path = NULL;

  rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = export_long (fixture, fixture->catalog, "S", "s.csv");
  labels = acu_label_store_list (fixture->catalog, set, NULL);
  g_assert_true (acu_label_store_withdraw (
      fixture->catalog, ((const AcuLabel *)g_ptr_array_index (labels, 3))->id, NULL, NULL));
  report = import (fixture->catalog, path, NULL);
  g_assert_cmpuint (report->n_added, ==, 0);
  g_assert_cmpuint (report->n_known, ==, N_PHOTOS + 1);
  table = acu_label_table_load (fixture->catalog, "S", NULL);
  g_assert_cmpuint (table->n_ratings, ==, N_PHOTOS);
}

/* What any program writes: three columns.  Twice in, it is there once. */
static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "paper.csv",
                                      "image,rater,score\n"
                                      "/photos/000/IMG_0.JPG,r1,4\n"
                                      "IMG_1.JPG,r1,2\n"
                                      "IMG_0.JPG,r2,5\n"
                                      "IMG_0.JPG,r2,3\n");
  g_autoptr (AcuLabelImport) report = import (fixture->catalog, path, NULL);
  g_autoptr (AcuLabelImport) again = import (fixture->catalog, path, NULL);
  g_autoptr (AcuLabelTable) table = acu_label_table_load (fixture->catalog, "paper", NULL);

  g_assert_cmpuint (report->n_added, ==, 4);
  g_assert_cmpstr (report->set, ==, "paper");
  g_assert_cmpuint (again->n_added, ==, 0);
  g_assert_cmpuint (again->n_known, ==, 4);
  g_assert_cmpint (table->set->method, ==, ACU_METHOD_ACR);
  g_assert_cmpuint (table->raters->len, ==, 2);
  g_assert_cmpuint (table->n_ratings, ==, 4);
  g_assert_cmpuint (table->repeats->len, ==, 1);
}

/* Every fault is named by its line, and nothing goes in. */
static void
test_bad_rows (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = {
      "line 3: the score is “four”, not a number",
      "line 4: the rater is empty",
      "line 5: the score is empty",
      "line 6: there is a score and a reason to skip",
      "line 8: the time is “yesterday”",
      "line 9: position is “-4”",
      "line 11: the display is fit or actual, not “large”",
      "line 12: zoom is “-0.5”, not a number above 0",
      "line 7: the score is beyond the scale: 120 (0 to 100)",
      "line 10: gone.jpg is not in the catalog",
  };
  g_autofree char *path = write_file (fixture, "bad.csv",
                                      "image,rater,score,time,position,skipped,display,zoom\n"
                                      "IMG_0.JPG,r1,40.5,,,,,\n"
                                      "IMG_1.JPG,r1,four,,,,,\n"
                                      "IMG_1.JPG,,4,,,,,\n"
                                      "IMG_1.JPG,r1,,,,,,\n"
                                      "IMG_1.JPG,r1,3,,,blurred,,\n"
                                      "IMG_1.JPG,r1,120,,,,,\n"
                                      "IMG_1.JPG,r1,3,yesterday,,,,\n"
                                      "IMG_1.JPG,r1,3,2026-01-02T03:04:05Z,-4,,,\n"
                                      "gone.jpg,r1,3,2026-01-02T03:04:05.25+01:00,4,,,\n"
                                      "IMG_1.JPG,r1,3,,,,large,\n"
                                      "IMG_1.JPG,r1,3,,,,fit,-0.5\n");
  g_autoptr (AcuLabelImport) report = import (fixture->catalog, path, NULL);
  const AcuLabelImportOptions options = {.skip_bad = TRUE};
  g_autoptr (AcuLabelImport) partly = NULL;
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (fixture->catalog, NULL);
  g_autoptr (GPtrArray) raters = acu_label_store_list_raters (fixture->catalog, NULL);

  g_assert_false (report->is_imported);
  g_assert_cmpuint (report->n_added, ==, 0);
  g_assert_cmpuint (report->n_rows, ==, 11);
  g_assert_cmpuint (report->bad->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < report->bad->len; i++)
    g_assert_nonnull (strstr (g_ptr_array_index (report->bad, i), expected[i]));
  g_assert_cmpuint (sets->len, ==, 0);
  g_assert_cmpuint (raters->len, ==, 0);
  partly = import (fixture->catalog, path, &options);
  g_assert_cmpuint (partly->n_added, ==, 1);
  g_assert_cmpuint (partly->bad->len, ==, G_N_ELEMENTS (expected));
}

/* A catalog that fails in the middle keeps nothing of the file. */
static void
test_no_half (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      write_file (fixture, "half.csv", "image,rater,score\nIMG_0.JPG,r1,4\nIMG_1.JPG,r2,2\n");
  const AcuLabelImportOptions options = {.set = NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sets = NULL, raters = NULL;

  acu_fixture_run_sql (acu_catalog_get_path (fixture->catalog),
                       "CREATE TRIGGER stop BEFORE INSERT ON labels WHEN new.image = 2"
                       " BEGIN SELECT raise (ABORT, 'stop'); END");
  g_assert_null (acu_label_import_file (fixture->catalog, path, &options, &error));
  g_assert_nonnull (error);
  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  raters = acu_label_store_list_raters (fixture->catalog, NULL);
  g_assert_cmpuint (sets->len, ==, 0);
  g_assert_cmpuint (raters->len, ==, 0);
}

/* Sets of another kind or scale take none of it. */
static void
test_other_kind (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = make_catalog (fixture->folder, "other.db");
  const AcuLabelImportOptions none = {.set = NULL}, pairs = {.method = "pairwise"};
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = export_long (fixture, fixture->catalog, "S", "s.csv");
  make_set (other, "S", ACU_METHOD_CONTINUOUS, 0, 10);
  g_assert_null (acu_label_import_file (other, path, &none, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
  g_assert_nonnull (strstr (error->message, "from 0 to 10,"));
  g_clear_error (&error);
  g_assert_null (acu_label_import_file (other, path, &pairs, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
}

/* A file with bytes changed, lost or doubled is refused or read, and in either case the catalog
 * holds what the report says. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = make_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *text = NULL;
  AcuRandom random = acu_random_new (8, 0);
  guint n_refused = 0, n_labels = 0;
  gsize length;

  rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = export_long (fixture, fixture->catalog, "S", "s.csv");
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (guint round = 0; round < 150; round++) {
    const AcuLabelImportOptions options = {.set = "S", .skip_bad = round % 2 == 1};
    g_autoptr (GString) damaged = g_string_new_len (text, (gssize)length);
    g_autoptr (AcuLabelImport) report = NULL;
    g_autoptr (GPtrArray) sets = NULL;
    g_autoptr (GError) error = NULL;

    for (guint k = 0; k < 1 + round % 4; k++) {
      gsize place = acu_random_below (&random, (guint32)damaged->len);

      if (acu_random_below (&random, 3) == 0)
        g_string_erase (damaged, (gssize)place, 1);
      else
        damaged->str[place] = (char)acu_random_below (&random, 256);
    }
    g_assert_true (g_file_set_contents (path, damaged->str, (gssize)damaged->len, NULL));
    report = acu_label_import_file (other, path, &options, &error);
    g_assert_true ((report == NULL) == (error != NULL));
    n_refused += report == NULL || !report->is_imported;
    n_labels += report != NULL ? report->n_added : 0;
    sets = acu_label_store_list_sets (other, NULL);
    g_assert_cmpuint (sets->len > 0 ? ((AcuLabelSet *)g_ptr_array_index (sets, 0))->n_labels : 0,
                      ==, n_labels);
  }
  g_test_message ("%u of 150 refused", n_refused);
  g_assert_cmpuint (n_refused, >, 10);
  g_assert_cmpuint (n_labels, >=, N_PHOTOS);
}

/* SUREAL's form: numbers alone, and with names. */
static void
test_wide (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "wide.csv", "5.0,4.0,nan\n2,nan,1\n");
  static const char *const images[] = {"IMG_3.JPG", "/photos/000/IMG_2.JPG", NULL};
  const AcuLabelImportOptions options = {.images = images};
  const AcuLabelImportOptions renamed = {.set = "named"};
  g_autoptr (AcuLabelImport) report = import (fixture->catalog, path, &options), named = NULL;
  g_autoptr (AcuLabelTable) table = acu_label_table_load (fixture->catalog, "wide", NULL);
  g_autoptr (AcuLabelTable) named_table = NULL;
  g_autoptr (GString) bare = NULL, full = NULL;
  g_autofree char *named_path = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (report->n_added, ==, 4);
  g_assert_cmpuint (table->raters->len, ==, 3);
  bare = acu_label_export_wide (table, FALSE, &error);
  g_assert_no_error (error);
  /* Columns are ordered by uid, so that only the counts are certain. */
  parts = g_strsplit (bare->str, "nan", 0);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  g_assert_true (g_ascii_isdigit (bare->str[0]) || bare->str[0] == 'n');
  full = acu_label_export_wide (table, TRUE, &error);
  g_assert_true (g_str_has_prefix (full->str, "image,"));
  named_path = write_file (fixture, "full.csv", full->str);
  named = import (fixture->catalog, named_path, &renamed);
  g_assert_cmpuint (named->n_added, ==, 4);
  named_table = acu_label_table_load (fixture->catalog, "named", NULL);
  for (guint j = 0; j < 2; j++)
    for (guint i = 0; i < 3; i++) {
      double a = acu_opinion_matrix_get (table->matrix, j, i);
      double b = acu_opinion_matrix_get (named_table->matrix, j, i);

      g_assert_true (isnan (a) ? isnan (b) : a == b);
    }
}

/* Grades remain grades where pictures were shown twice; patches have no wide form with names. */
static void
test_wide_grades (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "G", ACU_METHOD_ACR, 1, 5);
  gint64 patches = make_set (fixture->catalog, "P", ACU_METHOD_PATCH, 1, 5);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, NULL);
  const AcuLabelImportOptions renamed = {.set = "again"};
  g_autoptr (AcuLabelTable) table = NULL, again = NULL, patch_table = NULL;
  g_autoptr (AcuLabelImport) report = NULL;
  g_autoptr (GString) csv = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    rate (fixture->catalog, (AcuLabel){.label_set = set,
                                       .rater = rater,
                                       .position = -1,
                                       .item = {.image = i / 2 + 1},
                                       .score = 3 + i % 2,
                                       .response_ms = -1,
                                       .given = 1700000000000000 + i});
  rate (fixture->catalog, (AcuLabel){.label_set = patches,
                                     .rater = rater,
                                     .position = -1,
                                     .item = {.image = 1, .side = 64},
                                     .score = 3,
                                     .response_ms = -1});
  table = acu_label_table_load (fixture->catalog, "G", NULL);
  g_assert_cmpfloat (acu_opinion_matrix_get (table->matrix, 0, 0), ==, 3.5);
  csv = acu_label_export_wide (table, TRUE, &error);
  g_assert_no_error (error);
  path = write_file (fixture, "wide.csv", csv->str);
  report = import (fixture->catalog, path, &renamed);
  g_assert_cmpuint (report->n_added, ==, 2);
  again = acu_label_table_load (fixture->catalog, "again", NULL);
  g_assert_cmpint (again->set->method, ==, ACU_METHOD_ACR);
  g_assert_cmpfloat (acu_opinion_matrix_get (again->matrix, 0, 0), ==, 3);
  patch_table = acu_label_table_load (fixture->catalog, "P", NULL);
  g_assert_null (acu_label_export_wide (patch_table, TRUE, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
}

static void
test_not_ratings (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text, *part;
  } cases[] = {{"path,mos\na.jpg,3\n", "train on this file"},
               {"name,value\na,b\n", "holds no ratings"},
               {"1,2\n3,nan\n", "one path a line"},
               {"", "empty"}};
  const AcuLabelImportOptions options = {.set = "S"};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = write_file (fixture, "file.csv", cases[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_label_import_file (fixture->catalog, path, &options, &error));
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, cases[i].part));
  }
}

/* A photo that has another name on the other machine is known by its content. */
static void
test_content (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      write_file (fixture, "moved.csv",
                  "image,rater,score,content\n"
                  "/elsewhere/a.jpg,r1,4,1000-"
                  "00000000000000000000000000000000000000000000000000000000000000ff\n");
  g_autoptr (AcuLabelImport) report = NULL;
  g_autoptr (AcuLabelTable) table = NULL;

  acu_fixture_run_sql (
      acu_catalog_get_path (fixture->catalog),
      "UPDATE images SET hash = cast (zeroblob (31) || x'ff' AS BLOB) WHERE id = 1");
  report = import (fixture->catalog, path, NULL);
  g_assert_cmpuint (report->n_added, ==, 1);
  table = acu_label_table_load (fixture->catalog, "moved", NULL);
  g_assert_cmpint (((AcuStimulus *)g_ptr_array_index (table->stimuli, 0))->image, ==, 1);
}

/* A photo of the same name, or even at the same path, is not taken where its content is another; it
 * is where nothing is known against it.  Every row is found by its own content. */
static void
test_other_content (Fixture *fixture, gconstpointer data)
{
#define HASH "00000000000000000000000000000000000000000000000000000000000000"
  g_autofree char *differing = write_file (fixture, "differing.csv",
                                           "image,rater,score,content\n"
                                           "/photos/000/IMG_0.JPG,r1,4,1000-" HASH "aa\n"
                                           "elsewhere/IMG_1.JPG,r1,4,1-" HASH "aa\n");
  g_autofree char *path = write_file (fixture, "right.csv",
                                      "image,rater,score,content\n"
                                      "/photos/000/IMG_1.JPG,r1,4,1000-" HASH "ff\n"
                                      "/photos/000/IMG_1.JPG,r2,2,8919-" HASH "aa\n"
                                      "/photos/000/IMG_2.JPG,r1,3,16838-" HASH "ff\n");
  g_autoptr (AcuLabelImport) report = NULL, right = NULL;
  g_autoptr (AcuLabelTable) table = NULL;

  acu_fixture_run_sql (
      acu_catalog_get_path (fixture->catalog),
      "UPDATE images SET hash = cast (zeroblob (31) || x'ff' AS BLOB) WHERE id IN (1, 3)");
  report = import (fixture->catalog, differing, NULL);
  g_assert_false (report->is_imported);
  g_assert_cmpuint (report->bad->len, ==, 2);
  for (guint i = 0; i < report->bad->len; i++)
    g_assert_nonnull (strstr (g_ptr_array_index (report->bad, i), "is another picture"));
  right = import (fixture->catalog, path, NULL);
  g_assert_cmpuint (right->n_added, ==, 3);
  table = acu_label_table_load (fixture->catalog, "right", NULL);
  g_assert_cmpuint (table->stimuli->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (((AcuStimulus *)g_ptr_array_index (table->stimuli, i))->image, ==, i + 1);
#undef HASH
}

/* Patches on five grades are grades: no others go in, and results count them as such. */
static void
test_patch_grades (Fixture *fixture, gconstpointer data)
{
  g_autofree char *odd = write_file (fixture, "odd.csv",
                                     "image,rater,score,method,scale,y,x,side\n"
                                     "IMG_0.JPG,r1,3.5,patch,1..5,0,0,64\n");
  g_autofree char *right = write_file (fixture, "right.csv",
                                       "image,rater,score,method,scale,y,x,side\n"
                                       "IMG_0.JPG,r1,3,patch,1..5,0,0,64\n"
                                       "IMG_0.JPG,r2,4,patch,1..5,0,0,64\n"
                                       "IMG_1.JPG,r2,5,patch,1..5,8,8,64\n");
  g_autoptr (AcuLabelImport) refused = import (fixture->catalog, odd, NULL);
  g_autoptr (AcuLabelImport) report = import (fixture->catalog, right, NULL);
  g_autoptr (AcuLabelResult) result = compute (fixture->catalog, "right", ACU_OPINION_MEAN);

  g_assert_false (refused->is_imported);
  g_assert_nonnull (strstr (g_ptr_array_index (refused->bad, 0), "a grade is a whole number"));
  g_assert_cmpuint (report->n_added, ==, 3);
  g_assert_cmpuint (result->n_bins, ==, 5);
  g_assert_cmpuint (result->histogram[2] + result->histogram[3] + result->histogram[4], ==, 3);
  /* Two raters have a bias, by what they say of the same; who is inconsistent nobody can tell. */
  g_assert_cmpfloat (fabs (result->raters[0].bias), ==, 0.5);
  g_assert_cmpfloat (result->raters[0].bias, ==, -result->raters[1].bias);
  g_assert_true (isnan (result->raters[0].inconsistency));
}

/* The trainer's table: patches become their photo's mean. */
static void
test_mos (Fixture *fixture, gconstpointer data)
{
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_PATCH, 0, 100);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, NULL);
  g_autofree char *mos = NULL;

  for (int i = 0; i < 3; i++)
    rate (fixture->catalog, (AcuLabel){.label_set = set,
                                       .rater = rater,
                                       .position = -1,
                                       .item = {.image = i / 2 + 1, .x = 100 * i, .side = 50},
                                       .score = 20 + 10 * i,
                                       .response_ms = -1});
  mos = compute_mos (fixture->catalog, "S", ACU_OPINION_MEAN);
  g_assert_cmpstr (mos, ==,
                   "path,mos,group,stddev,n,ci\n"
                   "/photos/000/IMG_0.JPG,25,/photos/000/IMG_0,,2,\n"
                   "/photos/000/IMG_1.JPG,40,/photos/000/IMG_1,,1,\n");
}

/* Where several people rated the same patches, their photo's mean has an interval: the root of the
 * patches' squares, by their number. */
static void
test_patch_interval (Fixture *fixture, gconstpointer data)
{
  static const double scores[2][2] = {{20, 30}, {30, 50}};
  gint64 set = make_set (fixture->catalog, "S", ACU_METHOD_PATCH, 0, 100);
  g_autoptr (AcuLabelTable) table = NULL;
  g_autoptr (AcuLabelResult) result = NULL;
  g_autoptr (GPtrArray) photos = NULL;
  const AcuPhotoScore *photo;

  for (int i = 0; i < 4; i++)
    rate (fixture->catalog,
          (AcuLabel){.label_set = set,
                     .rater = acu_label_store_add_rater (fixture->catalog, i % 2 ? "Bea" : "Ada",
                                                         (guint8[ACU_UID_SIZE]){1, i % 2}, NULL),
                     .position = -1,
                     .item = {.image = 1, .x = 100 * (i / 2), .side = 50},
                     .score = scores[i % 2][i / 2],
                     .response_ms = -1});
  table = acu_label_table_load (fixture->catalog, "S", NULL);
  g_assert_cmpuint (table->stimuli->len, ==, 2);
  result = acu_label_result_new (g_steal_pointer (&table), ACU_OPINION_MEAN, NULL, 0, NULL);
  g_assert_nonnull (result);
  photos = acu_label_result_list_photos (result);
  g_assert_cmpuint (photos->len, ==, 1);
  photo = g_ptr_array_index (photos, 0);
  /* Deviations of 7.07 and 14.14, t of one degree of freedom 12.706: 63.53 and 127.06. */
  g_assert_cmpfloat_with_epsilon (photo->score.score, 32.5, 1e-9);
  g_assert_cmpuint (photo->score.n, ==, 4);
  g_assert_cmpfloat_with_epsilon (photo->score.ci, 71.03, 0.01);
  g_assert_cmpfloat_with_epsilon (photo->low, 32.5 - 71.03, 0.01);
  g_assert_cmpfloat_with_epsilon (photo->high, 32.5 + 71.03, 0.01);
}

#define ADD(name, func) g_test_add ("/label-sets/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("results", test_results);
  ADD ("no-result", test_no_result);
  ADD ("pairs", test_pairs);
  ADD ("long-round", test_long_round);
  ADD ("instructions", test_instructions);
  ADD ("choices", test_choices);
  ADD ("removal", test_removal);
  ADD ("no-backup", test_no_backup);
  ADD ("merge", test_merge);
  ADD ("conflict", test_conflict);
  ADD ("conflict-orders", test_conflict_orders);
  ADD ("withdrawn", test_withdrawn);
  ADD ("foreign", test_foreign);
  ADD ("bad-rows", test_bad_rows);
  ADD ("no-half", test_no_half);
  ADD ("other-kind", test_other_kind);
  ADD ("damaged", test_damaged);
  ADD ("wide", test_wide);
  ADD ("wide-grades", test_wide_grades);
  ADD ("not-ratings", test_not_ratings);
  ADD ("content", test_content);
  ADD ("other-content", test_other_content);
  ADD ("patch-grades", test_patch_grades);
  ADD ("mos", test_mos);
  ADD ("patch-interval", test_patch_interval);
  return g_test_run ();
}
