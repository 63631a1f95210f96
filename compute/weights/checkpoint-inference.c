#include "compute/weights/checkpoint-inference.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* How many tensors an error lists of each kind of misfit. */
#define MAX_LISTED 200

#define MAX_BLOCKS 64

static gboolean
is_backbone_name (const char *name)
{
  return g_str_has_prefix (name, "swin.backbone.") || g_str_has_prefix (name, "res.conv1.") ||
         g_str_has_prefix (name, "res.bn1.") || g_str_has_prefix (name, "res.layer");
}

static gboolean
has_only_backbone (const AcuTensorSet *set)
{
  for (guint i = 0; i < acu_tensor_set_get_length (set); i++)
    if (!is_backbone_name (acu_tensor_set_get (set, i)->name))
      return FALSE;
  return TRUE;
}

/* The tensor @name, which must have @rank dimensions of a length that a network can have. */
static const AcuTensorView *
require (const AcuTensorSet *set, const char *name, guint rank, GError **error)
{
  const AcuTensorView *view = acu_tensor_set_lookup (set, name);

  if (view == NULL) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                 _ ("its size cannot be told: “%s” is missing"), name);
    return NULL;
  }
  if (view->rank == rank && view->dims[0] <= 65536 && (rank < 2 || view->dims[1] <= 65536))
    return view;

  g_autofree char *description = acu_tensor_view_describe (view);

  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
               _ ("its size cannot be told: “%s” is %s"), name, description);
  return NULL;
}

/* The number of blocks of each stage: one more than the highest index. */
static void
count_blocks (const AcuTensorSet *set, guint depths[ACU_STAGES])
{
  memset (depths, 0, ACU_STAGES * sizeof *depths);
  for (guint i = 0; i < acu_tensor_set_get_length (set); i++) {
    guint stage, block;

    if (sscanf (acu_tensor_set_get (set, i)->name, "swin.backbone.layers_%1u.blocks.%2u.", &stage,
                &block) == 2 &&
        stage < ACU_STAGES && block < MAX_BLOCKS)
      depths[stage] = MAX (depths[stage], block + 1);
  }
}

/* The window whose relative positions fill a table of @rows; 0 if none does. */
static guint
window_of_table (guint64 rows)
{
  for (guint window = 1; window <= 64; window++) {
    guint64 offsets = 2 * (guint64)window - 1;

    if (offsets * offsets == rows)
      return window;
  }
  return 0;
}

static gboolean
infer_swin (const AcuTensorSet *set, AcuArchitecture *architecture, GError **error)
{
  const AcuTensorView *embedding = require (set, "swin.backbone.patch_embed.proj.weight", 4, error);

  if (embedding == NULL)
    return FALSE;
  architecture->embed_dim = (guint)embedding->dims[0];
  count_blocks (set, architecture->depths);
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    g_autofree char *name = g_strdup_printf (
        "swin.backbone.layers_%u.blocks.0.attn.relative_position_bias_table", stage);
    const AcuTensorView *table = require (set, name, 2, error);
    guint window;

    if (table == NULL)
      return FALSE;
    architecture->heads[stage] = (guint)table->dims[1];
    window = window_of_table (table->dims[0]);
    if (window == 0 || (stage > 0 && window != architecture->window)) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                   _ ("“%s” has %" PRIu64 " rows, which no window common to all stages has"), name,
                   table->dims[0]);
      return FALSE;
    }
    architecture->window = window;
  }
  architecture->input_size = 32 * architecture->window;
  acu_architecture_name_preset (architecture);
  return TRUE;
}

static gboolean
infer_fusion (const AcuTensorSet *set, AcuArchitecture *architecture, GError **error)
{
  const AcuTensorView *reduction;
  guint last = acu_architecture_stage_channels (architecture, ACU_STAGES - 1);

  if (acu_tensor_set_lookup (set, "multiscale_attention.attention_net.0.weight") != NULL) {
    architecture->fusion = ACU_FUSION_SCALE;
    return TRUE;
  }
  if (acu_tensor_set_lookup (set, "multiscale_attention.fc.0.weight") != NULL) {
    architecture->fusion = ACU_FUSION_CHANNEL;
    return TRUE;
  }
  reduction = require (set, "conv1.0.weight", 4, error);
  if (reduction == NULL)
    return FALSE;
  architecture->fusion = reduction->dims[1] == last ? ACU_FUSION_SINGLE : ACU_FUSION_CONCAT;
  return TRUE;
}

/* Faults have names only in this project's files, which say them apart. */
static gboolean
infer_faults (const AcuTensorSet *set, AcuArchitecture *architecture, GError **error)
{
  const AcuTensorView *bias = acu_tensor_set_lookup (set, "fault_head.bias");
  g_autoptr (GPtrArray) names = NULL;

  if (bias == NULL)
    return TRUE;
  if (bias->rank != 1 || bias->dims[0] < 1 || bias->dims[0] > ACU_MAX_FAULTS) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                 _ ("“%s” names no number of faults from 1 to %d"), bias->name, ACU_MAX_FAULTS);
    return FALSE;
  }
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint64 i = 0; i < bias->dims[0]; i++)
    g_ptr_array_add (names, g_strdup_printf ("fault-%u", (guint)i + 1));
  g_ptr_array_add (names, NULL);
  acu_architecture_set_faults (architecture, (const char *const *)names->pdata);
  return TRUE;
}

AcuArchitecture *
acu_architecture_infer (const AcuTensorSet *set,
                        const AcuFusion *fusion,
                        gboolean *backbone_only,
                        GError **error)
{
  gboolean is_resnet = acu_tensor_set_lookup (set, "res.conv1.weight") != NULL;
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset (is_resnet ? "resnet50" : "tiny", ACU_FUSION_CHANNEL, error);

  if (architecture == NULL || (!is_resnet && !infer_swin (set, architecture, error)))
    return NULL;
  *backbone_only = has_only_backbone (set);
  if (fusion != NULL)
    architecture->fusion = *fusion;
  else if (*backbone_only)
    architecture->fusion = is_resnet ? ACU_FUSION_SINGLE : ACU_FUSION_CHANNEL;
  else if (!infer_fusion (set, architecture, error))
    return NULL;
  if (!infer_faults (set, architecture, error) || !acu_architecture_validate (architecture, error))
    return NULL;
  return g_steal_pointer (&architecture);
}

typedef struct {
  GString *text;
  guint count;
} Misfits;

G_GNUC_PRINTF (2, 3)
static void
add_misfit (Misfits *misfits, const char *format, ...)
{
  va_list arguments;

  if (misfits->count++ >= MAX_LISTED)
    return;
  g_string_append_c (misfits->text, '\n');
  va_start (arguments, format);
  g_string_append_vprintf (misfits->text, format, arguments);
  va_end (arguments);
}

static void
append_dims (GString *text, guint rank, const guint64 *dims)
{
  g_string_append_c (text, '(');
  for (guint i = 0; i < rank; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? "," : "", dims[i]);
  g_string_append_c (text, ')');
}

/* Compares one parameter with what the file has for it. */
static void
check_parameter (const AcuParameter *parameter, const AcuTensorView *view, Misfits *misfits)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  append_dims (expected, parameter->rank, parameter->dims);
  if (view == NULL) {
    add_misfit (misfits, _ ("  missing: %s %s"), parameter->name, expected->str);
    return;
  }
  if (view->rank != parameter->rank ||
      memcmp (view->dims, parameter->dims, view->rank * sizeof *view->dims) != 0 ||
      !acu_element_type_is_float (view->type)) {
    g_autofree char *found = acu_tensor_view_describe (view);

    add_misfit (misfits, _ ("  wrong: %s is %s, not float %s"), parameter->name, found,
                expected->str);
  }
}

static gboolean
refuse_misfits (const AcuArchitecture *architecture, Misfits *misfits, GError **error)
{
  g_autofree char *more = NULL;

  if (misfits->count == 0)
    return TRUE;
  if (misfits->count > MAX_LISTED)
    more = g_strdup_printf (_ ("\n  and %u more"), misfits->count - MAX_LISTED);
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
               ngettext ("%u tensor does not fit a %s network of size “%s” with %s fusion:%s%s",
                         "%u tensors do not fit a %s network of size “%s” with %s fusion:%s%s",
                         misfits->count),
               misfits->count, acu_backbone_to_string (architecture->backbone),
               architecture->preset, acu_fusion_to_string (architecture->fusion),
               misfits->text->str, more != NULL ? more : "");
  return FALSE;
}

AcuTensorSet *
acu_architecture_fit (const AcuArchitecture *architecture,
                      AcuTensorSet *set,
                      gboolean backbone_only,
                      GError **error)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  g_autoptr (AcuTensorSet) fitted = acu_tensor_set_new_from (set);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Misfits misfits = {text, 0};

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    const AcuTensorView *view = acu_tensor_set_lookup (set, parameter->name);

    if (backbone_only && parameter->group != ACU_GROUP_BACKBONE)
      continue;
    g_hash_table_add (known, parameter->name);
    check_parameter (parameter, view, &misfits);
    if (view != NULL)
      acu_tensor_set_add (fitted, parameter->name, view);
  }
  for (guint i = 0; i < acu_tensor_set_get_length (set); i++) {
    const AcuTensorView *view = acu_tensor_set_get (set, i);

    if (!g_hash_table_contains (known, view->name)) {
      g_autofree char *found = acu_tensor_view_describe (view);

      add_misfit (&misfits, _ ("  not of this network: %s %s"), view->name, found);
    }
  }
  return refuse_misfits (architecture, &misfits, error) ? g_steal_pointer (&fitted) : NULL;
}

gboolean
acu_tensor_set_check_finite (const AcuTensorSet *set, GError **error)
{
  for (guint i = 0; i < acu_tensor_set_get_length (set); i++) {
    const AcuTensorView *view = acu_tensor_set_get (set, i);

    if (!acu_tensor_view_is_finite (view)) {
      g_set_error (
          error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
          _ ("“%s” has values that are infinite or not numbers: the training failed or the "
             "file is damaged"),
          view->name);
      return FALSE;
    }
  }
  return TRUE;
}
