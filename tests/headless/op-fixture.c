#include "op-fixture.h"

#include <math.h>
#include <string.h>

#include "compute/half.h"
#include "compute/session.h"
#include "op-reference.h"

AcuOpFixture *
acu_op_fixture_new (AcuDType storage, guint64 seed)
{
  AcuOpFixture *fixture = g_new0 (AcuOpFixture, 1);

  fixture->graph = acu_graph_new (storage);
  fixture->random = acu_random_new (seed, 0);
  fixture->inputs = g_ptr_array_new_with_free_func (g_free);
  return fixture;
}

void
acu_op_fixture_free (AcuOpFixture *fixture)
{
  acu_graph_free (fixture->graph);
  g_ptr_array_unref (fixture->inputs);
  g_free (fixture);
}

/* Room for the numbers of @value. */
static double *
add_numbers (AcuOpFixture *fixture, AcuValue value)
{
  double *numbers = g_new0 (double, acu_shape_count (acu_graph_get_shape (fixture->graph, value)));

  g_ptr_array_set_size (fixture->inputs, (int)value + 1);
  g_ptr_array_index (fixture->inputs, value) = numbers;
  return numbers;
}

/* Normally distributed numbers that the type of @value can hold. */
static void
fill (AcuOpFixture *fixture, AcuValue value)
{
  const AcuNode *node = acu_graph_get_node (fixture->graph, value);
  double *numbers = add_numbers (fixture, value);

  for (gsize i = 0; i < acu_shape_count (node->shape); i++) {
    float number = acu_random_normal (&fixture->random);

    numbers[i] =
        node->dtype == ACU_DTYPE_F16 ? acu_half_to_float (acu_half_from_float (number)) : number;
  }
}

static char *
make_name (AcuOpFixture *fixture)
{
  return g_strdup_printf ("x%u", acu_graph_get_n_nodes (fixture->graph));
}

AcuValue
acu_op_fixture_map (AcuOpFixture *fixture, AcuShape shape)
{
  g_autofree char *name = make_name (fixture);
  AcuValue value =
      acu_graph_input (fixture->graph, name, acu_graph_get_storage (fixture->graph), shape);

  fill (fixture, value);
  return value;
}

AcuValue
acu_op_fixture_parameter (AcuOpFixture *fixture, AcuShape shape)
{
  g_autofree char *name = make_name (fixture);
  AcuValue value = acu_graph_parameter (fixture->graph, name, shape, FALSE);

  fill (fixture, value);
  return value;
}

AcuValue
acu_op_fixture_vector (AcuOpFixture *fixture, gsize length, double low, double high)
{
  g_autofree char *name = make_name (fixture);
  AcuValue value = acu_graph_input (fixture->graph, name, ACU_DTYPE_F32, ACU_SHAPE (length));
  double *numbers = add_numbers (fixture, value);

  for (gsize i = 0; i < length; i++)
    numbers[i] = (float)(low + (high - low) * acu_random_uniform (&fixture->random));
  return value;
}

AcuValue
acu_op_fixture_numbers (AcuOpFixture *fixture, const float *numbers, gsize length)
{
  g_autofree char *name = make_name (fixture);
  AcuValue value = acu_graph_input (fixture->graph, name, ACU_DTYPE_F32, ACU_SHAPE (length));
  double *copies = add_numbers (fixture, value);

  for (gsize i = 0; i < length; i++)
    copies[i] = numbers[i];
  return value;
}

AcuValue
acu_op_fixture_image (AcuOpFixture *fixture, AcuShape shape)
{
  AcuValue value = acu_graph_input (fixture->graph, "image", ACU_DTYPE_U8, shape);
  double *numbers = add_numbers (fixture, value);

  for (gsize i = 0; i < acu_shape_count (shape); i++)
    numbers[i] = acu_random_below (&fixture->random, 256);
  return value;
}

AcuValue
acu_op_fixture_state (AcuOpFixture *fixture)
{
  AcuValue value = acu_graph_input (fixture->graph, "random", ACU_DTYPE_U32, ACU_SHAPE (4));
  double *numbers = add_numbers (fixture, value);

  for (gsize i = 0; i < 4; i++)
    numbers[i] = acu_random_next (&fixture->random);
  return value;
}

/* @count numbers as the memory of a tensor of @dtype. (transfer full) */
static guint8 *
encode (const double *numbers, gsize count, AcuDType dtype)
{
  guint8 *data = g_malloc (count * acu_dtype_size (dtype));

  for (gsize i = 0; i < count; i++)
    switch (dtype) {
    case ACU_DTYPE_F32:
      ((float *)data)[i] = (float)numbers[i];
      break;
    case ACU_DTYPE_F16:
      ((guint16 *)data)[i] = acu_half_from_float ((float)numbers[i]);
      break;
    case ACU_DTYPE_U8:
      data[i] = (guint8)numbers[i];
      break;
    case ACU_DTYPE_U32:
      ((guint32 *)data)[i] = (guint32)numbers[i];
      break;
    }
  return data;
}

static void
write_parameters (AcuOpFixture *fixture, AcuParameters *parameters)
{
  g_autoptr (GError) error = NULL;

  for (AcuValue value = 0; value < fixture->inputs->len; value++) {
    const AcuNode *node = acu_graph_get_node (fixture->graph, value);
    gsize count = acu_shape_count (node->shape);

    if (node->op == ACU_OP_PARAMETER) {
      g_autofree guint8 *data =
          encode (g_ptr_array_index (fixture->inputs, value), count, ACU_DTYPE_F32);

      acu_parameters_write (parameters, node->name, (const float *)data, count, &error);
      g_assert_no_error (error);
    }
  }
}

static void
upload_inputs (AcuOpFixture *fixture, AcuSession *session)
{
  g_autoptr (GError) error = NULL;

  for (AcuValue value = 0; value < fixture->inputs->len; value++) {
    const AcuNode *node = acu_graph_get_node (fixture->graph, value);
    gsize count = acu_shape_count (node->shape);

    if (node->op == ACU_OP_INPUT) {
      g_autofree guint8 *data =
          encode (g_ptr_array_index (fixture->inputs, value), count, node->dtype);

      acu_session_upload (session, value, data, count * acu_dtype_size (node->dtype), &error);
      g_assert_no_error (error);
    }
  }
}

/* All outputs, one after another, of a run over fresh inputs and parameters. (transfer full)
 * (element-type float) */
static GArray *
run (AcuOpFixture *fixture, AcuDevice *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuParameters) parameters = acu_parameters_new (device, fixture->graph, &error);
  g_autoptr (AcuSession) session = NULL;
  GArray *results = g_array_new (FALSE, TRUE, sizeof (float));

  g_assert_no_error (error);
  session = acu_session_new (fixture->graph, parameters, &error);
  g_assert_no_error (error);
  write_parameters (fixture, parameters);
  upload_inputs (fixture, session);
  acu_session_run (session, NULL, &error);
  g_assert_no_error (error);
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (fixture->graph); value++) {
    const AcuNode *node = acu_graph_get_node (fixture->graph, value);
    gsize count = acu_shape_count (node->shape);
    guint before = results->len;

    if (!node->is_output)
      continue;
    g_array_set_size (results, before + (guint)count);
    acu_session_download (session, value, &g_array_index (results, float, before), count, &error);
    g_assert_no_error (error);
  }
  return results;
}

/* Half an ulp of one, and the smallest step there is. */
static double
get_roundoff (AcuDType dtype)
{
  return dtype == ACU_DTYPE_F16 ? 0x1p-11 : 0x1p-24;
}

static void
compare (const AcuOpFixture *fixture,
         AcuValue value,
         const float *got,
         const double *expected,
         double tolerance)
{
  const AcuNode *node = acu_graph_get_node (fixture->graph, value);
  gsize count = acu_shape_count (node->shape);
  double roundoff = get_roundoff (node->dtype);
  double square = 0.0;

  for (gsize i = 0; i < count; i++)
    square += expected[i] * expected[i];
  for (gsize i = 0; i < count; i++) {
    double magnitude = fabs (expected[i]) + sqrt (square / (double)count);

    /* Not a number would pass the opposite comparison. */
    if (fabs (got[i] - expected[i]) <= tolerance * roundoff * magnitude)
      continue;
    g_test_message ("%s: element %" G_GSIZE_FORMAT " is %.9g and should be %.9g: off by %.1f of "
                    "%.1f roundoffs",
                    node->name, i, got[i], expected[i],
                    fabs (got[i] - expected[i]) / magnitude / roundoff, tolerance);
    g_test_fail ();
    return;
  }
}

void
acu_op_fixture_check (AcuOpFixture *fixture,
                      AcuDevice *device,
                      double tolerance,
                      double half_tolerance)
{
  guint n_nodes = acu_graph_get_n_nodes (fixture->graph);
  g_autoptr (GArray) first = run (fixture, device);
  g_autoptr (GArray) second = run (fixture, device);
  g_autofree double **values = g_new0 (double *, n_nodes);
  gsize at = 0;

  g_assert_cmpmem (first->data, first->len * sizeof (float), second->data,
                   second->len * sizeof (float));
  for (AcuValue value = 0; value < fixture->inputs->len; value++)
    values[value] = g_ptr_array_index (fixture->inputs, value);
  acu_reference_run (fixture->graph, values);
  for (AcuValue value = 0; value < n_nodes; value++) {
    const AcuNode *node = acu_graph_get_node (fixture->graph, value);

    if (!node->is_output)
      continue;
    compare (fixture, value, &g_array_index (first, float, at), values[value],
             node->dtype == ACU_DTYPE_F16 ? half_tolerance : tolerance);
    at += acu_shape_count (node->shape);
  }
  for (AcuValue value = 0; value < n_nodes; value++)
    if (value >= fixture->inputs->len ||
        values[value] != g_ptr_array_index (fixture->inputs, value))
      g_free (values[value]);
}
