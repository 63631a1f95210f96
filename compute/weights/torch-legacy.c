#include "compute/weights/torch-legacy.h"

#include "compute/weights/architecture.h"
#include "compute/weights/pickle.h"
#include "compute/weights/torch-state.h"

#include <glib/gi18n.h>

#define LEGACY_PROTOCOL 1001

/* 0x1950a86a20f9469cfc6c as a pickle writes it. */
static const guint8 magic_number[] = {0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19};

gboolean
acu_torch_legacy_sniff (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  /* A pickle of protocol 2 or later; or one of protocol 0 or 1 that begins by naming a class, which
   * is no checkpoint but deserves to be refused for what it is. */
  return size > 2 && (data[0] == 0x80 || data[0] == 'c' || (data[0] == '(' && data[1] == 'i'));
}

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
               _ ("the checkpoint is damaged: %s"), what);
  return FALSE;
}

static gboolean
is_magic_number (const AcuPickle *pickle)
{
  AcuPickleValue root = acu_pickle_get_root (pickle);
  const char *bytes;
  gsize length;

  if (acu_pickle_kind (pickle, root) != ACU_PICKLE_BIG_INT)
    return FALSE;
  bytes = acu_pickle_get_bytes (pickle, root, &length);
  return length == sizeof magic_number && memcmp (bytes, magic_number, length) == 0;
}

/* Reads the three pickles in front, of plain numbers and texts. */
static gboolean
read_preamble (AcuByteReader *file, GError **error)
{
  g_autoptr (AcuPickle) magic = acu_pickle_read (file, NULL, 0, error);
  g_autoptr (AcuPickle) protocol = NULL;
  g_autoptr (AcuPickle) system = NULL;
  AcuPickleIter iter;
  AcuPickleValue key, value;
  gint64 number;

  if (magic == NULL)
    return FALSE;
  if (!is_magic_number (magic)) {
    g_set_error_literal (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                         _ ("it is a Python pickle, but not one that torch.save wrote"));
    return FALSE;
  }
  protocol = acu_pickle_read (file, NULL, 0, error);
  if (protocol == NULL)
    return FALSE;
  if (!acu_pickle_get_int (protocol, acu_pickle_get_root (protocol), &number) ||
      number != LEGACY_PROTOCOL)
    return damaged (error, _ ("it is of a protocol that PyTorch never had"));

  system = acu_pickle_read (file, NULL, 0, error);
  if (system == NULL)
    return FALSE;
  acu_pickle_iter_init (&iter, system, acu_pickle_get_root (system));
  if (acu_pickle_kind (system, acu_pickle_get_root (system)) != ACU_PICKLE_DICT)
    return damaged (error, _ ("it does not describe its system"));
  while (acu_pickle_iter_next (&iter, &key, &value)) {
    if (acu_pickle_is_text (system, key, "little_endian") &&
        acu_pickle_get_int (system, value, &number) && number == 0) {
      g_set_error_literal (
          error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
          _ ("the checkpoint was saved in big-endian byte order, which is not read"));
      return FALSE;
    }
  }
  return TRUE;
}

/* Reads one storage: how many elements, then the elements. */
static gboolean
attach_storage (AcuByteReader *file, AcuTorchStorage *storage, GError **error)
{
  guint64 count;

  if (!acu_byte_reader_uint (file, 8, &count))
    return damaged (error, _ ("it has been cut short"));
  if (count != storage->count)
    return damaged (error, _ ("a storage is not as long as the tensors say"));
  if (storage->data != NULL)
    return damaged (error, _ ("a storage is there twice"));
  storage->data = acu_byte_reader_take (file, storage->size);
  return storage->data != NULL || damaged (error, _ ("it has been cut short"));
}

static gboolean
attach_storages (AcuByteReader *file, AcuTorchState *state, GError **error)
{
  g_autoptr (AcuPickle) keys = acu_pickle_read (file, NULL, 0, error);
  AcuPickleIter iter;
  AcuPickleValue value;

  if (keys == NULL)
    return FALSE;
  if (acu_pickle_kind (keys, acu_pickle_get_root (keys)) != ACU_PICKLE_LIST)
    return damaged (error, _ ("it does not list its storages"));
  acu_pickle_iter_init (&iter, keys, acu_pickle_get_root (keys));
  while (acu_pickle_iter_next (&iter, NULL, &value)) {
    AcuTorchStorage *storage = NULL;

    if (acu_pickle_kind (keys, value) == ACU_PICKLE_TEXT) {
      gsize length;
      const char *text = acu_pickle_get_bytes (keys, value, &length);
      g_autofree char *key = g_strndup (text, length);

      storage = acu_torch_state_lookup_storage (state, key);
    }
    if (storage == NULL)
      return damaged (error, _ ("it lists a storage that no tensor has"));
    if (!attach_storage (file, storage, error))
      return FALSE;
  }
  return TRUE;
}

AcuTensorSet *
acu_torch_legacy_read (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  AcuByteReader file = acu_byte_reader_new (data, size);
  g_autoptr (AcuTorchState) state = NULL;

  if (!read_preamble (&file, error))
    return NULL;
  state = acu_torch_state_read (&file, error);
  if (state == NULL || !attach_storages (&file, state, error))
    return NULL;
  return acu_torch_state_collect (state, bytes, error);
}
