/* acutance-decoder: decodes the picture files whose descriptors arrive on its socket, and answers
 * with pixels or metadata.  Started by AcuDecoder, never by hand: acutance-decoder MEMORY
 * MAX_PIXELS SECONDS */
#include "app/imaging/decoder-wire.h"
#include "app/imaging/error.h"
#include "app/imaging/load.h"
#include "app/imaging/metadata-reader.h"
#include "app/imaging/sandbox.h"
#include "app/text/language.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  guint64 memory;     /* bytes of address space */
  guint64 max_pixels; /* of a picture */
  double seconds;     /* of processor time a picture */
} Limits;

/* Loaders complain about damaged files through GLib's log; what matters of it is in the error. */
static GLogWriterOutput
drop_message_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return G_LOG_WRITER_HANDLED;
}

/* Libraries below complain on standard error by themselves, which is the application's and not
 * theirs.  A sanitizer's report is the exception. */
static void
silence_libraries (void)
{
#ifndef ACU_SANITIZED
  int nowhere = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  if (nowhere >= 0) {
    dup2 (nowhere, STDERR_FILENO);
    close (nowhere);
  }
#endif
}

/* What the application has open is none of a decoder's business. */
static void
close_inherited (void)
{
  close_range (ACU_DECODER_SOCKET + 1, ~0U, 0);
}

static gboolean
parse_limits (int argc, char **argv, Limits *limits)
{
  if (argc != 4 ||
      !g_ascii_string_to_unsigned (argv[1], 10, 1, G_MAXUINT64, &limits->memory, NULL) ||
      !g_ascii_string_to_unsigned (argv[2], 10, 1, G_MAXUINT64 / 4, &limits->max_pixels, NULL))
    return FALSE;
  limits->seconds = g_ascii_strtod (argv[3], NULL);
  return limits->seconds > 0.0;
}

/* Cuts @text at a character's end where it is too long for a reply. */
static void
set_text (AcuDecoderReply *reply, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *end;

  g_strlcpy (reply->text, valid, sizeof reply->text);
  if (!g_utf8_validate (reply->text, -1, &end))
    reply->text[end - reply->text] = '\0';
}

static void
refuse (AcuDecoderReply *reply, const GError *error)
{
  reply->status = ACU_DECODER_FAILED;
  reply->error_code = (guint32)error->code;
  set_text (reply, error->message);
}

static void
describe (int file, AcuDecoderReply *reply)
{
  g_autoptr (GError) error = NULL;

  if (acu_metadata_read_fd (file, &reply->metadata, &error))
    reply->status = ACU_DECODER_DONE;
  else
    refuse (reply, error);
}

/* Decodes @file and fills @reply; returns the sealed pixels, or -1. */
static int
decode (int file, const AcuDecoderRequest *request, const Limits *limits, AcuDecoderReply *reply)
{
  g_autoptr (GError) error = NULL;
  AcuLoadOptions options = {.max_pixels = MIN (request->max_pixels, limits->max_pixels),
                            .no_icc = request->no_icc != 0,
                            .min_side = request->min_side,
                            .shared = TRUE};
  g_autoptr (AcuImage) image = acu_image_load_fd (file, &options, &error);
  int pixels = image != NULL ? acu_image_seal (image, &error) : -1;

  if (pixels < 0) {
    refuse (reply, error);
    return -1;
  }
  reply->status = ACU_DECODER_DONE;
  reply->width = image->width;
  reply->height = image->height;
  reply->original_width = image->original_width;
  reply->original_height = image->original_height;
  reply->orientation = image->orientation;
  reply->icc_converted = image->icc_converted;
  g_strlcpy (reply->format, image->format, sizeof reply->format);
  set_text (reply, image->warnings != NULL ? image->warnings : "");
  return pixels;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  AcuDecoderReply reply = {.magic = ACU_DECODER_MAGIC, .status = ACU_DECODER_READY};
  AcuDecoderRequest request;
  Limits limits;
  int file;

  close_inherited ();
  acu_language_begin ();
  /* Decoders read numbers that are written in files. */
  setlocale (LC_NUMERIC, "C");
  if (!parse_limits (argc, argv, &limits)) {
    g_printerr ("acutance-decoder is started by Acutance, not by hand\n");
    return 2;
  }
  g_log_set_writer_func (drop_message_cb, NULL, NULL);
  silence_libraries ();

  /* The terminal sends these to everything it runs, but whether to go on is the application's
   * decision: when it ends, the socket does, and with that this process. */
  signal (SIGINT, SIG_IGN);
  signal (SIGQUIT, SIG_IGN);
  signal (SIGHUP, SIG_IGN);
  signal (SIGTSTP, SIG_IGN);

  if (!acu_sandbox_enter (limits.memory, limits.max_pixels * 3, &error)) {
    reply.status = ACU_DECODER_FAILED;
    set_text (&reply, error->message);
  }
  if (!acu_decoder_wire_send (ACU_DECODER_SOCKET, &reply, sizeof reply, -1) || error != NULL)
    return 1;

  while (acu_decoder_wire_receive (ACU_DECODER_SOCKET, &request, sizeof request, &file)) {
    int pixels = -1;
    gboolean sent;

    reply = (AcuDecoderReply){.magic = ACU_DECODER_MAGIC};
    acu_sandbox_allow_time (limits.seconds);
    if (request.task == ACU_DECODER_DESCRIBE)
      describe (file, &reply);
    else
      pixels = decode (file, &request, &limits, &reply);
    sent = acu_decoder_wire_send (ACU_DECODER_SOCKET, &reply, sizeof reply, pixels);
    if (pixels >= 0)
      close (pixels);
    if (file >= 0)
      close (file);
    if (!sent)
      return 1;
  }
  return 0;
}
