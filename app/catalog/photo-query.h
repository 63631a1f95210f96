/* Which photos, in which order: a question as a value, to be kept, compared and written down. */
#pragma once

#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

typedef enum {
  ACU_SCOPE_ALL,
  ACU_SCOPE_FOLDER,
  ACU_SCOPE_TREE, /* a folder and all below it */
  ACU_SCOPE_COLLECTION,
} AcuScope;

typedef enum {
  ACU_SORT_NAME,
  ACU_SORT_TIME,  /* of capture, else of the file */
  ACU_SORT_SCORE, /* photos without one come last, whatever the direction */
  ACU_SORT_STARS, /* by time among equals */
  ACU_SORT_SIZE,
} AcuSort;

typedef enum {
  ACU_ERRORS_WITH, /* photos that cannot be decoded, among the others */
  ACU_ERRORS_ONLY,
  ACU_ERRORS_WITHOUT,
} AcuErrors;

/* Begin with acu_photo_query_init(). */
typedef struct {
  AcuScope scope;
  gint64 scope_id;             /* the folder's or collection's */
  gint64 scorer;               /* whose scores are meant; 0: there are none */
  double score_min, score_max; /* inclusive; -INFINITY and INFINITY for no condition */
  int stars_min, stars_max;    /* 0..5, inclusive */
  guint flags;                 /* bit (flag + 1) for each AcuFlag wanted; 0 for any */
  guint colours;               /* bit for each AcuColour wanted; 0 for any */
  gint64 taken_from, taken_to; /* seconds, inclusive; G_MININT64 and G_MAXINT64 for no condition */
  gint64 camera;               /* 0 for any */
  char *text;                  /* somewhere in the name, whatever the case; NULL for any */
  AcuErrors errors;
  gboolean unscored; /* only what `scorer` is yet to score: it can be read, and did not fail */
  AcuSort sort;
  gboolean descending;
} AcuPhotoQuery;

/* Everything, by name. */
void acu_photo_query_init (AcuPhotoQuery *query);
void acu_photo_query_clear (AcuPhotoQuery *query);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuPhotoQuery, acu_photo_query_clear)

/* (transfer full) */
AcuPhotoQuery *acu_photo_query_copy (const AcuPhotoQuery *query);
void acu_photo_query_free (AcuPhotoQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoQuery, acu_photo_query_free)
gboolean acu_photo_query_equal (const AcuPhotoQuery *a, const AcuPhotoQuery *b);

/* Whether the scorer's scores are limited at either end. */
gboolean acu_photo_query_has_score_condition (const AcuPhotoQuery *query);

/* Whether any condition beside the scope is set. */
gboolean acu_photo_query_has_filter (const AcuPhotoQuery *query);

/* A text that acu_photo_query_parse() reads back: for the undo journal and the next start.
 * (transfer full) */
char *acu_photo_query_to_string (const AcuPhotoQuery *query);

/* Fills @query, which need not be initialised.  ACU_CATALOG_ERROR_ARGUMENT. */
gboolean acu_photo_query_parse (const char *text, AcuPhotoQuery *query, GError **error);

G_END_DECLS
