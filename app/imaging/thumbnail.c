#include "app/imaging/thumbnail.h"

#include "app/imaging/error.h"
#include "app/imaging/png-text.h"
#include "app/imaging/resize.h"

#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What failed in one version may not in the next, so each has a folder of its own. */
#define FAILURES "fail/acutance-" ACU_VERSION

/* The key under which the reason of a failure is kept; other programs pass over it. */
#define KEY_REASON     "Description"
#define REASON_ALLOWED " !'()*+,/:;=?@"

static const struct {
  AcuThumbnailSize size;
  const char *folder;
} sizes[] = {
    {ACU_THUMBNAIL_NORMAL, "normal"},
    {ACU_THUMBNAIL_LARGE, "large"},
    {ACU_THUMBNAIL_X_LARGE, "x-large"},
    {ACU_THUMBNAIL_XX_LARGE, "xx-large"},
};

/* A file, and what its thumbnail must say to be one of it. */
typedef struct {
  char *uri;
  char *mtime; /* seconds since 1970 */
  char *name;  /* of the thumbnail */
} Subject;

static void
subject_clear (Subject *subject)
{
  g_free (subject->uri);
  g_free (subject->mtime);
  g_free (subject->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static gboolean
subject_init (Subject *subject, const char *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  g_autofree char *sum = NULL;
  GStatBuf info;

  *subject = (Subject){.uri = g_filename_to_uri (canonical, NULL, NULL)};
  if (subject->uri == NULL)
    return FALSE;
  sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, subject->uri, -1);
  subject->name = g_strconcat (sum, ".png", NULL);
  if (g_stat (path, &info) == 0)
    subject->mtime = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)info.st_mtime);
  return TRUE;
}

static char *
get_root (void)
{
  return g_build_filename (g_get_user_cache_dir (), "thumbnails", NULL);
}

static const char *
get_folder (AcuThumbnailSize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i].size == size)
      return sizes[i].folder;
  g_return_val_if_reached (sizes[0].folder);
}

static char *
make_path (const char *folder, const Subject *subject)
{
  g_autofree char *root = get_root ();

  return g_build_filename (root, folder, subject->name, NULL);
}

char *
acu_thumbnail_get_path (const char *path, AcuThumbnailSize size)
{
  g_auto (Subject) subject = {0};

  return subject_init (&subject, path) ? make_path (get_folder (size), &subject) : NULL;
}

/* ---- Reading ---- */

/* Whether @path is a thumbnail of @subject as it is now.  @reason, which may be NULL, is set to the
 * text that a failure has. */
static gboolean
is_of (const char *path, const Subject *subject, char **reason)
{
  g_autofree char *data = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *mtime = NULL;
  gsize size;

  if (subject->mtime == NULL || !g_file_get_contents (path, &data, &size, NULL))
    return FALSE;
  uri = acu_png_text_find ((const guint8 *)data, size, "Thumb::URI");
  mtime = acu_png_text_find ((const guint8 *)data, size, "Thumb::MTime");
  if (g_strcmp0 (uri, subject->uri) != 0 || g_strcmp0 (mtime, subject->mtime) != 0)
    return FALSE;
  if (reason != NULL) {
    g_autofree char *escaped = acu_png_text_find ((const guint8 *)data, size, KEY_REASON);

    *reason = escaped != NULL ? g_uri_unescape_string (escaped, NULL) : NULL;
  }
  return TRUE;
}

char *
acu_thumbnail_lookup (const char *path, AcuThumbnailSize size)
{
  g_auto (Subject) subject = {0};
  g_autofree char *thumbnail = NULL;

  if (!subject_init (&subject, path))
    return NULL;
  thumbnail = make_path (get_folder (size), &subject);
  return is_of (thumbnail, &subject, NULL) ? g_steal_pointer (&thumbnail) : NULL;
}

/* ---- Writing ---- */

/* Writes under a name of its own first: nobody must ever see half a thumbnail. */
static gboolean
write_file (const char *path, const char *data, gsize size)
{
  g_autofree char *unfinished = g_strconcat (path, ".XXXXXX", NULL);
  int file = g_mkstemp_full (unfinished, O_RDWR | O_CLOEXEC, 0600);
  gboolean ok = file >= 0;

  while (ok && size > 0) {
    ssize_t n = write (file, data, size);

    ok = n > 0;
    data += MAX (n, 0);
    size -= (gsize)MAX (n, 0);
  }
  if (file >= 0)
    close (file);
  ok = ok && g_rename (unfinished, path) == 0;
  if (!ok && file >= 0)
    g_unlink (unfinished);
  return ok;
}

/* Leaves @image in @folder of the cache as the thumbnail of @subject.  @reason: what to say of a
 * failure, or NULL. */
static void
keep (const char *folder, const Subject *subject, AcuImage *image, const char *reason)
{
  g_autofree char *path = make_path (folder, subject);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *data = NULL;
  /* A text chunk is Latin-1, a reason any language. */
  g_autofree char *escaped =
      reason != NULL ? g_uri_escape_string (reason, REASON_ALLOWED, FALSE) : NULL;
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new_from_data (image->pixels, GDK_COLORSPACE_RGB, FALSE, 8, image->width,
                                image->height, image->width * 3, NULL, NULL);
  const char *keys[] = {"compression",
                        "tEXt::Thumb::URI",
                        "tEXt::Thumb::MTime",
                        "tEXt::Software",
                        escaped != NULL ? "tEXt::" KEY_REASON : NULL,
                        NULL};
  const char *values[] = {"3", subject->uri, subject->mtime, "Acutance", escaped, NULL};
  gsize size;

  if (g_mkdir_with_parents (parent, 0700) == 0 &&
      gdk_pixbuf_save_to_bufferv (pixbuf, &data, &size, "png", (char **)keys, (char **)values,
                                  NULL))
    write_file (path, data, size);
}

static void
keep_failure (const Subject *subject, const GError *error)
{
  g_autoptr (AcuImage) dot = acu_image_new (1, 1, NULL);

  memset (dot->pixels, 0, 3);
  keep (FAILURES, subject, dot, error->message);
}

/* ---- Making ---- */

static AcuImage *
make (AcuDecoder *decoder,
      const char *path,
      AcuThumbnailSize size,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (AcuImage) image =
      acu_decoder_load_reduced (decoder, path, (int)size, cancellable, error);
  int longer;

  if (image == NULL)
    return NULL;
  longer = MAX (image->width, image->height);
  if (longer <= (int)size)
    return g_steal_pointer (&image);
  return acu_image_resize (image, MAX (image->width * (int)size / longer, 1),
                           MAX (image->height * (int)size / longer, 1), error);
}

/* Whether the file is itself part of the cache, of which no thumbnails are kept. */
static gboolean
is_in_cache (const char *path)
{
  g_autofree char *root = get_root ();
  g_autofree char *canonical = g_canonicalize_filename (path, root);

  return g_str_has_prefix (canonical, root) && canonical[strlen (root)] == G_DIR_SEPARATOR;
}

static AcuImage *
load (AcuDecoder *decoder,
      const char *path,
      AcuThumbnailSize size,
      gboolean is_kept,
      GCancellable *cancellable,
      GError **error)
{
  g_auto (Subject) subject = {0};
  g_autofree char *thumbnail = NULL;
  g_autofree char *failure = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (AcuImage) image = NULL;
  g_autoptr (GError) cause = NULL;

  if (is_in_cache (path) || !subject_init (&subject, path) || subject.mtime == NULL)
    return make (decoder, path, size, cancellable, error);
  thumbnail = make_path (get_folder (size), &subject);
  if (is_of (thumbnail, &subject, NULL)) {
    image = acu_decoder_load (decoder, thumbnail, cancellable, NULL);
    /* A thumbnail too may be broken. */
    if (image != NULL && MAX (image->width, image->height) <= (int)size)
      return g_steal_pointer (&image);
    g_clear_pointer (&image, acu_image_unref);
  }
  failure = make_path (FAILURES, &subject);
  if (is_of (failure, &subject, &reason)) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA,
                         reason != NULL ? reason : _ ("this file could not be decoded before"));
    return NULL;
  }

  image = make (decoder, path, size, cancellable, &cause);
  if (image != NULL) {
    if (is_kept)
      keep (get_folder (size), &subject, image, NULL);
    return g_steal_pointer (&image);
  }
  if (acu_imaging_error_is_lasting (cause))
    keep_failure (&subject, cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

AcuImage *
acu_thumbnail_load (AcuDecoder *decoder,
                    const char *path,
                    AcuThumbnailSize size,
                    GCancellable *cancellable,
                    GError **error)
{
  return load (decoder, path, size, TRUE, cancellable, error);
}

AcuImage *
acu_thumbnail_peek (AcuDecoder *decoder,
                    const char *path,
                    AcuThumbnailSize size,
                    GCancellable *cancellable,
                    GError **error)
{
  return load (decoder, path, size, FALSE, cancellable, error);
}

void
acu_thumbnail_forget (const char *path)
{
  g_auto (Subject) subject = {0};
  g_autofree char *failure = NULL;

  if (!subject_init (&subject, path))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *thumbnail = make_path (sizes[i].folder, &subject);

    g_unlink (thumbnail);
  }
  failure = make_path (FAILURES, &subject);
  g_unlink (failure);
}
