/* Evaluations for other programs: what cannot be trusted is told with the figures. */
#include "app/learning/evaluation/evaluation-text.h"

#include "tests/headless/test-support.h"

#include <math.h>
#include <string.h>

typedef struct {
  AcuDataUse seen;
  const char *csv; /* how a row ends */
  const char *json;
} Case;

static const Case cases[] = {
    {ACU_DATA_UNSEEN, ",,\n", "\"seen\":null"},
    {ACU_DATA_CHOSE_EPOCH, ",epoch,\n", "\"seen\":\"epoch\""},
    {ACU_DATA_TAUGHT, ",teacher,\n", "\"seen\":\"teacher\""},
    {ACU_DATA_LEARNED, ",learned,\n", "\"seen\":\"learned\""},
};

static guint
count (const char *text, char wanted)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == wanted;
  return n;
}

static void
test_seen (void)
{
  char name[] = "Ours";
  g_autoptr (GArray) faults = g_array_new (FALSE, FALSE, sizeof (AcuFaultResult));
  g_autoptr (GArray) kinds = g_array_new (FALSE, FALSE, sizeof (AcuKindResult));
  const AcuEvaluation evaluation = {.dataset = name,
                                    .agreement = {.srcc = 0.5, .plcc = 0.5, .krcc = 0.25},
                                    .srcc = {.estimate = 0.5, .low = NAN, .high = NAN},
                                    .faults = faults,
                                    .kinds = kinds,
                                    .n = 3};
  g_autoptr (GString) head = g_string_new (NULL), failed = g_string_new (NULL);

  acu_evaluation_append_csv_head (head);
  g_assert_true (g_str_has_suffix (head->str, ",rmse_fitted,seen,error\n"));
  acu_evaluation_append_csv_error (failed, "mine", name, "it is gone");
  g_assert_true (g_str_has_suffix (failed->str, ",,it is gone\n"));
  g_assert_cmpuint (count (failed->str, ','), ==, count (head->str, ','));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) csv = g_string_new (NULL), json = g_string_new (NULL);

    acu_evaluation_append_csv (csv, "mine", &evaluation, cases[i].seen);
    acu_evaluation_append_json (json, "mine", &evaluation, cases[i].seen);
    g_assert_true (g_str_has_prefix (csv->str, "mine,Ours,3,0,0.5,,,0.5,"));
    g_assert_true (g_str_has_suffix (csv->str, cases[i].csv));
    g_assert_cmpuint (count (csv->str, ','), ==, count (head->str, ','));
    g_assert_nonnull (strstr (json->str, cases[i].json));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluation-text/seen", test_seen);
  return g_test_run ();
}
