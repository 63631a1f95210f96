/* A network that is whole but small, for tests of what happens around one. */
#pragma once

#include "compute/weights/architecture.h"

G_BEGIN_DECLS

/* Swin of 16 channels with one block and one head in every stage, `channel` fusion: a tenth of
 * nano's arithmetic, and a third of its operations. (transfer full) */
AcuArchitecture *acu_test_small_architecture (void);

/* Writes it, with deterministic weights, as a model file in @folder; returns its path.
 * (transfer full) */
char *acu_test_write_small_model (const char *folder);

/* Swin of half as many channels that sees patches of ACU_TEST_LEAST_SIDE pixels and attends to one
 * position at a time: all operations of a whole network and, but for its head, hardly any
 * arithmetic, for what trains again and again. (transfer full) */
#define ACU_TEST_LEAST_SIDE 32
AcuArchitecture *acu_test_least_architecture (void);
char *acu_test_write_least_model (const char *folder);

/* Writes @architecture with the deterministic weights of @seed as the model file @name in @folder;
 * returns its path. (transfer full) */
char *acu_test_write_model (const AcuArchitecture *architecture,
                            guint64 seed,
                            const char *folder,
                            const char *name);

G_END_DECLS
