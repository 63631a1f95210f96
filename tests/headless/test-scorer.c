/* Pictures through a back end of the test's own, which scores a patch by its first pixel and fails
 * when told to: what is tested is batching, order and recovery, not arithmetic. */
#include "app/scoring/scorer.h"

#include "compute/backend.h"
#include "compute/nn/network.h"
#include "compute/plan.h"
#include "tests/headless/test-support.h"

#include <math.h>
#include <string.h>

#define SIDE 224

static const char *const fault_names[] = {"blur", "noise", NULL};

/* What the device is, what goes wrong on it, and what happened. */
static struct {
  AcuDeviceInfo info;
  guint largest_batch; /* more are out of memory */
  guint n_losses;      /* runs to come that lose the device */
  gboolean is_gone;    /* it cannot be opened any more */
  guint n_opened;
  GArray *runs; /* guint: patches of each run that went well */
} fake;

typedef struct {
  AcuBuffer buffer;
  guint8 *bytes;
} FakeBuffer;

static AcuDevice *fake_open (const AcuDeviceInfo *info, GError **error);

static void
fake_close (AcuDevice *device)
{
  g_free (device);
}

static AcuBuffer *
fake_buffer_new (AcuDevice *device, gsize size, GError **error)
{
  FakeBuffer *buffer = g_new0 (FakeBuffer, 1);

  buffer->buffer = (AcuBuffer){.device = device, .size = size};
  buffer->bytes = g_malloc0 (size);
  return &buffer->buffer;
}

static void
fake_buffer_free (AcuBuffer *buffer)
{
  g_free (((FakeBuffer *)buffer)->bytes);
  g_free (buffer);
}

static gboolean
fake_buffer_write (AcuBuffer *buffer, gsize offset, gconstpointer data, gsize size, GError **error)
{
  memcpy (((FakeBuffer *)buffer)->bytes + offset, data, size);
  return TRUE;
}

static gboolean
fake_buffer_read (AcuBuffer *buffer, gsize offset, gpointer data, gsize size, GError **error)
{
  memcpy (data, ((FakeBuffer *)buffer)->bytes + offset, size);
  return TRUE;
}

static AcuProgram *
fake_program_new (AcuDevice *device,
                  const AcuGraph *graph,
                  const AcuOperand *operands,
                  GError **error)
{
  gsize batch = acu_graph_get_shape (graph, acu_graph_find (graph, "images")).dims[0];
  AcuProgram *program;

  if (batch > fake.largest_batch) {
    g_set_error_literal (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY, "full");
    return NULL;
  }
  program = g_new0 (AcuProgram, 1);
  *program = (AcuProgram){.device = device, .graph = graph, .operands = operands};
  return program;
}

static void
fake_program_free (AcuProgram *program)
{
  g_free (program);
}

static gpointer
find_memory (AcuProgram *program, const char *name)
{
  AcuValue value = acu_graph_find (program->graph, name);

  if (value == ACU_NO_VALUE)
    return NULL;
  return ((FakeBuffer *)program->operands[value].buffer)->bytes + program->operands[value].offset;
}

/* Score: red of the first pixel; faults: its green and blue over 255; fusion weights: all 1/4, or,
 * where there is one for each of C channels, rising from 0 to 1 times the red over 255. */
static gboolean
fake_program_run (AcuProgram *program, guint phase, GCancellable *cancellable, GError **error)
{
  AcuValue images = acu_graph_find (program->graph, "images");
  guint batch = (guint)acu_graph_get_shape (program->graph, images).dims[0];
  /* Results may lie where the patches do: read first. */
  g_autofree guint8 *pixels = g_memdup2 (find_memory (program, "images"), batch * SIDE * SIDE * 3);
  float *scores = find_memory (program, "scores");
  float *faults = find_memory (program, "faults");
  float *weights = find_memory (program, "fusion_weights");
  gsize n_weights = weights != NULL
                        ? acu_shape_columns (acu_graph_get_shape (
                              program->graph, acu_graph_find (program->graph, "fusion_weights")))
                        : 0;

  if (fake.n_losses > 0) {
    fake.n_losses--;
    g_set_error_literal (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_DEVICE_LOST, "lost");
    return FALSE;
  }
  for (guint i = 0; i < batch; i++) {
    const guint8 *pixel = pixels + (gsize)i * SIDE * SIDE * 3;

    scores[i] = pixel[0];
    for (guint k = 0; faults != NULL && k < 2; k++)
      faults[2 * i + k] = (float)pixel[1 + k] / 255.0f;
    for (gsize c = 0; c < n_weights; c++)
      weights[n_weights * i + c] =
          n_weights == ACU_STAGES ? 0.25f : (float)c / (float)n_weights * (float)pixel[0] / 255.0f;
  }
  g_array_append_val (fake.runs, batch);
  return TRUE;
}

static const AcuBackend fake_backend = {
    .name = "fake",
    .open = fake_open,
    .close = fake_close,
    .buffer_new = fake_buffer_new,
    .buffer_free = fake_buffer_free,
    .buffer_write = fake_buffer_write,
    .buffer_read = fake_buffer_read,
    .program_new = fake_program_new,
    .program_free = fake_program_free,
    .program_run = fake_program_run,
};

static AcuDevice *
fake_open (const AcuDeviceInfo *info, GError **error)
{
  AcuDevice *device = g_new0 (AcuDevice, 1);

  device->backend = &fake_backend;
  device->info = *info;
  fake.n_opened++;
  return device;
}

/* Stands in for the registry of back ends, which is not linked into this program. */
AcuDevice *
acu_device_open (const char *selector, GError **error)
{
  if (fake.is_gone) {
    g_set_error_literal (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE, "gone");
    return NULL;
  }
  g_assert_true (g_str_equal (selector, "auto") || g_str_equal (selector, "fake:0"));
  return fake_open (&fake.info, error);
}

GPtrArray *
acu_device_list (void)
{
  g_assert_not_reached ();
}

void
acu_device_close (AcuDevice *device)
{
  if (device != NULL)
    fake_close (device);
}

static void
reset (AcuDeviceKind kind)
{
  static char backend[] = "fake", name[] = "Fake", driver[] = "none";

  fake.info = (AcuDeviceInfo){
      .backend = backend,
      .name = name,
      .driver = driver,
      .kind = kind,
      .memory = G_GUINT64_CONSTANT (64) << 30,
      .alignment = 64,
      .max_operand = G_MAXUINT32,
      .max_buffer = G_MAXUINT32,
  };
  fake.largest_batch = G_MAXUINT;
  fake.n_losses = 0;
  fake.is_gone = FALSE;
  fake.n_opened = 0;
  g_clear_pointer (&fake.runs, g_array_unref);
  fake.runs = g_array_new (FALSE, FALSE, sizeof (guint));
}

static AcuModel *
make_model (AcuFusion fusion, const char *const *faults)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuArchitecture) architecture = acu_architecture_new_preset ("nano", fusion, &error);

  g_assert_no_error (error);
  acu_architecture_set_faults (architecture, faults);
  return acu_model_new_test_weights (architecture, 0);
}

static AcuPredictor *
make_fused_predictor (AcuFusion fusion, guint batch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModel) model = make_model (fusion, fault_names);
  AcuPredictorOptions options = {.batch = batch};
  AcuPredictor *predictor = acu_predictor_new (model, &options, &error);

  g_assert_no_error (error);
  return predictor;
}

static AcuPredictor *
make_predictor (guint batch)
{
  return make_fused_predictor (ACU_FUSION_SCALE, batch);
}

/* A picture whose patch at (0,x) has red x + @first, green 51 and blue 255 for its first pixel. */
static AcuImage *
make_image (int first, int n)
{
  g_autoptr (GError) error = NULL;
  AcuImage *image = acu_image_new (SIDE + n - 1, SIDE, &error);

  g_assert_no_error (error);
  memset (image->pixels, 0, acu_image_get_bytes (image));
  for (int x = 0; x < image->width; x++) {
    image->pixels[3 * x] = (guint8)(x + first);
    image->pixels[3 * x + 1] = 51;
    image->pixels[3 * x + 2] = 255;
  }
  return image;
}

/* What was delivered: "a 10.5 b - …", the scores of items or "-" for those skipped. */
static void
record_cb (gpointer item, const AcuScore *score, gpointer user_data)
{
  GString *log = user_data;

  if (log->len > 0)
    g_string_append_c (log, ' ');
  if (score == NULL)
    g_string_append_printf (log, "%s -", (const char *)item);
  else
    g_string_append_printf (log, "%s %g", (const char *)item, score->score);
}

/* Pushes @n patches of a new picture, the i-th scored @first + i. */
static gboolean
push (AcuScorer *scorer, const char *item, int first, int n, GCancellable *stop, GError **error)
{
  g_autoptr (AcuImage) image = make_image (first, n);
  g_autofree AcuPatch *patches = g_new0 (AcuPatch, n);

  for (int x = 0; x < n; x++)
    patches[x].x = x;
  return acu_scorer_push (scorer, image, patches, (gsize)n, g_strdup (item), stop, error);
}

static void
check_push (AcuScorer *scorer, const char *item, int first, int n)
{
  g_autoptr (GError) error = NULL;

  push (scorer, item, first, n, NULL, &error);
  g_assert_no_error (error);
}

static void
check_flush (AcuScorer *scorer)
{
  g_autoptr (GError) error = NULL;

  acu_scorer_flush (scorer, NULL, &error);
  g_assert_no_error (error);
}

static void
check_runs (const char *expected)
{
  g_autoptr (GString) runs = g_string_new (NULL);

  for (guint i = 0; i < fake.runs->len; i++)
    g_string_append_printf (runs, "%s%u", i > 0 ? " " : "", g_array_index (fake.runs, guint, i));
  g_assert_cmpstr (runs->str, ==, expected);
}

/* Runs are full until the flush, pictures come out whole and in order. */
static void
test_batches (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_CPU);
  scorer = acu_scorer_new (make_predictor (4), record_cb, log, g_free);
  check_push (scorer, "a", 0, 3);
  g_assert_cmpstr (log->str, ==, "");
  check_push (scorer, "b", 10, 1);
  g_assert_cmpstr (log->str, ==, "a 1 b 10");
  check_push (scorer, "c", 20, 11);
  g_assert_cmpstr (log->str, ==, "a 1 b 10");
  check_push (scorer, "d", 40, 2);
  g_assert_cmpstr (log->str, ==, "a 1 b 10 c 25");
  check_flush (scorer);
  g_assert_cmpstr (log->str, ==, "a 1 b 10 c 25 d 40.5");
  check_runs ("4 4 4 4 1");
  check_flush (scorer);
  check_push (scorer, "e", 7, 1);
  check_flush (scorer);
  g_assert_cmpstr (log->str, ==, "a 1 b 10 c 25 d 40.5 e 7");
}

/* A picture without patches waits for those before it, and no longer. */
static void
test_skipped (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_CPU);
  scorer = acu_scorer_new (make_predictor (4), record_cb, log, g_free);
  acu_scorer_skip (scorer, g_strdup ("a"));
  g_assert_cmpstr (log->str, ==, "a -");
  check_push (scorer, "b", 5, 2);
  acu_scorer_skip (scorer, g_strdup ("c"));
  acu_scorer_skip (scorer, g_strdup ("d"));
  g_assert_cmpstr (log->str, ==, "a -");
  check_push (scorer, "e", 9, 3);
  g_assert_cmpstr (log->str, ==, "a - b 5.5 c - d -");
  check_flush (scorer);
  g_assert_cmpstr (log->str, ==, "a - b 5.5 c - d - e 10");
  /* Freed with a picture still inside. */
  check_push (scorer, "f", 0, 1);
}

static void
check_details_cb (gpointer item, const AcuScore *score, gpointer user_data)
{
  gboolean *called = user_data;

  *called = TRUE;
  g_assert_false (score->has_gates);
  g_assert_cmpuint (score->n_patches, ==, 4);
  g_assert_cmpfloat (score->score, ==, 11.5);
  /* Population: sqrt ((1.5^2 + 0.5^2 + 0.5^2 + 1.5^2) / 4). */
  g_assert_cmpfloat_with_epsilon (score->std, sqrt (1.25), 1e-12);
  for (int i = 0; i < 4; i++) {
    g_assert_cmpint (score->patches[i].x, ==, i);
    g_assert_cmpfloat (score->patch_scores[i], ==, 10 + i);
    g_assert_cmpfloat (score->patch_faults[2 * i + 1], ==, 1);
    g_assert_cmpfloat (score->fusion_weights[i], ==, 0.25);
  }
  g_assert_cmpuint (score->n_faults, ==, 2);
  g_assert_cmpfloat_with_epsilon (score->faults[0], 0.2, 1e-7);
  g_assert_cmpfloat (score->faults[1], ==, 1);
}

static void
test_details (void)
{
  gboolean called = FALSE;
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_CPU);
  scorer = acu_scorer_new (make_predictor (3), check_details_cb, &called, g_free);
  check_push (scorer, "a", 10, 4);
  check_flush (scorer);
  g_assert_true (called);
}

/* Of gates, one for each channel, the stages' means are told: nano has 48, 96, 192 and 384
 * channels, and the patches' reds are 10 to 13. */
static void
check_gates_cb (gpointer item, const AcuScore *score, gpointer user_data)
{
  static const double middles[] = {23.5, 95.5, 239.5, 527.5};
  gboolean *called = user_data;

  *called = TRUE;
  g_assert_true (score->has_gates);
  for (int stage = 0; stage < ACU_STAGES; stage++)
    g_assert_cmpfloat_with_epsilon (score->fusion_weights[stage], middles[stage] / 720 * 11.5 / 255,
                                    1e-6);
}

static void
test_gates (void)
{
  gboolean called = FALSE;
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_CPU);
  scorer = acu_scorer_new (make_fused_predictor (ACU_FUSION_CHANNEL, 3), check_gates_cb, &called,
                           g_free);
  check_push (scorer, "a", 10, 4);
  check_flush (scorer);
  g_assert_true (called);
}

/* The planned batch turns out too large: half of it, and half again. */
static void
test_out_of_memory (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_CPU);
  fake.largest_batch = 5;
  scorer = acu_scorer_new (make_predictor (16), record_cb, log, g_free);
  check_push (scorer, "a", 0, 16);
  g_assert_cmpstr (log->str, ==, "a 7.5");
  check_runs ("4 4 4 4");
  g_assert_cmpuint (acu_predictor_get_batch (acu_scorer_get_predictor (scorer)), ==, 4);
}

/* Not even one patch fits: an error, and the picture stays for another attempt. */
static void
test_no_memory_at_all (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_CPU);
  fake.largest_batch = 0;
  scorer = acu_scorer_new (make_predictor (4), record_cb, log, g_free);
  g_assert_false (push (scorer, "a", 0, 5, NULL, &error));
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY);
  fake.largest_batch = 1;
  check_flush (scorer);
  g_assert_cmpstr (log->str, ==, "a 2");
  check_runs ("1 1 1 1 1");
}

/* The batch is halved until its plan needs no more than four fifths of the memory. */
static void
test_planned_memory (void)
{
  g_autoptr (AcuPredictor) predictor = NULL;
  g_autoptr (AcuModel) model = make_model (ACU_FUSION_SCALE, fault_names);
  AcuNetworkOptions options = {.batch = 16};
  g_autoptr (AcuNetwork) network = acu_network_new (acu_model_get_architecture (model), &options);
  g_autoptr (AcuPlan) plan = NULL;

  reset (ACU_DEVICE_DISCRETE_GPU);
  predictor = make_predictor (0);
  g_assert_cmpuint (acu_predictor_get_batch (predictor), ==, 64);
  g_clear_pointer (&predictor, acu_predictor_free);

  plan = acu_plan_new (network->graph, &fake.info, NULL);
  fake.info.memory = (plan->arena_size + plan->parameter_size) * 5 / 4 + 2;
  predictor = make_predictor (0);
  g_assert_cmpuint (acu_predictor_get_batch (predictor), ==, 16);
  g_clear_pointer (&predictor, acu_predictor_free);

  fake.info.memory -= 1 << 20;
  predictor = make_predictor (0);
  g_assert_cmpuint (acu_predictor_get_batch (predictor), ==, 8);
}

static void
test_device_lost (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_DISCRETE_GPU);
  scorer = acu_scorer_new (make_predictor (4), record_cb, log, g_free);
  check_push (scorer, "a", 0, 4);
  fake.n_losses = 2;
  check_push (scorer, "b", 0, 4);
  g_assert_cmpstr (log->str, ==, "a 1.5 b 1.5");
  g_assert_cmpuint (fake.n_opened, ==, 3);

  /* A third loss in a row is given up on, and the picture waits for another attempt. */
  fake.n_losses = 3;
  g_assert_false (push (scorer, "c", 8, 6, NULL, &error));
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_DEVICE_LOST);
  g_clear_error (&error);
  check_flush (scorer);
  g_assert_cmpstr (log->str, ==, "a 1.5 b 1.5 c 10.5");
}

/* A device that was unplugged and comes back. */
static void
test_device_gone (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (AcuScorer) scorer = NULL;

  reset (ACU_DEVICE_DISCRETE_GPU);
  scorer = acu_scorer_new (make_predictor (2), record_cb, log, g_free);
  fake.n_losses = 1;
  fake.is_gone = TRUE;
  g_assert_false (push (scorer, "a", 0, 2, NULL, &error));
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE);
  g_clear_error (&error);
  g_assert_false (acu_scorer_flush (scorer, NULL, &error));
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE);
  g_assert_cmpstr (acu_predictor_get_device (acu_scorer_get_predictor (scorer))->name, ==, "Fake");
  fake.is_gone = FALSE;
  check_flush (scorer);
  g_assert_cmpstr (log->str, ==, "a 0.5");
}

static void
test_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (AcuScorer) scorer = NULL;
  g_autoptr (GCancellable) stop = g_cancellable_new ();

  reset (ACU_DEVICE_CPU);
  scorer = acu_scorer_new (make_predictor (2), record_cb, log, g_free);
  check_push (scorer, "a", 0, 2);
  g_cancellable_cancel (stop);
  g_assert_false (push (scorer, "b", 4, 5, stop, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (log->str, ==, "a 0.5");
  check_flush (scorer);
  g_assert_cmpstr (log->str, ==, "a 0.5 b 6");
}

static const char *
choose_precision (AcuDeviceKind kind, gboolean has_f16, AcuPrecision precision, GError **error)
{
  g_autoptr (AcuModel) model = make_model (ACU_FUSION_SCALE, NULL);
  AcuPredictorOptions options = {.precision = precision};
  g_autoptr (AcuPredictor) predictor = NULL;

  reset (kind);
  fake.info.has_f16_storage = has_f16;
  predictor = acu_predictor_new (model, &options, error);
  return predictor != NULL ? acu_predictor_get_precision (predictor) : NULL;
}

static void
test_precision (void)
{
  static const AcuDeviceKind gpu = ACU_DEVICE_INTEGRATED_GPU;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (choose_precision (gpu, TRUE, ACU_PRECISION_AUTO, NULL), ==, "fp16");
  g_assert_cmpstr (choose_precision (gpu, FALSE, ACU_PRECISION_AUTO, NULL), ==, "fp32");
  g_assert_cmpstr (choose_precision (gpu, TRUE, ACU_PRECISION_FP32, NULL), ==, "fp32");
  g_assert_cmpstr (choose_precision (ACU_DEVICE_SOFTWARE_GPU, TRUE, ACU_PRECISION_AUTO, NULL), ==,
                   "fp32");
  g_assert_cmpstr (choose_precision (ACU_DEVICE_SOFTWARE_GPU, TRUE, ACU_PRECISION_FP16, NULL), ==,
                   "fp16");
  g_assert_null (choose_precision (ACU_DEVICE_CPU, FALSE, ACU_PRECISION_FP16, &error));
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scorer/batches", test_batches);
  g_test_add_func ("/scorer/skipped", test_skipped);
  g_test_add_func ("/scorer/details", test_details);
  g_test_add_func ("/scorer/gates", test_gates);
  g_test_add_func ("/scorer/out-of-memory", test_out_of_memory);
  g_test_add_func ("/scorer/no-memory-at-all", test_no_memory_at_all);
  g_test_add_func ("/scorer/planned-memory", test_planned_memory);
  g_test_add_func ("/scorer/device-lost", test_device_lost);
  g_test_add_func ("/scorer/device-gone", test_device_gone);
  g_test_add_func ("/scorer/cancelled", test_cancelled);
  g_test_add_func ("/scorer/precision", test_precision);
  status = g_test_run ();
  g_clear_pointer (&fake.runs, g_array_unref);
  return status;
}
