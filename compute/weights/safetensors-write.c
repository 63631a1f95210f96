#include "compute/weights/safetensors.h"

#include "compute/half.h"
#include "compute/weights/architecture.h"
#include "compute/weights/json-cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* The tensors begin at a multiple of this, so that a mapped file's floats are aligned. */
#define DATA_ALIGNMENT 64

#define CHUNK 16384

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const AcuTensorView *const *one = a, *const *two = b;

  return strcmp ((*one)->name, (*two)->name);
}

static void
append_dims (GString *header, const AcuTensorView *view)
{
  for (guint i = 0; i < view->rank; i++)
    g_string_append_printf (header, "%s%" G_GUINT64_FORMAT, i > 0 ? "," : "", view->dims[i]);
}

/* The header with its length before it, padded so that the tensors are aligned.
 * (transfer full) */
static GString *
make_header (const AcuTensorSet *set, GPtrArray *views, AcuElementType storage)
{
  GString *header = g_string_new ("{");
  g_autoptr (GList) keys = acu_tensor_set_list_metadata (set);
  guint64 offset = 0;

  if (keys != NULL) {
    g_string_append (header, "\"__metadata__\":{");
    for (GList *key = keys; key != NULL; key = key->next) {
      acu_json_append_string (header, key->data);
      g_string_append_c (header, ':');
      acu_json_append_string (header, acu_tensor_set_get_metadata (set, key->data));
      g_string_append_c (header, key->next != NULL ? ',' : '}');
    }
  }
  for (guint i = 0; i < views->len; i++) {
    const AcuTensorView *view = g_ptr_array_index (views, i);
    guint64 size = acu_tensor_view_count (view) * acu_element_type_size (storage);

    if (i > 0 || keys != NULL)
      g_string_append_c (header, ',');
    acu_json_append_string (header, view->name);
    g_string_append_printf (header, ":{\"dtype\":\"%s\",\"shape\":[",
                            acu_element_type_name (storage));
    append_dims (header, view);
    g_string_append_printf (header,
                            "],\"data_offsets\":[%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT "]}",
                            offset, offset + size);
    offset += size;
  }
  g_string_append_c (header, '}');
  while ((header->len + 8) % DATA_ALIGNMENT != 0)
    g_string_append_c (header, ' ');

  guint64 length = GUINT64_TO_LE ((guint64)header->len);

  g_string_prepend_len (header, (const char *)&length, sizeof length);
  return header;
}

static gboolean
write_all (int file, const void *data, gsize size, GError **error)
{
  const char *next = data;

  while (size > 0) {
    ssize_t written = write (file, next, size);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0) {
      int failure = written < 0 ? errno : ENOSPC;

      g_set_error_literal (error, G_FILE_ERROR, (int)g_file_error_from_errno (failure),
                           g_strerror (failure));
      return FALSE;
    }
    next += written;
    size -= (gsize)written;
  }
  return TRUE;
}

static gboolean
to_halves (
    const AcuTensorView *view, const float *values, gsize count, guint16 *halves, GError **error)
{
  for (gsize i = 0; i < count; i++) {
    halves[i] = acu_half_from_float (values[i]);
    if (isfinite (values[i]) && (halves[i] & 0x7FFF) == 0x7C00) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                   _ ("“%s” has a value of %g, which 16 bits cannot hold; save it with 32"),
                   view->name, (double)values[i]);
      return FALSE;
    }
    halves[i] = GUINT16_TO_LE (halves[i]);
  }
  return TRUE;
}

static gboolean
write_tensor (int file, const AcuTensorView *view, AcuElementType storage, GError **error)
{
  guint64 count = acu_tensor_view_count (view);
  float values[CHUNK / sizeof (float)];
  guint16 halves[G_N_ELEMENTS (values)];

  for (guint64 first = 0; first < count; first += G_N_ELEMENTS (values)) {
    gsize part = (gsize)MIN (count - first, G_N_ELEMENTS (values));

    acu_tensor_view_read (view, first, part, values);
    if (storage == ACU_ELEMENT_F16) {
      if (!to_halves (view, values, part, halves, error) ||
          !write_all (file, halves, part * sizeof *halves, error))
        return FALSE;
      continue;
    }
    for (gsize i = 0; G_BYTE_ORDER != G_LITTLE_ENDIAN && i < part; i++) {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      bits = GUINT32_TO_LE (bits);
      memcpy (&values[i], &bits, sizeof bits);
    }
    if (!write_all (file, values, part * sizeof *values, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_file (int file, const AcuTensorSet *set, AcuElementType storage, GError **error)
{
  g_autoptr (GPtrArray) views = g_ptr_array_new ();
  guint length = acu_tensor_set_get_length (set);

  for (guint i = 0; i < length; i++) {
    const AcuTensorView *view = acu_tensor_set_get (set, i);

    if (!acu_element_type_is_float (view->type)) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                   _ ("“%s” is %s; only floating point tensors are written"), view->name,
                   acu_element_type_name (view->type));
      return FALSE;
    }
    g_ptr_array_add (views, (gpointer)view);
  }
  g_ptr_array_sort (views, compare_names);

  GString *header = make_header (set, views, storage);
  gboolean written = write_all (file, header->str, header->len, error);

  g_string_free (header, TRUE);
  for (guint i = 0; written && i < views->len; i++)
    written = write_tensor (file, g_ptr_array_index (views, i), storage, error);
  if (written && fsync (file) != 0) {
    g_set_error_literal (error, G_FILE_ERROR, (int)g_file_error_from_errno (errno),
                         g_strerror (errno));
    return FALSE;
  }
  return written;
}

/* Makes the renaming itself durable.  Some file systems cannot do this for a folder; the file's
 * contents are safe already, so that is no failure. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int handle = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (handle < 0)
    return;
  (void)fsync (handle);
  close (handle);
}

gboolean
acu_safetensors_write (const AcuTensorSet *set,
                       AcuElementType storage,
                       const char *path,
                       GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  gboolean written;
  int file;

  g_return_val_if_fail (storage == ACU_ELEMENT_F32 || storage == ACU_ELEMENT_F16, FALSE);

  file = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (file < 0) {
    int failure = errno;

    g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (failure),
                 _ ("cannot write “%s”: %s"), path, g_strerror (failure));
    return FALSE;
  }
  written = write_file (file, set, storage, error);
  if (!g_close (file, written ? error : NULL))
    written = FALSE;
  if (written && g_rename (temporary, path) != 0) {
    g_set_error_literal (error, G_FILE_ERROR, (int)g_file_error_from_errno (errno),
                         g_strerror (errno));
    written = FALSE;
  }
  if (!written) {
    g_unlink (temporary);
    g_prefix_error (error, _ ("cannot write “%s”: "), path);
    return FALSE;
  }
  sync_folder (path);
  return TRUE;
}
