/* What the commands of acutance-cli share: their table's entries, complaints, and option parsing.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses: a contract with scripts. */
typedef enum {
  ACU_EXIT_DONE,  /* everything asked for was done */
  ACU_EXIT_SOME,  /* some input failed, each named on standard error, and the rest was done */
  ACU_EXIT_ERROR, /* usage, model, device or output error */
} AcuExit;

typedef struct {
  const char *name;
  const char *summary;                    /* one line for the list of commands */
  AcuExit (*run) (int argc, char **argv); /* argv[0] is the command's name */
} AcuCommand;

AcuExit acu_command_bench (int argc, char **argv);
AcuExit acu_command_devices (int argc, char **argv);
AcuExit acu_command_eval (int argc, char **argv);
AcuExit acu_command_import (int argc, char **argv);
AcuExit acu_command_labels (int argc, char **argv);
AcuExit acu_command_models (int argc, char **argv);
AcuExit acu_command_score (int argc, char **argv);
AcuExit acu_command_synth (int argc, char **argv);
AcuExit acu_command_train (int argc, char **argv);

/* What a command's --help says. */
typedef struct {
  const char *parameters;  /* what follows the options: "PATH…" */
  const char *summary;     /* what it does, before the options */
  const char *description; /* details and examples, after the options */
  const GOptionEntry *entries;
} AcuUsage;

/* Parses @argv by @usage, leaving what is no option in it.  Returns FALSE where that is all there
 * is to do: *@status is ACU_EXIT_DONE after the help was asked for and printed, ACU_EXIT_ERROR
 * after a complaint about the options. */
gboolean acu_command_parse (const AcuUsage *usage, int *argc, char ***argv, AcuExit *status);

/* Writes one line, "acutance-cli: …", to standard error, over the progress shown there.  Texts are
 * UTF-8, file names the bytes they are. */
void acu_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* acu_complain() of @error, which is freed and cleared, as the reason for ACU_EXIT_ERROR. */
AcuExit acu_fail (GError **error);

/* A complaint about the command line, with where to look for help, and ACU_EXIT_ERROR. */
AcuExit acu_fail_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Prints @text to standard output in one go; FALSE, after a complaint, where that fails. */
gboolean acu_print (const char *text);

G_END_DECLS
