/* A session as a person asks for it: from a folder, a filter, chosen photos or a list, for a set
 * and a rater that may have to be made first. */
#pragma once

#include "app/catalog/photo-query.h"
#include "app/labeling/rating-session.h"

G_BEGIN_DECLS

/* Begin with acu_session_recipe_new(). */
typedef struct {
  /* What is rated: the first of these that is there. */
  GArray *photos; /* gint64 */
  char *list;     /* a file with one path a line, or a table with a column path or image; where
                   * it has a column group too, pictures of one are kept apart */
  AcuPhotoQuery *query; /* all that it yields and that can be decoded */

  gint64 label_set; /* 0: a new one, of the following */
  char *set_name;
  AcuLabelMethod method;
  double score_min, score_max;
  char *note; /* instructions to raters */

  gint64 rater; /* 0: whoever is called as follows, a new one where nobody is */
  char *rater_name;

  gint64 scorer;    /* by whose scores examples and anchors are spread; 0: by their names */
  guint n_training; /* examples, which are not rated again where there are plenty of photos; of a
                     * pairwise set, easy pairs and hard ones, in an order of chance */
  guint n_anchors;  /* in a set that has some already, those; of a pairwise set, pairs that differ
                     * clearly, whose answers tell of attention (control pairs) */

  AcuRatingPlan plan; /* all but photos, set and rater */
} AcuSessionRecipe;

/* A plan as acu_rating_plan_init() makes it, and nothing else. (transfer full) */
AcuSessionRecipe *acu_session_recipe_new (void);
void acu_session_recipe_free (AcuSessionRecipe *recipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSessionRecipe, acu_session_recipe_free)

/* Makes set and rater where they are new, and the session.  Where that fails nothing is made.
 * Errors: those of acu_rating_session_create(); ACU_LABELING_ERROR_DATA for no photos, or a list
 * that names photos that the catalog does not know; ACU_CATALOG_ERROR_EXISTS for a name that is
 * taken; those of reading the list. (transfer full) */
AcuRatingSession *
acu_session_recipe_make (AcuCatalog *catalog, const AcuSessionRecipe *recipe, GError **error);

/* The same in the background, taking @recipe, for acu_catalog_run_finish(): beside what is written,
 * which does not wait until the files of photos that have no hash yet are read. */
void acu_session_recipe_make_async (AcuCatalog *catalog,
                                    AcuSessionRecipe *recipe,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Which photos @recipe means. (transfer full) (element-type gint64) */
GArray *acu_session_recipe_list_photos (AcuCatalog *catalog,
                                        const AcuSessionRecipe *recipe,
                                        GError **error);

G_END_DECLS
