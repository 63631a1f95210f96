/* Runs the built acutance-cli as its users do. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

typedef struct {
  int status; /* the exit status, or minus the signal that ended it */
  char *output;
  char *complaints; /* standard error */
} AcuCliRun;

void acu_cli_run_free (AcuCliRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuCliRun, acu_cli_run_free)

/* The user's data folder that all runs of the test program share, empty at first. */
const char *acu_cli_data_home (void);

/* The user's cache that all runs share: the tests' own, where one is given. (transfer full) */
char *acu_cli_dup_cache_home (void);

/* Sets a variable in the environment of all runs from now on; NULL takes it out of it again. */
void acu_cli_set_variable (const char *name, const char *value);

/* Has all runs from now on speak the language of @locale, such as "de_DE", which is made as systems
 * do for those who choose it; NULL, or one that cannot be made, whereupon the test is skipped and
 * FALSE returned: speak as to programs again. */
gboolean acu_cli_speak (const char *locale);

/* The path of a model file with the network of small-model.h, for whatever does not depend on which
 * network computes. */
const char *acu_cli_small_model (void);

/* The file that names Mesa's software device to VK_DRIVER_FILES; NULL, the test being skipped,
 * where there is none. (transfer full) */
char *acu_cli_find_software_driver (void);

/* Starts acutance-cli with @arguments (NULL-terminated, without the program) and @flags.
 * (transfer full) */
GSubprocess *acu_cli_start (const char *const *arguments, GSubprocessFlags flags);

/* Likewise, with @output, which is closed here, as standard output. (transfer full) */
GSubprocess *acu_cli_start_writing (const char *const *arguments, int output);

/* Likewise, with @complaints, which is closed here, as standard error, and without output.
 * (transfer full) */
GSubprocess *acu_cli_start_complaining (const char *const *arguments, int complaints);

/* Runs acutance-cli to its end. (transfer full) */
AcuCliRun *acu_cli_run (const char *const *arguments);

/* acu_cli_run() with the arguments written out. */
#define ACU_CLI(...) acu_cli_run ((const char *const[]){__VA_ARGS__, NULL})

/* Waits for the end of @process and returns what AcuCliRun.status says. */
int acu_cli_wait (GSubprocess *process);

/* Unpacks ../shared/golden/checkpoints/@name.pkl.xz into @folder and returns its path; NULL, the
 * test being skipped, where that is not possible. */
char *acu_cli_unpack_checkpoint (const char *name, const char *folder);

/* Parses @text, one JSON value. (transfer full) */
JsonNode *acu_cli_parse (const char *text);

/* Parses every line of @text, each an object. (transfer full) (element-type JsonObject) */
GPtrArray *acu_cli_parse_lines (const char *text);

/* The object of @lines whose "path" ends in @name; it must be there once. */
JsonObject *acu_cli_find_line (GPtrArray *lines, const char *name);
