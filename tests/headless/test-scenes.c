/* The renderer of the sample pictures: the same light from the same scene, pictures that are worth
 * looking at, and faults that can be measured. */
#include "app/learning/scenes/gallery.h"
#include "app/learning/scenes/noise.h"
#include "app/learning/scenes/stroke-font.h"
#include "app/learning/scenes/tracer.h"
#include "tests/headless/test-support.h"

#include <string.h>

/* The share of a picture's rays: sanitizers make each of them several times dearer, and have seen
 * in a few what there is to see. */
#ifdef ACU_SANITIZED
#define QUALITY 0.1f
#else
#define QUALITY 0.2f
#endif

typedef struct {
  guint width, height;
  guint8 *rgb;
} Picture;

static void
picture_clear (Picture *picture)
{
  g_free (picture->rgb);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

/* Large enough, and smooth enough, to tell a blur of a few pixels. */
static Picture
render_larger (const AcuGalleryPicture *entry)
{
  Picture picture;

  picture.rgb = acu_gallery_render (entry, 0.3f, 0.4f, 0, &picture.width, &picture.height);
  return picture;
}

static Picture
render (const AcuGalleryPicture *entry, guint threads)
{
  Picture picture;

  picture.rgb = acu_gallery_render (entry, 0.1f, QUALITY, threads, &picture.width, &picture.height);
  return picture;
}

static double
luma_at (const Picture *picture, guint x, guint y)
{
  const guint8 *rgb = picture->rgb + 3 * ((gsize)y * picture->width + x);

  return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

static double
mean_luma (const Picture *picture)
{
  double sum = 0;

  for (guint y = 0; y < picture->height; y++)
    for (guint x = 0; x < picture->width; x++)
      sum += luma_at (picture, x, y);
  return sum / ((double)picture->width * picture->height);
}

/* Mean square of the Laplacian: fine detail, and noise. */
static double
detail (const Picture *picture)
{
  double sum = 0;

  for (guint y = 1; y + 1 < picture->height; y++) {
    for (guint x = 1; x + 1 < picture->width; x++) {
      double laplacian = 4 * luma_at (picture, x, y) - luma_at (picture, x - 1, y) -
                         luma_at (picture, x + 1, y) - luma_at (picture, x, y - 1) -
                         luma_at (picture, x, y + 1);
      sum += laplacian * laplacian;
    }
  }
  return sum / ((picture->width - 2.0) * (picture->height - 2.0));
}

static double
share_of_extremes (const Picture *picture, gboolean white)
{
  guint count = 0, total = picture->width * picture->height;

  for (guint y = 0; y < picture->height; y++)
    for (guint x = 0; x < picture->width; x++)
      count += white ? luma_at (picture, x, y) > 250 : luma_at (picture, x, y) < 5;
  return (double)count / total;
}

/* How many of 32 classes of brightness hold at least one pixel in a thousand. */
static guint
tones (const Picture *picture)
{
  guint histogram[32] = {0}, total = picture->width * picture->height, used = 0;

  for (guint y = 0; y < picture->height; y++)
    for (guint x = 0; x < picture->width; x++)
      histogram[(guint)luma_at (picture, x, y) / 8]++;
  for (guint i = 0; i < 32; i++)
    used += histogram[i] * 1000 >= total;
  return used;
}

static void
test_deterministic (void)
{
  static const char *const names[] = {"still-life", "printed-page", "pebbles", "beech-leaves",
                                      "brick-house-shaken"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const AcuGalleryPicture *entry = acu_gallery_find (names[i]);
    g_auto (Picture) one = render (entry, 1), more = render (entry, 3);

    g_assert_cmpmem (one.rgb, 3 * (gsize)one.width * one.height, more.rgb,
                     3 * (gsize)more.width * more.height);
  }
}

/* Exposed well, with many tones, detail, and little that is burnt out or black. */
static void
test_sharp_picture (gconstpointer data)
{
  g_auto (Picture) picture = render (data, 0);

  g_assert_cmpfloat (mean_luma (&picture), >, 50);
  g_assert_cmpfloat (mean_luma (&picture), <, 190);
  g_assert_cmpuint (tones (&picture), >=, 12);
  g_assert_cmpfloat (share_of_extremes (&picture, TRUE), <, 0.05);
  g_assert_cmpfloat (share_of_extremes (&picture, FALSE), <, 0.2);
  g_assert_cmpfloat (detail (&picture), >, 20);
}

/* Three times the sample's shake, for at this size its own is two pixels. */
static void
test_shake (void)
{
  AcuGalleryPicture shaken = *acu_gallery_find ("brick-house-shaken"), still = shaken;
  g_auto (Picture) with = {0}, without = {0};

  shaken.shake_x *= 3;
  shaken.shake_y *= 3;
  still.shake_x = still.shake_y = 0;
  with = render_larger (&shaken);
  without = render_larger (&still);
  g_assert_cmpfloat (detail (&with), <, 0.75 * detail (&without));
}

static void
focus_before_page (AcuScene *scene)
{
  scene->focus_distance = 0.2f;
  scene->aperture = 0.006f;
}

/* The lens focuses where it is told to: the page blurs when the sharp plane leaves it. */
static void
test_misfocus (void)
{
  AcuGalleryPicture entry = *acu_gallery_find ("printed-page");
  g_auto (Picture) without = render_larger (&entry), with = {0};

  entry.arrange = focus_before_page;
  with = render_larger (&entry);
  g_assert_cmpfloat (detail (&with), <, 0.5 * detail (&without));
}

/* Mean square step between neighbours on the wall, which is all but even. */
static double
grain_of_wall (const Picture *picture)
{
  guint width = picture->width / 2, height = picture->height / 5;
  double sum = 0;

  for (guint y = 0; y < height; y++) {
    for (guint x = 0; x < width; x++) {
      double step = luma_at (picture, x, y) - luma_at (picture, x + 1, y);
      sum += step * step;
    }
  }
  return sum / (width * height);
}

/* With paths enough that the grain of the tracer itself does not count. */
static void
test_noise (void)
{
  AcuGalleryPicture noisy = *acu_gallery_find ("still-life-noisy"), clean;
  g_auto (Picture) with = {0}, without = {0};

  noisy.samples = (guint)(32 / QUALITY); /* so many, whatever their share */
  clean = noisy;
  clean.camera.noise = 0;
  with = render (&noisy, 0);
  without = render (&clean, 0);
  g_assert_cmpfloat (grain_of_wall (&with), >, 4 * grain_of_wall (&without));
}

static void
test_exposure (void)
{
  const AcuGalleryPicture *dark = acu_gallery_find ("pebbles-underexposed");
  AcuGalleryPicture right = *dark, bright = *dark;
  g_auto (Picture) under = render (dark, 0), normal = {0}, over = {0};

  right.camera.stops = 0;
  bright.camera.stops = 2.5f;
  bright.camera.clip = TRUE;
  normal = render (&right, 0);
  over = render (&bright, 0);
  g_assert_cmpfloat (mean_luma (&under), <, 0.5 * mean_luma (&normal));
  g_assert_cmpfloat (share_of_extremes (&over, TRUE), >, 0.2);
}

static void
test_defocus (void)
{
  AcuGalleryPicture blurred = *acu_gallery_find ("printed-page");
  g_auto (Picture) without = render (&blurred, 0), with = {0};

  blurred.camera.defocus = 20;
  with = render (&blurred, 0);
  g_assert_cmpfloat (detail (&with), <, 0.2 * detail (&without));
  g_assert_cmpfloat_with_epsilon (mean_luma (&with), mean_luma (&without), 12);
}

/* The tree finds what trying every box finds. */
static gboolean
hit_box_cb (gconstpointer world, guint index, const AcuRay *ray, float *reach)
{
  const AcuBounds *boxes = world;
  float distance, far;
  guint face;

  if (!acu_bounds_hit (&boxes[index], ray, &distance, &far, &face))
    return FALSE;
  if (distance <= 0 || distance >= *reach)
    return FALSE;
  *reach = distance;
  return TRUE;
}

static float
chance (guint index, guint which)
{
  return 2 * acu_hash_unit ((gint32)index, (gint32)which, 0, 99) - 1;
}

static void
test_bounds_tree (void)
{
  AcuBounds boxes[200];
  g_autoptr (AcuBoundsTree) tree = NULL;
  guint hits = 0;

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++) {
    AcuVec3 low = acu_vec3 (chance (i, 0), chance (i, 1), chance (i, 2));
    boxes[i] = (AcuBounds){low, acu_vec3_add (low, acu_vec3 (0.1f, 0.15f, 0.05f))};
  }
  tree = acu_bounds_tree_new (boxes, G_N_ELEMENTS (boxes));
  for (guint i = 0; i < 2000; i++) {
    AcuRay ray = {acu_vec3 (3 * chance (i, 3), 3 * chance (i, 4), 3), {0, 0, 0}};
    AcuVec3 aim = acu_vec3 (chance (i, 5), chance (i, 6), chance (i, 7));
    float reach = INFINITY, nearest = INFINITY;
    gint found, expected = -1;

    ray.direction = acu_vec3_normalize (acu_vec3_sub (aim, ray.origin));
    found = acu_bounds_tree_hit (tree, &ray, &reach, hit_box_cb, boxes);
    for (guint j = 0; j < G_N_ELEMENTS (boxes); j++)
      if (hit_box_cb (boxes, j, &ray, &nearest))
        expected = (gint)j;
    g_assert_cmpint (found, ==, expected);
    hits += found >= 0;
  }
  g_assert_cmpuint (hits, >, 300);
}

/* A white matt ball under a white sky reflects all of it: light is neither made nor lost. */
static gboolean
hit_furnace (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface)
{
  float b = acu_vec3_dot (ray->origin, ray->direction);
  float root = b * b - acu_vec3_dot (ray->origin, ray->origin) + 1, distance;

  if (root <= 0)
    return FALSE;
  distance = -b - sqrtf (root);
  if (distance <= 1e-3f || distance >= reach)
    return FALSE;
  if (surface != NULL) {
    surface->distance = distance;
    surface->normal = acu_vec3_along (ray->origin, distance, ray->direction);
    surface->albedo = acu_vec3 (1, 1, 1);
  }
  return TRUE;
}

static AcuVec3
white_sky (gconstpointer world, AcuVec3 direction)
{
  return acu_vec3 (1, 1, 1);
}

static void
test_energy (void)
{
  AcuScene scene = {.hit = hit_furnace,
                    .sky = white_sky,
                    .sun_direction = {0, 1, 0},
                    .eye = {0, 0, 4},
                    .view_angle = 40,
                    .exposure = 1,
                    .bounces = 4};
  AcuTracerOptions options = {.width = 24, .height = 24, .samples = 8};
  g_autoptr (AcuFilm) film = acu_tracer_render (&scene, &options);

  for (guint i = 0; i < 24 * 24 * 3; i++)
    g_assert_cmpfloat_with_epsilon (film->rgb[i], 1, 1e-4);
}

static void
test_noise_functions (void)
{
  double sum = 0, squares = 0;

  for (gint i = 0; i < 20000; i++) {
    float x = 0.37f * (float)i, y = 0.11f * (float)(i % 997);
    float value = acu_noise2 (x, y, 5), other = acu_noise3 (acu_vec3 (x, y, 0.5f), 5);

    g_assert_cmpfloat (value, ==, acu_noise2 (x, y, 5));
    g_assert_cmpfloat (fabsf (value), <, 1.6f);
    g_assert_cmpfloat (fabsf (other), <, 1.6f);
    sum += value;
    squares += (double)value * value;
    /* Continuous: a small step is a small change. */
    g_assert_cmpfloat (fabsf (value - acu_noise2 (x + 1e-3f, y, 5)), <, 0.01f);
  }
  g_assert_cmpfloat_with_epsilon (sum / 20000, 0, 0.02);
  g_assert_cmpfloat (squares / 20000, >, 0.05);
}

static void
test_font (void)
{
  g_autoptr (AcuSheet) sheet = acu_sheet_new (600, 120);
  float end = acu_sheet_write (sheet, "Photograph, 12", 10, 60, 40, 1), next;
  guint inked = 0;

  g_assert_cmpfloat_with_epsilon (end, 10 + acu_sheet_measure ("Photograph, 12", 40), 1e-3);
  g_assert_cmpfloat (end, <, 600);
  for (guint i = 0; i < 600 * 120; i++)
    inked += sheet->ink[i] > 128;
  g_assert_cmpuint (inked, >, 1000);
  g_assert_cmpuint (inked, <, 20000);
  next = acu_sheet_paragraph (sheet, "three words here", 0, 20, 10, 20, 30);
  g_assert_cmpfloat_with_epsilon (next, 110, 1e-3); /* one word a line: none fits beside another */
}

/* What is installed is what the gallery lists, and the page beside it describes each. */
static void
test_installed_samples (void)
{
  g_autofree char *readme = acu_test_source_path ("data/samples/README.md"), *text = NULL;
  const AcuGalleryPicture *entries;
  guint count;

  g_assert_true (g_file_get_contents (readme, &text, NULL, NULL));
  entries = acu_gallery_get_pictures (&count);
  g_assert_cmpuint (count, >=, 12);
  for (guint i = 0; i < count; i++) {
    g_autofree char *file = g_strdup_printf ("%s.jpg", entries[i].name);
    g_autofree char *relative = g_build_filename ("data", "samples", file, NULL);
    g_autofree char *path = acu_test_source_path (relative);

    g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    g_assert_nonnull (strstr (text, file));
  }
}

int
main (int argc, char **argv)
{
  const AcuGalleryPicture *entries;
  guint count;

  g_test_init (&argc, &argv, NULL);
  entries = acu_gallery_get_pictures (&count);
  for (guint i = 0; i < count; i++) {
    g_autofree char *path = g_strconcat ("/scenes/sharp/", entries[i].name, NULL);

    if (entries[i].fault == NULL)
      g_test_add_data_func (path, &entries[i], test_sharp_picture);
  }
  g_test_add_func ("/scenes/deterministic", test_deterministic);
  /* Measures of pictures, which take many rays; their code has run above. */
#ifndef ACU_SANITIZED
  g_test_add_func ("/scenes/fault/shake", test_shake);
  g_test_add_func ("/scenes/fault/misfocus", test_misfocus);
#else
  (void)test_shake;
  (void)test_misfocus;
#endif
  g_test_add_func ("/scenes/fault/noise", test_noise);
  g_test_add_func ("/scenes/fault/exposure", test_exposure);
  g_test_add_func ("/scenes/fault/defocus", test_defocus);
  g_test_add_func ("/scenes/bounds-tree", test_bounds_tree);
  g_test_add_func ("/scenes/energy", test_energy);
  g_test_add_func ("/scenes/noise", test_noise_functions);
  g_test_add_func ("/scenes/font", test_font);
  g_test_add_func ("/scenes/installed-samples", test_installed_samples);
  return g_test_run ();
}
