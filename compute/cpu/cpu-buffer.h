/* Memory of the CPU back end. */
#pragma once

#include "compute/backend.h"

G_BEGIN_DECLS

/* Where vectors, cache lines and every operand may begin. */
#define ACU_CPU_ALIGNMENT 64

typedef struct {
  AcuBuffer parent;
  guint8 *data;
} AcuCpuBuffer;

AcuBuffer *acu_cpu_buffer_new (AcuDevice *device, gsize size, GError **error);
void acu_cpu_buffer_free (AcuBuffer *buffer);

/* Bytes that this process may still take. */
guint64 acu_cpu_get_available_memory (void);

G_END_DECLS
