#include "compute/weights/checkpoint.h"

#include "compute/json-depth.h"
#include "compute/weights/checkpoint-inference.h"
#include "compute/weights/checkpoint-names.h"
#include "compute/weights/safetensors.h"
#include "compute/weights/torch-legacy.h"
#include "compute/weights/torch-state.h"
#include "compute/weights/torch-zip.h"
#include "compute/weights/zip-archive.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* Of the JSON that tells how a model was trained: two levels for each base of a base. */
#define NESTING_LIMIT 256

static const char *const format_names[] = {
    [ACU_CHECKPOINT_SAFETENSORS] = "safetensors",
    [ACU_CHECKPOINT_TORCH_ZIP] = N_ ("PyTorch checkpoint"),
    [ACU_CHECKPOINT_TORCH_LEGACY] = N_ ("PyTorch checkpoint of the legacy format"),
};

static GBytes *
map_file (const char *path, GError **error)
{
  g_autoptr (GMappedFile) mapping = NULL;
  GStatBuf info;

  if (g_stat (path, &info) != 0) {
    int failure = errno;

    g_set_error_literal (error, G_FILE_ERROR, (int)g_file_error_from_errno (failure),
                         g_strerror (failure));
    return NULL;
  }
  /* Opening a pipe would wait for somebody to write to it. */
  if (!S_ISREG (info.st_mode)) {
    g_set_error_literal (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                         _ ("it is not a regular file"));
    return NULL;
  }
  mapping = g_mapped_file_new (path, FALSE, error);
  return mapping != NULL ? g_mapped_file_get_bytes (mapping) : NULL;
}

AcuTensorSet *
acu_checkpoint_read_bytes (GBytes *bytes, AcuCheckpointFormat *format, GError **error)
{
  AcuCheckpointFormat unused;

  if (format == NULL)
    format = &unused;
  if (acu_zip_archive_sniff (bytes)) {
    *format = ACU_CHECKPOINT_TORCH_ZIP;
    return acu_torch_zip_read (bytes, error);
  }
  if (acu_safetensors_sniff (bytes)) {
    *format = ACU_CHECKPOINT_SAFETENSORS;
    return acu_safetensors_read (bytes, error);
  }
  if (acu_torch_legacy_sniff (bytes)) {
    *format = ACU_CHECKPOINT_TORCH_LEGACY;
    return acu_torch_legacy_read (bytes, error);
  }
  g_set_error_literal (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                       g_bytes_get_size (bytes) == 0
                           ? _ ("the file is empty")
                           : _ ("it is neither a safetensors file nor a PyTorch checkpoint"));
  return NULL;
}

AcuTensorSet *
acu_checkpoint_read_tensors (const char *path, AcuCheckpointFormat *format, GError **error)
{
  g_autoptr (GBytes) bytes = map_file (path, error);
  AcuTensorSet *set = NULL;

  if (bytes != NULL)
    set = acu_checkpoint_read_bytes (bytes, format, error);
  if (set == NULL)
    g_prefix_error (error, _ ("cannot read “%s”: "), path);
  return set;
}

typedef struct {
  AcuCheckpointFormat format;
  AcuFamily family;
  gsize prefix_length;
  guint n_derived; /* tensors that a network does not keep */
  guint n_dropped; /* fusion weights that an explicit fusion does without */
} Findings;

/* Whether @name is a weight of a fusion other than @fusion, which the caller insists on. */
static gboolean
is_overruled (const char *name, const AcuFusion *fusion)
{
  if (fusion == NULL || !g_str_has_prefix (name, "multiscale_attention."))
    return FALSE;
  if (g_str_has_prefix (name, "multiscale_attention.fc."))
    return *fusion != ACU_FUSION_CHANNEL;
  return *fusion != ACU_FUSION_SCALE;
}

/* The tensors of @set under their canonical names. */
static AcuTensorSet *
rename_tensors (AcuTensorSet *set, const AcuFusion *fusion, Findings *findings, GError **error)
{
  g_autoptr (AcuTensorSet) renamed = acu_tensor_set_new_from (set);

  for (guint i = 0; i < acu_tensor_set_get_length (set); i++) {
    const AcuTensorView *view = acu_tensor_set_get (set, i);
    g_autofree char *name =
        acu_family_canonical_name (findings->family, view->name + findings->prefix_length);

    if (name == NULL) {
      findings->n_derived++;
    } else if (is_overruled (name, fusion)) {
      findings->n_dropped++;
    } else if (!acu_tensor_set_add (renamed, name, view)) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                   _ ("“%s” is there twice under different names"), name);
      return NULL;
    }
  }
  return g_steal_pointer (&renamed);
}

/* Upstream's files do not say how their scores are meant; these are its training settings:
 * KonIQ-10k images and opinion scores, for pyiqa the same scores over 100. */
static void
assume_settings (AcuArchitecture *architecture, AcuFamily family)
{
  if (acu_family_is_backbone (family))
    return;
  if (family == ACU_FAMILY_PYIQA_HYPERIQA) {
    architecture->score_max = 1;
    return;
  }
  g_free (architecture->protocol);
  architecture->protocol = g_strdup ("koniq");
}

static void
append_size (GString *report, const AcuArchitecture *architecture)
{
  if (architecture->backbone == ACU_BACKBONE_RESNET50) {
    g_string_append_printf (report, _ ("Network: ResNet-50, input %u\n"), architecture->input_size);
    return;
  }
  g_string_append_printf (
      report,
      _ ("Network: Swin, size %s (embedding %u, blocks %u,%u,%u,%u, window %u), "
         "input %u\n"),
      architecture->preset, architecture->embed_dim, architecture->depths[0],
      architecture->depths[1], architecture->depths[2], architecture->depths[3],
      architecture->window, architecture->input_size);
}

static void
append_notes (GString *report, const AcuTensorSet *set, const Findings *findings)
{
  const char *unwrapped = acu_tensor_set_get_metadata (set, ACU_TORCH_UNWRAPPED);
  const char *skipped = acu_tensor_set_get_metadata (set, ACU_TORCH_SKIPPED);

  if (unwrapped != NULL)
    g_string_append_printf (report, _ ("Note: the tensors are in “%s”\n"), unwrapped);
  if (findings->prefix_length > 0)
    g_string_append_printf (report, _ ("Note: names begin with “%.*s”, which was removed\n"),
                            (int)findings->prefix_length, acu_tensor_set_get (set, 0)->name);
  if (skipped != NULL)
    g_string_append_printf (report, _ ("Note: skipped %s\n"), skipped);
  if (findings->n_derived > 0)
    g_string_append_printf (report,
                            ngettext ("Note: %u tensor is not needed (mask, index, classifier)\n",
                                      "Note: %u tensors are not needed (masks, indices, "
                                      "classifiers)\n",
                                      findings->n_derived),
                            findings->n_derived);
  if (findings->n_dropped > 0)
    g_string_append_printf (report,
                            ngettext ("Note: %u tensor of another fusion was left out as asked\n",
                                      "Note: %u tensors of another fusion were left out as asked\n",
                                      findings->n_dropped),
                            findings->n_dropped);
}

/* What was found, for a person. (transfer full) */
static char *
make_report (const AcuModelFile *file,
             const AcuTensorSet *set,
             const Findings *findings,
             gboolean own)
{
  const AcuArchitecture *architecture = file->architecture;
  GString *report = g_string_new (NULL);
  guint64 count = 0;

  for (guint i = 0; i < acu_tensor_set_get_length (file->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (file->tensors, i);

    if (!g_str_has_suffix (view->name, ".running_mean") &&
        !g_str_has_suffix (view->name, ".running_var"))
      count += acu_tensor_view_count (view);
  }
  g_string_append_printf (report, _ ("Format: %s\n"), _ (format_names[findings->format]));
  g_string_append_printf (report, _ ("Contents: %s\n"),
                          own ? _ ("Acutance model") : acu_family_describe (findings->family));
  append_size (report, architecture);
  if (file->backbone_only)
    g_string_append (report, _ ("Head: none; a network to start training from\n"));
  else
    g_string_append_printf (report, _ ("Fusion: %s\n"),
                            acu_fusion_to_string (architecture->fusion));
  /* A file that lacks one, or has one of another shape, is not opened. */
  g_string_append_printf (report, _ ("Tensors: %u, none is missing\n"),
                          acu_tensor_set_get_length (file->tensors));
  g_string_append_printf (report, _ ("Parameters: %.2f M\n"), (double)count / 1e6);
  if (!file->backbone_only)
    g_string_append_printf (
        report,
        own ? _ ("Scores: %s from %g to %g, protocol %s\n")
            : _ ("Scores: %s from %g to %g, protocol %s (assumed; the file does "
                 "not say)\n"),
        architecture->score_name, (double)architecture->score_min, (double)architecture->score_max,
        architecture->protocol);
  if (acu_architecture_count_faults (architecture) > 0) {
    g_autofree char *faults = g_strjoinv (", ", architecture->fault_names);

    g_string_append_printf (report, _ ("Faults: %s\n"), faults);
  }
  append_notes (report, set, findings);
  return g_string_free (report, FALSE);
}

static AcuModelFile *
open_set (AcuTensorSet *set, const AcuFusion *fusion, Findings *findings, GError **error)
{
  g_autoptr (AcuModelFile) file = g_new0 (AcuModelFile, 1);
  g_autoptr (AcuTensorSet) renamed = NULL;
  gboolean own = acu_model_metadata_present (set);
  const char *training;

  findings->prefix_length = acu_checkpoint_prefix_length (set);
  if (!acu_family_recognise (set, findings->prefix_length, &findings->family, error))
    return NULL;
  renamed = rename_tensors (set, fusion, findings, error);
  if (renamed == NULL)
    return NULL;
  file->architecture = acu_architecture_infer (renamed, fusion, &file->backbone_only, error);
  if (file->architecture == NULL)
    return NULL;
  if (!own)
    assume_settings (file->architecture, findings->family);
  else if (!acu_model_metadata_apply (set, file->architecture, file->backbone_only, error))
    return NULL;
  if (own && file->backbone_only && fusion == NULL)
    acu_model_metadata_get_fusion (set, &file->architecture->fusion);
  file->tensors = acu_architecture_fit (file->architecture, renamed, file->backbone_only, error);
  if (file->tensors == NULL)
    return NULL;
  file->licence = g_strdup (acu_tensor_set_get_metadata (set, ACU_MODEL_LICENCE));
  file->provenance = g_strdup (acu_tensor_set_get_metadata (set, ACU_MODEL_PROVENANCE));
  training = acu_tensor_set_get_metadata (set, ACU_MODEL_TRAINING);
  if (training != NULL && acu_json_is_shallow (training, strlen (training), NESTING_LIMIT))
    file->training = g_strdup (training);
  file->card = g_strdup (acu_tensor_set_get_metadata (set, ACU_MODEL_CARD));
  file->report = make_report (file, set, findings, own);
  return g_steal_pointer (&file);
}

static AcuModelFile *
peek_bytes (GBytes *bytes, const AcuFusion *fusion, GError **error)
{
  Findings findings = {0};
  g_autoptr (AcuTensorSet) set = acu_checkpoint_read_bytes (bytes, &findings.format, error);

  return set != NULL ? open_set (set, fusion, &findings, error) : NULL;
}

AcuModelFile *
acu_checkpoint_open_bytes (GBytes *bytes, const AcuFusion *fusion, GError **error)
{
  g_autoptr (AcuModelFile) file = peek_bytes (bytes, fusion, error);

  return file != NULL && acu_tensor_set_check_finite (file->tensors, error)
             ? g_steal_pointer (&file)
             : NULL;
}

/* Maps the file at @path and has @reader make of it what it can. */
static AcuModelFile *
open_file (const char *path,
           AcuModelFile *(*reader) (GBytes *bytes, const AcuFusion *fusion, GError **error),
           const AcuFusion *fusion,
           GError **error)
{
  g_autoptr (GBytes) bytes = map_file (path, error);
  AcuModelFile *file = bytes != NULL ? reader (bytes, fusion, error) : NULL;

  if (file == NULL)
    g_prefix_error (error, _ ("cannot read “%s”: "), path);
  return file;
}

AcuModelFile *
acu_checkpoint_open (const char *path, const AcuFusion *fusion, GError **error)
{
  return open_file (path, acu_checkpoint_open_bytes, fusion, error);
}

AcuModelFile *
acu_checkpoint_peek (const char *path, GError **error)
{
  return open_file (path, peek_bytes, NULL, error);
}
