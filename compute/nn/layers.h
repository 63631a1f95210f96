/* Layers with named parameters, and what the parts of a network share while it is built. */
#pragma once

#include "compute/nn/network.h"

G_BEGIN_DECLS

typedef struct {
  AcuGraph *graph;
  const AcuArchitecture *architecture;
  const AcuNetworkOptions *options;
  AcuNetwork *network;
  guint32 next_stream; /* of the random numbers of dropout and drop path */
} AcuBuilder;

/* "PREFIX.NAME" in static storage of the calling expression: names are short and made often. */
const char *acu_join_name (char *buffer, gsize size, const char *prefix, const char *name);
#define ACU_NAME(prefix, name) acu_join_name ((char[128]){0}, 128, (prefix), (name))

/* PREFIX.weight (out,in), of the storage type: a copy where the parameter itself is F32. */
AcuValue acu_layer_weight (AcuBuilder *builder, const char *prefix, gsize out, gsize in);

/* PREFIX.weight (out,in) and PREFIX.bias (out) on the last dimension of @x. */
AcuValue acu_layer_linear (
    AcuBuilder *builder, const char *prefix, AcuValue x, gsize out, AcuActivation activation);

/* As acu_layer_linear(), and @residual added. */
AcuValue acu_layer_linear_residual (
    AcuBuilder *builder, const char *prefix, AcuValue x, gsize out, AcuValue residual);

/* PREFIX.weight (out,in,kernel,kernel) over @x (B,H,W,in), and PREFIX.bias if @has_bias. */
AcuValue acu_layer_convolution (AcuBuilder *builder,
                                const char *prefix,
                                AcuValue x,
                                gsize out,
                                AcuWindowAttributes window,
                                gboolean has_bias,
                                AcuActivation activation);

/* PREFIX.weight and PREFIX.bias (C); epsilon 1e-5. */
AcuValue acu_layer_norm (AcuBuilder *builder, const char *prefix, AcuValue x);

/* Dropout while training at a rate above 0; else @x. */
AcuValue acu_layer_dropout (AcuBuilder *builder, AcuValue x, float rate);

/* Stochastic depth while training at a rate above 0; else @x. */
AcuValue acu_layer_drop_path (AcuBuilder *builder, AcuValue x, float rate);

/* Makes @value an output if intermediate values are asked for. */
void acu_layer_trace (AcuBuilder *builder, AcuValue value, const char *name);

/* The parts of a network.  Each fills in its own fields of builder->network. */
void acu_build_swin (AcuBuilder *builder, AcuValue x);
void acu_build_resnet (AcuBuilder *builder, AcuValue x);
void acu_build_pooled_maps (AcuBuilder *builder);
void acu_build_head (AcuBuilder *builder);
void acu_build_token_heads (AcuBuilder *builder);

G_END_DECLS
