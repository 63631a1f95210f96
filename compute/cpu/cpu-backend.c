#include "compute/cpu/cpu-backend.h"

#include <omp.h>
#include <string.h>

#include "compute/cpu/cpu-buffer.h"
#include "compute/cpu/cpu-kernels.h"
#include "compute/cpu/cpu-program.h"

/* "AMD EPYC", from the first "model name : …" there is. */
static char *
get_processor_name (void)
{
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL) ||
      (found = strstr (text, "model name")) == NULL || (found = strchr (found, ':')) == NULL)
    return g_strdup ("CPU");
  return g_strstrip (g_strndup (found + 1, strcspn (found + 1, "\n")));
}

static void
list_devices (GPtrArray *infos)
{
  AcuDeviceInfo *info = g_new0 (AcuDeviceInfo, 1);

  info->backend = g_strdup ("cpu");
  info->name = get_processor_name ();
  info->kind = ACU_DEVICE_CPU;
  info->memory = acu_cpu_get_available_memory ();
  info->alignment = ACU_CPU_ALIGNMENT;
  info->max_operand = G_MAXSSIZE;
  info->max_buffer = G_MAXSSIZE;
  info->kernels = acu_cpu_kernels_get ()->name;
  info->n_threads = (guint)omp_get_max_threads ();
  g_ptr_array_add (infos, info);
}

static AcuDevice *
device_open (const AcuDeviceInfo *info, GError **error)
{
  AcuDevice *device = g_new0 (AcuDevice, 1);
  AcuDeviceInfo *copy = acu_device_info_copy (info);

  device->backend = acu_cpu_backend ();
  device->info = *copy;
  g_free (copy);
  return device;
}

static void
device_close (AcuDevice *device)
{
  acu_device_info_clear (&device->info);
  g_free (device);
}

static gboolean
buffer_write (AcuBuffer *buffer, gsize offset, gconstpointer data, gsize size, GError **error)
{
  g_return_val_if_fail (offset <= buffer->size && size <= buffer->size - offset, FALSE);

  memcpy (((AcuCpuBuffer *)buffer)->data + offset, data, size);
  return TRUE;
}

static gboolean
buffer_read (AcuBuffer *buffer, gsize offset, gpointer data, gsize size, GError **error)
{
  g_return_val_if_fail (offset <= buffer->size && size <= buffer->size - offset, FALSE);

  memcpy (data, ((AcuCpuBuffer *)buffer)->data + offset, size);
  return TRUE;
}

const AcuBackend *
acu_cpu_backend (void)
{
  static const AcuBackend backend = {
      .name = "cpu",
      .list_devices = list_devices,
      .open = device_open,
      .close = device_close,
      .buffer_new = acu_cpu_buffer_new,
      .buffer_free = acu_cpu_buffer_free,
      .buffer_write = buffer_write,
      .buffer_read = buffer_read,
      .program_new = acu_cpu_program_new,
      .program_free = acu_cpu_program_free,
      .program_run = acu_cpu_program_run,
  };

  return &backend;
}
