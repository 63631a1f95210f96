/* What models say of the data that had a part in them. */
#include "app/scoring/model-lineage.h"

#include "tests/headless/test-support.h"

#include <string.h>

/* What the dataset that is called @name and has @n_pictures did, which @collection (nullable) tells
 * as well. */
static AcuDataUses
find_one (const char *training, const char *name, const char *collection, gsize n_pictures)
{
  g_autoptr (AcuModelLineage) lineage = acu_model_lineage_read (training);
  const char *const names[] = {"another name of it", name, NULL};

  return acu_model_lineage_find_data (
      lineage,
      &(AcuDataIdentity){.names = names, .collection = collection, .n_pictures = n_pictures});
}

static void
check (const char *training, const char *name, AcuDataUse whole, AcuDataUse val, AcuDataUse test)
{
  AcuDataUses uses = find_one (training, name, NULL, 9);

  g_assert_cmpint (uses.whole, ==, whole);
  g_assert_cmpint (uses.validation, ==, val);
  g_assert_cmpint (uses.test, ==, test);
}

#define DATA(name)                                                                                 \
  "\"data\":{\"name\":\"" name "\",\"pictures\":9,\"split\":\"" ACU_DATA_MARKED "\"}"
#define HELD_OUT(name)   "\"held_out_name\":\"" name "\",\"held_out_pictures\":9"
#define BASE(training)   "\"base\":{\"name\":\"b\",\"training\":{" training "}}"
#define TEACHER(teacher) "\"teacher\":{\"name\":\"t\",\"training\":{" teacher "}}"

/* The training itself, and that of its base, and of its. */
static void
test_learned (void)
{
  const char *training = "{" DATA ("ours") "," BASE (DATA ("older") "," BASE (DATA ("oldest"))) "}";
  const char *const names[] = {"ours", "older", "oldest"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    check (training, names[i], ACU_DATA_LEARNED, ACU_DATA_CHOSE_EPOCH, ACU_DATA_UNSEEN);
  check (training, "others", ACU_DATA_UNSEEN, ACU_DATA_UNSEEN, ACU_DATA_UNSEEN);
  check (NULL, "ours", ACU_DATA_UNSEEN, ACU_DATA_UNSEEN, ACU_DATA_UNSEEN);
  /* Where no part could be spared for it, that to test on chose the epoch. */
  check ("{" DATA ("ours") ",\"held_out\":{\"chose_epoch\":true}}", "ours", ACU_DATA_LEARNED,
         ACU_DATA_CHOSE_EPOCH, ACU_DATA_CHOSE_EPOCH);
}

/* What the data mark by now says nothing of a training that does not say that it went by marks: all
 * of them may have been learned from. */
static void
test_not_by_marks (void)
{
  static const char *const others[] = {"nothing is held out", "another set is held out",
                                       "drawn by the seed, groups of one source kept together"};

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *training = g_strdup_printf (
        "{\"data\":{\"name\":\"ours\",\"pictures\":9,\"split\":\"%s\"}}", others[i]);

    check (training, "ours", ACU_DATA_LEARNED, ACU_DATA_LEARNED, ACU_DATA_LEARNED);
  }
  check ("{\"data\":{\"name\":\"ours\",\"pictures\":9}}", "ours", ACU_DATA_LEARNED,
         ACU_DATA_LEARNED, ACU_DATA_LEARNED);
}

/* Another set that is held out chooses, however its pictures are marked; the data do not then, and
 * what they mark is free of learning where their marks were gone by. */
static void
test_held_out (void)
{
  const char *training = "{\"data\":{\"name\":\"ours\",\"pictures\":9," HELD_OUT ("judges") "}}";

  check (training, "judges", ACU_DATA_CHOSE_EPOCH, ACU_DATA_CHOSE_EPOCH, ACU_DATA_CHOSE_EPOCH);
  check (training, "ours", ACU_DATA_LEARNED, ACU_DATA_LEARNED, ACU_DATA_LEARNED);
  check (
      "{\"data\":{\"name\":\"ours\",\"pictures\":9,\"data_marked\":true," HELD_OUT ("judges") "}}",
      "ours", ACU_DATA_LEARNED, ACU_DATA_UNSEEN, ACU_DATA_UNSEEN);
  check (
      "{\"data\":{\"name\":\"ours\",\"pictures\":9,\"data_marked\":false," HELD_OUT ("judges") "}}",
      "ours", ACU_DATA_LEARNED, ACU_DATA_LEARNED, ACU_DATA_LEARNED);
  /* Nothing of it could be read, or it has nothing. */
  check ("{\"data\":{\"name\":\"ours\",\"validation\":0," HELD_OUT ("judges") "}}", "judges",
         ACU_DATA_UNSEEN, ACU_DATA_UNSEEN, ACU_DATA_UNSEEN);
}

/* What a teacher learned from, and its bases and teachers, flatters who learns from it; what counts
 * is the most that a dataset did. */
static void
test_taught (void)
{
  const char *training =
      "{" DATA ("ours") "," TEACHER ("\"data\":{\"name\":\"lessons\",\"pictures\":9," HELD_OUT (
          "judges") "}," BASE (DATA ("older")) "," TEACHER (DATA ("ours"))) "}";
  g_autoptr (AcuModelLineage) lineage = acu_model_lineage_read (training);

  check (training, "ours", ACU_DATA_LEARNED, ACU_DATA_CHOSE_EPOCH, ACU_DATA_UNSEEN);
  check (training, "lessons", ACU_DATA_TAUGHT, ACU_DATA_TAUGHT, ACU_DATA_TAUGHT);
  check (training, "older", ACU_DATA_TAUGHT, ACU_DATA_CHOSE_EPOCH, ACU_DATA_UNSEEN);
  check (training, "judges", ACU_DATA_CHOSE_EPOCH, ACU_DATA_CHOSE_EPOCH, ACU_DATA_CHOSE_EPOCH);
  check ("{" BASE (TEACHER (DATA ("lessons"))) "}", "lessons", ACU_DATA_TAUGHT,
         ACU_DATA_CHOSE_EPOCH, ACU_DATA_UNSEEN);
  /* A teacher's base is none of the model's. */
  g_assert_cmpuint (g_strv_length (lineage->names), ==, 0);
}

/* A table is known by its name and as many pictures, a label set by its name alone, and a published
 * collection by what it is, whatever its folder is called and how much of it is there. */
static void
test_identity (void)
{
  const char *training = "{\"data\":{\"name\":\"iqa\",\"collection\":\"koniq\",\"pictures\":9,"
                         "\"held_out_name\":\"live\",\"held_out_collection\":\"livec\","
                         "\"held_out_pictures\":5}}";

  g_assert_cmpint (find_one ("{" DATA ("ours") "}", "ours", NULL, 8).whole, ==, ACU_DATA_UNSEEN);
  g_assert_cmpint (find_one ("{" DATA ("ours") "}", "ours", NULL, 0).whole, ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_one (training, "KonIQ-10k", "koniq", 7).whole, ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_one (training, "LIVE Challenge", "livec", 7).whole, ==,
                   ACU_DATA_CHOSE_EPOCH);
  g_assert_cmpint (find_one (training, "iqa", "spaq", 9).whole, ==, ACU_DATA_UNSEEN);
  g_assert_cmpint (find_one (training, "iqa", NULL, 9).whole, ==, ACU_DATA_LEARNED);
  /* A card that does not tell the collection. */
  g_assert_cmpint (find_one ("{" DATA ("iqa") "}", "iqa", "koniq", 9).whole, ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_one ("{" DATA ("iqa") "}", "iqa", "koniq", 8).whole, ==, ACU_DATA_UNSEEN);
}

/* A file may say anything. */
static void
test_damaged (void)
{
  static const char *const trainings[] = {
      "{\"data\":7}",
      "{\"data\":{\"name\":[],\"pictures\":\"many\"},\"held_out\":3}",
      "{\"data\":{\"name\":\"ours\",\"collection\":{},\"pictures\":null,\"held_out_name\":8}}",
      "{\"teacher\":\"t\"}",
      "{\"teacher\":{\"training\":\"t\"},\"base\":{\"training\":[]}}",
      "{\"data\":{\"name\":\"o\",\"split\":{},\"data_marked\":\"yes\",\"held_out_name\":\"h\","
      "\"validation\":\"x\"},\"held_out\":{"
      "\"chose_epoch\":\"yes\"}}",
  };
  g_autoptr (GString) endless = g_string_new (NULL);
  g_autoptr (AcuModelLineage) lineage = NULL;
  const guint n = 100;

  for (guint i = 0; i < G_N_ELEMENTS (trainings); i++)
    check (trainings[i], "ours", ACU_DATA_UNSEEN, ACU_DATA_UNSEEN, ACU_DATA_UNSEEN);
  for (guint i = 0; i < n; i++)
    g_string_append (endless, "{" DATA ("ours") ",\"teacher\":{\"training\":");
  g_string_append (endless, "{}");
  for (guint i = 0; i < n; i++)
    g_string_append (endless, "}}");
  lineage = acu_model_lineage_read (endless->str);
  g_assert_cmpuint (lineage->data->len, <=, 64);
  g_assert_cmpuint (lineage->data->len, >, 1);
}

/* For programs and in words. */
static void
test_names (void)
{
  g_assert_null (acu_data_use_get_name (ACU_DATA_UNSEEN));
  g_assert_null (acu_data_use_describe (ACU_DATA_UNSEEN));
  g_assert_cmpstr (acu_data_use_get_name (ACU_DATA_CHOSE_EPOCH), ==, "epoch");
  g_assert_cmpstr (acu_data_use_get_name (ACU_DATA_TAUGHT), ==, "teacher");
  g_assert_cmpstr (acu_data_use_get_name (ACU_DATA_LEARNED), ==, "learned");
  g_assert_cmpstr (acu_data_use_describe (ACU_DATA_LEARNED), ==, "learned from it");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-lineage/learned", test_learned);
  g_test_add_func ("/model-lineage/not-by-marks", test_not_by_marks);
  g_test_add_func ("/model-lineage/held-out", test_held_out);
  g_test_add_func ("/model-lineage/taught", test_taught);
  g_test_add_func ("/model-lineage/identity", test_identity);
  g_test_add_func ("/model-lineage/damaged", test_damaged);
  g_test_add_func ("/model-lineage/names", test_names);
  return g_test_run ();
}
