/* A graph made ready on a device: memory laid out, kernels chosen, parameters bound. */
#pragma once

#include <gio/gio.h>

#include "compute/device.h"
#include "compute/graph.h"
#include "compute/parameters.h"

G_BEGIN_DECLS

typedef struct _AcuSession AcuSession;

/* Prepares @graph on the device of @parameters.  The session keeps a reference to neither: both
 * outlive it.  Fails with ACU_COMPUTE_ERROR_OUT_OF_MEMORY where the arena does not fit, and with
 * ACU_COMPUTE_ERROR_UNSUPPORTED for a storage type that the device lacks. (transfer full) */
AcuSession *acu_session_new (const AcuGraph *graph, AcuParameters *parameters, GError **error);
void acu_session_free (AcuSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSession, acu_session_free)

/* Copies all of an input's bytes to the device.  Inputs are written anew for every run: their
 * memory serves other values once the last reader is done. */
gboolean acu_session_upload (
    AcuSession *session, AcuValue input, gconstpointer data, gsize size, GError **error);

/* Executes every phase of the graph and waits. */
gboolean acu_session_run (AcuSession *session, GCancellable *cancellable, GError **error);

/* Executes one phase and waits.  When cancelled, it ends after a fraction of a second, with
 * G_IO_ERROR_CANCELLED; then what it writes, parameters included, is anything. */
gboolean
acu_session_run_phase (AcuSession *session, guint phase, GCancellable *cancellable, GError **error);

/* Copies the first @count elements of an output to @data as floats, whatever its storage. */
gboolean acu_session_download (
    AcuSession *session, AcuValue output, float *data, gsize count, GError **error);

/* Bytes of device memory held: arena only, or with the parameters. */
gsize acu_session_get_arena_size (const AcuSession *session);

G_END_DECLS
