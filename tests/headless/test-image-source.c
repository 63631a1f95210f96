/* Decoding ahead: order, errors in their place, bounds, cancelling. */
#include "app/imaging/error.h"
#include "app/imaging/image-source.h"
#include "picture-fixture.h"
#include "test-support.h"

#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define N_FILES 60

static GStrv paths;

/* Grey pictures whose level and size tell which they are; every seventh is no picture. */
static void
make_files (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint8 level[400 * 300];

  for (int i = 0; i < N_FILES; i++) {
    const AcuJpegRecipe recipe = {.width = 300 + i, .height = 300, .components = 1};
    g_autofree char *name = g_strdup_printf ("%02d.jpg", i);
    g_autofree char *path = NULL;
    g_autoptr (GBytes) bytes = NULL;

    memset (level, i * 4, sizeof level);
    bytes =
        i % 7 == 3 ? g_bytes_new_static ("no picture", 10) : acu_fixture_make_jpeg (&recipe, level);
    path = acu_fixture_write (folder, name, bytes);
    g_strv_builder_add (builder, path);
  }
  paths = g_strv_builder_end (builder);
}

static AcuImageSource *
new_source (const char *protocol_text,
            int patch,
            const AcuImageSourceOptions *options,
            GCancellable *cancellable)
{
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, NULL);
  AcuProtocol protocol;

  g_assert_nonnull (decoder);
  g_assert_true (acu_protocol_parse (protocol_text, &protocol, NULL));
  return acu_image_source_new ((const char *const *)paths, N_FILES, &protocol, patch, decoder,
                               options, cancellable);
}

static void
test_order (void)
{
  static const AcuImageSourceOptions variants[] = {
      {0},
      {.threads = 5, .max_ahead = 3},
      {.threads = 3, .max_ahead = 1},
      {.threads = 4, .max_bytes = 1},
  };

  for (gsize v = 0; v < G_N_ELEMENTS (variants); v++) {
    g_autoptr (AcuImageSource) source = new_source ("native", 224, &variants[v], NULL);

    for (gsize i = 0; i < N_FILES; i++) {
      g_auto (AcuSourcedImage) item = {0};

      g_assert_true (acu_image_source_next (source, &item));
      g_assert_cmpuint (item.index, ==, i);
      g_assert_cmpstr (item.path, ==, paths[i]);
      if (i % 7 == 3) {
        g_assert_null (item.image);
        g_assert_error (item.error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT);
        g_assert_nonnull (strstr (item.error->message, paths[i]));
        continue;
      }
      g_assert_no_error (item.error);
      g_assert_false (item.enlarged);
      g_assert_cmpint (item.image->width, ==, 300 + (int)i);
      g_assert_cmpint (item.image->pixels[0], ==, (int)i * 4);
    }
    {
      AcuSourcedImage after;

      g_assert_false (acu_image_source_next (source, &after));
    }
  }
}

/* What comes next is read while nobody has asked for it yet. */
static void
test_ahead (void)
{
  const AcuImageSourceOptions options = {.threads = 2, .max_ahead = 3};
  const int watch = inotify_init1 (IN_CLOEXEC);
  struct pollfd opened = {.fd = watch, .events = POLLIN};
  g_autoptr (AcuImageSource) source = NULL;
  g_auto (AcuSourcedImage) item = {0};

  g_assert_cmpint (watch, >=, 0);
  g_assert_cmpint (inotify_add_watch (watch, paths[2], IN_OPEN), >=, 0);
  source = new_source ("native", 224, &options, NULL);
  g_assert_true (acu_image_source_next (source, &item));
  g_assert_cmpuint (item.index, ==, 0);
  g_assert_cmpint (poll (&opened, 1, 60 * 1000), ==, 1);
  close (watch);
}

static void
test_protocol (void)
{
  g_autoptr (AcuImageSource) small = new_source ("koniq", 224, NULL, NULL);
  g_autoptr (AcuImageSource) large = new_source ("native", 400, NULL, NULL);
  g_auto (AcuSourcedImage) koniq = {0};
  g_auto (AcuSourcedImage) enlarged = {0};

  g_assert_true (acu_image_source_next (small, &koniq));
  g_assert_cmpint (koniq.image->width, ==, 384);
  g_assert_cmpint (koniq.image->height, ==, 512);
  g_assert_false (koniq.enlarged);
  g_assert_true (acu_image_source_next (large, &enlarged));
  g_assert_cmpint (enlarged.image->width, ==, 400);
  g_assert_true (enlarged.enlarged);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AcuImageSource) source = new_source ("native", 224, NULL, cancellable);
  gint64 start = g_get_monotonic_time ();
  int cancelled = 0;

  for (int i = 0; i < N_FILES; i++) {
    g_auto (AcuSourcedImage) item = {0};

    if (i == 5)
      g_cancellable_cancel (cancellable);
    g_assert_true (acu_image_source_next (source, &item));
    if (g_error_matches (item.error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      cancelled++;
  }
  g_assert_cmpint (cancelled, >, 20);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

/* Freed while its workers are busy, and never asked for anything. */
static void
test_abandoned (void)
{
  for (int i = 0; i < 5; i++) {
    AcuImageSource *source = new_source ("koniq", 224, NULL, NULL);
    g_auto (AcuSourcedImage) item = {0};

    if (i > 2)
      g_assert_true (acu_image_source_next (source, &item));
    acu_image_source_free (source);
  }
}

/* Writes a decoder that notes in the file at @log that it was started, and decodes.
 * (transfer full) */
static char *
write_noting_decoder (const char *folder, const char *log)
{
  g_autofree char *decoder = acu_test_build_path ("app/imaging/acutance-decoder");
  g_autofree char *text =
      g_strdup_printf ("#!/bin/sh\necho started >> '%s'\nexec '%s' \"$@\"\n", log, decoder);
  char *script = g_build_filename (folder, "decoder", NULL);

  g_assert_true (g_file_set_contents_full (script, text, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
  return script;
}

/* Many threads do not all begin a picture before it is known how large one is: of 72 MB each, three
 * fit in the 256 MiB that there may be.  A decoder has as many helpers as it was asked for at once.
 */
static void
test_memory_at_first (void)
{
  const AcuImageSourceOptions options = {.threads = 16};
  const AcuDecoderOptions decoder_options = {.processes = 16};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *log = g_build_filename (folder, "log", NULL);
  g_autofree char *script = write_noting_decoder (folder, log);
  g_autofree char *starts = NULL;
  g_autoptr (AcuDecoder) decoder = NULL;
  g_autoptr (AcuImageSource) source = NULL;
  AcuProtocol protocol;
  guint n = 0;

  g_setenv ("ACUTANCE_DECODER", script, TRUE);
  decoder = acu_decoder_new (&decoder_options, NULL);
  g_unsetenv ("ACUTANCE_DECODER");
  g_assert_nonnull (decoder);
  g_assert_true (acu_protocol_parse ("native", &protocol, NULL));
  source = acu_image_source_new ((const char *const *)paths, N_FILES, &protocol, 224, decoder,
                                 &options, NULL);
  for (gsize i = 0; i < N_FILES; i++) {
    g_auto (AcuSourcedImage) item = {0};

    g_assert_true (acu_image_source_next (source, &item));
    g_assert_cmpint (item.image != NULL, ==, i % 7 != 3);
  }
  g_assert_true (g_file_get_contents (log, &starts, NULL, NULL));
  for (const char *at = starts; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpuint (n, <=, 3);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  make_files ();
  g_test_add_func ("/image-source/order", test_order);
  g_test_add_func ("/image-source/ahead", test_ahead);
  g_test_add_func ("/image-source/memory-at-first", test_memory_at_first);
  g_test_add_func ("/image-source/protocol", test_protocol);
  g_test_add_func ("/image-source/cancel", test_cancel);
  g_test_add_func ("/image-source/abandoned", test_abandoned);
  result = g_test_run ();
  g_strfreev (paths);
  return result;
}
