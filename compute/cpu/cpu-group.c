#include "compute/cpu/cpu-group.h"

#include <string.h>

/* The group that the line "0::PATH" of the file @groups names, the root's where there is none.
 * (transfer full) */
static char *
find_group (const char *groups)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (groups, &text, NULL, NULL))
    return g_strdup ("/");
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "0::/"))
      return g_strdup (lines[i] + strlen ("0::"));
  return g_strdup ("/");
}

/* What the group in @folder leaves by itself. */
static guint64
read_allowance (const char *folder)
{
  g_autofree char *limit_file = g_build_filename (folder, "memory.max", NULL);
  g_autofree char *usage_file = g_build_filename (folder, "memory.current", NULL);
  g_autofree char *limit = NULL, *usage = NULL;
  guint64 bytes;

  /* "max" is no limit.  A container may not see the groups that it is in, but the topmost. */
  if (!g_file_get_contents (limit_file, &limit, NULL, NULL) ||
      !g_file_get_contents (usage_file, &usage, NULL, NULL) || !g_ascii_isdigit (limit[0]))
    return G_MAXUINT64;
  bytes = g_ascii_strtoull (limit, NULL, 10);
  return bytes - MIN (bytes, g_ascii_strtoull (usage, NULL, 10));
}

guint64
acu_cpu_get_group_allowance (const char *groups, const char *root)
{
  g_autofree char *group = find_group (groups);
  guint64 allowance = G_MAXUINT64;

  for (;;) {
    g_autofree char *folder = g_build_filename (root, group, NULL);
    char *slash = strrchr (group, '/');

    allowance = MIN (allowance, read_allowance (folder));
    if (slash == NULL || group[0] == '\0' || g_str_equal (group, "/"))
      return allowance;
    *slash = '\0';
  }
}
