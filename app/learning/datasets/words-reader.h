/* Label files whose columns are separated by blanks and have no header. */
#pragma once

#include "app/learning/datasets/table.h"

/* Reads a file of lines with as many words as @columns (NULL-terminated) names; empty lines are
 * skipped.  @optional: how many of the last columns a line may lack.
 * Errors: G_FILE_ERROR, or ACU_DATASET_ERROR_FORMAT naming file and line. */
AcuTable *
acu_words_read (const char *path, const char *const *columns, gsize optional, GError **error);
