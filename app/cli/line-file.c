#include "app/cli/line-file.h"

#include "app/imaging/output-place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _AcuLineFile {
  int fd;
  char *name; /* for messages */
  GMutex lock;
  const char *ending; /* what is to come last, or NULL */
  gboolean is_begun;  /* what was in the file before is gone */
  gboolean is_finished;
};

static gboolean
set_error (const AcuLineFile *file, int reason, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), _ ("cannot write %s: %s"),
               file->name, g_strerror (reason));
  return FALSE;
}

AcuLineFile *
acu_line_file_open (const char *path, GError **error)
{
  g_autoptr (AcuLineFile) file = g_atomic_rc_box_new0 (AcuLineFile);

  g_mutex_init (&file->lock);
  if (path == NULL || g_str_equal (path, "-")) {
    file->fd = STDOUT_FILENO;
    file->is_begun = TRUE;
    file->name = g_strdup (_ ("standard output"));
    return g_steal_pointer (&file);
  }
  file->fd = -1;
  file->name = g_filename_display_name (path);
  if (!acu_output_place_check (path, error))
    return NULL;
  file->fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file->fd < 0) {
    set_error (file, errno, error);
    return NULL;
  }
  return g_steal_pointer (&file);
}

AcuLineFile *
acu_line_file_ref (AcuLineFile *file)
{
  return g_atomic_rc_box_acquire (file);
}

static void
clear (AcuLineFile *file)
{
  if (file->fd >= 0 && file->fd != STDOUT_FILENO)
    close (file->fd);
  g_mutex_clear (&file->lock);
  g_free (file->name);
}

void
acu_line_file_unref (AcuLineFile *file)
{
  g_atomic_rc_box_release_full (file, (GDestroyNotify)clear);
}

gboolean
acu_write_all (int fd, const char *data, gsize size)
{
  while (size > 0) {
    gssize written = write (fd, data, size);

    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return FALSE;
    data += written;
    size -= (gsize)written;
  }
  return TRUE;
}

/* Empties the file at the first write.  Devices and pipes have nothing to empty, which is
 * EINVAL. To be called with the lock held. */
static gboolean
empty (AcuLineFile *file, GError **error)
{
  if (!file->is_begun && ftruncate (file->fd, 0) < 0 && errno != EINVAL)
    return set_error (file, errno, error);
  file->is_begun = TRUE;
  return TRUE;
}

/* To be called with the lock held. */
static gboolean
write_text (AcuLineFile *file, const char *text, GError **error)
{
  if (file->is_finished)
    return TRUE;
  if (!empty (file, error))
    return FALSE;
  if (text != NULL) {
    off_t end = lseek (file->fd, 0, SEEK_END);

    if (!acu_write_all (file->fd, text, strlen (text))) {
      set_error (file, errno, error);
      /* Nothing of a text that did not fit.  What has no end, such as a pipe, is not cut. */
      if (end >= 0 && file->fd != STDOUT_FILENO && ftruncate (file->fd, end) < 0)
        g_debug ("%s: cannot be cut back: %s", file->name, g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
acu_line_file_begin (AcuLineFile *file, const char *text, const char *ending, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file->lock);

  if (!write_text (file, text[0] != '\0' ? text : NULL, error))
    return FALSE;
  file->ending = ending;
  return TRUE;
}

gboolean
acu_line_file_write (AcuLineFile *file, const char *text, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file->lock);

  return write_text (file, text, error);
}

gboolean
acu_line_file_finish (AcuLineFile *file, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&file->lock);

  if (!write_text (file, file->ending, error))
    return FALSE;
  /* Some file systems only now say that the disk was full.  Pipes and terminals cannot be synced,
   * and have nothing to say. */
  if (!file->is_finished && fsync (file->fd) < 0 && (errno == EIO || errno == ENOSPC))
    return set_error (file, errno, error);
  file->is_finished = TRUE;
  return TRUE;
}

void
acu_line_file_abandon (AcuLineFile *file, guint milliseconds)
{
  while (!g_mutex_trylock (&file->lock)) {
    if (milliseconds-- == 0)
      return;
    g_usleep (1000);
  }
  if (file->is_begun)
    write_text (file, file->ending, NULL);
  file->is_finished = TRUE;
  g_mutex_unlock (&file->lock);
}

gboolean
acu_line_file_write_whole (const char *path, const char *text, GError **error)
{
  gboolean is_named = path != NULL && !g_str_equal (path, "-");
  g_autofree char *name = is_named ? g_filename_display_name (path) : NULL;
  struct stat info;
  char *target;
  gboolean ok;

  /* Only a file can be replaced; a pipe or a device is written to. */
  if (!is_named || (stat (path, &info) == 0 && !S_ISREG (info.st_mode))) {
    g_autoptr (AcuLineFile) file = acu_line_file_open (path, error);

    return file != NULL && acu_line_file_write (file, text, error) &&
           acu_line_file_finish (file, error);
  }
  if (!acu_output_place_check (path, error))
    return FALSE;
  /* Not a link to it, but the file itself. */
  target = realpath (path, NULL);
  ok = g_file_set_contents_full (target != NULL ? target : path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 target != NULL ? (int)(info.st_mode & 0777) : 0666, error);
  free (target);
  if (!ok)
    g_prefix_error (error, _ ("cannot write %s: "), name);
  return ok;
}

gboolean
acu_line_file_is_terminal (const AcuLineFile *file)
{
  return isatty (file->fd);
}
