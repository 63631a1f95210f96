/* `acutance-cli import`, and what can be done with what it imports. */
#include <glib/gstdio.h>
#include <string.h>

#include "compute/weights/deterministic-weights.h"
#include "compute/weights/model-file.h"
#include "tests/headless/checkpoint-writer.h"
#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

/* Upstream's scores, absolute. */
#define TOLERANCE 2e-4

static AcuArchitecture *
make_nano (void)
{
  g_autoptr (GError) error = NULL;
  AcuArchitecture *architecture = acu_architecture_new_preset ("nano", ACU_FUSION_SCALE, &error);

  g_assert_no_error (error);
  return architecture;
}

static char *
save (AcuModelFile *file, const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);

  acu_model_file_save (file, ACU_ELEMENT_F32, path, &error);
  g_assert_no_error (error);
  return path;
}

/* Saves the nano network with the deterministic weights of seed 5, and two faults. */
static char *
save_network (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuArchitecture) architecture = make_nano ();
  g_autoptr (AcuTensorSet) tensors = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  acu_architecture_set_faults (architecture, (const char *const[]){"blur", "noise", NULL});
  tensors = acu_deterministic_weights (architecture, 5);
  file = acu_model_file_new (architecture, tensors, &error);
  g_assert_no_error (error);
  file->licence = g_strdup ("CC0-1.0");
  return save (file, folder, "network.safetensors");
}

static char *
save_backbone (const char *folder)
{
  g_autoptr (AcuArchitecture) architecture = make_nano ();
  g_autoptr (AcuTensorSet) all = acu_deterministic_weights (architecture, 0);
  g_autoptr (AcuTensorSet) backbone = acu_tensor_set_new_from (all);
  AcuModelFile file = {.architecture = architecture, .tensors = backbone, .backbone_only = TRUE};

  for (guint i = 0; i < acu_tensor_set_get_length (all); i++) {
    const AcuTensorView *view = acu_tensor_set_get (all, i);

    if (g_str_has_prefix (view->name, "swin.backbone."))
      acu_tensor_set_add (backbone, view->name, view);
  }
  return save (&file, folder, "trunk.safetensors");
}

static char *
make_picture (const char *folder)
{
  AcuJpegRecipe recipe = {.width = 300, .height = 260, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise (300 * 260 * 3);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);

  return acu_fixture_write (folder, "picture.jpg", bytes);
}

static AcuCliRun *
score (const char *model, const char *picture)
{
  return ACU_CLI ("score", "--device", "cpu", "-f", "jsonl", "--model", model, "--patches",
                  "center", picture);
}

static double
get_score (const AcuCliRun *run)
{
  g_autoptr (GPtrArray) lines = acu_cli_parse_lines (run->output);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (lines->len, ==, 1);
  return json_object_get_double_member (g_ptr_array_index (lines, 0), "score");
}

/* The entry of `models --json` called @name. (transfer full) */
static JsonObject *
find_model (const char *name)
{
  g_autoptr (AcuCliRun) run = ACU_CLI ("models", "--json");
  g_autoptr (JsonNode) node = acu_cli_parse (run->output);
  JsonArray *models = json_node_get_array (node);

  g_assert_cmpint (run->status, ==, 0);
  for (guint i = 0; i < json_array_get_length (models); i++) {
    JsonObject *model = json_array_get_object_element (models, i);

    if (g_str_equal (json_object_get_string_member (model, "name"), name))
      return json_object_ref (model);
  }
  g_error ("there is no model %s", name);
}

/* A picture shows as much of a fault as its patches do on average (4 of them, each of which says
 * something of its own). */
static void
check_patch_faults (JsonObject *line)
{
  static const char *const names[] = {"blur", "noise"};
  JsonObject *faults = json_object_get_object_member (line, "faults");
  JsonArray *patches = json_object_get_array_member (line, "patches");
  guint n = json_array_get_length (patches);

  g_assert_cmpuint (n, ==, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    double mean = 0, least = 1, most = 0;

    for (guint j = 0; j < n; j++) {
      JsonObject *patch = json_array_get_object_element (patches, j);
      JsonObject *of_patch = json_object_get_object_member (patch, "faults");
      double value = json_object_get_double_member (of_patch, names[i]);

      g_assert_cmpuint (json_object_get_size (of_patch), ==, G_N_ELEMENTS (names));
      mean += value / n;
      least = MIN (least, value);
      most = MAX (most, value);
    }
    g_assert_cmpfloat (least, <, most);
    g_assert_cmpfloat_with_epsilon (json_object_get_double_member (faults, names[i]), mean, 1e-6);
  }
}

static void
test_network (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = make_picture (folder);
  g_autofree char *path = save_network (folder);
  g_autoptr (AcuCliRun) imported = ACU_CLI ("import", path, "--name", "mine");
  g_autoptr (AcuCliRun) by_name = NULL, by_file = NULL, by_seed = NULL, text = NULL, csv = NULL;
  g_autoptr (AcuCliRun) by_patch = NULL;
  g_autoptr (GPtrArray) lines = NULL, patch_lines = NULL;
  g_autoptr (JsonObject) model = NULL;
  JsonObject *faults;

  g_assert_cmpint (imported->status, ==, 0);
  g_assert_nonnull (strstr (imported->output, "Fusion: scale\n"));
  g_assert_nonnull (strstr (imported->output, "Faults: blur, noise\n"));
  g_assert_nonnull (strstr (imported->output, "Imported as mine: "));
  model = find_model ("mine");
  g_assert_cmpstr (json_object_get_string_member (model, "kind"), ==, "network");
  g_assert_cmpstr (json_object_get_string_member (model, "preset"), ==, "nano");
  g_assert_cmpstr (json_object_get_string_member (model, "origin"), ==, "user");
  g_assert_cmpstr (json_object_get_string_member (model, "licence"), ==, "CC0-1.0");
  g_assert_nonnull (
      strstr (json_object_get_string_member (model, "provenance"), "network.safetensors"));
  text = ACU_CLI ("models");
  g_assert_nonnull (strstr (text->output, "mine (yours)\n"));

  by_name = score ("mine", picture);
  by_file = score (path, picture);
  by_seed = score ("test-weights:nano:scale:5", picture);
  g_assert_cmpfloat (get_score (by_name), ==, get_score (by_seed));
  g_assert_cmpfloat (get_score (by_file), ==, get_score (by_seed));
  lines = acu_cli_parse_lines (by_name->output);
  g_assert_cmpstr (json_object_get_string_member (g_ptr_array_index (lines, 0), "model"), ==,
                   "mine");
  faults = json_object_get_object_member (g_ptr_array_index (lines, 0), "faults");
  g_assert_cmpuint (json_object_get_size (faults), ==, 2);
  g_assert_cmpfloat (json_object_get_double_member (faults, "blur"), >, 0);
  g_assert_cmpfloat (json_object_get_double_member (faults, "noise"), <, 1);
  g_assert_nonnull (strstr (by_file->output, "\"model\":\"network\""));
  by_patch = ACU_CLI ("score", "--device", "cpu", "-f", "jsonl", "--model", "mine", "--patches",
                      "at:0,0;0,76;36,0;36,76", picture);
  patch_lines = acu_cli_parse_lines (by_patch->output);
  check_patch_faults (g_ptr_array_index (patch_lines, 0));

  csv = ACU_CLI ("score", "--device", "cpu", "-f", "csv", "--model", "mine", "--patches", "center",
                 picture);
  g_assert_true (g_str_has_prefix (
      csv->output, "path,model,protocol,width,height,score,std,patches,enlarged,blur,noise,error"));
}

/* The model that is there is the one that scores where nobody chooses; without any, somebody should
 * know that the numbers mean nothing. */
static void
test_default (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = make_picture (folder);
  g_autofree char *models = g_build_filename (acu_cli_data_home (), "acutance", "models", NULL);
  g_autofree char *aside = g_build_filename (acu_cli_data_home (), "aside", NULL);
  g_autoptr (AcuCliRun) run = NULL;

  g_assert_cmpint (g_rename (models, aside), ==, 0);
  run = ACU_CLI ("score", "--device", "cpu", "-f", "jsonl", "--patches", "center", picture);
  g_assert_cmpint (g_rename (aside, models), ==, 0);
  g_assert_cmpint (run->status, ==, 0);
  if (strstr (run->output, "\"model\":\"test-weights:") != NULL)
    g_assert_nonnull (strstr (run->complaints, "no trained model is installed"));
  else
    g_assert_cmpstr (run->complaints, ==, "");
}

static void
test_backbone (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *picture = make_picture (folder);
  g_autofree char *path = save_backbone (folder);
  g_autoptr (AcuCliRun) imported = ACU_CLI ("import", path);
  g_autoptr (AcuCliRun) scored = NULL;
  g_autoptr (JsonObject) model = NULL;

  g_assert_cmpint (imported->status, ==, 0);
  g_assert_nonnull (strstr (imported->output, "Imported as trunk: "));
  model = find_model ("trunk");
  g_assert_cmpstr (json_object_get_string_member (model, "kind"), ==, "backbone");
  g_assert_false (json_object_has_member (model, "fusion"));
  scored = score ("trunk", picture);
  g_assert_cmpint (scored->status, ==, 2);
  g_assert_cmpstr (scored->output, ==, "");
  g_assert_nonnull (strstr (scored->complaints, "backbone without a head"));
}

/* Saves the nano network with another protocol, or without the last of its tensors. */
static char *
save_flawed (const char *folder, const char *name, const char *protocol, gboolean lacks_tensor)
{
  g_autoptr (AcuArchitecture) architecture = make_nano ();
  g_autoptr (AcuTensorSet) all = acu_deterministic_weights (architecture, 0);
  g_autoptr (AcuTensorSet) tensors = acu_tensor_set_new_from (all);
  AcuModelFile file = {.architecture = architecture, .tensors = tensors};

  for (guint i = 0; i + (lacks_tensor ? 1 : 0) < acu_tensor_set_get_length (all); i++)
    acu_tensor_set_add (tensors, acu_tensor_set_get (all, i)->name, acu_tensor_set_get (all, i));
  g_free (architecture->protocol);
  architecture->protocol = g_strdup (protocol);
  return save (&file, folder, name);
}

/* A pickle that would run a command where it is believed. */
static char *
save_code (const char *folder, const char *owned)
{
  g_autofree char *command = g_strdup_printf ("touch %s", owned);
  g_autoptr (GByteArray) pickle = g_byte_array_new ();
  g_autoptr (GBytes) zip = NULL;

  acu_pickle_put (pickle, "\x80\x02}");
  acu_pickle_put_text (pickle, "state_dict");
  acu_pickle_put_global (pickle, "posix", "system");
  acu_pickle_put_text (pickle, command);
  acu_pickle_put (pickle, "\x85Rs.");
  zip = acu_test_torch_zip (pickle, NULL, 0);
  return acu_fixture_write (folder, "code.pth", zip);
}

static char *
save_cut (const char *folder)
{
  static const float values[] = {0, 1, 2, 3, 4, 5};
  AcuTestTensor tensor = acu_test_tensor ("layer.weight", 2, (gint64[]){2, 3}, values);
  g_autoptr (GByteArray) pickle = acu_test_pickle (&tensor, 1, NULL);
  g_autoptr (GBytes) whole = acu_test_torch_zip (pickle, &tensor, 1);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) - 30);

  return acu_fixture_write (folder, "cut.pth", part);
}

/* Each says which file or name is refused, and why. */
static void
test_refusals (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = save_network (folder);
  g_autofree char *other = save_backbone (folder);
  g_autofree char *text = g_build_filename (folder, "text.pth", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.pth", NULL);
  g_autofree char *owned = g_build_filename (folder, "owned", NULL);
  g_autofree char *code = save_code (folder, owned);
  g_autofree char *cut = save_cut (folder);
  g_autofree char *lacking = save_flawed (folder, "lacking.safetensors", "native", TRUE);
  g_autofree char *cinema = save_flawed (folder, "cinema.safetensors", "cinema", FALSE);
  g_autofree char *tiny = save_flawed (folder, "tiny.safetensors", "long-side:5", FALSE);
  g_autoptr (AcuCliRun) first = ACU_CLI ("import", path, "--name", "taken");
  g_autoptr (AcuCliRun) again = ACU_CLI ("import", path, "--name", "taken");
  g_autoptr (AcuCliRun) scored = NULL;
  const struct {
    const char *path, *name, *named, *reason;
  } cases[] = {
      {other, "taken", "taken", "choose another name"},
      {path, "../outside", "../outside", "cannot be called"},
      {path, ".hidden", ".hidden", "cannot be called"},
      {path, "a:b", "a:b", "cannot be called"},
      {path, "", "acutance-cli: ", "cannot be called"},
      {text, "text", text, "neither a safetensors file nor a PyTorch checkpoint"},
      {missing, "missing", missing, "No such file"},
      {code, "code", code, "posix.system"},
      {cut, "cut", cut, "cut short"},
      {lacking, "lacking", lacking, "missing: fc5b_fc.bias"},
      {cinema, "cinema", cinema, "unknown protocol"},
      {tiny, "tiny", tiny, "not a number of pixels from 16"},
  };

  g_assert_cmpint (first->status, ==, 0);
  /* It is there already, so nothing stands in its way. */
  g_assert_cmpint (again->status, ==, 0);
  g_assert_true (g_file_set_contents (text, "This is text.", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuCliRun) run = ACU_CLI ("import", cases[i].path, "--name", cases[i].name);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_cmpstr (run->output, ==, "");
    g_assert_nonnull (strstr (run->complaints, cases[i].named));
    g_assert_nonnull (strstr (run->complaints, cases[i].reason));
  }
  g_assert_false (g_file_test (owned, G_FILE_TEST_EXISTS));

  /* A file that is not imported is no better for scoring. */
  scored = score (cinema, "picture.jpg");
  g_assert_cmpint (scored->status, ==, 2);
  g_assert_nonnull (strstr (scored->complaints, cinema));
  g_assert_nonnull (strstr (scored->complaints, "unknown protocol"));
}

/* A file in the folder that is no model is named, and the others are listed. */
static void
test_damaged (void)
{
  g_autofree char *models = g_build_filename (acu_cli_data_home (), "acutance", "models", NULL);
  g_autofree char *path = g_build_filename (models, "broken.safetensors", NULL);
  g_autoptr (AcuCliRun) run = NULL;
  g_autoptr (JsonNode) node = NULL;
  gboolean found = FALSE;

  g_assert_cmpint (g_mkdir_with_parents (models, 0777), ==, 0);
  g_assert_true (g_file_set_contents (path, "This is text.", -1, NULL));
  run = ACU_CLI ("models", "--json");
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->complaints, path));
  node = acu_cli_parse (run->output);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
    JsonObject *model = json_array_get_object_element (json_node_get_array (node), i);

    if (g_str_equal (json_object_get_string_member (model, "name"), "broken"))
      found = json_object_has_member (model, "error");
  }
  g_assert_true (found);
}

/* A checkpoint that PyTorch wrote scores what PyTorch said. */
static void
check_upstream (const char *checkpoint, const char *golden)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = acu_cli_unpack_checkpoint (checkpoint, folder);
  g_autofree char *picture = acu_test_source_path ("tests/golden/images/own-leaves-600x450.png");
  g_autofree char *relative = g_strdup_printf ("tests/golden/score-%s.json", golden);
  g_autofree char *golden_path = acu_test_source_path (relative);
  g_autofree char *golden_text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (AcuCliRun) imported = NULL, run = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GString) plan = g_string_new ("at:");
  JsonArray *expected, *found;

  if (path == NULL)
    return;
  g_assert_true (g_file_get_contents (golden_path, &golden_text, NULL, NULL));
  node = acu_cli_parse (golden_text);
  expected = json_object_get_array_member (
      json_array_get_object_element (
          json_object_get_array_member (json_node_get_object (node), "images"), 0),
      "patches");
  for (guint i = 0; i < json_array_get_length (expected); i++) {
    JsonObject *patch = json_array_get_object_element (expected, i);

    g_string_append_printf (plan, "%s%d,%d", i > 0 ? ";" : "",
                            (int)json_object_get_int_member (patch, "y"),
                            (int)json_object_get_int_member (patch, "x"));
  }

  imported = ACU_CLI ("import", path);
  g_assert_cmpint (imported->status, ==, 0);
  run = ACU_CLI ("score", "--device", "cpu", "-f", "jsonl", "--model", checkpoint, "--protocol",
                 "native", "--patches", plan->str, picture);
  g_assert_cmpint (run->status, ==, 0);
  lines = acu_cli_parse_lines (run->output);
  found = json_object_get_array_member (g_ptr_array_index (lines, 0), "patches");
  for (guint i = 0; i < json_array_get_length (expected); i++)
    g_assert_cmpfloat_with_epsilon (
        json_object_get_double_member (json_array_get_object_element (found, i), "score"),
        json_object_get_double_member (json_array_get_object_element (expected, i), "score"),
        TOLERANCE);
}

static void
test_smart_iqa (void)
{
  check_upstream ("smart-tiny-upstream", "tiny-scale-0");
}

static void
test_hyperiqa (void)
{
  check_upstream ("hyperiqa-resnet50-legacy", "resnet50-single-0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-import/network", test_network);
  g_test_add_func ("/cli-import/default", test_default);
  g_test_add_func ("/cli-import/backbone", test_backbone);
  g_test_add_func ("/cli-import/refusals", test_refusals);
  g_test_add_func ("/cli-import/damaged", test_damaged);
  g_test_add_func ("/cli-import/smart-iqa", test_smart_iqa);
  g_test_add_func ("/cli-import/hyperiqa", test_hyperiqa);
  return g_test_run ();
}
