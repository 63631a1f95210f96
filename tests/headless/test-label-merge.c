/* Sets of several machines, merged. */
#include "app/labeling/label-export.h"
#include "compute/random.h"
#include "label-fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const AcuOpinionMethod single_methods[] = {ACU_OPINION_MEAN, ACU_OPINION_Z_SCORE,
                                                  ACU_OPINION_BT500, ACU_OPINION_SUBJECT_MODEL};

static const AcuLabelImportOptions merging = {.other = ACU_OTHER_SET_MERGE};

/* Two raters' sets from two catalogs give the same numbers whichever comes first. */
static void
test_merge (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuCatalog) lab = acu_fixture_make_label_catalog (fixture->folder, "lab.db");
  g_autoptr (AcuCatalog) one = acu_fixture_make_label_catalog (fixture->folder, "one.db");
  g_autoptr (AcuCatalog) two = acu_fixture_make_label_catalog (fixture->folder, "two.db");
  gint64 here = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  gint64 there = acu_fixture_make_set (lab, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autofree char *first = NULL, *second = NULL;

  acu_fixture_rate_all (fixture->catalog, here, "Ada", 5, 1);
  acu_fixture_rate_all (fixture->catalog, here, "Bob", -5, 2);
  acu_fixture_rate_all (fixture->catalog, here, "Eve", 0, 6);
  /* One more session, so that internal ids differ. */
  acu_fixture_rate_all (lab, acu_fixture_make_set (lab, "T", ACU_METHOD_CONTINUOUS, 0, 100), "Cid",
                        1, 3);
  acu_fixture_rate_all (lab, there, "Dan", 3, 4);
  acu_fixture_rate_all (lab, there, "Cid", 2, 5);
  first = acu_fixture_export_long (fixture, fixture->catalog, "S", "first.csv");
  second = acu_fixture_export_long (fixture, lab, "S", "second.csv");
  acu_label_import_free (acu_fixture_import (one, first, NULL));
  acu_label_import_free (acu_fixture_import (one, second, &merging));
  acu_label_import_free (acu_fixture_import (two, second, NULL));
  acu_label_import_free (acu_fixture_import (two, first, &merging));
  for (gsize i = 0; i < G_N_ELEMENTS (single_methods); i++) {
    g_autofree char *mos = acu_fixture_compute_mos (one, "S", single_methods[i]);
    g_autofree char *other = acu_fixture_compute_mos (two, "S", single_methods[i]);

    g_assert_cmpstr (mos, ==, other);
    g_assert_nonnull (strstr (mos, ",5,"));
  }
}

/* A session of a new rater in @set, in which there is all that a session can have: an example,
 * ratings of all photos, of their patches or of neighbours, a repeat, which for pairs has the sides
 * exchanged, something skipped, and something taken back. */
static void
rate_everything (AcuCatalog *catalog, gint64 set, AcuLabelMethod method, const char *rater, guint k)
{
  const AcuLabelSession session = {
      .label_set = set, .rater = acu_label_store_add_rater (catalog, rater, NULL, NULL), .seed = k};
  gint64 id = acu_label_store_create_session (catalog, &session, NULL, 0, NULL);
  const guint n = ACU_FIXTURE_LABEL_PHOTOS, end = n + 4;
  AcuRandom random = acu_random_new (k, 0);
  g_autoptr (GPtrArray) labels = NULL;

  for (guint i = 0; i < end; i++) {
    guint photo = i == n ? 3 : i % n;
    double noise = 0.9 * (double)acu_random_normal (&random);
    double grade = CLAMP (round (1 + 4.0 * photo / n + noise), 1, 5);
    double share = (photo + k) % 5 == 0 ? 0.5 : (photo + k) % 4 == 0 ? 1 : 0;
    AcuLabel label = {.label_set = set,
                      .rater = session.rater,
                      .session = id,
                      .position = (int)i,
                      .item = {.image = 1 + photo,
                               .role = i == n         ? ACU_ROLE_REPEAT
                                       : i == end - 1 ? ACU_ROLE_TRAINING
                                                      : ACU_ROLE_ITEM},
                      .score = method == ACU_METHOD_PAIRWISE ? share : grade,
                      .response_ms = 500 + (int)(k * i),
                      .given = 1700000000000000 + (gint64)(k * 1000 + i)};

    if (method == ACU_METHOD_PATCH) {
      label.item.side = 224;
      label.item.x = 16 * (int)(photo % 3);
    } else if (method == ACU_METHOD_PAIRWISE) {
      label.item.other = 1 + (photo + 1 + k % 2) % n;
      if (i == n) {
        gint64 left = label.item.image;
        label.item.image = label.item.other;
        label.item.other = left;
        label.score = 1 - label.score;
      }
    }
    if (i == n + 1) {
      label.score = NAN;
      label.skip_reason = (char *)"I know this picture";
    }
    acu_fixture_rate (catalog, label);
  }
  labels = acu_label_store_list (catalog, set, NULL);
  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);
    if (label->session == id && label->position == (int)n + 2)
      g_assert_true (acu_label_store_withdraw (catalog, label->id, NULL, NULL));
  }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* The rows of the long form of "S" in an order of their own, without the last column: which of two
 * sets a merged one is follows from what came first. (transfer full) */
static GStrv
sort_long (AcuCatalog *catalog)
{
  g_autoptr (GError) error = NULL;
  GString *csv = acu_label_export_long (catalog, "S", &error);
  GStrv lines;

  g_assert_no_error (error);
  g_assert_cmpint (csv->str[csv->len - 1], ==, '\n');
  g_string_truncate (csv, csv->len - 1);
  lines = g_strsplit (csv->str, "\n", 0);
  for (guint i = 0; lines[i] != NULL; i++)
    *strrchr (lines[i], ',') = '\0';
  qsort (lines, g_strv_length (lines), sizeof *lines, compare_lines);
  g_string_free (csv, TRUE);
  return lines;
}

/* What is told of the raters, of what was skipped and of the whole. (transfer full) */
static char *
tell_raters (AcuCatalog *catalog, AcuOpinionMethod method)
{
  g_autoptr (AcuLabelResult) result = acu_fixture_compute (catalog, "S", method);
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%u ratings, %u skipped, %u repeats, alpha %.17g",
                   result->table->n_ratings, result->table->n_skipped, result->table->repeats->len,
                   result->alpha);
  for (guint i = 0; i < result->table->raters->len; i++) {
    const AcuRater *rater = g_ptr_array_index (result->table->raters, i);
    const AcuRaterResult *judged = &result->raters[i];

    g_string_append_printf (text, "\n%s: %u, rule %d, %.17g, %.17g, %.17g, %.17g", rater->name,
                            judged->n_ratings, (int)judged->rule, judged->bias,
                            judged->inconsistency, judged->agreement, judged->repeat_difference);
  }
  return g_string_free (text, FALSE);
}

/* Of every kind of set: ratings of grades, of patches and of pairs, with repeats, what was skipped
 * and what was taken back, make the same scores, the same raters and the same file whichever
 * catalog's came first, and also where both came a second time. */
static void
test_merge_kinds (AcuLabelFixture *fixture, gconstpointer data)
{
  static const struct {
    AcuLabelMethod method;
    double low, high;
  } kinds[] = {{ACU_METHOD_ACR, 1, 5}, {ACU_METHOD_PATCH, 1, 5}, {ACU_METHOD_PAIRWISE, 0, 1}};
  static const AcuOpinionMethod pairs_method[] = {ACU_OPINION_BRADLEY_TERRY};

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++) {
    gboolean pairs = kinds[kind].method == ACU_METHOD_PAIRWISE;
    const AcuOpinionMethod *methods = pairs ? pairs_method : single_methods;
    guint n_methods = pairs ? G_N_ELEMENTS (pairs_method) : G_N_ELEMENTS (single_methods);
    AcuCatalog *sources[2], *merged[2];
    char *files[2];
    GStrv rows[2];

    for (guint k = 0; k < 2; k++) {
      g_autofree char *name = g_strdup_printf ("source-%u-%u.db", kind, k);
      g_autofree char *file = g_strdup_printf ("source-%u-%u.csv", kind, k);
      gint64 set;

      sources[k] = acu_fixture_make_label_catalog (fixture->folder, name);
      set = acu_fixture_make_set (sources[k], "S", kinds[kind].method, kinds[kind].low,
                                  kinds[kind].high);
      for (guint rater = 0; rater < 3; rater++) {
        g_autofree char *who = g_strdup_printf ("rater %u", 3 * k + (k ? 2 - rater : rater));

        rate_everything (sources[k], set, kinds[kind].method, who, 1 + 3 * k + rater);
      }
      files[k] = acu_fixture_export_long (fixture, sources[k], "S", file);
    }
    for (guint order = 0; order < 2; order++) {
      g_autofree char *name = g_strdup_printf ("merged-%u-%u.db", kind, order);

      merged[order] = acu_fixture_make_label_catalog (fixture->folder, name);
      for (guint step = 0; step < 4; step++)
        acu_label_import_free (
            acu_fixture_import (merged[order], files[(step + order) % 2], &merging));
      rows[order] = sort_long (merged[order]);
    }
    g_assert_cmpuint (g_strv_length (rows[0]), ==, g_strv_length (rows[1]));
    for (guint i = 0; rows[0][i] != NULL; i++)
      g_assert_cmpstr (rows[0][i], ==, rows[1][i]);
    for (guint i = 0; i < n_methods; i++) {
      g_autofree char *mos = acu_fixture_compute_mos (merged[0], "S", methods[i]);
      g_autofree char *other = acu_fixture_compute_mos (merged[1], "S", methods[i]);
      g_autofree char *raters = tell_raters (merged[0], methods[i]);
      g_autofree char *other_raters = tell_raters (merged[1], methods[i]);

      g_assert_cmpstr (mos, ==, other);
      g_assert_cmpstr (raters, ==, other_raters);
      /* All photos and one repeat of each rater; neither the example nor what was taken back. */
      g_assert_true (g_str_has_prefix (raters, "186 ratings, 6 skipped, 6 repeats,"));
    }
    for (guint k = 0; k < 2; k++) {
      g_object_unref (sources[k]);
      g_object_unref (merged[k]);
      g_strfreev (rows[k]);
      g_free (files[k]);
    }
  }
}

static guint
count_ratings (AcuCatalog *catalog, const char *set)
{
  g_autoptr (AcuLabelTable) table = acu_label_table_load (catalog, set, NULL);

  g_assert_nonnull (table);
  return table->n_ratings;
}

/* Ratings of @photos by Ada, who is the same on every machine, in a session of a seed that others
 * have too. */
static void
rate_again (AcuCatalog *catalog, gint64 set, gint64 first_photo, guint n, double score)
{
  static const guint8 uid[ACU_UID_SIZE] = {0xad, 0xa0};
  const AcuLabelSession session = {
      .label_set = set, .rater = acu_label_store_add_rater (catalog, "Ada", uid, NULL), .seed = 7};
  gint64 id = acu_label_store_create_session (catalog, &session, NULL, 0, NULL);

  for (guint i = 0; i < n; i++)
    acu_fixture_rate (catalog, (AcuLabel){.label_set = set,
                                          .rater = session.rater,
                                          .session = id,
                                          .position = (int)i,
                                          .item = {.image = first_photo + i},
                                          .score = score,
                                          .response_ms = -1,
                                          .given = 1700000000000000 + (gint64)score});
}

/* What versions wrote that knew sessions by rater and seed: all but the last two columns, which
 * tell sessions and sets apart. (transfer full) */
static char *
write_old (AcuLabelFixture *fixture, const char *path, const char *name)
{
  g_autofree char *text = NULL, *old = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", 0);
  for (guint row = 0; lines[row] != NULL; row++)
    for (guint k = 0; k < 2 && lines[row][0] != '\0'; k++)
      *strrchr (lines[row], ',') = '\0';
  g_assert_true (g_str_has_suffix (lines[0], ",other_group"));
  old = g_strjoinv ("\n", lines);
  return acu_fixture_write_file (fixture, name, old);
}

/* Sessions of one rater that have the same seed are two: on one machine and on two, of different
 * pictures or of the same ones, whichever comes first.  So they are where a file says no more than
 * the seed, if they show different pictures. */
static void
test_same_seed (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuCatalog) lab = acu_fixture_make_label_catalog (fixture->folder, "lab.db");
  gint64 here = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  gint64 there = acu_fixture_make_set (lab, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autofree char *first = NULL, *second = NULL;

  rate_again (fixture->catalog, here, 1, 10, 20);
  rate_again (fixture->catalog, here, 11, 10, 30);
  rate_again (lab, there, 5, 10, 40);
  rate_again (lab, there, 5, 10, 50);
  first = acu_fixture_export_long (fixture, fixture->catalog, "S", "here.csv");
  second = acu_fixture_export_long (fixture, lab, "S", "there.csv");
  for (guint order = 0; order < 2; order++) {
    g_autofree char *name = g_strdup_printf ("merged-%u.db", order);
    g_autoptr (AcuCatalog) merged = acu_fixture_make_label_catalog (fixture->folder, name);
    g_autoptr (GPtrArray) sessions = NULL;

    for (guint round = 0; round < 2; round++)
      for (guint k = 0; k < 2; k++) {
        g_autoptr (AcuLabelImport) report =
            acu_fixture_import (merged, k == order ? first : second, &merging);

        g_assert_true (report->is_imported);
        g_assert_cmpuint (report->conflicts->len, ==, 0);
        g_assert_cmpuint (report->n_added, ==, round == 0 ? 20 : 0);
      }
    g_assert_cmpuint (count_ratings (merged, "S"), ==, 40);
    sessions = acu_label_store_list_sessions (merged, 0, NULL);
    g_assert_cmpuint (sessions->len, ==, 4);
  }
}

static void
test_same_seed_old (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuCatalog) lab = acu_fixture_make_label_catalog (fixture->folder, "lab.db");
  gint64 here = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  gint64 there = acu_fixture_make_set (lab, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autofree char *first = NULL, *second = NULL, *old_first = NULL, *old_second = NULL;

  rate_again (fixture->catalog, here, 1, 10, 20);
  rate_again (lab, there, 6, 12, 40);
  first = acu_fixture_export_long (fixture, fixture->catalog, "S", "here.csv");
  second = acu_fixture_export_long (fixture, lab, "S", "there.csv");
  old_first = write_old (fixture, first, "old-here.csv");
  old_second = write_old (fixture, second, "old-there.csv");
  for (guint order = 0; order < 2; order++) {
    g_autofree char *name = g_strdup_printf ("merged-%u.db", order);
    g_autoptr (AcuCatalog) merged = acu_fixture_make_label_catalog (fixture->folder, name);

    for (guint round = 0; round < 2; round++)
      for (guint k = 0; k < 2; k++) {
        g_autoptr (AcuLabelImport) report =
            acu_fixture_import (merged, k == order ? old_first : old_second, NULL);

        g_assert_true (report->is_imported);
        g_assert_cmpuint (report->conflicts->len, ==, 0);
        g_assert_cmpuint (report->n_added, ==, round > 0 ? 0 : k == order ? 10 : 12);
      }
    g_assert_cmpuint (count_ratings (merged, "S"), ==, 22);
  }
}

/* A set is the same under another name, here or there; a file that says no more than a name is of
 * the set that has its ratings. */
static void
test_renamed (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  const AcuLabelImportOptions chosen = {.set = "Renamed"};
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *old = NULL, *back = NULL, *table = NULL;
  const char *files[3];

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "s.csv");
  old = write_old (fixture, path, "old.csv");
  table = acu_fixture_write_file (fixture, "paper.csv",
                                  "image,rater,score\nIMG_0.JPG,Bob,4\nIMG_1.JPG,Bob,40\n");
  acu_label_import_free (acu_fixture_import (other, path, NULL));
  acu_label_import_free (acu_fixture_import (other, table, &(AcuLabelImportOptions){.set = "S"}));
  {
    g_autoptr (AcuLabelSet) there = acu_label_table_find_set (other, "S", NULL);

    g_assert_true (acu_label_store_rename_set (other, there->id, "Renamed", NULL));
  }
  files[0] = path;
  files[1] = old;
  files[2] = table;
  for (guint k = 0; k < 3; k++)
    for (guint asked = k > 0; asked < 2; asked++) {
      g_autoptr (AcuLabelImport) report =
          acu_fixture_import (other, files[k], asked ? &chosen : NULL);

      g_assert_true (report->is_imported);
      g_assert_cmpstr (report->set, ==, "Renamed");
      g_assert_cmpuint (report->n_added, ==, 0);
      g_assert_cmpuint (report->n_known, ==, k < 2 ? ACU_FIXTURE_LABEL_PHOTOS + 1 : 2);
    }
  back = acu_fixture_export_long (fixture, other, "Renamed", "back.csv");
  {
    g_autoptr (AcuLabelImport) report = acu_fixture_import (fixture->catalog, back, NULL);

    g_assert_cmpstr (report->set, ==, "S");
    g_assert_cmpuint (report->n_added, ==, 2);
  }
}

/* What is of another set goes in if that is wanted, be it called the same or not; and from then on
 * it belongs there. */
static void
test_other_set (AcuLabelFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"S", "T"};
  gint64 here = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);

  acu_fixture_rate_all (fixture->catalog, here, "Ada", 0, 1);
  for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
    const AcuLabelImportOptions into = {.set = "S"},
                                anyway = {.set = "S", .other = ACU_OTHER_SET_MERGE};
    g_autofree char *file = g_strdup_printf ("lab-%u.db", k);
    g_autoptr (AcuCatalog) lab = acu_fixture_make_label_catalog (fixture->folder, file);
    gint64 set = acu_fixture_make_set (lab, names[k], ACU_METHOD_CONTINUOUS, 0, 100);
    g_autoptr (AcuLabelImport) asked = NULL, merged = NULL, again = NULL;
    g_autofree char *path = NULL;
    guint before = count_ratings (fixture->catalog, "S");

    acu_fixture_rate_all (lab, set, "Bea", 0, 2);
    path = acu_fixture_export_long (fixture, lab, names[k], "lab.csv");
    asked = acu_fixture_import (fixture->catalog, path, &into);
    g_assert_true (asked->needs_consent);
    g_assert_false (asked->is_imported);
    g_assert_cmpstr (asked->set, ==, "S");
    g_assert_cmpstr (asked->other_set, ==, names[k]);
    g_assert_cmpuint (count_ratings (fixture->catalog, "S"), ==, before);
    merged = acu_fixture_import (fixture->catalog, path, &anyway);
    g_assert_true (merged->is_imported);
    g_assert_cmpuint (merged->n_added, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
    again = acu_fixture_import (fixture->catalog, path, &anyway);
    g_assert_cmpuint (again->n_added, ==, 0);
    g_assert_cmpuint (again->n_known, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
  }
}

/* Or it becomes a set of its own, and stays that one when it comes again. */
static void
test_kept_apart (AcuLabelFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *of, *becomes;
    double high;
  } cases[] = {{"S", "S 2", 100}, {"T", "T", 100}, {"S", "S 3", 200}};
  const AcuLabelImportOptions apart = {.set = "S", .other = ACU_OTHER_SET_APART};
  gint64 here = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);

  acu_fixture_rate_all (fixture->catalog, here, "Ada", 0, 1);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_autofree char *file = g_strdup_printf ("lab-%u.db", k);
    g_autoptr (AcuCatalog) lab = acu_fixture_make_label_catalog (fixture->folder, file);
    gint64 set = acu_fixture_make_set (lab, cases[k].of, ACU_METHOD_CONTINUOUS, 0, cases[k].high);
    g_autoptr (AcuLabelImport) first = NULL, again = NULL;
    g_autofree char *path = NULL;
    guint before = count_ratings (fixture->catalog, "S");

    acu_fixture_rate_all (lab, set, "Bea", 0, 2);
    path = acu_fixture_export_long (fixture, lab, cases[k].of, "lab.csv");
    first = acu_fixture_import (fixture->catalog, path, &apart);
    g_assert_true (first->is_imported);
    g_assert_cmpstr (first->set, ==, cases[k].becomes);
    g_assert_cmpuint (first->n_added, >, 0);
    again = acu_fixture_import (fixture->catalog, path, &apart);
    g_assert_cmpstr (again->set, ==, cases[k].becomes);
    g_assert_cmpuint (again->n_added, ==, 0);
    g_assert_cmpuint (count_ratings (fixture->catalog, "S"), ==, before);
  }
}

/* The same rating with another score is listed; of versions with the same time the smaller uid, or
 * the lower score, stays. */
static void
test_conflict (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *text = NULL, *changed = NULL, *changed_path = NULL, *before = NULL,
                  *after = NULL;
  g_auto (GStrv) lines = NULL, cells = NULL;
  g_autoptr (AcuLabelImport) report = NULL;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "s.csv");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  acu_label_import_free (acu_fixture_import (other, path, NULL));
  before = acu_fixture_compute_mos (other, "S", ACU_OPINION_MEAN);
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
  changed_path = acu_fixture_write_file (fixture, "changed.csv", changed);
  report = acu_fixture_import (other, changed_path, NULL);
  g_assert_cmpuint (report->n_added, ==, 0);
  g_assert_cmpuint (report->n_known, ==, ACU_FIXTURE_LABEL_PHOTOS - 1);
  g_assert_cmpuint (report->conflicts->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (report->conflicts, 0), "changed.csv, line 5: Ada"));
  g_assert_nonnull (strstr (g_ptr_array_index (report->conflicts, 0), "99.5"));
  after = acu_fixture_compute_mos (other, "S", ACU_OPINION_MEAN);
  g_assert_cmpstr (before, ==, after);
}

/* Three files that contradict each other, one of which knows the rater by name alone, make the same
 * set in any order, and imported again change nothing. */
static void
test_conflict_orders (AcuLabelFixture *fixture, gconstpointer data)
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
    g_autoptr (AcuCatalog) catalog = acu_fixture_make_label_catalog (fixture->folder, name);
    g_autoptr (GPtrArray) raters = NULL;

    for (guint round = 0; round < 2; round++) {
      g_autoptr (AcuLabelResult) result = NULL;
      guint n_conflicts = 0;

      for (guint k = 0; k < 3; k++) {
        g_autofree char *path = acu_fixture_write_file (fixture, "one.csv", texts[orders[i][k]]);
        g_autoptr (AcuLabelImport) report = acu_fixture_import (catalog, path, NULL);

        g_assert_true (report->is_imported);
        n_conflicts += report->conflicts->len;
        if (round > 0)
          g_assert_cmpuint (report->n_added, ==, 0);
      }
      g_assert_cmpuint (n_conflicts, >=, round == 0 ? 3 : 1);
      result = acu_fixture_compute (catalog, "S", ACU_OPINION_MEAN);
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

#define ADD(name, func)                                                                            \
  g_test_add ("/label-merge/" name, AcuLabelFixture, NULL, acu_label_fixture_set_up, func,         \
              acu_label_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("merge", test_merge);
  ADD ("merge-kinds", test_merge_kinds);
  ADD ("same-seed", test_same_seed);
  ADD ("same-seed-old", test_same_seed_old);
  ADD ("renamed", test_renamed);
  ADD ("other-set", test_other_set);
  ADD ("kept-apart", test_kept_apart);
  ADD ("conflict", test_conflict);
  ADD ("conflict-orders", test_conflict_orders);
  return g_test_run ();
}
