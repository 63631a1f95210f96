/* What a tensor is to the engine: an element type and a row-major shape.
 *
 * Feature maps are (B,H,W,C), channels last; token lists and vectors drop the dimensions they do
 * not need.  Weights of linear layers are (out,in), as PyTorch stores them; weights of convolutions
 * are (out, ky*kx*in) with the input channel running fastest, see acu_graph_parameter(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_MAX_RANK 4

typedef enum {
  ACU_DTYPE_F32,
  ACU_DTYPE_F16,
  ACU_DTYPE_U8,
  ACU_DTYPE_U32,
} AcuDType;

typedef struct {
  guint rank;
  gsize dims[ACU_MAX_RANK];
} AcuShape;

/* A shape from its dimensions: ACU_SHAPE (batch, height, width, channels). */
#define ACU_SHAPE(...)                                                                             \
  acu_shape_from_dims ((const gsize[]){__VA_ARGS__},                                               \
                       sizeof ((const gsize[]){__VA_ARGS__}) / sizeof (gsize))

AcuShape acu_shape_from_dims (const gsize *dims, gsize rank);

/* The number of elements. */
gsize acu_shape_count (AcuShape shape);

/* The length of the last dimension: the columns when a tensor is seen as a matrix. */
gsize acu_shape_columns (AcuShape shape);

/* The product of all dimensions but the last: the rows when a tensor is seen as a matrix. */
gsize acu_shape_rows (AcuShape shape);

gboolean acu_shape_equal (AcuShape a, AcuShape b);

/* "(20,56,56,96)". (transfer full) */
char *acu_shape_to_string (AcuShape shape);

/* Bytes of one element. */
gsize acu_dtype_size (AcuDType dtype);

const char *acu_dtype_name (AcuDType dtype);

G_END_DECLS
