/* Which tensors a network has: their names, shapes and order. */
#include "compute/weights/architecture.h"

#include <string.h>

typedef struct {
  GPtrArray *parameters;
  AcuParameterGroup group;
} Listing;

static void
parameter_free (gpointer data)
{
  AcuParameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter);
}

guint64
acu_parameter_count (const AcuParameter *parameter)
{
  guint64 count = 1;

  for (guint i = 0; i < parameter->rank; i++)
    count *= parameter->dims[i];
  return count;
}

static void
add (Listing *listing,
     AcuParameterKind kind,
     const char *name,
     const char *suffix,
     guint rank,
     const guint64 *dims)
{
  AcuParameter *parameter = g_new0 (AcuParameter, 1);

  parameter->name = g_strconcat (name, suffix, NULL);
  parameter->kind = kind;
  parameter->group = listing->group;
  parameter->rank = rank;
  memcpy (parameter->dims, dims, rank * sizeof *dims);
  g_ptr_array_add (listing->parameters, parameter);
}

static void
add_vector (Listing *listing, const char *name, const char *suffix, guint64 length)
{
  add (listing, ACU_PARAMETER_VECTOR, name, suffix, 1, &length);
}

static void
add_linear (Listing *listing, const char *name, guint64 out, guint64 in)
{
  add (listing, ACU_PARAMETER_MATRIX, name, ".weight", 2, (const guint64[]){out, in});
  add_vector (listing, name, ".bias", out);
}

static void
add_convolution (
    Listing *listing, const char *name, guint64 out, guint64 in, guint64 side, gboolean bias)
{
  add (listing, ACU_PARAMETER_CONVOLUTION, name, ".weight", 4,
       (const guint64[]){out, in, side, side});
  if (bias)
    add_vector (listing, name, ".bias", out);
}

static void
add_layer_norm (Listing *listing, const char *name, guint64 channels)
{
  add_vector (listing, name, ".weight", channels);
  add_vector (listing, name, ".bias", channels);
}

static void
add_batch_norm (Listing *listing, const char *name, guint64 channels)
{
  add_layer_norm (listing, name, channels);
  add (listing, ACU_PARAMETER_BUFFER, name, ".running_mean", 1, &channels);
  add (listing, ACU_PARAMETER_BUFFER, name, ".running_var", 1, &channels);
}

/* Builds "prefix.name" in a buffer that the caller lends: names are short and made often. */
static const char *
under (char *buffer, gsize size, const char *prefix, const char *name)
{
  gsize needed = (gsize)g_snprintf (buffer, size, "%s.%s", prefix, name);

  g_assert (needed < size);
  return buffer;
}

#define UNDER(prefix, name) under ((char[128]){0}, 128, (prefix), (name))

static void
add_swin_block (Listing *listing, const char *name, guint channels, guint heads, guint window)
{
  guint64 offsets = 2 * (guint64)window - 1;

  add_layer_norm (listing, UNDER (name, "norm1"), channels);
  add (listing, ACU_PARAMETER_TABLE, name, ".attn.relative_position_bias_table", 2,
       (const guint64[]){offsets * offsets, heads});
  add_linear (listing, UNDER (name, "attn.qkv"), 3 * (guint64)channels, channels);
  add_linear (listing, UNDER (name, "attn.proj"), channels, channels);
  add_layer_norm (listing, UNDER (name, "norm2"), channels);
  add_linear (listing, UNDER (name, "mlp.fc1"), 4 * (guint64)channels, channels);
  add_linear (listing, UNDER (name, "mlp.fc2"), channels, 4 * (guint64)channels);
}

static void
add_swin (Listing *listing, const AcuArchitecture *architecture)
{
  add_convolution (listing, "swin.backbone.patch_embed.proj", architecture->embed_dim, 3, 4, TRUE);
  add_layer_norm (listing, "swin.backbone.patch_embed.norm", architecture->embed_dim);

  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    guint channels = acu_architecture_stage_channels (architecture, stage);
    char name[64];

    g_snprintf (name, sizeof name, "swin.backbone.layers_%u", stage);
    if (stage > 0) {
      add_layer_norm (listing, UNDER (name, "downsample.norm"), 2 * (guint64)channels);
      add (listing, ACU_PARAMETER_MATRIX, name, ".downsample.reduction.weight", 2,
           (const guint64[]){channels, 2 * (guint64)channels});
    }
    for (guint block = 0; block < architecture->depths[stage]; block++) {
      g_snprintf (name, sizeof name, "swin.backbone.layers_%u.blocks.%u", stage, block);
      add_swin_block (listing, name, channels, architecture->heads[stage], architecture->window);
    }
  }
}

/* One bottleneck: 1x1 to @inner, 3x3, 1x1 to four times @inner; the first of a stage also
 * projects its input, of @in channels. */
static void
add_bottleneck (Listing *listing, const char *name, guint in, guint inner, gboolean first)
{
  guint out = 4 * inner;

  add_convolution (listing, UNDER (name, "conv1"), inner, in, 1, FALSE);
  add_batch_norm (listing, UNDER (name, "bn1"), inner);
  add_convolution (listing, UNDER (name, "conv2"), inner, inner, 3, FALSE);
  add_batch_norm (listing, UNDER (name, "bn2"), inner);
  add_convolution (listing, UNDER (name, "conv3"), out, inner, 1, FALSE);
  add_batch_norm (listing, UNDER (name, "bn3"), out);
  if (first) {
    add_convolution (listing, UNDER (name, "downsample.0"), out, in, 1, FALSE);
    add_batch_norm (listing, UNDER (name, "downsample.1"), out);
  }
}

static void
add_resnet (Listing *listing, const AcuArchitecture *architecture)
{
  guint in = 64;

  add_convolution (listing, "res.conv1", in, 3, 7, FALSE);
  add_batch_norm (listing, "res.bn1", in);
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    guint out = acu_architecture_stage_channels (architecture, stage);

    for (guint block = 0; block < architecture->depths[stage]; block++) {
      char name[64];

      g_snprintf (name, sizeof name, "res.layer%u.%u", stage + 1, block);
      add_bottleneck (listing, name, in, out / 4, block == 0);
      in = out;
    }
  }
}

/* Local distortion aware modules: 16, 32, 64 channels pooled to 8x8, 4x4, 2x2, then 16 numbers
 * each; the last stage gives what is left of the target network's input. */
static void
add_lda (Listing *listing, const AcuArchitecture *architecture)
{
  const char *prefix = architecture->backbone == ACU_BACKBONE_SWIN ? "swin" : "res";
  char name[64];

  for (guint stage = 0; stage < ACU_STAGES - 1; stage++) {
    guint64 channels = (guint64)16 << stage;
    guint64 side = 8 >> stage;

    g_snprintf (name, sizeof name, "%s.lda%u_pool.0", prefix, stage + 1);
    add_convolution (listing, name, channels, acu_architecture_stage_channels (architecture, stage),
                     1, FALSE);
    g_snprintf (name, sizeof name, "%s.lda%u_fc", prefix, stage + 1);
    add_linear (listing, name, ACU_LDA_LENGTH, channels * side * side);
  }
  g_snprintf (name, sizeof name, "%s.lda4_fc", prefix);
  add_linear (listing, name, ACU_TARGET_INPUT - 3 * ACU_LDA_LENGTH,
              acu_architecture_stage_channels (architecture, ACU_STAGES - 1));
}

static void
add_fusion (Listing *listing, const AcuArchitecture *architecture)
{
  guint channels = acu_architecture_fused_channels (architecture);

  switch (architecture->fusion) {
  case ACU_FUSION_CHANNEL:
    add_linear (listing, "multiscale_attention.fc.0", channels / ACU_CHANNEL_REDUCTION, channels);
    add_linear (listing, "multiscale_attention.fc.2", channels, channels / ACU_CHANNEL_REDUCTION);
    break;
  case ACU_FUSION_SCALE:
    add_linear (listing, "multiscale_attention.attention_net.0", ACU_SCALE_HIDDEN,
                acu_architecture_stage_channels (architecture, ACU_STAGES - 1));
    add_linear (listing, "multiscale_attention.attention_net.3", ACU_STAGES, ACU_SCALE_HIDDEN);
    break;
  case ACU_FUSION_CONCAT:
  case ACU_FUSION_SINGLE:
    break;
  }
}

/* The target network's layers are 224-112-56-28-14-1.  The weights of the first four are read from
 * 7x7 maps, in*out/49 channels of them; those of the last from a linear layer; every bias from a
 * linear layer. */
static void
add_hypernetwork (Listing *listing, const AcuArchitecture *architecture)
{
  static const guint lengths[] = {ACU_TARGET_INPUT, 112, 56, 28, 14, 1};
  guint reduction[3];
  guint in = acu_architecture_fused_channels (architecture);
  char name[32];

  acu_architecture_reduction_channels (architecture, reduction);
  for (guint i = 0; i < 3; i++) {
    g_snprintf (name, sizeof name, "conv1.%u", 2 * i);
    add_convolution (listing, name, reduction[i], in, 1, TRUE);
    in = reduction[i];
  }
  for (guint layer = 0; layer < 4; layer++) {
    guint maps = lengths[layer] * lengths[layer + 1] / (ACU_HYPER_SIDE * ACU_HYPER_SIDE);

    g_snprintf (name, sizeof name, "fc%uw_conv", layer + 1);
    add_convolution (listing, name, maps, ACU_HYPER_CHANNELS, 3, TRUE);
    g_snprintf (name, sizeof name, "fc%ub_fc", layer + 1);
    add_linear (listing, name, lengths[layer + 1], ACU_HYPER_CHANNELS);
  }
  add_linear (listing, "fc5w_fc", lengths[4], ACU_HYPER_CHANNELS);
  add_linear (listing, "fc5b_fc", lengths[5], ACU_HYPER_CHANNELS);
}

GPtrArray *
acu_architecture_list_parameters (const AcuArchitecture *architecture)
{
  Listing listing = {g_ptr_array_new_with_free_func (parameter_free), ACU_GROUP_BACKBONE};
  guint n_faults = acu_architecture_count_faults (architecture);

  if (architecture->backbone == ACU_BACKBONE_SWIN)
    add_swin (&listing, architecture);
  else
    add_resnet (&listing, architecture);
  listing.group = ACU_GROUP_LDA;
  add_lda (&listing, architecture);
  listing.group = ACU_GROUP_FUSION;
  add_fusion (&listing, architecture);
  listing.group = ACU_GROUP_HYPERNETWORK;
  add_hypernetwork (&listing, architecture);
  listing.group = ACU_GROUP_FAULTS;
  if (n_faults > 0)
    add_linear (&listing, "fault_head", n_faults, ACU_TARGET_INPUT);
  return listing.parameters;
}

guint64
acu_architecture_count_parameters (const AcuArchitecture *architecture)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  guint64 count = 0;

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);

    if (parameter->kind != ACU_PARAMETER_BUFFER)
      count += acu_parameter_count (parameter);
  }
  return count;
}
