/* Where models come from, in the language of whoever reads it. */
#include "app/scoring/model-provenance.h"

#include "compute/weights/checkpoint.h"
#include "tests/display/pseudo-locale.h"
#include "tests/headless/test-support.h"

#include <string.h>

#define TRAINING                                                                                   \
  "{\"date\":\"2026-04-30\",\"base\":{\"name\":\"nano\"},\"data\":{\"name\":\"Holidays\"}}"

/* Whether all of what is said of a model that says @provenance and @training is translated, but
 * for @names. */
static gboolean
is_worded (const char *provenance, const char *training, const char *const *names)
{
  const AcuModelFile file = {.provenance = (char *)provenance, .training = (char *)training};
  g_autofree char *words = NULL, *foreign = NULL;

  acu_pseudo_locale_set_active (TRUE);
  words = acu_provenance_describe (&file);
  acu_pseudo_locale_set_active (FALSE);
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_nonnull (strstr (words, names[i]));
  foreign = acu_pseudo_locale_dup_foreign (words, names);
  return foreign == NULL;
}

/* Of an import, of a training, and of what comes with the program. */
static void
test_worded (void)
{
  const char *const nothing[] = {NULL}, *const picked[] = {"best_model.pth", NULL};
  const char *const trained[] = {"nano", "Holidays", "2026-04-30", NULL};
  g_autofree char *starter = acu_test_source_path ("data/models/nano.safetensors");
  g_autofree char *imported = acu_provenance_of_import ("/somewhere/best_model.pth");
  g_autofree char *written = acu_provenance_of_training ("nano", "Holidays", "2026-04-30");
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (is_worded (imported, NULL, picked));
  g_assert_true (is_worded (written, TRAINING, trained));
  file = acu_checkpoint_open (starter, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (is_worded (file->provenance, file->training, nothing));
}

static void
assert_verbatim (const char *provenance, const char *training)
{
  const AcuModelFile file = {.provenance = (char *)provenance, .training = (char *)training};
  g_autofree char *words = acu_provenance_describe (&file);

  g_assert_cmpstr (words, ==, provenance);
}

/* What people wrote is theirs, whatever else the file tells; nothing is made up. */
static void
test_verbatim (void)
{
  assert_verbatim (NULL, TRAINING);
  assert_verbatim ("by Ada and Grace", TRAINING);
  assert_verbatim ("trained from love on weekends, mostly", TRAINING);
  assert_verbatim ("trained from nano on Holidays, 2026-04-30", NULL);
  assert_verbatim ("trained from nano on Holidays, 2026-04-30", "[]");
  assert_verbatim ("trained from nano on Holidays, 2026-04-30",
                   "{\"data\":{\"name\":\"Holidays\"}}");
  assert_verbatim ("trained from nano on Holidays, 2026-04-30", "damaged");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-provenance/worded", test_worded);
  g_test_add_func ("/model-provenance/verbatim", test_verbatim);
  return g_test_run ();
}
