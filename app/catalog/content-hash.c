#include "app/catalog/content-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define END_SIZE (64 * 1024)

/* Reads all of the @n bytes at @offset, unless the file ends before; returns how many, or -1. */
static gssize
read_at (int file, guint8 *buffer, gsize n, goffset offset)
{
  gsize done = 0;

  while (done < n) {
    ssize_t got = pread (file, buffer + done, n - done, offset + (goffset)done);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    done += (gsize)got;
  }
  return (gssize)done;
}

static gboolean
hash_ends (int file, goffset size, GChecksum *checksum)
{
  g_autofree guint8 *buffer = g_malloc (END_SIZE);
  guint64 stored = GUINT64_TO_LE ((guint64)size);
  goffset tail = MAX (size - END_SIZE, END_SIZE);
  gssize n;

  g_checksum_update (checksum, (const guchar *)&stored, sizeof stored);
  n = read_at (file, buffer, END_SIZE, 0);
  if (n < 0)
    return FALSE;
  g_checksum_update (checksum, buffer, n);
  if (size <= END_SIZE)
    return TRUE;
  n = read_at (file, buffer, END_SIZE, tail);
  if (n < 0)
    return FALSE;
  g_checksum_update (checksum, buffer, n);
  return TRUE;
}

gboolean
acu_content_hash_compute (const char *path,
                          guint8 hash[ACU_CONTENT_HASH_SIZE],
                          goffset *size,
                          GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  /* Opening a pipe must not wait for its other end. */
  int file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  gsize length = ACU_CONTENT_HASH_SIZE;
  struct stat info;
  gboolean ok;

  ok = file >= 0 && fstat (file, &info) == 0 && hash_ends (file, info.st_size, checksum);
  if (ok) {
    *size = info.st_size;
    g_checksum_get_digest (checksum, hash, &length);
  } else {
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_FILE, _ ("cannot be read: %s"),
                 g_strerror (errno));
  }
  if (file >= 0)
    close (file);
  return ok;
}

char *
acu_content_hash_format (goffset size, const guint8 hash[ACU_CONTENT_HASH_SIZE])
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%" G_GINT64_FORMAT "-", (gint64)size);
  for (guint i = 0; i < ACU_CONTENT_HASH_SIZE; i++)
    g_string_append_printf (text, "%02x", hash[i]);
  return g_string_free (text, FALSE);
}

gboolean
acu_content_hash_parse (const char *text, goffset *size, guint8 hash[ACU_CONTENT_HASH_SIZE])
{
  char *end = NULL;

  if (text == NULL)
    return FALSE;
  *size = g_ascii_strtoll (text, &end, 10);
  if (*size <= 0 || *end++ != '-' || strlen (end) != 2 * ACU_CONTENT_HASH_SIZE)
    return FALSE;
  for (guint i = 0; i < ACU_CONTENT_HASH_SIZE; i++) {
    if (!g_ascii_isxdigit (end[2 * i]) || !g_ascii_isxdigit (end[2 * i + 1]))
      return FALSE;
    hash[i] =
        (guint8)(g_ascii_xdigit_value (end[2 * i]) << 4 | g_ascii_xdigit_value (end[2 * i + 1]));
  }
  return TRUE;
}
