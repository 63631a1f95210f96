#include "app/cli/result-writer.h"

#include "app/scoring/fault-words.h"
#include "app/text/column-text.h"
#include "app/text/csv-text.h"
#include "app/text/json-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* From this strength on a fault is worth a word in the table. */
#define NOTABLE_FAULT 0.5

static const char *const format_names[] = {"table", "csv", "json", "jsonl"};

struct _AcuResultWriter {
  AcuLineFile *file;
  AcuResultFormat format;
  const AcuModel *model;
  const char *protocol;
  gsize n_written;
};

gboolean
acu_result_format_parse (const char *text, AcuResultFormat *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (format_names); i++)
    if (g_str_equal (text, format_names[i])) {
      *format = (AcuResultFormat)i;
      return TRUE;
    }
  return FALSE;
}

AcuResultWriter *
acu_result_writer_new (AcuLineFile *file,
                       AcuResultFormat format,
                       const AcuModel *model,
                       const char *protocol)
{
  AcuResultWriter *writer = g_new0 (AcuResultWriter, 1);

  writer->file = file;
  writer->format = format;
  writer->model = model;
  writer->protocol = protocol;
  return writer;
}

void
acu_result_writer_free (AcuResultWriter *writer)
{
  g_free (writer);
}

static const char *
fault_name (const AcuResultWriter *writer, guint fault)
{
  return acu_model_get_architecture (writer->model)->fault_names[fault];
}

/* Scores of a model on a 0..1 or 1..5 scale need more decimals than those on 0..100. */
static int
decimals (const AcuResultWriter *writer)
{
  const AcuArchitecture *architecture = acu_model_get_architecture (writer->model);

  return architecture->score_max - architecture->score_min >= 50 ? 2 : 4;
}

/* What the fault head says of the picture, or of one of its patches: @faults (K). */
static void
append_json_faults (GString *json, const AcuResultWriter *writer, const float *faults, guint n)
{
  acu_json_text_key (json, "faults");
  g_string_append_c (json, '{');
  for (guint i = 0; i < n; i++) {
    acu_json_text_key (json, fault_name (writer, i));
    acu_json_text_float (json, faults[i]);
  }
  g_string_append_c (json, '}');
}

static void
append_json_score (GString *json, const AcuResultWriter *writer, const AcuScore *score)
{
  acu_json_text_key (json, "score");
  acu_json_text_float (json, (float)score->score);
  acu_json_text_key (json, "std");
  acu_json_text_float (json, (float)score->std);
  if (score->faults != NULL) {
    g_autofree float *means = g_new (float, score->n_faults);

    for (guint i = 0; i < score->n_faults; i++)
      means[i] = (float)score->faults[i];
    append_json_faults (json, writer, means, score->n_faults);
  }
  acu_json_text_key (json, "patches");
  g_string_append_c (json, '[');
  for (gsize i = 0; i < score->n_patches; i++) {
    g_string_append_printf (json, "%s{\"y\":%d,\"x\":%d,\"score\":", i > 0 ? "," : "",
                            score->patches[i].y, score->patches[i].x);
    acu_json_text_float (json, score->patch_scores[i]);
    if (score->patch_faults != NULL)
      append_json_faults (json, writer, score->patch_faults + i * score->n_faults, score->n_faults);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
}

static void
append_json_warnings (GString *json, const char *warnings)
{
  g_auto (GStrv) sentences = g_strsplit (warnings, "\n", -1);

  acu_json_text_key (json, "warnings");
  g_string_append_c (json, '[');
  for (guint i = 0; sentences[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    acu_json_text_string (json, sentences[i]);
  }
  g_string_append_c (json, ']');
}

static void
append_json (GString *json, const AcuResultWriter *writer, const AcuResult *result)
{
  g_string_append_c (json, '{');
  acu_json_text_key (json, "path");
  acu_json_text_string (json, result->path);
  if (result->score == NULL) {
    acu_json_text_key (json, "error");
    acu_json_text_string (json, result->error);
  } else {
    acu_json_text_key (json, "model");
    acu_json_text_string (json, acu_model_get_name (writer->model));
    acu_json_text_key (json, "protocol");
    acu_json_text_string (json, writer->protocol);
    acu_json_text_key (json, "width");
    g_string_append_printf (json, "%d", result->width);
    acu_json_text_key (json, "height");
    g_string_append_printf (json, "%d", result->height);
    append_json_score (json, writer, result->score);
    if (result->enlarged) {
      acu_json_text_key (json, "enlarged");
      g_string_append (json, "true");
    }
    if (result->warnings != NULL)
      append_json_warnings (json, result->warnings);
  }
  g_string_append_c (json, '}');
}

/* Quoted where RFC 4180 wants it. */
static void
append_csv_field (GString *csv, const char *field)
{
  if (strpbrk (field, ",\"\r\n") == NULL) {
    g_string_append (csv, field);
    return;
  }
  g_string_append_c (csv, '"');
  for (; *field != '\0'; field++) {
    if (*field == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *field);
  }
  g_string_append_c (csv, '"');
}

static void
append_csv_header (GString *csv, const AcuResultWriter *writer)
{
  const AcuArchitecture *architecture = acu_model_get_architecture (writer->model);

  g_string_append (csv, "path,model,protocol,width,height,score,std,patches,enlarged");
  for (guint i = 0; architecture->fault_names[i] != NULL; i++) {
    g_string_append_c (csv, ',');
    append_csv_field (csv, architecture->fault_names[i]);
  }
  g_string_append (csv, ",error,patch_scores\n");
}

static void
append_csv (GString *csv, const AcuResultWriter *writer, const AcuResult *result)
{
  guint n_faults = acu_architecture_count_faults (acu_model_get_architecture (writer->model));

  append_csv_field (csv, result->path);
  g_string_append_c (csv, ',');
  append_csv_field (csv, acu_model_get_name (writer->model));
  g_string_append_c (csv, ',');
  append_csv_field (csv, writer->protocol);
  if (result->score != NULL) {
    g_string_append_printf (csv, ",%d,%d,", result->width, result->height);
    acu_json_text_float (csv, (float)result->score->score);
    g_string_append_c (csv, ',');
    acu_json_text_float (csv, (float)result->score->std);
    g_string_append_printf (csv, ",%" G_GSIZE_FORMAT ",%s", result->score->n_patches,
                            result->enlarged ? "yes" : "no");
    for (guint i = 0; i < n_faults; i++) {
      g_string_append_c (csv, ',');
      acu_json_text_float (csv, (float)result->score->faults[i]);
    }
    g_string_append (csv, ",,");
    for (gsize i = 0; i < result->score->n_patches; i++)
      acu_csv_text_patch (csv, i == 0, result->score->patches[i].y, result->score->patches[i].x,
                          result->score->patch_scores[i]);
    g_string_append_c (csv, '\n');
    return;
  }
  for (guint i = 0; i < 6 + n_faults; i++)
    g_string_append_c (csv, ',');
  g_string_append_c (csv, ',');
  append_csv_field (csv, result->error);
  g_string_append (csv, ",\n");
}

static void
append_note (GString *notes, const char *note)
{
  g_string_append (notes, notes->len == 0 ? "  (" : "; ");
  g_string_append (notes, note);
}

/* "  (blur 81 %; enlarged to fit a patch)", or nothing. */
static char *
describe_notes (const AcuResultWriter *writer, const AcuResult *result)
{
  GString *notes = g_string_new (NULL);

  for (guint i = 0; i < result->score->n_faults; i++)
    if (result->score->faults[i] >= NOTABLE_FAULT) {
      g_autofree char *note =
          g_strdup_printf ("%s %.0f %%", acu_fault_get_word (fault_name (writer, i)),
                           100 * result->score->faults[i]);

      append_note (notes, note);
    }
  if (result->enlarged)
    append_note (notes, _ ("enlarged to fit a patch"));
  if (result->warnings != NULL) {
    g_auto (GStrv) sentences = g_strsplit (result->warnings, "\n", -1);

    for (guint i = 0; sentences[i] != NULL; i++)
      append_note (notes, sentences[i]);
  }
  if (notes->len > 0)
    g_string_append_c (notes, ')');
  return g_string_free (notes, FALSE);
}

/* What stands before the path, numbers on the model's scale first. */
enum { CELL_SCORE, CELL_STD, CELL_LOWEST, CELL_HIGHEST, CELL_SIZE, N_CELLS };
#define N_NUMBERS CELL_SIZE

/* Each is as wide as its head in any language, and at least as wide as what it usually holds. */
static const struct {
  const char *head;
  guint width;
} cells[N_CELLS] = {
    [CELL_SCORE] = {NC_ ("table", "SCORE"), 6},
    /* Translators: the standard deviation of the scores of a picture's patches */
    [CELL_STD] = {NC_ ("table", "STD"), 6},
    /* Translators: the lowest of the scores of a picture's patches */
    [CELL_LOWEST] = {NC_ ("table", "LOWEST"), 7},
    /* Translators: the highest of the scores of a picture's patches */
    [CELL_HIGHEST] = {NC_ ("table", "HIGHEST"), 7},
    [CELL_SIZE] = {NC_ ("table", "SIZE"), 13},
};

static void
append_table_row (GString *table, const char *const texts[N_CELLS], const char *path)
{
  for (guint i = 0; i < N_CELLS; i++) {
    guint head_width = acu_column_text_measure (g_dpgettext2 (NULL, "table", cells[i].head));

    acu_column_text_right (table, texts[i], MAX (head_width, cells[i].width));
  }
  g_string_append_printf (table, "  %s", path);
}

static void
append_table_header (GString *table)
{
  const char *heads[N_CELLS];

  for (guint i = 0; i < N_CELLS; i++)
    heads[i] = g_dpgettext2 (NULL, "table", cells[i].head);
  append_table_row (table, heads, C_ ("table", "PICTURE"));
  g_string_append_c (table, '\n');
}

/* Paths stand last, so that no length of theirs breaks the columns and rows can be written as they
 * come. */
static void
append_table (GString *table, const AcuResultWriter *writer, const AcuResult *result)
{
  const AcuScore *score = result->score;
  char format[] = {'%', '.', (char)('0' + decimals (writer)), 'f', '\0'};
  char numbers[N_NUMBERS][G_ASCII_DTOSTR_BUF_SIZE];
  const char *texts[N_CELLS];
  double values[N_NUMBERS];
  g_autofree char *size = NULL;
  g_autofree char *path = NULL;
  g_autofree char *notes = NULL;

  if (score == NULL)
    return;
  if (writer->n_written == 0)
    append_table_header (table);
  values[CELL_SCORE] = score->score;
  values[CELL_STD] = score->std;
  values[CELL_LOWEST] = values[CELL_HIGHEST] = score->patch_scores[0];
  for (gsize i = 1; i < score->n_patches; i++) {
    values[CELL_LOWEST] = MIN (values[CELL_LOWEST], score->patch_scores[i]);
    values[CELL_HIGHEST] = MAX (values[CELL_HIGHEST], score->patch_scores[i]);
  }
  for (guint i = 0; i < N_NUMBERS; i++)
    texts[i] = g_ascii_formatd (numbers[i], sizeof numbers[i], format, values[i]);
  texts[CELL_SIZE] = size = g_strdup_printf ("%d x %d", result->width, result->height);
  path = g_filename_display_name (result->path);
  notes = describe_notes (writer, result);
  append_table_row (table, texts, path);
  g_string_append_printf (table, "%s\n", notes);
}

gboolean
acu_result_writer_begin (AcuResultWriter *writer, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (writer->format == ACU_RESULT_JSON)
    g_string_append (text, "[");
  else if (writer->format == ACU_RESULT_CSV)
    append_csv_header (text, writer);
  return acu_line_file_begin (writer->file, text->str,
                              writer->format == ACU_RESULT_JSON ? "\n]\n" : NULL, error);
}

gboolean
acu_result_writer_write (AcuResultWriter *writer, const AcuResult *result, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  switch (writer->format) {
  case ACU_RESULT_TABLE:
    append_table (text, writer, result);
    break;
  case ACU_RESULT_CSV:
    append_csv (text, writer, result);
    break;
  case ACU_RESULT_JSON:
    g_string_append (text, writer->n_written > 0 ? ",\n" : "\n");
    append_json (text, writer, result);
    break;
  case ACU_RESULT_JSONL:
    append_json (text, writer, result);
    g_string_append_c (text, '\n');
    break;
  }
  if (text->len == 0)
    return TRUE;
  writer->n_written++;
  return acu_line_file_write (writer->file, text->str, error);
}
