#include "app/learning/datasets/picture-set.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* What is read of a file to tell it from most others of its size: so much at the beginning, in the
 * middle and at the end.  Whole sets of uncompressed pictures have one size. */
#define BLOCK 4096

#define COMPARED_AT_ONCE (64 * 1024)

/* A file of the set. */
typedef struct {
  char *path;
  char *fingerprint; /* NULL: not needed yet, or cannot be read */
} Member;

struct _AcuPictureSet {
  GHashTable *paths; /* of the members */
  GHashTable *sizes; /* gint64 to GPtrArray of Member */
};

static void
member_free (gpointer data)
{
  Member *member = data;

  g_free (member->path);
  g_free (member->fingerprint);
  g_free (member);
}

AcuPictureSet *
acu_picture_set_new (void)
{
  AcuPictureSet *set = g_new (AcuPictureSet, 1);

  set->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  set->sizes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                      (GDestroyNotify)g_ptr_array_unref);
  return set;
}

void
acu_picture_set_free (AcuPictureSet *set)
{
  if (set == NULL)
    return;
  g_hash_table_unref (set->paths);
  g_hash_table_unref (set->sizes);
  g_free (set);
}

/* FALSE for what is no regular file: a pipe would block. */
static gboolean
get_size (const char *path, gint64 *size)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return FALSE;
  *size = info.st_size;
  return TRUE;
}

void
acu_picture_set_add (AcuPictureSet *set, const char *path)
{
  GPtrArray *members;
  Member *member;
  gint64 size;

  g_return_if_fail (set != NULL && path != NULL);

  if (!g_hash_table_add (set->paths, g_strdup (path)) || !get_size (path, &size))
    return;
  members = g_hash_table_lookup (set->sizes, &size);
  if (members == NULL) {
    members = g_ptr_array_new_with_free_func (member_free);
    g_hash_table_insert (set->sizes, g_memdup2 (&size, sizeof size), members);
  }
  member = g_new0 (Member, 1);
  member->path = g_strdup (path);
  g_ptr_array_add (members, member);
}

/* A digest of a few blocks of a file of @size bytes.  NULL if it cannot be read.
 * (transfer full) (nullable) */
static char *
dup_fingerprint (const char *path, gint64 size)
{
  const gint64 places[] = {0, size / 2, MAX (size - BLOCK, 0)};
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  FILE *file = g_fopen (path, "rbe");
  gboolean is_read = file != NULL;
  guchar block[BLOCK];

  for (guint i = 0; i < G_N_ELEMENTS (places) && is_read; i++) {
    is_read = fseeko (file, (off_t)places[i], SEEK_SET) == 0;
    if (is_read)
      g_checksum_update (checksum, block, (gssize)fread (block, 1, sizeof block, file));
    is_read = is_read && ferror (file) == 0;
  }
  if (file != NULL)
    fclose (file);
  return is_read ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

static gboolean
have_same_bytes (FILE *a, FILE *b)
{
  g_autofree guchar *from_a = g_malloc (COMPARED_AT_ONCE);
  g_autofree guchar *from_b = g_malloc (COMPARED_AT_ONCE);
  gsize n;

  do {
    n = fread (from_a, 1, COMPARED_AT_ONCE, a);
    if (fread (from_b, 1, COMPARED_AT_ONCE, b) != n || memcmp (from_a, from_b, n) != 0)
      return FALSE;
  } while (n > 0);
  return ferror (a) == 0 && ferror (b) == 0;
}

static gboolean
is_copy (const char *path, const char *other)
{
  FILE *a = g_fopen (path, "rbe");
  FILE *b = g_fopen (other, "rbe");
  gboolean same = a != NULL && b != NULL && have_same_bytes (a, b);

  if (a != NULL)
    fclose (a);
  if (b != NULL)
    fclose (b);
  return same;
}

gboolean
acu_picture_set_has (AcuPictureSet *set, const char *path)
{
  g_autofree char *fingerprint = NULL;
  GPtrArray *members;
  gint64 size;

  g_return_val_if_fail (set != NULL && path != NULL, FALSE);

  if (g_hash_table_contains (set->paths, path))
    return TRUE;
  if (!get_size (path, &size) || (members = g_hash_table_lookup (set->sizes, &size)) == NULL ||
      (fingerprint = dup_fingerprint (path, size)) == NULL)
    return FALSE;
  for (guint i = 0; i < members->len; i++) {
    Member *member = g_ptr_array_index (members, i);

    if (member->fingerprint == NULL)
      member->fingerprint = dup_fingerprint (member->path, size);
    if (g_strcmp0 (member->fingerprint, fingerprint) == 0 && is_copy (path, member->path))
      return TRUE;
  }
  return FALSE;
}
