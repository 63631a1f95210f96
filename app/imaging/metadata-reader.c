#include "app/imaging/metadata-reader.h"

#include "app/imaging/error.h"

#include <gexiv2/gexiv2.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* EXIF's "2024:05:17 12:30:05", or XMP's "2024-05-17T12:30:05+02:00", of which the clock's reading
 * is what counts: photos of one trip belong together whatever zone the camera was set to. */
static gint64
parse_time (const char *text)
{
  int year, month, day, hour, minute, second;
  g_autoptr (GDateTime) time = NULL;

  if (sscanf (text, "%4d%*1[:-]%2d%*1[:-]%2d%*1[ T]%2d:%2d:%2d", &year, &month, &day, &hour,
              &minute, &second) != 6)
    return G_MININT64;
  time = g_date_time_new_utc (year, month, day, hour, minute, CLAMP (second, 0, 59));
  return time != NULL ? g_date_time_to_unix (time) : G_MININT64;
}

/* The first of @tags that has a text. (transfer full) (nullable) */
static char *
find_text (GExiv2Metadata *source, const char *const *tags, gboolean interpreted)
{
  for (; *tags != NULL; tags++) {
    g_autofree char *text =
        interpreted ? gexiv2_metadata_try_get_tag_interpreted_string (source, *tags, NULL)
                    : gexiv2_metadata_try_get_tag_string (source, *tags, NULL);

    if (text != NULL && *g_strstrip (text) != '\0')
      return g_utf8_make_valid (text, -1);
  }
  return NULL;
}

static void
read_time (GExiv2Metadata *source, AcuMetadata *metadata)
{
  static const char *const times[] = {"Exif.Photo.DateTimeOriginal", "Exif.Photo.DateTimeDigitized",
                                      "Exif.Image.DateTimeOriginal", "Xmp.exif.DateTimeOriginal",
                                      "Xmp.photoshop.DateCreated",   NULL};
  static const char *const fractions[] = {"Exif.Photo.SubSecTimeOriginal",
                                          "Exif.Photo.SubSecTimeDigitized", NULL};
  g_autofree char *time = find_text (source, times, FALSE);
  g_autofree char *fraction = find_text (source, fractions, FALSE);

  metadata->taken = time != NULL ? parse_time (time) : G_MININT64;
  if (fraction != NULL) {
    /* Digits after a point: "5" is half a second. */
    g_autofree char *number = g_strconcat ("0.", fraction, NULL);

    metadata->subsecond = (gint32)(g_ascii_strtod (number, NULL) * 1000.0);
  }
}

static void
read_names (GExiv2Metadata *source, AcuMetadata *metadata)
{
  static const char *const makers[] = {"Exif.Image.Make", "Xmp.tiff.Make", NULL};
  static const char *const models[] = {"Exif.Image.Model", "Xmp.tiff.Model", NULL};
  static const char *const lenses[] = {"Exif.Photo.LensModel", "Xmp.exifEX.LensModel",
                                       "Xmp.aux.Lens", NULL};
  static const char *const maker_lenses[] = {"Exif.CanonCs.LensType",
                                             "Exif.NikonLd3.LensIDNumber",
                                             "Exif.NikonLd2.LensIDNumber",
                                             "Exif.Pentax.LensType",
                                             "Exif.Sony2.LensID",
                                             "Exif.OlympusEq.LensType",
                                             NULL};
  g_autofree char *maker = find_text (source, makers, FALSE);
  g_autofree char *model = find_text (source, models, FALSE);
  g_autofree char *lens = find_text (source, lenses, FALSE);

  if (lens == NULL)
    lens = find_text (source, maker_lenses, TRUE);
  /* "Canon" makes the "Canon EOS R5", but "NIKON CORPORATION" the "NIKON D850". */
  if (maker != NULL && model != NULL) {
    gsize word = strcspn (maker, " ");

    if (g_ascii_strncasecmp (maker, model, word) == 0)
      g_clear_pointer (&maker, g_free);
  }
  g_snprintf (metadata->camera, sizeof metadata->camera, "%s%s%s", maker != NULL ? maker : "",
              maker != NULL && model != NULL ? " " : "", model != NULL ? model : "");
  if (lens != NULL)
    g_strlcpy (metadata->lens, lens, sizeof metadata->lens);
}

/* "image/x-nikon-nef" is a Nikon NEF, "image/jpeg" a JPEG. */
static void
read_format (GExiv2Metadata *source, AcuMetadata *metadata)
{
  const char *type = gexiv2_metadata_get_mime_type (source);
  const char *name = type != NULL ? strchr (type, '/') : NULL;
  g_autofree char *upper = NULL;

  if (name == NULL)
    return;
  name += g_str_has_prefix (name, "/x-") ? 3 : 1;
  upper = g_ascii_strup (name, -1);
  g_strdelimit (upper, "-", ' ');
  g_strlcpy (metadata->format, upper, sizeof metadata->format);
}

static void
read_exposure (GExiv2Metadata *source, AcuMetadata *metadata)
{
  int numerator = 0, denominator = 0;
  double longitude, latitude;

  if (gexiv2_metadata_try_get_exposure_time (source, &numerator, &denominator, NULL) &&
      denominator != 0)
    metadata->exposure = (double)numerator / denominator;
  metadata->aperture = gexiv2_metadata_try_get_fnumber (source, NULL);
  metadata->focal_length = gexiv2_metadata_try_get_focal_length (source, NULL);
  metadata->iso = gexiv2_metadata_try_get_iso_speed (source, NULL);
  metadata->has_location = gexiv2_metadata_try_get_gps_longitude (source, &longitude, NULL) &&
                           gexiv2_metadata_try_get_gps_latitude (source, &latitude, NULL);
}

/* A real number by the schema (XMP specification, part 2, 8.4), though all write whole ones. */
static void
read_rating (GExiv2Metadata *source, AcuMetadata *metadata)
{
  static const char *const ratings[] = {"Xmp.xmp.Rating", NULL};
  g_autofree char *text = find_text (source, ratings, FALSE);
  double rating = text != NULL ? g_ascii_strtod (text, NULL) : 0;

  if (rating >= -1 && rating <= 5)
    metadata->rating = (gint32)rating;
}

static void
read_size (GExiv2Metadata *source, AcuMetadata *metadata)
{
  int width = gexiv2_metadata_get_pixel_width (source);
  int height = gexiv2_metadata_get_pixel_height (source);

  metadata->orientation = (gint32)gexiv2_metadata_try_get_orientation (source, NULL);
  /* 5 to 8 lie on their side. */
  metadata->width = metadata->orientation >= 5 ? height : width;
  metadata->height = metadata->orientation >= 5 ? width : height;
}

gboolean
acu_metadata_read_fd (int fd, AcuMetadata *metadata, GError **error)
{
  /* Opened anew by number: the name may be another file's by now, or not be visible from here. */
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GExiv2Metadata) source = gexiv2_metadata_new ();
  g_autoptr (GError) cause = NULL;

  *metadata = (AcuMetadata){.taken = G_MININT64};
  gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE);
  if (!gexiv2_metadata_open_path (source, path, &cause)) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
                         _ ("nothing can be read about this file"));
    return FALSE;
  }
  read_time (source, metadata);
  read_names (source, metadata);
  read_format (source, metadata);
  read_exposure (source, metadata);
  read_size (source, metadata);
  read_rating (source, metadata);
  acu_metadata_sanitize (metadata);
  return TRUE;
}
