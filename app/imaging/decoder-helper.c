#include "app/imaging/decoder-helper.h"

#include "app/imaging/decoder-wire.h"
#include "app/imaging/error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROGRAM "acutance-decoder"

/* A loaded machine may take a while to start a process; a helper that needs longer is stuck. */
#define START_SECONDS 20.0

struct _AcuDecoderHelper {
  GSubprocess *process;
  int socket;
  gboolean usable; /* idle, and its last answer made sense */
};

typedef enum {
  WAIT_ANSWERED,
  WAIT_LATE,
  WAIT_CANCELLED,
} WaitResult;

char *
acu_decoder_helper_find_program (GError **error)
{
  static const char *const beside[] = {
      PROGRAM,                        /* a folder that holds everything */
      "../imaging/" PROGRAM,          /* app/cli/ in the build tree */
      "../../app/imaging/" PROGRAM,   /* tests/headless/ in the build tree */
      "../libexec/acutance/" PROGRAM, /* an installation that was moved */
  };
  const char *named = g_getenv ("ACUTANCE_DECODER");
  g_autofree char *running = g_file_read_link ("/proc/self/exe", NULL);

  if (named != NULL && *named != '\0') {
    if (g_file_test (named, G_FILE_TEST_IS_EXECUTABLE))
      return g_strdup (named);
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
                 _ ("ACUTANCE_DECODER names “%s”, which is not a program that can be run"), named);
    return NULL;
  }
  if (running != NULL) {
    g_autofree char *folder = g_path_get_dirname (running);

    for (gsize i = 0; i < G_N_ELEMENTS (beside); i++) {
      g_autofree char *path = g_build_filename (folder, beside[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  }
  if (g_file_test (ACU_LIBEXECDIR "/" PROGRAM, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (ACU_LIBEXECDIR "/" PROGRAM);
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
               _ ("the program %s is missing from %s, so no picture can be read: install Acutance "
                  "again, or name the program in the environment variable ACUTANCE_DECODER"),
               PROGRAM, ACU_LIBEXECDIR);
  return NULL;
}

/* Waits until the helper has answered or died.  An answer that is already there counts even after
 * @deadline: the whole application may have been suspended. */
static WaitResult
wait_for_answer (AcuDecoderHelper *helper, gint64 deadline, GCancellable *cancellable)
{
  GPollFD cancelled = {.fd = -1};
  gboolean pollable = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancelled);
  WaitResult result = WAIT_LATE;

  while (TRUE) {
    struct pollfd waited[2] = {{.fd = helper->socket, .events = POLLIN},
                               {.fd = pollable ? cancelled.fd : -1, .events = POLLIN}};
    gint64 left = MAX (deadline - g_get_monotonic_time (), 0);
    int ready = poll (waited, 2, (int)MIN (left / 1000 + 1, G_MAXINT));

    if (ready < 0 && errno == EINTR)
      continue;
    if (waited[0].revents != 0)
      result = WAIT_ANSWERED;
    else if (g_cancellable_is_cancelled (cancellable))
      result = WAIT_CANCELLED;
    else if (ready > 0 || g_get_monotonic_time () < deadline)
      continue;
    break;
  }
  if (pollable)
    g_cancellable_release_fd (cancellable);
  return result;
}

/* The helper has hung up: tells how it ended.  An ended process is reaped soon after its socket
 * closes; one that closed the socket without ending is ended here. */
static char *
describe_end (AcuDecoderHelper *helper, int *signal_number)
{
  *signal_number = 0;
  g_subprocess_force_exit (helper->process);
  g_subprocess_wait (helper->process, NULL, NULL);
  if (g_subprocess_get_if_signaled (helper->process)) {
    *signal_number = g_subprocess_get_term_sig (helper->process);
    return g_strdup (g_strsignal (*signal_number));
  }
  return g_strdup_printf (_ ("exit status %d"), g_subprocess_get_exit_status (helper->process));
}

static void
kill_helper (AcuDecoderHelper *helper)
{
  int signal_number;

  g_free (describe_end (helper, &signal_number));
}

static gboolean
receive_ready (AcuDecoderHelper *helper, const char *program, GError **error)
{
  AcuDecoderReply reply;
  gint64 deadline = g_get_monotonic_time () + (gint64)(START_SECONDS * G_USEC_PER_SEC);
  g_autofree char *end = NULL;
  int descriptor;
  int signal_number;

  if (wait_for_answer (helper, deadline, NULL) == WAIT_ANSWERED &&
      acu_decoder_wire_receive (helper->socket, &reply, sizeof reply, &descriptor)) {
    if (descriptor >= 0)
      close (descriptor);
    if (reply.status == ACU_DECODER_READY)
      return TRUE;
    reply.text[sizeof reply.text - 1] = '\0';
    end = g_utf8_make_valid (reply.text, -1);
    kill_helper (helper);
  } else
    end = describe_end (helper, &signal_number);
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
               _ ("the decoder %s does not start (%s), so no picture can be read"), program, end);
  return FALSE;
}

/* The helper closes what it inherits by itself (close_inherited() of decoder-main.c): only so does
 * GLib start it by posix_spawn(), without a copy of this process's page tables.  Making that copy
 * keeps all threads from memory for as long as it takes, 10 to 20 ms with a window open, and the
 * window's next frame has thousands of page faults. */
AcuDecoderHelper *
acu_decoder_helper_new (const AcuDecoderLimits *limits, GError **error)
{
  g_autoptr (AcuDecoderHelper) helper = g_new0 (AcuDecoderHelper, 1);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_INHERIT_FDS);
  g_autoptr (GError) cause = NULL;
  g_autofree char *memory = g_strdup_printf ("%" G_GUINT64_FORMAT, limits->max_memory);
  g_autofree char *pixels = g_strdup_printf ("%" G_GUINT64_FORMAT, limits->max_pixels);
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];
  int sockets[2];

  helper->socket = -1;
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
                 _ ("cannot make a socket for the decoder: %s"), g_strerror (errno));
    return NULL;
  }
  helper->socket = sockets[0];
  g_subprocess_launcher_take_fd (launcher, sockets[1], ACU_DECODER_SOCKET);
  g_ascii_dtostr (seconds, sizeof seconds, limits->seconds);
  helper->process = g_subprocess_launcher_spawn (launcher, &cause, limits->program, memory, pixels,
                                                 seconds, NULL);
  if (helper->process == NULL) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
                 _ ("the decoder %s cannot be started: %s"), limits->program, cause->message);
    return NULL;
  }
  /* This end must be the helper's alone, or its death would not be seen here. */
  g_subprocess_launcher_close (launcher);
  if (!receive_ready (helper, limits->program, error))
    return NULL;
  helper->usable = TRUE;
  return g_steal_pointer (&helper);
}

/* Ends the texts of a reply that tells of success; otherwise sets the error that it tells. */
static gboolean
check_reply (AcuDecoderReply *reply, GError **error)
{
  g_autofree char *text = NULL;

  reply->text[sizeof reply->text - 1] = '\0';
  reply->format[sizeof reply->format - 1] = '\0';
  if (reply->status == ACU_DECODER_DONE)
    return TRUE;
  text = g_utf8_make_valid (reply->text, -1);
  g_set_error_literal (error, ACU_IMAGING_ERROR,
                       reply->error_code <= ACU_IMAGING_ERROR_LAST ? (int)reply->error_code
                                                                   : ACU_IMAGING_ERROR_DATA,
                       text);
  return FALSE;
}

/* Turns a reply into a picture, or into the error that it tells.  A reply that makes no sense is
 * the work of a broken or subverted helper. */
static AcuImage *
read_image (AcuDecoderReply *reply, int pixels, guint64 max_pixels, GError **error)
{
  AcuImage *image;

  if (!check_reply (reply, error)) {
    if (pixels >= 0)
      close (pixels);
    return NULL;
  }
  if (pixels < 0 || reply->width < 1 || reply->height < 1 ||
      (guint64)reply->width * (guint64)reply->height > max_pixels) {
    if (pixels >= 0)
      close (pixels);
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_CRASH,
                         _ ("the decoder gave a senseless answer"));
    return NULL;
  }
  image = acu_image_new_from_sealed (pixels, reply->width, reply->height, error);
  if (image == NULL)
    return NULL;
  image->original_width = reply->original_width;
  image->original_height = reply->original_height;
  image->orientation = CLAMP (reply->orientation, 1, 8);
  image->icc_converted = reply->icc_converted != 0;
  image->format =
      g_utf8_validate (reply->format, -1, NULL) ? g_intern_string (reply->format) : "picture";
  if (*reply->text != '\0')
    image->warnings = g_utf8_make_valid (reply->text, -1);
  return image;
}

static void
set_end_error (AcuDecoderHelper *helper, double seconds, GError **error)
{
  int signal_number;
  g_autofree char *end = describe_end (helper, &signal_number);

  if (signal_number == SIGXCPU)
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TIMEOUT,
                 _ ("decoding took longer than %g s"), seconds);
  else
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_CRASH,
                 _ ("the decoder crashed on this file (%s)"), end);
}

/* Sends @request with @file and waits for the answer, which the caller judges.  Until then the
 * helper is not usable. */
static gboolean
ask (AcuDecoderHelper *helper,
     const AcuDecoderLimits *limits,
     const AcuDecoderRequest *request,
     int file,
     AcuDecoderReply *reply,
     int *pixels,
     GCancellable *cancellable,
     gboolean *unseen,
     GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64)ceil (limits->seconds * G_USEC_PER_SEC);

  helper->usable = FALSE;
  *unseen = !acu_decoder_wire_send (helper->socket, request, sizeof *request, file);
  if (*unseen) {
    set_end_error (helper, limits->seconds, error);
    return FALSE;
  }
  switch (wait_for_answer (helper, deadline, cancellable)) {
  case WAIT_CANCELLED:
    kill_helper (helper);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("decoding was cancelled"));
    return FALSE;
  case WAIT_LATE:
    kill_helper (helper);
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TIMEOUT,
                 _ ("decoding took longer than %g s"), limits->seconds);
    return FALSE;
  case WAIT_ANSWERED:
    break;
  }
  if (!acu_decoder_wire_receive (helper->socket, reply, sizeof *reply, pixels)) {
    set_end_error (helper, limits->seconds, error);
    return FALSE;
  }
  return TRUE;
}

AcuImage *
acu_decoder_helper_load (AcuDecoderHelper *helper,
                         const AcuDecoderLimits *limits,
                         int file,
                         int min_side,
                         GCancellable *cancellable,
                         gboolean *unseen,
                         GError **error)
{
  const AcuDecoderRequest request = {.magic = ACU_DECODER_MAGIC,
                                     .task = ACU_DECODER_DECODE,
                                     .min_side = min_side,
                                     .no_icc = limits->no_icc,
                                     .max_pixels = limits->max_pixels};
  AcuDecoderReply reply;
  AcuImage *image;
  int pixels;

  if (!ask (helper, limits, &request, file, &reply, &pixels, cancellable, unseen, error))
    return NULL;
  image = read_image (&reply, pixels, limits->max_pixels, error);
  helper->usable = image != NULL || reply.status == ACU_DECODER_FAILED;
  return image;
}

gboolean
acu_decoder_helper_describe (AcuDecoderHelper *helper,
                             const AcuDecoderLimits *limits,
                             int file,
                             AcuMetadata *metadata,
                             GCancellable *cancellable,
                             gboolean *unseen,
                             GError **error)
{
  const AcuDecoderRequest request = {.magic = ACU_DECODER_MAGIC, .task = ACU_DECODER_DESCRIBE};
  AcuDecoderReply reply;
  int extra;

  if (!ask (helper, limits, &request, file, &reply, &extra, cancellable, unseen, error))
    return FALSE;
  if (extra >= 0)
    close (extra);
  helper->usable = reply.status == ACU_DECODER_DONE || reply.status == ACU_DECODER_FAILED;
  if (!check_reply (&reply, error))
    return FALSE;
  *metadata = reply.metadata;
  acu_metadata_sanitize (metadata);
  return TRUE;
}

gboolean
acu_decoder_helper_is_usable (AcuDecoderHelper *helper)
{
  return helper->usable;
}

void
acu_decoder_helper_free (AcuDecoderHelper *helper)
{
  if (helper->process != NULL && !helper->usable)
    g_subprocess_force_exit (helper->process);
  g_clear_object (&helper->process);
  if (helper->socket >= 0)
    close (helper->socket);
  g_free (helper);
}
