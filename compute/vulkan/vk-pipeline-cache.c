#include "compute/vulkan/vk-pipeline-cache.h"

#include <string.h>

/* The file: this mark, the SHA-256 of the data in hexadecimal, the data. */
#define MARK            "AcutancePipelines1"
#define MARK_LENGTH     (sizeof MARK - 1)
#define CHECKSUM_LENGTH 64
#define HEAD_LENGTH     (MARK_LENGTH + CHECKSUM_LENGTH)

char *
acu_vk_pipeline_cache_get_path (const AcuVkTraits *traits)
{
  const VkPhysicalDeviceProperties *properties = &traits->properties;
  g_autoptr (GString) name = g_string_new (NULL);

  g_string_append_printf (name, "vulkan-%08x-%08x-%08x-", properties->vendorID,
                          properties->deviceID, properties->driverVersion);
  for (guint i = 0; i < VK_UUID_SIZE; i++)
    g_string_append_printf (name, "%02x", properties->pipelineCacheUUID[i]);
  g_string_append (name, ".cache");
  return g_build_filename (g_get_user_cache_dir (), "acutance", name->str, NULL);
}

GBytes *
acu_vk_pipeline_cache_load (const char *path)
{
  g_autofree char *contents = NULL;
  g_autofree char *checksum = NULL;
  g_autoptr (GBytes) file = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return NULL;
  file = g_bytes_new_take (g_steal_pointer (&contents), length);
  contents = NULL;
  if (length < HEAD_LENGTH || memcmp (g_bytes_get_data (file, NULL), MARK, MARK_LENGTH) != 0)
    return NULL;
  checksum = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, (const guint8 *)g_bytes_get_data (file, NULL) + HEAD_LENGTH,
      length - HEAD_LENGTH);
  if (memcmp ((const char *)g_bytes_get_data (file, NULL) + MARK_LENGTH, checksum,
              CHECKSUM_LENGTH) != 0)
    return NULL;
  return g_bytes_new_from_bytes (file, HEAD_LENGTH, length - HEAD_LENGTH);
}

gboolean
acu_vk_pipeline_cache_save (const char *path, GBytes *data, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, data);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  gsize size;
  const guint8 *bytes = g_bytes_get_data (data, &size);

  g_mkdir_with_parents (folder, 0700);
  g_byte_array_append (file, (const guint8 *)MARK, MARK_LENGTH);
  g_byte_array_append (file, (const guint8 *)checksum, CHECKSUM_LENGTH);
  g_byte_array_append (file, bytes, (guint)size);
  return g_file_set_contents_full (path, (const char *)file->data, file->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
