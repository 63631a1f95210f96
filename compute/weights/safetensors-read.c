#include "compute/weights/safetensors.h"

#include "compute/weights/architecture.h"
#include "compute/weights/byte-reader.h"
#include "compute/weights/json-cursor.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* A header of our networks takes under 100 KB; the limit bounds what a hostile one can cost. */
#define MAX_HEADER_SIZE ((guint64)16 << 20)

typedef struct {
  guint64 begin;
  guint64 end;
  const char *name;
} Range;

typedef struct {
  AcuJsonCursor cursor;
  const guint8 *data; /* what follows the header */
  gsize data_size;
  AcuTensorSet *set;
  GArray *ranges; /* Range of every tensor */
} Reader;

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
               _ ("the safetensors header is damaged: %s"), message);
  return FALSE;
}

/* Reads a string that may appear in messages. (transfer full) (nullable) */
static char *
read_name (AcuJsonCursor *cursor)
{
  g_autofree char *name = acu_json_cursor_string (cursor);

  if (name == NULL || !acu_tensor_name_is_valid (name, strlen (name)))
    return NULL;
  return g_steal_pointer (&name);
}

static gboolean
read_metadata (Reader *reader, GError **error)
{
  AcuJsonCursor *cursor = &reader->cursor;

  if (!acu_json_cursor_accept (cursor, '{'))
    return fail (error, _ ("its metadata is not an object"));
  if (acu_json_cursor_accept (cursor, '}'))
    return TRUE;
  do {
    g_autofree char *key = read_name (cursor);
    g_autofree char *value = NULL;

    if (key != NULL && acu_json_cursor_accept (cursor, ':'))
      value = acu_json_cursor_string (cursor);
    if (value == NULL)
      return fail (error, _ ("its metadata is not a list of texts"));
    if (acu_tensor_set_get_metadata (reader->set, key) != NULL)
      return fail (error, _ ("its metadata names “%s” twice"), key);
    acu_tensor_set_set_metadata (reader->set, key, value);
  } while (acu_json_cursor_accept (cursor, ','));
  return acu_json_cursor_accept (cursor, '}') || fail (error, _ ("its metadata does not end"));
}

/* Reads {"dtype": …, "shape": […], "data_offsets": […]} in any order. */
static gboolean
read_fields (Reader *reader,
             const char *name,
             char **dtype,
             AcuTensorView *view,
             guint64 offsets[2],
             GError **error)
{
  AcuJsonCursor *cursor = &reader->cursor;
  gboolean have_shape = FALSE, have_offsets = FALSE;

  if (!acu_json_cursor_accept (cursor, '{'))
    return fail (error, _ ("“%s” is not an object"), name);
  do {
    g_autofree char *key = read_name (cursor);
    gboolean read = FALSE;
    guint n;

    if (key == NULL || !acu_json_cursor_accept (cursor, ':'))
      return fail (error, _ ("the description of “%s” is not JSON"), name);
    if (g_str_equal (key, "dtype") && *dtype == NULL) {
      *dtype = read_name (cursor);
      read = *dtype != NULL;
    } else if (g_str_equal (key, "shape") && !have_shape) {
      read = have_shape =
          acu_json_cursor_uints (cursor, ACU_TENSOR_MAX_RANK, view->dims, &view->rank);
    } else if (g_str_equal (key, "data_offsets") && !have_offsets) {
      read = have_offsets = acu_json_cursor_uints (cursor, 2, offsets, &n) && n == 2;
    }
    if (!read)
      return fail (error, _ ("“%s” has a wrong or repeated field “%s”"), name, key);
  } while (acu_json_cursor_accept (cursor, ','));
  if (!acu_json_cursor_accept (cursor, '}') || *dtype == NULL || !have_shape || !have_offsets)
    return fail (error, _ ("the description of “%s” is not complete"), name);
  return TRUE;
}

static gboolean
read_tensor (Reader *reader, const char *name, GError **error)
{
  AcuTensorView view = {0};
  g_autofree char *dtype = NULL;
  guint64 offsets[2];
  guint64 count, stride = 1;
  gsize size;

  if (!read_fields (reader, name, &dtype, &view, offsets, error))
    return FALSE;
  if (!acu_element_type_from_name (dtype, &view.type)) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                 _ ("“%s” is stored as “%s”, which is not read; save it as F32, F16 or BF16"), name,
                 dtype);
    return FALSE;
  }
  if (offsets[0] > offsets[1] || offsets[1] > reader->data_size)
    return fail (error, _ ("“%s” lies outside the file, which may have been cut short"), name);
  if (!acu_tensor_measure (view.type, view.rank, view.dims, &count, &size) ||
      size != offsets[1] - offsets[0])
    return fail (error, _ ("the shape of “%s” does not fit its bytes"), name);

  for (guint axis = view.rank; axis-- > 0; stride *= view.dims[axis])
    view.strides[axis] = stride;
  view.data = reader->data + offsets[0];
  if (!acu_tensor_set_add (reader->set, name, &view))
    return fail (error, _ ("“%s” is there twice"), name);

  Range range = {offsets[0], offsets[1], acu_tensor_set_lookup (reader->set, name)->name};

  g_array_append_val (reader->ranges, range);
  return TRUE;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const Range *one = a, *two = b;

  if (one->begin != two->begin)
    return one->begin < two->begin ? -1 : 1;
  return one->end < two->end ? -1 : one->end > two->end;
}

static gboolean
check_ranges (Reader *reader, GError **error)
{
  guint64 covered = 0;

  g_array_sort (reader->ranges, compare_ranges);
  for (guint i = 0; i < reader->ranges->len; i++) {
    const Range *range = &g_array_index (reader->ranges, Range, i);

    if (range->begin != covered)
      return fail (error,
                   range->begin < covered ? _ ("“%s” shares bytes with another tensor")
                                          : _ ("“%s” leaves bytes unused before it"),
                   range->name);
    covered = range->end;
  }
  return covered == reader->data_size ||
         fail (error,
               ngettext ("%" PRIu64 " byte at the end belongs to no tensor",
                         "%" PRIu64 " bytes at the end belong to no tensor",
                         reader->data_size - covered),
               reader->data_size - covered);
}

static gboolean
read_header (Reader *reader, GError **error)
{
  AcuJsonCursor *cursor = &reader->cursor;
  gboolean seen_metadata = FALSE;

  if (!acu_json_cursor_accept (cursor, '{'))
    return fail (error, _ ("it does not begin with “{”"));
  if (!acu_json_cursor_accept (cursor, '}')) {
    do {
      g_autofree char *name = read_name (cursor);

      if (name == NULL || !acu_json_cursor_accept (cursor, ':'))
        return fail (error, _ ("a name is missing or not a tensor's"));
      if (g_str_equal (name, "__metadata__")) {
        if (seen_metadata)
          return fail (error, _ ("it has metadata twice"));
        seen_metadata = TRUE;
        if (!read_metadata (reader, error))
          return FALSE;
      } else if (!read_tensor (reader, name, error))
        return FALSE;
    } while (acu_json_cursor_accept (cursor, ','));
    if (!acu_json_cursor_accept (cursor, '}'))
      return fail (error, _ ("it does not end with “}”"));
  }
  return acu_json_cursor_at_end (cursor) || fail (error, _ ("something follows its end"));
}

gboolean
acu_safetensors_sniff (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 8 && data[8] == '{';
}

AcuTensorSet *
acu_safetensors_read (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  AcuByteReader file = acu_byte_reader_new (data, size);
  guint64 header_size;
  const guint8 *header;

  if (!acu_byte_reader_uint (&file, 8, &header_size) || header_size > MAX_HEADER_SIZE ||
      (header = acu_byte_reader_take (&file, header_size)) == NULL) {
    fail (error, _ ("its length is not that of a header; the file may have been cut short"));
    return NULL;
  }

  g_autoptr (AcuTensorSet) set = acu_tensor_set_new (bytes);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  Reader reader = {
      .cursor = {(const char *)header, (const char *)header + header_size},
      .data = file.next,
      .data_size = acu_byte_reader_left (&file),
      .set = set,
      .ranges = ranges,
  };

  if (!read_header (&reader, error) || !check_ranges (&reader, error))
    return NULL;
  return g_steal_pointer (&set);
}
