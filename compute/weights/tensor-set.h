/* The tensors of one file: names, types, shapes and where their bytes are.
 *
 * A set read from a file is a list of views into the mapped file, so it costs what its names cost;
 * values are converted when they are asked for.  Like every use of a mapping, it relies on the file
 * not being shortened in place meanwhile: this project replaces files by renaming. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_TENSOR_MAX_RANK 8

typedef enum {
  ACU_ELEMENT_F64,
  ACU_ELEMENT_F32,
  ACU_ELEMENT_F16,
  ACU_ELEMENT_BF16,
  ACU_ELEMENT_I64,
  ACU_ELEMENT_I32,
  ACU_ELEMENT_I16,
  ACU_ELEMENT_I8,
  ACU_ELEMENT_U8,
  ACU_ELEMENT_BOOL,
} AcuElementType;

/* Bytes of one element. */
gsize acu_element_type_size (AcuElementType type);

/* The type's name in safetensors: "F32". */
const char *acu_element_type_name (AcuElementType type);

/* Finds a type by that name. */
gboolean acu_element_type_from_name (const char *name, AcuElementType *type);

/* Whether the type is one of the four floating point types. */
gboolean acu_element_type_is_float (AcuElementType type);

/* One tensor: element (i, j, …) is at data + (i * strides[0] + j * strides[1] + …) elements,
 * little-endian, at any alignment.  Every element lies within the set's memory. */
typedef struct {
  const char *name;
  AcuElementType type;
  guint rank;
  guint64 dims[ACU_TENSOR_MAX_RANK];
  guint64 strides[ACU_TENSOR_MAX_RANK];
  gboolean contiguous; /* row-major without gaps */
  const guint8 *data;
} AcuTensorView;

/* The number of elements. */
guint64 acu_tensor_view_count (const AcuTensorView *view);

/* "F32 (96,3,4,4)". (transfer full) */
char *acu_tensor_view_describe (const AcuTensorView *view);

/* Copies the elements @first to @first + @count in row-major order, converted to float. */
void acu_tensor_view_read (const AcuTensorView *view, guint64 first, gsize count, float *values);

/* Copies all elements in row-major order, converted to float; room for acu_tensor_view_count(). */
void acu_tensor_view_read_all (const AcuTensorView *view, float *values);

/* Whether no element is infinite or not a number. */
gboolean acu_tensor_view_is_finite (const AcuTensorView *view);

/* Computes the number of elements and of bytes; FALSE where either exceeds what can be addressed.
 */
gboolean acu_tensor_measure (
    AcuElementType type, guint rank, const guint64 *dims, guint64 *count, gsize *size);

/* Whether @text can name a tensor: UTF-8 of 1 to 255 bytes without control characters.  Readers
 * refuse other names before they reach a message or a terminal. */
gboolean acu_tensor_name_is_valid (const char *text, gsize length);

typedef struct _AcuTensorSet AcuTensorSet;

/* An empty set.  @backing, where not NULL, is kept alive as long as the set. (transfer full) */
AcuTensorSet *acu_tensor_set_new (GBytes *backing);
AcuTensorSet *acu_tensor_set_ref (AcuTensorSet *set);
void acu_tensor_set_unref (AcuTensorSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTensorSet, acu_tensor_set_unref)

/* An empty set that may hold views into the memory of @set. (transfer full) */
AcuTensorSet *acu_tensor_set_new_from (AcuTensorSet *set);

/* Adds a copy of @view under @name (which view->name need not be).  Its bytes must lie in the
 * set's memory.  Returns FALSE, changing nothing, if the set has a tensor of this name. */
gboolean acu_tensor_set_add (AcuTensorSet *set, const char *name, const AcuTensorView *view);

/* Adds a tensor of @rank dimensions that owns @values, row-major; to be released by g_free().
 * Returns FALSE and releases them if the set has a tensor of this name.
 * @values: (transfer full) */
gboolean acu_tensor_set_add_floats (
    AcuTensorSet *set, const char *name, guint rank, const guint64 *dims, float *values);

guint acu_tensor_set_get_length (const AcuTensorSet *set);

/* The tensor at @index in the order of the file, or of adding. */
const AcuTensorView *acu_tensor_set_get (const AcuTensorSet *set, guint index);

/* (nullable) */
const AcuTensorView *acu_tensor_set_lookup (const AcuTensorSet *set, const char *name);

/* (nullable) */
const char *acu_tensor_set_get_metadata (const AcuTensorSet *set, const char *key);

/* @value: (nullable): takes @key away. */
void acu_tensor_set_set_metadata (AcuTensorSet *set, const char *key, const char *value);

/* The metadata's keys in alphabetical order; the strings stay the set's.
 * (transfer container) (element-type utf8) */
GList *acu_tensor_set_list_metadata (const AcuTensorSet *set);

G_END_DECLS
