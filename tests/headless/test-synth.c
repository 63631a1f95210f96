/* Whole runs over a folder of small rendered scenes: same bytes from the same seed whatever the
 * threads and the other photos, columns a trainer understands, and what happens when things go
 * wrong. */
#include "app/imaging/load.h"
#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/synth/picture-codec.h"
#include "app/learning/synth/synth-error.h"
#include "app/learning/synth/synth.h"
#include "tests/headless/raw-fixture.h"
#include "tests/headless/synth-fixture.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>

static gboolean
run (const char *from,
     const char *out,
     guint count,
     guint threads,
     AcuSynthReport *report,
     GCancellable *cancellable,
     GError **error)
{
  AcuSynthOptions options = {
      .from = from, .out = out, .seed = 11, .count = count, .threads = threads, .no_sheet = TRUE};

  return acu_synth_run (&options, NULL, NULL, report, cancellable, error);
}

static void
test_deterministic (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *first = acu_test_temporary_folder ();
  g_autofree char *second = acu_test_temporary_folder ();
  g_autofree char *images = g_build_filename (first, "images", NULL);
  g_auto (AcuSynthReport) report = {0}, again = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint pictures = 0;

  g_assert_true (run (from, first, 40, 1, &report, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (run (from, second, 40, 3, &again, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.sources, ==, 3);
  g_assert_cmpuint (report.pictures, ==, 40);
  g_assert_cmpuint (report.failures->len, ==, 0);

  acu_synth_fixture_assert_same (first, second, "labels.csv");
  dir = g_dir_open (images, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *relative = g_build_filename ("images", name, NULL);

    acu_synth_fixture_assert_same (first, second, relative);
    pictures++;
  }
  g_assert_cmpuint (pictures, ==, 40);
}

/* Adding a photo leaves the pictures of the others as they were. */
static void
test_independent_sources (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *first = acu_test_temporary_folder ();
  g_autofree char *second = acu_test_temporary_folder ();
  g_autofree char *images = g_build_filename (first, "images", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_true (run (from, first, 18, 2, NULL, NULL, &error));
  g_assert_no_error (error);
  acu_synth_fixture_write_scene (from, "still-life-noisy", "another.png");
  g_assert_true (run (from, second, 24, 2, NULL, NULL, &error));
  g_assert_no_error (error);
  dir = g_dir_open (images, 0, &error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *relative = g_build_filename ("images", name, NULL);
    acu_synth_fixture_assert_same (first, second, relative);
  }
}

/* The table reads as a dataset: scores of 0..100, groups, fault names and strengths. */
static void
test_labels (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *out = acu_test_temporary_folder ();
  g_autofree char *labels = g_build_filename (out, "labels.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  const char *const *faults;
  double lowest = 100;
  guint originals = 0;

  g_assert_true (run (from, out, 60, 2, NULL, NULL, &error));
  g_assert_no_error (error);
  dataset = acu_dataset_open (labels, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 60);
  g_assert_cmpuint (acu_dataset_get_n_faults (dataset), ==, 11);
  faults = acu_dataset_get_fault_names (dataset);
  g_assert_cmpstr (faults[0], ==, "blur");
  g_assert_cmpstr (faults[10], ==, "compression");

  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, i);
    float strongest = 0;

    g_assert_true (g_file_test (sample->path, G_FILE_TEST_IS_REGULAR));
    g_assert_cmpfloat (sample->mos, >=, 0);
    g_assert_cmpfloat (sample->mos, <=, 100);
    g_hash_table_add (groups, (gpointer)sample->group);
    for (gsize k = 0; k < acu_dataset_get_n_faults (dataset); k++)
      strongest = MAX (strongest, sample->faults[k]);
    originals += strongest == 0;
    /* No fault alone takes more than all of them together. */
    g_assert_cmpfloat (strongest, <=, 1 - sample->mos / 100 + 1e-4);
    lowest = MIN (lowest, sample->mos);
  }
  g_assert_cmpuint (g_hash_table_size (groups), ==, 3);
  g_assert_true (g_hash_table_contains (groups, "a, b/page.png"));
  g_assert_cmpuint (originals, ==, 3);
  g_assert_cmpfloat (lowest, <, 40);
}

/* Pictures to train on show parts of their own, some without a fault; those held out are what they
 * are in a set without views. */
static void
test_vary (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *plain = acu_test_temporary_folder ();
  g_autofree char *varied = acu_test_temporary_folder (), *again = acu_test_temporary_folder ();
  g_autofree char *labels = g_build_filename (varied, "labels.csv", NULL);
  AcuSynthOptions options = {.from = from, .out = plain, .seed = 4, .count = 75, .no_sheet = TRUE};
  g_autoptr (GHashTable) untouched =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  guint n_train = 0;

  options.held_out = 30;
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  options.vary = TRUE;
  options.out = varied;
  options.threads = 1;
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  options.out = again;
  options.threads = 3;
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  acu_synth_fixture_assert_same (varied, again, "labels.csv");

  dataset = acu_dataset_open (labels, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, i);
    g_autofree char *name = g_path_get_basename (sample->path);
    g_autofree char *relative = g_build_filename ("images", name, NULL);
    char *bytes;
    gsize size;

    acu_synth_fixture_assert_same (varied, again, relative);
    if (sample->split != ACU_SPLIT_TRAIN) {
      acu_synth_fixture_assert_same (varied, plain, relative);
      continue;
    }
    n_train++;
    if (sample->mos < 100)
      continue;
    bytes = acu_synth_fixture_read (varied, relative, &size);
    g_hash_table_add (untouched, g_bytes_new_take (bytes, size));
  }
  g_assert_cmpuint (n_train, ==, 25);
  g_assert_cmpuint (g_hash_table_size (untouched), ==, 2);
}

/* Of sets with a view or two of each photo no more views are untouched than of others. */
static void
test_few_views (void)
{
  g_autofree char *from = acu_test_temporary_folder (), *out = acu_test_temporary_folder ();
  g_autofree char *labels = g_build_filename (out, "labels.csv", NULL);
  AcuSynthOptions options = {
      .from = from, .out = out, .seed = 4, .count = 36, .vary = TRUE, .no_sheet = TRUE};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  g_autofree char *pebbles = NULL;
  guint n_untouched = 0;
  gsize size;

  acu_synth_fixture_write_scene (from, "pebbles", "0.png");
  pebbles = acu_synth_fixture_read (from, "0.png", &size);
  for (guint i = 1; i < options.count; i++) {
    g_autofree char *name = g_strdup_printf ("%u.png", i);
    g_autofree char *path = g_build_filename (from, name, NULL);

    g_assert_true (g_file_set_contents (path, pebbles, (gssize)size, NULL));
  }
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  dataset = acu_dataset_open (labels, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, options.count);
  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++)
    n_untouched += acu_dataset_get_sample (dataset, i)->level <= 0;
  g_assert_cmpuint (n_untouched, >=, 1);
  g_assert_cmpuint (n_untouched, <=, 6);
}

/* Square views with parts of other photos on them, and of what is held out as many pictures as are
 * asked for, the same as without. */
static void
test_collages (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *plain = acu_test_temporary_folder ();
  g_autofree char *alone = acu_test_temporary_folder (), *first = acu_test_temporary_folder ();
  g_autofree char *again = acu_test_temporary_folder (), *few = acu_test_temporary_folder ();
  g_autofree char *labels = g_build_filename (first, "labels.csv", NULL);
  AcuSynthOptions options = {
      .from = from, .out = plain, .seed = 4, .count = 75, .held_out = 30, .no_sheet = TRUE};
  g_autoptr (GError) error = NULL, trouble = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  guint n_train = 0, n_held_out = 0, n_changed = 0;

  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  options.vary = TRUE;
  options.view_side = 64;
  options.per_held_out = 7;
  /* Fourteen of what is held out, and none of the one that is trained on. */
  options.count = 14;
  options.out = few;
  g_assert_false (acu_synth_run (&options, NULL, NULL, NULL, NULL, &trouble));
  g_assert_error (trouble, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE);
  g_assert_nonnull (strstr (trouble->message, "needs 15"));
  options.count = 75;
  options.out = alone;
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  options.collage = 0.5;
  options.out = first;
  options.threads = 1;
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  options.out = again;
  options.threads = 3;
  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  acu_synth_fixture_assert_same (first, again, "labels.csv");

  dataset = acu_dataset_open (labels, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, i);
    g_autofree char *name = g_path_get_basename (sample->path);
    g_autofree char *relative = g_build_filename ("images", name, NULL);

    acu_synth_fixture_assert_same (first, again, relative);
    if (sample->split != ACU_SPLIT_TRAIN) {
      acu_synth_fixture_assert_same (first, plain, relative);
      n_held_out++;
    } else {
      g_autofree char *one = NULL, *other = NULL;
      gsize one_size, other_size;

      one = acu_synth_fixture_read (first, relative, &one_size);
      other = acu_synth_fixture_read (alone, relative, &other_size);
      n_changed += one_size != other_size || memcmp (one, other, one_size) != 0;
      n_train++;
    }
  }
  g_assert_cmpuint (n_held_out, ==, 14);
  g_assert_cmpuint (n_train, ==, 61);
  g_assert_cmpuint (n_changed, >, n_train / 4);
}

/* Photos of one colour each, which no tone curve moves. */
static const guint8 colours[][3] = {{255, 0, 0},   {0, 255, 0},   {0, 0, 255},
                                    {0, 255, 255}, {255, 0, 255}, {255, 255, 0}};

static char *
make_colours (void)
{
  char *folder = acu_test_temporary_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++) {
    g_autofree char *name = g_strdup_printf ("%u.png", i);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) photo = acu_image_new (96, 96, &error);

    for (gsize j = 0; j < 96 * 96; j++)
      memcpy (photo->pixels + 3 * j, colours[i], 3);
    g_assert_true (acu_picture_write_png (photo, path, &error));
    g_assert_no_error (error);
  }
  return folder;
}

/* Which of the colours are in the picture, a bit each. */
static guint
find_colours (const char *path)
{
  const AcuLoadOptions options = {.no_icc = TRUE};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = NULL;
  g_autofree char *bytes = NULL;
  guint found = 0;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, &error));
  image = acu_image_load_bytes ((const guint8 *)bytes, size, &options, &error);
  g_assert_no_error (error);
  for (gsize j = 0; j < (gsize)image->width * (gsize)image->height; j++)
    for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
      found |= (memcmp (image->pixels + 3 * j, colours[i], 3) == 0 ? 1U : 0U) << i;
  return found;
}

/* No part of a photo that is held out is seen in what is trained on. */
static void
test_company (void)
{
  g_autofree char *from = make_colours (), *out = acu_test_temporary_folder ();
  g_autofree char *labels = g_build_filename (out, "labels.csv", NULL);
  AcuSynthOptions options = {.from = from,
                             .out = out,
                             .seed = 2,
                             .count = 288,
                             .held_out = 17,
                             .vary = TRUE,
                             .view_side = 64,
                             .collage = 1,
                             .no_sheet = TRUE};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  guint seen[ACU_SPLIT_TEST + 1] = {0}, n_mixed = 0;

  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  dataset = acu_dataset_open (labels, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, i);
    guint found = sample->mos == 100 ? find_colours (sample->path) : 0;

    seen[sample->split] |= found;
    n_mixed += (found & (found - 1)) != 0;
  }
  g_assert_cmpuint (seen[ACU_SPLIT_TRAIN] & (seen[ACU_SPLIT_VAL] | seen[ACU_SPLIT_TEST]), ==, 0);
  g_assert_cmpuint (seen[ACU_SPLIT_TRAIN] | seen[ACU_SPLIT_VAL] | seen[ACU_SPLIT_TEST], ==, 63);
  g_assert_cmpuint (n_mixed, >, 4);
}

static void
progress_cb (guint done, guint total, gpointer data)
{
  guint *last = data;

  g_assert_cmpuint (total, ==, 6);
  g_assert_cmpuint (done, >=, *last);
  g_assert_cmpuint (done, <=, total);
  *last = done;
}

static void
test_sheet_and_progress (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *out = acu_test_temporary_folder ();
  g_autofree char *sheet = g_build_filename (out, "contact-sheet.png", NULL);
  AcuSynthOptions options = {.from = from, .out = out, .seed = 1, .count = 6};
  g_autoptr (GError) error = NULL;
  guint last = 0;

  g_assert_true (acu_synth_run (&options, progress_cb, &last, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (last, ==, 6);
  g_assert_true (g_file_test (sheet, G_FILE_TEST_IS_REGULAR));

  /* A finished set is not overwritten. */
  g_assert_false (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT);
}

/* Sets that must be small are JPEGs; their maps stay exact. */
static void
test_jpeg (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *out = acu_test_temporary_folder ();
  g_autofree char *labels = g_build_filename (out, "labels.csv", NULL);
  AcuSynthOptions options = {
      .from = from, .out = out, .seed = 1, .count = 120, .quality = 95, .no_sheet = TRUE};
  g_autofree char *maps = g_build_filename (out, "maps", NULL);
  g_autoptr (AcuDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n_maps = 0;

  g_assert_true (acu_synth_run (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  dataset = acu_dataset_open (labels, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++)
    g_assert_true (g_str_has_suffix (acu_dataset_get_sample (dataset, i)->path, ".jpg"));
  dir = g_dir_open (maps, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_assert_true (g_str_has_suffix (name, ".png"));
    n_maps++;
  }
  g_assert_cmpuint (n_maps, >, 0);
}

static void
test_bad_sources (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *out = acu_test_temporary_folder ();
  g_autofree char *broken = g_build_filename (from, "broken.jpg", NULL);
  g_autofree char *empty = acu_test_temporary_folder ();
  g_autofree char *missing = g_build_filename (empty, "missing", NULL);
  g_auto (AcuSynthReport) report = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (broken, "\xff\xd8\xff\xe0 no more", -1, NULL));
  g_assert_true (run (from, out, 8, 2, &report, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.sources, ==, 3);
  g_assert_cmpuint (report.failures->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (report.failures, 0), "broken.jpg"));

  g_assert_false (run (empty, out, 8, 2, NULL, NULL, &error));
  g_assert_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE);
  g_clear_error (&error);
  g_assert_false (run (missing, out, 8, 2, NULL, NULL, &error));
  g_assert_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE);
}

/* Whatever the library shows can be learned from: RAW files by their preview, and one that has a
 * JPEG beside it once. */
static void
test_raw (void)
{
  static const char *const files[] = {"alone.dng", "pair.DNG"};
  g_autofree char *from = acu_test_temporary_folder (), *out = acu_test_temporary_folder ();
  g_autoptr (AcuImage) image = acu_synth_fixture_render_scene ("pebbles");
  g_autofree char *companion = g_build_filename (from, "pair.jpg", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) preview = acu_picture_encode_jpeg (image, 90.0f, FALSE, &error);
  const AcuRawRecipe recipe = {.width = image->width,
                               .height = image->height,
                               .preview = preview,
                               .preview_width = image->width,
                               .preview_height = image->height,
                               .orientation = 1};
  g_autoptr (GBytes) raw = acu_fixture_make_dng (&recipe);
  g_auto (AcuSynthReport) report = {0};

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (from, files[i], NULL);

    g_assert_true (g_file_set_contents (path, g_bytes_get_data (raw, NULL),
                                        (gssize)g_bytes_get_size (raw), NULL));
  }
  g_assert_true (acu_picture_write_jpeg (image, companion, 90.0f, &error));
  g_assert_true (run (from, out, 4, 1, &report, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.failures->len, ==, 0);
  g_assert_cmpuint (report.sources, ==, 2);
}

static void
test_output_is_a_file (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *folder = acu_test_temporary_folder ();
  g_autofree char *out = g_build_filename (folder, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (out, "", 0, NULL));
  g_assert_false (run (from, out, 8, 2, NULL, NULL, &error));
  g_assert_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT);
}

static void
cancel_soon_cb (guint done, guint total, gpointer cancellable)
{
  if (done > 0)
    g_cancellable_cancel (cancellable);
}

/* What was finished before a cancellation is labelled. */
static void
test_cancel (void)
{
  g_autofree char *from = acu_synth_fixture_make_photos (), *out = acu_test_temporary_folder ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  AcuSynthOptions options = {.from = from, .out = out, .seed = 1, .count = 30000, .threads = 1};
  g_auto (AcuSynthReport) report = {0};
  g_autoptr (GError) error = NULL;
  g_autofree char *labels = NULL;
  guint lines = 0;

  g_assert_false (
      acu_synth_run (&options, cancel_soon_cb, cancellable, &report, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  labels = acu_synth_fixture_read (out, "labels.csv", NULL);
  for (const char *c = labels; *c != '\0'; c++)
    lines += *c == '\n';
  g_assert_cmpuint (report.pictures, >, 0);
  g_assert_cmpuint (lines, ==, 1 + report.pictures);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/synth/deterministic", test_deterministic);
  g_test_add_func ("/synth/independent-sources", test_independent_sources);
  g_test_add_func ("/synth/labels", test_labels);
  g_test_add_func ("/synth/vary", test_vary);
  g_test_add_func ("/synth/few-views", test_few_views);
  g_test_add_func ("/synth/collages", test_collages);
  g_test_add_func ("/synth/company", test_company);
  g_test_add_func ("/synth/sheet-and-progress", test_sheet_and_progress);
  g_test_add_func ("/synth/jpeg", test_jpeg);
  g_test_add_func ("/synth/bad-sources", test_bad_sources);
  g_test_add_func ("/synth/raw", test_raw);
  g_test_add_func ("/synth/output-is-a-file", test_output_is_a_file);
  g_test_add_func ("/synth/cancel", test_cancel);
  return g_test_run ();
}
