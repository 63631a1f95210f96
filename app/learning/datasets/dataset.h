/* Images with opinion scores, whatever they were published as. */
#pragma once

#include <glib.h>

typedef enum {
  ACU_SPLIT_NONE, /* not assigned */
  ACU_SPLIT_TRAIN,
  ACU_SPLIT_VAL,
  ACU_SPLIT_TEST,
} AcuSplit;

/* Reads train, val or test (also training, valid, validation, testing; any case); an empty @name is
 * ACU_SPLIT_NONE.  FALSE for anything else. */
gboolean acu_split_from_name (const char *name, AcuSplit *split);

/* Returns "train", "val", "test", or "" for ACU_SPLIT_NONE. */
const char *acu_split_name (AcuSplit split);

typedef struct {
  const char *path; /* absolute */
  double mos;       /* on the dataset's scale, higher is better */
  AcuSplit split;
  const char *group; /* (nullable) what must stay on one side of a split: a reference, a burst */
  const char *map;   /* (nullable) absolute path of a picture as large, grey: what each pixel takes
                      * from the score, black nothing, white all of it */
  const char *kind;  /* (nullable) what was done to it: "jpeg", with + between several, "none" */
  double level;      /* where `kind` is known: how much of it, the most of several, 0 untouched */
  const float *faults; /* (nullable) one of 0..1 for each fault name, NaN where not labelled */
} AcuSample;

typedef struct _AcuDataset AcuDataset;

/* Creates a dataset without samples.  @score_min and @score_max: the ends of its opinion scale. */
AcuDataset *acu_dataset_new (const char *name, double score_min, double score_max);
void acu_dataset_free (AcuDataset *dataset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuDataset, acu_dataset_free)

/* Names the faults that samples are labelled with; to be called before the first sample.
 * @names: NULL-terminated. */
void acu_dataset_set_fault_names (AcuDataset *dataset, const char *const *names);

/* Names the columns of its table that are none of a fault; none without this. */
void acu_dataset_set_other_columns (AcuDataset *dataset, const char *const *names);

/* Appends a copy of @sample. */
void acu_dataset_add (AcuDataset *dataset, const AcuSample *sample);

/* Notes an image that has a label but no file.  Such images are no samples; what to do about them
 * is for the caller to decide with acu_dataset_describe_missing(). */
void acu_dataset_add_missing (AcuDataset *dataset, const char *path);

const char *acu_dataset_get_name (const AcuDataset *dataset);
void acu_dataset_set_name (AcuDataset *dataset, const char *name);
gsize acu_dataset_get_length (const AcuDataset *dataset);

/* Valid until the dataset changes. */
const AcuSample *acu_dataset_get_sample (const AcuDataset *dataset, gsize index);

double acu_dataset_get_score_min (const AcuDataset *dataset);
double acu_dataset_get_score_max (const AcuDataset *dataset);
void acu_dataset_set_score_range (AcuDataset *dataset, double score_min, double score_max);

/* Sets the scale to the first of 0..1, 1..5, 0..10, 0..100 that holds every score, or else to the
 * scores' own extremes: for label files that do not name their scale. */
void acu_dataset_guess_score_range (AcuDataset *dataset);

/* Maps a score of this dataset linearly onto low..high, for a model that has another scale. */
double acu_dataset_rescale (const AcuDataset *dataset, double mos, double low, double high);

/* NULL-terminated; empty without fault labels. */
const char *const *acu_dataset_get_fault_names (const AcuDataset *dataset);
gsize acu_dataset_get_n_faults (const AcuDataset *dataset);

/* NULL-terminated; empty where none is known. */
const char *const *acu_dataset_get_other_columns (const AcuDataset *dataset);

/* How many samples are assigned to @split. */
gsize acu_dataset_count (const AcuDataset *dataset, AcuSplit split);

/* The indices of the samples assigned to @split, ascending. (transfer full) */
guint32 *acu_dataset_indices (const AcuDataset *dataset, AcuSplit split, gsize *n);

void acu_dataset_set_split (AcuDataset *dataset, gsize index, AcuSplit split);

/* Paths of images that have a label but no file, in label order. */
const GPtrArray *acu_dataset_get_missing (const AcuDataset *dataset);

/* Says in one sentence which images are missing: the first @max_names by path, the rest as a count.
 * NULL where none is. (transfer full) (nullable) */
char *acu_dataset_describe_missing (const AcuDataset *dataset, guint max_names);
