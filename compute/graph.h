/* A network as a list of operations.
 *
 * A graph is a static single-assignment program: every node makes exactly one value, nodes name
 * earlier nodes as their inputs, and the order of the list is an order of execution.  The same
 * graph serves scoring and training; differentiation appends further nodes (see autodiff.h).
 * Shapes, batch size included, are fixed when the node is added.
 *
 * Numbers are stored as the graph's storage type (F32, or F16 on devices that have it) in feature
 * maps and weight matrices, and always as F32 in everything small that a sum depends on: biases,
 * norms, bias tables, statistics.  Every sum is accumulated in F32. */
#pragma once

#include "compute/tensor.h"

G_BEGIN_DECLS

#define ACU_MAX_INPUTS 6

typedef guint32 AcuValue;
#define ACU_NO_VALUE G_MAXUINT32

typedef enum {
  ACU_ACTIVATION_NONE,
  ACU_ACTIVATION_RELU,
  ACU_ACTIVATION_GELU, /* 0.5 x (1 + erf (x / sqrt 2)), not the tanh approximation */
  ACU_ACTIVATION_SIGMOID,
} AcuActivation;

/* Each operation's inputs, result and attributes are described at its builder below.  Inputs in
 * [brackets] may be ACU_NO_VALUE. */
typedef enum {
  ACU_OP_INPUT,
  ACU_OP_PARAMETER,
  ACU_OP_RESHAPE,
  ACU_OP_CONVERT,
  ACU_OP_NORMALIZE_IMAGE,
  ACU_OP_MATMUL,
  ACU_OP_UNFOLD,
  ACU_OP_LAYER_NORM,
  ACU_OP_WINDOW_ATTENTION,
  ACU_OP_PATCH_MERGE,
  ACU_OP_ADD,
  ACU_OP_ACTIVATION,
  ACU_OP_AVERAGE_POOL,
  ACU_OP_MAX_POOL,
  ACU_OP_CONCAT,
  ACU_OP_SCALE_CHANNELS,
  ACU_OP_SOFTMAX,
  ACU_OP_CHANNELS_FIRST,
  ACU_OP_BATCH_NORM,
  ACU_OP_TARGET_LINEAR,
  ACU_OP_DROPOUT,
  ACU_OP_DROP_PATH,
  /* The rest is described in gradient-ops.h. */
  ACU_OP_BYPRODUCT,
  ACU_OP_SUM_ROWS,
  ACU_OP_SLICE,
  ACU_OP_FOLD,
  ACU_OP_LAYER_NORM_GRADIENT,
  ACU_OP_WINDOW_ATTENTION_GRADIENT,
  ACU_OP_PATCH_SPLIT,
  ACU_OP_ACTIVATION_GRADIENT,
  ACU_OP_AVERAGE_POOL_GRADIENT,
  ACU_OP_MAX_POOL_GRADIENT,
  ACU_OP_SCALE_CHANNELS_GRADIENT,
  ACU_OP_SOFTMAX_GRADIENT,
  ACU_OP_CHANNELS_LAST,
  ACU_OP_BATCH_STATISTICS,
  ACU_OP_BATCH_NORM_GRADIENT,
  ACU_OP_TARGET_LINEAR_GRADIENT,
  ACU_OP_OUTER_PRODUCT,
  ACU_OP_ACCUMULATE,
  ACU_OP_BLEND,
  ACU_OP_SQUARE_SUM,
  ACU_OP_ADAMW,
  ACU_N_OPS
} AcuOp;

typedef struct {
  gboolean transpose_a;
  gboolean transpose_b;
  AcuActivation activation;
  gboolean result_f32; /* F32 whatever the storage type: gradients of parameters */
} AcuMatmulAttributes;

typedef struct {
  guint kernel;
  guint stride;
  guint padding;
} AcuWindowAttributes;

typedef struct {
  guint heads;
  guint window;
  guint shift;
} AcuAttentionAttributes;

typedef struct {
  float epsilon;
  AcuActivation activation;
} AcuNormAttributes;

typedef struct {
  AcuActivation activation;
} AcuActivationAttributes;

typedef struct {
  guint n_segments; /* 0: one scale a channel */
  guint segments[ACU_MAX_RANK];
} AcuScaleAttributes;

typedef struct {
  float rate;
  guint32 stream; /* which of the step's independent random sequences this node draws from */
} AcuDropoutAttributes;

typedef struct {
  gsize offset; /* first column taken */
} AcuSliceAttributes;

typedef struct {
  float momentum;   /* share of the new value */
  float correction; /* factor on the new value */
} AcuBlendAttributes;

typedef struct {
  float mean[3];
  float std[3];
} AcuImageAttributes;

/* How a parameter lies in a file, where that differs from how it lies in the engine. */
typedef struct {
  guint kernel_height; /* > 0: a convolution, (out,in,ky,kx) in files, (out, ky*kx*in) here */
  guint kernel_width;
} AcuParameterAttributes;

typedef union {
  AcuParameterAttributes parameter;
  AcuImageAttributes image;
  AcuMatmulAttributes matmul;
  AcuWindowAttributes window;
  AcuAttentionAttributes attention;
  AcuNormAttributes norm;
  AcuActivationAttributes activation;
  AcuScaleAttributes scale;
  AcuDropoutAttributes dropout;
  AcuSliceAttributes slice;
  AcuBlendAttributes blend;
} AcuOpAttributes;

typedef struct {
  AcuOp op;
  AcuDType dtype;
  AcuShape shape;
  guint n_inputs;
  AcuValue inputs[ACU_MAX_INPUTS];
  AcuOpAttributes attributes;
  char *name;             /* inputs, parameters and outputs have one; else NULL */
  gboolean is_output;     /* kept until the end of a run and readable afterwards */
  gboolean is_checkpoint; /* kept where the backward pass computes most values again */
  guint phase;            /* which part of a run executes it, see acu_graph_begin_phase() */
} AcuNode;

typedef struct _AcuGraph AcuGraph;

AcuGraph *acu_graph_new (AcuDType storage);
void acu_graph_free (AcuGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuGraph, acu_graph_free)

AcuDType acu_graph_get_storage (const AcuGraph *graph);
guint acu_graph_get_n_nodes (const AcuGraph *graph);

/* The node that makes @value; valid until the next node is added. */
const AcuNode *acu_graph_get_node (const AcuGraph *graph, AcuValue value);

AcuShape acu_graph_get_shape (const AcuGraph *graph, AcuValue value);

/* Divides a run: nodes added from now on are executed by the next phase.  A graph begins in phase
 * 0.  Between phases the host may read outputs and write inputs of later ones: training runs the
 * forward pass, has the losses computed, and runs the backward pass on their gradients. */
void acu_graph_begin_phase (AcuGraph *graph);
guint acu_graph_get_n_phases (const AcuGraph *graph);

/* Whether executing @op changes the memory of its input @index.  Such an operation's result is that
 * input's memory (of input 0, where it changes several). */
gboolean acu_op_writes_input (AcuOp op, guint index);

/* The value whose memory @value lies in: itself, but for reshapes and for operations in place the
 * value they reshape or change. */
AcuValue acu_graph_get_root (const AcuGraph *graph, AcuValue value);

/* The input, parameter or output called @name, or ACU_NO_VALUE. */
AcuValue acu_graph_find (const AcuGraph *graph, const char *name);

/* "matmul", "layer-norm", … */
const char *acu_op_name (AcuOp op);

/* Floating point operations of one node, a multiplication and an addition counting as two; 0 for
 * what only moves memory. */
double acu_node_count_flops (const AcuGraph *graph, AcuValue value);
double acu_graph_count_flops (const AcuGraph *graph);

/* Keeps @value to the end of a run under @name, so that it can be downloaded. */
void acu_graph_set_output (AcuGraph *graph, AcuValue value, const char *name);

/* Marks @value as one that is kept under ACU_RECOMPUTE_BLOCKS: the border of a block. */
void acu_graph_set_checkpoint (AcuGraph *graph, AcuValue value);

/* A value that is uploaded before a run. */
AcuValue acu_graph_input (AcuGraph *graph, const char *name, AcuDType dtype, AcuShape shape);

/* A weight matrix or vector that outlives runs.  Rank 1, and any parameter with @keep_f32, is F32;
 * other ranks have the graph's storage type.  A name may be asked for again: the same value comes
 * back. */
AcuValue acu_graph_parameter (AcuGraph *graph, const char *name, AcuShape shape, gboolean keep_f32);

/* The weight of a convolution: PyTorch's (out,in,ky,kx), held as (out, ky*kx*in). */
AcuValue acu_graph_convolution_parameter (AcuGraph *graph,
                                          const char *name,
                                          gsize out,
                                          gsize in,
                                          guint kernel_height,
                                          guint kernel_width,
                                          gboolean keep_f32);

/* A further F32 parameter @name, shaped and laid out like the parameter @like: its gradient, or a
 * moment of it. */
AcuValue acu_graph_parameter_like (AcuGraph *graph, const char *name, AcuValue like);

/* @x under another shape of as many elements; no memory moves. */
AcuValue acu_graph_reshape (AcuGraph *graph, AcuValue x, AcuShape shape);

/* @x as @dtype (F32 or F16); @x itself where it already is. */
AcuValue acu_graph_convert (AcuGraph *graph, AcuValue x, AcuDType dtype);

/* (@image / 255 - mean) / std on U8 (B,H,W,3); the result has the storage type. */
AcuValue acu_graph_normalize_image (AcuGraph *graph,
                                    AcuValue image,
                                    const float mean[3],
                                    const float std[3]);

/* activation (op (@a) op (@b) + @bias) + @residual, where op transposes if asked to.
 *
 * @a is seen as the matrix (rows, columns) of its shape and @b likewise.  Not transposed, @a is
 * (M,K), and @b is (K,N); a linear layer's (out,in) weight is @b with @transpose_b.  [@bias] is
 * (N), F32; [@residual] has the result's shape and is added after the activation.  The result has
 * @a's leading dimensions and N columns, or (M,N) if @a is transposed. */
AcuValue acu_graph_matmul (AcuGraph *graph,
                           AcuValue a,
                           AcuValue b,
                           AcuValue bias,
                           AcuValue residual,
                           AcuMatmulAttributes attributes);

/* A linear layer: acu_graph_matmul() with the (N,K) @weight transposed. */
AcuValue acu_graph_linear (
    AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue bias, AcuActivation activation);

/* im2col: (B,H,W,C) -> (B,Ho,Wo, kernel*kernel*C), the channel running fastest, then kx, then ky;
 * zeros outside; Ho = (H + 2 padding - kernel) / stride + 1.  A convolution is an unfold and a
 * linear layer. */
AcuValue acu_graph_unfold (AcuGraph *graph, AcuValue x, AcuWindowAttributes attributes);

/* A convolution by unfolding; a 1x1 of stride 1 is the linear layer alone. */
AcuValue acu_graph_convolution (AcuGraph *graph,
                                AcuValue x,
                                AcuValue weight,
                                AcuValue bias,
                                AcuWindowAttributes window,
                                AcuActivation activation);

/* (x - mean) / sqrt (variance + epsilon) * @weight + @bias over the last dimension; population
 * variance; @weight and @bias (C), F32. */
AcuValue
acu_graph_layer_norm (AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue bias, float epsilon);

/* Window attention of Swin (Liu 2021, section 3.2): @qkv (B,H,W,3C) -> (B,H,W,C).
 *
 * The last dimension of @qkv is (q|k|v, head, d) with d = C / heads.  The map is rolled by -shift
 * in both directions and cut into window x window pieces (H and W are multiples of window); within
 * one, softmax (d^-0.5 q k^T + table[index] + mask) v, and the result is put back where it came
 * from.  @table is ((2 window - 1)^2, heads), F32, index = (dy + window - 1) * (2 window - 1) +
 * (dx + window - 1) for the query's position minus the key's.  The mask is -100 between positions
 * of different regions of the rolled map, whose borders lie at H - window and H - shift (and
 * likewise for W); without a shift there is none. */
AcuValue acu_graph_window_attention (AcuGraph *graph,
                                     AcuValue qkv,
                                     AcuValue table,
                                     AcuAttentionAttributes attributes);

/* (B,H,W,C) -> (B,H/2,W/2,4C): the neighbours (row,column) = (0,0),(1,0),(0,1),(1,1). */
AcuValue acu_graph_patch_merge (AcuGraph *graph, AcuValue x);

/* @a + @b, of one shape and dtype, which are the result's. */
AcuValue acu_graph_add (AcuGraph *graph, AcuValue a, AcuValue b);

AcuValue acu_graph_activation (AcuGraph *graph, AcuValue x, AcuActivation activation);

/* PyTorch's AdaptiveAvgPool2d: (B,H,W,C) -> (B,height,width,C); the window of output i runs from
 * floor (i H / height) to ceil ((i+1) H / height). */
AcuValue acu_graph_average_pool (AcuGraph *graph, AcuValue x, gsize height, gsize width);

/* Maximum over kernel x kernel windows, padding never chosen: (B,H,W,C) -> (B,Ho,Wo,C). */
AcuValue acu_graph_max_pool (AcuGraph *graph, AcuValue x, AcuWindowAttributes attributes);

/* Up to ACU_MAX_INPUTS values of equal leading dimensions, side by side in the last. */
AcuValue acu_graph_concat (AcuGraph *graph, const AcuValue *values, guint n_values);

/* @x (B,H,W,C) times @scale (B,S), over the whole map.  Without segments S = C.  With them, S of
 * them whose lengths add up to C, channels of the s-th segment are multiplied by scale[s]. */
AcuValue acu_graph_scale_channels (AcuGraph *graph,
                                   AcuValue x,
                                   AcuValue scale,
                                   AcuScaleAttributes attributes);

/* Softmax over the last dimension. */
AcuValue acu_graph_softmax (AcuGraph *graph, AcuValue x);

/* (B,H,W,C) -> (B,C,H,W), the order in which the hypernetwork's weights and the local distortion
 * features are read. */
AcuValue acu_graph_channels_first (AcuGraph *graph, AcuValue x);

/* activation ((x - @mean) / sqrt (@variance + epsilon) * @weight + @bias + @residual) over the last
 * dimension; @weight, @bias, @mean and @variance (C), F32; [@residual] like @x.  Scoring gives the
 * running statistics, training those of the batch. */
AcuValue acu_graph_batch_norm (AcuGraph *graph,
                               AcuValue x,
                               AcuValue weight,
                               AcuValue bias,
                               AcuValue mean,
                               AcuValue variance,
                               AcuValue residual,
                               AcuNormAttributes attributes);

/* One linear layer an image, with weights of its own: @x (B,K), @weight of B*N*K elements read as
 * (B,N,K), @bias of B*N elements -> activation (weight x + bias), (B,N). */
AcuValue acu_graph_target_linear (
    AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue bias, AcuActivation activation);

/* Zeroes elements with probability rate and multiplies the others by 1 / (1 - rate).  @state is a
 * U32 (4) input: seed (low, high) and step (low, high).  Element i is kept if the (i mod 4)-th word
 * of acu_philox (seed, {i / 4, stream, step}) is at least rate * 2^32; see random.h. */
AcuValue
acu_graph_dropout (AcuGraph *graph, AcuValue x, AcuValue state, AcuDropoutAttributes attributes);

/* As dropout, one draw for a whole sample (stochastic depth): element i is the sample's index. */
AcuValue
acu_graph_drop_path (AcuGraph *graph, AcuValue x, AcuValue state, AcuDropoutAttributes attributes);

G_END_DECLS
