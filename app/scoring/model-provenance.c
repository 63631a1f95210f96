#include "app/scoring/model-provenance.h"

#include "app/scoring/model-lineage.h"

#include <glib/gi18n.h>
#include <string.h>

#define IMPORTED "imported from "

/* Of the models that come with Acutance, letter by letter. */
static const char *const installed[] = {
    N_ ("trained by acutance-cli on the synthetic sets of tests/bench/starter.sh"),
};

char *
acu_provenance_of_import (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  return g_strconcat (IMPORTED, name, NULL);
}

char *
acu_provenance_of_training (const char *base, const char *data, const char *date)
{
  return g_strdup_printf ("trained from %s on %s, %s", base, data, date);
}

/* Where the facts of the training that @file tells are all that its provenance says; else NULL. */
static char *
describe_training (const AcuModelFile *file)
{
  g_autoptr (AcuModelTraining) training = acu_model_training_read (file->training);
  g_autofree char *written = NULL;

  if (training == NULL)
    return NULL;
  written = acu_provenance_of_training (training->base, training->data, training->date);
  if (!g_str_equal (file->provenance, written))
    return NULL;
  /* Translators: a model's base, its data, a date */
  return g_strdup_printf (_ ("trained from “%s” on “%s”, %s"), training->base, training->data,
                          training->date);
}

char *
acu_provenance_describe (const AcuModelFile *file)
{
  char *words;

  if (file->provenance == NULL)
    return NULL;
  if (g_str_has_prefix (file->provenance, IMPORTED))
    /* Translators: of a model; the name of a file */
    return g_strdup_printf (_ ("imported from “%s”"), file->provenance + strlen (IMPORTED));
  for (guint i = 0; i < G_N_ELEMENTS (installed); i++)
    if (g_str_equal (file->provenance, installed[i]))
      return g_strdup (_ (installed[i]));
  words = describe_training (file);
  return words != NULL ? words : g_strdup (file->provenance);
}
