#include "full-disk.h"

#include <sqlite3.h>

static sqlite3_vfs *original;
static sqlite3_vfs disk;
static gint is_full_now;

/* SQLite keeps several tables of methods, one a way of locking; each is copied once. */
static struct {
  const sqlite3_io_methods *theirs;
  sqlite3_io_methods ours;
} methods[8];

static const sqlite3_io_methods *
find_theirs (const sqlite3_io_methods *ours)
{
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (ours == &methods[i].ours)
      return methods[i].theirs;
  g_assert_not_reached ();
}

static int
write_file (sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
  if (g_atomic_int_get (&is_full_now))
    return SQLITE_FULL;
  return find_theirs (file->pMethods)->xWrite (file, data, n, offset);
}

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  int status = original->xOpen (original, name, file, flags, out_flags);
  gsize i = 0;

  if (file->pMethods == NULL)
    return status;
  while (methods[i].theirs != NULL && methods[i].theirs != file->pMethods)
    g_assert_cmpuint (++i, <, G_N_ELEMENTS (methods));
  if (methods[i].theirs == NULL) {
    methods[i].ours = *file->pMethods;
    methods[i].ours.xWrite = write_file;
    /* Memory maps would get round it. */
    methods[i].ours.iVersion = MIN (methods[i].ours.iVersion, 2);
    methods[i].theirs = file->pMethods;
  }
  file->pMethods = &methods[i].ours;
  return status;
}

void
acu_full_disk_install (void)
{
  original = sqlite3_vfs_find (NULL);
  disk = *original;
  disk.zName = "full-disk";
  disk.xOpen = open_file;
  disk.pNext = NULL;
  g_assert_cmpint (sqlite3_vfs_register (&disk, 1), ==, SQLITE_OK);
}

void
acu_full_disk_set (gboolean is_full)
{
  g_atomic_int_set (&is_full_now, is_full);
}
