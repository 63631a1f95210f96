#include "tests/headless/training-fixture.h"

#include "app/imaging/image.h"
#include "app/learning/synth/picture-codec.h"
#include "app/learning/training/run-folder.h"
#include "compute/random.h"
#include "compute/weights/checkpoint.h"
#include "compute/weights/safetensors.h"
#include "tests/headless/test-support.h"

#define SIDE 230

char *
acu_fixture_begin_training (int *argc, char ***argv)
{
  g_autofree char *decoder = acu_test_build_path ("app/imaging/acutance-decoder");
  g_autofree char *home = NULL, *cache = NULL;
  char *folder;

  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  g_test_init (argc, argv, NULL);
  home = acu_test_temporary_folder ();
  cache = acu_test_temporary_folder ();
  folder = acu_test_temporary_folder ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  acu_fixture_write_scored_picture (folder, "picture.png", 1);
  return folder;
}

void
acu_fixture_write_scored_picture (const char *folder, const char *name, guint64 seed)
{
  g_autoptr (AcuImage) image = acu_image_new (SIDE, SIDE, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  AcuRandom random = acu_random_new (seed, 0);

  for (int i = 0; i < SIDE * SIDE * 3; i++)
    image->pixels[i] = (guint8)acu_random_below (&random, 256);
  g_assert_true (acu_picture_write_png (image, path, NULL));
}

void
acu_fixture_write_version (const char *folder, const char *name)
{
  g_autofree char *whole = g_build_filename (folder, "picture.png", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (whole, &text, &length, NULL));
  bytes = g_string_new_len (text, (gssize)length);
  g_string_append (bytes, name);
  g_assert_true (g_file_set_contents (path, bytes->str, (gssize)bytes->len, NULL));
}

char *
acu_fixture_write_scores (
    const char *folder, const char *name, guint n, guint group_size, AcuFixtureMark mark)
{
  g_autoptr (GString) rows = g_string_new ("path,mos,split,group\n");
  char *path = g_build_filename (folder, name, NULL);

  for (guint i = 0; i < n; i++) {
    g_autofree char *picture = g_strdup_printf ("%s.%u.png", name, i);

    acu_fixture_write_version (folder, picture);
    g_string_append_printf (rows, "%s,%u,%s,", picture, i * 37 % 100, mark != NULL ? mark (i) : "");
    if (group_size > 0)
      g_string_append_printf (rows, "%u", i / group_size);
    g_string_append_c (rows, '\n');
  }
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

void
acu_fixture_training_settings (AcuRunSettings *settings,
                               AcuRunMode mode,
                               const char *base,
                               const char *data)
{
  acu_run_settings_init (settings, mode, "nano");
  settings->base = g_strdup (base);
  settings->data = g_strdup (data);
  settings->device = g_strdup ("cpu");
  settings->schedule.epochs = 2;
  settings->patience = 0;
  settings->batch = 8;
  settings->patches_per_image = 1;
}

AcuRun *
acu_fixture_begin_run (const char *name, AcuRunSettings *settings, const char *log)
{
  g_autoptr (GError) error = NULL;
  AcuRun *run = acu_run_new (name, settings, log, &error);

  g_assert_no_error (error);
  acu_run_settings_clear (settings);
  return run;
}

AcuRun *
acu_fixture_resume_run (const char *name, const char *device, const char *log)
{
  g_autoptr (GError) error = NULL;
  AcuRun *run = acu_run_resume (name, device, log, &error);

  g_assert_no_error (error);
  return run;
}

void
acu_fixture_discard_run (AcuRun *run)
{
  g_autoptr (GError) error = NULL;

  acu_run_discard (run, &error);
  g_assert_no_error (error);
  acu_run_free (run);
}

static void
stop_cb (const AcuRunStep *step, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

void
acu_fixture_take_step (AcuRun *run)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const AcuRunListener listener = {.step = stop_cb, .user_data = cancellable};
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_run_execute (run, &listener, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_run_free (run);
}

void
acu_fixture_make_old (const char *name, const char *key)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *path = g_build_filename (root, name, "state.safetensors", NULL);
  g_autoptr (AcuTensorSet) state = acu_checkpoint_read_tensors (path, NULL, NULL);

  g_assert_nonnull (acu_tensor_set_get_metadata (state, key));
  acu_tensor_set_set_metadata (state, key, NULL);
  g_assert_true (acu_safetensors_write (state, ACU_ELEMENT_F32, path, NULL));
}

void
acu_fixture_note_warning_cb (const char *message, gpointer warnings)
{
  static GMutex lock;

  g_mutex_lock (&lock);
  g_ptr_array_add (warnings, g_strdup (message));
  g_mutex_unlock (&lock);
}
