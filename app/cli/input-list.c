#include "app/cli/input-list.h"

#include "app/imaging/file-kind.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

/* Compares the numbers that *@a and *@b begin with, of any length, and steps over them. */
static int
compare_numbers (const char **a, const char **b)
{
  gsize n_a, n_b;
  int order;

  while (**a == '0')
    (*a)++;
  while (**b == '0')
    (*b)++;
  n_a = strspn (*a, "0123456789");
  n_b = strspn (*b, "0123456789");
  order = n_a != n_b ? (n_a < n_b ? -1 : 1) : strncmp (*a, *b, n_a);
  *a += n_a;
  *b += n_b;
  return order;
}

int
acu_compare_names (const char *a, const char *b)
{
  const char *x = a, *y = b;
  int order = 0;

  while (order == 0 && *x != '\0' && *y != '\0')
    if (g_ascii_isdigit (*x) && g_ascii_isdigit (*y))
      order = compare_numbers (&x, &y);
    else
      order = (guchar)g_ascii_tolower (*x++) - (guchar)g_ascii_tolower (*y++);
  if (order == 0)
    order = (*x != '\0') - (*y != '\0');
  /* "img1", "Img1" and "img01" are different files. */
  return order != 0 ? order : strcmp (a, b);
}

gboolean
acu_shard_parse (const char *text, AcuShard *shard)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 3);
  guint64 index, count;

  if (g_strv_length (parts) != 2 ||
      !g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXINT, &count, NULL) ||
      !g_ascii_string_to_unsigned (parts[0], 10, 0, count, &index, NULL))
    return FALSE;
  *shard = (AcuShard){.index = (guint)((index + count - 1) % count), .count = (guint)count};
  return TRUE;
}

void
acu_input_free (AcuInput *input)
{
  if (input == NULL)
    return;
  g_free (input->path);
  g_free (input->problem);
  g_free (input);
}

static void
add (GPtrArray *inputs, const char *path, const char *problem)
{
  AcuInput *input = g_new0 (AcuInput, 1);

  input->path = g_strdup (path);
  input->problem = g_strdup (problem);
  g_ptr_array_add (inputs, input);
}

/* Adds @path as an input that failed for what errno says. */
static void
add_failed (GPtrArray *inputs, const char *path, const char *what)
{
  int reason = errno;
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *problem = g_strdup_printf ("%s: %s: %s", name, what, g_strerror (reason));

  add (inputs, path, problem);
}

static int
compare_inputs_cb (gconstpointer a, gconstpointer b)
{
  return acu_compare_names ((*(const AcuInput *const *)a)->path,
                            (*(const AcuInput *const *)b)->path);
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return acu_compare_names (*(const char *const *)a, *(const char *const *)b);
}

/* Sorts the entry @name of the folder at @path into @files or @folders. */
static void
add_entry (
    GPtrArray *files, GPtrArray *folders, const char *path, const char *name, gboolean recursive)
{
  g_autofree char *child = g_build_filename (path, name, NULL);
  gboolean is_photo = acu_file_kind_is_photo (name);
  struct stat info;

  if (lstat (child, &info) < 0) {
    /* What is deleted meanwhile is no failure.  What cannot be looked at may be a photo, or a
     * folder of them. */
    if (errno != ENOENT && (is_photo || recursive))
      add_failed (files, child, _ ("cannot be examined"));
  } else if (S_ISDIR (info.st_mode)) {
    g_ptr_array_add (folders, g_steal_pointer (&child));
  } else if (is_photo && !g_file_test (child, G_FILE_TEST_IS_DIR)) {
    add (files, child, NULL);
  }
}

static void
add_folder (GPtrArray *inputs, const char *path, gboolean recursive)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (folder == NULL) {
    add (inputs, path, error->message);
    return;
  }
  /* NULL is the end, or an error that only errno tells. */
  while (errno = 0, (name = g_dir_read_name (folder)) != NULL)
    if (name[0] != '.')
      add_entry (files, folders, path, name, recursive);
  if (errno != 0)
    add_failed (inputs, path, _ ("cannot be listed to its end"));
  /* Not kept open for the folders below: a deep tree would run out of descriptors. */
  g_clear_pointer (&folder, g_dir_close);
  g_ptr_array_sort (files, compare_inputs_cb);
  g_ptr_array_sort (folders, compare_names_cb);
  g_ptr_array_extend_and_steal (inputs, g_steal_pointer (&files));
  for (guint i = 0; recursive && i < folders->len; i++)
    add_folder (inputs, g_ptr_array_index (folders, i), TRUE);
}

GPtrArray *
acu_input_list_new (const char *const *paths, gboolean recursive, AcuShard shard, gsize *n_all)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_input_free);
  GPtrArray *inputs = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_input_free);

  for (gsize i = 0; paths[i] != NULL; i++)
    if (g_file_test (paths[i], G_FILE_TEST_IS_DIR))
      add_folder (all, paths[i], recursive);
    else
      add (all, paths[i], NULL);
  *n_all = all->len;
  for (guint i = shard.index; i < all->len; i += shard.count)
    g_ptr_array_add (inputs, g_steal_pointer (&all->pdata[i]));
  return inputs;
}
