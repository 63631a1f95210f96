/* Which pictures a session asks about first. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

typedef enum {
  ACU_QUEUE_RANDOM,
  ACU_QUEUE_UNCERTAIN,    /* where the model's patches, or two versions of it, disagree most */
  ACU_QUEUE_DISAGREEMENT, /* where raters of the set disagree most */
  ACU_QUEUE_BOUNDARY,     /* whose score is nearest to where pictures are culled */
} AcuRatingQueue;

/* "random", "uncertain", "disagreement", "boundary". */
const char *acu_rating_queue_to_string (AcuRatingQueue queue);

/* FALSE for any other text. */
gboolean acu_rating_queue_from_string (const char *text, AcuRatingQueue *queue);

typedef struct {
  AcuRatingQueue queue;
  gint64 scorer;   /* UNCERTAIN and BOUNDARY: whose scores; 0: there are none */
  gint64 previous; /* UNCERTAIN: another version of it; 0 for none */
  double boundary; /* BOUNDARY: on the scorer's scale */
  gint64 set;      /* DISAGREEMENT: whose ratings */
} AcuQueueOptions;

/* The @n photos in the queue's order, as places in @photos, (n).  Photos of which nothing is known
 * (not scored, not rated by two) come last; equals are in the random order of @seed, which is all
 * of them in the random queue.  UNCERTAIN adds the spread of a photo's patch scores and the
 * difference of the two scorers, each as a part of its scorer's scale.  Errors: those of the
 * catalog. (transfer full) */
guint32 *acu_rating_queue_order (AcuCatalog *catalog,
                                 const AcuQueueOptions *options,
                                 const gint64 *photos,
                                 gsize n,
                                 guint64 seed,
                                 GError **error);

/* Of how many of the photos there is enough known for the queue of @options; none of them in the
 * random one. */
gboolean acu_rating_queue_count_known (AcuCatalog *catalog,
                                       const AcuQueueOptions *options,
                                       const gint64 *photos,
                                       gsize n,
                                       guint *n_known,
                                       GError **error);

G_END_DECLS
