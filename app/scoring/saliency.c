#include "app/scoring/saliency.h"

#include "compute/autodiff.h"
#include "compute/nn/network.h"
#include "compute/session.h"

#include <glib/gi18n.h>

struct _AcuSaliency {
  AcuModel *model;
  AcuDevice *device;
  AcuParameters *parameters;
  AcuNetwork *network;
  AcuSession *session;
  AcuValue seed;     /* input: the gradient of the score with respect to itself, 1 */
  AcuValue gradient; /* output (1,S,S,3): with respect to the normalised pixels */
};

/* The network as training builds it, since only that can be differentiated, but with nothing left
 * to chance; and behind it the gradient. */
static void
build (AcuSaliency *saliency)
{
  const AcuNetworkOptions options = {.batch = 1, .storage = ACU_DTYPE_F32, .training = TRUE};
  AcuNetwork *network = acu_network_new (acu_model_get_architecture (saliency->model), &options);
  AcuSeed seed = {.value = network->scores};

  seed.gradient = saliency->seed = acu_graph_input (
      network->graph, "seed", ACU_DTYPE_F32, acu_graph_get_shape (network->graph, network->scores));
  acu_graph_differentiate (network->graph, &seed, 1, &network->pixels, 1, ACU_RECOMPUTE_NOTHING,
                           &saliency->gradient);
  g_assert (saliency->gradient != ACU_NO_VALUE);
  acu_graph_set_output (network->graph, saliency->gradient, "pixel_gradient");
  saliency->network = network;
}

AcuSaliency *
acu_saliency_new (AcuModel *model, const AcuPredictorOptions *options, GError **error)
{
  static const AcuPredictorOptions defaults = {0};
  g_autoptr (AcuSaliency) saliency = g_new0 (AcuSaliency, 1);

  if (acu_model_get_architecture (model)->backbone != ACU_BACKBONE_SWIN) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                 _ ("%s is a ResNet, of which there is no saliency map"),
                 acu_model_get_name (model));
    return NULL;
  }
  if (options == NULL)
    options = &defaults;
  saliency->model = acu_model_ref (model);
  saliency->device = acu_device_open (options->device != NULL ? options->device : "auto", error);
  if (saliency->device == NULL)
    return NULL;
  build (saliency);
  saliency->parameters = acu_parameters_new (saliency->device, saliency->network->graph, error);
  if (saliency->parameters == NULL ||
      !acu_model_write_parameters (model, saliency->parameters, error))
    return NULL;
  saliency->session = acu_session_new (saliency->network->graph, saliency->parameters, error);
  if (saliency->session == NULL)
    return NULL;
  return g_steal_pointer (&saliency);
}

void
acu_saliency_free (AcuSaliency *saliency)
{
  if (saliency == NULL)
    return;
  g_clear_pointer (&saliency->session, acu_session_free);
  g_clear_pointer (&saliency->parameters, acu_parameters_free);
  g_clear_pointer (&saliency->network, acu_network_free);
  g_clear_pointer (&saliency->device, acu_device_close);
  g_clear_pointer (&saliency->model, acu_model_unref);
  g_free (saliency);
}

guint
acu_saliency_get_side (const AcuSaliency *saliency)
{
  return acu_model_get_architecture (saliency->model)->input_size;
}

gboolean
acu_saliency_run (AcuSaliency *saliency, const guint8 *patch, float *gradient, GError **error)
{
  const AcuArchitecture *architecture = acu_model_get_architecture (saliency->model);
  const gsize n = (gsize)architecture->input_size * architecture->input_size * 3;
  const guint32 no_randomness[4] = {0};
  const float one = 1.0f;

  /* A run may use an input's memory for something else once it has been read. */
  if (!acu_session_upload (saliency->session, saliency->seed, &one, sizeof one, error))
    return FALSE;
  if (saliency->network->random_state != ACU_NO_VALUE &&
      !acu_session_upload (saliency->session, saliency->network->random_state, no_randomness,
                           sizeof no_randomness, error))
    return FALSE;
  if (!acu_session_upload (saliency->session, saliency->network->images, patch, n, error) ||
      !acu_session_run (saliency->session, NULL, error) ||
      !acu_session_download (saliency->session, saliency->gradient, gradient, n, error))
    return FALSE;
  /* From normalised pixels to those in 0..1. */
  for (gsize i = 0; i < n; i++)
    gradient[i] /= architecture->std[i % 3];
  return TRUE;
}

/* The mean over the part of the square around each pixel that lies inside, by sums along the rows
 * and then along the columns. */
static void
blur (const float *map, guint side, guint radius, float *blurred)
{
  g_autofree float *rows = g_new (float, (gsize)side *side);

  for (guint pass = 0; pass < 2; pass++) {
    const float *source = pass == 0 ? map : rows;
    float *target = pass == 0 ? rows : blurred;
    const gsize step = pass == 0 ? 1 : side, line = pass == 0 ? side : 1;

    for (gsize i = 0; i < side; i++) {
      double sum = 0.0;

      for (gsize j = 0; j < MIN (radius, side); j++)
        sum += source[i * line + j * step];
      for (gsize j = 0; j < side; j++) {
        if (j + radius < side)
          sum += source[i * line + (j + radius) * step];
        if (j > radius)
          sum -= source[i * line + (j - radius - 1) * step];
        target[i * line + j * step] =
            (float)(sum / (double)(MIN (j + radius, side - 1) - (j > radius ? j - radius : 0) + 1));
      }
    }
  }
}

void
acu_saliency_contributions (
    const guint8 *patch, const float *gradient, guint side, guint radius, float *map)
{
  const gsize n = (gsize)side * side;
  g_autofree float *plane = g_new (float, n);
  g_autofree float *baseline = g_new (float, n);
  g_autofree float *sum = g_new0 (float, n);

  for (guint channel = 0; channel < 3; channel++) {
    for (gsize i = 0; i < n; i++)
      plane[i] = patch[3 * i + channel] / 255.0f;
    blur (plane, side, radius, baseline);
    for (gsize i = 0; i < n; i++)
      sum[i] += gradient[3 * i + channel] * (plane[i] - baseline[i]);
  }
  blur (sum, side, radius, map);
}
