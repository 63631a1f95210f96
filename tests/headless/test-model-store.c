#include "app/scoring/model-store.h"

#include "app/scoring/error.h"
#include "app/scoring/model-lineage.h"
#include "compute/weights/checkpoint.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>

/* A store of two fresh folders. */
typedef struct {
  char *user;
  char *installed;
  AcuModelStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = acu_test_temporary_folder ();

  fixture->user = g_build_filename (root, "user", "models", NULL);
  fixture->installed = g_build_filename (root, "installed", NULL);
  g_assert_cmpint (g_mkdir (fixture->installed, 0777), ==, 0);
  fixture->store = acu_model_store_new_for_folders (
      (const char *const[]){fixture->user, fixture->installed, NULL});
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  acu_model_store_free (fixture->store);
  g_free (fixture->user);
  g_free (fixture->installed);
}

/* The nano network, whose protocol tells files apart. */
static AcuModelFile *
make_file (const char *protocol)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("nano", ACU_FUSION_SINGLE, &error);
  g_autoptr (AcuTensorSet) tensors = acu_deterministic_weights (architecture, 0);
  AcuModelFile *file;

  g_free (architecture->protocol);
  architecture->protocol = g_strdup (protocol);
  file = acu_model_file_new (architecture, tensors, &error);
  g_assert_no_error (error);
  return file;
}

static void
install (Fixture *fixture, const char *name, const char *protocol)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = make_file (protocol);
  g_autofree char *base = g_strconcat (name, ".safetensors", NULL);
  g_autofree char *path = g_build_filename (fixture->installed, base, NULL);

  acu_model_file_save (file, ACU_ELEMENT_F32, path, &error);
  g_assert_no_error (error);
}

static void
add (Fixture *fixture, const char *name, const char *protocol)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = make_file (protocol);
  g_autofree char *path = acu_model_store_add (fixture->store, file, name, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (path, fixture->user));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
check_protocol (AcuModel *opened, const char *name, const char *protocol)
{
  g_autoptr (AcuModel) model = opened;

  g_assert_nonnull (model);
  g_assert_cmpstr (acu_model_get_name (model), ==, name);
  g_assert_cmpstr (acu_model_get_architecture (model)->protocol, ==, protocol);
  g_assert_false (acu_model_has_test_weights (model));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) none = acu_model_store_list (fixture->store);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *notes = g_build_filename (fixture->installed, "README.md", NULL);
  g_autofree char *broken = g_build_filename (fixture->installed, "z.safetensors", NULL);
  static const char *const names[] = {"a", "b", "z", "c"};

  g_assert_cmpuint (none->len, ==, 0);
  install (fixture, "b", "native");
  install (fixture, "a", "native");
  add (fixture, "c", "native");
  g_assert_true (g_file_set_contents (notes, "no model", -1, NULL));
  g_assert_true (g_file_set_contents (broken, "no model", -1, NULL));
  entries = acu_model_store_list (fixture->store);
  g_assert_cmpuint (entries->len, ==, 4);
  for (guint i = 0; i < 4; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (entries, i);

    g_assert_cmpstr (entry->name, ==, names[i]);
    g_assert_cmpint (entry->is_installed, ==, i < 3);
    g_assert_true ((entry->file == NULL) == (i == 2));
    g_assert_true ((entry->error == NULL) == (i != 2));
  }
}

/* A list tells what models are and does not read gigabytes of values for it; whoever opens one has
 * them looked at. */
static void
test_not_finite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = make_file ("native");
  g_autofree char *path = g_build_filename (fixture->installed, "a.safetensors", NULL);
  g_autoptr (GPtrArray) entries = NULL;
  const AcuModelEntry *entry;

  memset ((guint8 *)acu_tensor_set_get (file->tensors, 3)->data, 0xFF, sizeof (float));
  acu_model_file_save (file, ACU_ELEMENT_F32, path, &error);
  g_assert_no_error (error);
  entries = acu_model_store_list (fixture->store);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_no_error (entry->error);
  g_assert_cmpstr (entry->file->architecture->preset, ==, "nano");
  g_assert_null (acu_model_store_open (fixture->store, "a", &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->installed, "a.safetensors", NULL);

  install (fixture, "a", "koniq");
  add (fixture, "b", "native");
  check_protocol (acu_model_store_open (fixture->store, "a", &error), "a", "koniq");
  check_protocol (acu_model_store_open (fixture->store, "b", &error), "b", "native");
  check_protocol (acu_model_store_open (fixture->store, path, &error), "a", "koniq");
  g_assert_no_error (error);
  g_assert_null (acu_model_store_open (fixture->store, "c", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL);
  g_clear_error (&error);
  /* Names are no paths inside the folder. */
  g_assert_null (acu_model_store_open (fixture->store, "../installed/a", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL);
}

/* A file that the user put there goes before one of the same name that came with the program. */
static void
test_shadow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add (fixture, "a", "native");
  install (fixture, "a", "koniq");
  check_protocol (acu_model_store_open (fixture->store, "a", &error), "a", "native");
}

static void
test_default (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModel) made_up = acu_model_store_open_default (fixture->store, &error);
  g_autofree char *broken = g_build_filename (fixture->installed, "a.safetensors", NULL);

  g_assert_no_error (error);
  g_assert_true (acu_model_has_test_weights (made_up));
  g_assert_cmpstr (acu_model_get_name (made_up), ==, "test-weights:nano:scale:0");
  add (fixture, "user", "native");
  check_protocol (acu_model_store_open_default (fixture->store, &error), "user", "native");
  install (fixture, "starter", "koniq");
  check_protocol (acu_model_store_open_default (fixture->store, &error), "starter", "koniq");

  /* What should be the default and is damaged is no reason to take another one silently. */
  g_assert_true (g_file_set_contents (broken, "no model", -1, NULL));
  g_assert_null (acu_model_store_open_default (fixture->store, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = {"", "a/b", "..", ".a", "-a", "a:b", "a\nb", "\xff"};
  g_autofree char *longest = g_strnfill (201, 'a');
  g_autoptr (AcuModelFile) file = make_file ("native");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_null (acu_model_store_add (fixture->store, file, wrong[i], &error));
    g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME);
    g_clear_error (&error);
  }
  g_assert_null (acu_model_store_add (fixture->store, file, longest, &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME);
  g_clear_error (&error);
  add (fixture, "Größe 1.5", "native");
  install (fixture, "starter", "koniq");
  g_assert_null (acu_model_store_add (fixture->store, file, "starter", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME);
  g_clear_error (&error);
  check_protocol (acu_model_store_open (fixture->store, "starter", &error), "starter", "koniq");
}

static void
test_test_weights (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *full_name; /* NULL: no such weights */
  } cases[] = {
      {"test-weights:tiny", "test-weights:tiny:scale:0"},
      {"test-weights:base:channel", "test-weights:base:channel:0"},
      {"test-weights:small:concat:18446744073709551615",
       "test-weights:small:concat:18446744073709551615"},
      {"test-weights:resnet50", "test-weights:resnet50:single:0"},
      {"test-weights:", NULL},
      {"test-weights:tiny:", NULL},
      {"test-weights:tiny:scale:", NULL},
      {"test-weights:tiny:scale:x", NULL},
      {"test-weights:tiny:scale:0:0", NULL},
      {"test-weights:custom", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuModel) model = acu_model_store_open (fixture->store, cases[i].name, &error);

    g_test_message ("%s", cases[i].name);
    if (cases[i].full_name == NULL) {
      g_assert_null (model);
      g_assert_nonnull (error);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpstr (acu_model_get_name (model), ==, cases[i].full_name);
    g_assert_true (acu_model_has_test_weights (model));
  }
}

#define ADD_TEST(name, function)                                                                   \
  g_test_add ("/model-store/" name, Fixture, NULL, set_up, function, tear_down)

static void
write_card (const char *folder, const char *name, const char *text)
{
  g_autofree char *base = g_strconcat (name, ".md", NULL);
  g_autofree char *path = g_build_filename (folder, base, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
dup_card (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) entries = acu_model_store_list (fixture->store);

  for (guint i = 0; i < entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (entries, i);
    if (g_str_equal (entry->name, name))
      return g_strdup (entry->card);
  }
  g_assert_not_reached ();
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *card = NULL;

  install (fixture, "theirs", "native");
  add (fixture, "mine", "native");
  add (fixture, "other", "native");
  write_card (fixture->user, "mine", "# Mine\n");

  g_assert_false (acu_model_store_rename (fixture->store, "theirs", "new", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL);
  g_clear_error (&error);
  g_assert_false (acu_model_store_rename (fixture->store, "mine", "other", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME);
  g_clear_error (&error);
  g_assert_false (acu_model_store_rename (fixture->store, "mine", "theirs", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME);
  g_clear_error (&error);
  g_assert_false (acu_model_store_rename (fixture->store, "mine", "../up", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME);
  g_clear_error (&error);
  g_assert_true (acu_model_store_rename (fixture->store, "mine", "mine", &error));

  g_assert_true (acu_model_store_rename (fixture->store, "mine", "renamed", &error));
  g_assert_no_error (error);
  g_assert_false (acu_model_store_has (fixture->store, "mine", NULL));
  g_assert_true (acu_model_store_has (fixture->store, "renamed", NULL));
  card = dup_card (fixture, "renamed");
  g_assert_cmpstr (card, ==, "# Mine\n");
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *card = NULL;

  install (fixture, "theirs", "native");
  add (fixture, "mine", "native");
  write_card (fixture->user, "mine", "# Mine\n");

  g_assert_false (acu_model_store_remove (fixture->store, "theirs", &error));
  g_assert_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL);
  g_clear_error (&error);
  g_assert_true (acu_model_store_remove (fixture->store, "mine", &error));
  g_assert_no_error (error);
  g_assert_false (acu_model_store_has (fixture->store, "mine", NULL));

  /* A model that takes the name later does not inherit the card. */
  add (fixture, "mine", "koniq");
  card = dup_card (fixture, "mine");
  g_assert_null (card);
}

/* A card goes with its model, in and out again; nobody's text is written over. */
static void
test_card_travels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *elsewhere = acu_test_temporary_folder ();
  g_autofree char *exported = g_build_filename (elsewhere, "v1.2.safetensors", NULL);
  g_autofree char *card = g_build_filename (elsewhere, "v1.2.md", NULL);
  g_autofree char *aside = g_build_filename (elsewhere, "v1.2.md~", NULL);
  g_autofree char *path = NULL, *text = NULL, *taken = NULL, *later = NULL, *kept = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  add (fixture, "mine", "native");
  write_card (fixture->user, "mine", "# Mine\n");
  path = g_build_filename (fixture->user, "mine.safetensors", NULL);
  g_assert_true (acu_model_store_export (path, exported, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (card, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "# Mine\n");

  file = acu_checkpoint_open (exported, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&file->provenance, g_free);
  g_free (acu_model_store_import (fixture->store, file, exported, "back", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (file->provenance, ==, "imported from v1.2.safetensors");
  taken = dup_card (fixture, "back");
  g_assert_cmpstr (taken, ==, "# Mine\n");

  write_card (fixture->user, "mine", "# Mine, later\n");
  g_assert_true (acu_model_store_export (path, exported, &error));
  g_assert_true (g_file_get_contents (card, &later, NULL, NULL));
  g_assert_cmpstr (later, ==, "# Mine, later\n");
  g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "# Mine\n");

  /* Nor is a photo. */
  g_autofree char *photo = g_build_filename (elsewhere, "photo.jpg", NULL);
  g_autofree char *photographed = NULL;
  g_autoptr (GError) refused = NULL;
  g_assert_true (g_file_set_contents (photo, "photo", -1, NULL));
  g_assert_false (acu_model_store_export (path, photo, &refused));
  g_assert_error (refused, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_true (g_file_get_contents (photo, &photographed, NULL, NULL));
  g_assert_cmpstr (photographed, ==, "photo");

  /* A model without a card does not come with the one of the model before. */
  add (fixture, "plain", "koniq");
  g_free (path);
  path = g_build_filename (fixture->user, "plain.safetensors", NULL);
  g_assert_true (acu_model_store_export (path, exported, &error));
  g_assert_false (g_file_test (card, G_FILE_TEST_EXISTS));
}

/* What the file says of its training is the model's. */
static void
test_lineage (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *training;
    const char *names, *fingerprints;
  } cases[] = {
      {NULL, "", ""},
      {"{\"date\":\"2026-03-31\"}", "", ""},
      {"{\"base\":{\"name\":\"starter\"}}", "starter", "-"},
      {"{\"base\":{\"name\":\"b\",\"fingerprint\":\"12\",\"training\":{\"base\":{\"name\":\"a\"}}}"
       "}",
       "b|a", "12|-"},
      /* A file may say anything. */
      {"[]", "", ""},
      {"{\"base\":", "", ""},
      {"{\"base\":\"starter\"}", "", ""},
      {"{\"base\":{\"name\":7,\"fingerprint\":[],\"training\":null}}", "-", "-"},
      {"{\"base\":{\"name\":\"two\\nlines\",\"fingerprint\":\"\",\"training\":{\"base\":3}}}",
       "two lines", "-"},
  };

  const guint n_brackets = 400000; /* more than a parser that recurses has stack for */
  g_autofree char *deep = g_strnfill (n_brackets, '[');

  for (guint i = 0; i <= G_N_ELEMENTS (cases); i++) {
    const char *training = i < G_N_ELEMENTS (cases) ? cases[i].training : deep;
    g_autofree char *name = g_strdup_printf ("model %u", i);
    g_autofree char *names = NULL, *fingerprints = NULL;
    g_autoptr (AcuModelFile) file = make_file ("native");
    g_autoptr (AcuModelLineage) lineage = NULL;
    g_autoptr (AcuModel) model = NULL;
    g_autoptr (GError) error = NULL;

    file->training = g_strdup (training);
    g_free (acu_model_store_add (fixture->store, file, name, &error));
    g_assert_no_error (error);
    model = acu_model_store_open (fixture->store, name, &error);
    g_assert_no_error (error);
    lineage = acu_model_lineage_read (acu_model_get_training (model));
    names = g_strjoinv ("|", lineage->names);
    fingerprints = g_strjoinv ("|", lineage->fingerprints);
    g_assert_cmpstr (names, ==, i < G_N_ELEMENTS (cases) ? cases[i].names : "");
    g_assert_cmpstr (fingerprints, ==, i < G_N_ELEMENTS (cases) ? cases[i].fingerprints : "");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("list", test_list);
  ADD_TEST ("not-finite", test_not_finite);
  ADD_TEST ("open", test_open);
  ADD_TEST ("shadow", test_shadow);
  ADD_TEST ("default", test_default);
  ADD_TEST ("names", test_names);
  ADD_TEST ("test-weights", test_test_weights);
  ADD_TEST ("lineage", test_lineage);
  g_test_add ("/model-store/rename", Fixture, NULL, set_up, test_rename, tear_down);
  g_test_add ("/model-store/remove", Fixture, NULL, set_up, test_remove, tear_down);
  g_test_add ("/model-store/card-travels", Fixture, NULL, set_up, test_card_travels, tear_down);
  return g_test_run ();
}
