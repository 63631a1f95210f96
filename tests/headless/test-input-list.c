#include "app/cli/input-list.h"

#include "tests/headless/test-support.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIPPED 77

/* Each name comes before the next, and not after it. */
static void
test_order (void)
{
  static const char *const ordered[] = {
      "",
      "1.jpg",
      "2.jpg",
      "007.jpg",
      "10.jpg",
      "00010.png",
      "a",
      "a0",
      "a00",
      "a1",
      "a1b",
      "a9",
      "a10",
      "A10b",
      "a100",
      "ab",
      "Ac",
      "ad",
      "img9.jpg",
      "IMG10.jpg",
      "img10.jpg",
      "img11.jpg",
      "img99999999999999999999.jpg",
      "img100000000000000000000.jpg",
      "\xc3\xa4",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ordered); i++) {
    g_assert_cmpint (acu_compare_names (ordered[i], ordered[i]), ==, 0);
    for (gsize j = i + 1; j < G_N_ELEMENTS (ordered); j++) {
      g_assert_cmpint (acu_compare_names (ordered[i], ordered[j]), <, 0);
      g_assert_cmpint (acu_compare_names (ordered[j], ordered[i]), >, 0);
    }
  }
}

static void
test_shards (void)
{
  static const char *const wrong[] = {
      "",     "1",   "/",   "1/",    "/2",   "3/2",          "1/2/3",
      "-1/2", "1/0", "a/b", "1.0/2", " 1/2", "1/99999999999"};
  AcuShard shard;

  g_assert_true (acu_shard_parse ("1/1", &shard));
  g_assert_cmpuint (shard.index, ==, 0);
  g_assert_cmpuint (shard.count, ==, 1);
  g_assert_true (acu_shard_parse ("2/8", &shard));
  g_assert_cmpuint (shard.index, ==, 1);
  g_assert_true (acu_shard_parse ("8/8", &shard));
  g_assert_cmpuint (shard.index, ==, 7);
  g_assert_true (acu_shard_parse ("0/8", &shard));
  g_assert_cmpuint (shard.index, ==, 7);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (acu_shard_parse (wrong[i], &shard));
}

static void
write_files (const char *folder, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    g_assert_true (g_file_set_contents (path, "", 0, NULL));
  }
}

static GPtrArray *
list (const char *folder, gboolean recursive)
{
  const char *const paths[] = {folder, NULL};
  gsize n_all;
  GPtrArray *inputs = acu_input_list_new (paths, recursive, (AcuShard){.count = 1}, &n_all);

  g_assert_cmpuint (inputs->len, ==, n_all);
  return inputs;
}

/* A folder stands for what can be scored in it, which includes what cameras call raw. */
static void
test_kinds (void)
{
  static const char *const expected[] = {"1.CR2", "2.dng", "3.JPEG", "10.WebP"};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (GPtrArray) inputs = NULL;

  write_files (folder, (const char *const[]){"10.WebP", "3.JPEG", "2.dng", "1.CR2", "1.CR2.xmp",
                                             "notes.txt", "jpg", "a.", ".hidden.jpg", NULL});
  inputs = list (folder, TRUE);
  g_assert_cmpuint (inputs->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < inputs->len; i++) {
    const AcuInput *input = g_ptr_array_index (inputs, i);
    g_autofree char *name = g_path_get_basename (input->path);

    g_assert_cmpstr (name, ==, expected[i]);
    g_assert_null (input->problem);
  }
}

/* Root may enter any folder: the rest is for the user whom nobody is. */
static void
become_nobody (const char *folder)
{
  if (geteuid () == 0 && (setgroups (0, NULL) != 0 || setgid (65534) != 0 || setuid (65534) != 0))
    _exit (SKIPPED);
  if (access (folder, X_OK) != 0)
    _exit (SKIPPED);
}

/* Checks, as such a user, the list of @folder, whose @closed can be listed but not entered. */
static void
check_closed (const char *folder, const char *closed)
{
  g_autoptr (GPtrArray) flat = NULL, deep = NULL;

  become_nobody (folder);
  flat = list (folder, FALSE);
  g_assert_cmpuint (flat->len, ==, 1);
  deep = list (folder, TRUE);
  g_assert_cmpuint (deep->len, ==, 3);
  for (guint i = 1; i < deep->len; i++) {
    const AcuInput *input = g_ptr_array_index (deep, i);
    g_autofree char *path = g_build_filename (closed, i == 1 ? "b.jpg" : "folder", NULL);
    g_autofree char *problem =
        g_strdup_printf ("%s: cannot be examined: %s", path, g_strerror (EACCES));

    g_assert_cmpstr (input->path, ==, path);
    g_assert_cmpstr (input->problem, ==, problem);
  }
}

static void
test_closed_folder (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *closed = g_build_filename (folder, "closed", NULL);
  g_autofree char *inner = g_build_filename (closed, "folder", NULL);
  int status;
  pid_t child;

  g_assert_cmpint (g_mkdir_with_parents (inner, 0755), ==, 0);
  write_files (folder, (const char *const[]){"a.jpg", NULL});
  write_files (closed, (const char *const[]){"b.jpg", NULL});
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (closed, 0744 & ~(geteuid () == 0 ? 0 : 0111)), ==, 0);
  child = fork ();
  if (child == 0) {
    check_closed (folder, closed);
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (g_chmod (closed, 0755), ==, 0);
  if (WIFEXITED (status) && WEXITSTATUS (status) == SKIPPED)
    g_test_skip ("no user without rights can be become here, or one cannot reach this folder");
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/input-list/kinds", test_kinds);
  g_test_add_func ("/input-list/closed-folder", test_closed_folder);
  g_test_add_func ("/input-list/order", test_order);
  g_test_add_func ("/input-list/shards", test_shards);
  return g_test_run ();
}
