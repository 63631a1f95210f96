/* The push constants of every kernel: one definition, read by the C compiler and by glslang.
 *
 * Members are 32 bits wide and scalar or arrays of scalars, so that C's layout and std430's are the
 * same.  Counts are in elements. */
#ifndef ACU_PUSH_CONSTANTS_H
#define ACU_PUSH_CONSTANTS_H

#ifndef VULKAN /* glslang defines it, C compilers do not */
typedef unsigned int uint;
typedef struct AcuAttentionGradientPush AcuAttentionGradientPush;
typedef struct AcuAttentionPush AcuAttentionPush;
typedef struct AcuBatchNormPush AcuBatchNormPush;
typedef struct AcuBatchNormSumsPush AcuBatchNormSumsPush;
typedef struct AcuBatchStatisticsPush AcuBatchStatisticsPush;
typedef struct AcuBlendPush AcuBlendPush;
typedef struct AcuChannelsFirstPush AcuChannelsFirstPush;
typedef struct AcuColumnsPush AcuColumnsPush;
typedef struct AcuCopyColumnsPush AcuCopyColumnsPush;
typedef struct AcuDropoutPush AcuDropoutPush;
typedef struct AcuElementsPush AcuElementsPush;
typedef struct AcuLayerNormPush AcuLayerNormPush;
typedef struct AcuMatmulPush AcuMatmulPush;
typedef struct AcuMatmulSumPush AcuMatmulSumPush;
typedef struct AcuNormalizePush AcuNormalizePush;
typedef struct AcuOuterProductPush AcuOuterProductPush;
typedef struct AcuPatchMergePush AcuPatchMergePush;
typedef struct AcuPoolPush AcuPoolPush;
typedef struct AcuRowsPush AcuRowsPush;
typedef struct AcuScaleChannelsPush AcuScaleChannelsPush;
typedef struct AcuSquareSumPush AcuSquareSumPush;
typedef struct AcuTargetLinearPush AcuTargetLinearPush;
typedef struct AcuWindowPush AcuWindowPush;
#endif

/* What treats every element alike. */
struct AcuElementsPush {
  uint count;
};

/* What treats every row alike. */
struct AcuRowsPush {
  uint rows;
  uint columns;
};

struct AcuAttentionPush {
  uint height;
  uint width;
  uint channels; /* of the result; the input has three times as many */
  uint heads;
  uint shift;
  uint n_groups; /* batch x windows x heads */
  float scale;   /* of the products of queries and keys */
};

struct AcuAttentionGradientPush {
  uint height;
  uint width;
  uint channels; /* of dy; q, k and v together have three times as many */
  uint heads;
  uint shift;
  uint n_windows;    /* of the whole batch */
  uint part_windows; /* of one part; the last may have fewer */
  uint n_parts;
  float scale;
};

struct AcuBatchNormPush {
  uint count;
  uint channels;
  float epsilon;
};

/* Begins as AcuColumnsPush does. */
struct AcuBatchNormSumsPush {
  uint rows;
  uint columns;
  uint part_rows;
  float epsilon;
};

/* Begins as AcuColumnsPush does; its rows are the parts that the statistics were cut into. */
struct AcuBatchStatisticsPush {
  uint rows;
  uint columns;
  uint part_rows;
  uint count;      /* rows of the matrix itself */
  uint part_count; /* of one part; the last may have fewer */
};

struct AcuBlendPush {
  uint count;
  float kept;  /* factor of the old value */
  float added; /* and of the new */
};

struct AcuChannelsFirstPush {
  uint count;
  uint channels;
  uint pixels; /* of one map */
};

/* Sums columns of a matrix over parts of its rows, see columns.glsl. */
struct AcuColumnsPush {
  uint rows;
  uint columns;
  uint part_rows; /* of a part; the last may have fewer */
};

/* Copies columns of one matrix to columns of another. */
struct AcuCopyColumnsPush {
  uint count; /* rows x columns copied */
  uint columns;
  uint source_stride; /* columns of the whole matrix */
  uint source_offset; /* first column */
  uint target_stride;
  uint target_offset;
};

struct AcuDropoutPush {
  uint count;
  uint period; /* elements of a sample */
  uint stream;
  uint threshold; /* words at least this large keep their element */
  float scale;    /* of what is kept */
};

struct AcuLayerNormPush {
  uint rows;
  uint columns;
  float epsilon;
};

struct AcuMatmulPush {
  uint m;
  uint n;
  uint k;
  uint slice; /* length of the part of k that one slice sums */
};

struct AcuMatmulSumPush {
  uint count; /* m x n */
  uint n;
  uint slices;
};

struct AcuNormalizePush {
  uint count;
  float mean[3];
  float std[3];
};

struct AcuOuterProductPush {
  uint count;
  uint rows; /* of one sample */
  uint columns;
};

struct AcuPatchMergePush {
  uint count;
  uint height; /* of the map that is, or was, not merged */
  uint width;
  uint channels;
};

struct AcuPoolPush {
  uint count;
  uint height; /* of the map that is pooled */
  uint width;
  uint channels;
  uint out_height;
  uint out_width;
};

struct AcuScaleChannelsPush {
  uint count;
  uint period; /* elements of one sample */
  uint channels;
  uint scales;  /* of one sample */
  uint ends[4]; /* the channel at which each segment ends; unused without segments */
};

/* Sums a vector, or its squares, in parts. */
struct AcuSquareSumPush {
  uint count;
  uint part_count; /* of a part; the last may have fewer */
};

struct AcuTargetLinearPush {
  uint outputs;
  uint columns;
  uint count; /* batch x outputs */
};

struct AcuWindowPush {
  uint count;
  uint height; /* of the map that windows are laid over */
  uint width;
  uint channels;
  uint out_height;
  uint out_width;
  uint kernel;
  uint stride;
  uint padding;
};

#endif
