#include "app/learning/synth/picture-codec.h"

#include "app/learning/synth/synth-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>
#include <setjmp.h>
#include <stdio.h>
#include <webp/encode.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
} JpegErrors;

static void
escape_cb (j_common_ptr codec)
{
  JpegErrors *errors = (JpegErrors *)codec->err;

  codec->err->format_message (codec, errors->message);
  longjmp (errors->escape, 1);
}

static void
say_nothing_cb (j_common_ptr codec)
{
}

/* libjpeg's scale factor of a quality, in percent, without its rounding. */
static int
table_scale (float quality)
{
  quality = CLAMP (quality, 1, 100);
  return (int)(quality < 50 ? 5000 / quality + 0.5f : 200 - 2 * quality + 0.5f);
}

GBytes *
acu_picture_encode_jpeg (const AcuImage *image, float quality, gboolean full_colour, GError **error)
{
  struct jpeg_compress_struct codec = {0};
  JpegErrors errors;
  unsigned char *data = NULL;
  unsigned long size = 0;
  GBytes *bytes;

  codec.err = jpeg_std_error (&errors.manager);
  errors.manager.error_exit = escape_cb;
  errors.manager.output_message = say_nothing_cb;
  if (setjmp (errors.escape) != 0) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_ENCODER, _ ("JPEG encoder: %s"),
                 errors.message);
    jpeg_destroy_compress (&codec);
    free (data);
    return NULL;
  }

  jpeg_create_compress (&codec);
  jpeg_mem_dest (&codec, &data, &size);
  codec.image_width = (JDIMENSION)image->width;
  codec.image_height = (JDIMENSION)image->height;
  codec.input_components = 3;
  codec.in_color_space = JCS_RGB;
  jpeg_set_defaults (&codec);
  jpeg_set_linear_quality (&codec, table_scale (quality), TRUE);
  codec.dct_method = JDCT_ISLOW;
  codec.comp_info[0].h_samp_factor = codec.comp_info[0].v_samp_factor = full_colour ? 1 : 2;
  jpeg_start_compress (&codec, TRUE);
  while (codec.next_scanline < codec.image_height) {
    JSAMPROW row = image->pixels + (gsize)codec.next_scanline * (gsize)image->width * 3;
    jpeg_write_scanlines (&codec, &row, 1);
  }
  jpeg_finish_compress (&codec);
  jpeg_destroy_compress (&codec);
  bytes = g_bytes_new (data, size);
  free (data);
  return bytes;
}

GBytes *
acu_picture_encode_webp (const AcuImage *image, float quality, GError **error)
{
  uint8_t *data = NULL;
  size_t size = WebPEncodeRGB (image->pixels, image->width, image->height, 3 * image->width,
                               CLAMP (quality, 0, 100), &data);
  GBytes *bytes;

  if (size == 0) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_ENCODER,
                 _ ("WebP encoder: a picture of %d x %d pixels is refused"), image->width,
                 image->height);
    return NULL;
  }
  bytes = g_bytes_new (data, size);
  WebPFree (data);
  return bytes;
}

gboolean
acu_picture_write_jpeg (const AcuImage *image, const char *path, float quality, GError **error)
{
  g_autoptr (GBytes) bytes = acu_picture_encode_jpeg (image, quality, TRUE, error);

  if (bytes == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  return g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL),
                                   (gssize)g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT,
                                   0666, error);
}

gboolean
acu_picture_write_png (const AcuImage *image, const char *path, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new_from_data (image->pixels, GDK_COLORSPACE_RGB, FALSE, 8, image->width,
                                image->height, 3 * image->width, NULL, NULL);
  g_autofree char *data = NULL;
  gsize size;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", error, "compression", "3", NULL)) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  return g_file_set_contents_full (path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                   error);
}
