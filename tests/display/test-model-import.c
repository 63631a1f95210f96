/* Models that come from files, with a look at what is in these before anything is kept, and go to
 * files. */
#include "app/scoring/model-store.h"
#include "app/views/models/evaluation-choices.h"
#include "app/views/models/model-list.h"
#include "compute/weights/checkpoint.h"
#include "tests/display/file-chooser.h"
#include "tests/display/models-fixture.h"
#include "tests/headless/published-weights.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>
#include <glib/gstdio.h>

static gboolean
exists (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  return acu_model_store_has (store, name, NULL);
}

/* A file of weights with a card beside it, in a folder of its own.  Without a head where @backbone.
 * (transfer full) */
static char *
write_weights (const char *name, gboolean backbone)
{
  g_autofree char *path =
      g_strdup_printf ("%s/import/%s.safetensors", g_get_user_cache_dir (), name);
  g_autofree char *card = g_strdup_printf ("%s/import/%s.md", g_get_user_cache_dir (), name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (AcuModelFile) file =
      acu_test_make_model (acu_architecture_new_preset ("nano", ACU_FUSION_CHANNEL, NULL));

  if (backbone) {
    g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (file->architecture);
    AcuTensorSet *tensors = acu_tensor_set_new_from (file->tensors);

    for (guint i = 0; i < parameters->len; i++) {
      const AcuParameter *parameter = g_ptr_array_index (parameters, i);
      if (parameter->group == ACU_GROUP_BACKBONE)
        acu_tensor_set_add (tensors, parameter->name,
                            acu_tensor_set_lookup (file->tensors, parameter->name));
    }
    acu_tensor_set_unref (file->tensors);
    file->tensors = tensors;
    file->backbone_only = TRUE;
  }
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
  g_assert_true (g_file_set_contents (card, "# Written by hand\n", -1, NULL));
  return g_steal_pointer (&path);
}

static GtkEditable *
find_name_entry (void)
{
  GtkWidget *answers = adw_message_dialog_get_extra_child (acu_test_get_dialog ());

  return GTK_EDITABLE (acu_test_find (answers, GTK_TYPE_ENTRY, NULL));
}

static void
test_weights (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights ("from elsewhere", FALSE);

  acu_models_fixture_show (fixture);

  /* What was recognised is shown before anything is kept. */
  gtk_widget_activate_action (fixture->list, "models.import-file", "s", path);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (acu_test_get_dialog ()), "Swin nano"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (acu_test_get_dialog ()), "CC0-1.0"));
  acu_test_answer ("cancel");
  g_assert_false (exists ("from elsewhere"));

  gtk_widget_activate_action (fixture->list, "models.import-file", "s", path);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  g_assert_cmpstr (gtk_editable_get_text (find_name_entry ()), ==, "from elsewhere");
  /* The file says how its scales come together: there is nothing to choose. */
  g_assert_null (acu_test_find (adw_message_dialog_get_extra_child (acu_test_get_dialog ()),
                                GTK_TYPE_DROP_DOWN, NULL));
  gtk_editable_set_text (find_name_entry (), "a/b");
  g_assert_false (adw_message_dialog_get_response_enabled (acu_test_get_dialog (), "import"));
  gtk_editable_set_text (find_name_entry (), "imported");
  acu_test_answer ("import");
  acu_models_fixture_wait_for_row (fixture, "imported", TRUE);
  g_assert_true (exists ("imported"));
  g_assert_true (acu_test_says_text (
      acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "imported"), "Written by hand"));
}

/* Has the chooser that is asked for answer with @path, which proposes the name @wanted (NULL: it
 * opens). */
static void
choose (const char *path, const char *wanted)
{
  g_autofree char *proposed = acu_test_choose_file (path);

  g_assert_cmpstr (proposed, ==, wanted);
}

/* Whether the second of two files is the same as the first. */
static gboolean
is_copied (gpointer data)
{
  char *const *paths = data;
  g_autoptr (GMappedFile) first = g_mapped_file_new (paths[0], FALSE, NULL);
  g_autoptr (GMappedFile) second = g_mapped_file_new (paths[1], FALSE, NULL);
  gsize length = first ? g_mapped_file_get_length (first) : 0;

  return length > 0 && second && g_mapped_file_get_length (second) == length &&
         memcmp (g_mapped_file_get_contents (first), g_mapped_file_get_contents (second), length) ==
             0;
}

static void
test_choosers (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights ("chosen", FALSE);
  g_autofree char *kept =
      g_build_filename (g_get_user_data_dir (), "acutance", "models", "chosen.safetensors", NULL);
  g_autofree char *copy = g_build_filename (g_get_user_cache_dir (), "copy.safetensors", NULL);
  char *paths[] = {kept, copy};

  if (!acu_test_has_chooser ()) {
    g_test_skip ("the toolkit's own file chooser does not work here");
    return;
  }
  acu_models_fixture_show (fixture);
  gtk_widget_activate_action (fixture->list, "models.import", NULL);
  choose (path, NULL);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  acu_test_answer ("import");
  acu_models_fixture_wait_for_row (fixture, "chosen", TRUE);

  gtk_widget_activate_action (fixture->list, "models.export", "s", "chosen");
  choose (copy, "chosen.safetensors");
  acu_test_wait_for (is_copied, paths);

  /* A dataset is added to those that are there, by the way it is read. */
  GtkWidget *choices = acu_test_find (fixture->window, ACU_TYPE_EVALUATION_CHOICES, NULL);
  g_autofree char *wanted = g_strdup_printf ("json:%s", path);
  gtk_widget_activate_action (choices, "evaluation.add", "s", "json:");
  choose (path, NULL);
  g_assert_true (gtk_check_button_get_active (
      GTK_CHECK_BUTTON (acu_test_find (choices, GTK_TYPE_CHECK_BUTTON, wanted))));
  g_unlink (copy);
}

/* What a file manager lets fall onto @widget. */
static gboolean
drop (GtkWidget *widget, const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  GFile *file = g_file_new_for_path (path);
  g_autoptr (GSList) files = g_slist_append (NULL, file);
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_DROP_TARGET (controller))
      g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
  }
  g_value_unset (&value);
  g_object_unref (file);
  return taken;
}

/* A backbone has no fusion: which one is to be trained is asked for, and kept. */
static void
test_drop (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights ("dropped", TRUE);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GError) error = NULL;

  acu_models_fixture_show (fixture);
  g_assert_true (drop (fixture->list, path));
  acu_test_wait_for (acu_test_has_dialog, NULL);
  g_assert_nonnull (
      strstr (adw_message_dialog_get_body (acu_test_get_dialog ()), "backbone alone"));
  GtkWidget *fusion = acu_test_find (adw_message_dialog_get_extra_child (acu_test_get_dialog ()),
                                     GTK_TYPE_DROP_DOWN, NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (fusion)), ==, ACU_FUSION_CHANNEL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (fusion), ACU_FUSION_CONCAT);
  acu_test_answer ("import");
  acu_models_fixture_wait_for_row (fixture, "dropped", TRUE);
  g_autoptr (AcuModelFile) kept = acu_model_store_open_file (store, "dropped", &error);
  g_assert_no_error (error);
  g_assert_cmpint (kept->architecture->fusion, ==, ACU_FUSION_CONCAT);
}

/* A file of @bytes in the folder of those that are imported.  (transfer full) */
static char *
write_file (const char *name, GBytes *bytes)
{
  char *path = g_build_filename (g_get_user_cache_dir (), "import", name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, data, (gssize)size, NULL));
  return path;
}

/* @file as torch.save() writes it, in the middle of a training on several devices.  (transfer full)
 */
static char *
write_checkpoint (const AcuModelFile *file, const char *name)
{
  guint n = acu_tensor_set_get_length (file->tensors);
  g_autofree AcuTestTensor *tensors = g_new0 (AcuTestTensor, n);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++) {
    const AcuTensorView *view = acu_tensor_set_get (file->tensors, i);
    char *title = g_strconcat ("module.", view->name, NULL);
    float *values = g_new (float, acu_tensor_view_count (view));
    gint64 dims[ACU_TENSOR_MAX_RANK];

    for (guint j = 0; j < view->rank; j++)
      dims[j] = (gint64)view->dims[j];
    acu_tensor_view_read_all (view, values);
    tensors[i] = acu_test_tensor (title, view->rank, dims, values);
    g_ptr_array_add (kept, title);
    g_ptr_array_add (kept, values);
  }
  g_autoptr (GByteArray) pickle = acu_test_pickle (tensors, n, "state_dict");
  g_autoptr (GBytes) zip = acu_test_torch_zip (pickle, tensors, n);
  return write_file (name, zip);
}

/* The checkpoint of HyperIQA by its published names and shapes, in the container of its time.
 * (transfer full) */
static char *
write_legacy_checkpoint (const char *name)
{
  g_auto (AcuPublished) published = acu_published_make ("hyperiqa-resnet50");
  const AcuTestTensor *tensors = acu_published_get_first (&published);
  g_autoptr (GByteArray) pickle = acu_test_pickle (tensors, published.tensors->len, NULL);
  g_autoptr (GBytes) file = acu_test_torch_legacy (pickle, tensors, published.tensors->len);

  return write_file (name, file);
}

/* Asks for @path, or has it dropped, waits for the dialog, and looks in it for each line of @words.
 * All that it says. (transfer full) */
static char *
assert_answer (AcuModelsFixture *fixture,
               const char *path,
               gboolean is_dropped,
               const char *title,
               const char *words)
{
  g_auto (GStrv) lines = g_strsplit (words, "\n", -1);
  char *heading, *body;

  if (is_dropped)
    g_assert_true (drop (fixture->list, path));
  else
    gtk_widget_activate_action (fixture->list, "models.import-file", "s", path);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  g_object_get (acu_test_get_dialog (), "heading", &heading, "body", &body, NULL);
  g_assert_cmpstr (heading, ==, title);
  for (guint i = 0; lines[i]; i++)
    if (!strstr (body, lines[i]))
      g_error ("“%s” is not in “%s”", lines[i], body);
  g_free (heading);
  return body;
}

/* What was recognised of a PyTorch file is shown before anything is kept, the same whichever way it
 * comes; and what is kept are its weights. */
static void
test_checkpoint (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuModelFile) file = acu_test_make_model (acu_test_small_architecture ());
  g_autofree char *path = write_checkpoint (file, "best epoch.pth");
  g_autofree char *fingerprint = acu_model_file_dup_fingerprint (file);
  g_autofree char *words = g_strdup_printf (
      "Swin custom, channel attention, %.1f M parameters\nkoniq, scores from 0 to 100\n"
      "Format: PyTorch checkpoint\nContents: SMART-IQA\n"
      "Network: Swin, size custom (embedding 16, blocks 1,1,1,1, window 7), input 224\n"
      "Fusion: channel\nTensors: %u, none is missing\n(assumed; the file does not say)\n"
      "the tensors are in “state_dict”\nnames begin with “module.”, which was removed\n"
      "skipped epoch, best, optimizer",
      acu_architecture_count_parameters (file->architecture) / 1e6,
      acu_tensor_set_get_length (file->tensors));
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GError) error = NULL;

  acu_models_fixture_show (fixture);
  g_autofree char *asked = assert_answer (fixture, path, FALSE, "Import “best epoch.pth”?", words);
  acu_test_answer ("cancel");
  g_assert_false (exists ("best epoch"));
  g_autofree char *dropped = assert_answer (fixture, path, TRUE, "Import “best epoch.pth”?", words);
  g_assert_cmpstr (dropped, ==, asked);
  g_assert_cmpstr (gtk_editable_get_text (find_name_entry ()), ==, "best epoch");
  g_assert_null (acu_test_find (adw_message_dialog_get_extra_child (acu_test_get_dialog ()),
                                GTK_TYPE_DROP_DOWN, NULL));
  acu_test_answer ("import");
  acu_models_fixture_wait_for_row (fixture, "best epoch", TRUE);
  g_autoptr (AcuModelFile) kept = acu_model_store_open_file (store, "best epoch", &error);
  g_assert_no_error (error);
  g_autofree char *kept_fingerprint = acu_model_file_dup_fingerprint (kept);
  g_assert_cmpstr (kept_fingerprint, ==, fingerprint);
}

static void
test_legacy (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_legacy_checkpoint ("koniq_pretrained.pkl");
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (path, NULL, NULL);

  g_assert_nonnull (file);
  g_autofree char *words =
      g_strdup_printf ("ResNet-50, last stage only, 27.4 M parameters\n"
                       "Format: PyTorch checkpoint of the legacy format\n"
                       "Contents: HyperIQA network\nNetwork: ResNet-50, input 224\n"
                       "Fusion: single\nTensors: %u, none is missing",
                       acu_tensor_set_get_length (file->tensors));
  acu_models_fixture_show (fixture);
  g_autofree char *said =
      assert_answer (fixture, path, FALSE, "Import “koniq_pretrained.pkl”?", words);
  g_assert_cmpstr (gtk_editable_get_text (find_name_entry ()), ==, "koniq_pretrained");
  acu_test_answer ("cancel");
  g_assert_false (exists ("koniq_pretrained"));
  g_unlink (path);
}

/* What is no model is refused with the file's name and the reason, whichever way it comes, and the
 * list stays as it is. */
static void
test_refused (AcuModelsFixture *fixture, gconstpointer data)
{
  static const float value = 1;
  g_autoptr (AcuModelFile) file = acu_test_make_model (acu_test_small_architecture ());
  g_autofree char *whole = write_checkpoint (file, "whole.pth");
  AcuTestTensor tensor = acu_test_tensor ("encoder.weight", 1, (gint64[]){1}, &value);
  g_autoptr (GByteArray) pickle = acu_test_pickle (&tensor, 1, NULL);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (whole, FALSE, NULL);
  g_autoptr (GBytes) all = g_mapped_file_get_bytes (mapped);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (all, 0, g_bytes_get_size (all) / 2);
  g_autoptr (GBytes) stranger = acu_test_torch_zip (pickle, &tensor, 1);
  g_autoptr (GBytes) text = g_bytes_new_static ("no pickle", 9);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  const struct {
    const char *name;
    GBytes *bytes; /* NULL: there is no such file */
    const char *reason;
  } cases[] = {
      {"text.pkl", text, "it is neither a safetensors file nor a PyTorch checkpoint"},
      {"nothing.pth", nothing, "the file is empty"},
      {"stranger.pt", stranger, "encoder.weight"},
      {"half.pth", half, "its directory is missing; the file may have been cut short"},
      {"absent.safetensors", NULL, "No such file"},
  };

  acu_models_fixture_show (fixture);
  g_auto (GStrv) before = acu_model_list_dup_names (ACU_MODEL_LIST (fixture->list));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = cases[i].bytes
                                ? write_file (cases[i].name, cases[i].bytes)
                                : g_build_filename (g_get_user_cache_dir (), cases[i].name, NULL);
    g_autofree char *words = g_strdup_printf ("%s\n%s", path, cases[i].reason);

    for (guint is_dropped = 0; is_dropped < 2; is_dropped++) {
      g_autofree char *said =
          assert_answer (fixture, path, is_dropped, "The file was not imported", words);
      acu_test_answer ("close");
    }
  }
  g_auto (GStrv) after = acu_model_list_dup_names (ACU_MODEL_LIST (fixture->list));
  g_assert_cmpstrv (after, before);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *)data == NULL;
}

/* Whoever closes the window under the question has answered: nothing is imported, and nothing waits
 * for an answer any more. */
static void
test_closed (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_weights ("unanswered", FALSE);
  gpointer dialog, list;

  acu_models_fixture_show (fixture);
  gtk_widget_activate_action (fixture->list, "models.import-file", "s", path);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  dialog = acu_test_get_dialog ();
  list = fixture->list;
  g_object_add_weak_pointer (dialog, &dialog);
  g_object_add_weak_pointer (list, &list);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  acu_test_wait_for (is_null, &dialog);
  acu_test_wait_for (is_null, &list);
  g_assert_false (exists ("unanswered"));
}

int
main (int argc, char **argv)
{
  acu_models_test_begin (&argc, &argv);

#define ADD(name, function)                                                                        \
  g_test_add ("/model-import/" name, AcuModelsFixture, NULL, acu_models_fixture_set_up, function,  \
              acu_models_fixture_tear_down)
  ADD ("weights", test_weights);
  ADD ("choosers", test_choosers);
  ADD ("drop", test_drop);
  ADD ("checkpoint", test_checkpoint);
  ADD ("legacy", test_legacy);
  ADD ("refused", test_refused);
  ADD ("closed", test_closed);
#undef ADD
  return acu_models_test_run ();
}
