/* acutance-cli: picture quality from the command line. */
#include "app/cli/command.h"
#include "app/text/language.h"
#include "compute/device.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

static const AcuCommand commands[] = {
    {"score", N_ ("score pictures and folders"), acu_command_score},
    {"models", N_ ("list the models that can be used"), acu_command_models},
    {"import", N_ ("install a model from a checkpoint of any known kind"), acu_command_import},
    {"devices", N_ ("list what can compute"), acu_command_devices},
    {"train", N_ ("fine-tune a model on scored pictures, or train one"), acu_command_train},
    {"eval", N_ ("compare a model with people's scores"), acu_command_eval},
    {"synth", N_ ("make a training set out of sharp photos"), acu_command_synth},
    {"labels", N_ ("list, merge and export opinion scores, and compute their means"),
     acu_command_labels},
    {"bench", N_ ("measure how fast a device scores"), acu_command_bench},
};

static const AcuCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

static char *
describe_usage (void)
{
  GString *page = g_string_new (_ ("Usage:\n  acutance-cli COMMAND [OPTION…]\n\nCommands:\n"));

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (page, "  %-10s%s\n", commands[i].name, _ (commands[i].summary));
  g_string_append_printf (page, "  %-10s%s\n", "help",
                          _ ("explain a command: acutance-cli help score"));
  g_string_append (page, _ ("\nOptions:\n"
                            "  --help     show this page\n"
                            "  --version  show the version\n"
                            "\nExample:\n"
                            "  acutance-cli score --recursive ~/Pictures\n"));
  return g_string_free (page, FALSE);
}

static AcuExit
unknown_command (const char *name)
{
  acu_complain (_ ("there is no command “%s”; “acutance-cli --help” lists those there are"), name);
  return ACU_EXIT_ERROR;
}

static AcuExit
print_page (char *page)
{
  g_autofree char *owned = page;

  return acu_print (owned) ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
}

static AcuExit
help (const char *name)
{
  const AcuCommand *command = name == NULL ? NULL : find_command (name);
  char *arguments[] = {(char *)name, (char *)"--help", NULL};

  if (name == NULL)
    return print_page (describe_usage ());
  return command == NULL ? unknown_command (name) : command->run (2, arguments);
}

/* Who left the choice of a device to “auto” should not wonder for hours why it takes so long. */
static void
note_device_cb (const AcuDeviceInfo *info, gpointer user_data)
{
  if (info->passed_over != NULL)
    acu_complain (_ ("%s; computing on %s"), info->passed_over, info->name);
}

int
main (int argc, char **argv)
{
  const AcuCommand *command;

  acu_language_begin ();
  /* Programs read what is printed: numbers have a point in every language. */
  setlocale (LC_NUMERIC, "C");
  /* A helper process that dies, or a reader that has seen enough, is an error to be handled. */
  signal (SIGPIPE, SIG_IGN);
  if (argc < 2) {
    g_autofree char *page = describe_usage ();

    fputs (page, stderr);
    return ACU_EXIT_ERROR;
  }
  if (g_str_equal (argv[1], "--version"))
    return print_page (g_strdup ("acutance-cli " ACU_VERSION "\n"));
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return help (NULL);
  if (g_str_equal (argv[1], "help"))
    return help (argv[2]);
  acu_device_watch_auto (note_device_cb, NULL);
  command = find_command (argv[1]);
  return command == NULL ? unknown_command (argv[1]) : command->run (argc - 1, argv + 1);
}
