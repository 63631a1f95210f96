#include "compute/weights/checkpoint-names.h"

#include "compute/weights/architecture.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *description;
  gboolean backbone;
} families[] = {
    [ACU_FAMILY_SMART_IQA] = {N_ ("SMART-IQA network (HyperIQA head on Swin)"), FALSE},
    [ACU_FAMILY_HYPERIQA] = {N_ ("HyperIQA network (ResNet-50)"), FALSE},
    [ACU_FAMILY_PYIQA_HYPERIQA] = {N_ ("HyperIQA network (ResNet-50) as pyiqa names it"), FALSE},
    [ACU_FAMILY_TIMM_SWIN] = {N_ ("Swin backbone as timm names it"), TRUE},
    [ACU_FAMILY_MICROSOFT_SWIN] = {N_ ("Swin backbone as Microsoft names it"), TRUE},
    [ACU_FAMILY_TORCHVISION_SWIN] = {N_ ("Swin backbone as torchvision names it"), TRUE},
    [ACU_FAMILY_TORCHVISION_RESNET50] = {N_ ("ResNet-50 backbone as torchvision names it"), TRUE},
};

const char *
acu_family_describe (AcuFamily family)
{
  return _ (families[family].description);
}

gboolean
acu_family_is_backbone (AcuFamily family)
{
  return families[family].backbone;
}

/* Whether every name has @prefix after the first @start bytes. */
static gboolean
all_begin_with (const AcuTensorSet *set, gsize start, const char *prefix)
{
  guint length = acu_tensor_set_get_length (set);

  for (guint i = 0; i < length; i++)
    if (!g_str_has_prefix (acu_tensor_set_get (set, i)->name + start, prefix))
      return FALSE;
  return length > 0;
}

gsize
acu_checkpoint_prefix_length (const AcuTensorSet *set)
{
  static const char *const prefixes[] = {"module.", "_orig_mod.", "model.", "net."};
  gsize length = 0;
  gboolean found;

  do {
    found = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (prefixes) && !found; i++) {
      found = all_begin_with (set, length, prefixes[i]);
      if (found)
        length += strlen (prefixes[i]);
    }
  } while (found);
  return length;
}

static gboolean
any_begins_with (const AcuTensorSet *set, gsize start, const char *prefix)
{
  for (guint i = 0; i < acu_tensor_set_get_length (set); i++)
    if (g_str_has_prefix (acu_tensor_set_get (set, i)->name + start, prefix))
      return TRUE;
  return FALSE;
}

gboolean
acu_family_recognise (const AcuTensorSet *set,
                      gsize prefix_length,
                      AcuFamily *family,
                      GError **error)
{
  static const struct {
    const char *prefix;
    AcuFamily family;
  } signs[] = {
      {"swin.", ACU_FAMILY_SMART_IQA},
      {"res.", ACU_FAMILY_HYPERIQA},
      {"base_model.", ACU_FAMILY_PYIQA_HYPERIQA},
      {"features.0.0.", ACU_FAMILY_TORCHVISION_SWIN},
      {"layers.0.downsample.", ACU_FAMILY_MICROSOFT_SWIN},
      {"layers.", ACU_FAMILY_TIMM_SWIN},
      {"layers_", ACU_FAMILY_TIMM_SWIN},
      {"layer1.0.", ACU_FAMILY_TORCHVISION_RESNET50},
  };
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (any_begins_with (set, prefix_length, signs[i].prefix)) {
      *family = signs[i].family;
      return TRUE;
    }
  }
  for (guint i = 0; i < MIN (acu_tensor_set_get_length (set), 5); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", acu_tensor_set_get (set, i)->name);
  g_set_error (
      error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
      ngettext ("it is not a network that is known here (SMART-IQA, HyperIQA) nor the backbone of "
                "one (Swin, ResNet-50); its %u tensor is %s",
                "it is not a network that is known here (SMART-IQA, HyperIQA) nor the backbone of "
                "one (Swin, ResNet-50); its %u tensors begin with %s",
                acu_tensor_set_get_length (set)),
      acu_tensor_set_get_length (set), names->len > 0 ? names->str : _ ("nothing"));
  return FALSE;
}

/* What @name goes on with after @prefix; NULL if it begins otherwise. */
static const char *
after (const char *name, const char *prefix)
{
  gsize length = strlen (prefix);

  return strncmp (name, prefix, length) == 0 ? name + length : NULL;
}

static gboolean
is_derived (const char *name)
{
  return g_str_has_suffix (name, ".attn_mask") ||
         g_str_has_suffix (name, ".relative_position_index") ||
         g_str_has_suffix (name, "num_batches_tracked");
}

static gboolean
is_classifier (const char *name)
{
  static const char *const prefixes[] = {"head.", "norm.", "fc."};

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* Names of a Swin backbone without any prefix, by the conventions of timm's several versions and of
 * Microsoft's release.  @merging_ahead: stage s has the patch merging that stage s+1 begins with.
 */
static char *
swin_name (const char *name, gboolean merging_ahead)
{
  guint stage;
  int end = 0;

  if ((sscanf (name, "layers.%1u.%n", &stage, &end) != 1 &&
       sscanf (name, "layers_%1u.%n", &stage, &end) != 1) ||
      end == 0)
    return g_strconcat ("swin.backbone.", name, NULL);
  if (merging_ahead && g_str_has_prefix (name + end, "downsample."))
    stage++;
  return g_strdup_printf ("swin.backbone.layers_%u.%s", stage, name + end);
}

static char *
smart_name (const char *name)
{
  const char *rest;

  if ((rest = after (name, "attention.fc.")) != NULL)
    return g_strconcat ("multiscale_attention.fc.", rest, NULL);
  if ((rest = after (name, "swin.backbone.layers.")) != NULL)
    return g_strconcat ("swin.backbone.layers_", rest, NULL);
  return g_strdup (name);
}

/* torchvision's modules are numbered: 0 the patch embedding, then stages and patch mergings by
 * turns, from 1 to 7. */
static char *
torchvision_swin_name (const char *name)
{
  const char *rest;
  guint module;
  int end = 0;

  if ((rest = after (name, "features.0.0.")) != NULL)
    return g_strconcat ("swin.backbone.patch_embed.proj.", rest, NULL);
  if ((rest = after (name, "features.0.2.")) != NULL)
    return g_strconcat ("swin.backbone.patch_embed.norm.", rest, NULL);
  if (sscanf (name, "features.%1u.%n", &module, &end) != 1 || end == 0 || module < 1)
    return g_strdup (name);
  rest = name + end;
  if (module % 2 == 0)
    return g_strdup_printf ("swin.backbone.layers_%u.downsample.%s", module / 2, rest);

  guint block;
  const char *inner;

  end = 0;
  if (sscanf (rest, "%2u.%n", &block, &end) != 1 || end == 0)
    return g_strdup (name);
  rest += end;
  if ((inner = after (rest, "mlp.0.")) != NULL)
    return g_strdup_printf ("swin.backbone.layers_%u.blocks.%u.mlp.fc1.%s", module / 2, block,
                            inner);
  if ((inner = after (rest, "mlp.3.")) != NULL)
    return g_strdup_printf ("swin.backbone.layers_%u.blocks.%u.mlp.fc2.%s", module / 2, block,
                            inner);
  return g_strdup_printf ("swin.backbone.layers_%u.blocks.%u.%s", module / 2, block, rest);
}

/* pyiqa's HyperNet keeps its modules in lists: what upstream counts from 1 in a name is there an
 * index from 0, and pooling and flattening are modules too. */
static char *
pyiqa_name (const char *name)
{
  static const struct {
    const char *theirs;
    const char *canonical;
  } parts[] = {
      {"base_model.", "res."},
      {"lda_modules.0.0.", "res.lda1_pool.0."},
      {"lda_modules.0.3.", "res.lda1_fc."},
      {"lda_modules.1.0.", "res.lda2_pool.0."},
      {"lda_modules.1.3.", "res.lda2_fc."},
      {"lda_modules.2.0.", "res.lda3_pool.0."},
      {"lda_modules.2.3.", "res.lda3_fc."},
      {"lda_modules.3.2.", "res.lda4_fc."},
      {"fc_w_modules.0.", "fc1w_conv."},
      {"fc_w_modules.1.", "fc2w_conv."},
      {"fc_w_modules.2.", "fc3w_conv."},
      {"fc_w_modules.3.", "fc4w_conv."},
      {"fc_w_modules.4.2.", "fc5w_fc."},
      {"fc_b_modules.0.2.", "fc1b_fc."},
      {"fc_b_modules.1.2.", "fc2b_fc."},
      {"fc_b_modules.2.2.", "fc3b_fc."},
      {"fc_b_modules.3.2.", "fc4b_fc."},
      {"fc_b_modules.4.2.", "fc5b_fc."},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    const char *rest = after (name, parts[i].theirs);

    if (rest != NULL)
      return g_strconcat (parts[i].canonical, rest, NULL);
  }
  return g_strdup (name);
}

char *
acu_family_canonical_name (AcuFamily family, const char *name)
{
  if (is_derived (name) || (acu_family_is_backbone (family) && is_classifier (name)))
    return NULL;
  switch (family) {
  case ACU_FAMILY_SMART_IQA:
    return smart_name (name);
  case ACU_FAMILY_HYPERIQA:
    return g_strdup (name);
  case ACU_FAMILY_PYIQA_HYPERIQA:
    return pyiqa_name (name);
  case ACU_FAMILY_TIMM_SWIN:
    return swin_name (name, FALSE);
  case ACU_FAMILY_MICROSOFT_SWIN:
    return swin_name (name, TRUE);
  case ACU_FAMILY_TORCHVISION_SWIN:
    return torchvision_swin_name (name);
  case ACU_FAMILY_TORCHVISION_RESNET50:
    return g_strconcat ("res.", name, NULL);
  }
  g_assert_not_reached ();
}
