/* Scores and intermediate maps against what the upstream implementation printed, and PyTorch with
 * the same weights, on the device that ACUTANCE_TEST_DEVICE names (else the CPU).
 *
 * Weights are the deterministic ones; see tests/golden/README.md for what the files hold. */
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "app/imaging/load.h"
#include "app/imaging/protocol.h"
#include "app/scoring/model-store.h"
#include "app/scoring/predictor.h"
#include "compute/nn/network.h"
#include "compute/session.h"
#include "tests/headless/test-support.h"

/* The project's promise on scores, absolute. */
#define FP32_TOLERANCE 2e-4
#define FP16_TOLERANCE 1e-2

/* On intermediate maps, relative to the largest magnitude: some 40 layers of fp32 rounding. */
#define TRACE_TOLERANCE 1e-5

/* Where ACUTANCE_TEST_QUICK is set, the first picture and so many of its patches stand for all, as
 * a graphics driver that computes on the CPU takes seconds for each. */
#define QUICK_FP32_PATCHES 2
#define QUICK_FP16_PATCHES 1

#define MAX_PATCHES 8
#define MAX_RANK    4

static const char *const goldens[] = {
    "tiny-scale-0",   "tiny-channel-0",    "tiny-concat-0", "tiny-single-0",     "small-scale-0",
    "base-channel-0", "resnet50-single-0", "large-scale-0", "large-384-scale-0",
};

static const char *
device_name (void)
{
  const char *name = g_getenv ("ACUTANCE_TEST_DEVICE");

  return name != NULL ? name : "cpu";
}

/* The larger networks are hundreds of megabytes, and patches of theirs take a driver that computes
 * on the CPU half a minute. */
static gboolean
is_large (const char *golden)
{
  return g_str_has_prefix (golden, "large");
}

/* Those that the environment variable ACUTANCE_TEST_GOLDENS names, with commas between; else all,
 * but the larger ones where that would take long. */
static gboolean
is_asked_for (const char *golden)
{
  const char *named = g_getenv ("ACUTANCE_TEST_GOLDENS");
  g_auto (GStrv) names = named != NULL ? g_strsplit (named, ",", -1) : NULL;

  if (names == NULL)
    return !is_large (golden) || (g_str_equal (device_name (), "cpu") && !acu_test_is_quick ());
  return g_strv_contains ((const char *const *)names, golden);
}

/* The first so many pictures stand for all where ACUTANCE_TEST_PICTURES says so, for all networks
 * but one: what a driver does for the others is the same, and it takes seconds for each. */
static guint
limit_pictures (const char *golden)
{
  const char *most = g_getenv ("ACUTANCE_TEST_PICTURES");

  if (acu_test_is_quick ())
    return 1;
  if (most == NULL || g_str_equal (golden, "tiny-channel-0"))
    return G_MAXUINT;
  return (guint)g_ascii_strtoull (most, NULL, 10);
}

/* One entry of a file's `images`. */
typedef struct {
  const char *golden;
  JsonNode *root; /* of the whole file */
  JsonObject *entry;
  gboolean is_first; /* of the file's pictures */
} Case;

static void
case_free (Case *c)
{
  json_node_unref (c->root);
  g_free (c);
}

/* Likewise of the patches of each picture, where ACUTANCE_TEST_PATCHES says so.  All of them, which
 * are more than a batch of the software GPU's, are compared for the first picture of one network of
 * either backbone, but where ACUTANCE_TEST_QUICK is set. */
static guint
limit_patches (const Case *c, AcuPrecision precision, guint n)
{
  const char *most = g_getenv ("ACUTANCE_TEST_PATCHES");

  if (acu_test_is_quick ())
    n = precision == ACU_PRECISION_FP16 ? QUICK_FP16_PATCHES : QUICK_FP32_PATCHES;
  if (most == NULL)
    return n;
  if (!acu_test_is_quick () && c->is_first && precision == ACU_PRECISION_FP32 &&
      (g_str_equal (c->golden, "tiny-channel-0") || g_str_has_prefix (c->golden, "resnet50")))
    return n;
  return MIN (n, (guint)g_ascii_strtoull (most, NULL, 10));
}

static JsonNode *
load_golden (const char *name)
{
  g_autofree char *relative = g_strdup_printf ("tests/golden/score-%s.json", name);
  g_autofree char *path = acu_test_source_path (relative);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

/* The project's own pictures are beside this file, the others not everybody's to hand on. */
static char *
find_image (const char *file)
{
  g_autofree char *own = g_build_filename ("tests", "golden", "images", file, NULL);
  g_autofree char *path = acu_test_source_path (own);
  g_autofree char *shared = g_build_filename ("golden", "images", file, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  return acu_test_shared_path (shared);
}

/* The picture after the protocol's resize, which must be right to the bit. */
static AcuImage *
load_image (JsonObject *entry, const char *path, guint side)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (AcuImage) image = NULL;
  AcuImage *resized;
  JsonArray *size = json_object_get_array_member (entry, "size");
  AcuProtocol protocol;
  gboolean enlarged;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  image = acu_image_load_bytes ((const guint8 *)data, length, &(AcuLoadOptions){0}, &error);
  g_assert_no_error (error);
  acu_protocol_parse (json_object_get_string_member (entry, "protocol"), &protocol, &error);
  g_assert_no_error (error);
  resized = acu_protocol_apply (&protocol, image, (int)side, &enlarged, &error);
  g_assert_no_error (error);
  g_assert_false (enlarged);
  g_assert_cmpint (resized->width, ==, json_array_get_int_element (size, 0));
  g_assert_cmpint (resized->height, ==, json_array_get_int_element (size, 1));
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, resized->pixels,
                                        acu_image_get_bytes (resized));
  g_assert_cmpstr (digest, ==, json_object_get_string_member (entry, "resized_sha256"));
  return resized;
}

/* Copies the patch that @patch places to @pixels, (side,side,3). */
static void
cut_patch (const AcuImage *image, JsonObject *patch, guint side, guint8 *pixels)
{
  gsize y = (gsize)json_object_get_int_member (patch, "y");
  gsize x = (gsize)json_object_get_int_member (patch, "x");

  for (gsize row = 0; row < side; row++)
    memcpy (pixels + row * side * 3, image->pixels + ((y + row) * (gsize)image->width + x) * 3,
            side * 3);
}

static AcuModel *
open_model (const char *golden)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *name = g_strconcat (ACU_TEST_WEIGHTS_PREFIX, golden, NULL);
  AcuModel *model;

  /* "large-384-scale-0": preset, fusion and seed. */
  *strrchr (name, '-') = ':';
  *strrchr (name, '-') = ':';
  model = acu_model_store_open (store, name, &error);
  g_assert_no_error (error);
  return model;
}

/* Loading the weights is most of the time of a short test, so the last predictor is kept. */
static AcuPredictor *
get_predictor (const char *golden, AcuPrecision precision, GError **error)
{
  static AcuPredictor *predictor;
  static const char *held_golden;
  static AcuPrecision held_precision;

  if (golden != NULL && held_golden == golden && held_precision == precision)
    return predictor;
  g_clear_pointer (&predictor, acu_predictor_free);
  held_golden = NULL;
  if (golden != NULL) {
    g_autoptr (AcuModel) model = open_model (golden);
    AcuPredictorOptions options = {.device = device_name (), .precision = precision};

    predictor = acu_predictor_new (model, &options, error);
    if (predictor != NULL) {
      held_golden = golden;
      held_precision = precision;
    }
  }
  return predictor;
}

static void
check_scores (const Case *c, AcuPrecision precision, double tolerance)
{
  g_autofree char *path = find_image (json_object_get_string_member (c->entry, "file"));
  JsonArray *patches = json_object_get_array_member (c->entry, "patches");
  guint n = json_array_get_length (patches);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = NULL;
  g_autofree guint8 *pixels = NULL;
  AcuPredictor *predictor;
  float scores[MAX_PATCHES];
  guint side;

  if (path == NULL)
    return;
  predictor = get_predictor (c->golden, precision, &error);
  if (g_error_matches (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED)) {
    g_test_skip (error->message);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpuint (n, <=, MAX_PATCHES);
  side = acu_model_get_architecture (acu_predictor_get_model (predictor))->input_size;
  image = load_image (c->entry, path, side);
  n = limit_patches (c, precision, n);
  pixels = g_malloc ((gsize)n * side * side * 3);
  for (guint i = 0; i < n; i++)
    cut_patch (image, json_array_get_object_element (patches, i), side,
               pixels + (gsize)i * side * side * 3);
  acu_predictor_run (predictor, pixels, n, &(AcuPrediction){.scores = scores}, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++) {
    double expected =
        json_object_get_double_member (json_array_get_object_element (patches, i), "score");

    g_test_message ("patch %u: %.7f, upstream %.7f, off by %.1e", i, (double)scores[i], expected,
                    fabs ((double)scores[i] - expected));
    g_assert_cmpfloat_with_epsilon ((double)scores[i], expected, tolerance);
  }
}

static void
test_fp32 (gconstpointer data)
{
  check_scores (data, ACU_PRECISION_FP32, FP32_TOLERANCE);
}

static void
test_fp16 (gconstpointer data)
{
  check_scores (data, ACU_PRECISION_FP16, FP16_TOLERANCE);
}

/* What the file calls @key is what the graph calls the result. (transfer full) */
static char *
name_in_graph (const char *key)
{
  g_autofree char *word = g_strndup (key, strcspn (key, " "));

  /* Stage 1 of every golden network has two blocks. */
  if (g_str_equal (word, "stage1.block1"))
    return g_strdup ("stage1");
  if (g_str_has_prefix (word, "layer"))
    return g_strconcat ("stage", word + strlen ("layer"), NULL);
  if (g_str_has_prefix (word, "target_fc"))
    return g_strdup (word + strlen ("target_"));
  return g_steal_pointer (&word);
}

/* Feature maps of the engine are (1,H,W,C); the file says where it has (B,C,H,W), and does not
 * where it means ResNet's layers. */
static gboolean
is_channels_first (const char *key)
{
  return strstr (key, "(B,C,7,7)") != NULL || strstr (key, "(B,112,7,7)") != NULL ||
         g_str_has_prefix (key, "layer");
}

/* The index in (H,W,C) of element @i of (C,H,W). */
static gsize
index_channels_last (AcuShape shape, gsize i)
{
  gsize area = shape.dims[1] * shape.dims[2];

  return i % area * shape.dims[3] + i / area;
}

static void
check_trace (const char *key, JsonObject *expected, AcuShape shape, const float *values)
{
  gsize n = acu_shape_count (shape);
  JsonArray *first = json_object_get_array_member (expected, "first");
  double absmax = json_object_get_double_member (expected, "absmax");
  double tolerance = TRACE_TOLERANCE * absmax;
  double mean = 0, squares = 0, largest = 0;

  g_assert_cmpuint (n, ==, json_object_get_int_member (expected, "n"));
  for (gsize i = 0; i < n; i++) {
    mean += (double)values[i] / (double)n;
    largest = fmax (largest, fabs ((double)values[i]));
  }
  for (gsize i = 0; i < n; i++)
    squares += ((double)values[i] - mean) * ((double)values[i] - mean);
  g_test_message ("%s: largest %.8g, upstream %.8g", key, largest, absmax);
  g_assert_cmpfloat_with_epsilon (mean, json_object_get_double_member (expected, "mean"),
                                  tolerance);
  g_assert_cmpfloat_with_epsilon (sqrt (squares / (double)n),
                                  json_object_get_double_member (expected, "std"), tolerance);
  g_assert_cmpfloat_with_epsilon (largest, absmax, tolerance);
  for (guint i = 0; i < json_array_get_length (first); i++) {
    gsize at = is_channels_first (key) ? index_channels_last (shape, i) : i;

    g_assert_cmpfloat_with_epsilon ((double)values[at], json_array_get_double_element (first, i),
                                    tolerance);
  }
}

static AcuSession *
trace_patch (AcuDevice *device,
             const AcuModel *model,
             const AcuNetwork *network,
             AcuParameters *parameters,
             const guint8 *pixels)
{
  guint side = acu_model_get_architecture (model)->input_size;
  g_autoptr (GError) error = NULL;
  AcuSession *session;

  acu_model_write_parameters (model, parameters, &error);
  g_assert_no_error (error);
  session = acu_session_new (network->graph, parameters, &error);
  g_assert_no_error (error);
  acu_session_upload (session, network->images, pixels, (gsize)side * side * 3, &error);
  g_assert_no_error (error);
  acu_session_run (session, NULL, &error);
  g_assert_no_error (error);
  return session;
}

/* The maps inside, of the first patch. */
static void
test_trace (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *path = find_image (json_object_get_string_member (c->entry, "file"));
  JsonObject *trace = json_object_get_object_member (c->entry, "trace");
  JsonArray *patches = json_object_get_array_member (c->entry, "patches");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModel) model = open_model (c->golden);
  const AcuArchitecture *architecture = acu_model_get_architecture (model);
  guint side = architecture->input_size;
  AcuNetworkOptions options = {.batch = 1, .storage = ACU_DTYPE_F32, .trace = TRUE};
  g_autoptr (AcuNetwork) network = acu_network_new (architecture, &options);
  g_autoptr (AcuDevice) device = acu_device_open (device_name (), &error);
  g_autoptr (AcuParameters) parameters = NULL;
  g_autoptr (AcuSession) session = NULL;
  g_autoptr (AcuImage) image = NULL;
  g_autofree guint8 *pixels = g_malloc ((gsize)side * side * 3);
  g_autoptr (GList) keys = json_object_get_members (trace);

  g_assert_no_error (error);
  if (path == NULL)
    return;
  image = load_image (c->entry, path, side);
  cut_patch (image, json_array_get_object_element (patches, 0), side, pixels);
  parameters = acu_parameters_new (device, network->graph, &error);
  g_assert_no_error (error);
  session = trace_patch (device, model, network, parameters, pixels);
  for (GList *link = keys; link != NULL; link = link->next) {
    const char *key = link->data;
    g_autofree char *name = name_in_graph (key);
    AcuValue value = acu_graph_find (network->graph, name);
    g_autofree float *values = NULL;
    AcuShape shape;

    g_assert_cmpuint (value, !=, ACU_NO_VALUE);
    shape = acu_graph_get_shape (network->graph, value);
    values = g_new (float, acu_shape_count (shape));
    acu_session_download (session, value, values, acu_shape_count (shape), &error);
    g_assert_no_error (error);
    check_trace (key, json_object_get_object_member (trace, key), shape, values);
  }
}

/* Cases run in the order of their paths' beginnings: one kind of them after the other. */
static void
add_case (
    JsonNode *root, const char *golden, JsonObject *entry, const char *kind, GTestDataFunc test)
{
  Case *c = g_new0 (Case, 1);
  g_autofree char *path = g_strdup_printf ("/golden-scores/%s/%s/%s/%s", golden, kind,
                                           json_object_get_string_member (entry, "file"),
                                           json_object_get_string_member (entry, "protocol"));

  c->golden = golden;
  c->root = json_node_ref (root);
  c->entry = entry;
  c->is_first =
      entry == json_array_get_object_element (
                   json_object_get_array_member (json_node_get_object (root), "images"), 0);
  g_test_add_data_func_full (path, c, test, (GDestroyNotify)case_free);
}

static void
add_golden (const char *golden)
{
  g_autoptr (JsonNode) root = load_golden (golden);
  JsonArray *images = json_object_get_array_member (json_node_get_object (root), "images");

  for (guint i = 0; i < json_array_get_length (images); i++) {
    JsonObject *entry = json_array_get_object_element (images, i);

    if (i >= limit_pictures (golden))
      break;
    if (json_object_has_member (entry, "trace"))
      add_case (root, golden, entry, "trace", test_trace);
    add_case (root, golden, entry, "fp32", test_fp32);
  }
  /* Apart, for it takes a predictor of its own. */
  add_case (root, golden, json_array_get_object_element (images, 0), "fp16", test_fp16);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (goldens); i++)
    if (is_asked_for (goldens[i]))
      add_golden (goldens[i]);
  status = g_test_run ();
  get_predictor (NULL, ACU_PRECISION_AUTO, NULL);
  return status;
}
