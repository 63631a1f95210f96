#include "app/text/whole-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Bytes of a file that is copied, at a time. */
#define COPIED (1 << 20)

struct _AcuWholeFile {
  int fd;
  char *path;
  char *unfinished; /* NULL once it has its name */
};

static gboolean
fail (const AcuWholeFile *file, int reason, GError **error)
{
  g_autofree char *name = g_filename_display_name (file->path);

  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (reason),
               _ ("cannot write %s: %s"), name, g_strerror (reason));
  return FALSE;
}

AcuWholeFile *
acu_whole_file_new (const char *path, GError **error)
{
  g_autoptr (AcuWholeFile) file = g_new0 (AcuWholeFile, 1);

  file->path = g_strdup (path);
  file->unfinished = g_strconcat (path, ".XXXXXX", NULL);
  /* The mode is what any new file of this person has: the mask is taken off it. */
  file->fd = g_mkstemp_full (file->unfinished, O_WRONLY | O_CLOEXEC, 0666);
  if (file->fd < 0) {
    fail (file, errno, error);
    g_clear_pointer (&file->unfinished, g_free);
    return NULL;
  }
  return g_steal_pointer (&file);
}

void
acu_whole_file_free (AcuWholeFile *file)
{
  if (file == NULL)
    return;
  if (file->fd >= 0)
    close (file->fd);
  if (file->unfinished != NULL)
    g_unlink (file->unfinished);
  g_free (file->unfinished);
  g_free (file->path);
  g_free (file);
}

gboolean
acu_whole_file_write (AcuWholeFile *file, const char *data, gsize size, GError **error)
{
  while (size > 0) {
    gssize n = write (file->fd, data, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return fail (file, errno, error);
    data += n;
    size -= (gsize)n;
  }
  return TRUE;
}

gboolean
acu_whole_file_finish (AcuWholeFile *file, GError **error)
{
  int fd = file->fd;

  file->fd = -1;
  if (fsync (fd) != 0) {
    int reason = errno;

    close (fd);
    return fail (file, reason, error);
  }
  /* Some network file systems tell only now that there was no room. */
  if (close (fd) != 0 || g_rename (file->unfinished, file->path) != 0)
    return fail (file, errno, error);
  g_clear_pointer (&file->unfinished, g_free);
  return TRUE;
}

gboolean
acu_whole_file_replace (const char *path, const char *data, gsize size, GError **error)
{
  g_autoptr (AcuWholeFile) file = acu_whole_file_new (path, error);

  return file != NULL && acu_whole_file_write (file, data, size, error) &&
         acu_whole_file_finish (file, error);
}

gboolean
acu_whole_file_copy (const char *from, const char *path, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFileInputStream) stream = g_file_read (source, NULL, error);
  g_autoptr (AcuWholeFile) file = stream != NULL ? acu_whole_file_new (path, error) : NULL;
  g_autofree char *part = g_malloc (COPIED);
  gssize n;

  if (file == NULL)
    return FALSE;
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), part, COPIED, NULL, error)) > 0)
    if (!acu_whole_file_write (file, part, (gsize)n, error))
      return FALSE;
  return n == 0 && acu_whole_file_finish (file, error);
}
