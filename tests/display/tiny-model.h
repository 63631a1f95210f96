/* A network that is whole but as small as they get, for windows around one: what it says is no
 * matter there, and how long that takes is. */
#pragma once

#include "compute/weights/model-file.h"

G_BEGIN_DECLS

/* Swin of 8 channels for patches of 32 pixels, with one block in every stage, `channel` fusion:
 * what is left to compute is the head, whose sizes are everybody's. (transfer full) */
AcuArchitecture *acu_test_tiny_architecture (void);

/* A model of it with deterministic weights. (transfer full) */
AcuModelFile *acu_test_make_tiny_model (guint64 seed);

/* Writes one of seed 0 as "small.safetensors" in @folder; returns its path. (transfer full) */
char *acu_test_write_tiny_model (const char *folder);

G_END_DECLS
