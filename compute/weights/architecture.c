#include "compute/weights/architecture.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (acu - weights - error - quark, acu_weights_error)

typedef struct {
  const char *name;
  AcuBackbone backbone;
  guint embed_dim;
  guint depths[ACU_STAGES];
  guint heads[ACU_STAGES];
  guint window;
  guint input_size;
} Preset;

/* Liu et al., "Swin Transformer" (ICCV 2021), section 3.3; He et al., "Deep Residual Learning"
 * (CVPR 2016), table 1; nano is this project's own. */
static const Preset presets[] = {
    {"nano", ACU_BACKBONE_SWIN, 48, {2, 2, 6, 2}, {3, 6, 12, 24}, 7, 224},
    {"resnet50", ACU_BACKBONE_RESNET50, 0, {3, 4, 6, 3}, {0}, 0, 224},
    {"tiny", ACU_BACKBONE_SWIN, 96, {2, 2, 6, 2}, {3, 6, 12, 24}, 7, 224},
    {"small", ACU_BACKBONE_SWIN, 96, {2, 2, 18, 2}, {3, 6, 12, 24}, 7, 224},
    {"base", ACU_BACKBONE_SWIN, 128, {2, 2, 18, 2}, {4, 8, 16, 32}, 7, 224},
    {"large", ACU_BACKBONE_SWIN, 192, {2, 2, 18, 2}, {6, 12, 24, 48}, 7, 224},
    {"large-384", ACU_BACKBONE_SWIN, 192, {2, 2, 18, 2}, {6, 12, 24, 48}, 12, 384},
};

static const char *const preset_names[] = {"nano", "resnet50", "tiny",      "small",
                                           "base", "large",    "large-384", NULL};

static const char *const fusion_names[] = {"channel", "scale", "concat", "single"};
static const char *const backbone_names[] = {"swin", "resnet50"};

const char *const *
acu_architecture_preset_names (void)
{
  return preset_names;
}

AcuFusion
acu_architecture_default_fusion (const char *name)
{
  return g_str_equal (name, "resnet50") ? ACU_FUSION_SINGLE : ACU_FUSION_CHANNEL;
}

AcuArchitecture *
acu_architecture_new_preset (const char *name, AcuFusion fusion, GError **error)
{
  static const float imagenet_mean[3] = {0.485f, 0.456f, 0.406f};
  static const float imagenet_std[3] = {0.229f, 0.224f, 0.225f};
  const Preset *preset = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (presets) && preset == NULL; i++)
    if (g_str_equal (presets[i].name, name))
      preset = &presets[i];
  if (preset == NULL) {
    g_autofree char *known = g_strjoinv (", ", (char **)preset_names);
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNKNOWN,
                 _ ("no preset is called “%s”: choose one of %s"), name, known);
    return NULL;
  }

  AcuArchitecture *architecture = g_new0 (AcuArchitecture, 1);

  architecture->backbone = preset->backbone;
  architecture->fusion = fusion;
  architecture->preset = g_strdup (preset->name);
  architecture->embed_dim = preset->embed_dim;
  memcpy (architecture->depths, preset->depths, sizeof preset->depths);
  memcpy (architecture->heads, preset->heads, sizeof preset->heads);
  architecture->window = preset->window;
  architecture->input_size = preset->input_size;
  architecture->fault_names = g_new0 (char *, 1);
  memcpy (architecture->mean, imagenet_mean, sizeof imagenet_mean);
  memcpy (architecture->std, imagenet_std, sizeof imagenet_std);
  architecture->protocol = g_strdup ("native");
  architecture->score_min = 0;
  architecture->score_max = 100;
  architecture->score_name = g_strdup ("MOS");
  return architecture;
}

AcuArchitecture *
acu_architecture_copy (const AcuArchitecture *architecture)
{
  AcuArchitecture *copy = g_memdup2 (architecture, sizeof *architecture);

  copy->preset = g_strdup (architecture->preset);
  copy->fault_names = g_strdupv (architecture->fault_names);
  copy->protocol = g_strdup (architecture->protocol);
  copy->score_name = g_strdup (architecture->score_name);
  return copy;
}

void
acu_architecture_free (AcuArchitecture *architecture)
{
  if (architecture == NULL)
    return;
  g_free (architecture->preset);
  g_strfreev (architecture->fault_names);
  g_free (architecture->protocol);
  g_free (architecture->score_name);
  g_free (architecture);
}

static gboolean
same_sizes (const AcuArchitecture *architecture, const Preset *preset)
{
  return architecture->backbone == preset->backbone &&
         architecture->embed_dim == preset->embed_dim &&
         memcmp (architecture->depths, preset->depths, sizeof preset->depths) == 0 &&
         memcmp (architecture->heads, preset->heads, sizeof preset->heads) == 0 &&
         architecture->window == preset->window && architecture->input_size == preset->input_size;
}

void
acu_architecture_name_preset (AcuArchitecture *architecture)
{
  const char *name = "custom";

  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++)
    if (same_sizes (architecture, &presets[i]))
      name = presets[i].name;
  g_free (architecture->preset);
  architecture->preset = g_strdup (name);
}

gboolean
acu_architecture_same_network (const AcuArchitecture *a, const AcuArchitecture *b)
{
  return a->backbone == b->backbone && a->fusion == b->fusion && a->embed_dim == b->embed_dim &&
         memcmp (a->depths, b->depths, sizeof a->depths) == 0 &&
         memcmp (a->heads, b->heads, sizeof a->heads) == 0 && a->window == b->window &&
         a->input_size == b->input_size &&
         acu_architecture_count_faults (a) == acu_architecture_count_faults (b);
}

/* The square map of every stage must be cut into whole windows. */
static gboolean
validate_swin (const AcuArchitecture *architecture, GError **error)
{
  guint side = architecture->input_size / 4;

  if (architecture->window < 1 || architecture->window > 64 || architecture->embed_dim < 8 ||
      architecture->embed_dim > 1024 || architecture->embed_dim % 8 != 0) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                 _ ("a Swin network cannot have embedding dimension %u and window %u"),
                 architecture->embed_dim, architecture->window);
    return FALSE;
  }
  for (guint stage = 0; stage < ACU_STAGES; stage++, side /= 2) {
    guint heads = architecture->heads[stage];
    guint channels = architecture->embed_dim << stage;

    if (heads < 1 || channels % heads != 0) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                   _ ("%u attention heads do not divide the %u channels of stage %u"), heads,
                   channels, stage + 1);
      return FALSE;
    }
    if (side == 0 || side % architecture->window != 0) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                   _ ("windows of %u do not tile stage %u, which is %u tokens wide at an input of "
                      "%u pixels"),
                   architecture->window, stage + 1, side, architecture->input_size);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
acu_architecture_validate (const AcuArchitecture *architecture, GError **error)
{
  if (architecture->input_size < 32 || architecture->input_size > 4096 ||
      architecture->input_size % 32 != 0) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                 _ ("the input size must be a multiple of 32 from 32 to 4096, not %u"),
                 architecture->input_size);
    return FALSE;
  }
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    if (architecture->depths[stage] < 1 || architecture->depths[stage] > 64) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                   _ ("stage %u has %u blocks; 1 to 64 are possible"), stage + 1,
                   architecture->depths[stage]);
      return FALSE;
    }
  }
  if (acu_architecture_count_faults (architecture) > ACU_MAX_FAULTS) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                 _ ("the model names %u faults; at most %d are possible"),
                 acu_architecture_count_faults (architecture), ACU_MAX_FAULTS);
    return FALSE;
  }
  for (guint i = 0; i < 3; i++) {
    if (!isfinite (architecture->mean[i]) || !isfinite (architecture->std[i]) ||
        architecture->std[i] <= 0) {
      g_set_error_literal (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                           _ ("the mean must be finite and the standard deviation positive"));
      return FALSE;
    }
  }
  if (!isfinite (architecture->score_min) || !isfinite (architecture->score_max) ||
      architecture->score_min >= architecture->score_max) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                 _ ("the score range %g to %g is empty"), (double)architecture->score_min,
                 (double)architecture->score_max);
    return FALSE;
  }
  return architecture->backbone != ACU_BACKBONE_SWIN || validate_swin (architecture, error);
}

void
acu_architecture_set_faults (AcuArchitecture *architecture, const char *const *names)
{
  char **copy = names != NULL ? g_strdupv ((char **)names) : g_new0 (char *, 1);

  g_strfreev (architecture->fault_names);
  architecture->fault_names = copy;
}

guint
acu_architecture_count_faults (const AcuArchitecture *architecture)
{
  return g_strv_length (architecture->fault_names);
}

guint
acu_architecture_stage_channels (const AcuArchitecture *architecture, guint stage)
{
  g_return_val_if_fail (stage < ACU_STAGES, 0);

  guint first = architecture->backbone == ACU_BACKBONE_SWIN ? architecture->embed_dim : 256;

  return first << stage;
}

guint
acu_architecture_fused_channels (const AcuArchitecture *architecture)
{
  guint channels = acu_architecture_stage_channels (architecture, ACU_STAGES - 1);

  if (architecture->fusion != ACU_FUSION_SINGLE)
    for (guint stage = 0; stage < ACU_STAGES - 1; stage++)
      channels += acu_architecture_stage_channels (architecture, stage);
  return channels;
}

void
acu_architecture_reduction_channels (const AcuArchitecture *architecture, guint channels[3])
{
  gboolean wide = architecture->backbone == ACU_BACKBONE_RESNET50;

  channels[0] = wide ? 1024 : 512;
  channels[1] = wide ? 512 : 256;
  channels[2] = ACU_HYPER_CHANNELS;
}

static gboolean
index_of_name (
    const char *const *names, gsize n_names, const char *name, guint *index, GError **error)
{
  for (guint i = 0; i < n_names; i++) {
    if (g_str_equal (names[i], name)) {
      *index = i;
      return TRUE;
    }
  }

  g_autoptr (GString) known = g_string_new (NULL);

  for (gsize i = 0; i < n_names; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", names[i]);
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNKNOWN,

               names == fusion_names ? _ ("no fusion is called “%s”: choose one of %s")
                                     : _ ("no backbone is called “%s”: choose one of %s"),
               name, known->str);
  return FALSE;
}

const char *
acu_fusion_to_string (AcuFusion fusion)
{
  g_return_val_if_fail ((gsize)fusion < G_N_ELEMENTS (fusion_names), NULL);
  return fusion_names[fusion];
}

gboolean
acu_fusion_from_string (const char *name, AcuFusion *fusion, GError **error)
{
  guint index;

  if (!index_of_name (fusion_names, G_N_ELEMENTS (fusion_names), name, &index, error))
    return FALSE;
  *fusion = (AcuFusion)index;
  return TRUE;
}

const char *
acu_backbone_to_string (AcuBackbone backbone)
{
  g_return_val_if_fail ((gsize)backbone < G_N_ELEMENTS (backbone_names), NULL);
  return backbone_names[backbone];
}

gboolean
acu_backbone_from_string (const char *name, AcuBackbone *backbone, GError **error)
{
  guint index;

  if (!index_of_name (backbone_names, G_N_ELEMENTS (backbone_names), name, &index, error))
    return FALSE;
  *backbone = (AcuBackbone)index;
  return TRUE;
}
