#include "app/learning/synth/label-rows.h"

#include <math.h>
#include <string.h>

/* RFC 4180: quoted where a separator, a quote or a line's end would be misread. */
static void
append_field (GString *rows, const char *text)
{
  if (strpbrk (text, ",\";\t\r\n") == NULL) {
    g_string_append (rows, text);
    return;
  }
  g_string_append_c (rows, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (rows, '"');
    g_string_append_c (rows, *text);
  }
  g_string_append_c (rows, '"');
}

static void
append_number (GString *rows, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (rows, g_ascii_formatd (text, sizeof text, format, value));
}

void
acu_label_rows_append_header (GString *rows)
{
  const char *const *names = acu_degradation_get_fault_names ();

  g_string_append (rows, "path,mos,split,group,fault,level,map");
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (rows, ",fault:%s", names[i]);
  g_string_append_c (rows, '\n');
}

void
acu_label_rows_append (GString *rows, const AcuLabelRow *row)
{
  const AcuRecipe *recipe = row->recipe;
  g_autofree char *name = acu_recipe_dup_name (recipe);
  guint n_faults = acu_degradation_get_n_faults ();
  g_autofree double *strengths = g_new0 (double, n_faults);

  append_field (rows, row->path);
  g_string_append_c (rows, ',');
  append_number (rows, "%.3f", row->result->score);
  g_string_append_printf (rows, ",%s,", row->split);
  append_field (rows, row->group);
  g_string_append_printf (rows, ",%s,", name);
  for (guint i = 0; i < recipe->n_steps; i++) {
    double *strength = &strengths[acu_degradation_get_fault (recipe->degradations[i])];

    if (i > 0)
      g_string_append_c (rows, '+');
    append_number (rows, "%.3f", recipe->levels[i]);
    *strength = fmax (*strength, row->result->strengths[i]);
  }
  if (recipe->n_steps == 0)
    g_string_append_c (rows, '0');
  g_string_append_c (rows, ',');
  append_field (rows, row->map);
  for (guint i = 0; i < n_faults; i++) {
    g_string_append_c (rows, ',');
    append_number (rows, "%.4f", strengths[i]);
  }
  g_string_append_c (rows, '\n');
}
