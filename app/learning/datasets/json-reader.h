/* The list of scores that the reference implementation of SMART-IQA reads. */
#pragma once

#include "app/learning/datasets/table.h"

/* Reads `[{"image": "folder/name.jpg", "score": 3.2}, …]` as a table of the columns image and
 * score; other members are ignored, and a row's line is the number of its element. Errors:
 * G_FILE_ERROR, or ACU_DATASET_ERROR_FORMAT naming file and element. */
AcuTable *acu_json_scores_read (const char *path, GError **error);
