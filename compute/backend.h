/* What a back end is: devices, memory on them, and programs.
 *
 * Only session.c and parameters.c call these functions; everything above speaks of devices and
 * sessions.  All calls on one device come from one thread at a time. */
#pragma once

#include <gio/gio.h>

#include "compute/device.h"
#include "compute/graph.h"

G_BEGIN_DECLS

typedef struct _AcuBackend AcuBackend;
typedef struct _AcuBuffer AcuBuffer;
typedef struct _AcuProgram AcuProgram;

/* Where one value of a graph lies. */
typedef struct {
  AcuBuffer *buffer;
  gsize offset; /* bytes; a multiple of the device's alignment */
  gsize size;   /* bytes */
} AcuOperand;

struct _AcuBackend {
  const char *name; /* "cpu", "vulkan" */

  /* Appends an AcuDeviceInfo for each device; finding none is no error. */
  void (*list_devices) (GPtrArray *infos);
  AcuDevice *(*open) (const AcuDeviceInfo *info, GError **error);
  void (*close) (AcuDevice *device);

  /* Zeroed memory of @size bytes that programs of the device can use. */
  AcuBuffer *(*buffer_new) (AcuDevice *device, gsize size, GError **error);
  void (*buffer_free) (AcuBuffer *buffer);
  gboolean (*buffer_write) (
      AcuBuffer *buffer, gsize offset, gconstpointer data, gsize size, GError **error);
  gboolean (*buffer_read) (
      AcuBuffer *buffer, gsize offset, gpointer data, gsize size, GError **error);

  /* Prepares @graph for repeated execution; @operands has an entry for each of its values.  Both
   * outlive the program. */
  AcuProgram *(*program_new) (AcuDevice *device,
                              const AcuGraph *graph,
                              const AcuOperand *operands,
                              GError **error);
  void (*program_free) (AcuProgram *program);

  /* Executes every node of one phase in order and waits for the end.  When cancelled, some are not
   * executed, what the phase writes is anything, and the error is G_IO_ERROR_CANCELLED. */
  gboolean (*program_run) (AcuProgram *program,
                           guint phase,
                           GCancellable *cancellable,
                           GError **error);
};

/* The heads of what a back end allocates; its own structures begin with these. */
struct _AcuDevice {
  const AcuBackend *backend;
  AcuDeviceInfo info;
};

struct _AcuBuffer {
  AcuDevice *device;
  gsize size;
};

struct _AcuProgram {
  AcuDevice *device;
  const AcuGraph *graph;
  const AcuOperand *operands;
};

G_END_DECLS
