#include "app/imaging/jpeg.h"

#include "app/imaging/colour.h"
#include "app/imaging/error.h"
#include "app/imaging/exif.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

/* A progressive file may refine its picture as often as it likes, and each scan costs a pass over
 * all coefficients; real encoders use about ten. */
#define MAX_SCANS 100

/* Warnings that are passed on; a damaged file can make thousands. */
#define MAX_WARNINGS 3

typedef struct {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  struct jpeg_source_mgr source;
  jmp_buf failed;
  char reason[JMSG_LENGTH_MAX]; /* why it failed */
  int reason_code;              /* libjpeg's, or -1 for more than MAX_SCANS */
  char warnings[MAX_WARNINGS][JMSG_LENGTH_MAX];
  int n_warnings;
  gboolean at_end;     /* the data ended without an end marker, and the decoder was told so */
  gboolean lacks_data; /* and it needed more */

  const AcuLoadOptions *options;
  AcuImage *image;
  AcuColourTransform *cmyk; /* NULL: the plain formula */
  guint8 *cmyk_row;
  JOCTET *profile;
  unsigned int profile_size;
} Reader;

static Reader *
get_reader (j_common_ptr jpeg)
{
  return jpeg->client_data;
}

/* libjpeg's default would end the process. */
static void
error_exit_cb (j_common_ptr jpeg)
{
  Reader *reader = get_reader (jpeg);

  reader->reason_code = reader->errors.msg_code;
  reader->errors.format_message (jpeg, reader->reason);
  longjmp (reader->failed, 1);
}

static void
emit_message_cb (j_common_ptr jpeg, int level)
{
  Reader *reader = get_reader (jpeg);

  if (level >= 0)
    return;
  /* Once the data has ended, any complaint means that the decoder wanted more than the end marker.
   */
  if (reader->at_end)
    reader->lacks_data = TRUE;
  if (reader->n_warnings < MAX_WARNINGS)
    reader->errors.format_message (jpeg, reader->warnings[reader->n_warnings]);
  reader->n_warnings++;
}

static void
output_message_cb (j_common_ptr jpeg)
{
}

static void
progress_monitor_cb (j_common_ptr jpeg)
{
  Reader *reader = get_reader (jpeg);

  if (reader->jpeg.input_scan_number <= MAX_SCANS)
    return;
  reader->reason_code = -1;
  g_snprintf (reader->reason, sizeof reader->reason, _ ("more than %d progressive scans"),
              MAX_SCANS);
  longjmp (reader->failed, 1);
}

static void
init_source_cb (j_decompress_ptr jpeg)
{
}

/* All data was given at once, so to be asked for more means that it has ended.  An end marker lets
 * the decoder finish what it has; whether that was everything shows in lacks_data. */
static boolean
fill_input_buffer_cb (j_decompress_ptr jpeg)
{
  static const JOCTET end[2] = {0xff, JPEG_EOI};

  get_reader ((j_common_ptr)jpeg)->at_end = TRUE;
  jpeg->src->next_input_byte = end;
  jpeg->src->bytes_in_buffer = sizeof end;
  return TRUE;
}

static void
skip_input_data_cb (j_decompress_ptr jpeg, long count)
{
  struct jpeg_source_mgr *source = jpeg->src;

  if (count <= 0)
    return;
  if ((size_t)count >= source->bytes_in_buffer) {
    fill_input_buffer_cb (jpeg);
    return;
  }
  source->next_input_byte += count;
  source->bytes_in_buffer -= (size_t)count;
}

static void
term_source_cb (j_decompress_ptr jpeg)
{
}

static void
prepare (Reader *reader, const guint8 *data, gsize size)
{
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;

  jpeg->err = jpeg_std_error (&reader->errors);
  reader->errors.error_exit = error_exit_cb;
  reader->errors.emit_message = emit_message_cb;
  reader->errors.output_message = output_message_cb;
  jpeg->client_data = reader;
  jpeg_create_decompress (jpeg);

  reader->source.init_source = init_source_cb;
  reader->source.fill_input_buffer = fill_input_buffer_cb;
  reader->source.skip_input_data = skip_input_data_cb;
  reader->source.resync_to_restart = jpeg_resync_to_restart;
  reader->source.term_source = term_source_cb;
  reader->source.next_input_byte = data;
  reader->source.bytes_in_buffer = size;
  jpeg->src = &reader->source;

  reader->progress.progress_monitor = progress_monitor_cb;
  jpeg->progress = &reader->progress;

  jpeg_save_markers (jpeg, JPEG_APP0 + 1, 0xffff);
  jpeg_save_markers (jpeg, JPEG_APP0 + 2, 0xffff);
}

static int
find_orientation (const struct jpeg_decompress_struct *jpeg)
{
  static const char signature[6] = "Exif\0";

  for (const struct jpeg_marker_struct *marker = jpeg->marker_list; marker != NULL;
       marker = marker->next)
    if (marker->marker == JPEG_APP0 + 1 && marker->data_length > sizeof signature &&
        memcmp (marker->data, signature, sizeof signature) == 0)
      return acu_exif_get_orientation (marker->data + sizeof signature,
                                       marker->data_length - sizeof signature);
  return 1;
}

static gboolean
check_size (const Reader *reader, gsize size, GError **error)
{
  const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  guint64 pixels = (guint64)jpeg->image_width * jpeg->image_height;
  guint64 unit = 64ull * (guint)jpeg->max_h_samp_factor * (guint)jpeg->max_v_samp_factor;

  if (pixels > reader->options->max_pixels) {
    g_set_error (
        error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
        _ ("the picture is said to have %u x %u pixels; at most %" PRIu64 " million are read"),
        jpeg->image_width, jpeg->image_height, reader->options->max_pixels / 1000000);
    return FALSE;
  }
  /* Every block takes at least one bit of a Huffman code in the first scan it appears in; a shorter
   * file cannot hold the picture, and need not be given its memory to find that out. */
  if (!jpeg->arith_code && pixels / unit > (guint64)size * 8) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TRUNCATED,
                 ngettext ("the file is truncated: %zu byte cannot hold %u x %u pixels",
                           "the file is truncated: %zu bytes cannot hold %u x %u pixels", size),
                 size, jpeg->image_width, jpeg->image_height);
    return FALSE;
  }
  return TRUE;
}

/* The largest reduction that leaves the shorter side at least @min_side pixels. */
static unsigned int
choose_denominator (const struct jpeg_decompress_struct *jpeg, int min_side)
{
  unsigned int shorter = MIN (jpeg->image_width, jpeg->image_height);
  unsigned int denominator = 1;

  if (min_side <= 0)
    return 1;
  while (denominator < 8 && shorter / (denominator * 2) >= (unsigned int)min_side)
    denominator *= 2;
  return denominator;
}

static void
prepare_cmyk (Reader *reader)
{
  g_autofree char *problem = NULL;

  if (reader->profile != NULL && !reader->options->no_icc)
    reader->cmyk = acu_colour_transform_new (reader->profile, reader->profile_size,
                                             ACU_COLOUR_CMYK_INVERTED, FALSE, &problem);
  if (problem != NULL)
    acu_image_warn (reader->image, "%s", problem);
  reader->image->icc_converted = reader->cmyk != NULL;
}

/* Reads the header and everything that has to be decided before the pixels. */
static gboolean
begin (Reader *reader, gsize size, int *orientation, GError **error)
{
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  gboolean is_cmyk;

  jpeg_read_header (jpeg, TRUE);
  if (!check_size (reader, size, error))
    return FALSE;
  *orientation = find_orientation (jpeg);
  jpeg_read_icc_profile (jpeg, &reader->profile, &reader->profile_size);

  is_cmyk = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
  jpeg->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg->do_fancy_upsampling = TRUE;
  jpeg->scale_num = 1;
  jpeg->scale_denom = choose_denominator (jpeg, reader->options->min_side);
  jpeg_calc_output_dimensions (jpeg);

  reader->image =
      reader->options->shared
          ? acu_image_new_shared ((int)jpeg->output_width, (int)jpeg->output_height, error)
          : acu_image_new ((int)jpeg->output_width, (int)jpeg->output_height, error);
  if (reader->image == NULL)
    return FALSE;
  reader->image->format = "JPEG";
  reader->image->original_width = (int)jpeg->image_width;
  reader->image->original_height = (int)jpeg->image_height;
  if (is_cmyk) {
    reader->cmyk_row = g_malloc ((gsize)jpeg->output_width * 4);
    prepare_cmyk (reader);
  }
  return TRUE;
}

static void
read_rows (Reader *reader)
{
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  gsize stride = (gsize)jpeg->output_width * 3;

  jpeg_start_decompress (jpeg);
  while (jpeg->output_scanline < jpeg->output_height) {
    guint8 *row = reader->image->pixels + jpeg->output_scanline * stride;
    JSAMPROW target = reader->cmyk_row != NULL ? reader->cmyk_row : row;

    jpeg_read_scanlines (jpeg, &target, 1);
    if (reader->cmyk != NULL)
      acu_colour_transform_run (reader->cmyk, reader->cmyk_row, row, jpeg->output_width);
    else if (reader->cmyk_row != NULL)
      acu_colour_invert_cmyk (reader->cmyk_row, row, jpeg->output_width);
  }
  /* Where every scan covers the whole picture, one that is missing altogether goes unremarked. */
  if (reader->at_end && jpeg_has_multiple_scans (jpeg))
    reader->lacks_data = TRUE;
  jpeg_finish_decompress (jpeg);
}

static void
set_failure (const Reader *reader, GError **error)
{
  if (reader->reason_code == JERR_OUT_OF_MEMORY)
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
                 _ ("not enough memory for a JPEG of %u x %u pixels"), reader->jpeg.image_width,
                 reader->jpeg.image_height);
  else if (reader->reason_code == JERR_IMAGE_TOO_BIG)
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                 _ ("the picture is said to have %u x %u pixels; a side of a JPEG may have %ld"),
                 reader->jpeg.image_width, reader->jpeg.image_height, (long)JPEG_MAX_DIMENSION);
  else if (reader->at_end)
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TRUNCATED,
                 _ ("the file is truncated (JPEG: %s)"), reader->reason);
  else
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA, _ ("damaged JPEG: %s"),
                 reader->reason);
}

static void
pass_warnings_on (const Reader *reader)
{
  for (int i = 0; i < MIN (reader->n_warnings, MAX_WARNINGS); i++)
    acu_image_warn (reader->image, "%s", reader->warnings[i]);
  if (reader->n_warnings > MAX_WARNINGS)
    acu_image_warn (reader->image,
                    ngettext ("%d more warning about damaged data",
                              "%d more warnings about damaged data",
                              (gulong)(reader->n_warnings - MAX_WARNINGS)),
                    reader->n_warnings - MAX_WARNINGS);
  if (reader->at_end)
    acu_image_warn (reader->image, _ ("the JPEG has no end marker"));
}

/* Decodes into @reader->image.  Everything that a longjmp leaves behind belongs to @reader. */
static gboolean
decode (Reader *reader, const guint8 *data, gsize size, int *orientation, GError **error)
{
  if (setjmp (reader->failed) != 0) {
    set_failure (reader, error);
    return FALSE;
  }
  prepare (reader, data, size);
  if (!begin (reader, size, orientation, error))
    return FALSE;
  read_rows (reader);
  if (reader->lacks_data) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TRUNCATED,
                         _ ("the file is truncated: the JPEG data ends before the picture does"));
    return FALSE;
  }
  return TRUE;
}

AcuImage *
acu_jpeg_decode (const guint8 *data,
                 gsize size,
                 const AcuLoadOptions *options,
                 int *orientation,
                 GBytes **profile,
                 GError **error)
{
  g_autofree Reader *reader = g_new0 (Reader, 1);
  AcuImage *image = NULL;

  reader->options = options;
  *profile = NULL;
  if (decode (reader, data, size, orientation, error)) {
    pass_warnings_on (reader);
    if (reader->profile != NULL && reader->cmyk_row == NULL)
      *profile = g_bytes_new (reader->profile, reader->profile_size);
    image = g_steal_pointer (&reader->image);
  }
  jpeg_destroy_decompress (&reader->jpeg);
  free (reader->profile);
  g_free (reader->cmyk_row);
  g_clear_pointer (&reader->cmyk, acu_colour_transform_free);
  g_clear_pointer (&reader->image, acu_image_unref);
  return image;
}
