#include "app/imaging/decoder.h"

#include "app/imaging/decoder-helper.h"
#include "app/imaging/error.h"
#include "app/imaging/load.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MEMORY  (G_GUINT64_CONSTANT (5) << 29) /* 2.5 GiB */
#define DEFAULT_SECONDS 10.0

/* A picture of more pixels is large: 200 MB, and several times as much on the way to them. */
#define LARGE_PIXELS (G_GUINT64_CONSTANT (64) << 20)

/* A large picture may take this much longer by the clock than others, since a busy machine is not
 * its fault; what it costs the processor is limited all the same. */
#define LARGE_PATIENCE 4.0

/* Large pictures are decoded one after another, whichever decoder is asked: what several of them
 * take at once is more than a machine may have. */
static struct {
  GMutex lock;
  GCond ended;
  gboolean is_taken;
} large_turn;

struct _AcuDecoder {
  gatomicrefcount references;
  AcuDecoderLimits limits;
  int max_helpers;

  GMutex lock;
  GCond returned; /* a helper was given back, died, or someone was cancelled */
  GQueue idle;    /* AcuDecoderHelper, the most recently used first */
  int n_helpers;  /* idle and borrowed */
};

AcuDecoder *
acu_decoder_new (const AcuDecoderOptions *options, GError **error)
{
  static const AcuDecoderOptions defaults = {0};
  g_autofree char *program = acu_decoder_helper_find_program (error);
  AcuDecoder *decoder;

  if (program == NULL)
    return NULL;
  if (options == NULL)
    options = &defaults;
  decoder = g_new0 (AcuDecoder, 1);
  g_atomic_ref_count_init (&decoder->references);
  decoder->limits = (AcuDecoderLimits){
      .program = g_steal_pointer (&program),
      .max_pixels = options->max_pixels > 0 ? options->max_pixels : ACU_LOAD_DEFAULT_MAX_PIXELS,
      .max_memory = options->max_memory > 0 ? options->max_memory : DEFAULT_MEMORY,
      .seconds = options->seconds > 0.0 ? options->seconds : DEFAULT_SECONDS,
      .no_icc = options->no_icc,
  };
  decoder->max_helpers = options->processes > 0 ? options->processes : (int)g_get_num_processors ();
  g_mutex_init (&decoder->lock);
  g_cond_init (&decoder->returned);
  g_queue_init (&decoder->idle);
  return decoder;
}

AcuDecoder *
acu_decoder_ref (AcuDecoder *decoder)
{
  g_atomic_ref_count_inc (&decoder->references);
  return decoder;
}

void
acu_decoder_unref (AcuDecoder *decoder)
{
  if (!g_atomic_ref_count_dec (&decoder->references))
    return;
  g_queue_clear_full (&decoder->idle, (GDestroyNotify)acu_decoder_helper_free);
  g_cond_clear (&decoder->returned);
  g_mutex_clear (&decoder->lock);
  g_free (decoder->limits.program);
  g_free (decoder);
}

static void
wake_cb (GCancellable *cancellable, AcuDecoder *decoder)
{
  g_mutex_lock (&decoder->lock);
  g_cond_broadcast (&decoder->returned);
  g_mutex_unlock (&decoder->lock);
}

/* Waits for a turn: an idle helper in *@helper, or the right to start one, NULL. */
static gboolean
wait_for_turn (AcuDecoder *decoder,
               GCancellable *cancellable,
               AcuDecoderHelper **helper,
               GError **error)
{
  gulong watch = cancellable != NULL
                     ? g_cancellable_connect (cancellable, G_CALLBACK (wake_cb), decoder, NULL)
                     : 0;
  gboolean cancelled = FALSE;

  g_mutex_lock (&decoder->lock);
  while (!(cancelled = g_cancellable_is_cancelled (cancellable)) &&
         g_queue_is_empty (&decoder->idle) && decoder->n_helpers >= decoder->max_helpers)
    g_cond_wait (&decoder->returned, &decoder->lock);
  if (!cancelled) {
    *helper = g_queue_pop_head (&decoder->idle);
    if (*helper == NULL)
      decoder->n_helpers++;
  }
  g_mutex_unlock (&decoder->lock);

  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, watch);
  if (cancelled)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("decoding was cancelled"));
  return !cancelled;
}

static AcuDecoderHelper *
borrow (AcuDecoder *decoder, GCancellable *cancellable, GError **error)
{
  AcuDecoderHelper *helper = NULL;

  if (!wait_for_turn (decoder, cancellable, &helper, error))
    return NULL;
  if (helper == NULL)
    helper = acu_decoder_helper_new (&decoder->limits, error);
  if (helper == NULL) {
    g_mutex_lock (&decoder->lock);
    decoder->n_helpers--;
    g_cond_broadcast (&decoder->returned);
    g_mutex_unlock (&decoder->lock);
  }
  return helper;
}

static void
give_back (AcuDecoder *decoder, AcuDecoderHelper *helper)
{
  gboolean usable = acu_decoder_helper_is_usable (helper);

  g_mutex_lock (&decoder->lock);
  if (usable)
    g_queue_push_head (&decoder->idle, helper);
  else
    decoder->n_helpers--;
  g_cond_broadcast (&decoder->returned);
  g_mutex_unlock (&decoder->lock);
  if (!usable)
    acu_decoder_helper_free (helper);
}

static gboolean
check_kind (const struct stat *info, GError **error)
{
  const char *problem;

  if (S_ISREG (info->st_mode))
    return TRUE;
  if (S_ISDIR (info->st_mode))
    problem = _ ("this is a folder, not a picture file");
  else if (S_ISFIFO (info->st_mode))
    problem = _ ("this is a pipe, not a picture file");
  else if (S_ISSOCK (info->st_mode))
    problem = _ ("this is a socket, not a picture file");
  else
    problem = _ ("this is a device, not a picture file");
  g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE, problem);
  return FALSE;
}

/* Opens a regular file for reading.  It is looked at before, because to open a device can already
 * do something, and again after, because the name may have been given to something else. */
static int
open_picture (const char *path, GError **error)
{
  struct stat info;
  int file = -1;

  if (stat (path, &info) == 0) {
    if (!check_kind (&info, error))
      return -1;
    file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  }
  if (file < 0) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE, _ ("cannot be opened: %s"),
                 g_strerror (errno));
    return -1;
  }
  if (fstat (file, &info) != 0 || !check_kind (&info, error)) {
    if (error != NULL && *error == NULL)
      g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE,
                           _ ("cannot be examined"));
    close (file);
    return -1;
  }
  return file;
}

/* What is wanted of a file: its picture, or its metadata where there is somewhere to put it. */
typedef struct {
  int min_side;
  gboolean is_large; /* the file has the turn of large pictures */
  AcuImage *image;
  AcuMetadata *metadata;
} Wish;

static gboolean
fulfil (AcuDecoder *decoder,
        AcuDecoderHelper *helper,
        int file,
        Wish *wish,
        GCancellable *cancellable,
        gboolean *unseen,
        GError **error)
{
  AcuDecoderLimits limits = decoder->limits;

  if (wish->metadata != NULL)
    return acu_decoder_helper_describe (helper, &limits, file, wish->metadata, cancellable, unseen,
                                        error);
  if (wish->is_large)
    limits.seconds *= LARGE_PATIENCE;
  else
    limits.max_pixels = MIN (limits.max_pixels, LARGE_PIXELS);
  wish->image =
      acu_decoder_helper_load (helper, &limits, file, wish->min_side, cancellable, unseen, error);
  return wish->image != NULL;
}

static gboolean
ask_about_file (
    AcuDecoder *decoder, int file, Wish *wish, GCancellable *cancellable, GError **error)
{
  /* A helper may have been killed while it lay idle; that says nothing about this file.  One that
   * was just started is not idle, so every idle one is tried at most once. */
  for (int attempt = 0; attempt <= decoder->max_helpers; attempt++) {
    g_autoptr (GError) failure = NULL;
    AcuDecoderHelper *helper = borrow (decoder, cancellable, error);
    gboolean unseen, ok;

    if (helper == NULL)
      return FALSE;
    ok = fulfil (decoder, helper, file, wish, cancellable, &unseen, &failure);
    give_back (decoder, helper);
    if (ok)
      return TRUE;
    if (!unseen) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  }
  g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
                       _ ("every decoder process ends before it is asked anything"));
  return FALSE;
}

static gboolean
ask_about_path (
    AcuDecoder *decoder, const char *path, Wish *wish, GCancellable *cancellable, GError **error)
{
  gboolean ok = FALSE;
  int file = -1;

  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    file = open_picture (path, error);
  if (file >= 0) {
    ok = ask_about_file (decoder, file, wish, cancellable, error);
    close (file);
  }
  if (!ok) {
    g_autofree char *name = g_filename_display_name (path);

    g_prefix_error (error, "%s: ", name);
  }
  return ok;
}

static void
wake_large_cb (GCancellable *cancellable, gpointer data)
{
  g_mutex_lock (&large_turn.lock);
  g_cond_broadcast (&large_turn.ended);
  g_mutex_unlock (&large_turn.lock);
}

static gboolean
take_large_turn (GCancellable *cancellable, GError **error)
{
  gulong watch = cancellable != NULL
                     ? g_cancellable_connect (cancellable, G_CALLBACK (wake_large_cb), NULL, NULL)
                     : 0;
  gboolean cancelled = FALSE;

  g_mutex_lock (&large_turn.lock);
  while (!(cancelled = g_cancellable_is_cancelled (cancellable)) && large_turn.is_taken)
    g_cond_wait (&large_turn.ended, &large_turn.lock);
  if (!cancelled)
    large_turn.is_taken = TRUE;
  g_mutex_unlock (&large_turn.lock);

  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, watch);
  if (cancelled)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("decoding was cancelled"));
  return !cancelled;
}

static void
end_large_turn (void)
{
  g_mutex_lock (&large_turn.lock);
  large_turn.is_taken = FALSE;
  g_cond_broadcast (&large_turn.ended);
  g_mutex_unlock (&large_turn.lock);
}

AcuImage *
acu_decoder_load_reduced (
    AcuDecoder *decoder, const char *path, int min_side, GCancellable *cancellable, GError **error)
{
  Wish wish = {.min_side = min_side};
  GError *failure = NULL;

  if (ask_about_path (decoder, path, &wish, cancellable, &failure))
    return wish.image;
  /* Its header alone was read, if it is a large one that was asked for as any other. */
  if (!g_error_matches (failure, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE) ||
      decoder->limits.max_pixels <= LARGE_PIXELS) {
    g_propagate_error (error, failure);
    return NULL;
  }
  g_error_free (failure);
  if (!take_large_turn (cancellable, error))
    return NULL;
  wish.is_large = TRUE;
  ask_about_path (decoder, path, &wish, cancellable, error);
  end_large_turn ();
  return wish.image;
}

gboolean
acu_decoder_describe (AcuDecoder *decoder,
                      const char *path,
                      AcuMetadata *metadata,
                      GCancellable *cancellable,
                      GError **error)
{
  Wish wish = {.metadata = metadata};

  return ask_about_path (decoder, path, &wish, cancellable, error);
}

AcuImage *
acu_decoder_load (AcuDecoder *decoder, const char *path, GCancellable *cancellable, GError **error)
{
  return acu_decoder_load_reduced (decoder, path, 0, cancellable, error);
}
