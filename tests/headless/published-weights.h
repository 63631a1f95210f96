/* Checkpoints as others publish them, made from the names and shapes of theirs. */
#pragma once

#include "compute/weights/checkpoint.h"
#include "tests/headless/checkpoint-writer.h"

/* A state dict of published names and shapes in which all tensors are views of one storage of
 * zeros, so that a network of 200 million parameters is a file of a few megabytes. */
typedef struct {
  GPtrArray *keys;
  GArray *tensors; /* AcuTestTensor */
  guint8 *zeros;
} AcuPublished;

/* That of @file (see golden-keys.h). (transfer full) */
AcuPublished acu_published_make (const char *file);
void acu_published_clear (AcuPublished *published);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuPublished, acu_published_clear)

/* Its tensors, of which there are @published->tensors->len. */
const AcuTestTensor *acu_published_get_first (const AcuPublished *published);

/* Writes it as torch.save does, below the key @wrapper (NULL: by itself), and opens that.  @fusion:
 * (nullable). (transfer full) */
AcuModelFile *acu_published_open (const AcuPublished *published,
                                  const char *wrapper,
                                  const AcuFusion *fusion,
                                  GError **error);

/* The tensors are exactly the architecture's, in its order. */
void acu_test_check_complete (const AcuModelFile *file);
