/* A patch plan: where in a (resized) image the patches are cut. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The top-left corner of a patch, in pixels. */
typedef struct {
  int y;
  int x;
} AcuPatch;

typedef enum {
  ACU_PATCH_PLAN_GRID,   /* evenly spread, covering every pixel, edges included; neighbours are a
                          * `count`-th of a patch apart at most */
  ACU_PATCH_PLAN_RANDOM, /* `count` positions drawn from `seed` */
  ACU_PATCH_PLAN_CENTER, /* one */
  ACU_PATCH_PLAN_AT,     /* the positions in `at` */
} AcuPatchPlanKind;

typedef struct {
  AcuPatchPlanKind kind;
  guint count;  /* patches of a random plan, or of `at`; of a grid see above; 0 otherwise */
  guint64 seed; /* of a random plan */
  AcuPatch *at; /* `count` positions, or NULL */
} AcuPatchPlan;

/* Reads "grid", "grid:N" (N from 2 to 8), "center", "random:N" (seed 0), "random:N@SEED" or
 * "at:Y,X;Y,X…".  Fails with ACU_IMAGING_ERROR_ARGUMENT and a message that names the faulty part
 * and the forms. (transfer full) */
AcuPatchPlan *acu_patch_plan_parse (const char *text, GError **error);

/* The text that acu_patch_plan_parse() reads back. (transfer full) */
char *acu_patch_plan_to_string (const AcuPatchPlan *plan);

void acu_patch_plan_free (AcuPatchPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPatchPlan, acu_patch_plan_free)

/* Places the plan on an image of @width x @height for patches of @patch x @patch pixels, and sets
 * *@n to their number (at least 1).  The same plan, size and patch give the same positions on every
 * machine.  Fails with ACU_IMAGING_ERROR_ARGUMENT where the image is smaller than a patch, or an
 * `at` position does not fit. (transfer full) */
AcuPatch *acu_patch_plan_place (
    const AcuPatchPlan *plan, int width, int height, int patch, gsize *n, GError **error);

G_END_DECLS
