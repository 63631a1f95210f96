#include "compute/tensor.h"

AcuShape
acu_shape_from_dims (const gsize *dims, gsize rank)
{
  AcuShape shape = {.rank = (guint)rank};

  g_assert (rank >= 1 && rank <= ACU_MAX_RANK);
  for (gsize i = 0; i < rank; i++) {
    g_assert (dims[i] > 0);
    shape.dims[i] = dims[i];
  }
  return shape;
}

gsize
acu_shape_count (AcuShape shape)
{
  return acu_shape_rows (shape) * acu_shape_columns (shape);
}

gsize
acu_shape_columns (AcuShape shape)
{
  return shape.dims[shape.rank - 1];
}

gsize
acu_shape_rows (AcuShape shape)
{
  gsize rows = 1;

  for (guint i = 0; i + 1 < shape.rank; i++)
    rows *= shape.dims[i];
  return rows;
}

gboolean
acu_shape_equal (AcuShape a, AcuShape b)
{
  if (a.rank != b.rank)
    return FALSE;
  for (guint i = 0; i < a.rank; i++)
    if (a.dims[i] != b.dims[i])
      return FALSE;
  return TRUE;
}

char *
acu_shape_to_string (AcuShape shape)
{
  GString *text = g_string_new ("(");

  for (guint i = 0; i < shape.rank; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i > 0 ? "," : "", shape.dims[i]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

gsize
acu_dtype_size (AcuDType dtype)
{
  switch (dtype) {
  case ACU_DTYPE_F32:
  case ACU_DTYPE_U32:
    return 4;
  case ACU_DTYPE_F16:
    return 2;
  case ACU_DTYPE_U8:
    return 1;
  }
  g_assert_not_reached ();
}

const char *
acu_dtype_name (AcuDType dtype)
{
  static const char *const names[] = {"f32", "f16", "u8", "u32"};

  return names[dtype];
}
