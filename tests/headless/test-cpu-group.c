/* What control groups leave a process. */
#include "compute/cpu/cpu-group.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>

/* Writes what the kernel would show of @group. */
static void
write_group (const char *root, const char *group, const char *limit, const char *usage)
{
  g_autofree char *folder = g_build_filename (root, group, NULL);
  g_autofree char *limit_file = g_build_filename (folder, "memory.max", NULL);
  g_autofree char *usage_file = g_build_filename (folder, "memory.current", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (limit_file, limit, -1, NULL));
  g_assert_true (g_file_set_contents (usage_file, usage, -1, NULL));
}

static guint64
get_allowance (const char *root, const char *groups)
{
  g_autofree char *file = g_build_filename (root, "groups", NULL);

  g_assert_true (g_file_set_contents (file, groups, -1, NULL));
  return acu_cpu_get_group_allowance (file, root);
}

static void
test_tree (void)
{
  g_autofree char *root = acu_test_temporary_folder ();

  /* Nothing is known. */
  g_assert_cmpuint (acu_cpu_get_group_allowance ("/nonexistent", root), ==, G_MAXUINT64);
  g_assert_cmpuint (get_allowance (root, "0::/a/b\n"), ==, G_MAXUINT64);

  write_group (root, "a", "1000\n", "400\n");
  write_group (root, "a/b", "max\n", "300\n");
  write_group (root, "a/tight", "500\n", "350\n");
  write_group (root, "a/tight/full", "100\n", "120\n");
  write_group (root, "other", "10\n", "0\n");
  g_assert_cmpuint (get_allowance (root, "0::/\n"), ==, G_MAXUINT64);
  g_assert_cmpuint (get_allowance (root, "0::/a\n"), ==, 600);
  g_assert_cmpuint (get_allowance (root, "0::/a/b\n"), ==, 600);
  g_assert_cmpuint (get_allowance (root, "12:pids:/other\n0::/a/tight\n"), ==, 150);
  g_assert_cmpuint (get_allowance (root, "0::/a/tight/full\n"), ==, 0);
  /* A group that is not to be seen, in one that is. */
  g_assert_cmpuint (get_allowance (root, "0::/a/hidden/deep\n"), ==, 600);
  g_assert_cmpuint (get_allowance (root, "7:memory:/other\n"), ==, G_MAXUINT64);

  /* Inside a container its own group is the topmost. */
  write_group (root, ".", "700\n", "100\n");
  g_assert_cmpuint (get_allowance (root, "0::/\n"), ==, 600);
  g_assert_cmpuint (get_allowance (root, "0::/a/tight\n"), ==, 150);
  g_assert_cmpuint (get_allowance (root, "0::/host/scope\n"), ==, 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu-group/tree", test_tree);
  return g_test_run ();
}
