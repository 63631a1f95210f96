/* The operations that training adds: the backward halves of those in graph.h, and the updates that
 * change parameters in place.
 *
 * Some backward operations have two results that share most of their work.  The second is a
 * by-product: a node of its own right behind the first, ACU_OP_BYPRODUCT, whose memory the first
 * node's kernel fills and whose own execution does nothing.
 *
 * Gradients of feature maps and matrices have the storage type, but gradients of parameters are
 * always F32. */
#pragma once

#include "compute/graph.h"

G_BEGIN_DECLS

/* Column sums: (…,C) -> (C), F32.  The gradient of a bias. */
AcuValue acu_graph_sum_rows (AcuGraph *graph, AcuValue x);

/* @length columns of @x from @offset on; the dtype is that of @x. */
AcuValue acu_graph_slice (AcuGraph *graph, AcuValue x, gsize offset, gsize length);

/* The transpose of unfold (col2im): @columns (B,Ho,Wo,k*k*C) -> (B,height,width,C), each element
 * the sum of its copies. */
AcuValue acu_graph_fold (
    AcuGraph *graph, AcuValue columns, gsize height, gsize width, AcuWindowAttributes attributes);

/* With xhat = (x - mean) / sqrt (variance + epsilon) and g = @dy * @weight: the result is
 * (g - mean (g) - xhat mean (g xhat)) / sqrt (variance + epsilon), over the last dimension.
 * *@affine is the by-product (2,C), F32: column sums of dy xhat (the weight's gradient), then of dy
 * (the bias's). */
AcuValue acu_graph_layer_norm_gradient (
    AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue dy, float epsilon, AcuValue *affine);

/* The gradient of window attention with respect to @qkv, of its shape, from @dy (B,H,W,C); the
 * probabilities are computed again.  *@table_gradient is the by-product, of the table's shape, F32:
 * sums of the gradient of the scores over all windows of all samples. */
AcuValue acu_graph_window_attention_gradient (AcuGraph *graph,
                                              AcuValue qkv,
                                              AcuValue table,
                                              AcuValue dy,
                                              AcuAttentionAttributes attributes,
                                              AcuValue *table_gradient);

/* The inverse of patch_merge: (B,H,W,4C) -> (B,2H,2W,C). */
AcuValue acu_graph_patch_split (AcuGraph *graph, AcuValue x);

/* @dy times the derivative of @activation.  @reference is the activation's result for ReLU (where
 * it is above 0: 1) and sigmoid (y (1 - y)), but its argument for GELU. */
AcuValue acu_graph_activation_gradient (AcuGraph *graph,
                                        AcuValue reference,
                                        AcuValue dy,
                                        AcuActivation activation);

/* The gradient of average_pool: @dy (B,h,w,C) -> (B,height,width,C). */
AcuValue acu_graph_average_pool_gradient (AcuGraph *graph, AcuValue dy, gsize height, gsize width);

/* The gradient of max_pool with respect to @x: each window's @dy goes to its first maximum in row
 * order. */
AcuValue acu_graph_max_pool_gradient (AcuGraph *graph,
                                      AcuValue x,
                                      AcuValue dy,
                                      AcuWindowAttributes attributes);

/* The gradient of scale_channels with respect to the scale: (B,S), sums of x dy over the map and
 * over the segment's channels. */
AcuValue acu_graph_scale_channels_gradient (AcuGraph *graph,
                                            AcuValue x,
                                            AcuValue dy,
                                            AcuScaleAttributes attributes);

/* y (dy - sum (y dy)) over the last dimension, from the softmax's result @y. */
AcuValue acu_graph_softmax_gradient (AcuGraph *graph, AcuValue y, AcuValue dy);

/* The inverse of channels_first: (B,C,H,W) -> (B,H,W,C). */
AcuValue acu_graph_channels_last (AcuGraph *graph, AcuValue x);

/* (2,C), F32: the mean and the population variance of each channel over all rows. */
AcuValue acu_graph_batch_statistics (AcuGraph *graph, AcuValue x);

/* The gradient of batch_norm with respect to @x, from the gradient @dz of what enters its
 * activation: with xhat as in layer norm but over each channel, n rows, and @mean and @variance
 * those of the batch, weight / sqrt (variance + epsilon) (dz - sum (dz) / n - xhat sum (dz xhat) /
 * n).  *@affine is the by-product (2,C), F32: sum (dz xhat), then sum (dz). */
AcuValue acu_graph_batch_norm_gradient (AcuGraph *graph,
                                        AcuValue x,
                                        AcuValue weight,
                                        AcuValue mean,
                                        AcuValue variance,
                                        AcuValue dz,
                                        float epsilon,
                                        AcuValue *affine);

/* The gradient of target_linear with respect to its input: @weight (B,N,K) and @dz (B,N) -> (B,K).
 */
AcuValue acu_graph_target_linear_gradient (AcuGraph *graph, AcuValue weight, AcuValue dz);

/* @a (B,N) and @b (B,K) -> (B,N,K): the gradient of a target network's weights. */
AcuValue acu_graph_outer_product (AcuGraph *graph, AcuValue a, AcuValue b);

/* In place: @accumulator = @factor * @accumulator + @x, F32; @factor is one F32 number, so that the
 * first of several batches can begin afresh with 0. */
AcuValue acu_graph_accumulate (AcuGraph *graph, AcuValue accumulator, AcuValue x, AcuValue factor);

/* In place: @running = (1 - momentum) @running + momentum * correction * @x, F32: the running
 * statistics of a batch norm. */
AcuValue
acu_graph_blend (AcuGraph *graph, AcuValue running, AcuValue x, AcuBlendAttributes attributes);

/* [@total] + the sum of squares of all of @x, one F32 number.  A chain of them is the square of a
 * gradient's norm. */
AcuValue acu_graph_square_sum (AcuGraph *graph, AcuValue x, AcuValue total);

#define ACU_ADAMW_LENGTH 9

/* The numbers of one AdamW step, an F32 (ACU_ADAMW_LENGTH) input. */
typedef struct {
  float learning_rate;
  float beta1;
  float beta2;
  float epsilon;
  float weight_decay;
  float correction1; /* 1 - beta1^step */
  float correction2; /* 1 - beta2^step */
  float clip_norm;   /* 0: no clipping */
  float scale; /* of the gradients: undoes that of the losses, see compute/train/loss-scale.h */
} AcuAdamwStep;

/* In place, on @weight, its moments @m and @v (all F32, of one shape): one step of AdamW
 * (Loshchilov and Hutter, ICLR 2019) in PyTorch's order.
 *
 *   g = scale * @gradient * min (1, clip_norm / (scale * sqrt (@square_norm) + 1e-6))
 *   w = w (1 - learning_rate weight_decay)
 *   m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2
 *   w = w - learning_rate / correction1 * m / (sqrt (v) / sqrt (correction2) + epsilon)
 *
 * Where @square_norm is not a finite number, gradients have overflowed and nothing changes.
 *
 * Inputs in this order: @weight, @m, @v, @gradient, @step, @square_norm. */
AcuValue acu_graph_adamw (AcuGraph *graph,
                          AcuValue weight,
                          AcuValue m,
                          AcuValue v,
                          AcuValue gradient,
                          AcuValue step,
                          AcuValue square_norm);

G_END_DECLS
