/* `acutance-cli train --patch-list` as a researcher uses it who compares with upstream: what it
 * logs of every step against what the upstream implementation printed, on the device that
 * ACUTANCE_TEST_DEVICE names (else the CPU).  Each gradient and weight by itself is compared in
 * test-golden-train.c. */
#include <math.h>
#include <string.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/test-support.h"

/* How far numbers may be from upstream's, relative to them; 0: not compared.  The design's
 * tolerance holds for three steps; those of ResNet mean less from the second on, see
 * test-golden-train.c. */
#define MAX_STEPS 3

typedef struct {
  const char *golden;
  double losses[MAX_STEPS];
  double norms[MAX_STEPS];
} Training;

static const Training trainings[] = {
    {"train-tiny-channel-0", {1e-3, 1e-3, 1e-3}, {1e-3, 5e-2, 5e-2}},
    {"train-tiny-scale-0", {1e-3, 1e-3, 1e-3}, {1e-3, 5e-2, 5e-2}},
    {"train-tiny-scale-0-rank", {1e-3, 1e-3, 1e-3}, {1e-3, 5e-2, 5e-2}},
    {"train-resnet50-single-0", {1e-3, 1e-2}, {1e-3, 1e-1}},
};

static const char *
device_name (void)
{
  const char *name = g_getenv ("ACUTANCE_TEST_DEVICE");

  return name != NULL ? name : "cpu";
}

/* ACUTANCE_TEST_STEPS has fewer of them stand for all, where they take long. */
static guint
count_steps (void)
{
  const char *most = g_getenv ("ACUTANCE_TEST_STEPS");

  return most != NULL ? MIN (MAX_STEPS, (guint)g_ascii_strtoull (most, NULL, 10)) : MAX_STEPS;
}

/* Lets acutance-cli have the device; FALSE, and the test skipped, where there is none. */
static gboolean
open_device (void)
{
  g_autofree char *driver = NULL;

  if (g_str_equal (device_name (), "cpu"))
    return TRUE;
  driver = acu_cli_find_software_driver ();
  acu_cli_set_variable ("VK_DRIVER_FILES", driver);
  acu_cli_set_variable ("VK_ICD_FILENAMES", driver);
  return driver != NULL;
}

static JsonNode *
load_golden (const char *name)
{
  g_autofree char *relative = g_strconcat ("tests/golden/", name, ".json", NULL);
  g_autofree char *path = acu_test_source_path (relative);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return acu_cli_parse (text);
}

/* Writes the patches of @golden as a list in @folder. (transfer full): its path */
static char *
write_list (JsonObject *golden, const char *folder)
{
  JsonArray *patches = json_object_get_array_member (golden, "patches");
  g_autoptr (GString) rows = g_string_new ("path,protocol,y,x,mos\n");
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "patches.csv", NULL);

  for (guint i = 0; i < json_array_get_length (patches); i++) {
    JsonObject *patch = json_array_get_object_element (patches, i);
    JsonArray *at = json_object_get_array_member (patch, "at");
    g_autofree char *relative =
        g_strconcat ("tests/golden/images/", json_object_get_string_member (patch, "file"), NULL);
    g_autofree char *image = acu_test_source_path (relative);
    char mos[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_dtostr (mos, sizeof mos, json_object_get_double_member (patch, "mos"));
    g_string_append_printf (
        rows, "\"%s\",%s,%d,%d,%s\n", image, json_object_get_string_member (patch, "protocol"),
        (int)json_array_get_int_element (at, 0), (int)json_array_get_int_element (at, 1), mos);
  }
  g_file_set_contents (path, rows->str, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* The option's value in the words of the command line. (transfer full) */
static char *
number_of (JsonObject *golden, const char *name)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (
      g_ascii_dtostr (text, sizeof text, json_object_get_double_member (golden, name)));
}

/* Trains @name on the patches of @golden, all in one step an epoch. (transfer full): its log */
static char *
train (JsonObject *golden, const char *name, guint n_steps)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *list = write_list (golden, folder);
  g_autofree char *log = g_build_filename (folder, "log.jsonl", NULL);
  g_autofree char *base =
      g_strdup_printf ("test-weights:%s:%s:%d", json_object_get_string_member (golden, "model"),
                       json_object_get_string_member (golden, "fusion"),
                       (int)json_object_get_int_member (golden, "seed"));
  g_autofree char *epochs = g_strdup_printf ("%u", n_steps);
  g_autofree char *lr = number_of (golden, "lr_backbone");
  g_autofree char *lr_ratio = number_of (golden, "lr_ratio");
  g_autofree char *weight_decay = number_of (golden, "weight_decay");
  g_autofree char *clip = number_of (golden, "clip_norm");
  g_autofree char *alpha = number_of (golden, "ranking_alpha");
  g_autofree char *margin = number_of (golden, "ranking_margin");
  gboolean ranks = json_object_get_double_member (golden, "ranking_alpha") > 0;
  g_autoptr (AcuCliRun) run =
      ACU_CLI ("train", "--base", base, "--patch-list", list, "--out", name, "--log", log,
               "--device", device_name (), "--precision", "fp32", "--epochs", epochs, "--schedule",
               "constant", "--dropout", "0", "--drop-path", "0", "--fusion-dropout", "0", "--lr",
               lr, "--lr-ratio", lr_ratio, "--weight-decay", weight_decay, "--clip", clip,
               "--rank-alpha", alpha, ranks ? "--rank-margin" : NULL, margin);
  char *text;

  g_assert_cmpstr (run->complaints, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  return text;
}

static void
assert_near (JsonObject *logged, JsonObject *expected, const char *name, double tolerance)
{
  double value = json_object_get_double_member (logged, name);
  double wanted = json_object_get_double_member (expected, name);

  g_test_message ("%s %.7g, upstream %.7g", name, value, wanted);
  if (tolerance > 0.0)
    g_assert_cmpfloat_with_epsilon (value, wanted, tolerance * wanted);
}

static void
test_training (gconstpointer data)
{
  const Training *training = data;
  g_autoptr (JsonNode) root = load_golden (training->golden);
  JsonObject *golden = json_node_get_object (root);
  JsonArray *steps = json_object_get_array_member (golden, "steps");
  g_autofree char *log = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  guint n_steps = count_steps (), n_compared = 0;

  if (!open_device ())
    return;
  log = train (golden, training->golden, n_steps);
  lines = acu_cli_parse_lines (log);
  for (guint i = 0; i < lines->len; i++) {
    JsonObject *line = g_ptr_array_index (lines, i);
    JsonObject *expected;

    if (!json_object_has_member (line, "step"))
      continue;
    g_assert_cmpuint (n_compared, <, n_steps);
    g_assert_cmpint (json_object_get_int_member (line, "step"), ==, n_compared + 1);
    g_assert_cmpint (json_object_get_int_member (line, "epoch"), ==, n_compared + 1);
    expected = json_array_get_object_element (steps, n_compared);
    assert_near (line, expected, "loss", training->losses[n_compared]);
    assert_near (line, expected, "l1", training->losses[n_compared]);
    assert_near (line, expected, "grad_norm", training->norms[n_compared]);
    n_compared++;
  }
  g_assert_cmpuint (n_compared, ==, n_steps);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (trainings); i++) {
    g_autofree char *path = g_strconcat ("/golden-patch-list/", trainings[i].golden, NULL);

    g_test_add_data_func (path, &trainings[i], test_training);
  }
  return g_test_run ();
}
