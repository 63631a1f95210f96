/* What checkpoints of other projects call the parameters of the networks read here. */
#pragma once

#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

typedef enum {
  ACU_FAMILY_SMART_IQA,            /* `swin.…` and the head; the canonical names */
  ACU_FAMILY_HYPERIQA,             /* `res.…` and the head; the canonical names */
  ACU_FAMILY_PYIQA_HYPERIQA,       /* pyiqa's HyperNet */
  ACU_FAMILY_TIMM_SWIN,            /* backbone: patch merging at the start of a stage */
  ACU_FAMILY_MICROSOFT_SWIN,       /* backbone: patch merging at the end of the stage before */
  ACU_FAMILY_TORCHVISION_SWIN,     /* backbone */
  ACU_FAMILY_TORCHVISION_RESNET50, /* backbone; timm's has the same names */
} AcuFamily;

/* "SMART-IQA network", "Swin backbone as timm names it", … */
const char *acu_family_describe (AcuFamily family);

/* Whether the family's files hold a backbone only. */
gboolean acu_family_is_backbone (AcuFamily family);

/* The length of what all names in @set begin with and that trainers' wrappers add: "module." and
 * the like; 0 for nothing. */
gsize acu_checkpoint_prefix_length (const AcuTensorSet *set);

/* Tells from the names in @set, without their first @prefix_length bytes, whose they are.  Names
 * that are nobody's are ACU_WEIGHTS_ERROR_MISMATCH, with some of them. */
gboolean acu_family_recognise (const AcuTensorSet *set,
                               gsize prefix_length,
                               AcuFamily *family,
                               GError **error);

/* The canonical name of what @family calls @name; NULL for what scoring does not need: buffers that
 * follow from the architecture, final norms and classifiers of backbones.  A name that is not the
 * family's is returned as it is. (transfer full) (nullable) */
char *acu_family_canonical_name (AcuFamily family, const char *name);

G_END_DECLS
