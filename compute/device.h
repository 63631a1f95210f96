/* The machine's processors that can execute a graph. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_COMPUTE_ERROR (acu_compute_error_quark ())
GQuark acu_compute_error_quark (void);

typedef enum {
  ACU_COMPUTE_ERROR_NO_DEVICE,     /* nothing answers to the name given */
  ACU_COMPUTE_ERROR_UNSUPPORTED,   /* the device lacks what was asked for */
  ACU_COMPUTE_ERROR_OUT_OF_MEMORY, /* a smaller batch may fit */
  ACU_COMPUTE_ERROR_DEVICE_LOST,   /* the device must be opened anew */
  ACU_COMPUTE_ERROR_FAILED,
} AcuComputeError;

typedef enum {
  ACU_DEVICE_DISCRETE_GPU,
  ACU_DEVICE_INTEGRATED_GPU,
  ACU_DEVICE_VIRTUAL_GPU,
  ACU_DEVICE_CPU,          /* the CPU back end */
  ACU_DEVICE_SOFTWARE_GPU, /* a graphics driver that computes on the CPU */
} AcuDeviceKind;

typedef struct {
  char *backend; /* "cpu" or "vulkan" */
  char *name;    /* the maker's name of it */
  char *driver;  /* driver and version; NULL where there is none, as of the CPU back end */
  guint index;   /* among the back end's devices */
  AcuDeviceKind kind;
  guint64 memory;           /* bytes that this process may use now */
  gsize alignment;          /* of every operand's offset, bytes */
  gsize max_operand;        /* largest size of one value, bytes */
  gsize max_buffer;         /* largest size of one buffer, bytes */
  gboolean has_f16_storage; /* can execute graphs stored as F16 */
  /* Of the CPU: */
  const char *kernels; /* the instruction set they were compiled for: "avx512"; static; NULL */
  guint n_threads;
  /* Of what speaks Vulkan: */
  guint version[2]; /* major and minor */
  guint matrix[3];  /* (m,n,k) of the fp16 matrices multiplied at once; 0 without such units */
  guint subgroup_size;
  char *passed_over; /* for people: why "auto" opened this device and not a better one; NULL */
} AcuDeviceInfo;

AcuDeviceInfo *acu_device_info_copy (const AcuDeviceInfo *info);
void acu_device_info_free (AcuDeviceInfo *info);
void acu_device_info_clear (AcuDeviceInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuDeviceInfo, acu_device_info_free)

/* "discrete GPU", … */
const char *acu_device_kind_name (AcuDeviceKind kind);

typedef struct _AcuDevice AcuDevice;

/* Every device of every back end, best first: the order in which "auto" chooses.
 * (transfer full) (element-type AcuDeviceInfo) */
GPtrArray *acu_device_list (void);

/* Opens the device that @selector names: "auto" (the best GPU, else the CPU; a software GPU only
 * when named), "cpu", "vulkan" (the best of that kind, software included), "vulkan:N" by index or
 * "vulkan:NAME" by part of the name, in any case.  Errors: ACU_COMPUTE_ERROR_NO_DEVICE, with the
 * devices there are; those of the back end.  (transfer full) */
AcuDevice *acu_device_open (const char *selector, GError **error);
/* Called with what "auto" opened when this is not what it opened the last time, and before that the
 * best device: info->passed_over says why it is another, or that it is the best again by being
 * NULL. From the thread that opened it. */
typedef void (*AcuDeviceWatch) (const AcuDeviceInfo *info, gpointer user_data);

/* Has @watch told what becomes of "auto", whoever opens it; one a program, NULL for none. */
void acu_device_watch_auto (AcuDeviceWatch watch, gpointer user_data);

void acu_device_close (AcuDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuDevice, acu_device_close)

/* Waits until no thread has a device open or looks for one, @seconds at most; whether that came.
 * What a program whose threads may still be at work does last: the loader takes a driver out of
 * memory with the last of its devices, and not beside the process's exit handlers. */
gboolean acu_device_wait_closed (double seconds);

const AcuDeviceInfo *acu_device_get_info (const AcuDevice *device);

G_END_DECLS
