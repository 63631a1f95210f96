/* Conversion of embedded ICC profiles to sRGB. */
#pragma once

#include "app/imaging/image.h"

G_BEGIN_DECLS

typedef enum {
  ACU_COLOUR_RGB,
  ACU_COLOUR_CMYK_INVERTED, /* 255 is no ink: what Adobe, and so everyone, writes into JPEG */
} AcuColourLayout;

typedef struct _AcuColourTransform AcuColourTransform;

/* Prepares the conversion from @profile to sRGB by relative colorimetric intent with black point
 * compensation.  @grey says that the three channels of every pixel are equal, so that a grey
 * profile may apply.  Returns NULL where there is nothing to convert, which includes profiles that
 * are sRGB within two levels everywhere, and where the profile cannot be used; then *@problem says
 * why, in a sentence. (transfer full) (nullable) */
AcuColourTransform *acu_colour_transform_new (
    const guint8 *profile, gsize size, AcuColourLayout layout, gboolean grey, char **problem);

/* Converts @n pixels from @in, 3 or 4 bytes each by the layout, to RGB in @out, which may be @in
 * for RGB. */
void
acu_colour_transform_run (AcuColourTransform *transform, const guint8 *in, guint8 *out, gsize n);

void acu_colour_transform_free (AcuColourTransform *transform);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuColourTransform, acu_colour_transform_free)

/* Converts the pixels of @image in place from @profile to sRGB and notes it, or warns. */
void acu_image_convert_to_srgb (AcuImage *image, const guint8 *profile, gsize size);

/* The plain formula without a profile, R = (255 - C) (255 - K) / 255 rounded, as Pillow's: converts
 * @n inverted CMYK pixels. */
void acu_colour_invert_cmyk (const guint8 *cmyk, guint8 *rgb, gsize n);

G_END_DECLS
