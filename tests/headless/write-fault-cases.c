#include "write-fault-cases.h"

#include "test-support.h"

#include <glib/gstdio.h>
#include <string.h>

/* The user's data folder, below which all changes are counted. */
static char *home;

/* Of the fault that is tried. */
static AcuFaultKind current_kind;

guint
acu_test_count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Runs the case with one fault.  Returns whether there was one. */
static gboolean
run_once (const AcuFaultCase *test, guint at, AcuFaultKind kind)
{
  static guint counter;
  g_autofree char *name = g_strdup_printf ("%u", counter++);
  g_autofree char *folder = g_build_filename (home, name, NULL);
  g_autoptr (GError) error = NULL;
  gboolean ok, is_new;
  guint n, n_files, n_left;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  acu_write_faults_arm (home, 0, kind, FALSE);
  test->prepare (folder);
  n_files = acu_test_count_files (folder);
  current_kind = kind;
  acu_write_faults_arm (home, at, kind, test->merges_writes);
  ok = test->change (folder, &error);
  n = acu_write_faults_disarm ();

  g_assert_true (ok == (error == NULL));
  n_left = acu_test_count_files (folder);
  acu_write_faults_arm (home, 0, kind, FALSE);
  is_new = test->is_new (folder);
  if (ok && !is_new)
    g_error ("%s, change %u, kind %d: a success that has left the old state", test->name, at,
             (int)kind);
  if (!ok && strstr (error->message, home) == NULL)
    g_error ("%s, change %u, kind %d: this names no file: %s", test->name, at, (int)kind,
             error->message);
  if (!ok && test->leaves_nothing && !is_new)
    g_assert_cmpuint (n_left, ==, n_files);
  if (n < at)
    g_assert_true (ok);
  acu_test_remove_folder (folder);
  return n >= at;
}

static void
run_case (gconstpointer data)
{
  const AcuFaultCase *test = data;

  for (int kind = 0; kind < ACU_N_FAULT_KINDS; kind++) {
    guint at = 1;

    while (run_once (test, at, (AcuFaultKind)kind))
      at = acu_test_next (at);
    g_test_message ("fewer than %u changes", at);
    g_assert_cmpuint (at, >, 2);
  }
}

void
acu_test_prepare_nothing (const char *folder)
{
}

AcuFaultKind
acu_test_get_fault_kind (void)
{
  return current_kind;
}

int
acu_test_run_fault_cases (int *argc, char ***argv, const AcuFaultCase *cases, guint n_cases)
{
  int status;

  g_test_init (argc, argv, NULL);
  home = acu_test_temporary_folder ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  for (guint i = 0; i < n_cases; i++) {
    g_autofree char *path = g_strconcat ("/write-faults/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], run_case);
  }
  status = g_test_run ();
  g_free (home);
  return status;
}
