#include "app/learning/evaluation/evaluation-text.h"

#include "app/text/csv-text.h"
#include "app/text/json-text.h"

#include <math.h>

/* JSON. */

static void
add_number (GString *json, const char *key, double value)
{
  acu_json_text_key (json, key);
  if (isfinite (value))
    acu_json_text_float (json, (float)value);
  else
    g_string_append (json, "null");
}

static void
add_interval (GString *json, const char *key, const AcuInterval *interval)
{
  acu_json_text_key (json, key);
  g_string_append_c (json, '{');
  add_number (json, "low", interval->low);
  add_number (json, "high", interval->high);
  g_string_append_c (json, '}');
}

/* @part of @whole, 0..1; null where there was nothing to count. */
static void
add_share (GString *json, const char *key, guint part, guint whole)
{
  add_number (json, key, whole > 0 ? (double)part / whole : NAN);
}

/* What only sets that say what was done to a picture can tell. */
static void
add_kinds (GString *json, const AcuEvaluation *evaluation)
{
  if (evaluation->kinds->len == 0)
    return;
  acu_json_text_key (json, "kinds");
  g_string_append_c (json, '{');
  for (guint i = 0; i < evaluation->kinds->len; i++) {
    const AcuKindResult *kind = &g_array_index (evaluation->kinds, AcuKindResult, i);

    acu_json_text_key (json, kind->name);
    g_string_append_c (json, '{');
    acu_json_text_key (json, "pictures");
    g_string_append_printf (json, "%u", kind->n);
    add_number (json, "srcc", kind->srcc);
    add_number (json, "plcc", kind->plcc);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, '}');
  acu_json_text_key (json, "strong_faults");
  g_string_append_printf (json, "%u", evaluation->n_strong);
  add_share (json, "strong_faults_named", evaluation->n_named, evaluation->n_strong);
  acu_json_text_key (json, "pairs");
  g_string_append_printf (json, "%u", evaluation->n_pairs);
  add_share (json, "pairs_ordered", evaluation->n_ordered, evaluation->n_pairs);
}

static void
begin_object (GString *json, const char *model, const char *dataset)
{
  g_string_append_c (json, '{');
  acu_json_text_key (json, "model");
  acu_json_text_string (json, model);
  acu_json_text_key (json, "dataset");
  acu_json_text_string (json, dataset);
}

void
acu_evaluation_append_json (GString *json,
                            const char *model,
                            const AcuEvaluation *evaluation,
                            AcuDataUse seen)
{
  const AcuAgreement *agreement = &evaluation->agreement;
  const char *seen_name = acu_data_use_get_name (seen);

  begin_object (json, model, evaluation->dataset);
  acu_json_text_key (json, "pictures");
  g_string_append_printf (json, "%" G_GSIZE_FORMAT, evaluation->n);
  acu_json_text_key (json, "skipped");
  g_string_append_printf (json, "%u", evaluation->n_skipped);
  acu_json_text_key (json, "missing");
  g_string_append_printf (json, "%u", evaluation->n_missing);
  acu_json_text_key (json, "seen");
  if (seen_name != NULL)
    acu_json_text_string (json, seen_name);
  else
    g_string_append (json, "null");
  add_number (json, "srcc", agreement->srcc);
  add_interval (json, "srcc_95", &evaluation->srcc);
  add_number (json, "plcc", agreement->plcc);
  add_interval (json, "plcc_95", &evaluation->plcc);
  add_number (json, "krcc", agreement->krcc);
  add_number (json, "rmse", agreement->rmse);
  add_number (json, "plcc_fitted", agreement->plcc_fitted);
  add_number (json, "rmse_fitted", agreement->rmse_fitted);
  acu_json_text_key (json, "faults");
  g_string_append_c (json, '{');
  for (guint i = 0; i < evaluation->faults->len; i++) {
    const AcuFaultResult *fault = &g_array_index (evaluation->faults, AcuFaultResult, i);

    add_number (json, fault->name, fault->average_precision);
  }
  g_string_append_c (json, '}');
  add_kinds (json, evaluation);
  g_string_append_c (json, '}');
}

void
acu_evaluation_append_json_error (GString *json,
                                  const char *model,
                                  const char *dataset,
                                  const char *message)
{
  begin_object (json, model, dataset);
  acu_json_text_key (json, "error");
  acu_json_text_string (json, message);
  g_string_append_c (json, '}');
}

/* CSV. */

void
acu_evaluation_append_csv_head (GString *csv)
{
  static const char *const names[] = {"model",       "dataset",     "pictures",  "skipped",
                                      "srcc",        "srcc_low",    "srcc_high", "plcc",
                                      "plcc_low",    "plcc_high",   "krcc",      "rmse",
                                      "plcc_fitted", "rmse_fitted", "seen",      "error"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    acu_csv_text_field (csv, names[i]);
  acu_csv_text_end_row (csv);
}

void
acu_evaluation_append_csv (GString *csv,
                           const char *model,
                           const AcuEvaluation *evaluation,
                           AcuDataUse seen)
{
  const AcuAgreement *agreement = &evaluation->agreement;
  const double numbers[] = {agreement->srcc,       evaluation->srcc.low, evaluation->srcc.high,
                            agreement->plcc,       evaluation->plcc.low, evaluation->plcc.high,
                            agreement->krcc,       agreement->rmse,      agreement->plcc_fitted,
                            agreement->rmse_fitted};

  acu_csv_text_field (csv, model);
  acu_csv_text_field (csv, evaluation->dataset);
  acu_csv_text_int (csv, (gint64)evaluation->n);
  acu_csv_text_int (csv, evaluation->n_skipped);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    acu_csv_text_number (csv, numbers[i], "");
  acu_csv_text_field (csv, acu_data_use_get_name (seen));
  acu_csv_text_field (csv, NULL);
  acu_csv_text_end_row (csv);
}

void
acu_evaluation_append_csv_error (GString *csv,
                                 const char *model,
                                 const char *dataset,
                                 const char *message)
{
  acu_csv_text_field (csv, model);
  acu_csv_text_field (csv, dataset);
  for (guint i = 0; i < 13; i++)
    acu_csv_text_field (csv, NULL);
  acu_csv_text_field (csv, message);
  acu_csv_text_end_row (csv);
}
