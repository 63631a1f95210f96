/* Both families of names are defined here, so that neither may stand for the other. */
#undef _FILE_OFFSET_BITS

#include "tests/headless/write-faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* The functions that are replaced have no declaration of their own beside the C library's, and the
 * 64-bit names none at all where they are the plain ones. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

static char root[PATH_MAX];
static unsigned fault_at;
static AcuFaultKind fault_kind;
static int merges;
static int last_file; /* that was written to; -1: the last change was no write */
static unsigned own_counter;
static unsigned *counter = &own_counter;

typedef enum { CHANGE_WRITE, CHANGE_SYNC, CHANGE_NAME } Change;

/* What becomes of one change. */
typedef enum { GO_AHEAD, CUT_SHORT, FAIL } Verdict;

void
acu_write_faults_arm (const char *folder, unsigned at, AcuFaultKind kind, int merge)
{
  snprintf (root, sizeof root, "%s", folder);
  fault_at = at;
  fault_kind = kind;
  merges = merge;
  last_file = -1;
  __atomic_store_n (counter, 0, __ATOMIC_SEQ_CST);
}

unsigned
acu_write_faults_disarm (void)
{
  root[0] = '\0';
  return __atomic_load_n (counter, __ATOMIC_SEQ_CST);
}

void
acu_write_faults_share_counter (unsigned *shared)
{
  counter = shared;
}

static int
is_below_root (const char *path)
{
  size_t length = strlen (root);

  return length > 0 && strncmp (path, root, length) == 0 &&
         (path[length] == '/' || path[length] == '\0');
}

static int
is_watched (int file)
{
  char link[40], path[PATH_MAX];
  ssize_t length;
  int saved = errno;

  if (root[0] == '\0')
    return 0;
  snprintf (link, sizeof link, "/proc/self/fd/%d", file);
  length = readlink (link, path, sizeof path - 1);
  errno = saved;
  if (length < 0)
    return 0;
  path[length] = '\0';
  return is_below_root (path);
}

static Verdict
fail (int number)
{
  errno = number;
  return FAIL;
}

/* Counts a change of @file (-1: of a name).  Sets errno where it is to fail. */
static Verdict
judge (int file, Change change)
{
  int is_same = merges && change == CHANGE_WRITE && file == last_file;
  unsigned n = is_same ? __atomic_load_n (counter, __ATOMIC_SEQ_CST)
                       : __atomic_add_fetch (counter, 1, __ATOMIC_SEQ_CST);

  last_file = change == CHANGE_WRITE ? file : -1;
  if (fault_at == 0 || n < fault_at)
    return GO_AHEAD;
  switch (fault_kind) {
  case ACU_FAULT_ONCE:
    return n == fault_at && !is_same ? fail (EIO) : GO_AHEAD;
  case ACU_FAULT_DEAD:
    return fail (EIO);
  case ACU_FAULT_FULL:
    if (n == fault_at && !is_same)
      return change == CHANGE_WRITE ? CUT_SHORT : fail (ENOSPC);
    /* Names and what is there already can still be changed and synced. */
    return change == CHANGE_WRITE ? fail (ENOSPC) : GO_AHEAD;
  }
  return GO_AHEAD;
}

#define NEXT(name) ((__typeof__ (&name))dlsym (RTLD_NEXT, #name))

/* Half of @size; a single byte cannot be halved, so that it fails. */
static Verdict
cut (size_t *size)
{
  if (*size < 2)
    return fail (ENOSPC);
  *size /= 2;
  return GO_AHEAD;
}

static Verdict
judge_write (int file, size_t *size)
{
  Verdict verdict = is_watched (file) ? judge (file, CHANGE_WRITE) : GO_AHEAD;

  return verdict == CUT_SHORT ? cut (size) : verdict;
}

ssize_t
write (int file, const void *data, size_t size)
{
  return judge_write (file, &size) == FAIL ? -1 : NEXT (write) (file, data, size);
}

ssize_t
pwrite (int file, const void *data, size_t size, off_t offset)
{
  return judge_write (file, &size) == FAIL ? -1 : NEXT (pwrite) (file, data, size, offset);
}

ssize_t
pwrite64 (int file, const void *data, size_t size, off64_t offset)
{
  return judge_write (file, &size) == FAIL ? -1 : NEXT (pwrite64) (file, data, size, offset);
}

ssize_t
writev (int file, const struct iovec *parts, int n)
{
  size_t size = 2;

  return judge_write (file, &size) == FAIL ? -1 : NEXT (writev) (file, parts, n);
}

/* How GLib copies files. */
ssize_t
splice (int from, off64_t *from_offset, int to, off64_t *to_offset, size_t size, unsigned flags)
{
  return judge_write (to, &size) == FAIL
             ? -1
             : NEXT (splice) (from, from_offset, to, to_offset, size, flags);
}

/* A size is set whole or not at all. */
static int
fails_resize (int file)
{
  size_t byte = 1;

  return judge_write (file, &byte) == FAIL;
}

int
ftruncate (int file, off_t size)
{
  return fails_resize (file) ? -1 : NEXT (ftruncate) (file, size);
}

int
ftruncate64 (int file, off64_t size)
{
  return fails_resize (file) ? -1 : NEXT (ftruncate64) (file, size);
}

int
fallocate (int file, int mode, off_t offset, off_t size)
{
  return fails_resize (file) ? -1 : NEXT (fallocate) (file, mode, offset, size);
}

int
fallocate64 (int file, int mode, off64_t offset, off64_t size)
{
  return fails_resize (file) ? -1 : NEXT (fallocate64) (file, mode, offset, size);
}

/* These two return their error. */
int
posix_fallocate (int file, off_t offset, off_t size)
{
  return fails_resize (file) ? errno : NEXT (posix_fallocate) (file, offset, size);
}

int
posix_fallocate64 (int file, off64_t offset, off64_t size)
{
  return fails_resize (file) ? errno : NEXT (posix_fallocate64) (file, offset, size);
}

/* The machine will not lose its power in a test: syncs that succeed do nothing, which takes no
 * time. */
int
fsync (int file)
{
  return is_watched (file) ? (judge (file, CHANGE_SYNC) == FAIL ? -1 : 0) : NEXT (fsync) (file);
}

int
fdatasync (int file)
{
  return is_watched (file) ? (judge (file, CHANGE_SYNC) == FAIL ? -1 : 0) : NEXT (fdatasync) (file);
}

int
rename (const char *from, const char *to)
{
  return is_below_root (to) && judge (-1, CHANGE_NAME) == FAIL ? -1 : NEXT (rename) (from, to);
}

int
renameat (int from_folder, const char *from, int to_folder, const char *to)
{
  return is_below_root (to) && judge (-1, CHANGE_NAME) == FAIL
             ? -1
             : NEXT (renameat) (from_folder, from, to_folder, to);
}

int
renameat2 (int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
  return is_below_root (to) && judge (-1, CHANGE_NAME) == FAIL
             ? -1
             : NEXT (renameat2) (from_folder, from, to_folder, to, flags);
}
