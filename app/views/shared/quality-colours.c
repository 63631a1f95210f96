#include "app/views/shared/quality-colours.h"

#include <math.h>

/* The texture's longer side: far finer than patches, and cheap. */
#define TEXTURE_SIDE 128

/* Places between the three colours that the path is measured at. */
#define PATH_STEPS 2048

typedef struct {
  double l, a, b;
} Lab;

/* Weak, middle and strong, sRGB. */
static const guint8 knots[3][3] = {{222, 73, 33}, {250, 214, 110}, {32, 120, 214}};

static double
decode (guint8 value)
{
  double v = value / 255.0;

  return v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4);
}

static guint8
encode (double value)
{
  double v = CLAMP (value, 0, 1);

  v = v <= 0.0031308 ? v * 12.92 : 1.055 * pow (v, 1 / 2.4) - 0.055;
  return lround (v * 255);
}

/* OKLab: https://bottosson.github.io/posts/oklab/ */
static Lab
to_lab (const guint8 *rgb)
{
  double r = decode (rgb[0]), g = decode (rgb[1]), b = decode (rgb[2]);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

  return (Lab){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
               1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
               0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

static void
from_lab (Lab lab, guint8 *rgb)
{
  double l = lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b;
  double m = lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b;
  double s = lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b;
  l = l * l * l, m = m * m * m, s = s * s * s;

  rgb[0] = encode (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  rgb[1] = encode (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  rgb[2] = encode (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
}

/* A parabola through the three colours, which has no kink in the middle as two lines would. */
static Lab
on_path (const Lab *k, double t)
{
  double u = (1 - t) * (1 - 2 * t), v = 4 * t * (1 - t), w = t * (2 * t - 1);

  return (Lab){u * k[0].l + v * k[1].l + w * k[2].l, u * k[0].a + v * k[1].a + w * k[2].a,
               u * k[0].b + v * k[1].b + w * k[2].b};
}

static guint8 *
make_colours (void)
{
  guint8 *colours = g_new (guint8, ACU_QUALITY_COLOURS * 3);
  g_autofree double *length = g_new0 (double, PATH_STEPS + 1);
  Lab k[3];

  for (guint i = 0; i < 3; i++)
    k[i] = to_lab (knots[i]);
  for (guint i = 1; i <= PATH_STEPS; i++) {
    Lab from = on_path (k, (i - 1.0) / PATH_STEPS), to = on_path (k, (double)i / PATH_STEPS);
    length[i] = length[i - 1] +
                sqrt ((to.l - from.l) * (to.l - from.l) + (to.a - from.a) * (to.a - from.a) +
                      (to.b - from.b) * (to.b - from.b));
  }

  /* Equal parts of the path's length are equal differences to the eye. */
  for (guint i = 0, at = 0; i < ACU_QUALITY_COLOURS; i++) {
    double wanted = length[PATH_STEPS] * i / (ACU_QUALITY_COLOURS - 1);
    while (at < PATH_STEPS && length[at] < wanted)
      at++;
    from_lab (on_path (k, (double)at / PATH_STEPS), colours + 3 * i);
  }
  return colours;
}

const guint8 *
acu_quality_colours_get (void)
{
  static gsize colours;

  if (g_once_init_enter (&colours))
    g_once_init_leave (&colours, (gsize)make_colours ());
  return (const guint8 *)colours;
}

GdkRGBA
acu_quality_colours_at (double position)
{
  const guint8 *rgb = acu_quality_colours_get () +
                      3 * (gsize)lround (CLAMP (position, 0, 1) * (ACU_QUALITY_COLOURS - 1));

  return (GdkRGBA){rgb[0] / 255.0f, rgb[1] / 255.0f, rgb[2] / 255.0f, 1};
}

GdkTexture *
acu_quality_texture_new (const AcuPatchMap *map)
{
  graphene_rect_t patch = acu_patch_map_get_rect (map, 0);
  double aspect = patch.size.height / patch.size.width; /* width over height of the picture */
  int width = aspect >= 1 ? TEXTURE_SIDE : MAX (lround (TEXTURE_SIDE * aspect), 4);
  int height = aspect >= 1 ? MAX (lround (TEXTURE_SIDE / aspect), 4) : TEXTURE_SIDE;
  gsize n = (gsize)width * height;
  g_autofree float *values = g_new (float, n);
  const guint8 *colours = acu_quality_colours_get ();
  AcuScoreScale scale = acu_patch_map_get_scale (map);
  guint8 *pixels = g_malloc (n * 3);

  acu_patch_map_interpolate (map, width, height, values);
  for (gsize i = 0; i < n; i++) {
    gsize colour =
        lround (acu_score_scale_normalise (scale, values[i]) * (ACU_QUALITY_COLOURS - 1));
    memcpy (pixels + 3 * i, colours + 3 * colour, 3);
  }

  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n * 3);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8, bytes, 3 * width);
}
