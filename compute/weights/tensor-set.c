#include "compute/weights/tensor-set.h"

#include "compute/half.h"

#include <string.h>

struct _AcuTensorSet {
  int references;       /* atomic */
  GPtrArray *backing;   /* GBytes the views point into */
  GPtrArray *views;     /* AcuTensorView, in order */
  GHashTable *by_name;  /* name -> AcuTensorView; the names are the keys */
  GHashTable *metadata; /* key -> value */
};

static const struct {
  const char *name;
  gsize size;
} element_types[] = {
    [ACU_ELEMENT_F64] = {"F64", 8}, [ACU_ELEMENT_F32] = {"F32", 4},
    [ACU_ELEMENT_F16] = {"F16", 2}, [ACU_ELEMENT_BF16] = {"BF16", 2},
    [ACU_ELEMENT_I64] = {"I64", 8}, [ACU_ELEMENT_I32] = {"I32", 4},
    [ACU_ELEMENT_I16] = {"I16", 2}, [ACU_ELEMENT_I8] = {"I8", 1},
    [ACU_ELEMENT_U8] = {"U8", 1},   [ACU_ELEMENT_BOOL] = {"BOOL", 1},
};

gsize
acu_element_type_size (AcuElementType type)
{
  g_return_val_if_fail ((gsize)type < G_N_ELEMENTS (element_types), 0);
  return element_types[type].size;
}

const char *
acu_element_type_name (AcuElementType type)
{
  g_return_val_if_fail ((gsize)type < G_N_ELEMENTS (element_types), NULL);
  return element_types[type].name;
}

gboolean
acu_element_type_from_name (const char *name, AcuElementType *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (element_types); i++) {
    if (g_str_equal (element_types[i].name, name)) {
      *type = (AcuElementType)i;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
acu_element_type_is_float (AcuElementType type)
{
  return type == ACU_ELEMENT_F64 || type == ACU_ELEMENT_F32 || type == ACU_ELEMENT_F16 ||
         type == ACU_ELEMENT_BF16;
}

guint64
acu_tensor_view_count (const AcuTensorView *view)
{
  guint64 count = 1;

  for (guint i = 0; i < view->rank; i++)
    count *= view->dims[i];
  return count;
}

gboolean
acu_tensor_measure (
    AcuElementType type, guint rank, const guint64 *dims, guint64 *count, gsize *size)
{
  guint64 product = 1;

  if (rank > ACU_TENSOR_MAX_RANK)
    return FALSE;
  for (guint i = 0; i < rank; i++)
    if (!g_uint64_checked_mul (&product, product, dims[i]))
      return FALSE;
  if (product > G_MAXSSIZE / acu_element_type_size (type))
    return FALSE;
  *count = product;
  *size = (gsize)product * acu_element_type_size (type);
  return TRUE;
}

gboolean
acu_tensor_name_is_valid (const char *text, gsize length)
{
  if (length < 1 || length > 255 || !g_utf8_validate_len (text, length, NULL))
    return FALSE;
  for (const char *c = text; c < text + length; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

char *
acu_tensor_view_describe (const AcuTensorView *view)
{
  GString *text = g_string_new (acu_element_type_name (view->type));

  g_string_append (text, " (");
  for (guint i = 0; i < view->rank; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? "," : "", view->dims[i]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static float
read_element (AcuElementType type, const guint8 *data)
{
  switch (type) {
  case ACU_ELEMENT_F64: {
    guint64 bits;
    double value;

    memcpy (&bits, data, sizeof bits);
    bits = GUINT64_FROM_LE (bits);
    memcpy (&value, &bits, sizeof value);
    return (float)value;
  }
  case ACU_ELEMENT_F32: {
    guint32 bits;
    float value;

    memcpy (&bits, data, sizeof bits);
    bits = GUINT32_FROM_LE (bits);
    memcpy (&value, &bits, sizeof value);
    return value;
  }
  case ACU_ELEMENT_F16:
    return acu_half_to_float ((guint16)(data[0] | data[1] << 8));
  case ACU_ELEMENT_BF16: {
    guint32 bits = (guint32)data[0] << 16 | (guint32)data[1] << 24;
    float value;

    memcpy (&value, &bits, sizeof value);
    return value;
  }
  case ACU_ELEMENT_I64: {
    guint64 bits;

    memcpy (&bits, data, sizeof bits);
    return (float)(gint64)GUINT64_FROM_LE (bits);
  }
  case ACU_ELEMENT_I32: {
    guint32 bits;

    memcpy (&bits, data, sizeof bits);
    return (float)(gint32)GUINT32_FROM_LE (bits);
  }
  case ACU_ELEMENT_I16:
    return (float)(gint16)(data[0] | data[1] << 8);
  case ACU_ELEMENT_I8:
    return (float)(gint8)data[0];
  case ACU_ELEMENT_U8:
  case ACU_ELEMENT_BOOL:
    return (float)data[0];
  }
  g_assert_not_reached ();
}

/* Walks a view whose elements are not in row-major order, @count of them from the @first. */
static void
read_strided (const AcuTensorView *view, guint64 first, gsize count, float *values)
{
  gsize size = acu_element_type_size (view->type);
  guint64 place[ACU_TENSOR_MAX_RANK];
  guint64 offset = 0;

  for (guint axis = view->rank; axis-- > 0;) {
    place[axis] = first % view->dims[axis];
    first /= view->dims[axis];
    offset += place[axis] * view->strides[axis];
  }
  for (gsize i = 0; i < count; i++) {
    values[i] = read_element (view->type, view->data + offset * size);
    for (guint axis = view->rank; axis-- > 0;) {
      offset += view->strides[axis];
      if (++place[axis] < view->dims[axis])
        break;
      offset -= place[axis] * view->strides[axis];
      place[axis] = 0;
    }
  }
}

/* What models are kept in: many at a time, from an address that need not be even. */
static void
read_halves (const guint8 *data, gsize count, float *values)
{
  guint16 halves[1024];

  while (count > 0) {
    gsize part = MIN (count, G_N_ELEMENTS (halves));

    memcpy (halves, data, part * sizeof *halves);
    for (gsize i = 0; i < part; i++)
      halves[i] = GUINT16_FROM_LE (halves[i]);
    acu_half_to_floats (halves, values, part);
    data += part * sizeof *halves;
    values += part;
    count -= part;
  }
}

void
acu_tensor_view_read (const AcuTensorView *view, guint64 first, gsize count, float *values)
{
  gsize size = acu_element_type_size (view->type);

  g_return_if_fail (first <= acu_tensor_view_count (view) &&
                    count <= acu_tensor_view_count (view) - first);

  if (count == 0)
    return;
  if (!view->contiguous) {
    read_strided (view, first, count, values);
    return;
  }

  const guint8 *data = view->data + (gsize)first * size;

  if (view->type == ACU_ELEMENT_F32 && G_BYTE_ORDER == G_LITTLE_ENDIAN) {
    memcpy (values, data, count * size);
    return;
  }
  if (view->type == ACU_ELEMENT_F16) {
    read_halves (data, count, values);
    return;
  }
  for (gsize i = 0; i < count; i++)
    values[i] = read_element (view->type, data + i * size);
}

void
acu_tensor_view_read_all (const AcuTensorView *view, float *values)
{
  acu_tensor_view_read (view, 0, (gsize)acu_tensor_view_count (view), values);
}

gboolean
acu_tensor_view_is_finite (const AcuTensorView *view)
{
  typedef guint32 Bits __attribute__ ((vector_size (32), may_alias));
  guint64 count = acu_tensor_view_count (view);
  Bits values[128];
  const gsize capacity = G_N_ELEMENTS (values) * 8;

  for (guint64 first = 0; first < count; first += capacity) {
    gsize part = (gsize)MIN (count - first, capacity);
    Bits strange = {0};

    values[(part - 1) / 8] = (Bits){0};
    acu_tensor_view_read (view, first, part, (float *)values);
    /* Vectors of eight, without a branch inside. */
    for (gsize i = 0; i < (part + 7) / 8; i++)
      strange |= (Bits)((values[i] & 0x7F800000u) == 0x7F800000u);
    for (guint lane = 0; lane < 8; lane++)
      if (strange[lane] != 0)
        return FALSE;
  }
  return TRUE;
}

AcuTensorSet *
acu_tensor_set_new (GBytes *backing)
{
  AcuTensorSet *set = g_new0 (AcuTensorSet, 1);

  set->references = 1;
  set->backing = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  if (backing != NULL)
    g_ptr_array_add (set->backing, g_bytes_ref (backing));
  set->views = g_ptr_array_new_with_free_func (g_free);
  set->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  set->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return set;
}

AcuTensorSet *
acu_tensor_set_new_from (AcuTensorSet *set)
{
  AcuTensorSet *made = acu_tensor_set_new (NULL);

  for (guint i = 0; i < set->backing->len; i++)
    g_ptr_array_add (made->backing, g_bytes_ref (g_ptr_array_index (set->backing, i)));
  return made;
}

AcuTensorSet *
acu_tensor_set_ref (AcuTensorSet *set)
{
  g_atomic_int_inc (&set->references);
  return set;
}

void
acu_tensor_set_unref (AcuTensorSet *set)
{
  if (!g_atomic_int_dec_and_test (&set->references))
    return;
  g_hash_table_unref (set->metadata);
  g_hash_table_unref (set->by_name);
  g_ptr_array_unref (set->views);
  g_ptr_array_unref (set->backing);
  g_free (set);
}

static gboolean
is_contiguous (const AcuTensorView *view)
{
  guint64 expected = 1;

  for (guint axis = view->rank; axis-- > 0;) {
    /* The step along an axis of one element is never taken. */
    if (view->dims[axis] > 1 && view->strides[axis] != expected)
      return FALSE;
    expected *= view->dims[axis];
  }
  return TRUE;
}

gboolean
acu_tensor_set_add (AcuTensorSet *set, const char *name, const AcuTensorView *view)
{
  if (g_hash_table_contains (set->by_name, name))
    return FALSE;

  AcuTensorView *copy = g_memdup2 (view, sizeof *view);
  char *key = g_strdup (name);

  copy->name = key;
  copy->contiguous = is_contiguous (view);
  g_ptr_array_add (set->views, copy);
  g_hash_table_insert (set->by_name, key, copy);
  return TRUE;
}

/* Little-endian machines keep the floats as they are; others store them as files do. */
gboolean
acu_tensor_set_add_floats (
    AcuTensorSet *set, const char *name, guint rank, const guint64 *dims, float *values)
{
  AcuTensorView view = {.type = ACU_ELEMENT_F32, .rank = rank, .data = (const guint8 *)values};
  guint64 count = 1;

  g_return_val_if_fail (rank <= ACU_TENSOR_MAX_RANK, FALSE);

  for (guint axis = rank; axis-- > 0;) {
    view.dims[axis] = dims[axis];
    view.strides[axis] = count;
    count *= dims[axis];
  }
  for (guint64 i = 0; G_BYTE_ORDER != G_LITTLE_ENDIAN && i < count; i++) {
    guint32 bits;

    memcpy (&bits, &values[i], sizeof bits);
    bits = GUINT32_TO_LE (bits);
    memcpy (&values[i], &bits, sizeof bits);
  }
  g_ptr_array_add (set->backing, g_bytes_new_take (values, (gsize)count * sizeof *values));
  if (acu_tensor_set_add (set, name, &view))
    return TRUE;
  g_ptr_array_set_size (set->backing, (int)set->backing->len - 1);
  return FALSE;
}

guint
acu_tensor_set_get_length (const AcuTensorSet *set)
{
  return set->views->len;
}

const AcuTensorView *
acu_tensor_set_get (const AcuTensorSet *set, guint index)
{
  g_return_val_if_fail (index < set->views->len, NULL);
  return g_ptr_array_index (set->views, index);
}

const AcuTensorView *
acu_tensor_set_lookup (const AcuTensorSet *set, const char *name)
{
  return g_hash_table_lookup (set->by_name, name);
}

const char *
acu_tensor_set_get_metadata (const AcuTensorSet *set, const char *key)
{
  return g_hash_table_lookup (set->metadata, key);
}

void
acu_tensor_set_set_metadata (AcuTensorSet *set, const char *key, const char *value)
{
  if (value != NULL)
    g_hash_table_insert (set->metadata, g_strdup (key), g_strdup (value));
  else
    g_hash_table_remove (set->metadata, key);
}

GList *
acu_tensor_set_list_metadata (const AcuTensorSet *set)
{
  return g_list_sort (g_hash_table_get_keys (set->metadata), (GCompareFunc)strcmp);
}
