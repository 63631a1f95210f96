/* What a network is, apart from the values of its weights: the description that a model file
 * carries, that a graph is built from and that says which tensors belong to it.
 *
 * Parameters are named as upstream's state dicts name them: `swin.…` (SMART-IQA on timm 0.9's
 * features_only Swin) or `res.…` (HyperIQA), then the head, whose names both share.  Dimensions are
 * PyTorch's: (out,in) for a linear layer, (out,in,ky,kx) for a convolution. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_WEIGHTS_ERROR (acu_weights_error_quark ())

typedef enum {
  ACU_WEIGHTS_ERROR_DAMAGED,     /* the file contradicts itself or ends early */
  ACU_WEIGHTS_ERROR_UNSUPPORTED, /* well formed, but of a kind that is not read */
  ACU_WEIGHTS_ERROR_UNSAFE,      /* would run code if it were unpickled */
  ACU_WEIGHTS_ERROR_MISMATCH,    /* names or shapes are not those of the network */
  ACU_WEIGHTS_ERROR_UNKNOWN,     /* no such preset, fusion or fault */
} AcuWeightsError;

GQuark acu_weights_error_quark (void);

#define ACU_STAGES             4   /* feature maps a backbone hands on */
#define ACU_TARGET_INPUT       224 /* length of the vector that enters the target network */
#define ACU_LDA_LENGTH         16  /* what stages 1 to 3 each contribute to it */
#define ACU_HYPER_CHANNELS     112 /* channels of the map the hypernetwork reads */
#define ACU_HYPER_SIDE         7   /* its height and width */
#define ACU_SCALE_HIDDEN       256 /* hidden units of the `scale` fusion */
#define ACU_CHANNEL_REDUCTION  16  /* squeeze of the `channel` fusion */
#define ACU_MAX_FAULTS         64  /* fault classes a model may name */
#define ACU_MAX_PARAMETER_RANK 4

typedef enum {
  ACU_BACKBONE_SWIN,
  ACU_BACKBONE_RESNET50,
} AcuBackbone;

/* How the four stages are combined before the hypernetwork. */
typedef enum {
  ACU_FUSION_CHANNEL, /* squeeze-and-excite over the concatenated channels */
  ACU_FUSION_SCALE,   /* one softmax weight a stage */
  ACU_FUSION_CONCAT,  /* concatenated as they are */
  ACU_FUSION_SINGLE,  /* stage 4 alone */
} AcuFusion;

/* Made by acu_architecture_new_preset() or acu_architecture_copy(); its fields may be changed, the
 * strings through g_free() and g_strdup(). */
typedef struct {
  AcuBackbone backbone;
  AcuFusion fusion;
  char *preset;             /* "tiny", …; "custom" where the sizes are no preset's */
  guint embed_dim;          /* Swin: channels of stage 1; stage s has embed_dim << s */
  guint depths[ACU_STAGES]; /* blocks (Swin) or bottlenecks (ResNet) of each stage */
  guint heads[ACU_STAGES];  /* Swin: attention heads of each stage */
  guint window;             /* Swin: side of the attention window, in tokens */
  guint input_size;         /* side of a patch, in pixels */
  char **fault_names;       /* NULL-terminated; empty without a fault head; never NULL */
  float mean[3];            /* subtracted from RGB in 0..1 */
  float std[3];             /* divided by afterwards */
  char *protocol;           /* how an image becomes patches: "koniq", "native", "long-side:N" */
  float score_min;          /* the model's own scale; higher is better */
  float score_max;
  char *score_name; /* what a score is called: "MOS" */
} AcuArchitecture;

/* How the preset @name is fused where nobody says otherwise: `channel`, or `single` for ResNet-50.
 */
AcuFusion acu_architecture_default_fusion (const char *name);

/* The names that acu_architecture_new_preset() knows, smallest network first; NULL-terminated. */
const char *const *acu_architecture_preset_names (void);

/* Describes the preset @name with @fusion, no fault head, ImageNet's mean and deviation, protocol
 * "native" and scores 0..100.  An unknown name is ACU_WEIGHTS_ERROR_UNKNOWN. (transfer full) */
AcuArchitecture *acu_architecture_new_preset (const char *name, AcuFusion fusion, GError **error);

/* (transfer full) */
AcuArchitecture *acu_architecture_copy (const AcuArchitecture *architecture);
void acu_architecture_free (AcuArchitecture *architecture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuArchitecture, acu_architecture_free)

/* Whether @a and @b have the same parameters: names and shapes alike. */
gboolean acu_architecture_same_network (const AcuArchitecture *a, const AcuArchitecture *b);

/* Whether a network can be built from the numbers: every size within what the engine can index,
 * the window and heads dividing what they must.  Names the first that is wrong. */
gboolean acu_architecture_validate (const AcuArchitecture *architecture, GError **error);

/* Sets the preset's name from the sizes: "custom" where they are no preset's. */
void acu_architecture_name_preset (AcuArchitecture *architecture);

/* Replaces the names of the faults by @names (NULL-terminated; NULL for no fault head). */
void acu_architecture_set_faults (AcuArchitecture *architecture, const char *const *names);

/* The number of named faults, K; 0 without a fault head. */
guint acu_architecture_count_faults (const AcuArchitecture *architecture);

/* Channels of the backbone's stage 0..3: embed_dim << stage, or 256 << stage for ResNet-50. */
guint acu_architecture_stage_channels (const AcuArchitecture *architecture, guint stage);

/* Channels entering the hypernetwork's first convolution: of all stages, or of the last. */
guint acu_architecture_fused_channels (const AcuArchitecture *architecture);

/* Channels between the hypernetwork's three convolutions: 512,256,112 or 1024,512,112. */
void acu_architecture_reduction_channels (const AcuArchitecture *architecture, guint channels[3]);

/* "channel", "scale", "concat", "single". */
const char *acu_fusion_to_string (AcuFusion fusion);
gboolean acu_fusion_from_string (const char *name, AcuFusion *fusion, GError **error);

/* "swin", "resnet50". */
const char *acu_backbone_to_string (AcuBackbone backbone);
gboolean acu_backbone_from_string (const char *name, AcuBackbone *backbone, GError **error);

typedef enum {
  ACU_PARAMETER_MATRIX,      /* linear layer, (out,in) */
  ACU_PARAMETER_CONVOLUTION, /* (out,in,ky,kx), 1x1 included */
  ACU_PARAMETER_VECTOR,      /* bias, or scale of a normalisation, (channels) */
  ACU_PARAMETER_TABLE,       /* relative position bias, ((2w-1)^2,heads) */
  ACU_PARAMETER_BUFFER,      /* running mean or variance, (channels): saved, but not trained */
} AcuParameterKind;

/* Upstream's optimizer has two groups: its "backbone" is everything under `swin.`/`res.`, that is
 * ACU_GROUP_BACKBONE and ACU_GROUP_LDA together; the rest is its "head". */
typedef enum {
  ACU_GROUP_BACKBONE,
  ACU_GROUP_LDA,
  ACU_GROUP_FUSION,
  ACU_GROUP_HYPERNETWORK,
  ACU_GROUP_FAULTS,
} AcuParameterGroup;

typedef struct {
  char *name;
  AcuParameterKind kind;
  AcuParameterGroup group;
  guint rank;
  guint64 dims[ACU_MAX_PARAMETER_RANK];
} AcuParameter;

/* The number of elements. */
guint64 acu_parameter_count (const AcuParameter *parameter);

/* Every parameter and buffer of a valid @architecture, in the order of upstream's state dict, the
 * fault head last.  (transfer full) (element-type AcuParameter) */
GPtrArray *acu_architecture_list_parameters (const AcuArchitecture *architecture);

/* The number of trained values: buffers do not count. */
guint64 acu_architecture_count_parameters (const AcuArchitecture *architecture);

G_END_DECLS
