/* Measures the anchors of annoyance-anchors.c on a folder of sharp photos, and prints that file.
 *
 *   acutance-calibrate-synth FOLDER [PHOTOS]
 *
 * The anchor of a degradation at a level is the median distance over the photos. */
#include "app/imaging/decoder.h"
#include "app/imaging/resize.h"
#include "app/learning/synth/degradation.h"
#include "app/learning/synth/full-reference.h"
#include "app/learning/synth/source-list.h"

#include <stdlib.h>

#define LONG_SIDE 640
#define CELLS     (ACU_N_DEGRADATIONS * ACU_DEGRADATION_LEVELS)

static int
compare_cb (const void *a, const void *b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return first < second ? -1 : first > second;
}

/* Distances of one photo at every degradation and level. */
static gboolean
measure (AcuImage *source, guint64 stream, double distances[CELLS], GError **error)
{
  for (guint cell = 0; cell < CELLS; cell++) {
    g_autoptr (AcuFloatPicture) picture = acu_float_picture_new_from_image (source);
    g_autoptr (AcuImage) image = NULL;
    AcuRandom random = acu_random_new (1, stream + cell / ACU_DEGRADATION_LEVELS);
    AcuFullReference measures;

    if (!acu_degradation_apply ((AcuDegradation)(cell / ACU_DEGRADATION_LEVELS),
                                cell % ACU_DEGRADATION_LEVELS + 1, &random, picture, error))
      return FALSE;
    image = acu_float_picture_to_image (picture, error);
    if (image == NULL)
      return FALSE;
    measures = acu_full_reference_measure (source, image);
    distances[cell] = acu_full_reference_distance (&measures);
  }
  return TRUE;
}

static AcuImage *
load (AcuDecoder *decoder, const char *folder, const char *relative, GError **error)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autoptr (AcuImage) image = acu_decoder_load (decoder, path, NULL, error);
  int longer;

  if (image == NULL)
    return NULL;
  longer = MAX (image->width, image->height);
  return longer <= LONG_SIDE ? g_steal_pointer (&image)
                             : acu_image_resize (image, image->width * LONG_SIDE / longer,
                                                 image->height * LONG_SIDE / longer, error);
}

static void
print (double *distances, guint photos, const char *folder)
{
  g_autofree double *column = g_new (double, photos);
  g_autofree char *name = g_path_get_basename (folder);

  g_print ("/* Made by acutance-calibrate-synth from %u photos of %s; not edited by hand. */\n"
           "#include \"app/learning/synth/annoyance.h\"\n\n"
           "const double acu_annoyance_anchors[ACU_N_DEGRADATIONS][ACU_DEGRADATION_LEVELS] = {\n",
           photos, name);
  for (guint cell = 0; cell < CELLS; cell++) {
    guint level = cell % ACU_DEGRADATION_LEVELS;

    for (guint i = 0; i < photos; i++)
      column[i] = distances[i * CELLS + cell];
    qsort (column, photos, sizeof *column, compare_cb);
    g_print ("%s%.5f%s", level == 0 ? "    {" : " ", column[photos / 2],
             level + 1 < ACU_DEGRADATION_LEVELS ? "," : "},");
    if (level + 1 == ACU_DEGRADATION_LEVELS)
      g_print (" /* %s */\n",
               acu_degradation_get_name ((AcuDegradation)(cell / ACU_DEGRADATION_LEVELS)));
  }
  g_print ("};\n");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (AcuDecoder) decoder = NULL;
  g_autofree double *distances = NULL;
  guint photos, wanted = argc > 2 ? (guint)strtoul (argv[2], NULL, 10) : G_MAXUINT;
  gint failed = 0;

  if (argc < 2) {
    g_printerr ("Name a folder of sharp photos.\n");
    return 2;
  }
  sources = acu_source_list_new (argv[1], &error);
  decoder = sources != NULL ? acu_decoder_new (NULL, &error) : NULL;
  if (decoder == NULL) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  photos = MIN (sources->len, wanted);
  distances = g_new (double, (gsize)photos *CELLS);
#pragma omp parallel for schedule(dynamic)
  for (guint i = 0; i < photos; i++) {
    /* Photos are taken evenly from the list. */
    const char *relative = g_ptr_array_index (sources, (guint)((guint64)i * sources->len / photos));
    g_autoptr (GError) trouble = NULL;
    g_autoptr (AcuImage) source = load (decoder, argv[1], relative, &trouble);

    if (source == NULL || !measure (source, acu_source_list_hash (relative),
                                    distances + (gsize)i * CELLS, &trouble)) {
      g_printerr ("%s: %s\n", relative, trouble->message);
      g_atomic_int_inc (&failed);
    }
  }
  if (failed > 0)
    return 1;
  print (distances, photos, argv[1]);
  return 0;
}
