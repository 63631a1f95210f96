/* The helper process and its client: every way a helper can go wrong, played by this program. */
#include "app/imaging/decoder-wire.h"
#include "app/imaging/decoder.h"
#include "app/imaging/error.h"
#include "app/imaging/load.h"
#include "picture-fixture.h"
#include "test-support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The environment names this link as the decoder, once and for all; it leads to the real one, or to
 * this program, which then plays the part that the file beside it tells. */
#define LINK "decoder"
#define PART "part"

/* Names the file that a helper makes while it has the turn of large pictures. */
#define TURN "ACUTANCE_TEST_TURN"

static char *folder;

/* Answers as a helper would, with 2 x 1 pixels, @sealed or not, in a file of @bytes. */
static void
answer (int width, int bytes, gboolean sealed, int text_end)
{
  AcuDecoderReply reply = {.magic = ACU_DECODER_MAGIC,
                           .status = ACU_DECODER_DONE,
                           .width = width,
                           .height = 1,
                           .orientation = 77,
                           .format = "TEST"};
  int memory = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  memset (reply.text, 'w', (gsize)text_end);
  if (ftruncate (memory, bytes) != 0)
    _exit (9);
  if (sealed)
    fcntl (memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  acu_decoder_wire_send (ACU_DECODER_SOCKET, &reply, sizeof reply, memory);
  close (memory);
}

/* Answers for a picture that is large: one that came without asking for its turn is refused, and
 * one that comes while another has it ends the helper. */
static void
play_large (const AcuDecoderRequest *request)
{
  AcuDecoderReply refusal = {.magic = ACU_DECODER_MAGIC,
                             .status = ACU_DECODER_FAILED,
                             .error_code = ACU_IMAGING_ERROR_SIZE,
                             .text = "too large"};
  const char *turn = g_getenv (TURN);
  int held;

  if (request->max_pixels < ACU_LOAD_DEFAULT_MAX_PIXELS) {
    acu_decoder_wire_send (ACU_DECODER_SOCKET, &refusal, sizeof refusal, -1);
    return;
  }
  held = open (turn, O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (held < 0)
    _exit (7);
  /* Long enough for the others to come, if nothing keeps them. */
  g_usleep (50000);
  close (held);
  unlink (turn);
  answer (2, 6, TRUE, 0);
}

/* Does what the file's text says. */
static void
play (int file, const AcuDecoderRequest *request)
{
  char order[16] = {0};
  AcuDecoderReply failed = {.magic = ACU_DECODER_MAGIC,
                            .status = ACU_DECODER_FAILED,
                            .error_code = 999,
                            .text = "\xff no code"};

  if (read (file, order, sizeof order - 1) < 0)
    _exit (8);
  if (g_str_equal (order, "crash")) {
    signal (SIGSEGV, SIG_DFL);
    raise (SIGSEGV);
  } else if (g_str_equal (order, "hang"))
    pause ();
  else if (g_str_equal (order, "leave"))
    _exit (5);
  else if (g_str_equal (order, "spend")) {
    signal (SIGXCPU, SIG_DFL);
    raise (SIGXCPU);
  } else if (g_str_equal (order, "mumble"))
    acu_decoder_wire_send (ACU_DECODER_SOCKET, "?", 1, -1);
  else if (g_str_equal (order, "unsealed"))
    answer (2, 6, FALSE, 0);
  else if (g_str_equal (order, "short"))
    answer (2, 5, TRUE, 0);
  else if (g_str_equal (order, "negative"))
    answer (-2, 6, TRUE, 0);
  else if (g_str_equal (order, "large"))
    play_large (request);
  else if (g_str_equal (order, "fail"))
    acu_decoder_wire_send (ACU_DECODER_SOCKET, &failed, sizeof failed, -1);
  else /* a text without an end, and an orientation that does not exist */
    answer (2, 6, TRUE, (int)sizeof failed.text);
}

static int
play_helper (const char *link)
{
  g_autofree char *beside = g_path_get_dirname (link);
  g_autofree char *path = g_build_filename (beside, PART, NULL);
  g_autofree char *part = NULL;
  AcuDecoderReply ready = {.magic = ACU_DECODER_MAGIC, .status = ACU_DECODER_READY};
  AcuDecoderRequest request;
  int file;

  if (!g_file_get_contents (path, &part, NULL, NULL))
    return 4;
  if (g_str_equal (part, "stillborn"))
    return 3;
  if (g_str_equal (part, "refuses")) {
    ready.status = ACU_DECODER_FAILED;
    g_strlcpy (ready.text, "no sandbox today", sizeof ready.text);
  }
  acu_decoder_wire_send (ACU_DECODER_SOCKET, &ready, sizeof ready, -1);
  while (acu_decoder_wire_receive (ACU_DECODER_SOCKET, &request, sizeof request, &file)) {
    play (file, &request);
    close (file);
  }
  return 0;
}

static void
lead_link_to (const char *target)
{
  g_autofree char *link = g_build_filename (folder, LINK, NULL);

  unlink (link);
  if (target != NULL)
    g_assert_cmpint (symlink (target, link), ==, 0);
}

/* A decoder with the real helper, or with this program playing @part. */
static AcuDecoder *
new_decoder (const char *part, const AcuDecoderOptions *options)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *real = acu_test_build_path ("app/imaging/acutance-decoder");
  g_autoptr (GError) error = NULL;
  AcuDecoder *decoder;

  lead_link_to (part != NULL ? self : real);
  if (part != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (part, strlen (part));

    g_free (acu_fixture_write (folder, PART, bytes));
  }
  decoder = acu_decoder_new (options, &error);
  g_assert_no_error (error);
  return decoder;
}

static char *
write_order (const char *order)
{
  g_autoptr (GBytes) bytes = g_bytes_new (order, strlen (order));

  return acu_fixture_write (folder, order, bytes);
}

static void
assert_fails (AcuDecoder *decoder, const char *path, AcuImagingError code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = acu_decoder_load (decoder, path, NULL, &error);

  g_assert_null (image);
  g_assert_error (error, ACU_IMAGING_ERROR, (int)code);
  g_assert_true (g_str_has_prefix (error->message, path));
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” is not in “%s”", word, error->message);
}

static void
assert_loads (AcuDecoder *decoder, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = acu_decoder_load (decoder, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (image);
}

/* The helper's pixels and facts are those of decoding in this process. */
static void
test_same_as_inside (void)
{
  g_autoptr (AcuDecoder) decoder = new_decoder (NULL, NULL);
  g_autofree guint8 *noise = acu_fixture_make_noise (120 * 90 * 3);
  const AcuLoadOptions options = {0};

  for (int orientation = 1; orientation <= 8; orientation++) {
    const AcuJpegRecipe recipe = {
        .width = 120, .height = 90, .components = 3, .orientation = orientation};
    g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, noise);
    g_autofree char *path = acu_fixture_write (folder, "picture.jpg", bytes);
    g_autoptr (AcuImage) inside = acu_image_load_bytes (g_bytes_get_data (bytes, NULL),
                                                        g_bytes_get_size (bytes), &options, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) outside = acu_decoder_load (decoder, path, NULL, &error);
    g_autoptr (AcuImage) reduced = acu_decoder_load_reduced (decoder, path, 40, NULL, NULL);

    g_assert_no_error (error);
    g_assert_cmpstr (outside->format, ==, "JPEG");
    g_assert_cmpint (outside->orientation, ==, orientation);
    g_assert_cmpint (outside->original_width, ==, 120);
    g_assert_cmpint (outside->width, ==, inside->width);
    g_assert_cmpint (outside->height, ==, inside->height);
    g_assert_cmpmem (outside->pixels, acu_image_get_bytes (outside), inside->pixels,
                     acu_image_get_bytes (inside));
    g_assert_cmpint (reduced->width * 2, ==, outside->width);
  }
}

static void
test_not_files (void)
{
  g_autoptr (AcuDecoder) decoder = new_decoder (NULL, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autofree char *empty = acu_fixture_write (folder, "empty.jpg", nothing);
  g_autofree char *pipe = g_build_filename (folder, "pipe.jpg", NULL);
  g_autofree char *vanished = g_build_filename (folder, "vanished.jpg", NULL);
  g_autofree char *loop = g_build_filename (folder, "loop.jpg", NULL);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink ("loop.jpg", loop), ==, 0);
  assert_fails (decoder, empty, ACU_IMAGING_ERROR_FORMAT, "empty");
  assert_fails (decoder, folder, ACU_IMAGING_ERROR_FILE, "folder");
  assert_fails (decoder, pipe, ACU_IMAGING_ERROR_FILE, "pipe");
  assert_fails (decoder, vanished, ACU_IMAGING_ERROR_FILE, "cannot be opened");
  assert_fails (decoder, loop, ACU_IMAGING_ERROR_FILE, "cannot be opened");
  assert_fails (decoder, "/dev/zero", ACU_IMAGING_ERROR_FILE, "device");
}

/* Whatever a helper does to one file, the next is decoded. */
static void
test_misbehaviour (void)
{
  static const struct {
    const char *order;
    AcuImagingError code;
    const char *word;
  } acts[] = {
      {"crash", ACU_IMAGING_ERROR_CRASH, "crashed on this file"},
      {"hang", ACU_IMAGING_ERROR_TIMEOUT, "longer than 0.3 s"},
      {"leave", ACU_IMAGING_ERROR_CRASH, "exit status 5"},
      {"spend", ACU_IMAGING_ERROR_TIMEOUT, "longer than 0.3 s"},
      {"mumble", ACU_IMAGING_ERROR_CRASH, "crashed"},
      {"unsealed", ACU_IMAGING_ERROR_DATA, "not sealed"},
      {"short", ACU_IMAGING_ERROR_DATA, "not of the stated size"},
      {"negative", ACU_IMAGING_ERROR_CRASH, "senseless"},
      {"fail", ACU_IMAGING_ERROR_DATA, "no code"},
  };
  const AcuDecoderOptions options = {.processes = 1, .seconds = 0.3};
  g_autoptr (AcuDecoder) decoder = new_decoder ("obeys", &options);
  g_autofree char *well = write_order ("well");

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++) {
    g_autofree char *path = write_order (acts[i].order);

    assert_fails (decoder, path, acts[i].code, acts[i].word);
    assert_loads (decoder, well);
  }
}

static void
test_hostile_facts (void)
{
  g_autoptr (AcuDecoder) decoder = new_decoder ("obeys", NULL);
  g_autofree char *well = write_order ("well");
  g_autoptr (AcuImage) image = acu_decoder_load (decoder, well, NULL, NULL);

  g_assert_cmpint (image->orientation, ==, 8);
  g_assert_cmpuint (strlen (image->warnings), <, 2048);
}

/* A helper that ends while it has nothing to do is replaced without anyone noticing. */
static void
test_killed_while_idle (void)
{
  const AcuDecoderOptions options = {.processes = 1, .seconds = 5};
  g_autoptr (AcuDecoder) decoder = new_decoder ("obeys", &options);
  g_autofree char *well = write_order ("well");
  g_autofree char *list = g_strdup_printf ("/proc/self/task/%d/children", (int)getpid ());
  g_autofree char *text = NULL;
  g_auto (GStrv) children = NULL;

  assert_loads (decoder, well);
  if (!g_file_get_contents (list, &text, NULL, NULL)) {
    g_test_skip ("the kernel does not list children");
    return;
  }
  /* Helpers of earlier tests may still be on their way out. */
  children = g_strsplit (g_strstrip (text), " ", -1);
  g_assert_cmpuint (g_strv_length (children), >=, 1);
  for (gsize i = 0; children[i] != NULL; i++) {
    pid_t child = atoi (children[i]);
    siginfo_t end;

    kill (child, SIGKILL);
    waitid (P_PID, (id_t)child, &end, WEXITED | WNOWAIT);
  }
  assert_loads (decoder, well);
}

/* What the application has open is closed in the helper: of a pipe's writing end, which it was
 * never told to close on execution, no copy is left once the application lets go of it. */
static void
test_inherits_nothing (void)
{
  const AcuDecoderOptions options = {.processes = 1};
  g_autoptr (AcuDecoder) decoder = NULL;
  g_autofree char *path = NULL;
  g_autofree guint8 *noise = acu_fixture_make_noise (16 * 16 * 3);
  g_autoptr (GBytes) bytes =
      acu_fixture_make_jpeg (&(AcuJpegRecipe){.width = 16, .height = 16, .components = 3}, noise);
  int pipe_ends[2];
  char nothing;

  g_assert_cmpint (pipe (pipe_ends), ==, 0);
  decoder = new_decoder (NULL, &options);
  path = acu_fixture_write (folder, "picture.jpg", bytes);
  assert_loads (decoder, path);
  close (pipe_ends[1]);
  g_assert_cmpint (fcntl (pipe_ends[0], F_SETFL, O_NONBLOCK), ==, 0);
  g_assert_cmpint (read (pipe_ends[0], &nothing, 1), ==, 0);
  close (pipe_ends[0]);
}

static void
test_does_not_start (void)
{
  g_autofree char *well = write_order ("well");
  g_autoptr (AcuDecoder) stillborn = new_decoder ("stillborn", NULL);
  g_autoptr (AcuDecoder) missing = NULL;
  g_autoptr (GError) error = NULL;

  assert_fails (stillborn, well, ACU_IMAGING_ERROR_HELPER, "does not start (exit status 3)");
  {
    g_autoptr (AcuDecoder) refuses = new_decoder ("refuses", NULL);

    assert_fails (refuses, well, ACU_IMAGING_ERROR_HELPER, "no sandbox today");
  }
  lead_link_to (NULL);
  missing = acu_decoder_new (NULL, &error);
  g_assert_null (missing);
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER);
  g_assert_nonnull (strstr (error->message, "not a program that can be run"));
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

typedef struct {
  AcuDecoder *decoder;
  const char *path;
  GCancellable *cancellable;
} Wait;

static gpointer
load_until_cancelled (gpointer data)
{
  Wait *wait = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_decoder_load (wait->decoder, wait->path, wait->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return NULL;
}

/* Cancelling ends both a decoding and the wait for a helper. */
static void
test_cancel (void)
{
  const AcuDecoderOptions options = {.processes = 1, .seconds = 60};
  g_autoptr (AcuDecoder) decoder = new_decoder ("obeys", &options);
  g_autofree char *hang = write_order ("hang");
  g_autofree char *well = write_order ("well");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Wait wait = {decoder, hang, cancellable};
  gint64 start = g_get_monotonic_time ();
  GThread *first = g_thread_new ("first", load_until_cancelled, &wait);
  GThread *second = g_thread_new ("second", load_until_cancelled, &wait);
  GThread *canceller = g_thread_new ("canceller", cancel_soon, cancellable);

  g_thread_join (canceller);
  g_thread_join (first);
  g_thread_join (second);
  load_until_cancelled (&wait);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 30 * G_USEC_PER_SEC);
  assert_loads (decoder, well);
}

static gpointer
load_many (gpointer data)
{
  const Wait *wait = data;

  for (int i = 0; i < 25; i++)
    assert_loads (wait->decoder, wait->path);
  return NULL;
}

static void
test_threads (void)
{
  const AcuDecoderOptions options = {.processes = 2};
  g_autoptr (AcuDecoder) decoder = new_decoder (NULL, &options);
  const AcuJpegRecipe recipe = {.width = 64, .height = 64, .components = 3};
  g_autofree guint8 *noise = acu_fixture_make_noise (64 * 64 * 3);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, noise);
  g_autofree char *path = acu_fixture_write (folder, "threads.jpg", bytes);
  Wait wait = {decoder, path, NULL};
  GThread *threads[8];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("load", load_many, &wait);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static gpointer
load_once (gpointer data)
{
  const Wait *wait = data;

  assert_loads (wait->decoder, wait->path);
  return NULL;
}

/* However many ask, of two decoders, large pictures are decoded one after another. */
static void
test_large (void)
{
  const AcuDecoderOptions options = {.processes = 3}, strict = {.max_pixels = 1000};
  g_autoptr (AcuDecoder) one = NULL, other = NULL, low = NULL;
  g_autofree char *large = write_order ("large");
  Wait waits[2] = {{.path = large}, {.path = large}};
  GThread *threads[6];

  waits[0].decoder = one = new_decoder ("obeys", &options);
  waits[1].decoder = other = new_decoder ("obeys", &options);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("large", load_once, &waits[i % 2]);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  /* Who reads no large ones is told so at once. */
  low = new_decoder ("obeys", &strict);
  assert_fails (low, large, ACU_IMAGING_ERROR_SIZE, "too large");
}

/* A picture within the pixel limit that does not fit the helper's memory. */
static void
test_memory_limit (void)
{
#ifdef ACU_SANITIZED
  g_test_skip ("sanitizers need the whole address space");
#else
  const AcuDecoderOptions options = {.processes = 1, .max_memory = 160 << 20};
  g_autoptr (AcuDecoder) decoder = new_decoder (NULL, &options);
  const AcuJpegRecipe large = {.width = 9000, .height = 9000, .components = 1};
  const AcuJpegRecipe small = {.width = 900, .height = 900, .components = 1};
  g_autofree guint8 *level = g_malloc0 (9000 * 9000);
  g_autoptr (GBytes) large_bytes = acu_fixture_make_jpeg (&large, level);
  g_autoptr (GBytes) small_bytes = acu_fixture_make_jpeg (&small, level);
  g_autofree char *large_path = acu_fixture_write (folder, "large.jpg", large_bytes);
  g_autofree char *small_path = acu_fixture_write (folder, "small.jpg", small_bytes);

  assert_fails (decoder, large_path, ACU_IMAGING_ERROR_MEMORY, "9000 x 9000");
  assert_loads (decoder, small_path);
#endif
}

int
main (int argc, char **argv)
{
  g_autofree char *called = g_path_get_basename (argv[0]);
  g_autofree char *link = NULL, *turn = NULL;

  if (g_str_equal (called, LINK))
    return play_helper (argv[0]);

  g_test_init (&argc, &argv, NULL);
  folder = acu_test_temporary_folder ();
  link = g_build_filename (folder, LINK, NULL);
  g_setenv ("ACUTANCE_DECODER", link, TRUE);
  turn = g_build_filename (folder, "turn", NULL);
  g_setenv (TURN, turn, TRUE);
  g_test_add_func ("/decoder-process/same-as-inside", test_same_as_inside);
  g_test_add_func ("/decoder-process/not-files", test_not_files);
  g_test_add_func ("/decoder-process/misbehaviour", test_misbehaviour);
  g_test_add_func ("/decoder-process/hostile-facts", test_hostile_facts);
  g_test_add_func ("/decoder-process/killed-while-idle", test_killed_while_idle);
  g_test_add_func ("/decoder-process/inherits-nothing", test_inherits_nothing);
  g_test_add_func ("/decoder-process/does-not-start", test_does_not_start);
  g_test_add_func ("/decoder-process/cancel", test_cancel);
  g_test_add_func ("/decoder-process/threads", test_threads);
  g_test_add_func ("/decoder-process/large", test_large);
  g_test_add_func ("/decoder-process/memory-limit", test_memory_limit);
  return g_test_run ();
}
