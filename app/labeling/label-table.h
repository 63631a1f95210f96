/* The ratings of a label set as methods take them. */
#pragma once

#include "app/catalog/label-store.h"
#include "app/labeling/opinion-matrix.h"
#include "app/labeling/pair-table.h"
#include "app/labeling/reliability.h"

G_BEGIN_DECLS

/* What was rated: a photo, or a square of it. */
typedef struct {
  gint64 image;
  char *path;     /* absolute */
  char *group;    /* a name of what else is of the same thing (app/labeling/photo-group.h) */
  int y, x, side; /* of a patch; side 0: the whole photo */
} AcuStimulus;

typedef struct {
  AcuLabelSet *set;
  GPtrArray *stimuli;       /* AcuStimulus, by path and place: the rows of the matrix, the items of
                             * the pairs */
  GPtrArray *raters;        /* AcuRater, by uid: the columns */
  AcuOpinionMatrix *matrix; /* the mean of what a rater said of a stimulus, if more than once; no
                             * ratings in a pairwise set */
  AcuOpinionMatrix *firsts; /* what a rater said of a stimulus first */
  AcuPairTable *pairs;      /* all raters' answers together; no pairs in other sets */
  GArray *repeats; /* AcuRepeat: first and second rating of the same; of pairs, the share of
                    * the same side */
  GArray *answers; /* of a pairwise set: AcuPairAnswer */
  GArray *scores;  /* double: every rating of another set, repeated ones too */
  guint n_ratings;
  guint *n_rated; /* (raters) of these each rater's, repeated ones too */
  guint n_skipped;
  guint n_outdated; /* ratings that do not count, since their file holds another picture now */
} AcuLabelTable;

typedef struct {
  guint rater;
  guint first, second; /* first < second */
  double share;        /* 1: the first is better */
  gboolean is_control; /* to a pair that all are shown */
  double left;         /* 1: what was shown on the left is better */
} AcuPairAnswer;

/* Loads the set called @name.  Ratings of the training phase do not count, nor do those of a file
 * whose content has changed since.  Rows and columns are in
 * an order that does not depend on how the ratings got into the catalog, so that merged sets give
 * the same numbers whichever was imported first.
 * Errors: ACU_LABELING_ERROR_SET, those of the catalog. (transfer full) */
AcuLabelTable *acu_label_table_load (AcuCatalog *catalog, const char *name, GError **error);
void acu_label_table_free (AcuLabelTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelTable, acu_label_table_free)

/* The set called @name: ACU_LABELING_ERROR_SET names those there are. (transfer full) */
AcuLabelSet *acu_label_table_find_set (AcuCatalog *catalog, const char *name, GError **error);

G_END_DECLS
