/* What the targets of libFuzzer share.  A target is one file, target-NAME.c, with one function that
 * is given any bytes at all and must come back; it aborts where the code under test breaks one of
 * its promises.  `./dev fuzz` runs it under libFuzzer, every other test run replays its corpus:
 * corpus/NAME, small files of this project's own making, and whatever once broke something. */
#pragma once

#include "app/learning/datasets/table.h"
#include "compute/weights/tensor-set.h"

/* The target, as libFuzzer calls it.  Returns 0. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The path of a file in memory that holds @data, for readers that want a path.  There is one, which
 * the next call overwrites. */
const char *acu_fuzz_input_path (const guint8 *data, gsize size);

/* A failure has an error and success has none; messages are UTF-8, since windows show them. */
void acu_fuzz_check_outcome (gboolean succeeded, const GError *error);

/* Looks at every cell of what a reader returned, and frees it. @table: (nullable) (transfer full)
 */
void acu_fuzz_check_table (AcuTable *table, const GError *error);

/* Reads every element of what a reader returned. @set: (nullable) */
void acu_fuzz_check_tensors (const AcuTensorSet *set, const GError *error);
