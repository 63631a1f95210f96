#include "app/views/shared/photo-colour.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  const char *css_class;
  const char *word;
} colours[] = {
    [ACU_COLOUR_NONE] = {NULL, N_ ("no label")},
    [ACU_COLOUR_RED] = {"red", N_ ("red label")},
    [ACU_COLOUR_YELLOW] = {"yellow", N_ ("yellow label")},
    [ACU_COLOUR_GREEN] = {"green", N_ ("green label")},
    [ACU_COLOUR_BLUE] = {"blue", N_ ("blue label")},
    [ACU_COLOUR_PURPLE] = {"purple", N_ ("purple label")},
};

const char *
acu_colour_get_css_class (AcuColour colour)
{
  return colours[colour].css_class;
}

const char *
acu_colour_get_word (AcuColour colour)
{
  return _ (colours[colour].word);
}

/* How many other colours' words begin with the first @n bytes of that of @colour. */
static guint
count_sharing (AcuColour colour, gsize n)
{
  const char *word = acu_colour_get_word (colour);
  guint sharing = 0;

  for (guint i = ACU_COLOUR_NONE + 1; i < G_N_ELEMENTS (colours); i++)
    sharing += i != colour && strncmp (acu_colour_get_word (i), word, n) == 0;
  return sharing;
}

char *
acu_colour_abbreviate (AcuColour colour)
{
  g_return_val_if_fail (colour > ACU_COLOUR_NONE && colour < G_N_ELEMENTS (colours), NULL);

  const guint n_others = G_N_ELEMENTS (colours) - 2;
  const char *word = acu_colour_get_word (colour), *begin = word, *end = word;

  do {
    end = g_utf8_next_char (end);
    if (count_sharing (colour, (gsize)(end - word)) == n_others)
      begin = end;
  } while (*end && count_sharing (colour, (gsize)(end - word)) > 0);

  g_autofree char *letters = g_strndup (begin, (gsize)(end - begin));
  g_autofree char *first = g_utf8_substring (letters, 0, 1);
  g_autofree char *upper = g_utf8_strup (first, -1);
  return g_strconcat (upper, letters + strlen (first), NULL);
}

void
acu_colour_mark_set (GtkLabel *mark, AcuColour colour)
{
  g_return_if_fail (GTK_IS_LABEL (mark));

  GtkWidget *widget = GTK_WIDGET (mark);
  for (guint i = ACU_COLOUR_NONE + 1; i < G_N_ELEMENTS (colours); i++)
    if (i != colour)
      gtk_widget_remove_css_class (widget, colours[i].css_class);
  if (colour == ACU_COLOUR_NONE)
    return;

  g_autofree char *letters = acu_colour_abbreviate (colour);
  gtk_widget_add_css_class (widget, colours[colour].css_class);
  gtk_label_set_label (mark, letters);
}
