/* One folder of a scan: what is on disk. */
#include "app/catalog/scan-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/stat.h>
#include <unistd.h>

static void
file_free (AcuScanFile *found)
{
  g_free (found->name);
  g_free (found->problem);
  g_free (found);
}

static char *
describe_kind (mode_t mode)
{
  if (S_ISFIFO (mode))
    return g_strdup (_ ("this is a pipe, not a picture file"));
  if (S_ISSOCK (mode))
    return g_strdup (_ ("this is a socket, not a picture file"));
  return g_strdup (_ ("this is a device, not a picture file"));
}

gint64
acu_scan_get_mtime (const struct stat *info)
{
  return info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_mtim.tv_nsec;
}

static void
note_sidecar (AcuScan *scan, const char *path, const char *name, const struct stat *info)
{
  gint64 mtime = acu_scan_get_mtime (info);

  g_hash_table_insert (scan->sidecars, g_build_filename (path, name, NULL),
                       g_memdup2 (&mtime, sizeof mtime));
}

/* Looks at the entry @name; NULL where it is no photo.  Folders go to @below. */
static AcuScanFile *
look (AcuScan *scan, int dir, const char *path, const char *name, GPtrArray *below)
{
  AcuFileKind kind = acu_file_kind_guess (name);
  gboolean is_photo = kind == ACU_FILE_PICTURE || kind == ACU_FILE_RAW;
  struct stat link, info;
  AcuScanFile *found;
  gboolean gone;

  if (fstatat (dir, name, &link, AT_SYMLINK_NOFOLLOW) != 0)
    return NULL;
  if (S_ISDIR (link.st_mode)) {
    if (scan->options->recursive)
      g_ptr_array_add (below, g_build_filename (path, name, NULL));
    return NULL;
  }
  gone = fstatat (dir, name, &info, 0) != 0;
  if (kind == ACU_FILE_SIDECAR && !gone)
    note_sidecar (scan, path, name, &info);
  if (!is_photo || (!gone && S_ISDIR (info.st_mode)))
    return NULL;
  found = g_new0 (AcuScanFile, 1);
  found->name = g_strdup (name);
  found->kind = kind;
  if (gone) {
    found->problem = g_strdup (_ ("this is a link to a file that is not there"));
  } else if (!S_ISREG (info.st_mode)) {
    found->problem = describe_kind (info.st_mode);
  } else {
    found->size = info.st_size;
    found->mtime = acu_scan_get_mtime (&info);
    if (faccessat (dir, name, R_OK, AT_EACCESS) != 0)
      found->problem = g_strdup_printf (_ ("cannot be opened: %s"), g_strerror (errno));
  }
  return found;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(AcuScanFile *const *)a)->name, (*(AcuScanFile *const *)b)->name);
}

GPtrArray *
acu_scan_read_disk (AcuScan *scan, const char *path, GPtrArray *below, char **problem)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify)file_free);
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (dir == NULL) {
    *problem = g_strdup_printf (_ ("cannot be opened: %s"), g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  while (errno = 0, (entry = readdir (dir)) != NULL) {
    AcuScanFile *found;

    if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, "..") ||
        (entry->d_name[0] == '.' && !scan->options->hidden_files))
      continue;
    found = look (scan, fd, path, entry->d_name, below);
    if (found != NULL)
      g_ptr_array_add (files, found);
  }
  if (errno != 0)
    *problem = g_strdup_printf (_ ("cannot be read to its end: %s"), g_strerror (errno));
  closedir (dir);
  if (*problem != NULL)
    return NULL;
  g_ptr_array_sort (files, compare_names);
  return g_steal_pointer (&files);
}
