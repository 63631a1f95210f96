#include "app/imaging/image-source.h"

#define DEFAULT_BYTES ((gsize)256 << 20)

/* What a picture is taken to need before a larger one was met: 24 megapixels, a common camera's.
 * Otherwise every worker would begin one before the first is known. */
#define ASSUMED_BYTES ((gsize)24 * 1000 * 1000 * 3)

/* A place in the line: one path on its way from a worker to the consumer. */
typedef struct {
  AcuSourcedImage item;
  gsize bytes; /* of pixels held; 0 until it is done */
  gboolean done;
} Place;

struct _AcuImageSource {
  char **paths;
  gsize n_paths;
  AcuProtocol protocol;
  int patch;
  AcuDecoder *decoder;
  GCancellable *cancellable; /* the caller's, or NULL */
  GCancellable *stop;        /* ours: follows the caller's, and ends the workers when freed */
  gulong watch;

  GThread **threads;
  int n_threads;

  GMutex lock;
  GCond done;  /* a place was filled */
  GCond room;  /* a place was taken, or all is to stop */
  Place *line; /* a ring of `max_ahead` places */
  gsize max_ahead;
  gsize max_bytes;
  gsize next_to_start; /* indices of paths */
  gsize next_to_take;
  gsize bytes_waiting; /* of the places that are done */
  gsize n_decoding;    /* places that are claimed but not done */
  gsize bytes_largest; /* of a picture as decoded so far, ASSUMED_BYTES at least: what one being
                        * decoded may take */
  gboolean stopping;
};

static Place *
get_place (AcuImageSource *source, gsize index)
{
  return &source->line[index % source->max_ahead];
}

/* Whether the next path may be begun.  The path that the consumer waits for always may, so that one
 * large image cannot stop the line. */
static gboolean
may_start (const AcuImageSource *source)
{
  if (source->next_to_start == source->next_to_take)
    return TRUE;
  return source->next_to_start - source->next_to_take < source->max_ahead &&
         source->bytes_waiting + (source->n_decoding + 1) * source->bytes_largest <=
             source->max_bytes;
}

/* Waits for a path to work on and claims its place. */
static gboolean
claim (AcuImageSource *source, gsize *index)
{
  gboolean claimed;

  g_mutex_lock (&source->lock);
  while (!source->stopping && source->next_to_start < source->n_paths && !may_start (source))
    g_cond_wait (&source->room, &source->lock);
  claimed = !source->stopping && source->next_to_start < source->n_paths;
  if (claimed) {
    *index = source->next_to_start++;
    source->n_decoding++;
    *get_place (source, *index) = (Place){.item = {.index = *index}};
  }
  g_mutex_unlock (&source->lock);
  return claimed;
}

/* Fills @item; returns the bytes of the picture before the protocol's resize. */
static gsize
load (AcuImageSource *source, AcuSourcedImage *item)
{
  const char *path = source->paths[item->index];
  g_autoptr (AcuImage) stored =
      acu_decoder_load (source->decoder, path, source->stop, &item->error);

  item->path = g_strdup (path);
  if (stored == NULL)
    return 0;
  item->image =
      acu_protocol_apply (&source->protocol, stored, source->patch, &item->enlarged, &item->error);
  if (item->image == NULL) {
    g_autofree char *name = g_filename_display_name (path);

    g_prefix_error (&item->error, "%s: ", name);
  }
  return acu_image_get_bytes (stored);
}

static gpointer
work (gpointer data)
{
  AcuImageSource *source = data;
  gsize index;

  while (claim (source, &index)) {
    AcuSourcedImage item = {.index = index};
    gsize stored = load (source, &item);
    Place *place;

    g_mutex_lock (&source->lock);
    place = get_place (source, index);
    place->item = item;
    place->bytes = item.image != NULL ? acu_image_get_bytes (item.image) : 0;
    place->done = TRUE;
    source->bytes_waiting += place->bytes;
    source->n_decoding--;
    source->bytes_largest = MAX (source->bytes_largest, stored);
    g_cond_signal (&source->done);
    g_cond_broadcast (&source->room);
    g_mutex_unlock (&source->lock);
  }
  return NULL;
}

static void
cancelled_cb (GCancellable *cancellable, GCancellable *stop)
{
  g_cancellable_cancel (stop);
}

AcuImageSource *
acu_image_source_new (const char *const *paths,
                      gsize n_paths,
                      const AcuProtocol *protocol,
                      int patch,
                      AcuDecoder *decoder,
                      const AcuImageSourceOptions *options,
                      GCancellable *cancellable)
{
  static const AcuImageSourceOptions defaults = {0};
  AcuImageSource *source = g_new0 (AcuImageSource, 1);

  if (options == NULL)
    options = &defaults;
  source->paths = g_new0 (char *, n_paths + 1);
  for (gsize i = 0; i < n_paths; i++)
    source->paths[i] = g_strdup (paths[i]);
  source->n_paths = n_paths;
  source->protocol = *protocol;
  source->patch = patch;
  source->decoder = acu_decoder_ref (decoder);
  source->stop = g_cancellable_new ();
  if (cancellable != NULL) {
    source->cancellable = g_object_ref (cancellable);
    source->watch = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                           g_object_ref (source->stop), g_object_unref);
  }

  source->n_threads = options->threads > 0 ? options->threads : (int)g_get_num_processors ();
  source->max_ahead =
      options->max_ahead > 0 ? (gsize)options->max_ahead : (gsize)source->n_threads * 2 + 2;
  source->max_bytes = options->max_bytes > 0 ? options->max_bytes : DEFAULT_BYTES;
  source->bytes_largest = ASSUMED_BYTES;
  source->line = g_new0 (Place, source->max_ahead);
  g_mutex_init (&source->lock);
  g_cond_init (&source->done);
  g_cond_init (&source->room);
  source->threads = g_new0 (GThread *, source->n_threads);
  for (int i = 0; i < source->n_threads; i++)
    source->threads[i] = g_thread_new ("acu-image", work, source);
  return source;
}

gboolean
acu_image_source_next (AcuImageSource *source, AcuSourcedImage *item)
{
  Place *place;

  if (source->next_to_take >= source->n_paths)
    return FALSE;

  g_mutex_lock (&source->lock);
  place = get_place (source, source->next_to_take);
  while (!place->done)
    g_cond_wait (&source->done, &source->lock);
  *item = place->item;
  source->bytes_waiting -= place->bytes;
  *place = (Place){.done = FALSE};
  source->next_to_take++;
  g_cond_broadcast (&source->room);
  g_mutex_unlock (&source->lock);
  return TRUE;
}

void
acu_image_source_free (AcuImageSource *source)
{
  if (source->cancellable != NULL)
    g_cancellable_disconnect (source->cancellable, source->watch);
  g_clear_object (&source->cancellable);

  g_mutex_lock (&source->lock);
  source->stopping = TRUE;
  g_cond_broadcast (&source->room);
  g_mutex_unlock (&source->lock);
  g_cancellable_cancel (source->stop);
  for (int i = 0; i < source->n_threads; i++)
    g_thread_join (source->threads[i]);

  for (gsize i = 0; i < source->max_ahead; i++)
    acu_sourced_image_clear (&source->line[i].item);
  g_free (source->line);
  g_free (source->threads);
  g_cond_clear (&source->room);
  g_cond_clear (&source->done);
  g_mutex_clear (&source->lock);
  g_object_unref (source->stop);
  acu_decoder_unref (source->decoder);
  g_strfreev (source->paths);
  g_free (source);
}

void
acu_sourced_image_clear (AcuSourcedImage *item)
{
  g_clear_pointer (&item->path, g_free);
  g_clear_pointer (&item->image, acu_image_unref);
  g_clear_error (&item->error);
}
