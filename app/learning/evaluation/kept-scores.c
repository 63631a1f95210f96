#include "app/learning/evaluation/kept-scores.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define KEY_SIZE   16
#define CHECK_SIZE 8

/* What nobody has gone on with for so long is forgotten. */
#define MAX_AGE (30 * G_TIME_SPAN_DAY)

struct _AcuKeptScores {
  char *path;
  FILE *file; /* NULL: nothing is kept */
  guint n_numbers;
  GHashTable *numbers; /* GBytes, a key -> double[] */
};

static void
digest (const void *data, gsize size, guint8 *into, gsize n)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 sum[32];
  gsize length = sizeof sum;

  g_checksum_update (checksum, data, (gssize)size);
  g_checksum_get_digest (checksum, sum, &length);
  memcpy (into, sum, n);
}

static gboolean
make_key (const char *path, guint8 *key)
{
  g_autofree char *text = NULL;
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    return FALSE;
  text =
      g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %s", (gint64)info.st_size,
                       (gint64)info.st_mtim.tv_sec, info.st_mtim.tv_nsec, path);
  digest (text, strlen (text), key, KEY_SIZE);
  return TRUE;
}

static void
remove_old (const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    GStatBuf info;

    if (g_stat (path, &info) == 0 &&
        g_get_real_time () - (gint64)info.st_mtim.tv_sec * G_USEC_PER_SEC > MAX_AGE)
      g_unlink (path);
  }
}

static gsize
get_body_size (const AcuKeptScores *scores)
{
  return KEY_SIZE + scores->n_numbers * sizeof (double);
}

/* Takes the records there are, and cuts off the last one where it is not whole. */
static gboolean
read_all (AcuKeptScores *scores)
{
  gsize body = get_body_size (scores);
  g_autofree guint8 *record = g_malloc (body + CHECK_SIZE);
  long end = 0;

  while (fread (record, body + CHECK_SIZE, 1, scores->file) == 1) {
    guint8 check[CHECK_SIZE];

    digest (record, body, check, CHECK_SIZE);
    if (memcmp (check, record + body, CHECK_SIZE) == 0)
      g_hash_table_insert (scores->numbers, g_bytes_new (record, KEY_SIZE),
                           g_memdup2 (record + KEY_SIZE, body - KEY_SIZE));
    end += (long)(body + CHECK_SIZE);
  }
  return ftruncate (fileno (scores->file), end) == 0;
}

AcuKeptScores *
acu_kept_scores_open (const char *what, guint n_numbers)
{
  AcuKeptScores *scores = g_new0 (AcuKeptScores, 1);
  g_autofree char *folder =
      g_build_filename (g_get_user_cache_dir (), "acutance", "evaluations", NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, what, -1);

  scores->path = g_build_filename (folder, name, NULL);
  scores->n_numbers = n_numbers;
  scores->numbers =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
  remove_old (folder);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    scores->file = fopen (scores->path, "ab+e");
  if (scores->file != NULL && flock (fileno (scores->file), LOCK_EX | LOCK_NB) != 0)
    g_clear_pointer (&scores->file, fclose);
  if (scores->file != NULL && !read_all (scores))
    g_clear_pointer (&scores->file, fclose);
  return scores;
}

const double *
acu_kept_scores_find (AcuKeptScores *scores, const char *path)
{
  guint8 key[KEY_SIZE];
  g_autoptr (GBytes) bytes = NULL;

  if (g_hash_table_size (scores->numbers) == 0 || !make_key (path, key))
    return NULL;
  bytes = g_bytes_new (key, KEY_SIZE);
  return g_hash_table_lookup (scores->numbers, bytes);
}

void
acu_kept_scores_add (AcuKeptScores *scores, const char *path, const double *numbers)
{
  gsize body = get_body_size (scores);
  g_autofree guint8 *record = g_malloc (body + CHECK_SIZE);

  if (scores->file == NULL || !make_key (path, record))
    return;
  memcpy (record + KEY_SIZE, numbers, body - KEY_SIZE);
  digest (record, body, record + body, CHECK_SIZE);
  if (fwrite (record, body + CHECK_SIZE, 1, scores->file) != 1 || fflush (scores->file) != 0)
    g_clear_pointer (&scores->file, fclose);
}

void
acu_kept_scores_end (AcuKeptScores *scores)
{
  if (scores->file != NULL)
    g_unlink (scores->path);
}

void
acu_kept_scores_close (AcuKeptScores *scores)
{
  if (scores->file != NULL && ftell (scores->file) == 0)
    g_unlink (scores->path);
  g_clear_pointer (&scores->file, fclose);
  g_hash_table_unref (scores->numbers);
  g_free (scores->path);
  g_free (scores);
}
