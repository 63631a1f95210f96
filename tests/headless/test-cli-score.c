/* `acutance-cli score` as scripts rely on it. */
#include <glib/gstdio.h>
#include <lcms2.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#define SMALL "--model", acu_cli_small_model (), "--device", "cpu"

/* A JPEG with a profile of linear light in sRGB's primaries, or, with the same pixels, with none.
 */
static char *
write_linear (const char *folder, const char *name, gboolean with_profile)
{
  static const cmsCIExyYTRIPLE primaries = {
      {0.64, 0.33, 1.0}, {0.30, 0.60, 1.0}, {0.15, 0.06, 1.0}};
  AcuJpegRecipe recipe = {.width = 240, .height = 240, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise (240 * 240 * 3);
  cmsToneCurve *curve = cmsBuildGamma (NULL, 1.0);
  cmsCIExyY white;
  cmsHPROFILE profile;
  cmsUInt32Number size = 0;
  g_autofree guint8 *data = NULL;
  g_autoptr (GBytes) saved = NULL, bytes = NULL;

  g_assert_true (cmsWhitePointFromTemp (&white, 6504));
  profile = cmsCreateRGBProfile (&white, &primaries, (cmsToneCurve *[]){curve, curve, curve});
  g_assert_true (cmsSaveProfileToMem (profile, NULL, &size));
  data = g_malloc (size);
  g_assert_true (cmsSaveProfileToMem (profile, data, &size));
  saved = g_bytes_new (data, size);
  cmsFreeToneCurve (curve);
  cmsCloseProfile (profile);
  recipe.profile = with_profile ? saved : NULL;
  bytes = acu_fixture_make_jpeg (&recipe, pixels);
  return acu_fixture_write (folder, name, bytes);
}

static void
write_jpegs (const char *folder, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *path = acu_fixture_write_noise_jpeg (folder, names[i], 230 + (int)i, 240, 0);
  }
}

/* The names of the files in @lines, in order, with spaces between. */
static char *
join_names (GPtrArray *lines)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++) {
    JsonObject *line = g_ptr_array_index (lines, i);
    g_autofree char *name = g_path_get_basename (json_object_get_string_member (line, "path"));

    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", name);
  }
  return g_string_free (names, FALSE);
}

/* Patches of a plan are where it says, and equal patches score equal among any others. */
static void
test_plans (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "a.jpg", 448, 448, 0);
  g_autoptr (AcuCliRun) grid =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "grid", picture);
  g_autoptr (AcuCliRun) at =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "at:224,0", picture);
  g_autoptr (AcuCliRun) again =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "grid", picture);
  g_autoptr (GPtrArray) grid_lines = acu_cli_parse_lines (grid->output);
  g_autoptr (GPtrArray) at_lines = acu_cli_parse_lines (at->output);
  JsonArray *patches = json_object_get_array_member (g_ptr_array_index (grid_lines, 0), "patches");
  JsonObject *third;

  g_assert_cmpuint (json_array_get_length (patches), ==, 4);
  third = json_array_get_object_element (patches, 2);
  g_assert_cmpint (json_object_get_int_member (third, "y"), ==, 224);
  g_assert_cmpint (json_object_get_int_member (third, "x"), ==, 0);
  g_assert_cmpfloat_with_epsilon (
      json_object_get_double_member (third, "score"),
      json_object_get_double_member (g_ptr_array_index (at_lines, 0), "score"), 1e-5);
  g_assert_cmpstr (grid->output, ==, again->output);
}

static void
test_protocol (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "a.jpg", 600, 300, 0);
  g_autoptr (AcuCliRun) run = ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "grid",
                                       "--protocol", "long-side:500", picture);
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);
  JsonObject *line = g_ptr_array_index (lines, 0);
  JsonArray *patches = json_object_get_array_member (line, "patches");
  guint n = json_array_get_length (patches);

  g_assert_cmpstr (json_object_get_string_member (line, "protocol"), ==, "long-side:500");
  g_assert_cmpint (json_object_get_int_member (line, "width"), ==, 600);
  /* Places are in the resized picture, 500 x 250. */
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (patches, n - 1), "x"),
                   ==, 500 - 224);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (patches, n - 1), "y"),
                   ==, 250 - 224);
}

/* Width and height are those of the picture as one looks at it. */
static void
test_orientation (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "a.jpg", 300, 240, 6);
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", picture);
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);

  g_assert_cmpint (json_object_get_int_member (g_ptr_array_index (lines, 0), "width"), ==, 240);
  g_assert_cmpint (json_object_get_int_member (g_ptr_array_index (lines, 0), "height"), ==, 300);
}

/* The profile changes the pixels, and so the score, unless it is to be left alone. */
static void
test_no_icc (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *plain = write_linear (folder, "plain.jpg", FALSE);
  g_autofree char *linear = write_linear (folder, "linear.jpg", TRUE);
  g_autoptr (AcuCliRun) with =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", plain, linear);
  g_autoptr (AcuCliRun) without =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", "--no-icc", plain, linear);
  AcuCliRun *const runs[] = {with, without};
  double differences[2];

  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++) {
    g_autoptr (GPtrArray) lines = acu_cli_parse_lines (runs[i]->output);

    g_assert_cmpint (runs[i]->status, ==, 0);
    g_assert_cmpuint (lines->len, ==, 2);
    differences[i] = json_object_get_double_member (g_ptr_array_index (lines, 0), "score") -
                     json_object_get_double_member (g_ptr_array_index (lines, 1), "score");
  }
  g_test_message ("%g", differences[0]);
  g_assert_cmpfloat (fabs (differences[0]), >, 1e-4);
  g_assert_cmpfloat (differences[1], ==, 0);
}

/* Whatever fails is named twice, in the results and for people; everything else is done. */
static void
test_failures (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *good = acu_fixture_write_noise_jpeg (folder, "good.jpg", 240, 240, 0);
  g_autofree char *missing = g_build_filename (folder, "missing.jpg", NULL);
  g_autofree char *damaged = g_build_filename (folder, "damaged.jpg", NULL);
  g_autoptr (AcuCliRun) run = NULL, alone = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *names = NULL;

  g_assert_true (g_file_set_contents (damaged, "\xff\xd8\xff\xe0 no", -1, NULL));
  run = ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", missing, good, damaged);
  lines = acu_cli_parse_lines (run->output);
  names = join_names (lines);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpstr (names, ==, "missing.jpg good.jpg damaged.jpg");
  g_assert_true (json_object_has_member (g_ptr_array_index (lines, 1), "score"));
  for (guint i = 0; i < 3; i += 2) {
    JsonObject *line = g_ptr_array_index (lines, i);
    const char *reason = json_object_get_string_member (line, "error");
    g_autofree char *complaint = g_strdup_printf (
        "acutance-cli: %s: %s\n", json_object_get_string_member (line, "path"), reason);

    g_assert_cmpuint (json_object_get_size (line), ==, 2);
    g_assert_cmpuint (strlen (reason), >, 5);
    g_assert_nonnull (strstr (run->complaints, complaint));
  }
  /* One that is all there is has failed like any other. */
  alone = ACU_CLI ("score", SMALL, "-f", "jsonl", missing);
  g_assert_cmpint (alone->status, ==, 1);
}

/* An `at` plan that lies outside one of the pictures concerns that one alone. */
static void
test_misplaced_patch (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *small = acu_fixture_write_noise_jpeg (folder, "small.jpg", 240, 240, 0);
  g_autofree char *large = acu_fixture_write_noise_jpeg (folder, "large.jpg", 400, 400, 0);
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "at:100,100", small, large);
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_true (json_object_has_member (g_ptr_array_index (lines, 0), "error"));
  g_assert_true (json_object_has_member (g_ptr_array_index (lines, 1), "score"));
}

static void
test_usage_errors (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "a.jpg", 240, 240, 0);
  g_autofree char *precious = acu_fixture_write_noise_jpeg (folder, "b.jpg", 240, 240, 0);
  g_autofree char *nowhere = g_build_filename (folder, "no", "where.jsonl", NULL);
  const char *const cases[][8] = {
      {"score", NULL},
      {"score", "--frobnicate", picture, NULL},
      {"score", "--model", "no-such-model", picture, NULL},
      {"score", "--model", "test-weights:no-such-preset", picture, NULL},
      {"score", "--model", "test-weights:nano:no-such-fusion", picture, NULL},
      {"score", "--model", "test-weights:nano:scale:-1", picture, NULL},
      {"score", "--model", picture, picture, NULL},
      {"score", "--device", "no-such-device", picture, NULL},
      {"score", "--device", "vulkan:no-such-gpu", picture, NULL},
      {"score", "--device", "cpu", "--precision", "fp16", picture, NULL},
      {"score", "--precision", "fp8", picture, NULL},
      {"score", "--protocol", "cinema", picture, NULL},
      {"score", "--patches", "random:0", picture, NULL},
      {"score", "--format", "xml", picture, NULL},
      {"score", "--shard", "4/3", picture, NULL},
      {"score", "--shard", "1/0", picture, NULL},
      {"score", "--shard", "1", picture, NULL},
      {"score", "--output", nowhere, picture, NULL},
      {"score", "--output", precious, picture, NULL},
      {"no-such-command", NULL},
  };
  g_autofree char *kept = NULL;
  gsize kept_size;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuCliRun) run = acu_cli_run (cases[i]);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_cmpstr (run->output, ==, "");
    g_assert_true (g_str_has_prefix (run->complaints, "acutance-cli: "));
  }
  g_assert_true (g_file_get_contents (precious, &kept, &kept_size, NULL));
  g_assert_cmpuint (kept_size, >, 1000);
}

static void
test_folders (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *inner = g_build_filename (folder, "inner", NULL);
  g_autofree char *hidden = g_build_filename (folder, ".hidden", NULL);
  g_autofree char *loop = g_build_filename (inner, "loop", NULL);
  g_autofree char *text = g_build_filename (folder, "notes.txt", NULL);
  g_autoptr (AcuCliRun) flat = NULL, deep = NULL;
  g_autoptr (GPtrArray) flat_lines = NULL, deep_lines = NULL;
  g_autofree char *flat_names = NULL, *deep_names = NULL;

  g_assert_cmpint (g_mkdir (inner, 0777), ==, 0);
  g_assert_cmpint (g_mkdir (hidden, 0777), ==, 0);
  g_assert_cmpint (symlink (folder, loop), ==, 0);
  g_assert_true (g_file_set_contents (text, "no picture", -1, NULL));
  write_jpegs (folder, (const char *const[]){"img10.jpg", "img9.JPG", ".secret.jpg", NULL});
  write_jpegs (inner, (const char *const[]){"b.jpeg", "a.jpg", NULL});
  write_jpegs (hidden, (const char *const[]){"c.jpg", NULL});

  flat = ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", folder);
  flat_lines = acu_cli_parse_lines (flat->output);
  flat_names = join_names (flat_lines);
  g_assert_cmpstr (flat_names, ==, "img9.JPG img10.jpg");
  deep = ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", "--recursive", folder);
  deep_lines = acu_cli_parse_lines (deep->output);
  deep_names = join_names (deep_lines);
  g_assert_cmpstr (deep_names, ==, "img9.JPG img10.jpg a.jpg b.jpeg");
  g_assert_cmpint (deep->status, ==, 0);
}

/* The parts are disjoint and together all, whether counted from 1 or from 0. */
static void
test_shards (void)
{
  static const char *const from_1[] = {"1/3", "2/3", "3/3"};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuCliRun) zeroth = NULL, last = NULL, empty = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  write_jpegs (folder, (const char *const[]){"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", NULL});
  for (gsize i = 0; i < G_N_ELEMENTS (from_1); i++) {
    g_autoptr (AcuCliRun) run = ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center",
                                         "--shard", from_1[i], folder);
    g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);

    g_assert_cmpint (run->status, ==, 0);
    g_assert_cmpuint (lines->len, ==, i < 2 ? 2 : 1);
    for (guint j = 0; j < lines->len; j++) {
      const char *path = json_object_get_string_member (g_ptr_array_index (lines, j), "path");

      g_assert_true (g_hash_table_add (seen, g_strdup (path)));
    }
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 5);
  empty = ACU_CLI ("score", SMALL, "-f", "jsonl", "--shard", "6/6", folder);
  g_assert_cmpint (empty->status, ==, 0);
  g_assert_cmpstr (empty->complaints, ==,
                   "acutance-cli: part 6 of 6 has no pictures: there are only 5 in all\n");
  zeroth = ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", "--shard", "0/3", folder);
  last = ACU_CLI ("score", SMALL, "-f", "jsonl", "--patches", "center", "--shard", "3/3", folder);
  g_assert_cmpstr (zeroth->output, ==, last->output);
}

/* Sanitizers have seen all there is after a few; unsanitized it is as many as are usual. */
#ifdef ACU_SANITIZED
#define STARTER_PATCHES "random:5"
#else
#define STARTER_PATCHES "random:20"
#endif

/* Who names no model is answered by the one that comes with the program, which tells a sample from
 * the same sample spoilt. */
static void
test_starter_model (void)
{
  static const char *const pairs[][2] = {{"still-life.jpg", "still-life-noisy.jpg"},
                                         {"pebbles.jpg", "pebbles-underexposed.jpg"}};

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *samples = acu_test_source_path ("data/samples");
    g_autofree char *sharp = g_build_filename (samples, pairs[i][0], NULL);
    g_autofree char *spoilt = g_build_filename (samples, pairs[i][1], NULL);
    g_autoptr (AcuCliRun) run = ACU_CLI ("score", "--device", "cpu", "-f", "jsonl", "--patches",
                                         STARTER_PATCHES, sharp, spoilt);
    g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);
    JsonObject *first = acu_cli_find_line (lines, pairs[i][0]);
    JsonObject *second = acu_cli_find_line (lines, pairs[i][1]);

    g_assert_cmpint (run->status, ==, 0);
    g_assert_cmpstr (run->complaints, ==, "");
    g_assert_cmpstr (json_object_get_string_member (first, "model"), ==, "nano");
    g_assert_true (json_object_has_member (first, "faults"));
    g_assert_cmpfloat (json_object_get_double_member (first, "score"), >,
                       json_object_get_double_member (second, "score"));
  }
}

/* Both back ends, from the command line, give a sample the same score. */
static void
test_software_gpu (void)
{
  g_autofree char *driver = acu_cli_find_software_driver ();
  g_autofree char *sample = acu_test_source_path ("data/samples/pebbles.jpg");
  const char *asan = g_getenv ("ASAN_OPTIONS");
  g_autofree char *no_leaks =
      g_strdup_printf ("%s%sdetect_leaks=0", asan != NULL ? asan : "", asan != NULL ? ":" : "");
  g_autoptr (AcuCliRun) cpu = NULL, gpu = NULL;
  g_autoptr (GPtrArray) cpu_lines = NULL, gpu_lines = NULL;

  if (driver == NULL)
    return;
  acu_cli_set_variable ("VK_DRIVER_FILES", driver);
  acu_cli_set_variable ("VK_ICD_FILENAMES", driver);
  acu_cli_set_variable ("ASAN_OPTIONS", no_leaks);
  gpu = ACU_CLI ("score", "--device", "vulkan:llvmpipe", "--precision", "fp32", "-f", "jsonl",
                 "--patches", "center", sample);
  acu_cli_set_variable ("VK_DRIVER_FILES", NULL);
  acu_cli_set_variable ("VK_ICD_FILENAMES", NULL);
  acu_cli_set_variable ("ASAN_OPTIONS", NULL);
  cpu = ACU_CLI ("score", "--device", "cpu", "-f", "jsonl", "--patches", "center", sample);
  g_assert_cmpstr (gpu->complaints, ==, "");
  g_assert_cmpint (gpu->status, ==, 0);
  gpu_lines = acu_cli_parse_lines (gpu->output);
  cpu_lines = acu_cli_parse_lines (cpu->output);
  g_assert_cmpfloat_with_epsilon (
      json_object_get_double_member (g_ptr_array_index (gpu_lines, 0), "score"),
      json_object_get_double_member (g_ptr_array_index (cpu_lines, 0), "score"), 2e-4);
}

#ifndef ACU_SANITIZED
/* The largest of the networks, with windows of its own size, runs, and gives a picture the same
 * finite score twice. */
static void
test_largest_network (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = acu_fixture_write_noise_jpeg (folder, "a.jpg", 400, 400, 0);
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("score", "--model", "test-weights:large-384", "--device", "cpu", "-f", "jsonl",
               "--patches", "center", picture, picture);
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);
  double scores[2];

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (lines->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    scores[i] = json_object_get_double_member (g_ptr_array_index (lines, i), "score");
    g_assert_true (isfinite (scores[i]));
  }
  g_assert_cmpfloat (scores[0], ==, scores[1]);
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-score/plans", test_plans);
  g_test_add_func ("/cli-score/protocol", test_protocol);
  g_test_add_func ("/cli-score/orientation", test_orientation);
  g_test_add_func ("/cli-score/no-icc", test_no_icc);
  g_test_add_func ("/cli-score/failures", test_failures);
  g_test_add_func ("/cli-score/misplaced-patch", test_misplaced_patch);
  g_test_add_func ("/cli-score/usage-errors", test_usage_errors);
  g_test_add_func ("/cli-score/folders", test_folders);
  g_test_add_func ("/cli-score/shards", test_shards);
  g_test_add_func ("/cli-score/starter-model", test_starter_model);
  g_test_add_func ("/cli-score/software-gpu", test_software_gpu);
#ifndef ACU_SANITIZED
  g_test_add_func ("/cli-score/largest-network", test_largest_network);
#endif
  return g_test_run ();
}
