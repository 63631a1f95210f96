#include "app/learning/synth/unfinished-set.h"

#include "app/learning/synth/set-folder.h"
#include "app/learning/synth/synth-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Another one where what the pictures are made from is digested otherwise. */
#define FORMAT "acutance-synth 1"

/* The finished pictures of a source. */
typedef struct {
  guint n;
  GString *rows;
} Part;

struct _AcuUnfinishedSet {
  const AcuSynthOptions *options;
  const AcuSetPlan *plan;
  char *path;
  int file;
  off_t length; /* of its whole records */
  GMutex lock;  /* of both */
  Part *parts;  /* of each source */
};

static gboolean
fail (const AcuUnfinishedSet *set, int code, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _ ("cannot write %s: %s"),
               set->path, g_strerror (code));
  return FALSE;
}

/* The first line of a set's file. (transfer full) */
static char *
dup_head (const AcuSynthOptions *options, const AcuSetPlan *plan)
{
  g_autoptr (GString) text = g_string_new (ACU_VERSION);
  g_autofree char *digest = NULL;
  char collage[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (
      text, "\n%" G_GUINT64_FORMAT " %u %u %u %u %u %d %u %s %d\n", options->seed, options->count,
      options->quality, options->long_side, options->held_out, options->per_held_out, options->vary,
      options->view_side, g_ascii_dtostr (collage, sizeof collage, options->collage),
      options->no_maps);
  for (guint i = 0; i < plan->sources->len; i++) {
    const char *relative = g_ptr_array_index (plan->sources, i);
    g_autofree char *path = g_build_filename (options->from, relative, NULL);
    GStatBuf info = {0};

    g_stat (path, &info);
    g_string_append_printf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %s",
                            (gint64)info.st_size, (gint64)info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
                            relative);
    g_string_append_c (text, '\0');
  }
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize)text->len);
  return g_strdup_printf (FORMAT " %s\n", digest);
}

/* 0 where there is no such file. */
static guint64
get_size (const AcuUnfinishedSet *set, const char *name)
{
  g_autofree char *path = acu_set_folder_path (set->options, name);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (guint64)info.st_size : 0;
}

/* The bytes of a picture and its map. */
static guint64
measure (const AcuUnfinishedSet *set, guint source, guint index)
{
  const char *relative = g_ptr_array_index (set->plan->sources, source);
  g_autofree char *picture = acu_set_folder_dup_picture (set->options, relative, index);
  g_autofree char *map = acu_set_folder_dup_map (relative, index);

  return get_size (set, picture) + get_size (set, map);
}

/* The number at @text, which is moved behind the @end that must follow it. */
static gboolean
read_number (const char **text, char end, guint64 *number)
{
  char *behind;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *number = g_ascii_strtoull (*text, &behind, 10);
  if (*behind != end)
    return FALSE;
  *text = behind + 1;
  return TRUE;
}

/* Takes the record at @text and returns how long it is, 0 where it is not whole. */
static gsize
read_record (AcuUnfinishedSet *set, const char *text, const char *end)
{
  const char *row = text;
  guint64 source, index, bytes, length;
  Part *part;

  if (!read_number (&row, ' ', &source) || !read_number (&row, ' ', &index) ||
      !read_number (&row, ' ', &bytes) || !read_number (&row, '\n', &length))
    return 0;
  if (length == 0 || length > (guint64)(end - row) || row[length - 1] != '\n' ||
      memchr (row, '\0', length) != NULL || source >= set->plan->sources->len ||
      index >= set->plan->quotas[source])
    return 0;
  part = &set->parts[source];
  if (index == part->n && measure (set, (guint)source, part->n) == bytes) {
    g_string_append_len (part->rows, row, (gssize)length);
    part->n++;
  }
  return (gsize)(row - text) + length;
}

static gboolean
write_all (AcuUnfinishedSet *set, const char *text, gsize length, GError **error)
{
  while (length > 0) {
    gssize written = write (set->file, text, length);

    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return fail (set, errno, error);
    text += written;
    length -= (gsize)written;
  }
  return TRUE;
}

/* Leaves nothing behind the whole records, where the next one is written. */
static gboolean
shorten (AcuUnfinishedSet *set)
{
  return ftruncate (set->file, set->length) == 0 && lseek (set->file, set->length, SEEK_SET) >= 0;
}

/* Takes what the file has, and cuts off what is not whole. */
static gboolean
take_over (AcuUnfinishedSet *set, GError **error)
{
  g_autofree char *head = dup_head (set->options, set->plan), *text = NULL;
  gsize length, place = strlen (head);

  if (!g_file_get_contents (set->path, &text, &length, error))
    return FALSE;
  /* One that ended with the head has nothing that could be lost. */
  if (length < place) {
    if (!shorten (set))
      return fail (set, errno, error);
    set->length = (off_t)place;
    return write_all (set, head, place, error);
  }
  if (!g_str_has_prefix (text, head)) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_UNFINISHED,
                 _ ("%s: there is an unfinished set of other photos or options in this folder; go "
                    "on with those, or name another folder"),
                 set->options->out);
    return FALSE;
  }
  for (gsize step = 1; step > 0 && place < length; place += step)
    step = read_record (set, text + place, text + length);
  set->length = (off_t)place;
  return shorten (set) || fail (set, errno, error);
}

AcuUnfinishedSet *
acu_unfinished_set_open (const AcuSynthOptions *options, const AcuSetPlan *plan, GError **error)
{
  g_autoptr (AcuUnfinishedSet) set = g_new0 (AcuUnfinishedSet, 1);
  g_autofree char *labels = acu_set_folder_path (options, "labels.csv");

  set->options = options;
  set->plan = plan;
  set->path = g_strconcat (labels, ".part", NULL);
  set->parts = g_new0 (Part, plan->sources->len);
  set->file = -1;
  g_mutex_init (&set->lock);
  for (guint i = 0; i < plan->sources->len; i++)
    set->parts[i].rows = g_string_new (NULL);
  if (g_file_test (labels, G_FILE_TEST_EXISTS) && !g_file_test (set->path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT,
                 _ ("%s: there is a set in this folder already; name another one"), labels);
    return NULL;
  }
  set->file = g_open (set->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (set->file < 0) {
    fail (set, errno, error);
    return NULL;
  }
  /* Some file systems have no locks. */
  if (flock (set->file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT,
                 _ ("%s: another program is making this set at the moment"), options->out);
    return NULL;
  }
  return take_over (set, error) ? g_steal_pointer (&set) : NULL;
}

guint
acu_unfinished_set_count (AcuUnfinishedSet *set, guint source)
{
  return set->parts[source].n;
}

const GString *
acu_unfinished_set_get_rows (AcuUnfinishedSet *set, guint source)
{
  return set->parts[source].rows;
}

gboolean
acu_unfinished_set_add (AcuUnfinishedSet *set, guint source, GString *row, GError **error)
{
  Part *part = &set->parts[source];
  g_autoptr (GString) record = g_string_new (NULL);
  g_autoptr (GMutexLocker) locker = NULL;

  g_string_printf (record, "%u %u %" G_GUINT64_FORMAT " %" G_GSIZE_FORMAT "\n", source, part->n,
                   measure (set, source, part->n), row->len);
  g_string_append_len (record, row->str, (gssize)row->len);
  locker = g_mutex_locker_new (&set->lock);
  if (!write_all (set, record->str, record->len, error)) {
    shorten (set);
    return FALSE;
  }
  set->length += (off_t)record->len;
  g_string_append_len (part->rows, row->str, (gssize)row->len);
  part->n++;
  return TRUE;
}

void
acu_unfinished_set_end (AcuUnfinishedSet *set)
{
  g_unlink (set->path);
}

void
acu_unfinished_set_close (AcuUnfinishedSet *set)
{
  if (set->file >= 0)
    close (set->file);
  for (guint i = 0; i < set->plan->sources->len; i++)
    g_string_free (set->parts[i].rows, TRUE);
  g_free (set->parts);
  g_free (set->path);
  g_mutex_clear (&set->lock);
  g_free (set);
}
