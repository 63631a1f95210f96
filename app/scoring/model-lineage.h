/* What a model was trained from: its base, the base of that, and so on, and what data had a part in
 * it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What pictures did in the making of a model, the more its figures on them flatter the later. */
typedef enum {
  ACU_DATA_UNSEEN,      /* nothing that anybody knows of */
  ACU_DATA_CHOSE_EPOCH, /* the epoch that is kept of a training is the best of all on them */
  ACU_DATA_TAUGHT,      /* a model that it learned from had learned from them */
  ACU_DATA_LEARNED,     /* it, or a model that it was trained from, learned from them */
} AcuDataUse;

/* "learned", "teacher" or "epoch", for programs; NULL for what is unseen. */
const char *acu_data_use_get_name (AcuDataUse use);

/* "learned from it", … of a model, in the language of whoever reads it; NULL likewise. */
const char *acu_data_use_describe (AcuDataUse use);

/* How a training whose data marked what it held out says that they were divided.  Of any other the
 * marks that its data have got since are not the parts that it had. */
#define ACU_DATA_MARKED "as the data mark it"

/* What a dataset did: all of it together, and what is marked in it as a part to validate on or to
 * test on. */
typedef struct {
  AcuDataUse whole;
  AcuDataUse validation;
  AcuDataUse test;
} AcuDataUses;

/* A dataset that had a part in a training. */
typedef struct {
  char *name;       /* as cards call it, see acu_run_card_dup_data_name() */
  char *collection; /* which published one it is, see acu_dataset_spec_get_collection(); NULL: none,
                     * or the file does not say it */
  gint64 n_pictures; /* that it had; 0 where the file does not say it */
  AcuDataUses uses;
} AcuUsedData;

/* What a model's last training was, in short. */
typedef struct {
  char *base; /* as they were called then */
  char *data;
  char *date; /* "2026-04-30" */
} AcuModelTraining;

/* Reads it from what a model's file says (AcuModelFile.training, nullable); NULL where it does not
 * say all of it. (transfer full) (nullable) */
AcuModelTraining *acu_model_training_read (const char *training);

void acu_model_training_free (AcuModelTraining *training);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuModelTraining, acu_model_training_free)

typedef struct {
  char **names;        /* of the models, its own base first, as they were called then;
                        * NULL-terminated */
  char **fingerprints; /* of each (acu_model_dup_fingerprint()), which stay when it is renamed or
                        * moved; "-" where the file does not say it; NULL-terminated */
  GPtrArray *data; /* AcuUsedData: of its training, those of its teachers, and then its base's */
} AcuModelLineage;

/* Reads what a model's file says of its training (AcuModelFile.training, nullable); empty where
 * that is nothing, or is damaged. (transfer full) */
AcuModelLineage *acu_model_lineage_read (const char *training);

/* By what a dataset is known again. */
typedef struct {
  const char *const *names; /* each that cards may call it by; NULL-terminated */
  const char *collection;   /* which published one it is, whatever it is called; NULL: none */
  gsize n_pictures;         /* 0: however many, of what grows, such as a label set */
} AcuDataIdentity;

/* What the dataset @identity did in all of the trainings together. */
AcuDataUses acu_model_lineage_find_data (const AcuModelLineage *lineage,
                                         const AcuDataIdentity *identity);

void acu_model_lineage_free (AcuModelLineage *lineage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuModelLineage, acu_model_lineage_free)

G_END_DECLS
