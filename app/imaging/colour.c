#include "app/imaging/colour.h"

#include <glib/gi18n.h>
#include <lcms2.h>

struct _AcuColourTransform {
  cmsContext context;
  cmsHTRANSFORM transform;
  gboolean from_grey; /* the profile is grey: the first channel alone is looked up */
};

/* Levels of difference from sRGB that are the rounding of another maker's sRGB profile. */
#define SAME_AS_SRGB 2

/* Points an axis of the grid on which a profile is compared with sRGB. */
#define PROBES 9

/* The grey pixels that are gathered for one call of the library. */
#define GREY_RUN 1024

void
acu_colour_transform_free (AcuColourTransform *transform)
{
  if (transform->transform != NULL)
    cmsDeleteTransform (transform->transform);
  cmsDeleteContext (transform->context);
  g_free (transform);
}

void
acu_colour_transform_run (AcuColourTransform *transform, const guint8 *in, guint8 *out, gsize n)
{
  guint8 grey[GREY_RUN];

  if (!transform->from_grey) {
    cmsDoTransform (transform->transform, in, out, (cmsUInt32Number)n);
    return;
  }
  while (n > 0) {
    gsize run = MIN (n, GREY_RUN);

    for (gsize i = 0; i < run; i++)
      grey[i] = in[i * 3];
    cmsDoTransform (transform->transform, grey, out, (cmsUInt32Number)run);
    in += run * 3;
    out += run * 3;
    n -= run;
  }
}

/* Whether the conversion changes nothing worth a change, so that a file that says it is sRGB comes
 * out as stored whatever tool wrote its profile. */
static gboolean
changes_nothing (AcuColourTransform *transform)
{
  for (int r = 0; r < PROBES; r++)
    for (int g = 0; g < PROBES; g++)
      for (int b = 0; b < PROBES; b++) {
        guint8 before[3] = {(guint8)(r * 255 / (PROBES - 1)), (guint8)(g * 255 / (PROBES - 1)),
                            (guint8)(b * 255 / (PROBES - 1))};
        guint8 after[3];

        if (transform->from_grey && (g != r || b != r))
          continue;
        acu_colour_transform_run (transform, before, after, 1);
        for (int i = 0; i < 3; i++)
          if (ABS (after[i] - before[i]) > SAME_AS_SRGB)
            return FALSE;
      }
  return TRUE;
}

static gboolean
choose_format (cmsColorSpaceSignature space,
               AcuColourLayout layout,
               gboolean grey,
               cmsUInt32Number *format)
{
  if (layout == ACU_COLOUR_CMYK_INVERTED) {
    *format = TYPE_CMYK_8_REV;
    return space == cmsSigCmykData;
  }
  *format = space == cmsSigGrayData ? TYPE_GRAY_8 : TYPE_RGB_8;
  return space == cmsSigRgbData || (space == cmsSigGrayData && grey);
}

AcuColourTransform *
acu_colour_transform_new (
    const guint8 *profile, gsize size, AcuColourLayout layout, gboolean grey, char **problem)
{
  g_autoptr (AcuColourTransform) transform = g_new0 (AcuColourTransform, 1);
  cmsHPROFILE from = NULL, to = NULL;
  cmsUInt32Number format;

  /* A context of its own: no shared state, and the library's complaints are dropped, since the
   * outcome says all that a person can act on. */
  transform->context = cmsCreateContext (NULL, NULL);
  if (size <= G_MAXUINT32)
    from = cmsOpenProfileFromMemTHR (transform->context, profile, (cmsUInt32Number)size);
  if (from == NULL) {
    *problem = g_strdup (_ ("the embedded colour profile is damaged and was ignored"));
    return NULL;
  }
  if (!choose_format (cmsGetColorSpace (from), layout, grey, &format)) {
    *problem = g_strdup (_ ("the embedded colour profile is for another kind of picture and was "
                            "ignored"));
    cmsCloseProfile (from);
    return NULL;
  }
  to = cmsCreate_sRGBProfileTHR (transform->context);
  transform->from_grey = format == TYPE_GRAY_8;
  transform->transform =
      cmsCreateTransformTHR (transform->context, from, format, to, TYPE_RGB_8,
                             INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION);
  cmsCloseProfile (from);
  cmsCloseProfile (to);
  if (transform->transform == NULL) {
    *problem = g_strdup (_ ("the embedded colour profile cannot be converted and was ignored"));
    return NULL;
  }
  if (layout == ACU_COLOUR_RGB && changes_nothing (transform))
    return NULL;
  return g_steal_pointer (&transform);
}

static gboolean
is_grey (const AcuImage *image)
{
  gsize n = (gsize)image->width * (gsize)image->height;
  const guint8 *pixel = image->pixels;

  for (gsize i = 0; i < n; i++, pixel += 3)
    if (pixel[0] != pixel[1] || pixel[1] != pixel[2])
      return FALSE;
  return TRUE;
}

void
acu_image_convert_to_srgb (AcuImage *image, const guint8 *profile, gsize size)
{
  g_autofree char *problem = NULL;
  g_autoptr (AcuColourTransform) transform =
      acu_colour_transform_new (profile, size, ACU_COLOUR_RGB, is_grey (image), &problem);

  if (problem != NULL)
    acu_image_warn (image, "%s", problem);
  if (transform == NULL)
    return;
  for (int y = 0; y < image->height; y++) {
    guint8 *row = image->pixels + (gsize)y * image->width * 3;

    acu_colour_transform_run (transform, row, row, image->width);
  }
  image->icc_converted = TRUE;
}

/* a b / 255, rounded. */
static inline guint8
multiply (guint a, guint b)
{
  guint product = a * b + 128;

  return (guint8)((product + (product >> 8)) >> 8);
}

void
acu_colour_invert_cmyk (const guint8 *cmyk, guint8 *rgb, gsize n)
{
  for (gsize i = 0; i < n; i++, cmyk += 4, rgb += 3)
    for (int c = 0; c < 3; c++)
      rgb[c] = multiply (cmyk[c], cmyk[3]);
}
