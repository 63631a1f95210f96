/* Text on a disk that fails. */
#include "app/text/whole-file.h"
#include "write-fault-cases.h"

/* ---- What the window exports: charts, tables, logs ---- */

static char *
get_export_path (const char *folder)
{
  return g_build_filename (folder, "Loss.csv", NULL);
}

static void
prepare_export (const char *folder)
{
  g_autofree char *path = get_export_path (folder);

  g_assert_true (g_file_set_contents (path, "old\n", -1, NULL));
}

static gboolean
change_export (const char *folder, GError **error)
{
  g_autofree char *path = get_export_path (folder);

  return acu_whole_file_replace (path, "new\nand longer\n", 15, error);
}

static gboolean
has_new_export (const char *folder)
{
  g_autofree char *path = get_export_path (folder), *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_equal (text, "old\n") || g_str_equal (text, "new\nand longer\n"));
  return *text == 'n';
}

static const AcuFaultCase cases[] = {
    {"export", prepare_export, change_export, has_new_export, FALSE, TRUE},
};

int
main (int argc, char **argv)
{
  return acu_test_run_fault_cases (&argc, &argv, cases, G_N_ELEMENTS (cases));
}
