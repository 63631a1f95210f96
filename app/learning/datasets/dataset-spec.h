/* Opening a dataset by what the user typed. */
#pragma once

#include "app/learning/datasets/dataset.h"

/* Opens a dataset by its specification: FILE.csv, or LAYOUT:PATH with one of koniq, spaq, kadid,
 * live, livec, csiq, tid2013, bid, agiqa (folders in their published layout) or json (a file).
 * Label sets of the catalog (`labels:SET`) are not opened here.
 *
 * Images that are labelled but missing do not make it fail unless all are; the caller reports
 * acu_dataset_describe_missing().
 * Errors: ACU_DATASET_ERROR, G_FILE_ERROR; each names the file and what is wrong with it. */
AcuDataset *acu_dataset_open (const char *spec, GError **error);

/* Which published collection @spec (nullable) names, as its layout is called, wherever it lies:
 * "koniq"; NULL where it is somebody's own table. */
const char *acu_dataset_spec_get_collection (const char *spec);

/* The same specification from whichever folder it is read.  What is neither of a layout nor there
 * stays as it is, so that acu_dataset_open() can say what was typed. (transfer full) */
char *acu_dataset_spec_make_absolute (const char *spec);
