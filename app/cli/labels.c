/* acutance-cli labels: opinion scores in the catalog, out of it, and what they come to. */
#include "app/cli/labels.h"
#include "app/cli/line-file.h"

#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/text/column-text.h"
#include "app/text/json-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

AcuCatalog *
acu_labels_open_catalog (const char *path, gboolean create, GError **error)
{
  g_autofree char *own = acu_catalog_get_default_path ();
  const char *chosen = path != NULL ? path : own;

  if (!create && !g_file_test (chosen, G_FILE_TEST_EXISTS)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("there is no catalog at %s"), chosen);
    return NULL;
  }
  return acu_catalog_open (chosen, ACU_CATALOG_OPEN_DEFAULT, error);
}

static void
add_number (GString *json, const char *key, double value)
{
  acu_json_text_key (json, key);
  acu_json_text_float (json, (float)value);
}

static void
add_count (GString *json, const char *key, guint value)
{
  acu_json_text_key (json, key);
  g_string_append_printf (json, "%u", value);
}

static void
add_string (GString *json, const char *key, const char *value)
{
  acu_json_text_key (json, key);
  acu_json_text_string (json, value);
}

/* ---- List ---- */

static void
append_set_json (GString *json, const AcuLabelSet *set)
{
  g_string_append_c (json, '{');
  add_string (json, "name", set->name);
  add_string (json, "method", acu_label_method_to_string (set->method));
  add_number (json, "score_min", set->score_min);
  add_number (json, "score_max", set->score_max);
  add_count (json, "ratings", set->n_labels);
  add_count (json, "images", set->n_images);
  add_count (json, "raters", set->n_raters);
  add_string (json, "opinion", acu_opinion_method_to_string (acu_opinion_method_of_set (set)));
  add_string (json, "note", set->note);
  g_string_append_c (json, '}');
}

/* What a column of a table is called, and how wide it is: as wide as that in any language, at least
 * as told. */
typedef struct {
  const char *head;
  guint width;
} Column;

static int
get_width (const Column *column)
{
  return (int)MAX (acu_column_text_measure (g_dpgettext2 (NULL, "table", column->head)),
                   column->width);
}

static void
append_heads (GString *text, const Column *columns, guint n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    acu_column_text_right (text, g_dpgettext2 (NULL, "table", columns[i].head), columns[i].width);
}

static const Column list_columns[] = {
    {NC_ ("table", "ratings"), 9}, {NC_ ("table", "images"), 8}, {NC_ ("table", "raters"), 8}};

#define SET_WIDTH    32
#define METHOD_WIDTH 10

static AcuExit
list (int argc, char **argv)
{
  g_autofree char *path = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
      ACU_LABELS_CATALOG_ENTRY (&path),
      {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json, _ ("Print one JSON array"), NULL},
      {NULL},
  };
  const AcuUsage usage = {NULL, _ ("Lists the label sets of the catalog."),
                          _ ("Examples:\n  acutance-cli labels list --json"), entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (GPtrArray) sets = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("labels list", _ ("“%s” is too much: only options are expected"),
                           argv[1]);
  catalog = acu_labels_open_catalog (path, FALSE, &error);
  sets = catalog != NULL ? acu_label_store_list_sets (catalog, &error) : NULL;
  if (sets == NULL)
    return acu_fail (&error);
  if (as_json) {
    g_string_append_c (text, '[');
  } else if (sets->len > 0) {
    acu_column_text_left (text, C_ ("table", "label set"), SET_WIDTH + 1);
    acu_column_text_left (text, C_ ("table", "method"), METHOD_WIDTH);
    append_heads (text, list_columns, G_N_ELEMENTS (list_columns));
    g_string_append_c (text, '\n');
  }
  for (guint i = 0; i < sets->len; i++) {
    const AcuLabelSet *set = g_ptr_array_index (sets, i);

    if (as_json) {
      g_string_append (text, i > 0 ? ",\n " : "");
      append_set_json (text, set);
    } else {
      acu_column_text_left (text, set->name, SET_WIDTH);
      g_string_append_printf (
          text, " %-*s %*u %*u %*u\n", METHOD_WIDTH, acu_label_method_to_string (set->method),
          get_width (&list_columns[0]), set->n_labels, get_width (&list_columns[1]), set->n_images,
          get_width (&list_columns[2]), set->n_raters);
    }
  }
  if (as_json)
    g_string_append (text, "]\n");
  if (sets->len == 0)
    acu_complain (_ ("there is no label set; the application makes them, and “acutance-cli labels "
                     "import” reads them"));
  return acu_print (text->str) ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
}

/* ---- Export ---- */

static GString *
export_set (AcuCatalog *catalog, const char *set, const char *format, GError **error)
{
  g_autoptr (AcuLabelTable) table = NULL;

  if (g_str_equal (format, "long"))
    return acu_label_export_long (catalog, set, error);
  table = acu_label_table_load (catalog, set, error);
  return table != NULL ? acu_label_export_wide (table, g_str_equal (format, "wide"), error) : NULL;
}

static AcuExit export(int argc, char **argv)
{
  g_autofree char *path = NULL, *format = NULL, *output = NULL;
  const GOptionEntry entries[] = {
      ACU_LABELS_CATALOG_ENTRY (&path),
      {"format", 'f', 0, G_OPTION_ARG_STRING, &format,
       _ ("long: a row a rating, all that is known; wide: a row an image, a column a rater; "
          "sureal: the same without names (default: long)"),
       "FORMAT"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
       _ ("Write here (default: standard output)"), "FILE"},
      {NULL},
  };
  const AcuUsage usage = {
      "SET",
      _ ("Writes the ratings of a label set as CSV. The long form can be imported on another\n"
         "machine and merged with what is rated there."),
      _ ("Examples:\n"
         "  acutance-cli labels export Holidays --output holidays.csv\n"
         "  acutance-cli labels export Holidays --format sureal\n"
         "      a matrix of numbers, nan where nobody rated, as SUREAL reads it"),
      entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (GString) csv = NULL;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return acu_fail_usage ("labels export", "%s",
                           argc < 2 ? _ ("no label set is named") : _ ("one label set at a time"));
  if (format == NULL)
    format = g_strdup ("long");
  if (!g_str_equal (format, "long") && !g_str_equal (format, "wide") &&
      !g_str_equal (format, "sureal"))
    return acu_fail_usage ("labels export", _ ("--format is long, wide or sureal, not “%s”"),
                           format);
  catalog = acu_labels_open_catalog (path, FALSE, &error);
  csv = catalog != NULL ? export_set (catalog, argv[1], format, &error) : NULL;
  if (csv == NULL || !acu_line_file_write_whole (output, csv->str, &error))
    return acu_fail (&error);
  return ACU_EXIT_DONE;
}

/* ---- Scores ---- */

static void
append_rater_json (GString *json, const AcuRater *rater, const AcuRaterResult *result)
{
  g_string_append_c (json, '{');
  add_string (json, "name", rater->name);
  add_count (json, "ratings", result->n_ratings);
  acu_json_text_key (json, "heard");
  g_string_append (json, result->heard ? "true" : "false");
  if (result->rule != ACU_SCREENING_NONE)
    add_string (json, "rule", acu_screening_rule_to_string (result->rule));
  add_number (json, "bias", result->bias);
  add_number (json, "inconsistency", result->inconsistency);
  add_number (json, "agreement", result->agreement);
  add_count (json, "repeats", result->n_repeats);
  add_number (json, "repeat_srcc", result->repeat_srcc);
  add_number (json, "repeat_difference", result->repeat_difference);
  g_string_append_c (json, '}');
}

static char *
describe_json (const AcuLabelResult *result)
{
  const AcuLabelTable *table = result->table;
  g_autoptr (GPtrArray) photos = acu_label_result_list_photos (result);
  GString *json = g_string_new ("{");

  add_string (json, "set", table->set->name);
  add_string (json, "method", acu_opinion_method_to_string (result->method));
  add_count (json, "ratings", table->n_ratings);
  add_count (json, "skipped", table->n_skipped);
  add_count (json, "outdated", table->n_outdated);
  add_number (json, "alpha", result->alpha);
  if (table->set->method == ACU_METHOD_PAIRWISE) {
    add_count (json, "components", result->n_components);
    acu_json_text_key (json, "separated");
    g_string_append (json, result->separated ? "true" : "false");
  }
  acu_json_text_key (json, "raters");
  g_string_append_c (json, '[');
  for (guint i = 0; i < table->raters->len; i++) {
    g_string_append (json, i > 0 ? ",\n " : "\n ");
    append_rater_json (json, g_ptr_array_index (table->raters, i), &result->raters[i]);
  }
  g_string_append_c (json, ']');
  acu_json_text_key (json, "images");
  g_string_append_c (json, '[');
  for (guint i = 0; i < photos->len; i++) {
    const AcuPhotoScore *photo = g_ptr_array_index (photos, i);

    g_string_append (json, i > 0 ? ",\n {" : "\n {");
    add_string (json, "path", photo->stimulus->path);
    add_number (json, "mos", photo->score.score);
    add_number (json, "stddev", photo->score.stddev);
    add_count (json, "n", photo->score.n);
    add_number (json, "ci", photo->score.ci);
    g_string_append_c (json, '}');
  }
  g_string_append (json, "]}\n");
  return g_string_free (json, FALSE);
}

static void
append_cell (GString *text, double value, int width, int digits)
{
  if (isnan (value))
    g_string_append_printf (text, " %*s", width, "-");
  else
    g_string_append_printf (text, " %*.*f", width, digits, value);
}

static const Column rater_columns[] = {
    {NC_ ("table", "ratings"), 8},        {NC_ ("table", "bias"), 8},
    {NC_ ("table", "inconsistency"), 13}, {NC_ ("table", "agreement"), 9},
    {NC_ ("table", "repeats"), 7},        {NC_ ("table", "difference"), 11}};

#define RATER_WIDTH 24

static char *
describe_raters (const AcuLabelResult *result)
{
  const AcuLabelTable *table = result->table;
  GString *text = g_string_new (NULL);
  int widths[G_N_ELEMENTS (rater_columns)];

  for (guint i = 0; i < G_N_ELEMENTS (rater_columns); i++)
    widths[i] = get_width (&rater_columns[i]);
  acu_column_text_left (text, C_ ("table", "rater"), RATER_WIDTH);
  append_heads (text, rater_columns, G_N_ELEMENTS (rater_columns));
  g_string_append_printf (text, " %s\n", C_ ("table", "screened by"));
  for (guint i = 0; i < table->raters->len; i++) {
    const AcuRaterResult *rater = &result->raters[i];

    acu_column_text_left (text, ((const AcuRater *)g_ptr_array_index (table->raters, i))->name,
                          RATER_WIDTH);
    g_string_append_printf (text, " %*u", widths[0], rater->n_ratings);
    append_cell (text, rater->bias, widths[1], 2);
    append_cell (text, rater->inconsistency, widths[2], 2);
    append_cell (text, rater->agreement, widths[3], 3);
    g_string_append_printf (text, " %*u", widths[4], rater->n_repeats);
    append_cell (text, rater->repeat_difference, widths[5], 2);
    g_string_append_printf (
        text, " %s%s\n",
        rater->rule != ACU_SCREENING_NONE ? _ (acu_screening_rule_to_string (rater->rule)) : "",
        rater->rule != ACU_SCREENING_NONE && rater->heard ? _ (" (kept)") : "");
  }
  if (!isnan (result->alpha))
    g_string_append_printf (text, _ ("Krippendorff's alpha: %.3f\n"), result->alpha);
  return g_string_free (text, FALSE);
}

/* The ids of the raters called @names; ACU_LABELING_ERROR_DATA for one that nobody has. */
static GArray *
find_raters (const AcuLabelTable *table, const char *const *names, GError **error)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint k = 0; names != NULL && names[k] != NULL; k++) {
    guint before = ids->len;

    for (guint i = 0; i < table->raters->len; i++) {
      const AcuRater *rater = g_ptr_array_index (table->raters, i);

      if (g_str_equal (rater->name, names[k]))
        g_array_append_val (ids, rater->id);
    }
    if (ids->len > before)
      continue;
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 _ ("no rater of the label set “%s” is called “%s”"), table->set->name, names[k]);
    g_array_unref (ids);
    return NULL;
  }
  return ids;
}

static AcuLabelResult *
compute (AcuCatalog *catalog,
         const char *set,
         const char *method_name,
         const char *const *keep,
         GError **error)
{
  g_autoptr (AcuLabelTable) table = acu_label_table_load (catalog, set, error);
  g_autoptr (GArray) kept = table != NULL ? find_raters (table, keep, error) : NULL;
  g_autoptr (GArray) chosen =
      kept != NULL ? acu_label_store_list_kept (catalog, table->set->id, error) : NULL;
  AcuOpinionMethod method;

  if (chosen == NULL)
    return NULL;
  g_array_append_vals (kept, chosen->data, chosen->len);
  method = acu_opinion_method_of_set (table->set);
  if (method_name != NULL && !acu_opinion_method_from_string (method_name, &method, error))
    return NULL;
  return acu_label_result_new (g_steal_pointer (&table), method, (const gint64 *)kept->data,
                               kept->len, error);
}

/* What a reader of the scores should know before he uses them. */
static void
warn (const AcuLabelResult *result)
{
  guint n_unheard = 0;

  for (guint i = 0; i < result->table->raters->len; i++)
    n_unheard += !result->raters[i].heard;
  if (n_unheard > 0)
    acu_complain (ngettext ("%u of %u raters is screened out; --raters tells who and why",
                            "%u of %u raters are screened out; --raters tells who and why",
                            n_unheard),
                  n_unheard, result->table->raters->len);
  if (result->table->n_outdated > 0)
    acu_complain (ngettext ("%u rating is of a picture whose file has changed since; it is kept, "
                            "and does not count",
                            "%u ratings are of pictures whose files have changed since; they are "
                            "kept, and do not count",
                            result->table->n_outdated),
                  result->table->n_outdated);
  if (result->restricted && result->method == ACU_OPINION_SUBJECT_MODEL)
    acu_complain (_ ("for so few raters the likelihood of ITU-T P.910 has no maximum; the "
                     "restricted likelihood was used"));
  if (result->n_components > 1)
    acu_complain (_ ("the pictures fall into %u groups that were never compared with each other; "
                     "scores of different groups cannot be compared"),
                  result->n_components);
  else if (result->separated)
    acu_complain (_ ("some pictures won or lost every comparison, so that how far they are from "
                     "the others is a guess"));
}

static AcuExit
mos (int argc, char **argv)
{
  g_autofree char *path = NULL, *method = NULL, *output = NULL, *text = NULL;
  g_auto (GStrv) keep = NULL;
  gboolean as_json = FALSE, raters = FALSE;
  const GOptionEntry entries[] = {
      ACU_LABELS_CATALOG_ENTRY (&path),
      {"method", 'm', 0, G_OPTION_ARG_STRING, &method,
       _ ("mean, zscore (as KonIQ-10k), bt500 (ITU-R BT.500 screening), p910 (ITU-T P.910 maximum "
          "likelihood) or bradley-terry (default: the one chosen for the set, in the window or by "
          "“labels edit”; else mean, and bradley-terry for pairs)"),
       "METHOD"},
      {"keep", 0, 0, G_OPTION_ARG_STRING_ARRAY, &keep,
       _ ("Hear this rater whatever rule screens him, besides those chosen in the window; may be "
          "given several times"),
       "RATER"},
      {"raters", 0, 0, G_OPTION_ARG_NONE, &raters, _ ("Print what is to be thought of the raters"),
       NULL},
      {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json,
       _ ("Print scores and raters as one JSON object"), NULL},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
       _ ("Write here (default: standard output)"), "FILE"},
      {NULL},
  };
  const AcuUsage usage = {
      "SET",
      /* xgettext:no-c-format */
      _ ("Computes mean opinion scores with 95 % confidence intervals, as a CSV file that\n"
         "“train” and “eval” read."),
      _ ("Examples:\n"
         "  acutance-cli labels mos Holidays --method p910 --output mos.csv\n"
         "  acutance-cli labels mos Holidays --method bt500 --raters\n"
         "  acutance-cli train --base nano --data labels:Holidays --mode quick --out mine\n"
         "      train on a label set as it is now"),
      entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (AcuLabelResult) result = NULL;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return acu_fail_usage ("labels mos", "%s",
                           argc < 2 ? _ ("no label set is named") : _ ("one label set at a time"));
  catalog = acu_labels_open_catalog (path, FALSE, &error);
  result = catalog != NULL ? compute (catalog, argv[1], method, (const char *const *)keep, &error)
                           : NULL;
  if (result == NULL)
    return acu_fail (&error);
  warn (result);
  text = as_json  ? describe_json (result)
         : raters ? describe_raters (result)
                  : g_string_free (acu_label_export_mos (result), FALSE);
  return acu_line_file_write_whole (output, text, &error) ? ACU_EXIT_DONE : acu_fail (&error);
}

/* ---- Choosing ---- */

static const AcuCommand actions[] = {
    {"labels list", N_ ("list the label sets"), list},
    {"labels export", N_ ("write a set's ratings as CSV"), export},
    {"labels import", N_ ("read ratings and merge them into a set"), acu_labels_import},
    {"labels mos", N_ ("compute mean opinion scores"), mos},
    {"labels edit", N_ ("rename a set, or change how it is scored"), acu_labels_edit},
    {"labels remove", N_ ("remove a set with its ratings"), acu_labels_remove},
};

AcuExit
acu_command_labels (int argc, char **argv)
{
  g_autoptr (GString) description = g_string_new (_ ("Actions:\n"));
  AcuUsage usage = {"ACTION",
                    _ ("Opinion scores: what people said of pictures, and what it comes to."), NULL,
                    (const GOptionEntry[]){{NULL}}};
  AcuExit status;

  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name + strlen ("labels "), argv[1])) {
      argv[1] = (char *)actions[i].name;
      return actions[i].run (argc - 1, argv + 1);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    g_string_append_printf (description, "  %-14s %s\n", actions[i].name, _ (actions[i].summary));
  g_string_append (description, _ ("\n“acutance-cli labels ACTION --help” explains one.\n"
                                   "\nExamples:\n"
                                   "  acutance-cli labels list\n"
                                   "  acutance-cli labels import ratings.csv --set Holidays\n"
                                   "  acutance-cli labels mos Holidays --method p910"));
  usage.description = description->str;
  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc < 2)
    return acu_fail_usage ("labels",
                           _ ("what is to be done? list, export, import, mos, edit or remove"));
  return acu_fail_usage (
      "labels", _ ("“%s” is no action: list, export, import, mos, edit or remove is"), argv[1]);
}
