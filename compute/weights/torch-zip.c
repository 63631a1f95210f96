#include "compute/weights/torch-zip.h"

#include "compute/weights/architecture.h"
#include "compute/weights/torch-state.h"
#include "compute/weights/zip-archive.h"

#include <glib/gi18n.h>

/* The folder in which everything lies, with its slash; named after the file as it was saved.
 * (transfer full) (nullable) */
static char *
find_folder (const AcuZipArchive *archive)
{
  for (guint i = 0; i < acu_zip_archive_get_length (archive); i++) {
    const AcuZipEntry *entry = acu_zip_archive_get (archive, i);

    if (g_str_has_suffix (entry->name, "/data.pkl"))
      return g_strndup (entry->name, strlen (entry->name) - strlen ("data.pkl"));
  }
  return NULL;
}

static gboolean
check_byte_order (const AcuZipArchive *archive, const char *folder, GError **error)
{
  g_autofree char *name = g_strconcat (folder, "byteorder", NULL);
  const AcuZipEntry *entry = acu_zip_archive_lookup (archive, name);

  /* Files before PyTorch 2.1 do not say; the machines that wrote them are little-endian. */
  if (entry == NULL || (entry->size == 6 && memcmp (entry->data, "little", 6) == 0))
    return TRUE;
  g_set_error_literal (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                       _ ("the checkpoint was saved in big-endian byte order, which is not read"));
  return FALSE;
}

static const AcuZipEntry *
find_storage_entry (const AcuZipArchive *archive, const char *folder, const char *key)
{
  g_autofree char *name = g_strconcat (folder, "data/", key, NULL);

  return acu_zip_archive_lookup (archive, name);
}

static gboolean
attach_storages (AcuTorchState *state,
                 const AcuZipArchive *archive,
                 const char *folder,
                 GError **error)
{
  for (guint i = 0; i < acu_torch_state_count_storages (state); i++) {
    AcuTorchStorage *storage = acu_torch_state_get_storage (state, i);
    const AcuZipEntry *entry = find_storage_entry (archive, folder, storage->key);

    if (entry == NULL)
      continue;
    if (entry->size != storage->size) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
                   ngettext ("the checkpoint is damaged: storage “%s” has %zu byte instead of %zu",
                             "the checkpoint is damaged: storage “%s” has %zu bytes instead of %zu",
                             entry->size),
                   storage->key, entry->size, storage->size);
      return FALSE;
    }
    storage->data = entry->data;
  }
  return TRUE;
}

static gboolean
check_storages (AcuTorchState *state,
                const AcuZipArchive *archive,
                const char *folder,
                GError **error)
{
  for (guint i = 0; i < acu_torch_state_count_storages (state); i++) {
    const AcuTorchStorage *storage = acu_torch_state_get_storage (state, i);

    if (storage->used &&
        !acu_zip_entry_check (find_storage_entry (archive, folder, storage->key), error))
      return FALSE;
  }
  return TRUE;
}

AcuTensorSet *
acu_torch_zip_read (GBytes *bytes, GError **error)
{
  g_autoptr (AcuZipArchive) archive = acu_zip_archive_read (bytes, error);
  g_autoptr (AcuTorchState) state = NULL;
  g_autoptr (AcuTensorSet) set = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (archive == NULL)
    return NULL;
  folder = find_folder (archive);
  if (folder == NULL) {
    g_set_error_literal (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                         _ ("it is a zip archive, but not one of PyTorch's: it has no data.pkl"));
    return NULL;
  }
  if (!check_byte_order (archive, folder, error))
    return NULL;
  name = g_strconcat (folder, "data.pkl", NULL);

  const AcuZipEntry *entry = acu_zip_archive_lookup (archive, name);
  AcuByteReader pickle = acu_byte_reader_new (entry->data, entry->size);

  if (!acu_zip_entry_check (entry, error))
    return NULL;
  state = acu_torch_state_read (&pickle, error);
  if (state == NULL || !attach_storages (state, archive, folder, error))
    return NULL;
  set = acu_torch_state_collect (state, bytes, error);
  if (set == NULL || !check_storages (state, archive, folder, error))
    return NULL;
  return g_steal_pointer (&set);
}
