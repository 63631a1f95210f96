#include "app/exchange/photo-export.h"

#include "app/catalog/score-store.h"
#include "app/catalog/sidecar.h"
#include "app/imaging/output-place.h"
#include "app/text/csv-text.h"
#include "app/text/json-text.h"
#include "app/text/whole-file.h"

/* Photos that are read, and then written, at a time. */
#define BLOCK 128

typedef struct {
  AcuCatalog *catalog;
  const AcuScorerInfo *scorer; /* NULL for none */
  AcuExportFormat format;
  GString *text; /* of the block */
  gsize n_written;
} Export;

static const char *
get_flag_name (AcuFlag flag)
{
  return flag == ACU_FLAG_PICK ? "pick" : flag == ACU_FLAG_REJECT ? "reject" : "none";
}

/* Whether the photo was too small for a patch, which its scores were then computed for enlarged. */
static gboolean
is_enlarged (const AcuPhotoRow *row, const AcuScoreDetails *details)
{
  return row->has_facts && row->facts.width > 0 && details->width > row->facts.width &&
         MIN (details->width, details->height) == details->side;
}

static const char *
get_error (const AcuPhotoRow *row)
{
  return row->error != NULL ? row->error : row->score_error;
}

/* ---- CSV ---- */

static void
append_csv_float (GString *csv, float value)
{
  g_string_append_c (csv, ',');
  acu_json_text_float (csv, value);
}

static void
append_csv_header (const Export *export)
{
  static const char *const before[] = {"path",  "model", "protocol", "width",   "height",
                                       "score", "std",   "patches",  "enlarged"};
  static const char *const after[] = {"error", "patch_scores", "rating", "flag", "label"};

  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    acu_csv_text_field (export->text, before[i]);
  for (guint i = 0; export->scorer != NULL && export->scorer->faults[i] != NULL; i++)
    acu_csv_text_field (export->text, export->scorer->faults[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (after); i++)
    acu_csv_text_field (export->text, after[i]);
  acu_csv_text_end_row (export->text);
}

static void
append_csv (const Export *export, const AcuPhotoRow *row, const AcuScoreDetails *details)
{
  GString *csv = export->text;
  guint n_faults = export->scorer != NULL ? g_strv_length (export->scorer->faults) : 0;

  acu_csv_text_field (csv, row->path);
  acu_csv_text_field (csv, export->scorer != NULL ? export->scorer->model : NULL);
  acu_csv_text_field (csv, export->scorer != NULL ? export->scorer->protocol : NULL);
  if (row->has_facts && row->facts.width > 0)
    g_string_append_printf (csv, ",%d,%d", row->facts.width, row->facts.height);
  else
    g_string_append (csv, ",,");
  if (details != NULL) {
    append_csv_float (csv, (float)details->score);
    append_csv_float (csv, (float)details->std);
    acu_csv_text_int (csv, details->n_patches);
    acu_csv_text_field (csv, is_enlarged (row, details) ? "yes" : "no");
  } else {
    g_string_append (csv, ",,,,");
  }
  for (guint i = 0; i < n_faults; i++) {
    if (details != NULL && i < details->n_faults)
      append_csv_float (csv, details->faults[i]);
    else
      g_string_append_c (csv, ',');
  }
  acu_csv_text_field (csv, details == NULL ? get_error (row) : NULL);
  g_string_append_c (csv, ',');
  for (guint i = 0; details != NULL && i < details->n_patches; i++)
    acu_csv_text_patch (csv, i == 0, details->patches[i].y, details->patches[i].x,
                        details->scores[i]);
  acu_csv_text_int (csv, row->stars);
  acu_csv_text_field (csv, get_flag_name (row->flag));
  acu_csv_text_field (csv, acu_sidecar_get_label (row->colour));
  acu_csv_text_end_row (csv);
}

/* ---- JSON ---- */

/* What the fault head says of the photo, or of one of its patches: @faults (K). */
static void
append_json_faults (const Export *export, const float *faults, guint n)
{
  GString *json = export->text;

  acu_json_text_key (json, "faults");
  g_string_append_c (json, '{');
  for (guint i = 0; i < n && export->scorer->faults[i] != NULL; i++) {
    acu_json_text_key (json, export->scorer->faults[i]);
    acu_json_text_float (json, faults[i]);
  }
  g_string_append_c (json, '}');
}

static void
append_json_score (const Export *export, const AcuPhotoRow *row, const AcuScoreDetails *details)
{
  GString *json = export->text;

  acu_json_text_key (json, "score");
  acu_json_text_float (json, (float)details->score);
  acu_json_text_key (json, "std");
  acu_json_text_float (json, (float)details->std);
  if (details->n_faults > 0)
    append_json_faults (export, details->faults, details->n_faults);
  acu_json_text_key (json, "patches");
  g_string_append_c (json, '[');
  for (guint i = 0; i < details->n_patches; i++) {
    g_string_append_printf (json, "%s{\"y\":%d,\"x\":%d,\"score\":", i > 0 ? "," : "",
                            details->patches[i].y, details->patches[i].x);
    acu_json_text_float (json, details->scores[i]);
    if (details->n_faults > 0)
      append_json_faults (export, details->patch_faults + (gsize)i * details->n_faults,
                          details->n_faults);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  if (is_enlarged (row, details)) {
    acu_json_text_key (json, "enlarged");
    g_string_append (json, "true");
  }
}

static void
append_json (const Export *export, const AcuPhotoRow *row, const AcuScoreDetails *details)
{
  GString *json = export->text;
  const char *label = acu_sidecar_get_label (row->colour);

  g_string_append (json, export->n_written > 0 ? ",\n{" : "\n{");
  acu_json_text_key (json, "path");
  acu_json_text_string (json, row->path);
  if (export->scorer != NULL) {
    acu_json_text_key (json, "model");
    acu_json_text_string (json, export->scorer->model);
    acu_json_text_key (json, "protocol");
    acu_json_text_string (json, export->scorer->protocol);
  }
  if (row->has_facts && row->facts.width > 0) {
    acu_json_text_key (json, "width");
    g_string_append_printf (json, "%d", row->facts.width);
    acu_json_text_key (json, "height");
    g_string_append_printf (json, "%d", row->facts.height);
  }
  if (details != NULL) {
    append_json_score (export, row, details);
  } else if (get_error (row) != NULL) {
    acu_json_text_key (json, "error");
    acu_json_text_string (json, get_error (row));
  }
  acu_json_text_key (json, "rating");
  g_string_append_printf (json, "%d", row->stars);
  acu_json_text_key (json, "flag");
  acu_json_text_string (json, get_flag_name (row->flag));
  acu_json_text_key (json, "label");
  if (label != NULL)
    acu_json_text_string (json, label);
  else
    g_string_append (json, "null");
  g_string_append_c (json, '}');
}

/* ---- Both ---- */

static gboolean
append_photo (Export *export, const AcuPhotoRow *row, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (AcuScoreDetails) details = NULL;

  if (export->scorer != NULL && row->has_score) {
    details = acu_score_store_get (export->catalog, export->scorer->id, row->id, &missing);
    /* Scores are dropped at any time, when a photo changes on the disk. */
    if (details == NULL &&
        !g_error_matches (missing, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING)) {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  }
  if (export->format == ACU_EXPORT_CSV)
    append_csv (export, row, details);
  else
    append_json (export, row, details);
  export->n_written++;
  return TRUE;
}

static gboolean
append_block (Export *export, const gint64 *photos, gsize n, GError **error)
{
  g_autoptr (GPtrArray) rows = acu_photo_store_get_rows (
      export->catalog, photos, n, export->scorer != NULL ? export->scorer->id : 0, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!append_photo (export, g_ptr_array_index (rows, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
flush (Export *export, AcuWholeFile *file, GError **error)
{
  gboolean ok = acu_whole_file_write (file, export->text->str, export->text->len, error);

  g_string_truncate (export->text, 0);
  return ok;
}

gboolean
acu_photo_export_write (AcuCatalog *catalog,
                        const gint64 *photos,
                        gsize n,
                        gint64 scorer,
                        AcuExportFormat format,
                        const char *path,
                        AcuExportProgress progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (AcuScorerInfo) info = NULL;
  g_autoptr (AcuWholeFile) file = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  Export export = {.catalog = catalog, .format = format, .text = text};

  if (!acu_output_place_check_name (path, error) ||
      (scorer != 0 && (info = acu_score_store_get_scorer (catalog, scorer, error)) == NULL) ||
      (file = acu_whole_file_new (path, error)) == NULL)
    return FALSE;
  export.scorer = info;
  if (format == ACU_EXPORT_CSV)
    append_csv_header (&export);
  else
    g_string_append_c (text, '[');
  for (gsize i = 0; i < n; i += BLOCK) {
    gsize length = MIN (BLOCK, n - i);

    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !append_block (&export, photos + i, length, error) || !flush (&export, file, error))
      return FALSE;
    if (progress != NULL)
      progress (i + length, user_data);
  }
  if (format == ACU_EXPORT_JSON)
    g_string_append (text, "\n]\n");
  return flush (&export, file, error) && acu_whole_file_finish (file, error);
}
