/* Pictures that are their own maps: whatever is cut, mirrored and put together, every cell of the
 * severity must be the mean of what the patch shows there; and a patch is the same whoever made it
 * and when. */
#include "app/learning/training/batch-loader.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#include <string.h>

#define PICTURES 3
#define WIDTH    260
#define HEIGHT   232
#define SIDE     224
#define CELLS    14
#define PATCHES  12

/* Noise in blocks, a level of its own for each picture. (transfer full) */
static char *
write_picture (const char *folder, guint index)
{
  g_autofree char *name = g_strdup_printf ("%u.png", index);
  g_autofree guint8 *noise = acu_fixture_make_noise (WIDTH * HEIGHT);
  g_autofree guint8 *pixels = g_malloc (WIDTH * HEIGHT * 3);
  g_autoptr (GBytes) png = NULL;

  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    memset (pixels + 3 * i, noise[i] / 4 + (int)index * 64, 3);
  png = acu_fixture_make_png (WIDTH, HEIGHT, 2, pixels, HEIGHT);
  return acu_fixture_write (folder, name, png);
}

typedef struct {
  AcuDataset *dataset;
  AcuDecoder *decoder;
  AcuImageCache *cache;
  guint32 samples[PICTURES];
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  const AcuProtocol native = {.kind = ACU_PROTOCOL_NATIVE};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (GError) error = NULL;

  fixture->dataset = acu_dataset_new ("own maps", 0, 100);
  for (guint i = 0; i < PICTURES; i++) {
    g_autofree char *path = write_picture (folder, i);

    /* The last has no map. */
    acu_dataset_add (fixture->dataset,
                     &(AcuSample){.path = path, .mos = 50, .map = i + 1 < PICTURES ? path : NULL});
    fixture->samples[i] = i;
  }
  fixture->decoder = acu_decoder_new (NULL, &error);
  g_assert_no_error (error);
  fixture->cache = acu_image_cache_new (fixture->decoder, &native, SIDE, 1 << 20);
}

static void
fixture_clear (Fixture *fixture)
{
  acu_image_cache_free (fixture->cache);
  acu_decoder_unref (fixture->decoder);
  acu_dataset_free (fixture->dataset);
}

static double
mean_of_cell (const guint8 *pixels, guint cell)
{
  const guint size = SIDE / CELLS, top = cell / CELLS * size, left = cell % CELLS * size;
  double sum = 0.0;

  for (guint y = top; y < top + size; y++)
    for (guint x = left; x < left + size; x++)
      sum += pixels[3 * (y * SIDE + x)];
  return sum / (255.0 * size * size);
}

/* Checks patch @index of @batch; returns whether it is a mosaic. */
static gboolean
check_patch (const AcuLoadedBatch *batch, guint index)
{
  const guint8 *pixels = batch->pixels + (gsize)index * SIDE * SIDE * 3;
  const guint32 *quarters = batch->quarters + ACU_QUARTERS * index;
  gboolean is_mosaic = FALSE;

  g_assert_cmpuint (quarters[0], ==, batch->samples[index]);
  for (guint cell = 0; cell < CELLS * CELLS; cell++) {
    guint row = cell / CELLS, column = cell % CELLS;
    guint32 sample = quarters[2 * (row >= CELLS / 2) + (column >= CELLS / 2)];
    double shown = mean_of_cell (pixels, cell);
    float severity = batch->severity[index * CELLS * CELLS + cell];

    is_mosaic |= sample != quarters[0];
    /* What level the cell has tells which picture it comes from. */
    g_assert_cmpuint ((guint)(shown * 255.0) / 64, ==, sample);
    if (sample + 1 < PICTURES)
      g_assert_cmpfloat_with_epsilon (severity, shown, 1e-6);
    else
      g_assert_cmpfloat (severity, ==, -1.0f);
  }
  return is_mosaic;
}

static AcuBatchLoader *
make_loader (const Fixture *fixture, double mosaic, guint threads, gsize first)
{
  const AcuBatchLoaderOptions options = {.dataset = fixture->dataset,
                                         .caches = (AcuImageCache *const *)&fixture->cache,
                                         .augmentation = {.flips = TRUE},
                                         .side = SIDE,
                                         .cells = CELLS,
                                         .mosaic = mosaic,
                                         .partners = fixture->samples,
                                         .n_partners = PICTURES,
                                         .batch = PATCHES / 2,
                                         .seed = 3,
                                         .threads = threads};
  gsize n;
  g_autofree AcuPatchRequest *requests =
      acu_epoch_requests (fixture->samples, PICTURES, PATCHES / PICTURES, 3, 0, &n);

  g_assert_cmpuint (n, ==, PATCHES);
  return acu_batch_loader_new (&options, requests + first, n - first, NULL, NULL);
}

static void
check_mosaics (double share, guint least, guint most)
{
  Fixture fixture;
  g_autoptr (AcuBatchLoader) loader = NULL;
  guint n_mosaics = 0;

  fixture_init (&fixture);
  loader = make_loader (&fixture, share, 2, 0);
  for (;;) {
    g_autoptr (AcuLoadedBatch) batch = acu_batch_loader_next (loader, NULL);

    if (batch == NULL)
      break;
    g_assert_cmpuint (batch->count, ==, PATCHES / 2);
    for (guint i = 0; i < batch->count; i++)
      n_mosaics += check_patch (batch, i);
  }
  g_assert_cmpuint (n_mosaics, >=, least);
  g_assert_cmpuint (n_mosaics, <=, most);
  g_clear_pointer (&loader, acu_batch_loader_free);
  fixture_clear (&fixture);
}

static void
test_whole (void)
{
  check_mosaics (0.0, 0, 0);
}

/* Four draws of three pictures are alike once in 27. */
static void
test_mosaics (void)
{
  check_mosaics (1.0, PATCHES - 3, PATCHES);
}

/* A run that goes on from the second batch gets the second batch. */
static void
test_repeatable (void)
{
  Fixture fixture;
  g_autoptr (AcuBatchLoader) whole = NULL;
  g_autoptr (AcuBatchLoader) rest = NULL;
  g_autoptr (AcuLoadedBatch) first = NULL;
  g_autoptr (AcuLoadedBatch) second = NULL;
  g_autoptr (AcuLoadedBatch) again = NULL;

  fixture_init (&fixture);
  whole = make_loader (&fixture, 0.5, 3, 0);
  rest = make_loader (&fixture, 0.5, 1, PATCHES / 2);
  first = acu_batch_loader_next (whole, NULL);
  second = acu_batch_loader_next (whole, NULL);
  again = acu_batch_loader_next (rest, NULL);
  g_assert_cmpmem (second->pixels, (gsize)second->count * SIDE * SIDE * 3, again->pixels,
                   (gsize)again->count * SIDE * SIDE * 3);
  g_assert_cmpmem (second->severity, second->count * CELLS * CELLS * sizeof (float),
                   again->severity, again->count * CELLS * CELLS * sizeof (float));
  g_assert_cmpmem (second->quarters, second->count * ACU_QUARTERS * sizeof (guint32),
                   again->quarters, again->count * ACU_QUARTERS * sizeof (guint32));
  g_clear_pointer (&whole, acu_batch_loader_free);
  g_clear_pointer (&rest, acu_batch_loader_free);
  fixture_clear (&fixture);
}

/* Who has had enough is not kept waiting for pictures that are still being read. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Fixture fixture;
  guint n_left = 0;

  g_cancellable_cancel (cancellable);
  fixture_init (&fixture);
  /* On a busy machine a batch may be there by the time that it is asked for. */
  for (guint i = 0; i < 20 && n_left == 0; i++) {
    g_autoptr (AcuBatchLoader) loader = make_loader (&fixture, 1.0, 1, 0);
    g_autoptr (AcuLoadedBatch) batch = acu_batch_loader_next (loader, cancellable);

    n_left += batch == NULL;
  }
  g_assert_cmpuint (n_left, ==, 1);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_autofree char *decoder = NULL;

  g_test_init (&argc, &argv, NULL);
  decoder = acu_test_build_path ("app/imaging/acutance-decoder");
  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  g_test_add_func ("/batch-loader/whole", test_whole);
  g_test_add_func ("/batch-loader/mosaics", test_mosaics);
  g_test_add_func ("/batch-loader/repeatable", test_repeatable);
  g_test_add_func ("/batch-loader/cancelled", test_cancelled);
  return g_test_run ();
}
