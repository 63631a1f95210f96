/* What a trained model says of itself: what it was trained from, on and how, and how well it does.
 *
 * It travels in the model's file, as JSON for programs and as Markdown for people, so that whoever
 * gets the model gets that too, and with it licence and attribution of its base. */
#pragma once

#include "app/learning/datasets/dataset.h"
#include "app/learning/training/run-settings.h"
#include "app/learning/training/teacher.h"
#include "app/learning/training/training-base.h"
#include "compute/train/bootstrap.h"
#include "compute/train/metrics.h"
#include "compute/weights/model-file.h"

G_BEGIN_DECLS

/* How a model does on pictures that it did not learn from. */
typedef struct {
  AcuAgreement agreement; /* count 0: there are none */
  AcuInterval srcc;       /* 95 % by bootstrap over the groups */
  AcuInterval plcc;
  guint32 n_groups;     /* a picture without a group is its own */
  gboolean chose_epoch; /* the epoch is the best of all on these very pictures: figures flatter */
} AcuRunHeldOut;

/* How it came about which pictures are held out. */
typedef enum {
  ACU_DIVISION_NONE,   /* nothing is held out */
  ACU_DIVISION_MARKED, /* as the data mark them */
  ACU_DIVISION_DRAWN,  /* drawn by the seed, whole groups at a time */
  ACU_DIVISION_OTHER,  /* pictures of another set */
} AcuRunDivision;

/* Everything that a card tells. */
typedef struct {
  const AcuRunSettings *settings;
  const AcuTrainingBase *base;
  AcuTeacher *teacher; /* or NULL */
  const AcuDataset *data;
  const AcuDataset *validation_data; /* or NULL */
  AcuRunDivision division;
  gboolean data_marks_parts; /* the data mark what is not learned from, whatever is held out */
  gsize n_training;          /* pictures; of a patch list, patches */
  gsize n_left_out;          /* for training, but held out as well */
  gsize n_split_off;         /* marked for training, but choose the epoch */
  gsize n_unmarked;          /* in no part, while others are marked for training */
  gsize n_validation;
  gsize n_test;
  gboolean is_seen; /* base or teacher learned from what is held out, or from the set it is of */
  guint epoch;      /* from 0 */
  const AcuRunHeldOut *held_out;
} AcuRunCard;

/* Writes what @card tells into @file: licence, provenance, training and card. */
void acu_run_card_write (const AcuRunCard *card, AcuModelFile *file);

/* Has @file say that it came of the run of the record @id, whatever it will be called. */
void acu_run_card_set_run (AcuModelFile *file, const char *id);

/* The record of the run that @file says it came of. (transfer full) (nullable) */
char *acu_run_card_dup_run (const AcuModelFile *file);

/* What cards call a dataset: @name (nullable) if people do; else by the specification @spec
 * (nullable), where a set made by “synth” is a folder with a file of labels; or as @data (nullable)
 * calls itself.  One of them there must be. (transfer full) */
char *acu_run_card_dup_data_name (const char *name, const char *spec, const AcuDataset *data);

G_END_DECLS
