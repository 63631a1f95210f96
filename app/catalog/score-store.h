/* What models say of photos. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/imaging/patch-plan.h"

G_BEGIN_DECLS

/* What gives scores: one model's weights and how pictures become patches for it. */
typedef struct {
  gint64 id; /* 0 until it is entered */
  char *model;
  char
      *fingerprint; /* of the weights, so that a model trained anew under its old name is another */
  char *protocol;
  char *plan;
  double score_min, score_max;
  char **faults; /* names, NULL-terminated; empty without a fault head */
  char **bases;  /* names of the models that this one was trained from, its own base first,
                  * NULL-terminated; may be NULL in what is entered */
  char **base_fingerprints; /* likewise of each one's weights; "-" where that is not known */
} AcuScorerInfo;

void acu_scorer_info_free (AcuScorerInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuScorerInfo, acu_scorer_info_free)

/* The id of the scorer that @info describes, entered where it is new; what was not known of its
 * bases is noted.  0 on failure. */
gint64 acu_score_store_add_scorer (AcuCatalog *catalog, const AcuScorerInfo *info, GError **error);

/* (transfer full) */
AcuScorerInfo *acu_score_store_get_scorer (AcuCatalog *catalog, gint64 scorer, GError **error);

/* All, newest first. (transfer full) (element-type AcuScorerInfo) */
GPtrArray *acu_score_store_list_scorers (AcuCatalog *catalog, GError **error);

/* A fault that is at least this strong has been found, and is told.
 *
 * A strength is what a fault takes from the score, as a part of the scale, and the model's are
 * right on average.  Of 698 synthetic pictures of photos that the starter model has not learned
 * from, those of strength 0.15 to 0.20 show the fault that is named in 42 % of the cases, those of
 * 0.20 to 0.25 in 64 %: from here on it is more likely there than not.  Of all that is told 84 % is
 * there, and 56 % of what is there is told; of 7 sample pictures with a fault 5 are told theirs, of
 * 7 without none any. */
#define ACU_FAULT_NOTABLE 0.20

/* One photo's score in full. */
typedef struct {
  double score;
  double std;
  int width, height;  /* of the picture that the patches were cut from, after the protocol */
  int side;           /* of a patch */
  float fusion[4];    /* weights of the four stages; zeros where the model has none */
  gboolean has_gates; /* the weights are means of gates, each 0..1; else they sum to 1 */
  guint n_faults;     /* K */
  guint n_patches;
  AcuPatch *patches;   /* (n) */
  float *scores;       /* (n) */
  float *patch_faults; /* (n,K), 0..1, kept to 1/255; NULL where K is 0 */
  float *faults;       /* (K), means over the patches */
} AcuScoreDetails;

void acu_score_details_free (AcuScoreDetails *details);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuScoreDetails, acu_score_details_free)

/* A result to be kept. */
typedef struct {
  gint64 photo;
  guint version;                  /* of the content that was scored */
  const AcuScoreDetails *details; /* NULL where scoring failed */
  const char *error;              /* then why */
} AcuScoreResult;

/* Keeps @n results in one transaction, in place of older ones.  Those whose photo has another
 * version by now, or is gone, are left out. */
gboolean acu_score_store_put (
    AcuCatalog *catalog, gint64 scorer, const AcuScoreResult *results, gsize n, GError **error);

/* ACU_CATALOG_ERROR_MISSING where the scorer has not scored the photo. (transfer full) */
AcuScoreDetails *
acu_score_store_get (AcuCatalog *catalog, gint64 scorer, gint64 photo, GError **error);

/* A photo that is to be scored. */
typedef struct {
  gint64 id;
  guint version;
  char *path;
} AcuUnscored;

void acu_unscored_free (AcuUnscored *unscored);

/* Which of @photos (NULL: of all that are shown) the scorer has not scored, can be decoded as far
 * as is known, in their order (by folder and name), @max of them at most. (transfer full)
 * (element-type AcuUnscored) */
GPtrArray *acu_score_store_list_unscored (
    AcuCatalog *catalog, gint64 scorer, const gint64 *photos, gsize n, guint max, GError **error);

/* Has the scores of the model called @model be those of @new_name: it was renamed, and need not
 * score everything once more. */
gboolean acu_score_store_rename_model (AcuCatalog *catalog,
                                       const char *model,
                                       const char *new_name,
                                       GError **error);

/* Forgets the scores of @scorer, and the scorer. */
gboolean acu_score_store_remove_scorer (AcuCatalog *catalog, gint64 scorer, GError **error);

G_END_DECLS
