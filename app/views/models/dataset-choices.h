/* The datasets that the application knows by itself: label sets with enough ratings, synthetic sets
 * made from the user's photos, and what was named before. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

/* Label sets with fewer rated pictures say nothing that could be told from chance. */
#define ACU_DATASET_MIN_PICTURES 10

typedef struct {
  char *title;
  char *detail; /* "Labels: 120 ratings of 40 pictures by 3 raters" */
  char *spec;
} AcuDatasetChoice;

/* (transfer full) */
AcuDatasetChoice *acu_dataset_choice_new (const char *title, const char *detail, const char *spec);

/* The dataset @spec that is a file or a folder, whether or not it is there. (transfer full) */
AcuDatasetChoice *acu_dataset_choice_new_named (const char *spec);

void acu_dataset_choice_free (AcuDatasetChoice *choice);

/* What people call the dataset @spec that is a file or a folder: by its name, or the folder's of a
 * file labels.csv, as every synthetic set has one. (transfer full) */
char *acu_dataset_choices_dup_name (const char *spec);

/* The specifications of datasets that were named, the newest first; those that the application
 * finds by itself are none of them.  For the main thread. (transfer full) */
char **acu_dataset_choices_dup_named (void);

/* Has @spec among them.  For the main thread. */
void acu_dataset_choices_remember (const char *spec);

/* Lists them, of @named (nullable) those that are still there; blocks.  @left_out: (out) (optional)
 * (transfer full) (nullable): which label sets are not among them, and how many rated pictures they
 * would need, in a sentence; NULL where all are. (transfer full) (element-type AcuDatasetChoice) */
GPtrArray *acu_dataset_choices_find (AcuCatalog *catalog,
                                     const char *const *named,
                                     char **left_out,
                                     GError **error);

/* The layouts in which datasets are published: what a SPEC begins with, what it is called, and
 * whether it is a folder. */
typedef struct {
  const char *prefix;
  const char *title; /* not translated yet */
  gboolean is_folder;
} AcuDatasetLayout;

/* All of them; the first is the plain table. */
const AcuDatasetLayout *acu_dataset_layouts_get (guint *n);

/* The folder of synthetic sets: "acutance/synthetic-sets" in the user's data folder.
 * (transfer full) */
char *acu_dataset_choices_synthetic_root (void);

G_END_DECLS
