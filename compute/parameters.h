/* The weights of one network on one device, shared by every session over it.
 *
 * Made for the parameters of one graph; any graph whose parameters have the same names, shapes and
 * types (another batch size, a training graph) can use them. */
#pragma once

#include "compute/device.h"
#include "compute/graph.h"

G_BEGIN_DECLS

typedef struct _AcuParameters AcuParameters;

/* Takes memory for every parameter of @graph, zeroed.  Keeps a reference to @device, not
 * ownership: the device outlives the parameters. (transfer full) */
AcuParameters *acu_parameters_new (AcuDevice *device, const AcuGraph *graph, GError **error);
void acu_parameters_free (AcuParameters *parameters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuParameters, acu_parameters_free)

AcuDevice *acu_parameters_get_device (AcuParameters *parameters);

/* Sets one parameter from @count floats in the order of files (convolutions as (out,in,ky,kx)),
 * converting to its storage type.  An unknown name or a wrong count is a programming error. */
gboolean acu_parameters_write (
    AcuParameters *parameters, const char *name, const float *values, gsize count, GError **error);

/* The reverse of acu_parameters_write(). */
gboolean acu_parameters_read (
    AcuParameters *parameters, const char *name, float *values, gsize count, GError **error);

/* Whether there is a parameter @name. */
gboolean acu_parameters_has (AcuParameters *parameters, const char *name);

/* Bytes of device memory held. */
gsize acu_parameters_get_size (const AcuParameters *parameters);

G_END_DECLS
