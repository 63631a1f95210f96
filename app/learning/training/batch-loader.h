/* Makes the batches of one epoch ahead of the device, on worker threads, in order. */
#pragma once

#include "app/learning/datasets/dataset.h"
#include "app/learning/training/augmentation.h"
#include "app/learning/training/image-cache.h"

G_BEGIN_DECLS

/* One patch to be cut.  The patch is a pure function of this, the dataset and the augmentation, so
 * neither threads nor a resumed run can change it. */
typedef struct {
  guint32 sample; /* index in the dataset */
  guint32 cache;  /* which of the options' caches, each of one protocol, reads it */
  gint32 y;       /* < 0: at random, and augmented */
  gint32 x;
  guint64 stream; /* of the random numbers */
} AcuPatchRequest;

/* Quarters of a patch, by rows. */
#define ACU_QUARTERS 4

/* What a batch is made of; pictures that could not be read leave their patches out. */
typedef struct {
  guint count;
  guint8 *pixels;    /* U8 (count,S,S,3) */
  guint32 *samples;  /* the dataset's index of each patch; of a mosaic, of its first quarter */
  gsize *requests;   /* places of the patches among the requests, ascending */
  guint32 *quarters; /* (count,4) the index of each quarter: but for mosaics, all the same */
  float *severity; /* (count,cells,cells) of the pictures' maps, -1 without one; NULL: not wanted */
} AcuLoadedBatch;

void acu_loaded_batch_free (AcuLoadedBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLoadedBatch, acu_loaded_batch_free)

typedef struct {
  const AcuDataset *dataset;
  AcuImageCache *const *caches;
  AcuAugmentation augmentation;
  guint side;              /* of a patch, pixels */
  guint cells;             /* either way, that maps are averaged over; 0: maps are not read */
  double mosaic;           /* share of the random patches that are four pictures' quarters */
  const guint32 *partners; /* samples that mosaics take their other quarters from */
  gsize n_partners;
  guint batch; /* patches of all batches but the last */
  guint64 seed;
  guint threads; /* 0: one a processor */
} AcuBatchLoaderOptions;

/* Called, from a worker thread, for each picture that cannot be read, once an epoch at least. */
typedef void (*AcuLoadWarningFunc) (const char *message, gpointer user_data);

typedef struct _AcuBatchLoader AcuBatchLoader;

/* Starts making the batches of @requests (copied); what @options points to outlives the loader. */
AcuBatchLoader *acu_batch_loader_new (const AcuBatchLoaderOptions *options,
                                      const AcuPatchRequest *requests,
                                      gsize n_requests,
                                      AcuLoadWarningFunc warning,
                                      gpointer user_data);

/* Stops the workers and waits for them. */
void acu_batch_loader_free (AcuBatchLoader *loader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuBatchLoader, acu_batch_loader_free)

/* Waits for the next batch; NULL after the last, and where @cancellable is cancelled while it is
 * not there yet.  A batch may be empty. (transfer full) */
AcuLoadedBatch *acu_batch_loader_next (AcuBatchLoader *loader, GCancellable *cancellable);

/* The requests of one epoch: @patches of each of @samples, in an order shuffled by @seed and
 * @epoch. (transfer full) */
AcuPatchRequest *acu_epoch_requests (const guint32 *samples,
                                     gsize n_samples,
                                     guint patches,
                                     guint64 seed,
                                     guint epoch,
                                     gsize *n_requests);

G_END_DECLS
