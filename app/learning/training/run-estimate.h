/* What a run will take, from a short measurement on its device. */
#pragma once

#include <gio/gio.h>

#include "app/learning/training/run.h"

G_BEGIN_DECLS

typedef struct {
  AcuRunFacts facts;
  gsize n_patches; /* of an epoch */
  double patches_per_second;
  double seconds; /* of the whole run, if it is not stopped early; without reading pictures */
  gsize device_bytes;
  gsize disk_bytes; /* of kept pooled maps; 0 in a full run */
} AcuRunEstimate;

void acu_run_estimate_clear (AcuRunEstimate *estimate);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuRunEstimate, acu_run_estimate_clear)

/* Opens base, data and device of @settings, takes a few steps on grey pictures and fills @estimate,
 * which the caller clears in every case.  Leaves nothing on the disk.  Errors: those of
 * acu_run_new(), so that what cannot be trained is known before. */
gboolean acu_run_estimate (const AcuRunSettings *settings,
                           AcuRunEstimate *estimate,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
