/* How far a model is off, told apart by what distinguishes the pictures. */
#pragma once

#include "app/learning/datasets/dataset.h"

G_BEGIN_DECLS

/* More bars nobody reads. */
#define ACU_MAX_GROUP_ERRORS 12

/* What pictures are divided by: the first of these that every picture has and that makes two groups
 * at least, and no more than can be read. */
typedef enum {
  ACU_GROUPING_NONE,
  ACU_GROUPING_FAULT_LEVEL, /* what was done to them, and how much of it: "jpeg · 3" */
  ACU_GROUPING_FAULT,       /* the same without the level; rare ones are "others" */
  ACU_GROUPING_GROUP,       /* the dataset's groups, where they are few and large */
  ACU_GROUPING_FOLDER,      /* from where their paths part */
  ACU_GROUPING_QUALITY,     /* fifths by opinion score, the lowest first: "12 – 34" */
} AcuGrouping;

/* The pictures of one group. */
typedef struct {
  char *name; /* as the data call it; "others" and "mixtures" are to be translated */
  guint n;
  double before; /* RMSE after the fit; NaN without a model before */
  double after;
} AcuGroupError;

/* Divides the @n @samples of @dataset and works out the error of each group.  @targets: (n) opinion
 * scores; @before (nullable) and @after: (n) what the models say, fitted to them.  Groups come by
 * their error, the largest first, but for those of quality.
 * (transfer full) (element-type AcuGroupError) */
GArray *acu_group_errors_new (const AcuDataset *dataset,
                              const guint32 *samples,
                              gsize n,
                              const double *targets,
                              const double *before,
                              const double *after,
                              AcuGrouping *grouping);

G_END_DECLS
