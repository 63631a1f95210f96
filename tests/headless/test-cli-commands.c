/* The commands of acutance-cli besides `score` and `import`. */
#include <string.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/test-support.h"

static void
test_help (void)
{
  static const char *const commands[] = {"bench",  "devices", "eval",  "import", "labels",
                                         "models", "score",   "synth", "train"};
  g_autoptr (AcuCliRun) overview = ACU_CLI ("--help");
  g_autoptr (AcuCliRun) same = ACU_CLI ("help");
  g_autoptr (AcuCliRun) version = ACU_CLI ("--version");
  g_autoptr (AcuCliRun) nothing = acu_cli_run ((const char *const[]){NULL});
  g_autoptr (AcuCliRun) unknown = ACU_CLI ("help", "frobnicate");

  g_assert_cmpint (overview->status, ==, 0);
  g_assert_cmpstr (overview->output, ==, same->output);
  g_assert_cmpint (version->status, ==, 0);
  g_assert_true (g_str_has_prefix (version->output, "acutance-cli "));
  g_assert_cmpint (nothing->status, ==, 2);
  g_assert_cmpstr (nothing->complaints, ==, overview->output);
  g_assert_cmpint (unknown->status, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autoptr (AcuCliRun) page = ACU_CLI ("help", commands[i]);
    g_autoptr (AcuCliRun) option = ACU_CLI (commands[i], "--help");
    g_autofree char *example = g_strdup_printf ("\n  acutance-cli %s", commands[i]);

    g_assert_nonnull (strstr (overview->output, commands[i]));
    g_assert_cmpint (page->status, ==, 0);
    g_assert_cmpstr (page->output, ==, option->output);
    g_assert_cmpstr (page->complaints, ==, "");
    g_assert_nonnull (strstr (strstr (page->output, "Examples:"), example));
  }
}

static void
test_usage_errors (void)
{
  const char *const cases[][10] = {
      {"devices", "extra", NULL},
      {"models", "--jsonl", NULL},
      {"import", NULL},
      {"import", "a", "b", NULL},
      {"import", "a", "--fusion", "cold", NULL},
      {"bench", "--train", "--precision", "fp64", NULL},
      {"bench", "--preset", "enormous", NULL},
      {"bench", "--batch", "-1", NULL},
      {"bench", "--batch", "0", NULL},
      {"bench", "--batch", "4097", NULL},
      {"bench", "--batch", "-2147483648", NULL},
      {"bench", "--batch", "many", NULL},
      {"bench", "--device", "abacus", NULL},
      {"train", "--base", "nobody", "--data", "mine.csv", "--out", "mine", NULL},
      {"train", "--base", "nano", "--data", "mine.csv", "--out", "mine", "--mode", "fast", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuCliRun) run = acu_cli_run (cases[i]);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_cmpstr (run->output, ==, "");
    g_assert_true (g_str_has_prefix (run->complaints, "acutance-cli: "));
  }
}

/* An option that would change nothing is refused, and not taken for done; the complaint names it
 * and what it does not go with. */
static void
test_idle_options (void)
{
#define RESUMED "train", "--resume", "absent"
#define LISTED  "train", "--base", "nano", "--patch-list", "list.csv", "--out", "mine"
#define BEGUN   "train", "--base", "nano", "--data", "mine.csv", "--out", "mine"
#define QUICK   BEGUN, "--mode", "quick"
  const char *const refused[][12] = {
      {RESUMED, "--epochs", "9"},
      {RESUMED, "--seed", "0"},
      {RESUMED, "--mosaic", "0"},
      {RESUMED, "--device", "cpu", "--out", "other"},
      {RESUMED, "--color-jitter"},
      {LISTED, "--color-jitter"},
      {LISTED, "--random-scale", "0.5,2"},
      {LISTED, "--mosaic", "0.5"},
      {LISTED, "--patches-per-image", "2"},
      {LISTED, "--patience", "3"},
      {QUICK, "--token-weight", "40"},
      {QUICK, "--mosaic", "0.5"},
      {QUICK, "--drop-path", "0.1"},
      {BEGUN, "--distill-share", "0.3"},
      {BEGUN, "--rank-margin", "0.1"},
      {BEGUN, "--rank-alpha", "0", "--rank-margin", "2"},
      {BEGUN, "--loss", "rank", "--rank-alpha", "0.5"},
  };
  const char *const taken[][16] = {
      {RESUMED, "--device", "cpu", "--log", "log.jsonl"},
      {LISTED, "--mosaic", "0", "--patience", "0"},
      {QUICK, "--token-weight", "0", "--mosaic", "0", "--color-jitter"},
      {BEGUN, "--distill-share", "0.3", "--distill", "absent"},
      {BEGUN, "--rank-margin", "0.1", "--rank-alpha", "0.5"},
      {BEGUN, "--rank-margin", "0.1", "--loss", "rank"},
      {BEGUN, "--rank-alpha", "0", "--loss", "rank"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (AcuCliRun) run = acu_cli_run (refused[i]);
    guint n = g_strv_length ((char **)refused[i]);
    gboolean is_alone = strncmp (refused[i][n - 1], "--", 2) == 0;
    g_autofree char *complaint =
        g_strdup_printf ("acutance-cli: %s ", refused[i][n - 2 + is_alone]);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_true (g_str_has_prefix (run->complaints, complaint));
    g_assert_nonnull (strstr (run->complaints, "--help"));
    g_assert_true (strstr (run->complaints, "--resume") != NULL ||
                   strstr (run->complaints, "--patch-list") != NULL ||
                   strstr (run->complaints, "--mode quick") != NULL ||
                   strstr (run->complaints, "--loss rank") != NULL ||
                   strstr (run->complaints, "without --distill\n") != NULL ||
                   strstr (run->complaints, "without --rank-alpha") != NULL);
  }
  /* Here it is the run and the files that are missing. */
  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++) {
    g_autoptr (AcuCliRun) run = acu_cli_run (taken[i]);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_null (strstr (run->complaints, "--help"));
  }
#undef RESUMED
#undef LISTED
#undef BEGUN
#undef QUICK
}

/* Numbers that are none, or that nothing can be made of, are refused by the option's name. */
static void
test_training_numbers (void)
{
#define BEGUN "train", "--base", "nano", "--data", "absent.csv", "--out", "mine"
  static const struct {
    const char *option, *value, *complaint;
  } refused[] = {
      {"--random-scale", "0.5x,1.5y", "--random-scale takes two factors from 0.05 to 20"},
      {"--random-scale", "0.5", "--random-scale takes two factors from 0.05 to 20"},
      {"--random-scale", "0.5,", "--random-scale takes two factors from 0.05 to 20"},
      {"--distill-share", "1.0009", "--distill-share must be from 0 to 1, not 1.0009"},
      {"--mosaic", "1.0001", "--mosaic must be from 0 to 1, not 1.0001"},
      {"--mosaic", "-0.5", "--mosaic must be from 0 to 1, not -0.5"},
      {"--fusion-dropout", "0.3", "--fusion-dropout has no effect without --fusion scale"},
  };
  const char *const taken[][16] = {
      {BEGUN, "--random-scale", "0.5,1.5", "--mosaic", "1", "--fusion-dropout", "0"},
      {BEGUN, "--distill-share", "1", "--distill", "other", "--fusion-dropout", "0.3", "--fusion",
       "scale"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (AcuCliRun) run =
        ACU_CLI (BEGUN, "--distill", "absent", refused[i].option, refused[i].value);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_nonnull (strstr (run->complaints, refused[i].complaint));
  }
  /* Here it is the data that are missing. */
  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++) {
    g_autoptr (AcuCliRun) run = acu_cli_run (taken[i]);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_nonnull (strstr (run->complaints, "absent"));
  }
#undef BEGUN
}

/* What is under @key in the first object of the array @json. (transfer full) */
static char *
dup_first (const char *json, const char *key)
{
  g_autoptr (JsonNode) node = acu_cli_parse (json);

  return g_strdup (json_object_get_string_member (
      json_array_get_object_element (json_node_get_array (node), 0), key));
}

static void
test_devices (void)
{
  g_autoptr (AcuCliRun) text = ACU_CLI ("devices");
  g_autoptr (AcuCliRun) run = ACU_CLI ("devices", "--json");
  g_autoptr (JsonNode) node = acu_cli_parse (run->output);
  JsonArray *devices = json_node_get_array (node);
  guint n_automatic = 0, n_cpus = 0;

  g_assert_cmpint (text->status, ==, 0);
  g_assert_cmpint (run->status, ==, 0);
  for (guint i = 0; i < json_array_get_length (devices); i++) {
    JsonObject *device = json_array_get_object_element (devices, i);

    g_assert_nonnull (strstr (text->output, json_object_get_string_member (device, "device")));
    g_assert_nonnull (strstr (text->output, json_object_get_string_member (device, "name")));
    g_assert_cmpint (json_object_get_int_member (device, "memory"), >, 0);
    n_automatic += json_object_get_boolean_member (device, "auto");
    n_cpus += g_str_equal (json_object_get_string_member (device, "backend"), "cpu");
  }
  g_assert_cmpuint (n_automatic, ==, 1);
  g_assert_cmpuint (n_cpus, ==, 1);
}

static void
test_bench (void)
{
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("bench", "--preset", "nano", "--batch", "2", "--device", "cpu", "--json");
  g_autoptr (JsonNode) node = acu_cli_parse (run->output);
  JsonObject *result = json_node_get_object (node);
  double rate = json_object_get_double_member (result, "patches_per_second");

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (json_object_get_size (result), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (result, "backend"), ==, "cpu");
  g_assert_cmpuint (strlen (json_object_get_string_member (result, "device")), >, 0);
  g_assert_cmpstr (json_object_get_string_member (result, "preset"), ==, "nano");
  g_assert_cmpint (json_object_get_int_member (result, "batch"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (result, "precision"), ==, "fp32");
  g_assert_cmpstr (json_object_get_string_member (result, "mode"), ==, "score");
  g_assert_cmpfloat (rate, >, 0);
  /* A nano patch costs some 2.4 GFLOP. */
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (result, "gflops") / rate, 2.4,
                                  0.3);
  /* 7 million parameters of 4 bytes, and some megabytes between. */
  g_assert_cmpint (json_object_get_int_member (result, "peak_bytes"), >, 30 << 20);
  g_assert_cmpint (json_object_get_int_member (result, "peak_bytes"), <, 200 << 20);
}

/* A step is a patch forward, and about twice as much backward. */
static void
test_bench_training (void)
{
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("bench", "--train", "--preset", "nano", "--batch", "2", "--device", "cpu", "--json");
  g_autoptr (JsonNode) node = acu_cli_parse (run->output);
  JsonObject *result = json_node_get_object (node);
  double rate = json_object_get_double_member (result, "patches_per_second");

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (json_object_get_size (result), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (result, "mode"), ==, "train");
  g_assert_cmpint (json_object_get_int_member (result, "batch"), ==, 2);
  g_assert_cmpfloat (rate, >, 0);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (result, "gflops") / rate, 7.2,
                                  1.0);
}

/* People are spoken to in their language, programs in theirs: with a point in numbers. */
static void
test_language (void)
{
  g_autofree char *text = g_build_filename (acu_cli_data_home (), "words.jpg", NULL);
  g_autoptr (AcuCliRun) english = NULL;
  g_autoptr (AcuCliRun) german = NULL;
  g_autoptr (AcuCliRun) bench = NULL;
  g_autoptr (JsonNode) figures = NULL;

  g_assert_true (g_file_set_contents (text, "no picture", -1, NULL));
  english = ACU_CLI ("score", "--format", "jsonl", text);
  if (!acu_cli_speak ("de_DE"))
    return;
  german = ACU_CLI ("score", "--format", "jsonl", text);
  bench = ACU_CLI ("bench", "--preset", "nano", "--batch", "1", "--device", "cpu", "--json");
  acu_cli_speak (NULL);

  g_assert_nonnull (strstr (english->complaints, "not a picture of a kind that can be read"));
  g_assert_cmpint (german->status, ==, english->status);
  g_assert_nonnull (strstr (german->complaints, "kein Bild einer lesbaren Art"));
  g_assert_null (strstr (german->complaints, "not a picture"));
  g_assert_true (g_str_has_prefix (german->output, "{\"path\":"));
  g_assert_nonnull (strstr (german->output, "\"error\":"));
  figures = acu_cli_parse (bench->output);
  g_assert_cmpfloat (
      json_object_get_double_member (json_node_get_object (figures), "patches_per_second"), >, 0);
}

/* Writes four pictures to which three different things were done. (transfer full) */
static char *
write_faults (void)
{
  static const char *const rows[] = {"80,,0,0", "40,noise,3,1", "30,local blur,3,0",
                                     "20,noise+jpeg,4,1"};
  g_autoptr (GString) text = g_string_new ("path,mos,fault,level,fault:noise\n");
  g_autofree char *picture = acu_test_source_path ("data/samples/pebbles.jpg");
  char *path = g_build_filename (acu_cli_data_home (), "faults.csv", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (text, "\"%s\",%s\n", picture, rows[i]);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

/* Tables are for people, with all that is in them; JSON says the same to everybody. */
static void
test_language_of_tables (void)
{
  static const char *const english_words[] = {"mixtures", "in a part", "noise",    "built in",
                                              "thread",   "kernels",   "subgroup", "storage"};
  static const char *const german_words[] = {"Mischungen", "in einem Teil", "Rauschen",
                                             "eingebaut",  "Thread",        "-Kernel"};
  g_autofree char *data = write_faults ();
  g_autoptr (AcuCliRun) eval = NULL, devices = NULL, devices_json = NULL, english_json = NULL;
  g_autofree char *all = NULL, *features = NULL, *english_features = NULL;

  english_json = ACU_CLI ("devices", "--json");
  if (!acu_cli_speak ("de_DE"))
    return;
  eval = ACU_CLI ("eval", "--model", "nano", "--device", "cpu", "--patches", "1", "--data", data);
  devices = ACU_CLI ("devices");
  devices_json = ACU_CLI ("devices", "--json");
  acu_cli_speak (NULL);

  g_assert_cmpint (eval->status, ==, 0);
  all = g_strconcat (eval->output, devices->output, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (english_words); i++)
    if (strstr (all, english_words[i]) != NULL)
      g_error ("“%s” is left in: %s", english_words[i], all);
  for (guint i = 0; i < G_N_ELEMENTS (german_words); i++)
    if (strstr (all, german_words[i]) == NULL)
      g_error ("“%s” is missing in: %s", german_words[i], all);
  features = dup_first (devices_json->output, "features");
  english_features = dup_first (english_json->output, "features");
  g_assert_cmpstr (features, ==, english_features);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/usage-errors", test_usage_errors);
  g_test_add_func ("/cli-commands/idle-options", test_idle_options);
  g_test_add_func ("/cli-commands/training-numbers", test_training_numbers);
  g_test_add_func ("/cli/language", test_language);
  g_test_add_func ("/cli/language-of-tables", test_language_of_tables);
  g_test_add_func ("/cli/devices", test_devices);
  g_test_add_func ("/cli/bench", test_bench);
  g_test_add_func ("/cli/bench-training", test_bench_training);
  return g_test_run ();
}
