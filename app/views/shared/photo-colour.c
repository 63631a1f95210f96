#include "app/views/shared/photo-colour.h"

#include <glib/gi18n.h>

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
