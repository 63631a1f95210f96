/* What the order of a queue rests on: the scores and ratings that there are. */
#pragma once

#include "app/labeling/rating-queue.h"

G_BEGIN_DECLS

typedef enum {
  ACU_BASIS_CHANCE,   /* nothing is known of any photo: their order is random */
  ACU_BASIS_SPREAD,   /* UNCERTAIN: the spread of the model's patch scores alone */
  ACU_BASIS_VERSIONS, /* UNCERTAIN: that, and what its previous version scores otherwise */
  ACU_BASIS_SCORES,   /* BOUNDARY */
  ACU_BASIS_RATINGS,  /* DISAGREEMENT */
} AcuBasisKind;

typedef struct {
  AcuBasisKind kind;
  gint64 previous;      /* VERSIONS: the scorer */
  char *previous_model; /* and what it is called */
  guint n_known;        /* photos of which there is enough known; the others come last, by chance */
  guint n_photos;
} AcuQueueBasis;

void acu_queue_basis_free (AcuQueueBasis *basis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuQueueBasis, acu_queue_basis_free)

/* What the queue of @options over the @n photos would rest on.
 *
 * The previous version of a model is what was scored by a model of the same name with other weights
 * before it, since that was trained anew under its old name; else by the nearest of what it was
 * trained from, whatever that is called by now where its weights are known, else by its name.
 * It cuts photos into the same patches, and has scored one of these photos at least; any other
 * model is no version of it.  @options->previous, where it is not 0, is taken as it is. Errors:
 * those of the catalog. (transfer full) */
AcuQueueBasis *acu_queue_basis_find (AcuCatalog *catalog,
                                     const AcuQueueOptions *options,
                                     const gint64 *photos,
                                     gsize n,
                                     GError **error);

/* As sessions and exports record it: "chance", "spread", "versions:MODEL", "scores", "ratings".
 * (transfer full) */
char *acu_queue_basis_to_string (const AcuQueueBasis *basis);

G_END_DECLS
