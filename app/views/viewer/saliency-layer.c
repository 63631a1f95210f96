#include "app/views/viewer/saliency-layer.h"

#include "app/scoring/service/saliency-service.h"
#include "app/views/shared/patch-words.h"
#include "app/views/shared/quality-colours.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

/* A part of the photo is named where it holds so much of all that lowers the score; were it spread
 * evenly, each would hold a ninth. */
#define NOTABLE_SHARE 0.17

/* The photo is seen through the map. */
#define MAX_ALPHA 215

/* What the service's thread makes of a map. */
typedef struct {
  GdkTexture *texture;
  double shares[ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS];
} Picture;

struct _AcuSaliencyLayer {
  GObject parent_instance;

  AcuLibrary *library; /* holds this, by way of the page */
  AcuSaliencyService *service;
  GCancellable *cancellable;
  gint64 photo;
  GdkTexture *texture;
  char *words;
};

G_DEFINE_FINAL_TYPE (AcuSaliencyLayer, acu_saliency_layer, G_TYPE_OBJECT)

static guint changed_signal;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_object_unref (picture->texture);
  g_free (picture);
}

static gpointer
render (const AcuSaliencyMap *map)
{
  const guint8 *colours = acu_quality_colours_get ();
  int width = acu_saliency_map_get_width (map), height = acu_saliency_map_get_height (map);
  gsize n = (gsize)width * height;
  g_autofree float *cells = g_new (float, n);
  guint8 *pixels = g_malloc (n * 4);
  Picture *picture = g_new0 (Picture, 1);

  acu_saliency_map_get_cells (map, cells);
  for (gsize i = 0; i < n; i++) {
    /* The two ends of the quality map's colours mean the same here: bad and good. */
    memcpy (pixels + 4 * i, colours + 3 * (cells[i] < 0 ? 0 : ACU_QUALITY_COLOURS - 1), 3);
    pixels[4 * i + 3] = lround (fabs (cells[i]) * MAX_ALPHA);
  }
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n * 4);
  picture->texture =
      gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, bytes, 4 * (gsize)width);
  acu_saliency_map_get_shares (map, picture->shares);
  return picture;
}

/* "What lowers the score lies mostly in the lower left and the bottom." */
static char *
describe (const double *shares)
{
  int most = 0, second = -1;

  for (int i = 1; i < ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS; i++)
    if (shares[i] > shares[most])
      most = i;
  for (int i = 0; i < ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS; i++)
    if (i != most && (second < 0 || shares[i] > shares[second]))
      second = i;

  if (shares[most] <= 0)
    return g_strdup (_ ("Nothing in the photo lowers its score"));
  if (shares[most] < NOTABLE_SHARE)
    return g_strdup (_ ("What lowers the score is spread over the whole photo"));
  if (shares[second] < NOTABLE_SHARE) /* Translators: a part of the photo, "lower left" */
    return g_strdup_printf (_ ("What lowers the score lies mostly here: %s"),
                            acu_patch_words_get_part (most));
  /* Translators: two parts of the photo, "lower left, bottom" */
  return g_strdup_printf (_ ("What lowers the score lies mostly here: %s, %s"),
                          acu_patch_words_get_part (most), acu_patch_words_get_part (second));
}

/* Takes @words. */
static void
show (AcuSaliencyLayer *self, GdkTexture *texture, char *words)
{
  g_set_object (&self->texture, texture);
  g_free (self->words);
  self->words = words;
  g_signal_emit (self, changed_signal, 0);
}

static void
progress_cb (gpointer data, guint n_done, guint n, gpointer layer)
{
  Picture *picture = data;

  show (layer, picture->texture,
        g_strdup_printf (ngettext ("Looking for what moves the score: %u of %u patch",
                                   "Looking for what moves the score: %u of %u patches", n),
                         n_done, n));
  picture_free (picture);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Picture *picture =
      acu_saliency_service_run_finish (ACU_SALIENCY_SERVICE (source), result, &error);

  if (!picture && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  AcuSaliencyLayer *self = ACU_SALIENCY_LAYER (data);
  if (picture)
    show (self, picture->texture, describe (picture->shares));
  else
    show (self, NULL, g_strdup_printf (_ ("No saliency map: %s"), error->message));
  g_clear_pointer (&picture, picture_free);
}

static void
stop (AcuSaliencyLayer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
acu_saliency_layer_set_photo (AcuSaliencyLayer *self, gint64 photo, const char *path)
{
  g_return_if_fail (ACU_IS_SALIENCY_LAYER (self) && (photo == 0 || path));

  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  AcuDecoder *decoder = acu_library_get_decoder (self->library);

  stop (self);
  self->photo = photo;
  if (photo == 0) {
    show (self, NULL, g_strdup (""));
    return;
  }
  if (!scorer || !decoder) {
    show (self, NULL, g_strdup (_ ("No model has looked at it yet")));
    return;
  }
  if (!self->service)
    self->service = acu_saliency_service_new (acu_library_get_catalog (self->library), decoder);

  g_autofree char *device = g_settings_get_string (acu_settings_get (), "device");
  AcuSaliencyRequest request = {.photo = photo,
                                .scorer = scorer->id,
                                .path = path,
                                .device = *device ? device : NULL,
                                .render = render,
                                .picture_free = picture_free};
  show (self, NULL, g_strdup (_ ("Looking for what moves the score…")));
  self->cancellable = g_cancellable_new ();
  acu_saliency_service_run_async (self->service, &request, progress_cb, self, self->cancellable,
                                  ended_cb, self);
}

GdkTexture *
acu_saliency_layer_get_texture (AcuSaliencyLayer *self)
{
  g_return_val_if_fail (ACU_IS_SALIENCY_LAYER (self), NULL);

  return self->texture;
}

const char *
acu_saliency_layer_get_words (AcuSaliencyLayer *self)
{
  g_return_val_if_fail (ACU_IS_SALIENCY_LAYER (self), "");

  return self->words;
}

static void
acu_saliency_layer_finalize (GObject *object)
{
  AcuSaliencyLayer *self = ACU_SALIENCY_LAYER (object);

  stop (self);
  g_clear_object (&self->service);
  g_clear_object (&self->texture);
  g_free (self->words);
  G_OBJECT_CLASS (acu_saliency_layer_parent_class)->finalize (object);
}

static void
acu_saliency_layer_init (AcuSaliencyLayer *self)
{
  self->words = g_strdup ("");
}

static void
acu_saliency_layer_class_init (AcuSaliencyLayerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_saliency_layer_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

AcuSaliencyLayer *
acu_saliency_layer_new (AcuLibrary *library)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library), NULL);

  AcuSaliencyLayer *self = g_object_new (ACU_TYPE_SALIENCY_LAYER, NULL);
  self->library = library;
  return self;
}
