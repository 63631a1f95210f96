#include "app/scoring/fault-words.h"

#include <glib/gi18n.h>

typedef struct {
  const char *name;
  const char *word;
} Word;

static const Word faults[] = {
    {"blur", N_ ("blur")},
    {"motion", N_ ("camera shake")},
    {"overexposure", N_ ("overexposure")},
    {"underexposure", N_ ("underexposure")},
    {"noise", N_ ("noise")},
    {"contrast", N_ ("poor contrast")},
    {"colour", N_ ("colour cast")},
    {"halos", N_ ("oversharpening")},
    {"banding", N_ ("banding")},
    {"upscaling", N_ ("upscaling")},
    {"compression", N_ ("compression")},
};

static const Word kinds[] = {
    {"mixtures", N_ ("mixtures")},
    /* Translators: faults that are in a part of a picture, and not everywhere */
    {"in a part", N_ ("in a part")},
    /* Translators: groups of pictures beside those that are named */
    {"others", N_ ("others")},
};

static const char *
find (const Word *words, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (name, words[i].name))
      return _ (words[i].word);
  return NULL;
}

const char *
acu_fault_get_word (const char *name)
{
  const char *word = find (faults, G_N_ELEMENTS (faults), name);

  return word != NULL ? word : name;
}

const char *
acu_fault_get_kind_word (const char *kind)
{
  const char *word = find (kinds, G_N_ELEMENTS (kinds), kind);

  return word != NULL ? word : acu_fault_get_word (kind);
}

gboolean
acu_fault_is_known (const char *name)
{
  return find (faults, G_N_ELEMENTS (faults), name) != NULL;
}
