#include "compute/weights/model-file.h"

#include "compute/weights/checkpoint-inference.h"
#include "compute/weights/safetensors.h"

#include <glib/gi18n.h>
#include <string.h>

/* The version of the metadata; a reader refuses higher ones. */
#define FORMAT_VERSION 1

#define KEY_FORMAT       "acutance.format"
#define KEY_ARCHITECTURE "architecture"
#define KEY_PRESET       "preset"
#define KEY_FUSION       "fusion"
#define KEY_INPUT_SIZE   "input_size"
#define KEY_MEAN         "mean"
#define KEY_STD          "std"
#define KEY_PROTOCOL     "protocol"
#define KEY_SCORE_RANGE  "score_range"
#define KEY_SCORE_NAME   "score_name"
#define KEY_FAULTS       "faults"

AcuModelFile *
acu_model_file_new (const AcuArchitecture *architecture, AcuTensorSet *tensors, GError **error)
{
  g_autoptr (AcuTensorSet) fitted = acu_architecture_fit (architecture, tensors, FALSE, error);
  AcuModelFile *file;

  if (fitted == NULL || !acu_tensor_set_check_finite (fitted, error))
    return NULL;
  file = g_new0 (AcuModelFile, 1);
  file->architecture = acu_architecture_copy (architecture);
  file->tensors = g_steal_pointer (&fitted);
  return file;
}

void
acu_model_file_free (AcuModelFile *file)
{
  if (file == NULL)
    return;
  acu_architecture_free (file->architecture);
  g_clear_pointer (&file->tensors, acu_tensor_set_unref);
  g_free (file->licence);
  g_free (file->provenance);
  g_free (file->training);
  g_free (file->card);
  g_free (file->report);
  g_free (file);
}

/* "0.485,0.456,0.406": each number with the fewest digits that read back as the same float. */
static void
set_floats (AcuTensorSet *set, const char *key, const float *values, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    int digits = 6;

    do {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (number, sizeof number, format, (double)values[i]);
    } while ((float)g_ascii_strtod (number, NULL) != values[i] && digits++ < 9);
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", number);
  }
  acu_tensor_set_set_metadata (set, key, text->str);
}

static void
set_uint (AcuTensorSet *set, const char *key, guint value)
{
  g_autofree char *text = g_strdup_printf ("%u", value);

  acu_tensor_set_set_metadata (set, key, text);
}

static void
set_metadata (AcuTensorSet *set, const AcuModelFile *file)
{
  const AcuArchitecture *architecture = file->architecture;
  float score_range[] = {architecture->score_min, architecture->score_max};

  set_uint (set, KEY_FORMAT, FORMAT_VERSION);
  acu_tensor_set_set_metadata (set, KEY_ARCHITECTURE,
                               acu_backbone_to_string (architecture->backbone));
  acu_tensor_set_set_metadata (set, KEY_PRESET, architecture->preset);
  acu_tensor_set_set_metadata (set, KEY_FUSION, acu_fusion_to_string (architecture->fusion));
  set_uint (set, KEY_INPUT_SIZE, architecture->input_size);
  set_floats (set, KEY_MEAN, architecture->mean, G_N_ELEMENTS (architecture->mean));
  set_floats (set, KEY_STD, architecture->std, G_N_ELEMENTS (architecture->std));
  acu_tensor_set_set_metadata (set, KEY_PROTOCOL, architecture->protocol);
  set_floats (set, KEY_SCORE_RANGE, score_range, G_N_ELEMENTS (score_range));
  acu_tensor_set_set_metadata (set, KEY_SCORE_NAME, architecture->score_name);
  if (acu_architecture_count_faults (architecture) > 0) {
    g_autofree char *faults = g_strjoinv (",", architecture->fault_names);

    acu_tensor_set_set_metadata (set, KEY_FAULTS, faults);
  }
  if (file->licence != NULL)
    acu_tensor_set_set_metadata (set, ACU_MODEL_LICENCE, file->licence);
  if (file->provenance != NULL)
    acu_tensor_set_set_metadata (set, ACU_MODEL_PROVENANCE, file->provenance);
  if (file->training != NULL)
    acu_tensor_set_set_metadata (set, ACU_MODEL_TRAINING, file->training);
  if (file->card != NULL)
    acu_tensor_set_set_metadata (set, ACU_MODEL_CARD, file->card);
}

gboolean
acu_model_file_save (const AcuModelFile *file,
                     AcuElementType storage,
                     const char *path,
                     GError **error)
{
  g_autoptr (AcuTensorSet) set = acu_tensor_set_new_from (file->tensors);

  for (char **name = file->architecture->fault_names; *name != NULL; name++) {
    if (strchr (*name, ',') != NULL || **name == '\0') {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                   _ ("cannot write “%s”: a fault may not be called “%s”"), path, *name);
      return FALSE;
    }
  }
  for (guint i = 0; i < acu_tensor_set_get_length (file->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (file->tensors, i);

    acu_tensor_set_add (set, view->name, view);
  }
  set_metadata (set, file);
  return acu_safetensors_write (set, storage, path, error);
}

static gboolean
bad_metadata (const char *key, const char *value, GError **error)
{
  g_autofree char *shown = g_strescape (value, NULL);

  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
               _ ("the model describes itself wrongly: its %s is “%.100s”"), key, shown);
  return FALSE;
}

/* Reads exactly @n numbers; absent metadata leave @values alone. */
static gboolean
get_floats (const AcuTensorSet *set, const char *key, float *values, guint n, GError **error)
{
  const char *text = acu_tensor_set_get_metadata (set, key);
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return TRUE;
  parts = g_strsplit (text, ",", (int)n + 1);
  if (g_strv_length (parts) != n)
    return bad_metadata (key, text, error);
  for (guint i = 0; i < n; i++) {
    char *end;

    values[i] = (float)g_ascii_strtod (parts[i], &end);
    if (end == parts[i] || *end != '\0')
      return bad_metadata (key, text, error);
  }
  return TRUE;
}

static gboolean
get_uint (const AcuTensorSet *set, const char *key, guint *value, GError **error)
{
  const char *text = acu_tensor_set_get_metadata (set, key);
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &number, NULL))
    return bad_metadata (key, text, error);
  *value = (guint)number;
  return TRUE;
}

/* Replaces *@field by a short text of one line. */
static gboolean
get_text (const AcuTensorSet *set, const char *key, char **field, GError **error)
{
  const char *text = acu_tensor_set_get_metadata (set, key);

  if (text == NULL)
    return TRUE;
  if (!acu_tensor_name_is_valid (text, strlen (text)))
    return bad_metadata (key, text, error);
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

static gboolean
get_faults (const AcuTensorSet *set, AcuArchitecture *architecture, GError **error)
{
  const char *text = acu_tensor_set_get_metadata (set, KEY_FAULTS);
  g_auto (GStrv) names = NULL;

  if (text == NULL)
    return TRUE;
  names = g_strsplit (text, ",", ACU_MAX_FAULTS + 1);
  if (g_strv_length (names) != acu_architecture_count_faults (architecture))
    return bad_metadata (KEY_FAULTS, text, error);
  for (char **name = names; *name != NULL; name++)
    if (!acu_tensor_name_is_valid (*name, strlen (*name)))
      return bad_metadata (KEY_FAULTS, text, error);
  acu_architecture_set_faults (architecture, (const char *const *)names);
  return TRUE;
}

/* Whether the metadata either lack @key or agree with what the tensors say. */
static gboolean
agrees (const AcuTensorSet *set, const char *key, const char *found, GError **error)
{
  const char *text = acu_tensor_set_get_metadata (set, key);

  return text == NULL || g_str_equal (text, found) || bad_metadata (key, text, error);
}

gboolean
acu_model_metadata_present (const AcuTensorSet *set)
{
  return acu_tensor_set_get_metadata (set, KEY_FORMAT) != NULL;
}

gboolean
acu_model_metadata_get_fusion (const AcuTensorSet *set, AcuFusion *fusion)
{
  const char *name = acu_tensor_set_get_metadata (set, KEY_FUSION);

  return name != NULL && acu_fusion_from_string (name, fusion, NULL);
}

gboolean
acu_model_metadata_apply (const AcuTensorSet *set,
                          AcuArchitecture *architecture,
                          gboolean backbone_only,
                          GError **error)
{
  float score_range[] = {architecture->score_min, architecture->score_max};
  guint version = FORMAT_VERSION;

  if (!get_uint (set, KEY_FORMAT, &version, error))
    return FALSE;
  if (version > FORMAT_VERSION) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                 _ ("the model was written by a later version of Acutance (format %u); update to "
                    "read it"),
                 version);
    return FALSE;
  }
  if (!get_uint (set, KEY_INPUT_SIZE, &architecture->input_size, error) ||
      !get_floats (set, KEY_MEAN, architecture->mean, 3, error) ||
      !get_floats (set, KEY_STD, architecture->std, 3, error) ||
      !get_floats (set, KEY_SCORE_RANGE, score_range, 2, error) ||
      !get_text (set, KEY_PROTOCOL, &architecture->protocol, error) ||
      !get_text (set, KEY_SCORE_NAME, &architecture->score_name, error) ||
      !get_faults (set, architecture, error))
    return FALSE;
  architecture->score_min = score_range[0];
  architecture->score_max = score_range[1];
  acu_architecture_name_preset (architecture);
  return agrees (set, KEY_ARCHITECTURE, acu_backbone_to_string (architecture->backbone), error) &&
         agrees (set, KEY_PRESET, architecture->preset, error) &&
         /* A backbone has no fusion yet: what is written is a wish. */
         (backbone_only ||
          agrees (set, KEY_FUSION, acu_fusion_to_string (architecture->fusion), error)) &&
         acu_architecture_validate (architecture, error);
}
