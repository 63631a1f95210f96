/* What `acutance-cli score` writes, in each of its forms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#define NANO  "--model", "test-weights:nano", "--device", "cpu"
#define SMALL "--model", acu_cli_small_model (), "--device", "cpu"

static void
check_numbers (JsonObject *line)
{
  JsonArray *patches = json_object_get_array_member (line, "patches");
  guint n = json_array_get_length (patches);
  double mean = 0, squares = 0;

  for (guint i = 0; i < n; i++)
    mean += json_object_get_double_member (json_array_get_object_element (patches, i), "score") / n;
  for (guint i = 0; i < n; i++) {
    double score =
        json_object_get_double_member (json_array_get_object_element (patches, i), "score");

    squares += (score - mean) * (score - mean) / n;
  }
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (line, "score"), mean, 1e-6);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (line, "std"), sqrt (squares),
                                  1e-6);
}

static void
test_jsonl (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *large = acu_fixture_write_noise_jpeg (folder, "large.jpg", 500, 300, 0);
  g_autofree char *small = acu_fixture_write_noise_jpeg (folder, "small.jpg", 100, 60, 0);
  g_autoptr (AcuCliRun) run = ACU_CLI ("score", NANO, "--format", "jsonl", large, small);
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);
  JsonObject *line, *patch;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->complaints, ==, "");
  g_assert_cmpuint (lines->len, ==, 2);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpstr (json_object_get_string_member (line, "path"), ==, large);
  g_assert_cmpstr (json_object_get_string_member (line, "model"), ==, "test-weights:nano:scale:0");
  g_assert_cmpstr (json_object_get_string_member (line, "protocol"), ==, "native");
  g_assert_cmpint (json_object_get_int_member (line, "width"), ==, 500);
  g_assert_cmpint (json_object_get_int_member (line, "height"), ==, 300);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (line, "patches")), ==, 20);
  g_assert_false (json_object_has_member (line, "faults"));
  g_assert_false (json_object_has_member (line, "enlarged"));
  check_numbers (line);
  patch = json_array_get_object_element (json_object_get_array_member (line, "patches"), 7);
  g_assert_false (json_object_has_member (patch, "faults"));
  g_assert_cmpint (json_object_get_int_member (patch, "x"), <=, 500 - 224);
  g_assert_cmpint (json_object_get_int_member (patch, "y"), <=, 300 - 224);

  line = g_ptr_array_index (lines, 1);
  g_assert_cmpint (json_object_get_int_member (line, "width"), ==, 100);
  g_assert_true (json_object_get_boolean_member (line, "enlarged"));
}

/* What is bearable of a damaged file is said beside its score, in the results and in the table. */
static void
test_warnings (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *sound = acu_fixture_write_noise_jpeg (folder, "a.jpg", 240, 240, 0);
  g_autoptr (GBytes) rubbish = acu_fixture_make_rubbish_jpeg (240);
  g_autofree char *damaged = acu_fixture_write (folder, "b.jpg", rubbish);
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", sound, damaged);
  g_autoptr (AcuCliRun) table = ACU_CLI ("score", SMALL, "--patches", "center", sound, damaged);
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);
  g_auto (GStrv) rows = g_strsplit (table->output, "\n", -1);
  JsonArray *warnings;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_false (json_object_has_member (g_ptr_array_index (lines, 0), "warnings"));
  g_assert_true (json_object_has_member (g_ptr_array_index (lines, 1), "score"));
  g_assert_true (json_object_has_member (g_ptr_array_index (lines, 1), "warnings"));
  warnings = json_object_get_array_member (g_ptr_array_index (lines, 1), "warnings");
  g_assert_cmpuint (json_array_get_length (warnings), ==, 1);
  g_assert_nonnull (strstr (json_array_get_string_element (warnings, 0), "extraneous"));

  g_assert_cmpint (table->status, ==, 0);
  g_assert_cmpuint (g_strv_length (rows), ==, 4);
  g_assert_null (strstr (rows[1], "extraneous"));
  g_assert_nonnull (strstr (rows[2], json_array_get_string_element (warnings, 0)));
}

static void
test_csv (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "one, \"two\".jpg", 240, 240, 0);
  g_autofree char *missing = g_build_filename (folder, "missing.jpg", NULL);
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("score", SMALL, "--format", "csv", "--patches", "center", picture, missing);
  g_auto (GStrv) lines = g_strsplit (run->output, "\n", -1);
  g_autofree char *begin =
      g_strdup_printf ("\"%s/one, \"\"two\"\".jpg\",small,native,240,240,", folder);
  g_autofree char *failed = g_strdup_printf ("%s,small,native,,,,,,,", missing);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[0], ==,
                   "path,model,protocol,width,height,score,std,patches,enlarged,error,"
                   "patch_scores");
  g_assert_true (g_str_has_prefix (lines[1], begin));
  g_assert_nonnull (strstr (lines[1], ",0,1,no,,8:8:"));
  g_assert_true (g_str_has_prefix (lines[2], failed));
  g_assert_true (g_str_has_suffix (lines[2], "No such file or directory,"));
}

/* Scores a picture of several patches, one that is missing and one of the size of a patch, with one
 * to fail between two that do not. (transfer full) */
static AcuCliRun *
score_three (const char *folder, const char *format, const char *plan)
{
  g_autofree char *large = acu_fixture_write_noise_jpeg (folder, "large.jpg", 500, 300, 0);
  g_autofree char *missing = g_build_filename (folder, "missing.jpg", NULL);
  g_autofree char *least = acu_fixture_write_noise_jpeg (folder, "least.jpg", 224, 224, 0);
  AcuCliRun *run =
      ACU_CLI ("score", SMALL, "--format", format, "--patches", plan, large, missing, least);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->complaints, missing));
  return run;
}

/* The last field of @row has the patches of @line and nothing else. */
static void
check_csv_patches (const char *row, JsonObject *line)
{
  g_auto (GStrv) patches = g_strsplit (strrchr (row, ',') + 1, ";", -1);
  JsonArray *expected;

  if (json_object_has_member (line, "error")) {
    g_assert_cmpuint (g_strv_length (patches), ==, 0);
    return;
  }
  expected = json_object_get_array_member (line, "patches");
  g_assert_cmpuint (g_strv_length (patches), ==, json_array_get_length (expected));
  for (guint i = 0; patches[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (patches[i], ":", -1);
    JsonObject *patch = json_array_get_object_element (expected, i);

    g_assert_cmpuint (g_strv_length (fields), ==, 3);
    g_assert_cmpint (atoi (fields[0]), ==, json_object_get_int_member (patch, "y"));
    g_assert_cmpint (atoi (fields[1]), ==, json_object_get_int_member (patch, "x"));
    g_assert_cmpfloat (g_ascii_strtod (fields[2], NULL), ==,
                       json_object_get_double_member (patch, "score"));
  }
}

/* CSV has the patches that the lines of JSON have, to the last digit. */
static void
test_csv_patches (void)
{
  static const char *const plans[] = {"random:20@7", "grid"};

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++) {
    g_autofree char *folder = acu_test_temporary_folder ();
    g_autoptr (AcuCliRun) csv = score_three (folder, "csv", plans[i]);
    g_autoptr (AcuCliRun) jsonl = score_three (folder, "jsonl", plans[i]);
    g_auto (GStrv) rows = g_strsplit (csv->output, "\n", -1);
    g_autoptr (GPtrArray) lines = acu_cli_parse_lines (jsonl->output);

    g_assert_cmpuint (lines->len, ==, 3);
    g_assert_cmpuint (g_strv_length (rows), ==, 1 + 3 + 1);
    for (guint j = 0; j < lines->len; j++)
      check_csv_patches (rows[1 + j], g_ptr_array_index (lines, j));
  }
}

static void
test_json (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *nothing = acu_test_temporary_folder ();
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (AcuCliRun) empty = NULL, run = NULL;
  g_autoptr (JsonNode) empty_node = NULL, node = NULL;

  first = acu_fixture_write_noise_jpeg (folder, "a.jpg", 230, 240, 0);
  second = acu_fixture_write_noise_jpeg (folder, "b.jpg", 231, 240, 0);
  run = ACU_CLI ("score", SMALL, "--format", "json", "--patches", "center", folder);
  node = acu_cli_parse (run->output);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);

  empty = ACU_CLI ("score", SMALL, "--format", "json", nothing);
  empty_node = acu_cli_parse (empty->output);
  g_assert_cmpint (empty->status, ==, 0);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (empty_node)), ==, 0);
  g_assert_nonnull (strstr (empty->complaints, "no pictures"));
}

static void
test_table (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *large = acu_fixture_write_noise_jpeg (folder, "large.jpg", 300, 240, 0);
  g_autofree char *small = acu_fixture_write_noise_jpeg (folder, "small.jpg", 100, 60, 0);
  g_autoptr (AcuCliRun) run = ACU_CLI ("score", SMALL, "--patches", "center", folder);
  g_auto (GStrv) lines = g_strsplit (run->output, "\n", -1);
  const char *column = strstr (lines[0], "PICTURE");

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_nonnull (column);
  g_assert_true (g_str_has_prefix (lines[1] + (column - lines[0]), large));
  g_assert_true (g_str_has_prefix (lines[2] + (column - lines[0]), small));
  g_assert_nonnull (strstr (lines[1], "300 x 240"));
  g_assert_null (strstr (lines[1], "enlarged"));
  g_assert_nonnull (strstr (lines[2], "(enlarged to fit a patch)"));
}

/* How many columns of a terminal @header fills up to the end of @head. */
static guint
find_end (const char *header, const char *head)
{
  const char *end = strstr (header, head);
  guint columns = 0;

  g_assert_nonnull (end);
  end += strlen (head);
  for (const char *p = header; p < end; p = g_utf8_next_char (p))
    columns += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return columns;
}

/* What stands in @row right below the end of @head. (transfer full) */
static char *
dup_cell (const char *header, const char *row, const char *head)
{
  guint end = find_end (header, head), begin = end;

  g_assert_cmpuint (strlen (row), >, end);
  g_assert_cmpint (row[end], ==, ' ');
  while (begin > 0 && row[begin - 1] != ' ')
    begin--;
  return g_strndup (row + begin, end - begin);
}

/* @row has, as @header calls them in @heads, the score, the lowest and the highest of the patches'
 * and the path of @line. */
static void
check_row (const char *header, const char *row, JsonObject *line, const char *const heads[4])
{
  JsonArray *patches = json_object_get_array_member (line, "patches");
  const char *path = json_object_get_string_member (line, "path");
  double values[3] = {json_object_get_double_member (line, "score"), G_MAXDOUBLE, -G_MAXDOUBLE};
  guint path_column = find_end (header, heads[3]) - find_end (heads[3], heads[3]);

  for (guint i = 0; i < json_array_get_length (patches); i++) {
    JsonObject *patch = json_array_get_object_element (patches, i);
    double score = json_object_get_double_member (patch, "score");

    values[1] = MIN (values[1], score);
    values[2] = MAX (values[2], score);
  }
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *cell = dup_cell (header, row, heads[i]);
    char expected[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd (expected, sizeof expected, "%.2f", values[i]);
    g_assert_cmpstr (cell, ==, expected);
  }
  g_assert_cmpstr (row + path_column, ==, path);
}

/* The table has the lowest and the highest score of the patches of every picture that was scored,
 * each below its head. */
static void
check_table (const char *const heads[4])
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuCliRun) table = score_three (folder, "table", "grid");
  g_autoptr (AcuCliRun) jsonl = score_three (folder, "jsonl", "grid");
  g_auto (GStrv) rows = g_strsplit (table->output, "\n", -1);
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (jsonl->output);
  g_autofree char *lowest = NULL, *highest = NULL;

  g_assert_cmpuint (g_strv_length (rows), ==, 1 + 2 + 1);
  check_row (rows[0], rows[1], acu_cli_find_line (lines, "large.jpg"), heads);
  check_row (rows[0], rows[2], acu_cli_find_line (lines, "least.jpg"), heads);
  lowest = dup_cell (rows[0], rows[1], heads[1]);
  highest = dup_cell (rows[0], rows[1], heads[2]);
  g_assert_cmpstr (lowest, !=, highest);
}

static void
test_table_patches (void)
{
  check_table ((const char *const[]){"SCORE", "LOWEST", "HIGHEST", "PICTURE"});
}

/* Letters that fill two columns, and heads that are wider than what is below. */
static void
test_table_languages (void)
{
  if (!acu_cli_speak ("ja_JP"))
    return;
  check_table ((const char *const[]){"スコア", "最低", "最高", "画像"});
  if (!acu_cli_speak ("de_DE"))
    return;
  check_table ((const char *const[]){"PUNKTZAHL", "MINIMUM", "MAXIMUM", "BILD"});
  acu_cli_speak (NULL);
}

static void
test_output_file (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "a.jpg", 240, 240, 0);
  g_autofree char *file = g_build_filename (folder, "scores.jsonl", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *written = NULL;
  g_autoptr (AcuCliRun) to_output = NULL;
  g_autoptr (AcuCliRun) to_file = NULL;
  g_autoptr (AcuCliRun) failing = NULL;

  /* What fails before the first result leaves the results of before. */
  g_assert_true (g_file_set_contents (file, "of yesterday", -1, NULL));
  failing = ACU_CLI ("score", SMALL, "--device", "abacus", "--output", file, picture);
  g_assert_cmpint (failing->status, ==, 2);
  g_assert_true (g_file_get_contents (file, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "of yesterday");

  to_output = ACU_CLI ("score", SMALL, "-f", "jsonl", "--output", "-", picture);
  to_file = ACU_CLI ("score", SMALL, "-f", "jsonl", "--output", file, picture);
  g_assert_cmpint (to_file->status, ==, 0);
  g_assert_cmpstr (to_file->output, ==, "");
  g_assert_true (g_file_get_contents (file, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, to_output->output);
}

static void
test_full_disk (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "a.jpg", 240, 240, 0);
  g_autoptr (AcuCliRun) run = NULL;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("this system has no /dev/full");
    return;
  }
  run = ACU_CLI ("score", SMALL, "-f", "jsonl", "--output", "/dev/full", picture);
  g_assert_cmpint (run->status, ==, 2);
  g_assert_nonnull (strstr (run->complaints, "/dev/full: No space left on device"));
}

/* File names are bytes; JSON is UTF-8. */
static void
test_strange_name (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture =
      acu_fixture_write_noise_jpeg (folder, "\xe4\xc3\xa4\"\n.jpg", 240, 240, 0);
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", picture);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->output, "/\\udce4\xc3\xa4\\\"\\n.jpg\","));
  g_assert_true (g_utf8_validate (run->output, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-score-formats/jsonl", test_jsonl);
  g_test_add_func ("/cli-score-formats/warnings", test_warnings);
  g_test_add_func ("/cli-score-formats/csv", test_csv);
  g_test_add_func ("/cli-score-formats/csv-patches", test_csv_patches);
  g_test_add_func ("/cli-score-formats/json", test_json);
  g_test_add_func ("/cli-score-formats/table", test_table);
  g_test_add_func ("/cli-score-formats/table-patches", test_table_patches);
  g_test_add_func ("/cli-score-formats/table-languages", test_table_languages);
  g_test_add_func ("/cli-score-formats/output-file", test_output_file);
  g_test_add_func ("/cli-score-formats/full-disk", test_full_disk);
  g_test_add_func ("/cli-score-formats/strange-name", test_strange_name);
  return g_test_run ();
}
