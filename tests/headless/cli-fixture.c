#include "tests/headless/cli-fixture.h"

#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

void
acu_cli_run_free (AcuCliRun *run)
{
  g_free (run->output);
  g_free (run->complaints);
  g_free (run);
}

const char *
acu_cli_data_home (void)
{
  static char *folder;

  if (folder == NULL)
    folder = acu_test_temporary_folder ();
  return folder;
}

char *
acu_cli_dup_cache_home (void)
{
  const char *given = g_getenv ("XDG_CACHE_HOME");

  return given != NULL ? g_strdup (given) : g_build_filename (acu_cli_data_home (), "cache", NULL);
}

const char *
acu_cli_small_model (void)
{
  static char *path;

  if (path == NULL) {
    g_autofree char *folder = acu_test_temporary_folder ();

    path = acu_test_write_small_model (folder);
  }
  return path;
}

static GHashTable *variables; /* beside those of acu_cli_start() */

void
acu_cli_set_variable (const char *name, const char *value)
{
  if (variables == NULL)
    variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (value != NULL)
    g_hash_table_replace (variables, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (variables, name);
}

/* Makes @locale as the folder @path; FALSE where that is not possible. */
static gboolean
make_locale (const char *locale, const char *path)
{
  const char *const command[] = {"localedef", "-i", locale, "-f", "UTF-8", path, NULL};
  int status;

  /* It warns of what it finds odd, and ends with 1 then. */
  return g_spawn_sync (NULL, (char **)command, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                           G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, NULL) &&
         g_file_test (path, G_FILE_TEST_IS_DIR);
}

gboolean
acu_cli_speak (const char *locale)
{
  g_autofree char *name = locale != NULL ? g_strconcat (locale, ".UTF-8", NULL) : NULL;
  g_autofree char *path =
      locale != NULL ? g_build_filename (acu_cli_data_home (), name, NULL) : NULL;
  gboolean made = locale != NULL && make_locale (locale, path);

  acu_cli_set_variable ("LOCPATH", made ? acu_cli_data_home () : NULL);
  acu_cli_set_variable ("LC_ALL", made ? name : NULL);
  if (locale != NULL && !made)
    g_test_skip ("no other language can be made here (apt-get install locales)");
  return made;
}

static void
set_variables (GSubprocessLauncher *launcher)
{
  GHashTableIter iter;
  gpointer name, value;

  if (variables == NULL)
    return;
  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_subprocess_launcher_setenv (launcher, name, value, TRUE);
}

static GSubprocess *
start (GSubprocessLauncher *launcher, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *program = acu_test_build_path ("app/cli/acutance-cli");
  g_autofree char *cache = acu_cli_dup_cache_home ();
  GSubprocess *process;

  g_ptr_array_add (argv, program);
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *)arguments[i]);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", acu_cli_data_home (), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", cache, FALSE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  /* These tests compute on the CPU.  Graphics drivers take a moment to load, and leave memory
   * behind that a leak detector cannot tell from ours. */
  g_subprocess_launcher_setenv (launcher, "VK_DRIVER_FILES", "/dev/null", TRUE);
  g_subprocess_launcher_setenv (launcher, "VK_ICD_FILENAMES", "/dev/null", TRUE);
  set_variables (launcher);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

char *
acu_cli_find_software_driver (void)
{
  static const char folder[] = "/usr/share/vulkan/icd.d";
  g_autoptr (GDir) drivers = g_dir_open (folder, 0, NULL);
  const char *name;

  while (drivers != NULL && (name = g_dir_read_name (drivers)) != NULL)
    if (g_str_has_prefix (name, "lvp_icd"))
      return g_build_filename (folder, name, NULL);
  g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
  return NULL;
}

GSubprocess *
acu_cli_start (const char *const *arguments, GSubprocessFlags flags)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);

  return start (launcher, arguments);
}

GSubprocess *
acu_cli_start_writing (const char *const *arguments, int output)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  GSubprocess *process;

  g_subprocess_launcher_take_stdout_fd (launcher, output);
  process = start (launcher, arguments);
  g_subprocess_launcher_close (launcher);
  return process;
}

GSubprocess *
acu_cli_start_complaining (const char *const *arguments, int complaints)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  GSubprocess *process;

  g_subprocess_launcher_take_stderr_fd (launcher, complaints);
  process = start (launcher, arguments);
  g_subprocess_launcher_close (launcher);
  return process;
}

int
acu_cli_wait (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                              : -g_subprocess_get_term_sig (process);
}

/* Whatever the arguments, it must not crash, and a sanitizer must have found nothing. */
static void
check_healthy (const AcuCliRun *run)
{
  g_assert_cmpint (run->status, !=, -SIGSEGV);
  g_assert_cmpint (run->status, !=, -SIGABRT);
  g_assert_cmpint (run->status, !=, -SIGBUS);
  if (strstr (run->complaints, "Sanitizer") != NULL || strstr (run->complaints, "CRITICAL") != NULL)
    g_error ("acutance-cli: %s", run->complaints);
}

static char *
to_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 0 ? g_strndup (data, size) : g_strdup ("");
}

AcuCliRun *
acu_cli_run (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      acu_cli_start (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GBytes) output = NULL, complaints = NULL;
  AcuCliRun *run = g_new0 (AcuCliRun, 1);

  g_subprocess_communicate (process, NULL, NULL, &output, &complaints, &error);
  g_assert_no_error (error);
  run->status = acu_cli_wait (process);
  run->output = to_text (output);
  run->complaints = to_text (complaints);
  check_healthy (run);
  return run;
}

char *
acu_cli_unpack_checkpoint (const char *name, const char *folder)
{
  g_autofree char *relative = g_strdup_printf ("golden/checkpoints/%s.pkl.xz", name);
  g_autofree char *packed = acu_test_shared_path (relative);
  g_autofree char *unpacked = g_strdup_printf ("%s/%s.pkl", folder, name);
  g_autofree char *xz = g_find_program_in_path ("xz");
  g_autofree char *command = NULL;

  if (packed == NULL)
    return NULL;
  if (xz == NULL) {
    g_test_skip ("the program xz is not installed");
    return NULL;
  }
  command = g_strdup_printf ("%s -dc '%s' > '%s'", xz, packed, unpacked);
  g_assert_cmpint (system (command), ==, 0);
  return g_steal_pointer (&unpacked);
}

JsonNode *
acu_cli_parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

GPtrArray *
acu_cli_parse_lines (const char *text)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  /* The last line is complete, too. */
  g_assert_cmpstr (lines[n - 1], ==, "");
  for (guint i = 0; i + 1 < n; i++) {
    g_autoptr (JsonNode) node = acu_cli_parse (lines[i]);

    g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
    g_ptr_array_add (objects, json_node_dup_object (node));
  }
  return objects;
}

JsonObject *
acu_cli_find_line (GPtrArray *lines, const char *name)
{
  JsonObject *found = NULL;

  for (guint i = 0; i < lines->len; i++) {
    JsonObject *line = g_ptr_array_index (lines, i);

    if (g_str_has_suffix (json_object_get_string_member (line, "path"), name)) {
      g_assert_null (found);
      found = line;
    }
  }
  g_assert_nonnull (found);
  return found;
}
