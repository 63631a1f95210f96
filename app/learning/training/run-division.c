/* What of the data is learned from, what chooses the epoch, and what judges the result. */
#include "app/learning/datasets/dataset-split.h"
#include "app/learning/datasets/picture-set.h"
#include "app/learning/training/run-private.h"

/* A model is judged by pictures that did not choose its epoch, where there are so many sources:
 * over 20, the 95 % interval of an SRCC of 0.8 reaches from 0.55 to 0.92; over fewer it says next
 * to nothing, and the pictures do more good in training. */
#define MIN_JUDGES 20

/* Of the sources, each of the held-out parts has so much; of fewer than 134 sources no test part is
 * made, and a fifth is held out. */
#define PART_SHARE     0.15
#define HELD_OUT_SHARE 0.2

static guint32
count_groups (const AcuDataset *dataset, const guint32 *samples, gsize n)
{
  guint32 n_groups;

  g_free (acu_dataset_number_groups (dataset, samples, n, &n_groups));
  return n_groups;
}

static guint32
count_all_groups (const AcuDataset *dataset)
{
  return count_groups (dataset, NULL, acu_dataset_get_length (dataset));
}

/* Whether the data mark any picture: for training, or as held out. */
static gboolean
has_marks (const AcuDataset *dataset)
{
  return acu_dataset_count (dataset, ACU_SPLIT_NONE) < acu_dataset_get_length (dataset);
}

/* Data that mark only what they hold out are learned from but for that. */
static void
mark_rest (AcuDataset *dataset)
{
  g_autofree guint32 *rest = NULL;
  gsize n;

  rest = acu_dataset_indices (dataset, ACU_SPLIT_NONE, &n);
  for (gsize i = 0; i < n; i++)
    acu_dataset_set_split (dataset, rest[i], ACU_SPLIT_TRAIN);
}

/* Data without marks of their own. */
static void
draw (AcuRun *run)
{
  AcuSplitOptions options = ACU_SPLIT_OPTIONS_INIT;

  options.seed = run->settings.seed;
  if (run->validation_data != NULL) {
    options.train = 1.0;
    options.val = 0.0;
  } else if (count_all_groups (run->data) * PART_SHARE >= MIN_JUDGES) {
    options.train = 1.0 - 2 * PART_SHARE;
    options.val = PART_SHARE;
  } else {
    options.train = 1.0 - HELD_OUT_SHARE;
    options.val = HELD_OUT_SHARE;
  }
  acu_dataset_split (run->data, &options);
}

/* Data that are published in two parts have nothing to choose the epoch by: it is taken from the
 * training part, so that the other one judges. */
static void
complete_marks (AcuRun *run)
{
  g_autofree guint32 *training = NULL;
  gsize n;

  if (acu_dataset_count (run->data, ACU_SPLIT_VAL) > 0 ||
      acu_dataset_count (run->data, ACU_SPLIT_TEST) == 0)
    return;
  training = acu_dataset_indices (run->data, ACU_SPLIT_TRAIN, &n);
  if (count_groups (run->data, training, n) * PART_SHARE >= MIN_JUDGES)
    acu_dataset_split_off (run->data, ACU_SPLIT_TRAIN, ACU_SPLIT_VAL, PART_SHARE,
                           run->settings.seed);
  run->n_split_off = acu_dataset_count (run->data, ACU_SPLIT_VAL);
}

/* A set that is taken whole may say itself which of its pictures are held out; where it does not,
 * none of them judges.  Of any other one half judges, if it has enough, however they are marked. */
static void
divide_other (AcuRun *run)
{
  AcuDataset *other = run->validation_data;
  AcuSplitOptions options = {.seed = run->settings.seed, .train = 0.0, .val = 1.0};

  if (run->settings.validation_is_whole && (acu_dataset_count (other, ACU_SPLIT_VAL) > 0 ||
                                            acu_dataset_count (other, ACU_SPLIT_TEST) > 0))
    return;
  if (!run->settings.validation_is_whole && count_all_groups (other) >= 2 * MIN_JUDGES)
    options.val = 0.5;
  acu_dataset_split (other, &options);
}

static void
add_pictures (AcuPictureSet *set, const AcuRunPart *part)
{
  for (gsize i = 0; i < part->n_samples; i++)
    acu_picture_set_add (set, acu_dataset_get_sample (part->dataset, part->samples[i])->path);
}

/* A network that has seen a picture says nothing about how it does on others by it: what is held
 * out is not learned from, also where the data have it a second time under another name. */
static void
leave_out (AcuRun *run)
{
  g_autoptr (AcuPictureSet) held_out = acu_picture_set_new ();
  g_autofree guint32 *training = NULL;
  gsize n;

  add_pictures (held_out, &run->validation);
  add_pictures (held_out, &run->test);
  training = acu_dataset_indices (run->data, ACU_SPLIT_TRAIN, &n);
  for (gsize i = 0; i < n; i++) {
    if (!acu_picture_set_has (held_out, acu_dataset_get_sample (run->data, training[i])->path))
      continue;
    acu_dataset_set_split (run->data, training[i], ACU_SPLIT_NONE);
    run->n_left_out++;
  }
}

static void
take (AcuRunPart *part, AcuDataset *dataset, AcuSplit split)
{
  part->dataset = dataset;
  part->samples = acu_dataset_indices (dataset, split, &part->n_samples);
}

/* Each part's patches have random streams of their own, and follow each other in the store. */
static void
number (AcuRun *run)
{
  guint patches = run->settings.patches_per_image;

  run->training.stream = ACU_STREAM_QUICK;
  run->validation.stream = ACU_STREAM_VALIDATION;
  run->validation.first = run->training.n_samples * patches;
  run->test.stream = ACU_STREAM_TEST;
  run->test.first = run->validation.first + run->validation.n_samples * patches;
}

/* Where the data mark pictures, they say what is held out: their validation part, their test part,
 * or, where they name a training part alone, neither.  Otherwise a part is held out, whole groups
 * at a time.  A test part without one for validation, of which none can be spared, is both. */
void
acu_run_divide (AcuRun *run)
{
  AcuDataset *held_out = run->validation_data != NULL ? run->validation_data : run->data;
  gboolean is_marked = has_marks (run->data);

  run->data_marks_parts = acu_dataset_count (run->data, ACU_SPLIT_VAL) > 0 ||
                          acu_dataset_count (run->data, ACU_SPLIT_TEST) > 0;
  if (!is_marked)
    draw (run);
  else if (acu_dataset_count (run->data, ACU_SPLIT_TRAIN) == 0)
    mark_rest (run->data);
  run->n_unmarked = acu_dataset_count (run->data, ACU_SPLIT_NONE);
  if (is_marked && run->validation_data == NULL)
    complete_marks (run);
  if (run->validation_data != NULL)
    divide_other (run);
  take (&run->validation, held_out, ACU_SPLIT_VAL);
  take (&run->test, held_out, ACU_SPLIT_TEST);
  if (run->validation.n_samples == 0) {
    g_free (run->validation.samples);
    run->validation = run->test;
    run->test = (AcuRunPart){.dataset = held_out};
  }
  leave_out (run);
  take (&run->training, run->data, ACU_SPLIT_TRAIN);
  run->division = run->validation.n_samples == 0 ? ACU_DIVISION_NONE
                  : run->validation_data != NULL ? ACU_DIVISION_OTHER
                  : is_marked                    ? ACU_DIVISION_MARKED
                                                 : ACU_DIVISION_DRAWN;
  number (run);
}
