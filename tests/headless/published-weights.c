#include "tests/headless/published-weights.h"

#include "tests/headless/golden-keys.h"

void
acu_published_clear (AcuPublished *published)
{
  g_ptr_array_unref (published->keys);
  g_array_unref (published->tensors);
  g_free (published->zeros);
}

AcuPublished
acu_published_make (const char *file)
{
  AcuPublished published = {acu_golden_keys (file),
                            g_array_new (FALSE, FALSE, sizeof (AcuTestTensor)), NULL};
  guint64 largest = 1;

  for (guint i = 0; i < published.keys->len; i++) {
    const AcuGoldenKey *key = g_ptr_array_index (published.keys, i);
    AcuTestTensor tensor = acu_test_tensor (key->name, key->rank, key->dims, NULL);

    largest = MAX (largest, tensor.count);
    g_array_append_val (published.tensors, tensor);
  }
  published.zeros = g_malloc0 (largest * 8);
  for (guint i = 0; i < published.tensors->len; i++) {
    AcuTestTensor *tensor = &g_array_index (published.tensors, AcuTestTensor, i);
    const AcuGoldenKey *key = g_ptr_array_index (published.keys, i);
    gboolean is_float = g_str_equal (key->dtype, "float32");

    tensor->storage_class = is_float ? "FloatStorage" : "LongStorage";
    tensor->key = is_float ? "0" : "1";
    tensor->count = largest;
    tensor->size = largest * (is_float ? 4 : 8);
  }
  /* The first of either type carries the storage. */
  for (guint is_float = 0; is_float < 2; is_float++) {
    for (guint i = 0; i < published.tensors->len; i++) {
      AcuTestTensor *tensor = &g_array_index (published.tensors, AcuTestTensor, i);

      if (g_str_equal (tensor->key, is_float ? "0" : "1")) {
        tensor->data = published.zeros;
        break;
      }
    }
  }
  return published;
}

const AcuTestTensor *
acu_published_get_first (const AcuPublished *published)
{
  return &g_array_index (published->tensors, AcuTestTensor, 0);
}

AcuModelFile *
acu_published_open (const AcuPublished *published,
                    const char *wrapper,
                    const AcuFusion *fusion,
                    GError **error)
{
  g_autoptr (GByteArray) pickle =
      acu_test_pickle (acu_published_get_first (published), published->tensors->len, wrapper);
  g_autoptr (GBytes) zip =
      acu_test_torch_zip (pickle, acu_published_get_first (published), published->tensors->len);

  return acu_checkpoint_open_bytes (zip, fusion, error);
}

void
acu_test_check_complete (const AcuModelFile *file)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (file->architecture);
  guint n = 0;

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    const AcuTensorView *view;

    if (file->backbone_only && parameter->group != ACU_GROUP_BACKBONE)
      continue;
    view = acu_tensor_set_get (file->tensors, n++);
    g_assert_cmpstr (view->name, ==, parameter->name);
    g_assert_cmpmem (view->dims, view->rank * sizeof *view->dims, parameter->dims,
                     parameter->rank * sizeof *parameter->dims);
  }
  g_assert_cmpuint (n, ==, acu_tensor_set_get_length (file->tensors));
}
