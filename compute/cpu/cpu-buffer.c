#include "compute/cpu/cpu-buffer.h"

#include "compute/cpu/cpu-group.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Large pages spare most misses of the address translation cache. */
#define LARGE_PAGE ((gsize)2 << 20)

/* The number after "@key" in a file of /proc, in bytes; G_MAXUINT64 if there is none. */
static guint64
read_kibibytes (const char *path, const char *key)
{
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return G_MAXUINT64;
  found = strstr (text, key);
  if (found == NULL)
    return G_MAXUINT64;
  return g_ascii_strtoull (found + strlen (key), NULL, 10) * 1024;
}

guint64
acu_cpu_get_available_memory (void)
{
  guint64 memory = MIN (read_kibibytes ("/proc/meminfo", "MemAvailable:"),
                        acu_cpu_get_group_allowance ("/proc/self/cgroup", "/sys/fs/cgroup"));

  if (memory == G_MAXUINT64)
    memory = (guint64)sysconf (_SC_PHYS_PAGES) * (guint64)sysconf (_SC_PAGESIZE);
  return memory;
}

AcuBuffer *
acu_cpu_buffer_new (AcuDevice *device, gsize size, GError **error)
{
  gsize alignment = size >= LARGE_PAGE ? LARGE_PAGE : ACU_CPU_ALIGNMENT;
  guint64 available = acu_cpu_get_available_memory ();
  AcuCpuBuffer *buffer;
  void *data = NULL;

  /* Beyond this the kernel would not refuse, but end some process later. */
  if (size > available || posix_memalign (&data, alignment, MAX (size, 1)) != 0) {
    g_set_error (
        error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY,
        _ ("%zu MiB of memory are needed and %" PRIu64 " MiB are free; use a smaller batch"),
        size >> 20, available >> 20);
    return NULL;
  }
#ifdef MADV_HUGEPAGE
  if (size >= LARGE_PAGE)
    madvise (data, size, MADV_HUGEPAGE); /* only advice: it may fail */
#endif
  memset (data, 0, size);
  buffer = g_new0 (AcuCpuBuffer, 1);
  buffer->parent.device = device;
  buffer->parent.size = size;
  buffer->data = data;
  return &buffer->parent;
}

void
acu_cpu_buffer_free (AcuBuffer *buffer)
{
  AcuCpuBuffer *self = (AcuCpuBuffer *)buffer;

  if (self == NULL)
    return;
  free (self->data);
  g_free (self);
}
